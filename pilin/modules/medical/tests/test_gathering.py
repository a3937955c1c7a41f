"""The thread that does messages together: whom it answers, whom it puts aside, and whom a fault keeps from nothing."""

from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any

import pytest
from django.db import OperationalError

from pilin.base.refusal import Refused
from pilin.kernel.federation import actions as federation
from pilin.modules.medical import models
from pilin.modules.medical.actions import crowd
from pilin.modules.medical.actions.settling import WAIT_SECONDS
from pilin.modules.medical.gateway import gathering, together
from pilin.modules.medical.gateway.gathering import Offer
from pilin.modules.medical.rules import settlement
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.tests.crowd import CALLER, Counter, open_the_counter, read, spelled, visitors
from pilin.wire.nhsa import envelope
from tests.support.neighbour import Neighbour


@pytest.fixture(autouse=True)
def next_door(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> None:
    open_the_counter(neighbour, monkeypatch)


@pytest.fixture
def silent(next_door: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let next door say nothing for now; return what lets it answer."""
    answers = federation.answers_to
    monkeypatch.setattr(federation, "answers_to", lambda _questions: {})
    return lambda: monkeypatch.setattr(federation, "answers_to", answers)


def test_the_thread_answers_whoever_was_answered(neighbour: Neighbour) -> None:
    counter, (one, other) = Counter(neighbour), visitors(neighbour, 2)
    first, second = counter.takes(spelled(one, "quotes"), spelled(other, "settles"))
    if not first.done():
        counter.takes()
    assert read(first.result(0)).fund_pay_sumamt == read(second.result(0)).fund_pay_sumamt == 28_500
    assert counter.aside == []


def test_what_does_not_read_is_answered_and_what_cannot_be_shared_is_put_aside(neighbour: Neighbour) -> None:
    counter, (one,) = Counter(neighbour), visitors(neighbour, 1)
    cancel = spelled(one, "cancels", number="X")
    garbage, cancelled = counter.takes(b"no message", cancel)
    assert not envelope.read_reply(garbage.result(0)).head.succeeded
    assert not cancelled.done()
    assert [offer.data for offer in counter.aside] == [cancel]


def test_who_speaks_for_another_is_let_in_nowhere(neighbour: Neighbour) -> None:
    counter, (one,) = Counter(neighbour), visitors(neighbour, 1)
    one.code = "H99999999999"
    (answer,) = counter.takes(spelled(one, "quotes"))
    with pytest.raises(Refused):
        answer.result(0)


@pytest.mark.parametrize("fault", [OperationalError("gone"), Refused(MedicalRefusal.GATEWAY_IS_BUSY)])
def test_a_fault_of_a_batch_lets_each_be_done_by_itself(
    neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def breaks(_come: Any, *, at: Any) -> Any:
        raise fault

    counter, two = Counter(neighbour), visitors(neighbour, 2)
    monkeypatch.setattr(together, "begin", breaks)
    data = [spelled(one, "quotes") for one in two]
    assert not any(answer.done() for answer in counter.takes(*data))
    assert [offer.data for offer in counter.aside] == data


def test_a_long_message_is_not_waited_for(neighbour: Neighbour) -> None:
    counter = Counter(neighbour)
    promise = counter.gathering.put(b" " * (gathering.BYTES_MAX + 1), CALLER, neighbour.now)
    assert not promise.done()
    assert len(counter.aside) == 1


def test_a_program_error_in_a_batch_ends_nothing(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> None:
    counter = Counter(neighbour)

    def breaks(_offers: Any) -> None:
        raise ValueError("a fault of ours")

    monkeypatch.setattr(counter.gathering, "_begin", breaks)
    counter.gathering.put(b"one", CALLER, neighbour.now)
    counter.gathering.close()
    counter.gathering.start()
    counter.gathering.join(10)
    assert not counter.gathering.is_alive()
    assert [offer.data for offer in counter.aside] == [b"one"]


def hangs_on(monkeypatch: pytest.MonkeyPatch, message: bytes, fault: Exception) -> list[int]:
    """Let the end of every batch break that a message is in; return how many were in each that was tried."""
    tried: list[int] = []
    ends, whose = crowd.end, envelope.read_request(message).head.msgid

    def breaks(waiting: Sequence[crowd.Waiting], *, at: Any) -> Any:
        tried.append(len(waiting))
        if whose in [one.order.said.msgid for one in waiting]:
            raise fault
        return ends(waiting, at=at)

    monkeypatch.setattr(crowd, "end", breaks)
    return tried


def later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    monkeypatch.setattr(gathering, "monotonic", lambda: monotonic() + seconds)


FAULTS = [OperationalError("gone"), Refused(MedicalRefusal.GATEWAY_IS_BUSY), ValueError("a fault of ours")]


@pytest.mark.parametrize("fault", FAULTS, ids=["database", "refusal", "program"])
def test_whom_a_fault_keeps_from_his_answer_keeps_nobody_else(
    neighbour: Neighbour, silent: Callable[[], None], monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    monkeypatch.setattr(gathering, "AGAIN_SECONDS", WAIT_SECONDS / 2)  # longer than a busy machine takes for this
    counter, three = Counter(neighbour), visitors(neighbour, 3)
    data = [spelled(one, "settles") for one in three]
    answers = counter.takes(*data)
    tried = hangs_on(monkeypatch, data[1], fault)
    silent()
    counter.takes()
    assert ([answer.done() for answer in answers], tried) == ([True, False, True], [3, 1, 1, 1])
    counter.takes()  # he rests, so that his fault does not keep us busy
    assert tried == [3, 1, 1, 1]
    later(monkeypatch, WAIT_SECONDS)
    counter.takes()
    assert isinstance(read(answers[1].result(0)), str)
    assert models.Settlement.objects.filter(state=settlement.POSTED).count() == 2
    assert counter.aside == []


def test_who_rests_after_a_fault_is_answered_when_it_has_passed(
    neighbour: Neighbour, silent: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    counter, (one,) = Counter(neighbour), visitors(neighbour, 1)
    data = spelled(one, "settles")
    (answer,) = counter.takes(data)
    silent()
    with monkeypatch.context() as broken:
        hangs_on(broken, data, OperationalError("database is locked"))
        counter.takes()
    assert not answer.done()
    later(monkeypatch, gathering.AGAIN_SECONDS)
    counter.takes()
    assert read(answer.result(0)).fund_pay_sumamt == 28_500


def test_who_was_asked_for_waits_on_where_the_batch_fails_behind_him(
    neighbour: Neighbour, silent: Callable[[], None]
) -> None:
    aside: list[bytes] = []

    def breaks_once(offer: Offer) -> None:
        aside.append(offer.data)
        if len(aside) == 1:
            raise ValueError("a fault of ours, when the first of the batch was asked for")

    counter, (one,) = Counter(neighbour, breaks_once), visitors(neighbour, 1)
    data = spelled(one, "settles")
    first, again = counter.takes(data, data)
    assert aside == [data, data]  # the second one, which was tried twice; nobody does the first one again
    assert not first.done()
    silent()
    counter.takes()
    assert read(first.result(0)).fund_pay_sumamt == 28_500
    assert not again.done()
    assert models.CareSettlement.objects.count() == 1
