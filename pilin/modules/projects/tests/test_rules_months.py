"""Months: their form, their days, when a report is due, and which month is the first to be reported."""

from datetime import date

import pytest

from pilin.modules.projects.rules import months
from pilin.modules.projects.tests.samples import CALENDAR, NO_HOLIDAYS


@pytest.mark.parametrize("text", ["2026-01", "2018-12", "2199-07"])
def test_a_month_is_year_and_month(text: str) -> None:
    assert months.is_month(text)


@pytest.mark.parametrize("text", ["2026-00", "2026-13", "2026-1", "26-01", "2026-01-01", "1999-01", "", None, 202601])
def test_nothing_else_is_a_month(text: object) -> None:
    assert not months.is_month(text)


def test_months_follow_each_other_over_the_year() -> None:
    assert (months.after("2026-12"), months.before("2026-01")) == ("2027-01", "2025-12")
    assert list(months.from_to("2025-11", "2026-02")) == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert list(months.from_to("2026-03", "2026-02")) == []


def test_a_month_knows_its_first_and_last_day() -> None:
    assert (months.first_day("2024-02"), months.last_day("2024-02")) == (date(2024, 2, 1), date(2024, 2, 29))
    assert months.month_of(date(2026, 8, 31)) == "2026-08"


@pytest.mark.parametrize(
    ("month", "due"),
    [
        ("2026-02", "2026-03-05"),  # a Thursday
        ("2026-03", "2026-04-07"),  # the 5th is a Sunday and 清明; the 6th is off
        ("2026-09", "2026-10-08"),  # 国庆 until the 7th
        ("2026-12", "2027-01-05"),  # a year without a published calendar: Monday to Friday are worked
    ],
)
def test_a_month_is_due_on_the_fifth_or_the_first_workday_after(month: str, due: str) -> None:
    assert months.due_day(month, day_of_month=5, rolls=True, calendar=CALENDAR) == date.fromisoformat(due)


def test_a_rule_may_leave_the_day_as_it_falls() -> None:
    assert months.due_day("2026-03", day_of_month=5, rolls=False, calendar=CALENDAR) == date(2026, 4, 5)
    assert months.due_day("2026-03", day_of_month=5, rolls=True, calendar=NO_HOLIDAYS) == date(2026, 4, 6)


@pytest.mark.parametrize(
    ("since", "first"), [("2026-03-01", "2026-03"), ("2026-03-02", "2026-04"), ("2026-12-31", "2027-01")]
)
def test_the_first_month_to_report_lies_wholly_after_the_signature(since: str, first: str) -> None:
    assert months.first_to_report(date.fromisoformat(since)) == first
