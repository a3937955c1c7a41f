"""Settlements over tables: from a claim to postings on our side, as the insured place and as the place of care."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pilin.base import ids
from pilin.base.clock import after
from pilin.base.refusal import Refused
from pilin.kernel.agreements import queries as agreements
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.actions import Delivered
from pilin.kernel.federation.queries import facts, troubles
from pilin.kernel.ledger import queries as ledger
from pilin.modules.medical import actions, exchange, models, queries
from pilin.modules.medical.actions import apart, insuring, settling
from pilin.modules.medical.actions.booking import COMPUTED_ANOTHER, TableBook
from pilin.modules.medical.actions.settling import Asked
from pilin.modules.medical.actions.telling import draft_of
from pilin.modules.medical.queries import books
from pilin.modules.medical.rules import claim as claims
from pilin.modules.medical.rules import settlement as rules
from pilin.modules.medical.rules.claim import Claim
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.settlement import ASKED, DECLINED, PENDING, POST, POSTED, VOID, VOIDED, Settlement
from pilin.modules.medical.rules.split import Parts
from tests.support.neighbour import CODE, US, Neighbour

DAY = date(2026, 3, 2)
HOSPITAL, PERSON = "H31011600001", "P-0001"
CLAUSE = "clause:a/8"
W1 = Parts(2_000_000, 120_000, 30_000, 90_000, 1_760_000)
CHEAP = Parts(100_000, 0, 0, 0, 100_000)


@pytest.fixture
def clauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a clause allow everything: agreements have their own tests."""
    monkeypatch.setitem(federation.registry.basis_checks, "clause:", lambda _event, _at: None)
    monkeypatch.setattr(agreements, "bases_for", lambda *_args, **_named: [CLAUSE])


@pytest.fixture
def person(clauses: None, db: None, monkeypatch: pytest.MonkeyPatch) -> models.Insurance:
    """Return a resident of ours who is referred to a hospital next door (worked case W1 of the research)."""
    monkeypatch.setattr(queries, "policy_on", queries.illustrative_policy)
    one = models.Person.objects.create(number=PERSON)
    models.Filing.objects.create(person=one, kind="referred", area=CODE, from_day=DAY)
    return models.Insurance.objects.create(
        person=one, insurance="390", type="15", from_day=date(2020, 1, 1), account_fen=10_000
    )


def claim(parts: Parts = W1, visit: str = "V1", **members: Any) -> Claim:
    plain = Claim(PERSON, visit, CODE, "21", 3, (), parts, 0, account_used=False)
    return replace(plain, **members)


def they_ask(neighbour: Neighbour, asked: Claim, **members: Any) -> str:
    """Let the neighbour, the place of care, ask us; return the settlement's id."""
    whole = asked.parts.total_fen
    plain = Settlement(ids.new_id(neighbour.now), CODE, US, HOSPITAL, "390", DAY, whole, "", CLAUSE)
    one = replace(plain, **members)
    contents = [] if one.cancels else [apart.detached(rules.CLAIM, claims.write(asked), one, neighbour.now)]
    draft = draft_of(rules.ask(one, contents))
    neighbour.tell(draft)
    neighbour.exchange()
    return one.id


def they_end(neighbour: Neighbour, settlement: str, kind: str) -> None:
    neighbour.tell(draft_of(rules.end(theirs(neighbour, settlement), kind)))
    neighbour.exchange()


def theirs(neighbour: Neighbour, settlement: str) -> Settlement:
    found: Settlement = neighbour.node.tables.settlements[settlement]
    return found


def ours(settlement: str) -> Settlement:
    found = TableBook().get(settlement)
    assert found is not None
    return found


def balances() -> dict[str, int]:
    """Return what each account holds, those with nothing left out."""
    found = ledger.balances(codes=list(ledger.accounts()))
    return {code: balance.balance_fen for code, balance in found.items() if balance.balance_fen}


def sums(insurance: models.Insurance) -> dict[str, int]:
    return {name: value for year in insurance.years.all() for name, value in year.sums.items()}


# We are the insured place


def test_a_claim_is_answered_to_the_fen_and_pending_until_it_is_posted(
    neighbour: Neighbour, person: models.Insurance
) -> None:
    settlement = they_ask(neighbour, claim())
    assert (ours(settlement).state, ours(settlement).fund_fen) == (PENDING, 982_800)
    assert theirs(neighbour, settlement) == ours(settlement)
    assert balances() == {}
    they_end(neighbour, settlement, POST)
    assert balances() == {"medical/fund/390": 982_800, f"peer/{CODE}/medical/390/we-owe": -982_800}
    assert [row.balance_fen for row in ledger.positions()] == [-982_800]
    assert sums(person)["pooled/inpatient"] == 982_800


