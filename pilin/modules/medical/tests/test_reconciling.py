"""A day between this node and a neighbour, over tables: stated by both, compared, explained, corrected anew."""

from datetime import timedelta
from typing import Any

import pytest

from pilin.base.clock import after, day_of
from pilin.base.refusal import Refused
from pilin.kernel.agreements import queries as agreements
from pilin.kernel.federation import actions as federation
from pilin.kernel.ledger import queries as ledger
from pilin.modules.medical import models
from pilin.modules.medical.actions import reconciling
from pilin.modules.medical.actions.diary import TableDiary
from pilin.modules.medical.actions.telling import draft_of
from pilin.modules.medical.rules import day_facts, days
from pilin.modules.medical.rules import settlement as rules
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.tests.clearing import CLAUSE, pays, play_settlement
from tests.simulation.diary import Diary
from tests.simulation.rooms import Rooms
from tests.support.neighbour import CODE, US, Neighbour


@pytest.fixture(autouse=True)
def clauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a clause allow everything, and us pay as the neighbour does: both have their own tests."""
    pays(monkeypatch)
    monkeypatch.setitem(federation.registry.basis_checks, "clause:", lambda _event, _at: None)
    monkeypatch.setattr(agreements, "bases_for", lambda *_args, **_named: [CLAUSE])


def theirs(neighbour: Neighbour) -> list[days.Difference]:
    diary = Diary(Rooms(neighbour.node))
    return list(diary.differences(US, day_of(neighbour.now)))


def ours() -> list[models.DayDifference]:
    return list(models.DayDifference.objects.order_by("pk"))


def reconcile(neighbour: Neighbour) -> int:
    number = reconciling.reconcile(peer=CODE, day=day_of(neighbour.now), at=neighbour.now)
    neighbour.exchange()
    return number


def plant(settlement: str, **columns: Any) -> None:
    """Let our table say something else than what was settled."""
    models.Settlement.objects.filter(pk=settlement).update(**columns)


def test_an_equal_day_has_no_differences_on_either_side(neighbour: Neighbour) -> None:
    for care in (US, CODE, US):
        play_settlement(neighbour, care)
    assert reconcile(neighbour) == 1
    assert (ours(), theirs(neighbour)) == ([], [])
    stated = models.DayPart.objects.order_by("author")
    assert [(row.author, row.totals["count"], row.parts) for row in stated] == [(CODE, 3, 1), (US, 3, 1)]
    assert stated[0].totals == stated[1].totals
    assert reconcile(neighbour) == 2


def test_a_planted_difference_is_found_and_named_on_both_sides(neighbour: Neighbour) -> None:
    planted, _ = play_settlement(neighbour, CODE), play_settlement(neighbour, US)
    plant(planted, fund_fen=501)
    reconcile(neighbour)
    (found,), (mirrored,) = ours(), theirs(neighbour)
    assert (found.settlement, found.sort, found.turn, found.care) == (planted, days.AMOUNTS, US, CODE)
    assert (mirrored.settlement, mirrored.sort, mirrored.turn, mirrored.due) == (planted, days.AMOUNTS, US, found.due)
    assert mirrored.lines == {code: tuple(line) for code, line in found.lines.items()}


@pytest.mark.parametrize(
    ("columns", "sort"),
    [({"state": "voided"}, days.STATES), ({"insurance": "310"}, days.TERMS), ({"total_fen": 1}, days.AMOUNTS)],
)
def test_each_sort_is_named(neighbour: Neighbour, columns: dict[str, Any], sort: str) -> None:
    plant(play_settlement(neighbour, US), **columns)
    reconcile(neighbour)
    assert [one.sort for one in ours()] == [sort] == [one.sort for one in theirs(neighbour)]


def test_what_one_side_lacks_is_named_with_the_side(neighbour: Neighbour) -> None:
    lost, other = play_settlement(neighbour, CODE), play_settlement(neighbour, CODE)
    models.Settlement.objects.filter(pk=lost).delete()
    tables = neighbour.node.store.t
    tables.settlements = {key: one for key, one in tables.settlements.items() if key != other}
    reconcile(neighbour)
    assert {(one.settlement, one.sort, one.at) for one in ours()} == {
        (lost, days.MISSING, US), (other, days.MISSING, CODE)
    }  # fmt: skip
    assert {one.settlement: one.turn for one in theirs(neighbour)} == {lost: US, other: CODE}


def test_a_post_on_its_way_is_a_difference_that_the_next_round_ends(neighbour: Neighbour) -> None:
    settlement = play_settlement(neighbour, CODE, end=False)
    reconcile(neighbour)
    assert [one.sort for one in ours()] == [days.UNENDED]
    neighbour.tell(draft_of(rules.end(neighbour.node.store.t.settlements[settlement], rules.POST)))
    neighbour.exchange()
    reconcile(neighbour)
    (found,), (mirrored,) = ours(), theirs(neighbour)
    assert (found.gone_round, mirrored.gone_round, mirrored.state) == (2, 2, days.LEVEL)


def test_the_neighbour_may_begin_and_we_answer_by_our_own_statement(neighbour: Neighbour) -> None:
    plant(play_settlement(neighbour, US), fund_fen=0)
    diary, day = Diary(Rooms(neighbour.node)), day_of(neighbour.now)
    told = day_facts.state_day(diary.lines(US, day), peer=US, day=day, round_=1, on=day, basis=CLAUSE)
    neighbour.node.transact(lambda: Diary(Rooms(neighbour.node)).tell(told, neighbour.now))
    neighbour.exchange()
    assert [one.sort for one in ours()] == [days.AMOUNTS] == [one.sort for one in theirs(neighbour)]
    assert models.DayPart.objects.count() == 2


def test_a_statement_is_made_of_one_query_for_any_number(neighbour: Neighbour, django_assert_num_queries: Any) -> None:
    for _ in range(4):
        play_settlement(neighbour, US)
    with django_assert_num_queries(1):
        assert len(TableDiary().lines(CODE, day_of(neighbour.now))) == 4


def test_an_explanation_is_answered_and_the_difference_ends(neighbour: Neighbour) -> None:
    plant(play_settlement(neighbour, CODE), fund_fen=501)
    reconcile(neighbour)
    (row,) = ours()
    said = reconciling.remark(difference=row.pk, act="explain", text="多记一分，下月更正", at=neighbour.now)
    neighbour.exchange()
    assert (said.turn, theirs(neighbour)[0].turn) == (CODE, CODE)
    with pytest.raises(Refused) as refused:
        reconciling.remark(difference=row.pk, act="accept", text="", at=neighbour.now)
    assert refused.value.code is MedicalRefusal.TURN_IS_THE_OTHERS
    accepts = day_facts.Remark(CODE, US, row.day, row.settlement, row.round, "accept", "", row.day)
    told = [day_facts.remark(accepts, CLAUSE)]
    neighbour.node.transact(lambda: Diary(Rooms(neighbour.node)).tell(told, neighbour.now))
    neighbour.exchange()
    assert (ours()[0].accepted_on, theirs(neighbour)[0].state) == (row.day, days.ACCEPTED)
    assert list(models.DayRemark.objects.order_by("pk").values_list("act", flat=True)) == ["explain", "accept"]


def books() -> dict[str, int]:
    found = ledger.balances(codes=list(ledger.accounts()))
    return {code: balance.balance_fen for code, balance in found.items() if balance.balance_fen}


def correct(neighbour: Neighbour) -> days.Difference:
    (row,) = ours()
    said = reconciling.remark(difference=row.pk, act="correct", text="按对方所报更正", at=neighbour.now)
    neighbour.exchange()
    reconcile(neighbour)
    return said


def test_a_row_that_was_touched_is_corrected_without_moving_money_that_is_right(neighbour: Neighbour) -> None:
    settlement = play_settlement(neighbour, CODE)
    before = books()
    plant(settlement, fund_fen=501)
    reconcile(neighbour)
    correct(neighbour)
    added = models.Correction.objects.get()
    assert (added.fund_fen, added.account_fen, added.entries, books()) == (-1, 0, [], before)
    assert models.Settlement.objects.get(pk=settlement).fund_fen == 501, "nothing is edited"
    assert (ours()[0].gone_round, ours()[0].corrected, theirs(neighbour)[0].state) == (2, True, days.CORRECTED)


@pytest.mark.parametrize("care", [US, CODE])
@pytest.mark.parametrize("stated", [499, 502])
def test_what_the_ledger_holds_otherwise_is_brought_there_by_a_new_entry(
    neighbour: Neighbour, care: str, stated: int
) -> None:
    settlement = play_settlement(neighbour, care)
    entries_before = ledger.of_subject(subject=f"settlement/{settlement}").entries
    tables = neighbour.node.store.t
    tables.corrections = {settlement: (stated - 500, 0)}
    reconcile(neighbour)
    models.DayDifference.objects.update(turn=US)
    _their_turn(neighbour, US)
    correct(neighbour)
    towards = f"peer/{CODE}/medical/390/{'owes-us' if care == US else 'we-owe'}"
    assert abs(books()[towards]) == stated + 100
    assert sum(books().values()) == 0
    entries = ledger.of_subject(subject=f"settlement/{settlement}").entries
    assert entries[: len(entries_before)] == entries_before
    assert [entry.reason for entry in entries[len(entries_before) :]] == ["medical_correction"]
    assert theirs(neighbour)[0].state == days.CORRECTED


def _their_turn(neighbour: Neighbour, code: str) -> None:
    tables = neighbour.node.store.t
    for key, one in tables.differences.items():
        object.__setattr__(one, "turn", code)
        tables.differences = {**tables.differences, key: one}


def test_a_second_correction_finds_nothing_to_correct(neighbour: Neighbour) -> None:
    plant(play_settlement(neighbour, CODE), fund_fen=501)
    reconcile(neighbour)
    (row,) = ours()
    reconciling.remark(difference=row.pk, act="correct", text="x", at=neighbour.now)
    codes = []
    for act in ("correct", "no such act"):
        with pytest.raises(Refused) as refused:
            reconciling.remark(difference=row.pk, act=act, text="x", at=neighbour.now)
        codes.append(refused.value.code)
    assert codes == [MedicalRefusal.CORRECTION_MISSES_THE_OTHERS_LINE, MedicalRefusal.DIFFERENCE_IS_UNKNOWN]
    assert models.Correction.objects.count() == 1


def test_a_day_that_has_not_come_is_not_reconciled(neighbour: Neighbour) -> None:
    with pytest.raises(Refused) as refused:
        reconciling.reconcile(peer=CODE, day=day_of(neighbour.now) + timedelta(days=1), at=neighbour.now)
    assert refused.value.code is MedicalRefusal.DAY_HAS_NOT_COME


def test_the_duty_states_yesterday_once_to_whom_something_was_settled(neighbour: Neighbour) -> None:
    play_settlement(neighbour, US)
    assert reconciling.reconcile_yesterday(at=neighbour.now) == 0
    tomorrow = after(neighbour.now, seconds=86_400)
    assert [reconciling.reconcile_yesterday(at=tomorrow) for _ in range(2)] == [1, 0]


def test_a_statement_and_remark_that_do_not_fit_are_refused_on_the_wire(neighbour: Neighbour) -> None:
    reconcile(neighbour)
    diary, day = Diary(Rooms(neighbour.node)), day_of(neighbour.now)
    again = day_facts.state_day([], peer=US, day=day, round_=1, on=day + timedelta(days=1), basis=CLAUSE)
    neighbour.node.rooms.decide = lambda _kind, items, _at: [federation.Applied("") for _ in items]
    neighbour.node.transact(lambda: diary.tell(again, neighbour.now))
    neighbour.exchange()
    assert models.DayPart.objects.count() == 2
    refusals = [one.body["code"] for one in neighbour.node.store.t.events.values() if one.kind == "link.refusal"]
    assert refusals == [MedicalRefusal.DAY_IS_STATED.value]
