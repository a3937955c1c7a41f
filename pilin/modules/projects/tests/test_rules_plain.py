"""What is reckoned once for many projects equals the plain rule, told month by month and milestone by milestone."""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilin.kernel.matters.rules.clocks import Calendar
from pilin.modules.projects.rules import columns, kept, lights, months, wall
from pilin.modules.projects.rules.columns import Yardstick
from pilin.modules.projects.rules.facts import Facts, Milestone, Standing
from pilin.modules.projects.rules.lights import Light, Rule, Trigger
from pilin.modules.projects.tests.samples import CALENDAR, JINSHAN, NO_HOLIDAYS, PINGHU, RULE, facts, report

DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
NAMES = ("m1", "m2", "m3", "m4")
RULES = (RULE, replace(RULE, rolls=False, due_day=28), replace(RULE, workdays=True, due_day=5))
MILESTONES = st.builds(
    Milestone, st.sampled_from(NAMES), st.just("清淤"), st.none() | DAYS, st.just(""), st.none() | st.integers(0, 100)
)
FACTS = st.builds(
    Facts,
    standing=st.sampled_from(Standing),
    sides=st.just((PINGHU, JINSHAN)),
    milestones=st.lists(MILESTONES, max_size=5).map(tuple),
    since=st.none() | DAYS,
    reached=st.dictionaries(st.sampled_from(NAMES), DAYS),
    recorded=st.dictionaries(st.sampled_from(NAMES), DAYS),
    signed=st.lists(DAYS.map(months.month_of), max_size=4).map(tuple),
    owing=st.dictionaries(DAYS.map(months.month_of), st.just((PINGHU,))),
)


def plainly_missing(told: Facts, rule: Rule, calendar: Calendar, day: date) -> dict[str, tuple[str, ...]]:
    """Return the months that are missing: each month from the first to report on is asked for its own due day."""
    if told.standing is not Standing.IN_FORCE or told.since is None:
        return {}
    due = months.from_to(months.first_to_report(told.since), months.before(months.month_of(day)))
    late = [month for month in due if month not in told.signed and rule.due(month, calendar) < day]
    return {month: told.owing.get(month, told.sides) for month in late}


def plainly_of(milestone: Milestone, told: Facts, rule: Rule, day: date) -> list[Trigger]:
    """Return what a milestone triggers, with the thresholds asked whatever its days say."""
    if milestone.due is None:
        return []
    about: dict[str, Any] = {"id": milestone.id, "title": milestone.title}
    if milestone.id not in told.reached:
        said = {"said_by": list(told.said.get(milestone.id, ()))}
        return plainly_met(rule, "milestone_late", (day - milestone.due).days, {**about, **said})
    reached = told.reached[milestone.id]
    until = told.recorded.get(milestone.id, reached) + timedelta(days=rule.made_up_days)
    on = {"reached": reached.isoformat(), "until": until.isoformat()}
    met = plainly_met(rule, "milestone_made_up", (reached - milestone.due).days, {**about, **on})
    return met if day <= until else []


def plainly_met(rule: Rule, name: str, value: int, about: Mapping[str, Any]) -> list[Trigger]:
    line = rule.thresholds[name]
    colour = line.colour(value)
    return [Trigger(line.number, name, colour, value, about)] if colour else []


@pytest.mark.parametrize("number", range(len(RULES)))
@given(told=FACTS, day=DAYS)
@settings(max_examples=60)
def test_the_missing_months_are_those_whose_own_due_day_is_past(number: int, told: Facts, day: date) -> None:
    found = lights.missing(told, RULES[number], CALENDAR, day)
    assert found == plainly_missing(told, RULES[number], CALENDAR, day)
    assert list(found) == sorted(found)


@given(told=FACTS, day=DAYS)
def test_a_milestone_triggers_what_the_thresholds_say(told: Facts, day: date) -> None:
    shown = lights.light(replace(told, standing=Standing.IN_FORCE), RULE, NO_HOLIDAYS, day)
    found = [one for one in shown.triggers if one.name.startswith("milestone_")]
    plain = [trigger for one in told.milestones for trigger in plainly_of(one, told, RULE, day)]
    assert sorted(map(repr, found)) == sorted(map(repr, plain))


@pytest.mark.parametrize(
    ("day", "last"),
    [("2026-03-05", "2026-01"), ("2026-03-06", "2026-02"), ("2026-10-08", "2026-08"), ("2026-10-09", "2026-09")],
)
def test_the_last_month_that_is_due_is_known_for_all_projects(day: str, last: str) -> None:
    assert RULE.last_due(CALENDAR, date.fromisoformat(day)) == last


@given(told=FACTS, day=DAYS)
def test_a_light_is_kept_as_all_its_fields_say(told: Facts, day: date) -> None:
    light = lights.light(told, RULE, NO_HOLIDAYS, day)
    whole = {"triggers": [asdict(one) for one in light.triggers], "readings": [asdict(one) for one in light.readings]}
    assert lights.as_json(light) == whole
    assert lights.from_json(light.colour, json.loads(json.dumps(lights.as_json(light)))) == light


def test_what_is_kept_of_a_light_is_a_copy() -> None:
    light = Light(lights.Colour.RED, (Trigger("1", "milestone_late", lights.Colour.RED, 31, {"id": "m1"}),))
    lights.as_json(light)["triggers"][0]["value"] = 1
    assert light.triggers[0].value == 31


@given(told=FACTS)
def test_facts_come_back_from_the_table_as_they_went(told: Facts) -> None:
    assert kept.facts(json.loads(json.dumps(kept.write(told)))) == told


@given(told=FACTS, day=DAYS, year=st.integers(2025, 2027))
def test_the_milestones_of_a_month_stand_in_it_by_date(told: Facts, day: date, year: int) -> None:
    cells = wall.bars(told, [], Light(lights.Colour.GREEN), wall.months_of(year), day)
    for cell in cells:
        of_month = [one for one in told.milestones if one.due and months.month_of(one.due) == cell.month]
        plain = [(one, wall.due_of(one, told, day)) for one in sorted(of_month, key=lambda one: (one.due, one.id))]
        assert list(cell.dues) == plain
        assert cell.planned == lights.planned_by(told.milestones, months.last_day(cell.month))


def test_a_yardstick_is_digested_once_and_keeps_its_digest() -> None:
    one, other = Yardstick(RULE, CALENDAR), Yardstick(RULE, NO_HOLIDAYS)
    assert one.digest == one.digest == Yardstick(RULE, CALENDAR).digest
    assert one.digest != other.digest
    assert one == Yardstick(RULE, CALENDAR)


def test_the_place_of_a_project_begins_with_the_day_of_its_next_milestone() -> None:
    lit = columns.lit(facts(), "plan", Yardstick(RULE, CALENDAR), date(2026, 7, 5))
    assert lit["place"] == f"{lights.ORDER.index(lit['light'])}20260630plan"
    signed = wall.bars(facts(), [report("2026-04")], Light(lights.Colour.GREEN), ("2026-04",), date(2026, 7, 5))
    assert signed[0].fact is wall.Fact.SIGNED
