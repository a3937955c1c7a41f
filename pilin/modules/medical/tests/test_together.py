"""Those who come to the gateway at once: asked together, answered each for himself, and nobody's fault is another's."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilin.kernel.agreements import queries as agreements
from pilin.kernel.ledger import queries as ledger
from pilin.modules.medical import models
from pilin.modules.medical.actions import crowd
from pilin.modules.medical.gateway import dispatch, together
from pilin.modules.medical.gateway.together import Open
from pilin.modules.medical.rules import settlement
from pilin.modules.medical.rules.words import Filing
from pilin.modules.medical.tests import samples
from pilin.modules.medical.tests.crowd import CALLER, begin, come, open_the_counter, read, spelled, visitors
from pilin.modules.medical.tests.hospital import CODE, THEIRS, Hospital
from pilin.modules.medical.tests.insured import insures
from pilin.wire.nhsa import envelope
from pilin.wire.nhsa.registry import Message
from tests.support.neighbour import Neighbour

OWED = 88_500


@pytest.fixture(autouse=True)
def next_door(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> None:
    open_the_counter(neighbour, monkeypatch)


def played(data: Sequence[bytes], neighbour: Neighbour) -> list[Any]:
    """Begin, let next door answer, end; return the outputs, or the error of what was refused."""
    begun = begin(data, neighbour)
    waiting = [one for one in begun if isinstance(one, Open)]
    assert len(crowd.answered([one.waiting for one in waiting])) == len(waiting)
    ended = iter(together.end(waiting, at=neighbour.now))
    return [read(next(ended) if isinstance(one, Open) else one) for one in begun]


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


def test_a_question_without_effect_leaves_no_settlement(neighbour: Neighbour) -> None:
    (visitor,) = visitors(neighbour, 1)
    played([spelled(visitor, "quotes")], neighbour)
    assert not models.Settlement.objects.exists()
    assert not models.CareSettlement.objects.exists()


def test_what_a_message_is_known_by_is_reckoned_once(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> None:
    spelled_out: list[str] = []
    fingerprint: Any = Message.__dict__["fingerprint"]

    def counted(message: Message) -> str:
        spelled_out.append(message.head.msgid)
        return str(fingerprint.fget(message))

    monkeypatch.setattr(Message, "fingerprint", property(counted))
    visitor, other = visitors(neighbour, 2)
    spelled_out.clear()
    begun = begin([spelled(visitor, "quotes"), spelled(other, "settles")], neighbour)
    together.end([one for one in begun if isinstance(one, Open)], at=neighbour.now)
    assert len(spelled_out) == len(set(spelled_out)) == 2
