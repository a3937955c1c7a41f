"""What lowers a red light and what is heard at it: made up late, papers overdue, excuses until a day, readings."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.modules.projects.rules import lights, pleading
from pilin.modules.projects.rules.beside import Excuse, Paper, Reading
from pilin.modules.projects.rules.codes import ProjectRefusal
from pilin.modules.projects.rules.facts import Facts, Help, Progress
from pilin.modules.projects.rules.lights import Colour, Light
from pilin.modules.projects.tests import samples
from pilin.modules.projects.tests.samples import CALENDAR, JINSHAN, PINGHU, facts, reported

RULE = replace(samples.RULE, signed=True)
ALL = reported("2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11")
DAY = date(2026, 8, 10)
EXCUSE = Excuse("e1", "milestone_late", "m1", date(2026, 9, 30), "汛期停工", PINGHU, date(2026, 8, 1))


def on(day: date, found: Facts, rule: lights.Rule = RULE) -> Light:
    return lights.light(found, rule, CALENDAR, day)


def late(**changes: Any) -> Facts:
    """Return the pond with every month signed and m1 (due on June the 30th) not reached."""
    return facts(reported=ALL, **changes)


def refused(code: ProjectRefusal, *args: Any, **named: Any) -> None:
    check = pleading.check_contest if "review_on" in named else pleading.check_excuse
    with pytest.raises(Refused) as found:
        check(*args, **named)
    assert found.value.code is code


# Red made up late turns yellow


@pytest.mark.parametrize(
    ("reached", "day", "colour"),
    [
        ("2026-07-30", "2026-08-10", Colour.GREEN),
        ("2026-07-31", "2026-08-10", Colour.YELLOW),
        ("2026-07-31", "2026-09-06", Colour.YELLOW),
        ("2026-07-31", "2026-09-07", Colour.GREEN),
    ],
)
def test_a_milestone_made_up_when_it_was_red_stays_yellow_for_thirty_days(reached: str, day: str, colour: Any) -> None:
    days = {"reached": {"m1": date.fromisoformat(reached)}, "recorded": {"m1": date(2026, 8, 7)}}
    shown = on(date.fromisoformat(day), late(**days))
    assert shown.colour is colour
    assert [one.name for one in shown.triggers] == (["milestone_made_up"] if colour is Colour.YELLOW else [])


def test_what_was_made_up_says_by_how_much_when_and_until_when_it_shows() -> None:
    (trigger,) = on(DAY, late(reached={"m1": date(2026, 8, 4)}, recorded={"m1": date(2026, 8, 7)})).triggers
    assert (trigger.number, trigger.value) == ("5", 35)
    assert trigger.about == {"id": "m1", "title": "清淤", "reached": "2026-08-04", "until": "2026-09-06"}


def test_a_rule_of_version_1_knows_neither_what_is_made_up_nor_papers_nor_excuses() -> None:
    text = {**samples.rule_text(), "version": 1, "thresholds": samples.rule_text()["thresholds"][:4]}
    old = lights.parse_rule(
        {name: value for name, value in text.items() if not name.endswith(("days", "max"))}, signed=True
    )
    made_up = late(reached={"m1": date(2026, 8, 4)}, recorded={"m1": date(2026, 8, 7)})
    assert on(DAY, made_up, old).colour is Colour.GREEN
    assert on(DAY, late(excuses=(EXCUSE,)), old).colour is Colour.RED
    assert pleading.excusable(on(DAY, late(), old), (), old) == []


@pytest.mark.parametrize("changes", [{"made_up_days": -1}, {"excuse_days_max": "90"}, {"excuse_days_max": 367}])
def test_lengths_that_are_none_make_no_rule(changes: dict[str, Any]) -> None:
    with pytest.raises(Refused) as found:
        lights.parse_rule({**samples.rule_text(), **changes})
    assert found.value.code is ProjectRefusal.LIGHT_RULE_IS_MALFORMED


# Papers


@pytest.mark.parametrize(("day", "colour"), [(10, Colour.GREEN), (11, Colour.RED)])
def test_a_paper_past_its_day_is_red_at_once(day: int, colour: Colour) -> None:
    paper = Paper("o1", "清障", date(2026, 6, 10), JINSHAN)
    shown = on(date(2026, 6, day), late(papers=(paper,)))
    assert shown.colour is colour
    said = {"id": "o1", "title": "清障", "due": "2026-06-10", "side": JINSHAN}
    assert [one.about for one in shown.triggers] == ([said] if colour is Colour.RED else [])


# Excuses


def test_an_approved_reason_lowers_one_red_line_until_its_day_and_says_so() -> None:
    shown = on(DAY, late(excuses=(EXCUSE,)))
    assert shown.colour is Colour.YELLOW
    assert shown.triggers[0].about["excuse"] == {"id": "e1", "until": "2026-09-30", "side": PINGHU}
    assert on(date(2026, 10, 1), late(excuses=(EXCUSE,))).colour is Colour.RED


def test_the_rule_bounds_how_long_a_reason_counts() -> None:
    long = replace(EXCUSE, until=date(2027, 8, 1))
    assert on(date(2026, 10, 30), late(excuses=(long,))).colour is Colour.YELLOW
    assert on(date(2026, 10, 31), late(excuses=(long,))).colour is Colour.RED


@pytest.mark.parametrize("changes", [{"item": "m2"}, {"trigger": "progress_behind"}])
def test_a_reason_for_one_thing_lowers_nothing_else(changes: dict[str, Any]) -> None:
    assert on(DAY, late(excuses=(replace(EXCUSE, **changes),))).colour is Colour.RED


def test_another_red_line_keeps_the_light_red() -> None:
    paper = Paper("o1", "清障", date(2026, 6, 10), JINSHAN)
    shown = on(DAY, late(excuses=(EXCUSE,), papers=(paper,)))
    assert [(one.name, one.colour) for one in shown.triggers] == [
        ("paper_overdue", Colour.RED),
        ("milestone_late", Colour.YELLOW),
    ]


def test_each_red_line_says_what_it_is_about() -> None:
    behind = late(progress=Progress("2026-06", {PINGHU: 5, JINSHAN: 5}))
    assert {(one.name, one.item) for one in on(DAY, behind).triggers} == {
        ("milestone_late", "m1"),
        ("progress_behind", "m1"),
    }
    silent = on(DAY, replace(behind, signed=("2026-04", "2026-05")))
    assert ("months_missing", "2026-06") in {(one.name, one.item) for one in silent.triggers}
    assert on(date(2026, 6, 1), late(help={PINGHU: Help("x", "")})).triggers[0].item == ""


# What may be pleaded


def test_a_reason_may_be_given_for_what_is_red_and_was_not_excused() -> None:
    shown = on(DAY, late())
    assert [one.name for one in pleading.excusable(shown, (), RULE)] == ["milestone_late"]
    pleading.check_excuse(EXCUSE, shown, (), RULE, DAY)
    assert pleading.excusable(shown, (EXCUSE,), RULE) == []


def test_a_reason_is_refused_once_it_was_spent_and_where_nothing_is_red() -> None:
    shown = on(DAY, late())
    refused(ProjectRefusal.EXCUSE_IS_SPENT, EXCUSE, shown, (replace(EXCUSE, id="e0"),), RULE, DAY)
    refused(ProjectRefusal.LIGHT_IS_NOT_RED_FOR_THIS, EXCUSE, on(date(2026, 7, 10), late()), (), RULE, DAY)
    refused(ProjectRefusal.RULE_KNOWS_NO_EXCUSE, EXCUSE, shown, (), samples.RULE, DAY)


@pytest.mark.parametrize("until", [date(2026, 8, 9), date(2026, 11, 9)])
def test_a_reason_counts_until_a_day_that_the_rule_allows(until: date) -> None:
    refused(ProjectRefusal.EXCUSE_DAY_DOES_NOT_FIT, replace(EXCUSE, until=until), on(DAY, late()), (), RULE, DAY)


def test_a_contest_reads_the_light_otherwise_once_a_side() -> None:
    shown, ahead = on(DAY, late()), {"review_on": DAY, "day": DAY}
    pleading.check_contest("yellow", shown, side=PINGHU, **ahead)
    refused(ProjectRefusal.READING_DOES_NOT_DIFFER, "red", shown, side=PINGHU, **ahead)
    refused(ProjectRefusal.READING_DOES_NOT_DIFFER, "red", Light(Colour.PAUSED), side=PINGHU, **ahead)
    contested = replace(shown, readings=(Reading("c1", PINGHU, "yellow", ""),))
    refused(ProjectRefusal.LIGHT_IS_CONTESTED_ALREADY, "green", contested, side=PINGHU, **ahead)
    pleading.check_contest("yellow", contested, side=JINSHAN, **ahead)
    past = {"review_on": date(2026, 8, 9), "day": DAY}
    refused(ProjectRefusal.REVIEW_DAY_IS_PAST, "yellow", shown, side=PINGHU, **past)


def test_a_contest_changes_no_colour_and_another_digest_shows_it() -> None:
    plain, contested = on(DAY, late()), on(DAY, late(readings=(Reading("c1", PINGHU, "green", "x"),)))
    assert (contested.colour, contested.triggers) == (plain.colour, plain.triggers)
    assert contested.digest != plain.digest
    assert plain.digest == on(DAY, late()).digest