def test_our_half_says_why_and_holds_no_name(neighbour: Neighbour, person: models.Insurance) -> None:
    settlement = they_ask(neighbour, claim())
    held = federation.contents(events=[ours(settlement).answer], name=rules.RESULT)
    half = held[ours(settlement).answer].decode()
    assert '"hifp_pay":982800' in half
    assert '"illustrative":true' in half
    assert "basic_by_factor" in half
    assert PERSON not in half
    facts = [event.text.decode() for event in neighbour.node.store.t.events.values() if event.scope == "ledger"]
    assert len(facts) == 2
    assert not any(PERSON in fact for fact in facts)


def test_what_is_void_leaves_no_trace_in_year_and_ledger(neighbour: Neighbour, person: models.Insurance) -> None:
    settlement = they_ask(neighbour, claim())
    assert sums(person)["admissions"] == 1
    they_end(neighbour, settlement, VOID)
    assert (ours(settlement).state, balances(), sums(person)) == (VOIDED, {}, {})


def test_two_claims_at_once_do_not_both_have_the_first_admission(
    neighbour: Neighbour, person: models.Insurance
) -> None:
    first = they_ask(neighbour, claim())
    second = they_ask(neighbour, claim(visit="V2"))
    assert ours(first).fund_fen != ours(second).fund_fen
    assert sums(person)["admissions"] == 2


def test_the_account_pays_and_gets_it_back(neighbour: Neighbour, person: models.Insurance) -> None:
    models.Insurance.objects.filter(pk=person.pk).update(insurance="310", type="11")
    asked = claim(Parts(90_000, 0, 0, 2_000, 88_000), med_type="11", level=2, account_used=True)
    one = Settlement(ids.new_id(neighbour.now), CODE, US, HOSPITAL, "310", DAY, 90_000, "", CLAUSE)
    content = apart.detached(rules.CLAIM, claims.write(asked), one, neighbour.now)
    neighbour.tell(draft_of(rules.ask(one, [content])))
    neighbour.exchange()
    person.refresh_from_db()
    assert (ours(one.id).account_fen, person.account_fen) == (10_000, 0)
    they_end(neighbour, one.id, POST)
    assert balances()["medical/accounts/310"] == 10_000
    cancel = they_ask(neighbour, asked, total_fen=-90_000, cancels=one.id, insurance="310")
    person.refresh_from_db()
    assert person.account_fen == 0
    they_end(neighbour, cancel, POST)
    person.refresh_from_db()
    assert (person.account_fen, balances(), sums(person)) == (10_000, {}, {})
    models.Insurance.objects.filter(pk=person.pk).update(account_fen=9_999)  # a fen was spent meanwhile
    again = they_ask(neighbour, asked, total_fen=90_000, cancels=cancel, insurance="310")
    person.refresh_from_db()
    assert (ours(again).state, person.account_fen, ours(cancel).stands) == (DECLINED, 9_999, True)


def test_a_cancel_of_a_cancel_lets_all_stand_again(neighbour: Neighbour, person: models.Insurance) -> None:
    settlement = they_ask(neighbour, claim())
    they_end(neighbour, settlement, POST)
    before = balances(), sums(person)
    last = settlement
    for total in (-2_000_000, 2_000_000):
        last = they_ask(neighbour, claim(), total_fen=total, cancels=last)
        they_end(neighbour, last, POST)
    assert (balances(), sums(person)) == before
    assert len(ledger.of_subject(subject=f"settlement/{last}").entries) == 1


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"person": "P-9999"}, MedicalRefusal.PERSON_IS_NOT_INSURED),
        ({"med_type": "99"}, MedicalRefusal.MED_TYPE_IS_NOT_COVERED),
        ({"level": 9}, MedicalRefusal.HOSPITAL_LEVEL_IS_NOT_COVERED),
    ],
)
def test_what_the_policy_does_not_cover_is_declined_with_its_code(
    neighbour: Neighbour, person: models.Insurance, members: dict[str, Any], code: MedicalRefusal
) -> None:
    settlement = they_ask(neighbour, claim(**members))
    assert (ours(settlement).state, theirs(neighbour, settlement).state) == (DECLINED, DECLINED)
    told = [event.body for event in neighbour.node.store.t.events.values() if event.kind == rules.SETTLED]
    assert [body["reason"] for body in told] == [code.value]
    assert (balances(), sums(person)) == ({}, {})


