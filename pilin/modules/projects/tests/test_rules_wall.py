"""The bars of the wall: plan and fact month by month, from plain values."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pilin.modules.projects.rules import lights, wall
from pilin.modules.projects.rules.facts import Facts, Milestone, Standing, facts_of
from pilin.modules.projects.rules.wall import Cell, Due, Fact
from pilin.modules.projects.tests.samples import (
    CALENDAR,
    JINSHAN,
    M1,
    M2,
    PINGHU,
    RULE,
    SIDES,
    facts,
    half,
    plan,
    report,
)

YEAR = wall.months_of(2026)
DAY = date(2026, 7, 8)
UNDATED = (Milestone("m1", "来源未载明"),)


def bars(*reports: Any, day: date = DAY, **changes: Any) -> dict[str, Cell]:
    """Return the cells of 2026 by month, with the light that the same facts have on the day."""
    told = facts_of(plan(**changes), reports)
    light = lights.light(told, RULE, CALENDAR, day)
    return {cell.month: cell for cell in wall.bars(told, reports, light, YEAR, day)}


def test_a_year_has_its_twelve_months() -> None:
    assert (YEAR[0], YEAR[-1], len(YEAR)) == ("2026-01", "2026-12", wall.MONTHS)


# The plan bar


def test_the_plan_bar_runs_from_coming_into_force_to_the_last_milestone() -> None:
    planned = [month for month, cell in bars().items() if cell.is_planned]
    assert (planned[0], planned[-1], len(planned)) == ("2026-03", "2026-12", 10)


@pytest.mark.parametrize(
    ("changes", "bounds"),
    [
        ({}, ("2026-03", "2026-12")),
        ({"since": None}, ("2026-06", "2026-12")),
        ({"since": date(2026, 8, 1)}, ("2026-06", "2026-12")),  # resumed after its first milestone
        ({"milestones": (M1,)}, ("2026-03", "2026-06")),
        ({"milestones": (M1, *UNDATED)}, ("2026-03", "2026-06")),
        ({"milestones": UNDATED}, None),
        ({"milestones": ()}, None),
    ],
)
def test_the_span_of_a_plan(changes: dict[str, Any], bounds: tuple[str, str] | None) -> None:
    assert wall.span(facts(**changes)) == bounds


def test_a_plan_without_dates_has_no_plan_bar_and_its_months_still_count() -> None:
    cells = bars(report(), milestones=UNDATED)
    assert not any(cell.is_planned or cell.dues for cell in cells.values())
    assert cells["2026-04"].fact is Fact.SIGNED


def test_planned_progress_is_that_of_the_milestones_due_by_then() -> None:
    cells = bars()
    assert [cells[month].planned for month in ("2026-05", "2026-06", "2026-11", "2026-12")] == [None, 40, 40, 100]


def test_a_milestone_stands_in_its_month() -> None:
    found = {month: cell.dues for month, cell in bars(day=date(2026, 6, 30)).items() if cell.dues}
    assert found == {"2026-06": ((M1, Due.WAITING),), "2026-12": ((M2, Due.WAITING),)}


def test_milestones_of_one_month_stand_by_date() -> None:
    early, late = Milestone("m9", "开工", date(2026, 6, 1)), Milestone("m0", "验收", date(2026, 6, 1))
    found = bars(milestones=(M1, early, late))["2026-06"].dues
    assert [one.id for one, _ in found] == ["m0", "m9", "m1"]


@pytest.mark.parametrize(
    ("day", "standing", "reached", "due"),
    [
        (date(2026, 6, 30), Standing.IN_FORCE, {}, Due.WAITING),
        (date(2026, 7, 1), Standing.IN_FORCE, {}, Due.LATE),
        (date(2026, 7, 1), Standing.SUSPENDED, {}, Due.WAITING),
        (date(2026, 7, 1), Standing.OFFERED, {}, Due.WAITING),
        (date(2026, 7, 1), Standing.ENDED, {}, Due.WAITING),
        (date(2026, 7, 1), Standing.IN_FORCE, {"m1": date(2026, 7, 1)}, Due.REACHED),
        (date(2026, 6, 1), Standing.COMPLETED, {"m1": date(2026, 5, 1)}, Due.REACHED),
    ],
)
def test_how_a_milestone_stands(day: date, standing: Standing, reached: dict[str, date], due: Due) -> None:
    assert wall.due_of(M1, facts(standing=standing, reached=reached), day) is due


def test_a_milestone_without_a_day_is_never_late() -> None:
    assert wall.due_of(UNDATED[0], facts(milestones=UNDATED), DAY) is Due.WAITING


def test_what_one_side_alone_says_reaches_no_milestone() -> None:
    said = {PINGHU: half(reached={"m1": date(2026, 6, 20)})}
    assert bars(report("2026-06", halves=said, state="half"))["2026-06"].dues == ((M1, Due.LATE),)
    both = {**said, JINSHAN: half(reached={"m1": date(2026, 6, 28)})}
    assert bars(report("2026-06", halves=both))["2026-06"].dues == ((M1, Due.REACHED),)


# The fact bar


def test_a_signed_month_shows_the_lower_of_the_two_figures() -> None:
    cell = bars(report(halves={PINGHU: half(30), JINSHAN: half(20)}))["2026-04"]
    assert (cell.fact, cell.percent) == (Fact.SIGNED, 20)


def test_a_signed_month_without_a_figure_is_signed_all_the_same() -> None:
    cell = bars(report(halves={PINGHU: half(None), JINSHAN: half(None)}))["2026-04"]
    assert (cell.fact, cell.percent) == (Fact.SIGNED, None)


def test_what_is_not_signed_shows_no_figure() -> None:
    cell = bars(report("2026-07", state="both"))["2026-07"]
    assert (cell.fact, cell.percent) == (Fact.OPEN, None)


def test_months_without_a_report_are_late_past_their_due_day_and_else_not_reported() -> None:
    """April and May are late on July the 3rd; June is due on the 6th; March began before the plan held."""
    found = {month: cell.fact for month, cell in bars(day=date(2026, 7, 3)).items()}
    assert [found[f"2026-0{number}"] for number in (3, 4, 5, 6, 7)] == [
        Fact.NOTHING,
        Fact.LATE,
        Fact.LATE,
        Fact.UNREPORTED,
        Fact.NOTHING,
    ]
    assert bars()["2026-06"].fact is Fact.LATE


def test_a_half_that_is_in_does_not_hide_that_the_other_is_late() -> None:
    one = report("2026-05", halves={PINGHU: half()}, state="half")
    assert bars(one)["2026-05"].silent == (JINSHAN,)
    assert bars(one)["2026-05"].fact is Fact.LATE
    assert bars(one, day=date(2026, 6, 1))["2026-05"].fact is Fact.OPEN


def test_both_halves_in_wait_for_signatures_until_the_due_day_and_are_late_after_it() -> None:
    both = report("2026-05", state="both")
    assert bars(both, day=date(2026, 6, 5))["2026-05"].fact is Fact.OPEN
    late = bars(both)["2026-05"]
    assert (late.fact, late.silent) == (Fact.LATE, SIDES)
    assert bars(replace(both, signed_by=(PINGHU,)))["2026-05"].silent == (JINSHAN,)


@pytest.mark.parametrize("standing", [Standing.SUSPENDED, Standing.COMPLETED, Standing.ENDED, Standing.OFFERED])
def test_a_plan_that_is_not_in_force_owes_no_month(standing: Standing) -> None:
    assert wall.owed_months(facts(standing=standing), DAY) is None
    assert {cell.fact for cell in bars(standing=standing).values()} == {Fact.NOTHING}


def test_before_a_plan_held_nothing_was_owed() -> None:
    assert wall.owed_months(facts(since=None), DAY) is None
    assert wall.owed_months(facts(), DAY) == ("2026-04", "2026-06")


def test_the_bars_call_late_what_the_light_calls_late() -> None:
    told = facts_of(plan(), [])
    light = lights.light(told, RULE, CALENDAR, DAY)
    assert wall.late_months(light) == lights.missing(told, RULE, CALENDAR, DAY)
    assert wall.late_months(lights.Light(lights.Colour.GREEN)) == {}


# Corrections


def test_a_signed_correction_stands_in_the_place_of_the_month() -> None:
    told = (report(id="a"), report(id="b", corrects="a", halves=dict.fromkeys(SIDES, half(5))))
    cell = bars(*told)["2026-04"]
    assert (cell.percent, cell.corrected, cell.correcting) == (5, True, False)
    assert bars(*reversed(told))["2026-04"] == cell


def test_a_correction_that_waits_changes_no_figure() -> None:
    waiting = report(id="b", corrects="a", state="half", halves={PINGHU: half(5)})
    cell = bars(report(id="a"), waiting)["2026-04"]
    assert (cell.percent, cell.corrected, cell.correcting) == (10, False, True)
    withdrawn = replace(waiting, state="withdrawn")
    assert not bars(report(id="a"), withdrawn)["2026-04"].correcting


def test_a_withdrawn_report_is_none() -> None:
    assert bars(report("2026-07", state="withdrawn"))["2026-07"].fact is Fact.NOTHING


def test_only_the_months_shown_are_told() -> None:
    told: Facts = facts()
    cells = wall.bars(told, [], lights.Light(lights.Colour.GREEN), wall.months_of(2031), DAY)
    assert [cell.month for cell in cells] == [*wall.months_of(2031)]
    assert not any(cell.is_planned for cell in cells)
    assert {cell.planned for cell in cells} == {100}
