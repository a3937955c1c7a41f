"""Questions that arrive together at the insured place: computed one after the other, written at once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilin.base import ids
from pilin.kernel.agreements import queries as agreements
from pilin.kernel.federation import actions as federation
from pilin.kernel.ledger import actions as booking
from pilin.kernel.ledger import queries as ledger
from pilin.modules.medical import models, queries
from pilin.modules.medical.actions import apart, settling
from pilin.modules.medical.actions.booking import TableBook
from pilin.modules.medical.actions.insuring import Reckoning
from pilin.modules.medical.actions.settling import Question, quote_drafts
from pilin.modules.medical.actions.telling import draft_of
from pilin.modules.medical.rules import claim as claims
from pilin.modules.medical.rules import quote, settlement
from pilin.modules.medical.rules.claim import Claim
from pilin.modules.medical.rules.settlement import DECLINED, PENDING, POST, POSTED, VOID, VOIDED, Settlement
from pilin.modules.medical.rules.split import Parts
from tests.support.neighbour import CODE, US, Neighbour

CLAUSE, DAY = "clause:a/8", date(2026, 3, 4)
WHOLE = Parts(2_000_000, 120_000, 30_000, 90_000, 1_760_000)
CHEAP = Parts(100_000, 0, 0, 0, 100_000)


@pytest.fixture(autouse=True)
def insured(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    insure(monkeypatch, people=5)


def insure(monkeypatch: pytest.MonkeyPatch, *, people: int) -> None:
    """Let a clause allow everything, and insure so many residents of ours, referred next door."""
    monkeypatch.setitem(federation.registry.basis_checks, "clause:", lambda _event, _at: None)
    monkeypatch.setattr(agreements, "bases_for", lambda *_args, **_named: [CLAUSE])
    monkeypatch.setattr(queries, "policy_on", queries.illustrative_policy)
    for number in range(people):
        person = models.Person.objects.create(number=f"P-{number}")
        models.Filing.objects.create(person=person, kind="referred", area=CODE, from_day=date(2026, 1, 1))
        models.Insurance.objects.create(
            person=person, insurance="390", type="15", from_day=date(2020, 1, 1), account_fen=10_000
        )


def claim(person: int, visit: str = "", parts: Parts = WHOLE, **members: Any) -> Claim:
    plain = Claim(f"P-{person}", visit or f"V{person}", CODE, "21", 3, (), parts, 0, account_used=False)
    return replace(plain, **members)


def question(neighbour: Neighbour, asked: Claim, **members: Any) -> tuple[Settlement, Any]:
    whole = asked.parts.total_fen
    one = Settlement(ids.new_id(neighbour.now), CODE, US, "H1", "390", DAY, whole, "", CLAUSE)
    one = replace(one, **members)
    contents = [] if one.cancels else [apart.detached(settlement.CLAIM, claims.write(asked), one, neighbour.now)]
    return one, draft_of(settlement.ask(one, contents))


def ask(neighbour: Neighbour, *asked: Claim) -> list[Settlement]:
    """Let the neighbour ask all of it in one frame; return how we answered."""
    told = [question(neighbour, one) for one in asked]
    neighbour.tell(*(draft for _, draft in told))
    neighbour.exchange()
    return ours(one.id for one, _ in told)


def ours(names: Any) -> list[Settlement]:
    wanted = list(names)
    book = TableBook(wanted)
    found = [book.get(name) for name in wanted]
    assert all(found)
    return [one for one in found if one is not None]


def end(neighbour: Neighbour, told: Sequence[Settlement], kind: str) -> list[Settlement]:
    neighbour.tell(*(draft_of(settlement.end(neighbour.node.tables.settlements[one.id], kind)) for one in told))
    neighbour.exchange()
    return ours(one.id for one in told)


def year(person: int) -> dict[str, int]:
    rows = models.Year.objects.filter(insurance__person__number=f"P-{person}")
    return {name: value for row in rows for name, value in row.sums.items()}


def owed() -> int:
    code = f"peer/{CODE}/medical/390/we-owe"
    return -ledger.balances(codes=[code])[code].balance_fen


def test_five_at_once_are_answered_as_each_would_be_alone(neighbour: Neighbour) -> None:
    told = ask(neighbour, *(claim(number) for number in range(5)))
    assert [(one.state, one.fund_fen) for one in told] == [(PENDING, 982_800)] * 5
    assert [neighbour.node.tables.settlements[one.id] for one in told] == told
    assert [row.state for row in end(neighbour, told, POST)] == [POSTED] * 5
    assert owed() == 5 * 982_800
    assert [year(number)["pooled/inpatient"] for number in range(5)] == [982_800] * 5


def test_two_claims_of_one_person_at_once_do_not_both_have_the_first_admission(neighbour: Neighbour) -> None:
    together = ask(neighbour, claim(0, "V-a"), claim(0, "V-b"))
    apart_ = [ask(neighbour, claim(1, "V-c"))[0], ask(neighbour, claim(1, "V-d"))[0]]
    assert [one.fund_fen for one in together] == [one.fund_fen for one in apart_]
    assert together[0].fund_fen != together[1].fund_fen
    assert year(0) == year(1)
    assert year(0)["admissions"] == 2


def test_two_claims_of_one_visit_at_once_are_one_admission(neighbour: Neighbour) -> None:
    together = ask(neighbour, claim(0, "V-a"), claim(0, "V-a", CHEAP))
    ask(neighbour, claim(1, "V-c"))
    ask(neighbour, claim(1, "V-c", CHEAP))
    assert [one.state for one in together] == [PENDING, PENDING]
    assert year(0) == year(1)
    assert year(0)["admissions"] == 1


def test_one_account_pays_two_claims_at_once_no_more_than_it_holds(neighbour: Neighbour) -> None:
    models.Insurance.objects.filter(person__number="P-0").update(insurance="310", type="11")
    visits = [claim(0, f"V-{name}", CHEAP, med_type="11", level=2, account_used=True) for name in "ab"]
    told = [question(neighbour, one, insurance="310") for one in visits]
    neighbour.tell(*(draft for _, draft in told))
    neighbour.exchange()
    found = ours(one.id for one, _ in told)
    assert [one.account_fen for one in found] == [10_000, 0]
    assert models.Insurance.objects.get(person__number="P-0").account_fen == 0
    end(neighbour, found, VOID)
    assert models.Insurance.objects.get(person__number="P-0").account_fen == 10_000
    assert year(0) == {}


def test_some_are_posted_and_some_are_void_in_one_frame(neighbour: Neighbour) -> None:
    told = ask(neighbour, *(claim(number) for number in range(4)))
    ends = [settlement.end(one, POST if place % 2 else VOID) for place, one in enumerate(told)]
    neighbour.tell(*(draft_of(saying) for saying in ends))
    neighbour.exchange()
    assert [one.state for one in ours(one.id for one in told)] == [VOIDED, POSTED, VOIDED, POSTED]
    assert owed() == 2 * 982_800
    assert [bool(year(number)) for number in range(4)] == [False, True, False, True]


def test_who_is_not_insured_is_declined_and_the_others_are_paid(neighbour: Neighbour) -> None:
    told = ask(neighbour, claim(0), claim(9), claim(1))
    assert [one.state for one in told] == [PENDING, DECLINED, PENDING]
    assert not year(9)


def test_one_that_the_rules_refuse_is_refused_alone(neighbour: Neighbour) -> None:
    first, wrong, second = (question(neighbour, claim(number)) for number in range(3))
    twice = question(neighbour, claim(3), id=first[0].id)
    neighbour.tell(first[1], wrong[1], second[1])
    neighbour.exchange()
    with pytest.raises(Exception, match="settlement_exists"):
        neighbour.tell(twice[1])
    assert [one.state for one in ours(one.id for one, _ in (first, wrong, second))] == [PENDING] * 3
    assert [year(number)["admissions"] for number in range(3)] == [1, 1, 1]


def test_a_batch_of_cancels_gives_everything_back(neighbour: Neighbour) -> None:
    told = end(neighbour, ask(neighbour, *(claim(number) for number in range(3))), POST)
    cancels = [question(neighbour, claim(0), cancels=one.id, total_fen=-one.total_fen) for one in told]
    neighbour.tell(*(draft for _, draft in cancels))
    neighbour.exchange()
    assert [year(number)["admissions"] for number in range(3)] == [1, 1, 1]
    end(neighbour, ours(one.id for one, _ in cancels), POST)
    assert owed() == 0
    assert [year(number) for number in range(3)] == [{}, {}, {}]


def pre_settled(neighbour: Neighbour, *told: Claim) -> list[Any]:
    """Let next door ask by one fact what we would pay of claims; return our answers."""
    named = [Settlement(ids.new_id(neighbour.now), CODE, US, "H1", "390", DAY, 2_000_000, "", CLAUSE) for _ in told]
    questions = [Question(one, each) for one, each in zip(named, told, strict=True)]
    ((draft, asked),) = quote_drafts(questions, neighbour.now)
    assert asked == named
    neighbour.tell(draft)
    neighbour.exchange()
    (answer,) = [event for event in neighbour.node.store.t.events.values() if event.kind == quote.QUOTED]
    return list(answer.body["answers"])


def test_questions_without_effect_are_answered_together_and_leave_nothing(neighbour: Neighbour) -> None:
    told = pre_settled(neighbour, *(claim(number) for number in range(3)))
    assert [row["fund_fen"] for row in told] == [982_800] * 3
    assert not models.Settlement.objects.exists()
    assert not models.Year.objects.exists()


def test_of_questions_asked_together_one_that_is_declined_concerns_nobody_else(neighbour: Neighbour) -> None:
    stranger = replace(claim(1), person="P-9")
    told = pre_settled(neighbour, claim(0), stranger, replace(claim(1), parts=CHEAP), claim(2))
    assert [row["reason"] for row in told] == ["", "person_is_not_insured", "claim_does_not_read", ""]
    assert [row["fund_fen"] for row in told] == [982_800, 0, 0, 982_800]


def test_what_one_claim_meets_in_our_tables_holds_nobody_back(
    neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def computed(self: Reckoning, asked: Settlement, told: Claim) -> Any:
        if told.person == claim(1).person:
            raise KeyError(told.person)
        return stored(self, asked, told)

    stored = Reckoning.computed
    monkeypatch.setattr(Reckoning, "computed", computed)
    told = pre_settled(neighbour, *(claim(number) for number in range(3)))
    assert [row["reason"] for row in told] == ["", "claim_cannot_be_computed", ""]
    assert "a pre-settlement was not computed" in caplog.text


def test_a_part_that_holds_fewer_claims_than_are_asked_about_answers_none_of_them(
    neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "write_all", lambda written: b"[" + b",".join([*written][1:]) + b"]")
    told = pre_settled(neighbour, *(claim(number) for number in range(3)))
    assert [row["reason"] for row in told] == ["claim_does_not_read"] * 3


def test_a_fact_asks_for_no_more_than_is_read_and_for_one_agency_under_one_clause(
    neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(insured: str, basis: str) -> Question:
        one = Settlement(ids.new_id(neighbour.now), CODE, insured, "H1", "390", DAY, 2_000_000, "", basis)
        return Question(one, claim(0))

    asked = [ask(US, CLAUSE), ask("310230", CLAUSE), ask(US, "clause:a/9"), *(ask(US, CLAUSE) for _ in range(3))]
    assert sorted(len(batch) for _, batch in quote_drafts(asked, neighbour.now)) == [1, 1, 4]
    monkeypatch.setattr(quote, "QUESTIONS_MAX", 3)
    found = quote_drafts(asked, neighbour.now)
    assert sorted(len(batch) for _, batch in found) == [1, 1, 1, 3]
    for draft, batch in found:
        questions: Any = draft.body["questions"]
        assert [row["settlement"] for row in questions] == [one.id for one in batch]
    monkeypatch.setattr(settling, "CLAIMS_BYTES", 2 * len(claims.write(claim(0))) + 1)
    assert sorted(len(batch) for _, batch in quote_drafts(asked, neighbour.now)) == [1, 1, 2, 2]
    monkeypatch.setattr(settling, "CLAIMS_BYTES", 1)
    assert [len(batch) for _, batch in quote_drafts(asked, neighbour.now)] == [1] * 6


def test_a_batch_costs_as_many_statements_as_one(neighbour: Neighbour) -> None:
    def cost(*people: int) -> int:
        drafts = [question(neighbour, claim(number))[1] for number in people]
        neighbour.tell(*drafts)
        with CaptureQueriesContext(connection) as asked:
            neighbour.exchange()
        return len(asked)

    cost(0)  # the first opens accounts
    alone, three = cost(1), cost(2, 3, 4)
    assert three <= alone + 10, f"{alone} for one, {three} for three"


def test_of_what_is_just_asked_no_computation_is_looked_for(neighbour: Neighbour) -> None:
    neighbour.tell(*(question(neighbour, claim(number))[1] for number in range(3)))
    with CaptureQueriesContext(connection) as asked:
        neighbour.exchange()
    reads = [one["sql"] for one in asked if one["sql"].startswith("SELECT")]
    looked = [sql for sql in reads if 'FROM "medical_computation"' in sql]
    assert len([sql for sql in looked if '"visit" IN' in sql]) == 1  # earlier ones of the same visits
    assert len([sql for sql in looked if '"visit" IN' not in sql]) == 1  # to compare what was computed with the answer


def test_what_a_batch_reads_it_reads_by_one_statement_a_table(neighbour: Neighbour) -> None:
    told = ask(neighbour, *(claim(number) for number in range(4)))
    neighbour.tell(*(draft_of(settlement.end(one, POST)) for one in told))
    with CaptureQueriesContext(connection) as asked:
        neighbour.exchange()
    for table in ("settlement", "computation"):
        found = [one for one in asked if one["sql"].startswith("SELECT") and f'FROM "medical_{table}"' in one["sql"]]
        assert len(found) == 1, found


def opened(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Note which accounts are opened together."""
    found: list[list[str]] = []
    really = booking.open_accounts

    def note(*, accounts: Any, at: Any) -> Any:
        found.append([account.code for account in accounts])
        return really(accounts=accounts, at=at)

    monkeypatch.setattr(booking, "open_accounts", note)
    return found


