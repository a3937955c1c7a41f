"""Quarters, and what is shown of figures: nought stays nought, few people stay few."""

from datetime import date

import pytest

from pilin.modules.border.rules.duties import PEOPLE_MIN, Counted, Quarter, counted, quarter_of, quarter_read

US, THEM = "330482", "310116"


@pytest.mark.parametrize(
    ("day", "number", "start", "end"),
    [
        (date(2026, 1, 1), 1, date(2026, 1, 1), date(2026, 4, 1)),
        (date(2026, 3, 31), 1, date(2026, 1, 1), date(2026, 4, 1)),
        (date(2026, 4, 1), 2, date(2026, 4, 1), date(2026, 7, 1)),
        (date(2026, 9, 30), 3, date(2026, 7, 1), date(2026, 10, 1)),
        (date(2026, 12, 31), 4, date(2026, 10, 1), date(2027, 1, 1)),
    ],
)
def test_a_day_lies_in_its_quarter(day: date, number: int, start: date, end: date) -> None:
    quarter = quarter_of(day)
    assert (quarter.number, quarter.start, quarter.end) == (number, start, end)
    assert quarter.start <= day < quarter.end


@pytest.mark.parametrize(("by", "text"), [(0, "2026-1"), (1, "2026-2"), (4, "2027-1"), (-1, "2025-4"), (-5, "2024-4")])
def test_quarters_are_counted_over_years(by: int, text: str) -> None:
    assert str(Quarter(2026, 1).moved(by)) == text


def test_what_is_written_is_read() -> None:
    assert quarter_read(str(Quarter(2026, 3))) == Quarter(2026, 3)


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026-0", "2026-5", "26-1", "2026-1 ", "2011-4", "2101-1", "\uff19\uff19-1", "<script>", "9" * 5000],
    ids=["empty", "year", "0", "5", "short", "blank", "before", "after", "wide", "script", "long"],
)
def test_what_is_no_quarter_of_the_ten_duties_is_none(text: str) -> None:
    assert quarter_read(text) is None


@pytest.mark.parametrize("number", [0, 1, 9, 10, 5000])
def test_things_are_counted_as_they_are(number: int) -> None:
    assert counted({US: number}, US, about_people=False) == Counted(number)


@pytest.mark.parametrize("number", range(1, PEOPLE_MIN))
def test_few_people_are_said_to_be_few(number: int) -> None:
    assert counted({US: number}, US, about_people=True) == Counted(None, is_few=True)


@pytest.mark.parametrize("number", [0, PEOPLE_MIN, 250])
def test_nobody_and_many_people_are_counted(number: int) -> None:
    assert counted({US: number}, US, about_people=True) == Counted(number)


def test_a_side_that_told_nothing_is_not_nought() -> None:
    assert counted({US: 4}, THEM, about_people=True) == Counted(None)
