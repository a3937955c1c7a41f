"""Laws of the rules over made-up calendars and texts: one digest a week at most, no text longer than a robot takes."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pilin.kernel.matters.rules.clocks import Calendar
from pilin.modules.reminders.rules import robots, rounds, wishes
from pilin.modules.reminders.rules.robots import FORMS
from pilin.modules.reminders.rules.wishes import Wish

MONDAY = date(2026, 3, 2)
WEEK = [MONDAY + timedelta(days=n) for n in range(7)]


def a_calendar(off: set[date], worked: set[date]) -> Calendar:
    year: Any = {"holidays": tuple(sorted(off)), "workdays": tuple(sorted(worked - off))}
    return Calendar("calendar", "CN", {"2026": year})


calendars = st.lists(st.builds(a_calendar, st.sets(st.sampled_from(WEEK)), st.sets(st.sampled_from(WEEK))), max_size=3)


@given(calendars)
@settings(max_examples=60)
def test_a_week_has_one_digest_or_none_and_on_a_day_that_all_work(found: list[Calendar]) -> None:
    told = [day for day in WEEK if rounds.is_day_of_the_week(day, found)]
    worked = [day for day in WEEK if all(one.is_workday(day) for one in found)] if found else WEEK[:5]
    assert told == worked[:1]


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)))
@settings(max_examples=60)
def test_the_days_of_a_week_share_the_name_of_its_round(day: date) -> None:
    monday = day - timedelta(days=day.weekday())
    names = {rounds.of_the_week(monday + timedelta(days=n)) for n in range(7)}
    assert len(names) == 1
    assert rounds.of_the_week(monday - timedelta(days=1)) not in names


@given(st.sampled_from(sorted(FORMS)), st.lists(st.text(max_size=200), max_size=200))
@settings(max_examples=60)
def test_no_text_is_longer_than_its_robot_takes_and_none_is_cut_within_a_line(channel: str, lines: list[str]) -> None:
    text = "\n".join(lines)
    said = robots.body(channel, title="", text=text)["markdown"]
    kept = said.get("content", said.get("text"))
    assert len(kept.encode()) <= FORMS[channel].bytes_max
    assert kept == text or text.startswith(kept.removesuffix("…"))


@given(st.lists(st.sampled_from(["near", "due", "late", "theirs", "x", ""])))
def test_pressures_by_name_are_each_once_and_in_their_order(names: list[str]) -> None:
    found = wishes.pressures_of(names)
    assert {one.value for one in found} == {*names} & {"near", "due", "late", "theirs"}
    assert list(found) == [one for one in Wish().pressures if one in found]
