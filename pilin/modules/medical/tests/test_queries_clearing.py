"""Reads of reconciliation and clearing: the last rounds, what is open, lists without persons, accounts of both ways."""

from datetime import timedelta
from typing import Any

import pytest

from pilin.base.clock import day_of
from pilin.kernel.matters.tests.stage import THEM, US, Stage
from pilin.modules.medical import models, queries
from pilin.modules.medical.actions import reconciling
from pilin.modules.medical.rules import clearing as rules
from pilin.modules.medical.rules import days
from pilin.modules.medical.tests.test_clearing import confirmed, months, opened, paid, scene, settled, stage
from pilin.modules.medical.tests.test_rules_clearing import document

__all__ = ["months", "scene", "stage"]


def stated(stage: Stage) -> None:
    reconciling.reconcile(peer=THEM, day=day_of(stage.now), at=stage.now)
    stage.meet()


def test_a_day_shows_its_last_round(months: Stage) -> None:
    settled(months, US)
    stated(months)
    settled(months, THEM)
    stated(months)
    (row,) = queries.days_stated()
    assert (row.peer, row.round, row.open) == (THEM, 2, 0)
    assert (row.ours["count"], row.theirs["count"], row.ours["fund_fen"]) == (2, 2, 1_000)
    both = queries.day_of(THEM, day_of(months.now))
    assert {code: (one.round, one.totals["count"]) for code, one in both.items()} == {US: (2, 2), THEM: (2, 2)}


def test_totals_of_parts_are_put_together(months: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pilin.modules.medical.rules.day_facts.LINES_MAX", 1)
    for _ in range(3):
        settled(months, US)
    stated(months)
    assert models.DayPart.objects.filter(author=US).count() == 3
    (row,) = queries.days_stated()
    assert (row.ours["count"], row.ours["total_fen"]) == (3, 3_000)
    assert queries.day_of(THEM, day_of(months.now))[US].totals["count"] == 3


def test_what_is_open_is_listed_by_when_it_is_due(months: Stage) -> None:
    for _ in range(3):
        models.Settlement.objects.filter(pk=settled(months, THEM)).update(fund_fen=1)
    stated(months)
    first, second, third = models.DayDifference.objects.order_by("pk")
    models.DayDifference.objects.filter(pk=third.pk).update(due=first.due - timedelta(days=1))
    models.DayDifference.objects.filter(pk=second.pk).update(accepted_on=first.due)
    assert [key for key, _ in queries.open_differences()] == [third.pk, first.pk]
    assert len(queries.differences_of(THEM, first.day)) == 3
    assert queries.days_stated()[0].open == 2


def test_a_difference_comes_with_what_was_said_about_it(months: Stage) -> None:
    models.Settlement.objects.filter(pk=settled(months, THEM)).update(fund_fen=1)
    stated(months)
    row = models.DayDifference.objects.get()
    reconciling.remark(difference=row.pk, act="explain", text="查账中", at=months.now)
    found = queries.difference(row.pk)
    assert found is not None
    _, one, said = found
    assert (one.sort, one.turn, [(each.author, each.text) for each in said]) == (days.AMOUNTS, THEM, [(US, "查账中")])
    assert queries.difference(row.pk + 1) is None


def test_the_list_of_a_batch_has_days_institutions_and_no_persons(months: Stage) -> None:
    settlement = settled(months, US)
    held = confirmed(months)
    (one,) = queries.listed_in(held.pk)
    assert one == queries.clearing.ListedRow(
        settlement, day_of(months.now), THEM, "390", "H31011600001", 500, 100
    )  # fmt: skip
    assert queries.listed_in("no such") == []


def test_batches_are_read_with_payments_in_one_query(months: Stage, django_assert_num_queries: Any) -> None:
    settled(months, US)
    held = paid(months)
    with django_assert_num_queries(1):
        (one,) = queries.batch_rows()
    assert (one.id, one.state, one.booked, {*one.payments}) == (held.pk, rules.PAID, True, {US, THEM})
    assert queries.batch_rows(matter="no such") == []
    assert [row.pk for row in queries.batches(THEM, "2026-03")] == [held.pk]
    assert queries.batches("330421") == []
    assert queries.batches(THEM, "2026-02") == []


def test_only_confirmed_batches_hold(months: Stage) -> None:
    settlement = settled(months, US)
    opened(months)
    assert queries.holding(settlement) is None
    models.Batch.objects.update(state=rules.PAID)
    held = queries.holding(settlement)
    assert held is not None
    assert held.month == "2026-03"


@pytest.mark.parametrize(
    ("care", "payer", "owed"),
    [
        (US, THEM, 600),
        (THEM, US, 600),
    ],
)
def test_both_ways_of_an_advance_are_debts_of_their_payer(months: Stage, care: str, payer: str, owed: int) -> None:
    settled(months, care)
    found = {(one.payer, one.insurance): one for one in queries.advances(day_of(months.now))}
    assert found[payer, "390"].owed_fen == owed
    assert found[payer, "390"].payee == care
    assert sum(one.owed_fen for one in found.values()) == owed
    assert {*found} == {(side, insurance) for side in (US, THEM) for insurance in ("310", "390")}


def test_what_a_payer_gets_back_is_no_debt_of_his(months: Stage) -> None:
    first = settled(months, US)
    paid(months)
    settled(months, US, cancels=first)
    theirs = next(one for one in queries.advances(day_of(months.now)) if (one.payer, one.insurance) == (THEM, "390"))
    assert (theirs.owed_fen, theirs.used_bp) == (-600, 0)


def test_terms_say_whether_they_are_illustrative(months: Stage) -> None:
    assert queries.terms_are_illustrative(day_of(months.now))
    months.agree(document(version=2, illustrative=False))
    assert not queries.terms_are_illustrative(day_of(months.now))
