"""Clocks: periods counted by 民法典 200-203 on a signed calendar. Warn by the raw end, judge by the rolled end."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal

from pilin.base.canonical import Json, digest_of
from pilin.kernel.matters.rules.kinds import ClockRule
from pilin.kernel.matters.rules.reading import read
from pilin.kernel.matters.rules.refusals import demand

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """The published years: weekdays off, make-up workdays, and the notice of a year; `hash` is its document's."""

    type: Literal["calendar"]
    jurisdiction: str
    years: Mapping[str, Mapping[Literal["holidays", "workdays"], tuple[date, ...]]]
    sources: Mapping[str, str] = field(default_factory=dict)
    hash: str = ""

    def is_workday(self, day: date) -> bool:
        """Tell whether the day is worked; in a year that is not published, Monday to Friday are."""
        year = self.years.get(str(day.year), {"holidays": (), "workdays": ()})
        return day in year["workdays"] or (day.weekday() < 5 and day not in year["holidays"])


@dataclass(frozen=True)
class Deadline:
    """The end of a period: as counted (None for working days), as the law rolls it, and whether it may yet change."""

    raw_end: date | None
    rolled_end: date
    provisional: bool


@dataclass(frozen=True)
class ClockState(Deadline):
    """A clock of a matter; `pauses` are the days on which it paused and went on, in turn; it warns by the raw end."""

    start: date
    warn_on: date
    status: Literal["running", "paused", "met", "expired"] = "running"
    extended: int = 0
    pauses: tuple[date, ...] = ()


def parse_calendar(document: Json) -> Calendar:
    """Return the calendar of a document. Raises DOCUMENT_IS_MALFORMED, also for a day under another year."""
    calendar: Calendar = read(Calendar, document, "calendar")
    days = [(name, day) for name, year in calendar.years.items() for days in year.values() for day in days]
    fits = all(f"{day:%Y}" == name for name, day in days) and {*calendar.sources} <= {*calendar.years}
    demand(fits, "calendar.years", "every day and every source under its own year")
    return replace(calendar, hash=digest_of(document))


def deadline(start: date, length: int, unit: str, calendar: Calendar) -> Deadline:
    """Return the end of a period of `length` calendar or working days (a century at most) after an event on `start`."""
    # 民法典 201: the day on which the period begins is not counted.
    left = min(length, 36_525)
    raw = start + left * _DAY if unit == "calendar" else None
    last, left = (raw, 0) if raw else (start, left)
    # 民法典 203: a last day that is a public holiday gives way to the day after the holiday.
    while left or not calendar.is_workday(last):
        last += _DAY
        left -= left > 0 and calendar.is_workday(last)
    # The notice for a year may also move the last three days of the year before.
    years = range((raw or start + _DAY).year, (last + 3 * _DAY).year + 1)
    return Deadline(raw, last, not all(str(year) in calendar.years for year in years))


def counted(rule: ClockRule, clock: ClockState, calendar: Calendar) -> ClockState:
    """Return the clock with its days counted afresh: from its start, with its extensions, without its pauses."""
    pauses = zip(clock.pauses[::2], clock.pauses[1::2], strict=False)
    idle = (since + n * _DAY for since, until in pauses for n in range(1, (until - since).days + 1))
    idle_days = sum(rule.unit == "calendar" or calendar.is_workday(day) for day in idle)
    end = deadline(clock.start, rule.length + clock.extended * rule.extension_length + idle_days, rule.unit, calendar)
    warn_on = (end.raw_end or end.rolled_end) - rule.warn_days * _DAY
    return replace(clock, **vars(end), warn_on=warn_on)


def moved(
    rule: ClockRule, old: ClockState | None, done: set[str], day: date, calendar: Calendar, until: date | None = None
) -> ClockState | None:
    """Return what becomes of a clock on a day on which the named steps are done and states entered.

    A clock with an `until_field` ends `until` that day, which parties set and no law rolls; without a day it is none.
    """
    if done & {rule.start_step, rule.start_state} and rule.until_field:
        warn_on = until and until - rule.warn_days * _DAY
        return ClockState(until, until, provisional=False, start=day, warn_on=warn_on) if until and warn_on else None
    if done & {rule.start_step, rule.start_state}:
        return counted(rule, ClockState(None, day, provisional=False, start=day, warn_on=day), calendar)
    if old is None or old.status not in ("running", "paused"):
        return old
    if done & {*rule.stops}:
        return replace(old, status="met")
    if rule.pause_from_step in done and old.status == "running":
        return replace(old, status="paused", pauses=(*old.pauses, day))
    new = replace(old, extended=old.extended + 1) if rule.extension_step in done else old
    if rule.pause_until_step in done and old.status == "paused":
        new = replace(new, status="running", pauses=(*old.pauses, day))
    return old if new is old else counted(rule, new, calendar)
