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
from pilin.kernel.ledger import queries as ledger
from pilin.modules.medical import models, queries
from pilin.modules.medical.actions import apart
from pilin.modules.medical.actions.booking import TableBook
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
    """Let a clause allow everything, and insure five residents of ours, referred next door."""
    monkeypatch.setitem(federation.registry.basis_checks, "clause:", lambda _event, _at: None)
    monkeypatch.setattr(agreements, "bases_for", lambda *_args, **_named: [CLAUSE])
    monkeypatch.setattr(queries, "policy_on", queries.illustrative_policy)
    for number in range(5):
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


def test_questions_without_effect_are_answered_together_and_leave_nothing(neighbour: Neighbour) -> None:
    drafts = []
    for number in range(3):
        one = Settlement(ids.new_id(neighbour.now), CODE, US, "H1", "390", DAY, WHOLE.total_fen, "", CLAUSE)
        content = apart.detached(settlement.CLAIM, claims.write(claim(number)), one, neighbour.now, passing=True)
        drafts.append(draft_of(quote.ask(one, (content,))))
    neighbour.tell(*drafts)
    neighbour.exchange()
    told = [event for event in neighbour.node.store.t.events.values() if event.kind == quote.QUOTED]
    assert [event.body["fund_fen"] for event in told] == [982_800] * 3
    assert not models.Settlement.objects.exists()
    assert not models.Year.objects.exists()


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