def test_accounts_are_opened_by_the_first_who_needs_them(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> None:
    asked_for = opened(monkeypatch)
    ask(neighbour, claim(0), claim(1))
    first = ["medical/fund/390", f"peer/{CODE}/medical/390/we-owe"]
    assert asked_for == [first]
    ask(neighbour, claim(2))
    assert asked_for == [first]
    models.Insurance.objects.filter(person__number="P-3").update(insurance="310", type="11")
    employed = question(neighbour, claim(3, account_used=True), insurance="310")
    neighbour.tell(employed[1])
    neighbour.exchange()
    assert [one.state for one in ours([employed[0].id])] == [PENDING]
    (_, second) = asked_for
    assert set(second) == {"medical/fund/310", "medical/accounts/310", f"peer/{CODE}/medical/310/we-owe"}


def test_a_closed_account_is_not_opened_again(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> None:
    end(neighbour, ask(neighbour, claim(0)), POST)
    booking.close_accounts(codes=["medical/fund/390"], at=neighbour.now)
    asked_for = opened(monkeypatch)
    one, draft = question(neighbour, claim(1))
    neighbour.tell(draft)
    neighbour.exchange()
    assert asked_for, "the accounts were looked at before it was given up"
    assert not models.Settlement.objects.filter(pk=one.id).exists()
    assert year(1) == {}
