"""The days of a year as offices pass them on: a table with commas (CSV) or a calendar (ICS, RFC 5545).

A table has a line a day: the day as YYYY-MM-DD or YYYY/M/D, then 休 or 班 (holiday, workday), then what the day is
called, which may be left out. A first line of titles is passed over. In a calendar an event covers its days, its name
says 班 where they are worked, else 休 or 假. Everything that is wrong is told by line; nothing is taken by halves.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Literal

import icalendar
from icalendar.cal import Component

from pilin.base.refusal import Code, Finding, Refused, Remedy

BYTES_MAX = 256 * 1024
DAYS_MAX = 366
READ_MAX = 1000
"""So many days and faults are told; some lines of a calendar can cover years."""
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_BINARY = (b"PK", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8", b"GIF8", b"RIFF", b"%PDF", b"BM")
_OFF, _WORKED = ("休", "假", "holiday", "off"), ("班", "workday", "work")
Kind = Literal["holiday", "workday"]


class WorkdaysRefusal(Code):
    """Why the days of a year were not taken."""

    UPLOAD_IS_NO_TEXT = "upload_is_no_text", Remedy.FIX_AND_RESEND
    UPLOAD_IS_TOO_LARGE = "upload_is_too_large", Remedy.FIX_AND_RESEND
    LINE_DOES_NOT_READ = "line_does_not_read", Remedy.FIX_AND_RESEND
    DAY_STANDS_TWICE = "day_stands_twice", Remedy.FIX_AND_RESEND
    DAY_IS_OF_ANOTHER_YEAR = "day_is_of_another_year", Remedy.FIX_AND_RESEND
    DAY_IS_WORKED_ANYWAY = "day_is_worked_anyway", Remedy.FIX_AND_RESEND


@dataclass(frozen=True)
class Day:
    """One day that is not as its weekday says: off or worked, what it is called, and the line where it stands."""

    day: date
    kind: Kind
    name: str
    line: int


@dataclass(frozen=True)
class Sheet:
    """What was read: days in their order, and what is wrong, by line."""

    days: tuple[Day, ...]
    findings: tuple[Finding, ...]


def read(data: bytes, *, year: int) -> Sheet:
    """Read the days of a year. Raises UPLOAD_IS_TOO_LARGE, UPLOAD_IS_NO_TEXT (spreadsheets, images)."""
    if len(data) > BYTES_MAX:
        raise Refused(WorkdaysRefusal.UPLOAD_IS_TOO_LARGE, size=len(data), limit=BYTES_MAX)
    text = _text(data)
    told = _events(text) if "BEGIN:VCALENDAR" in text[:200].upper() else _lines(text)
    found = [
        *islice(told, READ_MAX),
        *(_finding(READ_MAX + 1, WorkdaysRefusal.LINE_DOES_NOT_READ, text="…") for _ in islice(told, 1)),
    ]
    days = [one for one in found if isinstance(one, Day)]
    wrong = [one for one in found if isinstance(one, Finding)]
    if not found:
        wrong = [_finding(1, WorkdaysRefusal.LINE_DOES_NOT_READ, text="")]
    return Sheet(tuple(sorted(days, key=lambda one: one.day)), (*wrong, *_checked(days, year)))


def write(days: tuple[Day, ...]) -> str:
    """Return days as a table that `read` reads."""
    words = {"holiday": "休", "workday": "班"}
    return "".join(f"{one.day},{words[one.kind]},{one.name}\n" for one in days)


def _text(data: bytes) -> str:
    if data.startswith(_BINARY) or b"\x00" in data:
        raise Refused(WorkdaysRefusal.UPLOAD_IS_NO_TEXT)
    for encoding in ("utf-8-sig", "gb18030"):  # the second is what Chinese office programs write
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(WorkdaysRefusal.UPLOAD_IS_NO_TEXT)


def _lines(text: str) -> Iterator[Day | Finding]:
    for number, row in enumerate(_rows(text), start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (number == 1 and not any(letter.isdigit() for letter in cells[0])):
            continue
        day, kind = _day(cells[0]), _kind(cells[1]) if len(cells) > 1 else None
        if day is None or kind is None:
            yield _finding(number, WorkdaysRefusal.LINE_DOES_NOT_READ, text=",".join(cells)[:60])
        else:
            yield Day(day, kind, cells[2][:40].replace(",", " ") if len(cells) > 2 else "", number)


def _rows(text: str) -> Iterator[list[str]]:
    """Yield the cells of each line; one that is too long for the table's reader is a line that does not read."""
    try:
        yield from csv.reader(text.splitlines())
    except csv.Error:
        yield ["0", "…"]


def _day(text: str) -> date | None:
    match = _DAY.fullmatch(text)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _kind(text: str) -> Kind | None:
    said = text.casefold()
    if any(word in said for word in _WORKED):
        return "workday"
    return "holiday" if any(word in said for word in _OFF) else None


def _events(text: str) -> Iterator[Day | Finding]:
    """Yield the days of the events of a calendar; an event is told by its number."""
    try:
        events = icalendar.Calendar.from_ical(text).walk("VEVENT")
    except ValueError:
        yield _finding(1, WorkdaysRefusal.LINE_DOES_NOT_READ, text=text[:60])
        return
    for number, event in enumerate(events, start=1):
        name, kind = str(event.get("SUMMARY", "")), _kind(str(event.get("SUMMARY", "")))
        days = _covered(event)
        if kind is None or not days:
            yield _finding(number, WorkdaysRefusal.LINE_DOES_NOT_READ, text=name[:60])
        yield from (Day(day, kind, name[:40].replace(",", " "), number) for day in days if kind is not None)


def _covered(event: Component) -> list[date]:
    """Return the days that an event covers: its end, where it has one, is no longer part of it."""
    try:
        first, last = event.decoded("DTSTART"), event.decoded("DTEND", None)
    except (AttributeError, KeyError, ValueError):  # the first: a time where a day is to stand
        return []
    first = first.date() if isinstance(first, datetime) else first
    last = last.date() if isinstance(last, datetime) else last
    if not isinstance(first, date):
        return []
    length = (last - first).days if isinstance(last, date) else 1
    return [first + timedelta(days=number) for number in range(min(max(length, 1), DAYS_MAX))]


def _checked(days: list[Day], year: int) -> Iterator[Finding]:
    seen: set[date] = set()
    for one in days:
        facts = {"day": one.day.isoformat(), "year": year}
        if one.day in seen:
            yield _finding(one.line, WorkdaysRefusal.DAY_STANDS_TWICE, **facts)
        if one.day.year != year:
            yield _finding(one.line, WorkdaysRefusal.DAY_IS_OF_ANOTHER_YEAR, **facts)
        if one.kind == "workday" and one.day.weekday() < 5:
            yield _finding(one.line, WorkdaysRefusal.DAY_IS_WORKED_ANYWAY, **facts)
        seen.add(one.day)


def _finding(line: int, code: WorkdaysRefusal, **facts: object) -> Finding:
    return Finding(str(line), code, facts)
