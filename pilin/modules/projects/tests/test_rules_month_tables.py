"""The monthly table: what is known stands in it, our half comes back from it, and what does not fit is told by cell."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pilin.base.refusal import Code
from pilin.modules.projects.rules import month_tables
from pilin.modules.projects.rules.codes import ProjectRefusal
from pilin.modules.projects.rules.facts import Half, Standing
from pilin.modules.projects.rules.month_tables import MONTH, Known, Told
from pilin.modules.projects.rules.table_refusals import TableRefusal
from pilin.modules.projects.tests.samples import JINSHAN, PINGHU, POND, half, plan, report
from pilin.wire.sheets import reading, writing
from pilin.wire.sheets.layout import Row

R = TableRefusal
NAMES = ("平湖市", "金山区")
DAY = date(2026, 7, 3)
KNOWN = Known(plan(aims=("水清",)), last=half(30, next="清淤二段"))
FILLED: Row = {"month": "2026-06", "title": POND, "done": "清淤二段完成", "percent": 40}


def read(*rows: Row, known: Mapping[str, Mapping[str, Known]] | None = None) -> tuple[list[Told], list[Told], Any]:
    """Return what is told by rows that are written and read back."""
    (made,) = month_tables.written("2026-06", [], me=PINGHU, names=NAMES, fields={})
    found = reading.read(writing.write([replace(made, rows=rows)]), [month_tables.layout(NAMES)])
    assert found.findings == ()
    at_hand = {"2026-06": {POND: KNOWN}} if known is None else known
    return month_tables.told(found.tables[MONTH], at_hand, me=PINGHU, day=DAY)


def faults(*rows: Row, known: Mapping[str, Mapping[str, Known]] | None = None) -> list[tuple[str, Code]]:
    new, same, found = read(*rows, known=known)
    assert (new, same) == ([], [])
    return [(one.where, one.code) for one in found]


def test_what_is_known_stands_in_the_table_already() -> None:
    (made,) = month_tables.written("2026-06", [KNOWN], me=PINGHU, names=NAMES, fields={"f5": "生态旅游"})
    (row,) = made.rows
    assert (row["title"], row["month"], row["field"]) == (POND, "2026-06", "生态旅游")
    assert (row["lead0"], row["lead1"]) == ("平湖市水利局", "金山区水务局")
    assert row["planned"] == "清淤二段"
    assert "done" not in row


def test_our_half_is_what_a_row_says() -> None:
    more: Row = {
        **FILLED,
        "reached": "m1 2026-06-29",
        "problems": "雨",
        "help": "用地",
        "help_from": "镇",
        "next": "步道",
    }
    (told,), same, found = read(more)
    assert (same, found) == ([], [])
    assert (told.place, told.month, told.plan.title) == (f"{MONTH}!C2", "2026-06", POND)
    assert told.half == {
        "done": "清淤二段完成",
        "percent": 40,
        "problems": "雨",
        "help": "用地",
        "help_from": "镇",
        "next": "步道",
        "reached": [{"id": "m1", "day": "2026-06-29"}],
    }


def test_a_row_in_which_nothing_was_filled_in_says_nothing() -> None:
    assert read({"month": "2026-06", "title": POND, "planned": "清淤"}) == ([], [], [])


def test_nought_per_cent_is_something() -> None:
    assert read({**FILLED, "percent": 0})[0][0].half["percent"] == 0


def test_a_half_that_is_written_goes_out_and_comes_back_as_the_same() -> None:
    ours = Half("清淤", 40, next="步道", reached={"m1": date(2026, 6, 29)})
    written = report("2026-06", halves={PINGHU: ours, JINSHAN: half()})
    for state in ("half", "joint"):
        known = Known(KNOWN.plan, None, replace(written, state=state))
        (made,) = month_tables.written("2026-06", [known], me=PINGHU, names=NAMES, fields={})
        new, same, found = read(*made.rows, known={"2026-06": {POND: known}})
        assert (new, len(same), found) == ([], 1, [])


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"done": None}, "I", R.HALF_IS_NOT_WHOLE),
        ({"percent": None}, "J", R.HALF_IS_NOT_WHOLE),
        ({"reached": "m1"}, "K", R.REACHED_DOES_NOT_READ),
        ({"reached": "m1 2026-06-31"}, "K", R.REACHED_DOES_NOT_READ),
        ({"reached": "m1 2026-07-04"}, "K", R.REACHED_DOES_NOT_READ),
        ({"reached": "m9 2026-06-29"}, "K", ProjectRefusal.MILESTONE_IS_NOT_IN_THE_PLAN),
        ({"title": "别的"}, "C", R.PROJECT_IS_NOT_IN_FORCE_HERE),
        ({"month": "2026-05"}, "C", R.PROJECT_IS_NOT_IN_FORCE_HERE),
    ],
)
def test_what_does_not_fit_is_told_at_its_cell(change: Row, column: str, code: Code) -> None:
    assert faults({**FILLED, **change}) == [(f"{MONTH}!{column}2", code)]


def test_a_project_that_stands_twice_in_a_month_is_told_at_its_second_row() -> None:
    new, _same, found = read(FILLED, {**FILLED, "done": "别的"})
    assert len(new) == 1
    assert [(one.where, one.code) for one in found] == [(f"{MONTH}!C3", R.PROJECT_STANDS_TWICE)]


def test_a_month_that_has_not_begun_or_cannot_be_written_is_told_at_the_month() -> None:
    later: Row = {**FILLED, "month": "2026-08"}
    assert faults(later, known={"2026-08": {POND: KNOWN}}) == [(f"{MONTH}!B2", ProjectRefusal.MONTH_HAS_NOT_BEGUN)]
    both = Known(KNOWN.plan, None, report("2026-06", state="both"))
    assert faults(FILLED, known={"2026-06": {POND: both}}) == [
        (f"{MONTH}!B2", ProjectRefusal.MONTH_CANNOT_BE_WRITTEN_NOW)
    ]


def test_a_plan_that_rests_is_told_at_the_month() -> None:
    resting = Known(plan(standing=Standing.SUSPENDED))
    assert faults(FILLED, known={"2026-06": {POND: resting}}) == [(f"{MONTH}!B2", ProjectRefusal.PLAN_IS_NOT_IN_FORCE)]
