"""When the room tells: once a day from an hour on, and each week on its first workday by the signed calendars."""

from collections.abc import Collection
from datetime import date, timedelta

from pilin.base.clock import CHINA, Instant
from pilin.kernel.matters.rules.clocks import Calendar

FROM_HOUR = 8
"""From this hour in China on people are told; nobody is woken."""


def is_open(at: Instant) -> bool:
    """Tell whether it is late enough in the day to tell people."""
    return at.astimezone(CHINA).hour >= FROM_HOUR


def of_the_day(day: date) -> str:
    """Return what the round of a day is called; it takes place once."""
    return f"day {day.isoformat()}"


def of_the_week(day: date) -> str:
    """Return what the round of a day's week is called (ISO 8601); it takes place once."""
    year, week, _ = day.isocalendar()
    return f"week {year}-W{week:02}"


def is_day_of_the_week(day: date, calendars: Collection[Calendar]) -> bool:
    """Tell whether the week's digest goes out on a day: the first of its week that every signed calendar works.

    A week without such a day (a week of holidays) has no digest. Working weekends count: 国务院 moves them by notice.
    """
    monday = day - timedelta(days=day.weekday())
    before = [monday + timedelta(days=n) for n in range(day.weekday())]
    return _is_worked(day, calendars) and not any(_is_worked(one, calendars) for one in before)


def _is_worked(day: date, calendars: Collection[Calendar]) -> bool:
    return all(one.is_workday(day) for one in calendars) if calendars else day.weekday() < 5
