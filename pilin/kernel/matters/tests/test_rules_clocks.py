"""Periods by 民法典 200-203: the eleven vectors of the domain page, and thirty-six more that were counted by hand."""

from datetime import date, timedelta
from typing import Any

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.base.refusal import Refused
from pilin.kernel.matters.rules.clocks import deadline, parse_calendar
from pilin.kernel.matters.rules.refusals import MatterRefusal
from pilin.kernel.matters.tests import kit

# start (not counted), length, raw end, rolled end; calendar days
DOMAIN_CALENDAR_DAYS = [
    ("2026-02-05", 15, "2026-02-20", "2026-02-24"),
    ("2026-03-03", 60, "2026-05-02", "2026-05-06"),
    ("2026-03-03", 90, "2026-06-01", "2026-06-01"),
    ("2026-01-02", 30, "2026-02-01", "2026-02-02"),
    ("2026-04-10", 30, "2026-05-10", "2026-05-11"),
    ("2026-08-25", 30, "2026-09-24", "2026-09-24"),
    ("2026-09-05", 30, "2026-10-05", "2026-10-08"),
]
DOMAIN_WORKING_DAYS = [
    ("2026-02-12", 5, "2026-02-26"),
    ("2026-02-27", 5, "2026-03-05"),
    ("2026-09-18", 5, "2026-09-24"),
    ("2026-09-25", 5, "2026-10-09"),
]

# Counted on a wall calendar; the comment says what the case is about.
CALENDAR_DAYS = [
    ("2026-03-02", 1, "2026-03-03", "2026-03-03"),  # the first day is not counted: due tomorrow
    ("2026-03-06", 1, "2026-03-07", "2026-03-09"),  # Saturday gives way to Monday
    ("2026-03-06", 2, "2026-03-08", "2026-03-09"),  # Sunday too
    ("2026-02-13", 1, "2026-02-14", "2026-02-14"),  # a Saturday that is a make-up workday is worked: no roll
    ("2026-02-27", 1, "2026-02-28", "2026-02-28"),  # another one
    ("2026-01-03", 1, "2026-01-04", "2026-01-04"),  # a Sunday that is a make-up workday
    ("2025-12-31", 1, "2026-01-01", "2026-01-04"),  # New Year, rolled to the make-up Sunday, not to Monday
    ("2026-02-14", 1, "2026-02-15", "2026-02-24"),  # the first day of the spring holiday: over nine days
    ("2026-02-22", 1, "2026-02-23", "2026-02-24"),  # its last day
    ("2026-02-23", 1, "2026-02-24", "2026-02-24"),  # the day after it
    ("2026-03-28", 7, "2026-04-04", "2026-04-07"),  # Qingming: Saturday to Monday
    ("2026-04-06", 15, "2026-04-21", "2026-04-21"),  # a start on a holiday changes nothing
    ("2026-04-16", 15, "2026-05-01", "2026-05-06"),  # Labour Day
    ("2026-04-20", 15, "2026-05-05", "2026-05-06"),  # its last day
    ("2026-04-24", 15, "2026-05-09", "2026-05-09"),  # make-up Saturday after it
    ("2026-06-04", 15, "2026-06-19", "2026-06-22"),  # Dragon Boat, a Friday: over the weekend
    ("2026-09-10", 15, "2026-09-25", "2026-09-28"),  # Mid-Autumn, a Friday
    ("2026-09-05", 15, "2026-09-20", "2026-09-20"),  # make-up Sunday before it
    ("2026-09-16", 15, "2026-10-01", "2026-10-08"),  # National Day
    ("2026-09-25", 15, "2026-10-10", "2026-10-10"),  # make-up Saturday after it
    ("2026-09-26", 15, "2026-10-11", "2026-10-12"),  # and the free Sunday that follows
    ("2026-01-31", 30, "2026-03-02", "2026-03-02"),  # February has 28 days
    ("2026-03-01", 60, "2026-04-30", "2026-04-30"),  # the last workday before Labour Day
    ("2025-11-27", 30, "2025-12-27", "2025-12-29"),  # a Saturday at the end of the year, the next year published
    ("2025-12-01", 90, "2026-03-01", "2026-03-02"),  # over the turn of the year
]
WORKING_DAYS = [
    ("2026-03-02", 1, "2026-03-03"),  # Monday, due Tuesday
    ("2026-03-06", 1, "2026-03-09"),  # Friday, due Monday
    ("2026-03-07", 1, "2026-03-09"),  # a start on Saturday
    ("2026-03-02", 5, "2026-03-09"),  # Tue Wed Thu Fri Mon
    ("2026-02-13", 1, "2026-02-14"),  # the make-up Saturday counts
    ("2026-02-13", 2, "2026-02-24"),  # and then nine days do not
    ("2026-04-02", 3, "2026-04-08"),  # Fri 3rd, Tue 7th, Wed 8th: Qingming between
    ("2026-04-29", 5, "2026-05-09"),  # Thu 30th; Wed 6th, Thu, Fri, make-up Sat 9th
    ("2026-06-17", 2, "2026-06-22"),  # Thu 18th, Mon 22nd: Dragon Boat between
    ("2026-09-30", 1, "2026-10-08"),  # over National Day
    ("2025-12-30", 3, "2026-01-05"),  # Wed 31st; Sun 4th (make-up), Mon 5th
]


