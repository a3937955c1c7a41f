"""Rows of the list: what stands in each column, in which order projects come, and that tables give values back."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.modules.projects.rules import columns, kept
from pilin.modules.projects.rules.columns import Yardstick
from pilin.modules.projects.rules.facts import Half, Report, Standing, facts_of
from pilin.modules.projects.tests.samples import (
    CALENDAR,
    JINSHAN,
    M1,
    M2,
    NO_HOLIDAYS,
    PINGHU,
    POND,
    RULE,
    facts,
    half,
    plan,
    report,
)

YARDSTICK = Yardstick(RULE, CALENDAR)
DAY = date(2026, 5, 7)


def row(*reports: Report, day: date = DAY, **changes: Any) -> dict[str, Any]:
    return columns.project(plan(**changes), reports, YARDSTICK, day)


def test_a_row_says_what_lists_and_filters_need() -> None:
    found = row(particulars={"domain": "d6", "pair": "P7", "proposer": "沪浙山塘联合党支部"})
    assert {name: found[name] for name in ("id", "title", "standing", "project_field", "domain", "pair")} == {
        "id": "plan",
        "title": POND,
        "standing": "in_force",
        "project_field": "f5",
        "domain": "d6",
        "pair": "P7",
    }
    assert found["words"].splitlines() == [POND, "平湖市水利局", "金山区水务局", "沪浙山塘联合党支部"]


def test_a_row_knows_the_next_milestone_and_the_last_months() -> None:
    reached = report("2026-04", halves={PINGHU: half(reached={"m1": date(2026, 4, 20)}), JINSHAN: half()})
    found = row(reached, report("2026-05", state="half", halves={PINGHU: half()}))
    assert (found["next_milestone"], found["next_due"]) == ("共建步道", date(2026, 12, 31))
    assert (found["last_month"], found["last_signed"]) == ("2026-05", "2026-04")
    assert (row()["last_month"], row()["last_signed"]) == ("", "")


def test_a_long_title_is_cut_where_the_column_ends() -> None:
    assert len(row(title="长" * 300)["title"]) == 200


def test_pressing_lights_come_first_then_the_next_dates_then_the_undated() -> None:
    undated = (replace(M1, due=None),)
    rows = [
        row(id="c", standing=Standing.COMPLETED),
        row(id="d", milestones=undated),
        row(id="b", milestones=(replace(M1, due=date(2026, 5, 30)),)),
        row(id="a"),
        row(id="e", day=date(2026, 8, 31)),
    ]
    assert [one["id"] for one in sorted(rows, key=lambda one: str(one["place"]))] == ["e", "b", "a", "d", "c"]


@pytest.mark.parametrize(
    ("milestones", "expected"),
    [
        ((M2, M1), "m1"),
        ((replace(M1, due=None), M2), "m2"),
        ((replace(M1, due=None), replace(M2, due=None)), "m1"),
        ((), None),
    ],
)
def test_the_next_milestone_is_the_first_by_date(milestones: Any, expected: str | None) -> None:
    found = columns.next_milestone(facts(milestones=milestones))
    assert (found.id if found else None) == expected


def test_a_reached_milestone_is_not_the_next() -> None:
    assert columns.next_milestone(facts(reached={"m1": DAY, "m2": DAY})) is None


def test_a_yardstick_is_another_by_another_rule_or_calendar() -> None:
    others = (Yardstick(replace(RULE, digest="x"), CALENDAR), Yardstick(RULE, NO_HOLIDAYS))
    assert len({YARDSTICK.digest, *(other.digest for other in others)}) == 3
    assert Yardstick(RULE, CALENDAR).digest == YARDSTICK.digest


def test_the_light_of_another_day_sets_its_own_columns_alone() -> None:
    lit = columns.lit(facts(), "plan", YARDSTICK, date(2026, 8, 31))
    assert {*lit} == {"light", "light_day", "triggers", "yardstick", "place", "owing"}
    assert {**row(), **lit} == row(day=date(2026, 8, 31))


def test_the_row_of_a_report_is_found_by_plan_and_month() -> None:
    found = columns.month(report("2026-04", state="both"))
    assert (found["id"], found["plan"], found["month"], found["state"]) == ("report-2026-04", "plan", "2026-04", "both")


# Tables give values back as they took them


def stored(value: Any) -> Any:
    """Return JSON as a database gives it back."""
    return json.loads(json.dumps(value))


def test_a_plan_comes_back_from_its_table() -> None:
    whole = plan(
        particulars={"domain": "d6", "money": [{"year": 2026, "side": "initiator", "amount": 5}]},
        aims=("水质达到三类",),
        state="amending",
        offered=(replace(M1, due=None),),
    )
    assert kept.plan(stored(kept.write(whole))) == whole
    assert kept.plan(stored(kept.write(plan(since=None)))) == plan(since=None)


DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
HALVES = st.builds(
    Half,
    done=st.text(max_size=9),
    percent=st.none() | st.integers(0, 100),
    help=st.text(max_size=9),
    reached=st.dictionaries(st.sampled_from(["m1", "m2", "m9"]), DAYS, max_size=2),
)
REPORTS = st.builds(
    Report,
    id=st.text("abc", min_size=1, max_size=3),
    plan=st.just("plan"),
    month=st.sampled_from(["2026-04", "2026-05"]),
    state=st.sampled_from(["half", "both", "returned", "joint", "withdrawn"]),
    opener=st.sampled_from([PINGHU, JINSHAN]),
    halves=st.dictionaries(st.sampled_from([PINGHU, JINSHAN]), HALVES),
    days=st.dictionaries(st.sampled_from([PINGHU, JINSHAN]), DAYS),
    corrects=st.sampled_from(["", "a"]),
)


@given(REPORTS)
def test_a_report_comes_back_from_its_table(one: Report) -> None:
    assert kept.report(stored(kept.write(one))) == one


@given(st.lists(REPORTS, max_size=4))
def test_facts_come_back_from_their_table_and_give_the_same_light(reports: list[Report]) -> None:
    found = facts_of(plan(), reports)
    assert kept.facts(stored(kept.write(found))) == found
    assert columns.lit(kept.facts(stored(kept.write(found))), "plan", YARDSTICK, DAY) == columns.lit(
        found, "plan", YARDSTICK, DAY
    )


@given(st.lists(REPORTS, max_size=4, unique_by=lambda one: one.id))
def test_the_order_in_which_reports_came_changes_no_row(reports: list[Report]) -> None:
    assert row(*reports) == row(*reversed(reports))
