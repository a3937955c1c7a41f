"""What a list of settlements is narrowed to: days, state, hospital, a number or pick-up code. Pure.

Identifiers are time-ordered, so days are a range of them and no list walks through the years to find its end.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pilin.base import clock, ids

_CODE = re.compile(r"[0-9A-F]{4}-?[0-9A-F]{4}")
_CODE_LENGTH = 8
DAYS_MAX = 400
"""The longest period that a list shows: a year and what hangs over."""
_FIRST, _LAST = date(2000, 1, 1), date(2100, 12, 31)
"""Days that identifiers have a place for; no settlement lies before or behind."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list shows: the days of China from first to last, and what else narrows it; empty means all."""

    since: date
    until: date
    state: str = ""
    institution: str = ""
    words: str = ""


def short_code(settlement: str) -> str:
    """Return the code by which a settlement is called at a counter: the end of its identifier, which is chance."""
    found = settlement.replace("-", "")[-_CODE_LENGTH:].upper()
    return f"{found[:4]}-{found[4:]}"


def code_of(words: str) -> str:
    """Return the end of an identifier that somebody typed as a pick-up code; empty where it is none."""
    plain = words.strip().upper()
    return plain.replace("-", "").lower() if _CODE.fullmatch(plain) else ""


def first_id(day: date) -> str:
    """Return the lowest identifier of a day in China; those of the day before are all below it."""
    begins = datetime.combine(day, time(), tzinfo=clock.CHINA)
    return ids.new_id(clock.instant(begins), bytes)


def bounds(wanted: Wanted) -> tuple[str, str]:
    """Return the range of identifiers of a period: from the first on, and below the second."""
    return first_id(wanted.since), first_id(wanted.until + timedelta(days=1))


def period(since: date | None, until: date | None, today: date) -> tuple[date, date]:
    """Return the period that a page shows: today where nothing was asked, never backwards and never too long."""
    last = until or max(since or today, today)
    first = since or (until or today)
    first, last = (min(max(day, _FIRST), _LAST) for day in (min(first, last), max(first, last)))
    return max(first, last - timedelta(days=DAYS_MAX)), last
