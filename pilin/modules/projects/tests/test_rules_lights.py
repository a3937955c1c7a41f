"""Lights: every trigger at its thresholds, the words that are no colours, and what no order of facts can change."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.base.refusal import Refused
from pilin.modules.projects.rules import lights
from pilin.modules.projects.rules.codes import ProjectRefusal
from pilin.modules.projects.rules.facts import Facts, Help, Milestone, Progress, Standing
from pilin.modules.projects.rules.lights import Colour, Light, Threshold
from pilin.modules.projects.tests import samples
from pilin.modules.projects.tests.samples import CALENDAR, JINSHAN, M1, M2, PINGHU, RULE, facts, reported

MAY = reported("2026-04", "2026-05")


def on(day: str, found: Facts) -> Light:
    return lights.light(found, RULE, CALENDAR, date.fromisoformat(day))


# The triggers


@pytest.mark.parametrize(
    ("day", "colour"),
    [
        ("2026-06-30", Colour.GREEN),
        ("2026-07-01", Colour.YELLOW),
        ("2026-07-30", Colour.YELLOW),
        ("2026-07-31", Colour.RED),
    ],
)
def test_a_milestone_is_yellow_when_late_and_red_after_thirty_days(day: str, colour: Colour) -> None:
    assert on(day, facts(reported={**MAY, **reported("2026-06")})).colour == colour


def test_a_late_milestone_names_its_line_its_days_and_who_says_it_is_reached() -> None:
    (trigger,) = on("2026-07-03", facts(reported=MAY, said={"m1": (PINGHU,)})).triggers
    assert (trigger.number, trigger.name, trigger.value) == ("1", "milestone_late", 3)
    assert trigger.about == {"id": "m1", "title": "清淤", "said_by": [PINGHU]}


def test_a_milestone_that_both_say_is_reached_is_not_late() -> None:
    reached = {"m1": date(2026, 7, 20)}
    assert on("2026-07-31", facts(reached=reached, reported={**MAY, **reported("2026-06")})).colour == Colour.GREEN


@pytest.mark.parametrize(
    ("percent", "colour"),
    [(40, Colour.GREEN), (31, Colour.GREEN), (30, Colour.YELLOW), (10, Colour.YELLOW), (9, Colour.RED)],
)
def test_the_slower_side_is_held_against_the_planned_progress(percent: int, colour: Colour) -> None:
    progress = Progress("2026-06", {PINGHU: 100, JINSHAN: percent})
    found = facts(reported={**MAY, **reported("2026-06")}, reached={"m1": date(2026, 6, 30)}, progress=progress)
    shown = on("2026-07-10", found)
    assert shown.colour == colour
    assert [trigger.about["side"] for trigger in shown.triggers] == ([JINSHAN] if colour != Colour.GREEN else [])


def test_progress_is_compared_only_with_what_was_planned_by_the_end_of_its_month() -> None:
    found = facts(reported=MAY, progress=Progress("2026-05", {PINGHU: 0, JINSHAN: 0}))
    assert on("2026-06-20", found).colour == Colour.GREEN  # 40 is planned by June the 30th
    unplanned = replace(found, milestones=(replace(M1, progress=None),), progress=Progress("2026-06", {PINGHU: 0}))
    assert on("2026-06-20", unplanned).triggers == ()


@pytest.mark.parametrize(
    ("day", "colour"),
    [
        ("2026-05-06", Colour.NOT_STARTED),
        ("2026-05-07", Colour.YELLOW),
        ("2026-06-05", Colour.YELLOW),
        ("2026-06-06", Colour.RED),
    ],
)
def test_one_month_missing_is_yellow_and_two_are_red(day: str, colour: Colour) -> None:
    """In force since March the 2nd: April is the first month, due after 劳动节 on May the 6th; May on June the 5th."""
    assert on(day, facts()).colour == colour


def test_a_missing_month_says_whose_half_is_missing() -> None:
    (trigger,) = on("2026-05-07", facts(reported=reported("2026-04", sides=(PINGHU,)))).triggers
    assert trigger.about == {"months": [{"month": "2026-04", "sides": [JINSHAN]}]}


def test_no_month_is_missing_before_the_plan_was_in_force() -> None:
    assert lights.missing(facts(since=date(2026, 4, 2)), RULE, CALENDAR, date(2026, 6, 5)) == {}
    assert lights.missing(facts(since=None), RULE, CALENDAR, date(2026, 6, 6)) == {}
    assert lights.missing(facts(standing=Standing.OFFERED), RULE, CALENDAR, date(2026, 6, 6)) == {}


def test_help_asked_for_is_yellow_and_says_of_whom() -> None:
    shown = on("2026-06-01", facts(reported=MAY, help={PINGHU: Help("用地审批", "金山区规划资源局")}))
    assert shown.colour == Colour.YELLOW
    assert shown.triggers[0].about == {"side": PINGHU, "what": "用地审批", "of": "金山区规划资源局"}


def test_the_worst_trigger_wins_and_all_are_listed_the_worst_first() -> None:
    shown = on("2026-08-10", facts(help={PINGHU: Help("用地审批", "")}))
    assert shown.colour == Colour.RED
    assert [(one.name, one.colour) for one in shown.triggers] == [
        ("milestone_late", Colour.RED),
        ("months_missing", Colour.RED),
        ("help_wanted", Colour.YELLOW),
    ]


# Words that are no colours


@pytest.mark.parametrize("day", ["2026-03-03", "2030-01-01"])
def test_a_project_without_dates_is_undated_and_never_red(day: str) -> None:
    dream = facts(milestones=(replace(M1, due=None), replace(M2, due=None)))
    assert on(day, dream).colour == Colour.UNDATED


def test_nothing_reported_and_nothing_due_has_not_started() -> None:
    assert on("2026-03-20", facts()) == Light(Colour.NOT_STARTED)


@pytest.mark.parametrize(
    ("standing", "colour"),
    [
        (Standing.OFFERED, Colour.OFFERED),
        (Standing.SUSPENDED, Colour.PAUSED),
        (Standing.COMPLETED, Colour.DONE),
        (Standing.ENDED, Colour.ENDED),
        (Standing.VOID, Colour.ENDED),
    ],
)
def test_what_is_not_in_force_has_its_word_and_no_reasons(standing: Standing, colour: Colour) -> None:
    assert on("2030-01-01", facts(standing=standing)) == Light(colour)


def test_a_light_comes_back_from_a_table_as_it_was_written() -> None:
    shown = on("2026-08-10", facts())
    assert lights.from_json(shown.colour.value, lights.as_json(shown)) == shown


# The rule


def test_the_shipped_rule_is_the_proposal_of_the_domain() -> None:
    assert (RULE.due_day, RULE.rolls, RULE.signed) == (5, True, False)
    assert RULE.thresholds["milestone_late"] == Threshold("1", "milestone_late", 1, 31)
    assert RULE.thresholds["help_wanted"].red is None


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 0},
        {"due_day": 31},
        {"rolls": 1},
        {"thresholds": []},
        {"thresholds": "red"},
        {"thresholds": [{"number": "1", "name": "mood", "yellow": 1}]},
        {"thresholds": [{"name": "milestone_late"}]},
    ],
)
def test_a_rule_that_is_none_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        lights.parse_rule({**samples.rule_text(), **changes})
    assert refused.value.code is ProjectRefusal.LIGHT_RULE_IS_MALFORMED


# What holds for all facts

DAYS = st.dates(date(2026, 1, 1), date(2027, 6, 30))
MILESTONES = st.lists(
    st.builds(
        Milestone,
        st.sampled_from("abcdef"),
        st.just("x"),
        st.none() | DAYS,
        st.just(""),
        st.none() | st.integers(0, 100),
    ),
    max_size=5,
    unique_by=lambda one: one.id,
).map(tuple)
MONTHS = st.sampled_from(["2026-03", "2026-04", "2026-05", "2026-06"])
FACTS = st.builds(
    Facts,
    standing=st.sampled_from(Standing),
    sides=st.just((PINGHU, JINSHAN)),
    milestones=MILESTONES,
    since=st.none() | DAYS,
    reached=st.dictionaries(st.sampled_from("abcdef"), DAYS, max_size=3),
    signed=st.lists(MONTHS, unique=True).map(tuple),
    owing=st.dictionaries(MONTHS, st.sampled_from([(PINGHU,), (JINSHAN,), (PINGHU, JINSHAN)])),
    help=st.dictionaries(st.sampled_from([PINGHU, JINSHAN]), st.just(Help("x", ""))),
)


def turned(found: Mapping[str, Any]) -> dict[str, Any]:
    return dict(reversed(list(found.items())))


@given(FACTS, DAYS)
def test_the_order_in_which_facts_came_changes_nothing(found: Facts, day: date) -> None:
    other = replace(
        found,
        signed=found.signed[::-1],
        owing=turned(found.owing),
        reached=turned(found.reached),
        help=turned(found.help),
    )
    assert lights.light(found, RULE, CALENDAR, day) == lights.light(other, RULE, CALENDAR, day)


@given(FACTS, DAYS)
def test_red_and_yellow_have_their_reason_and_undated_is_never_red(found: Facts, day: date) -> None:
    shown = lights.light(found, RULE, CALENDAR, day)
    worst = [trigger.colour for trigger in shown.triggers][:1]
    if shown.colour in (Colour.RED, Colour.YELLOW):
        assert worst == [shown.colour]
    if not any(milestone.due for milestone in found.milestones):
        assert shown.colour not in (Colour.RED, Colour.YELLOW)


@given(FACTS, DAYS, st.integers(1, 400))
def test_time_alone_makes_no_red_light_better(found: Facts, day: date, later: int) -> None:
    if lights.light(found, RULE, CALENDAR, day).colour == Colour.RED:
        assert lights.light(found, RULE, CALENDAR, day + timedelta(days=later)).colour == Colour.RED