def days(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(("start", "length", "raw", "rolled"), DOMAIN_CALENDAR_DAYS + CALENDAR_DAYS)
def test_calendar_days_roll_over_holidays(start: str, length: int, raw: str, rolled: str) -> None:
    end = deadline(days(start), length, "calendar", kit.CALENDAR)
    assert (end.raw_end, end.rolled_end, end.provisional) == (days(raw), days(rolled), False)


@pytest.mark.parametrize(("start", "length", "last"), DOMAIN_WORKING_DAYS + WORKING_DAYS)
def test_working_days_count_what_is_worked(start: str, length: int, last: str) -> None:
    end = deadline(days(start), length, "working", kit.CALENDAR)
    assert (end.raw_end, end.rolled_end, end.provisional) == (None, days(last), False)


def test_the_sample_calendar_says_what_the_notices_say() -> None:
    day = days("2025-01-01")
    while day.year < 2027:
        assert kit.CALENDAR.is_workday(day) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


@given(st.dates(days("2025-01-01"), days("2026-08-31")), st.integers(1, 60))
def test_working_days_agree_with_a_list_of_all_workdays(start: date, length: int) -> None:
    worked = chinese_calendar.get_workdays(start + timedelta(days=1), start + timedelta(days=120))
    assert deadline(start, length, "working", kit.CALENDAR).rolled_end == worked[length - 1]


@given(st.dates(days("2025-01-01"), days("2026-08-31")), st.integers(1, 90))
def test_calendar_days_agree_with_a_list_of_all_workdays(start: date, length: int) -> None:
    end = deadline(start, length, "calendar", kit.CALENDAR)
    assert end.raw_end is not None
    assert (end.raw_end - start).days == length
    assert end.rolled_end == chinese_calendar.get_workdays(end.raw_end, end.raw_end + timedelta(days=15))[0]


@pytest.mark.parametrize(
    ("start", "length", "unit", "rolled", "provisional"),
    [
        ("2026-12-10", 15, "calendar", "2026-12-25", False),
        ("2026-12-13", 15, "calendar", "2026-12-28", False),
        ("2026-12-14", 15, "calendar", "2026-12-29", True),  # the notice for 2027 may move 29 to 31 December
        ("2026-12-18", 15, "calendar", "2027-01-04", True),  # a Saturday in 2027: shown as if no day were moved
        ("2026-12-02", 90, "calendar", "2027-03-02", True),
        ("2026-12-21", 5, "working", "2026-12-28", False),
        ("2026-12-28", 5, "working", "2027-01-04", True),  # Friday 1 January counts as if worked, and is flagged
        ("2024-12-30", 5, "working", "2025-01-07", True),  # the count begins in a year that is not published
        ("2030-06-03", 5, "working", "2030-06-10", True),
        ("2024-12-20", 15, "calendar", "2025-01-06", False),  # only the days to roll over must be certain
    ],
)
def test_years_without_a_calendar_are_provisional(
    start: str, length: int, unit: str, rolled: str, provisional: bool
) -> None:
    end = deadline(days(start), length, unit, kit.CALENDAR)
    assert (end.rolled_end.isoformat(), end.provisional) == (rolled, provisional)


def test_the_notice_of_a_year_may_move_the_end_of_the_year_before() -> None:
    """For 2019, Monday 31 December 2018 was made a holiday and Saturday the 29th a workday."""
    assert not chinese_calendar.is_workday(days("2018-12-31"))
    assert chinese_calendar.is_workday(days("2018-12-29"))
    before = parse_calendar(_calendar(**{"2018": {"holidays": [], "workdays": []}}))
    assert deadline(days("2018-12-28"), 1, "working", before).provisional


def test_a_period_is_a_century_at_most() -> None:
    assert deadline(days("2026-01-01"), 499_999, "calendar", kit.CALENDAR).rolled_end.year == 2126


def _calendar(**years: object) -> Any:
    return {"type": "calendar", "jurisdiction": "CN", "years": years}


def test_a_calendar_bears_the_hash_of_its_document() -> None:
    assert parse_calendar(kit.document("calendar")) == kit.CALENDAR
    assert len(kit.CALENDAR.hash) == 64


@pytest.mark.parametrize(
    ("years", "where"),
    [
        ({"2026": {"holidays": ["2027-01-01"], "workdays": []}}, "calendar.years"),
        ({"2026": {"holidays": ["2026-02-30"], "workdays": []}}, "calendar.years.2026.holidays.0"),
        ({"2026": {"holidays": ["20260101"], "workdays": []}}, "calendar.years.2026.holidays.0"),
        ({"2026": {"holidays": []}}, "calendar.years.2026"),
        ({"2026": {"holidays": [], "workdays": [], "rest": []}}, "calendar.years.2026"),
        ({"2026": []}, "calendar.years.2026"),
    ],
)
def test_a_calendar_is_read_strictly(years: dict[str, object], where: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_calendar(_calendar(**years))
    assert (caught.value.code, caught.value.facts["where"]) == (MatterRefusal.DOCUMENT_IS_MALFORMED, where)


def test_a_notice_stands_under_a_year_that_the_calendar_has() -> None:
    text = kit.document("calendar")
    assert parse_calendar({**text, "sources": {"2026": "国办通知"}}).sources == {"2026": "国办通知"}
    with pytest.raises(Refused) as refused:
        parse_calendar({**text, "sources": {"2031": "国办通知"}})
    assert refused.value.code == MatterRefusal.DOCUMENT_IS_MALFORMED
