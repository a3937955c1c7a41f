"""Those who come to the gateway at once: asked together, answered each for himself, and nobody's fault is another's."""

from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from pilin.base.clock import day_of
from pilin.base.refusal import Refused
from pilin.kernel.agreements import queries as agreements
from pilin.kernel.federation import actions as federation
from pilin.kernel.ledger import queries as ledger
from pilin.modules.medical import models, queries
from pilin.modules.medical.actions import crowd, institutions
from pilin.modules.medical.gateway import dispatch, gathering, together
from pilin.modules.medical.gateway.dispatch import Come
from pilin.modules.medical.gateway.gathering import Gathering, Offer
from pilin.modules.medical.gateway.together import Open
from pilin.modules.medical.rules import settlement
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.words import Filing
from pilin.modules.medical.tests import samples
from pilin.modules.medical.tests.hospital import CODE, SECRET, THEIRS, Hospital, contract
from pilin.modules.medical.tests.insured import answers_at_once, insures
from pilin.wire.nhsa import envelope
from pilin.wire.nhsa.registry import BY_NUMBER
from pilin.wire.nhsa.transport import Caller, Credential, Dialect
from tests.support.neighbour import Neighbour

CALLER = Caller(Credential(Dialect.API_KEY, "his", SECRET, frozenset({CODE})))
OWED = 88_500