def test_a_claim_that_does_not_add_up_is_declined(neighbour: Neighbour, person: models.Insurance) -> None:
    settlement = they_ask(neighbour, claim(), total_fen=1_999_999)
    assert ours(settlement).state == DECLINED
    assert models.Computation.objects.count() == 0


def test_an_answer_that_is_not_what_we_compute_is_an_alarm(
    neighbour: Neighbour, person: models.Insurance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a restore claims are computed anew, on a year that may have been filled in another order."""
    they_ask(neighbour, claim(CHEAP, visit="V0"))
    assert troubles.alarms() == []
    said = insuring._said
    monkeypatch.setattr(insuring, "_said", lambda *words: replace(said(*words), fund_fen=982_799))
    settlement = they_ask(neighbour, claim())
    assert ours(settlement).fund_fen == 982_799
    assert [(one.code, one.facts) for one in troubles.alarms()] == [(COMPUTED_ANOTHER, {"settlement": settlement})]
    assert models.Computation.objects.get(pk=settlement).amounts["fund_pay_sumamt"] == 982_799


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)], ids=["as asked", "backwards", "mixed"])
def test_a_restored_node_follows_what_it_signed_in_whatever_order_it_hears_again(
    neighbour: Neighbour, person: models.Insurance, order: tuple[int, ...]
) -> None:
    """Three admissions, each on what those before it left; the third is void, and counts no more."""
    asked = [they_ask(neighbour, claim(CHEAP, visit=f"V{n}", account_used=True)) for n in range(3)]
    signed = [(ours(one).event, ours(one).answer) for one in asked]
    they_end(neighbour, asked[2], VOID)
    before = sums(person), computed(asked[:2])
    for table in (models.Computation, models.Year, models.Settlement):
        table.objects.all().delete()
    models.Insurance.objects.filter(pk=person.pk).update(account_fen=10_000)
    for kind in range(2):
        for place in order:
            event = facts.event(signed[place][kind])
            assert event is not None
            exchange.decide([Delivered(event, "" if kind else CODE, "ask", own=bool(kind))], neighbour.now)
    (void,) = [event for event in neighbour.node.store.t.events.values() if event.kind == VOID]
    exchange.decide([Delivered(void, CODE, "ask", own=False)], neighbour.now)
    assert (sums(person), computed(asked[:2])) == before
    assert [ours(one).state for one in asked] == [PENDING, PENDING, VOIDED]
    assert troubles.alarms() == []


def computed(settlements: list[str]) -> list[Any]:
    rows = models.Computation.objects.in_bulk(settlements)
    return [(rows[one].sums, rows[one].account_fen, rows[one].deductible_fen, rows[one].amounts) for one in settlements]


def test_an_account_pays_what_was_signed_and_not_what_is_computed_anew(
    neighbour: Neighbour, person: models.Insurance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three claims, each computed on a full account, would have taken it thrice; what was signed took it once."""
    said = insuring._said
    paid = iter([10_000, 0, 0])
    monkeypatch.setattr(insuring, "_said", lambda *words: replace(said(*words), account_fen=next(paid)))
    settlements = [they_ask(neighbour, claim(CHEAP, visit=f"V{n}", account_used=True)) for n in range(3)]
    for settlement in settlements:
        they_end(neighbour, settlement, POST)
    person.refresh_from_db()
    assert person.account_fen == 0
    assert [models.Computation.objects.get(pk=one).account_fen for one in settlements] == [10_000, 0, 0]
    assert [ours(one).state for one in settlements] == [POSTED] * 3


# We are the place of care


def asked() -> Asked:
    return Asked(CODE, HOSPITAL, "390", DAY)


def we_ask(neighbour: Neighbour) -> str:
    """Ask, without waiting: the neighbour is reached when the test says so."""
    with pytest.raises(Refused) as refused:
        actions.settle(claim(CHEAP, area=US), asked(), at=neighbour.now, wait_seconds=0)
    assert refused.value.code is MedicalRefusal.INSURED_AGENCY_IS_OUT_OF_REACH
    return models.Settlement.objects.get(care=US).pk


@pytest.fixture
def untied(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a question be told in the transaction of a test."""
    monkeypatch.setattr(federation, "ask", lambda draft, *, at, wait_seconds: federation.tell([draft], at=at) and None)


def test_who_waits_in_vain_gives_up_and_the_late_answer_is_void(
    neighbour: Neighbour, clauses: None, untied: None
) -> None:
    settlement = we_ask(neighbour)
    assert ours(settlement).state == ASKED
    neighbour.exchange()
    assert (ours(settlement).state, theirs(neighbour, settlement).state) == (VOIDED, VOIDED)
    assert balances() == {}


def test_an_answer_in_time_is_posted_and_the_hospital_is_owed(
    neighbour: Neighbour, clauses: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(draft: Any, *, at: Any, wait_seconds: float) -> None:
        federation.tell([draft], at=at)
        neighbour.exchange()

    monkeypatch.setattr(federation, "ask", ask)
    ended = actions.settle(claim(CHEAP, area=US), asked(), at=neighbour.now)
    neighbour.exchange()
    assert (ended.state, ended.fund_fen, ended.account_fen) == (POSTED, 50_000, 10_000)
    assert balances() == {f"medical/institution/{HOSPITAL}": -60_000, f"peer/{CODE}/medical/390/owes-us": 60_000}
    cancel = actions.take_back(ended.id, at=neighbour.now)
    neighbour.exchange()
    assert (cancel.pays_fen, balances()) == (-60_000, {})
    assert theirs(neighbour, cancel.id).state == POSTED


def test_what_the_other_agency_declines_is_told(
    neighbour: Neighbour, clauses: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(draft: Any, *, at: Any, wait_seconds: float) -> None:
        federation.tell([draft], at=at)
        neighbour.exchange()

    monkeypatch.setattr(federation, "ask", ask)
    assert actions.settle(claim(area=US), asked(), at=neighbour.now).state == DECLINED


def test_what_a_stopped_process_left_is_ended_by_the_duty(neighbour: Neighbour, clauses: None) -> None:
    one = Settlement(ids.new_id(neighbour.now), US, CODE, HOSPITAL, "390", DAY, 1_000, "", CLAUSE)
    federation.tell([draft_of(rules.ask(one))], at=neighbour.now)
    neighbour.exchange()
    assert ours(one.id).state == PENDING
    assert actions.end_left(at=neighbour.now) == 0
    assert actions.end_left(at=after(neighbour.now, seconds=settling.LEFT_SECONDS + 60)) == 1
    neighbour.exchange()
    assert theirs(neighbour, one.id).state == VOIDED


def test_without_a_clause_nothing_is_asked(neighbour: Neighbour) -> None:
    with pytest.raises(Refused) as refused:
        actions.settle(claim(), asked(), at=neighbour.now)
    assert refused.value.code is MedicalRefusal.SETTLEMENT_HAS_NO_BASIS
    assert models.Settlement.objects.count() == 0


def test_only_what_is_ours_is_taken_back(neighbour: Neighbour, person: models.Insurance) -> None:
    settlement = they_ask(neighbour, claim())
    for name in (settlement, ids.new_id(neighbour.now)):
        with pytest.raises(Refused) as refused:
            actions.take_back(name, at=neighbour.now)
        assert refused.value.code is MedicalRefusal.SETTLEMENT_IS_UNKNOWN


# The books, as both nodes say them


def test_books_show_what_is_pending_and_then_what_stands(neighbour: Neighbour, person: models.Insurance) -> None:
    settlement = they_ask(neighbour, claim())
    (line,) = books.books()
    assert (line[:3], line.standing, line.pending_fen, line.open) == ((CODE, US, "390"), 0, 982_800, 1)
    assert not line.agrees
    they_end(neighbour, settlement, POST)
    (line,) = books.books()
    assert line == (CODE, US, "390", 1, 982_800, 0, 982_800, 0, 0, 0)
    assert line.agrees


def test_books_of_two_ways_are_two_lines(
    neighbour: Neighbour, person: models.Insurance, django_assert_num_queries: Any
) -> None:
    they_end(neighbour, they_ask(neighbour, claim()), POST)
    models.Settlement.objects.update(care=US, insured=CODE)
    with django_assert_num_queries(4):
        lines = books.books()
    assert [(line[:2], line.standing, line.booked_fen) for line in lines] == [
        ((CODE, US), 0, 982_800),
        ((US, CODE), 1, 0),
    ]
