"""Over tables: what a handler raises over one event decides that event, and the node goes on with everything else."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError

from pilin.base.clock import Instant
from pilin.base.refusal import Finding, Refused
from pilin.kernel.federation import actions
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.actions import keyring, sessions
from pilin.kernel.federation.protocol.desk import Applied, Delivered, Mark, Outcome
from pilin.kernel.federation.protocol.event import Draft
from pilin.kernel.federation.protocol.failures import STRIKES_MAX, Failures
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.suite import Signer
from pilin.kernel.federation.tests.pairing import THEM, US
from tests.support.neighbour import Neighbour

KIND, BAD = "test.told", 1


@pytest.fixture
def handled(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> Neighbour:
    """Let both sides know a kind of fact that stands on the charter; the neighbour applies whatever it tells."""
    monkeypatch.setattr(sessions, "failures", Failures())
    monkeypatch.setitem(actions.registry.handlers, KIND, handler(None))
    monkeypatch.setitem(actions.registry.basis_checks, "charter:", lambda _event, _at: None)
    neighbour.node.rooms.decide = lambda _kind, items, _at: [Applied("e" * 64) for _ in items]
    return neighbour


@pytest.fixture
def raising(handled: Neighbour, monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    """Return what lets our handler raise over the fact with the number `BAD`."""
    return lambda error: monkeypatch.setitem(actions.registry.handlers, KIND, handler(error))


def handler(error: Exception | None) -> Callable[[Sequence[Delivered], Instant], Sequence[Outcome]]:
    """Return a handler that raises over a fact with the number `BAD`, after it has told what rolls back with it."""

    def decide(items: Sequence[Delivered], _at: Instant) -> Sequence[Outcome]:
        for item in items:
            if error is not None and item.event.body["n"] == BAD:
                raise error
        return [Applied("e" * 64) for _ in items]

    return decide


def drafts(handled: Neighbour, count: int = 3) -> list[Draft]:
    return [Draft(KIND, "observations", handled.charter, {"n": number}, (THEM, US)) for number in range(count)]


def decided(author: str = THEM) -> list[tuple[str, str]]:
    rows = tables.Envelope.objects.filter(kind=KIND, author=author).order_by("seq")
    return list(rows.values_list("outcome", "code"))


APPLIED = ("applied", "")
FINDINGS = (Finding("a", LinkRefusal.FORK, {"n": 2**60, "text": ["x" * 300]}),)
RAISED: list[tuple[Exception, tuple[str, str]]] = [
    (Refused(LinkRefusal.LINK_IS_UNKNOWN, peer="330421"), ("refused", "link_is_unknown")),
    (Refused(LinkRefusal.LINK_IS_HALTED, findings=FINDINGS), ("refused", "fork")),
    (Refused(LinkRefusal.LINK_IS_PAUSED), ("waiting", "link_is_paused")),
    (IntegrityError("a value too long"), ("failed", "handler_failed")),
    (LookupError("a fault of ours"), ("failed", "handler_failed")),
]


@pytest.mark.parametrize(("error", "expected"), RAISED, ids=str)
def test_what_a_handler_raises_decides_that_event_alone(
    handled: Neighbour, raising: Any, error: Exception, expected: tuple[str, str]
) -> None:
    raising(error)
    handled.tell(*drafts(handled))
    handled.exchange()
    assert decided() == [APPLIED, expected, APPLIED]


def test_a_refusal_goes_back_with_facts_of_bounded_length(handled: Neighbour, raising: Any) -> None:
    raising(RAISED[1][0])
    handled.tell(*drafts(handled))
    handled.exchange()
    (said,) = [event.body for event in handled.node.tables.events.values() if event.kind == "link.refusal"]
    assert (said["code"], said["facts"]["n"], len(said["facts"]["text"])) == ("fork", str(2**60), 200)


def test_a_database_that_is_out_of_reach_decides_nothing(handled: Neighbour, raising: Any) -> None:
    raising(OperationalError("database is locked"))
    handled.tell(*drafts(handled))
    with pytest.raises(OperationalError):
        handled.exchange()
    assert decided() == []


def test_a_fact_over_which_the_database_breaks_each_time_holds_back_nothing_else(
    handled: Neighbour, raising: Any
) -> None:
    raising(OperationalError("too many SQL variables"))
    handled.tell(*drafts(handled))
    for _ in range(2 * STRIKES_MAX):  # first all of them together, then by itself whom it breaks over
        with suppress(OperationalError):
            handled.exchange()
        handled.pass_time(seconds=60)
    assert decided() == [APPLIED, ("failed", "handler_failed"), APPLIED]
    assert tables.Alarm.objects.get(code="handler_failed").peer == THEM


@pytest.mark.parametrize("said", ["database is locked", "deadlock detected", "server closed the connection"])
def test_a_writer_that_stands_in_the_way_is_never_the_fault_of_a_fact(
    handled: Neighbour, raising: Any, said: str
) -> None:
    raising(OperationalError(said))
    handled.tell(*drafts(handled))
    for _ in range(2 * STRIKES_MAX):
        with pytest.raises(OperationalError):
            handled.exchange()
        handled.pass_time(seconds=60)
    assert decided() == []


def test_a_database_that_breaks_now_and_then_makes_no_fact_fail(handled: Neighbour, raising: Any) -> None:
    told = [event.hash for event in handled.tell(*drafts(handled, 2))]
    for _ in range(STRIKES_MAX - 1):
        assert not sessions.failures.are_to_blame(told)
    raising(OperationalError("database is locked"))
    with pytest.raises(OperationalError):
        handled.exchange()
    raising(LookupError("a fault of ours"))
    handled.pass_time(seconds=60)
    handled.exchange()
    assert decided() == [APPLIED, ("failed", "handler_failed")]
    assert told[0] not in sessions.failures._strikes


BASES: list[tuple[Exception, tuple[str, str]]] = [
    (Refused(LinkRefusal.CHARTER_IS_NOT_NEWER), ("refused", "charter_is_not_newer")),
    (LookupError("a fault of ours"), ("failed", "handler_failed")),
]


@pytest.mark.parametrize(("error", "expected"), BASES, ids=str)
def test_a_basis_whose_check_breaks_stops_nothing_else(
    handled: Neighbour, monkeypatch: pytest.MonkeyPatch, error: Exception, expected: tuple[str, str]
) -> None:
    def check(event: Any, _at: Instant) -> None:
        if event.body["n"] == BAD:
            raise error

    monkeypatch.setitem(actions.registry.basis_checks, "charter:", check)
    handled.tell(*drafts(handled))
    handled.exchange()
    assert decided() == [APPLIED, expected, APPLIED]
    with pytest.raises(type(error)):
        actions.tell(drafts(handled, 2), at=handled.now)


RESTORED: list[tuple[Exception, str]] = [
    (Refused(LinkRefusal.LINK_IS_UNKNOWN), "refused"),
    (LookupError("a fault of ours"), "pending"),
]


@pytest.mark.parametrize(("error", "outcome"), RESTORED, ids=str)
def test_an_own_event_that_breaks_after_a_restore_does_not_hold_the_recovery(
    handled: Neighbour, raising: Any, error: Exception, outcome: str
) -> None:
    actions.tell(drafts(handled), at=handled.now)
    handled.exchange()
    out = tables.OutLane.objects.get(lane="work")
    mark = Mark(THEM, "work", 1, out.seq, out.head)
    tables.Envelope.objects.filter(author=US, lane="work").delete()
    tables.OutLane.objects.update(seq=0, head="0" * 64, acked=0, settled=0, running={})
    raising(error)
    assert actions.wake(marks={mark.place: mark}, at=handled.now) == "recovering"
    handled.exchange(turns=40)
    assert tables.NodeState.objects.get().mode == "open"
    assert [found for found, _ in decided(US)] == ["applied", outcome, "applied"]
    assert tables.Alarm.objects.get(code="handler_failed").facts["kind"] == KIND


@pytest.mark.parametrize("number", [1, 20])
def test_the_folder_of_keys_is_read_once_a_session(
    handled: Neighbour, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    asked: list[str] = []
    signers = keyring.signers()

    def looked_up() -> Sequence[Signer]:
        asked.append("asked")
        return signers

    monkeypatch.setattr(keyring, "signers", looked_up)
    drafts = [Draft(KIND, "observations", handled.charter, {"n": n + 5}, (THEM,)) for n in range(number)]
    assert len(actions.tell(drafts, at=Instant(handled.now))) == number
    assert asked == ["asked"]
