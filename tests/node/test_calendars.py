"""The working-day calendar as a document: weekdays off and make-up workdays of each known year, ready to be signed."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any, cast

import chinese_calendar
import pytest

from pilin.base import canonical
from pilin.kernel.matters.rules import clocks
from pilin.node import calendars

NEW_YEAR, MAKE_UP, SATURDAY = date(2026, 1, 1), date(2026, 1, 4), date(2026, 1, 3)


def text(**constants: Any) -> dict[str, Any]:
    return calendars.text(cast("Any", SimpleNamespace(**constants)))


def test_weekdays_off_and_make_up_days_are_listed_by_year() -> None:
    found = text(holidays={SATURDAY: "x", NEW_YEAR: "x"}, workdays={MAKE_UP: "x"})
    assert found["years"] == {"2026": {"holidays": ["2026-01-01"], "workdays": ["2026-01-04"]}}
    assert (found["type"], found["jurisdiction"]) == ("calendar", "CN")


def test_years_before_the_first_stay_out() -> None:
    old = date(calendars.FIRST_YEAR - 1, 10, 1)
    assert list(text(holidays={old: "x"}, workdays={old: "x", MAKE_UP: "x"})["years"]) == ["2026"]


def test_the_calendar_of_the_library_is_one_that_clocks_read() -> None:
    found = calendars.text(chinese_calendar.constants)
    calendar = clocks.parse_calendar(found)
    assert calendar.hash == canonical.digest_of(found)
    assert calendars.text(chinese_calendar.constants) == found


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_it_says_of_every_day_what_the_library_says(year: int) -> None:
    days = calendars.text(chinese_calendar.constants)["years"][str(year)]
    day = date(year, 1, 1)
    while day.year == year:
        is_off = day.isoformat() in days["holidays"] or (day.weekday() >= 5 and day.isoformat() not in days["workdays"])
        assert is_off is chinese_calendar.is_holiday(day), day
        day += timedelta(days=1)


def test_make_up_days_lie_on_weekends_and_days_off_do_not() -> None:
    for days in calendars.text(chinese_calendar.constants)["years"].values():
        assert {date.fromisoformat(day).weekday() >= 5 for day in days["workdays"]} == {True}
        assert {date.fromisoformat(day).weekday() >= 5 for day in days["holidays"]} == {False}
