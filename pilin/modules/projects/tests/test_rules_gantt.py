"""The Gantt chart as plain values: where days lie, what is drawn of a plan, and which plan was signed first."""

from datetime import date
from typing import Any

import pytest

from pilin.modules.projects.rules import gantt
from pilin.modules.projects.rules.facts import Milestone
from pilin.modules.projects.rules.gantt import WIDTH, Bar
from pilin.modules.projects.rules.versions import Said
from pilin.modules.projects.rules.wall import Due
from pilin.modules.projects.tests.samples import JINSHAN, M1, M2, PINGHU, facts

DAY = date(2026, 7, 8)
MOVED = Milestone("m2", "共建步道", date(2027, 3, 31), "", 100)


def line(year: int = 2026, **changes: Any) -> gantt.Line:
    return gantt.line_of(facts(**changes), first=(), offered=(), year=year, day=DAY)


@pytest.mark.parametrize(
    ("day", "x"),
    [
        (date(2026, 1, 1), 0),
        (date(2026, 1, 31), 29),
        (date(2026, 2, 1), 30),
        (date(2026, 2, 28), 58),
        (date(2027, 1, 1), 360),
        (date(2027, 12, 31), WIDTH - 1),
        (date(2025, 12, 1), -30),
        (date(2028, 1, 1), WIDTH),
    ],
)
def test_months_are_equally_wide_and_days_lie_within_them(day: date, x: int) -> None:
    assert gantt.x_of(day, 2026) == x


def test_a_bar_runs_from_coming_into_force_to_the_last_milestone() -> None:
    assert line().plan == Bar(60, 360 - 60)
    assert line().plan == gantt.bar_of((M1, M2), date(2026, 3, 2), 2026)


@pytest.mark.parametrize(
    ("year", "bar"),
    [(2025, Bar(420, 300)), (2024, None), (2027, None), (2020, None)],
)
def test_what_lies_outside_the_two_years_is_cut_off(year: int, bar: Bar | None) -> None:
    assert line(year).plan == bar


def test_a_bar_that_begins_before_the_window_begins_at_its_edge() -> None:
    assert gantt.bar_of((M1,), date(2024, 5, 1), 2026) == Bar(0, gantt.x_of(date(2026, 6, 30), 2026) + 1)
    assert gantt.bar_of((MOVED,), date(2026, 3, 2), 2027) == Bar(0, 90)


def test_a_plan_of_one_day_is_still_seen() -> None:
    assert gantt.bar_of((M1,), None, 2026) == Bar(179, 2)


def test_a_plan_without_dates_has_no_bar() -> None:
    undated = line(milestones=(Milestone("m1", "来源未载明"),))
    assert (undated.plan, undated.marks) == (None, ())
    assert gantt.bar_of((), date(2026, 3, 2), 2026) is None


def test_milestones_are_marked_by_how_they_stand() -> None:
    marks = line(reached={"m2": date(2026, 7, 1)}).marks
    assert [(mark.x, mark.due, mark.milestone.id) for mark in marks] == [
        (gantt.x_of(date(2026, 6, 30), 2026), Due.LATE, "m1"),
        (gantt.x_of(date(2026, 12, 31), 2026), Due.REACHED, "m2"),
    ]
    assert line(2027).marks == ()


def test_the_plan_signed_first_and_the_one_on_the_table_have_bars_of_their_own() -> None:
    drawn = gantt.line_of(facts(milestones=(M1, MOVED)), first=(M1, M2), offered=(M1,), year=2026, day=DAY)
    assert drawn.baseline is not None
    assert drawn.plan is not None
    assert drawn.offered is not None
    assert drawn.offered.width < drawn.baseline.width < drawn.plan.width
    assert drawn.baseline.x == drawn.plan.x == drawn.offered.x


# Which plan was signed first


def step(name: str, author: str = PINGHU, **fields: Any) -> Said:
    return Said(name, fields, author, DAY)


def told(due: str) -> list[dict[str, str]]:
    return [{"id": "m1", "title": "清淤", "due": due}]


OPENED = [step("open", milestones=told("2026-06-30")), step("sign"), step("sign", JINSHAN)]
AMENDED = [step("amend", milestones=told("2026-09-30")), step("sign_amendment"), step("sign_amendment", JINSHAN)]


def test_the_first_version_is_the_baseline_once_there_is_a_later_one() -> None:
    assert [one.due for one in gantt.first_of([*OPENED, *AMENDED])] == [date(2026, 6, 30)]
    assert [one.due for one in gantt.first_of([*OPENED, *AMENDED, *AMENDED])] == [date(2026, 6, 30)]


def test_what_only_one_side_signed_is_no_version() -> None:
    assert gantt.first_of(OPENED) == ()
    assert gantt.first_of([*OPENED, *AMENDED[:-1]]) == ()
    assert gantt.first_of([]) == ()


def test_an_amendment_that_was_taken_back_leaves_no_trace() -> None:
    assert gantt.first_of([*OPENED, AMENDED[0], step("take_back", reason="x")]) == ()