@pytest.fixture(autouse=True)
def next_door(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a clause allow everything, and the neighbour insure whoever comes as in worked case W4."""
    monkeypatch.setitem(federation.registry.basis_checks, "clause:", lambda _event, _at: None)
    monkeypatch.setattr(agreements, "bases_for", lambda *_args, **_named: ["clause:a/8"])
    monkeypatch.setattr(queries, "policy_on", queries.illustrative_policy)
    answers_at_once(neighbour, monkeypatch)
    policy = samples.policy(THEIRS, "310")
    insures(neighbour, monkeypatch, policy, person_type="11", filing=Filing.LONG_TERM, account_fen=60_000)
    contract()


def visitors(neighbour: Neighbour, number: int, *, first: int = 0) -> list[Hospital]:
    """Let so many visitors stand at the counter with their lines."""
    found = []
    for place in range(first, first + number):
        hospital = Hospital(neighbour.now, person=f"P-1{place:03}", sent=100 * place)
        hospital.registers(f"OP-{place}")
        lines = [hospital.line("1", "XA-0001", "700"), hospital.line("2", "XB-0001", "20", "10")]
        assert hospital.uploads(*lines).head.succeeded
        found.append(hospital)
    return found


def spelled(hospital: Hospital, verb: str, **members: Any) -> bytes:
    """Return the bytes of a message, which nobody carries."""
    busy = dispatch.failed(Refused(MedicalRefusal.GATEWAY_IS_BUSY), hospital.at)
    hospital.carry = lambda _data: busy
    getattr(hospital, verb)(**members)
    hospital.carry = None
    return hospital.last


def come(data: Sequence[bytes], neighbour: Neighbour) -> list[Come]:
    held = institutions.contracts(codes=[CODE], day=day_of(neighbour.now))
    return [dispatch.come(dispatch.read(one, CALLER), held, at=neighbour.now) for one in data]


def begin(data: Sequence[bytes], neighbour: Neighbour) -> list[bytes | Open | None]:
    return together.begin(come(data, neighbour), at=neighbour.now)


def played(data: Sequence[bytes], neighbour: Neighbour) -> list[Any]:
    """Begin, let next door answer, end; return the outputs, or the error of what was refused."""
    begun = begin(data, neighbour)
    waiting = [one for one in begun if isinstance(one, Open)]
    assert len(crowd.answered([one.waiting for one in waiting])) == len(waiting)
    ended = iter(together.end(waiting, at=neighbour.now))
    return [read(next(ended) if isinstance(one, Open) else one) for one in begun]


def read(reply: bytes | Open | None) -> Any:
    assert isinstance(reply, bytes)
    told = envelope.read_reply(reply)
    return BY_NUMBER["2207"].reply.read(told.output).setlinfo if told.head.succeeded else told.head.err_msg


def balances() -> dict[str, int]:
    found = ledger.balances(codes=list(ledger.accounts()))
    return {code: balance.balance_fen for code, balance in found.items() if balance.balance_fen}


def test_three_are_quoted_and_settled_together_as_each_would_be_alone(neighbour: Neighbour) -> None:
    three = visitors(neighbour, 3)
    quoted = played([spelled(one, "quotes") for one in three], neighbour)
    assert [(one.psn_no, one.fund_pay_sumamt, one.setl_id) for one in quoted] == [
        (hospital.person, 28_500, "") for hospital in three
    ]
    assert balances() == {}
    settled = played([spelled(one, "settles") for one in three], neighbour)
    assert [(one.psn_no, one.fund_pay_sumamt, one.acct_pay) for one in settled] == [
        (hospital.person, 28_500, 60_000) for hospital in three
    ]
    assert len({one.setl_id for one in settled}) == 3
    assert balances() == {f"medical/institution/{CODE}": -3 * OWED, f"peer/{THEIRS}/medical/310/owes-us": 3 * OWED}


def test_each_settlement_of_a_batch_has_its_own_postings(neighbour: Neighbour) -> None:
    played([spelled(one, "settles") for one in visitors(neighbour, 3)], neighbour)
    rows = list(models.Settlement.objects.all())
    assert [row.state for row in rows] == [settlement.POSTED] * 3
    entries = [entry for row in rows for entry in row.entries]
    assert len(set(entries)) == len(entries) == 6
    booked = ledger.entries(ids=entries)
    assert all(booked[entry].subject == f"settlement/{row.pk}" for row in rows for entry in row.entries[:1])


def test_a_batch_costs_as_many_statements_as_one(neighbour: Neighbour) -> None:
    def cost(number: int, first: int) -> int:
        data = [spelled(one, "settles") for one in visitors(neighbour, number, first=first)]
        things = come(data, neighbour)
        with CaptureQueriesContext(connection) as begun:
            waiting = [one for one in together.begin(things, at=neighbour.now) if isinstance(one, Open)]
        crowd.answered([one.waiting for one in waiting])
        with CaptureQueriesContext(connection) as ended:
            together.end(waiting, at=neighbour.now)
        return len(begun) + len(ended)

    cost(1, 0)  # the first opens accounts
    alone, five = cost(1, 1), cost(5, 2)
    assert five <= alone + 8, f"{alone} for one, {five} for five"


def test_what_is_refused_to_one_concerns_nobody_else(neighbour: Neighbour) -> None:
    good, wrong, stranger = visitors(neighbour, 3)
    stranger.person = "P-9999"
    data = [
        spelled(wrong, "settles", medfee_sumamt=90_001),
        spelled(good, "settles"),
        spelled(stranger, "quotes"),
    ]
    first, second, third = played(data, neighbour)
    assert "900.01" in first
    assert second.fund_pay_sumamt == 28_500
    assert isinstance(third, str)
    assert models.CareSettlement.objects.count() == 1
    answered = models.Answered.objects.filter(infno__in=["2206", "2207"])
    assert list(answered.values_list("msgid", flat=True)) == [envelope.read_request(data[1]).head.msgid]


def test_what_is_sent_twice_or_is_of_one_visit_is_done_by_itself(neighbour: Neighbour) -> None:
    (visitor,) = visitors(neighbour, 1)
    data = spelled(visitor, "settles")
    another = spelled(visitor, "settles")
    first, again, other = begin([data, data, another], neighbour)
    assert isinstance(first, Open)
    assert (again, other) == (None, None)
    (settled,) = together.end([first], at=neighbour.now)
    assert begin([data], neighbour) == [None]
    assert dispatch.answer(data, CALLER, at=neighbour.now) == settled
    assert models.CareSettlement.objects.count() == 1


def test_who_gets_no_answer_is_told_so_and_a_late_answer_is_void(neighbour: Neighbour) -> None:
    (visitor,) = visitors(neighbour, 1)
    (waits,) = begin([spelled(visitor, "settles")], neighbour)
    assert isinstance(waits, Open)
    (reply,) = together.end([waits], at=neighbour.now)
    assert isinstance(read(reply), str)
    assert models.Settlement.objects.get().given_up
    neighbour.exchange()
    neighbour.exchange()
    assert models.Settlement.objects.get().state == settlement.VOIDED
    assert balances() == {}


def test_what_next_door_declines_is_kept_for_a_settlement_and_forgotten_for_a_question(
    neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = visitors(neighbour, 2)
    insures(neighbour, monkeypatch, samples.policy(THEIRS, "310"), person_type="99", filing=Filing.LONG_TERM)
    data = [spelled(one, "settles"), spelled(other, "quotes")]
    told = played(data, neighbour)
    assert all(isinstance(what, str) and what for what in told)
    kept = models.Answered.objects.filter(infno__in=["2206", "2207"])
    assert [row.infno for row in kept] == ["2207"]
    assert dispatch.answer(data[0], CALLER, at=neighbour.now) == dispatch.answer(data[0], CALLER, at=neighbour.now)
    assert balances() == {}


def test_what_concerns_our_tables_alone_shares_the_transaction(neighbour: Neighbour) -> None:
    (visitor,) = visitors(neighbour, 1)
    newcomer = Hospital(neighbour.now, person="P-2000", sent=5_000)
    register = spelled(newcomer, "registers", own="OP-1")
    twice = spelled(newcomer, "registers", own="OP-0")  # the number of the visitor's own visit
    done, refused, waits = begin([register, twice, spelled(visitor, "quotes")], neighbour)
    assert isinstance(done, bytes)
    assert envelope.read_reply(done).head.succeeded
    assert isinstance(refused, bytes)
    assert not envelope.read_reply(refused).head.succeeded
    assert isinstance(waits, Open)
    assert models.CareVisit.objects.filter(person="P-2000").count() == 1
    assert together.end([waits], at=neighbour.now)


def test_without_a_clause_all_are_told_why(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> None:
    two = visitors(neighbour, 2)
    data = [spelled(one, "settles") for one in two]
    monkeypatch.setattr(agreements, "bases_for", lambda *_args, **_named: [])
    told = [read(one) for one in begin(data, neighbour)]
    assert len(told) == 2
    assert all(isinstance(one, str) for one in told)
    assert not models.CareSettlement.objects.exists()


# The thread


class Counter:
    """A gathering whose work is done when the test says so, and what it put aside."""

    def __init__(self, neighbour: Neighbour) -> None:
        self.aside: list[Offer] = []
        self.neighbour = neighbour
        self.gathering = Gathering(self.aside.append, lambda work: work(), now=lambda: neighbour.now)

    def takes(self, *data: bytes) -> list["Future[bytes]"]:
        offers = [Offer(one, CALLER, self.neighbour.now, Future()) for one in data]
        self.gathering.work(offers)
        return [offer.answer for offer in offers]


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

    monkeypatch.setattr(counter.gathering, "work", breaks)
    counter.gathering.put(b"one", CALLER, neighbour.now)
    counter.gathering.close()
    counter.gathering.start()
    counter.gathering.join(10)
    assert not counter.gathering.is_alive()
    assert [offer.data for offer in counter.aside] == [b"one"]


def test_a_question_without_effect_leaves_no_settlement(neighbour: Neighbour) -> None:
    (visitor,) = visitors(neighbour, 1)
    played([spelled(visitor, "quotes")], neighbour)
    assert not models.Settlement.objects.exists()
    assert not models.CareSettlement.objects.exists()
