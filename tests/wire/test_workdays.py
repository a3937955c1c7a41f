"""The days of a year as offices pass them on: tables and calendars, and everything that people send instead."""

from datetime import date

import pytest

from pilin.base.refusal import Refused
from pilin.wire import workdays
from pilin.wire.workdays import Day, WorkdaysRefusal

TABLE = "日期,类型,名称\n2027-01-01,休,元旦\n2027/2/14,班,春节补班\n\n2027年5月3日,放假,劳动节\n"
ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//y
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20270204
DTEND;VALUE=DATE:20270207
SUMMARY:春节（休）
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART;VALUE=DATE:20270214
SUMMARY:春节补班
END:VEVENT
END:VCALENDAR
"""


def codes(text: str | bytes, year: int = 2027) -> list[tuple[str, object]]:
    data = text.encode() if isinstance(text, str) else text
    return [(finding.where, finding.code) for finding in workdays.read(data, year=year).findings]


def refusal(data: bytes) -> object:
    with pytest.raises(Refused) as refused:
        workdays.read(data, year=2027)
    return refused.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_is_read_in_the_encodings_of_office_programs(encoding: str) -> None:
    sheet = workdays.read(TABLE.encode(encoding), year=2027)
    assert sheet.findings == ()
    assert sheet.days == (
        Day(date(2027, 1, 1), "holiday", "元旦", 2),
        Day(date(2027, 2, 14), "workday", "春节补班", 3),
        Day(date(2027, 5, 3), "holiday", "劳动节", 5),
    )


def test_a_calendar_is_read_day_by_day_and_its_end_is_no_part_of_it() -> None:
    sheet = workdays.read(ICS.encode(), year=2027)
    assert [(one.day.day, one.kind) for one in sheet.days] == [
        (4, "holiday"), (5, "holiday"), (6, "holiday"), (14, "workday"),
    ]  # fmt: skip
    assert sheet.findings == ()


def test_english_words_are_understood_too() -> None:
    sheet = workdays.read(b"day,kind,name\n2027-01-01,off,New Year\n2027-02-14,work,make-up", year=2027)
    assert [one.kind for one in sheet.days] == ["holiday", "workday"]
    assert sheet.findings == ()


def test_what_was_read_is_written_so_that_it_reads_again() -> None:
    days = workdays.read(TABLE.encode(), year=2027).days
    again = workdays.read(workdays.write(days).encode(), year=2027)
    assert [(one.day, one.kind, one.name) for one in again.days] == [(one.day, one.kind, one.name) for one in days]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2027-01-01,休\n什么,休\n2027-02-30,休", [("2", "LINE_DOES_NOT_READ"), ("3", "LINE_DOES_NOT_READ")]),
        ("2027-01-01", [("1", "LINE_DOES_NOT_READ")]),
        ("2027-01-01,也许", [("1", "LINE_DOES_NOT_READ")]),
        ("2027-01-01,休\n2027-01-01,休", [("2", "DAY_STANDS_TWICE")]),
        ("2026-01-01,休", [("1", "DAY_IS_OF_ANOTHER_YEAR")]),
        ("2027-01-04,班", [("1", "DAY_IS_WORKED_ANYWAY")]),
        ("", [("1", "LINE_DOES_NOT_READ")]),
        ("日期,类型\n", [("1", "LINE_DOES_NOT_READ")]),
        ("BEGIN:VCALENDAR\nnothing", [("1", "LINE_DOES_NOT_READ")]),
        (ICS.replace("（休）", ""), [("1", "LINE_DOES_NOT_READ")]),
        (ICS.replace("DTSTART;VALUE=DATE:20270214\n", ""), [("2", "LINE_DOES_NOT_READ")]),
    ],
)
def test_everything_that_is_wrong_is_told_by_line(text: str, found: list[tuple[str, str]]) -> None:
    assert codes(text) == [(line, WorkdaysRefusal[name]) for line, name in found]


@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04sheet", b"\xd0\xcf\x11\xe0old", b"\x89PNG\r\n", b"\xff\xd8\xff", b"%PDF-1.7", b"a\x00b", b"\xff\xff"],
    ids=["xlsx", "xls", "png", "jpeg", "pdf", "nul", "no encoding"],
)
def test_spreadsheets_and_images_are_no_text(data: bytes) -> None:
    assert refusal(data) is WorkdaysRefusal.UPLOAD_IS_NO_TEXT


def test_more_than_a_year_needs_is_not_read() -> None:
    assert refusal(b"x" * (workdays.BYTES_MAX + 1)) is WorkdaysRefusal.UPLOAD_IS_TOO_LARGE


def test_an_event_without_end_covers_one_day_and_an_endless_one_a_year() -> None:
    endless = ICS.replace("20270207", "29990101")
    assert len(workdays.read(endless.encode(), year=2027).days) == workdays.DAYS_MAX + 1


def an_event(*lines: str) -> str:
    return "\n".join(["BEGIN:VEVENT", "SUMMARY:休", *lines, "END:VEVENT\n"])


def a_calendar(*events: str) -> str:
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{''.join(events)}END:VCALENDAR\n"


@pytest.mark.parametrize(
    "text",
    [
        "a" * 200_000,
        "2027-01-01,休," + "x" * 150_000,
        '"' + "a\n" * 100_000,
        a_calendar(an_event("DTSTART;VALUE=TIME:010101")),
        a_calendar(an_event("DTSTART;VALUE=PERIOD:20270101T000000Z/20270102T000000Z")),
        a_calendar(an_event("DTSTART;VALUE=DATE:20270101", "DTSTART;VALUE=DATE:20270102")),
        a_calendar("BEGIN:VEVENT\n" * 8000),
    ],
    ids=["long word", "long name", "open quote", "time", "period", "two starts", "deep"],
)
def test_what_breaks_readers_of_tables_and_calendars_is_told_by_line(text: str) -> None:
    assert codes(text) == [("1", WorkdaysRefusal.LINE_DOES_NOT_READ)]


def test_a_small_file_does_not_swell_to_years_without_end() -> None:
    years = a_calendar(an_event("DTSTART;VALUE=DATE:20270101", "DTEND;VALUE=DATE:20290101") * 700)
    sheet = workdays.read(years.encode(), year=2027)
    assert len(sheet.days) == workdays.READ_MAX
    assert (str(workdays.READ_MAX + 1), WorkdaysRefusal.LINE_DOES_NOT_READ) in codes(years)
