"""Months as YYYY-MM: which are to be reported, and by when."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from pilin.kernel.matters.rules.clocks import Calendar

_FORM = re.compile(r"2[01][0-9]{2}-(?:0[1-9]|1[0-2])")
_DAY = timedelta(days=1)
_KNOWN_MAX = 4096
"""How many months are remembered: each is asked for once a project, and there are few of them."""


def is_month(text: object) -> bool:
    """Tell whether a text is a month as YYYY-MM, in the years that matters know."""
    return isinstance(text, str) and _FORM.fullmatch(text) is not None


def month_of(day: date) -> str:
    """Return the month in which a day lies."""
    return day.isoformat()[:7]


@lru_cache(maxsize=_KNOWN_MAX)
def after(month: str) -> str:
    """Return the month that follows."""
    return month_of(first_day(month) + 31 * _DAY)


@lru_cache(maxsize=_KNOWN_MAX)
def before(month: str) -> str:
    """Return the month before."""
    return month_of(first_day(month) - _DAY)


def first_day(month: str) -> date:
    """Return the first day of a month."""
    return date.fromisoformat(f"{month}-01")


@lru_cache(maxsize=_KNOWN_MAX)
def last_day(month: str) -> date:
    """Return the last day of a month."""
    return first_day(after(month)) - _DAY


def due_workday(month: str, *, number: int, calendar: Calendar) -> date:
    """Return the workday of the next month that has a number, counted from its first."""
    due = last_day(month)
    for _ in range(number):
        due += _DAY
        while not calendar.is_workday(due):
            due += _DAY
    return due


def due_day(month: str, *, day_of_month: int, rolls: bool, calendar: Calendar) -> date:
    """Return the day by which a month is reported: a day of the next month, or the first workday from it on.

    No statute sets it; it is rolled as 民法典 203 rolls the last day of a period, where the rule says so.
    """
    due = first_day(after(month)) + (day_of_month - 1) * _DAY
    while rolls and not calendar.is_workday(due):
        due += _DAY
    return due


def first_to_report(since: date) -> str:
    """Return the first month that must be reported: the first that lies wholly after the plan came into force."""
    month = month_of(since)
    return month if since.day == 1 else after(month)


def from_to(first: str, last: str) -> Iterator[str]:
    """Yield the months from one to another, both included."""
    while first <= last:
        yield first
        first = after(first)
