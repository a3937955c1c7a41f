"""What the desk itself decides: which filters an account keeps, and how a calendar grows by a year."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pilin.base.refusal import Code, Refused, Remedy
from pilin.wire.workdays import Day

FILTERS_MAX = 20
NAME_MAX = 40


class DeskRefusal(Code):
    """Why the desk did not do something."""

    FILTERS_ARE_TOO_MANY = "filters_are_too_many", Remedy.FIX_AND_RESEND
    FILTER_NAME_IS_TAKEN = "filter_name_is_taken", Remedy.FIX_AND_RESEND
    NO_CLAUSE_ALLOWS_A_CALENDAR = "no_clause_allows_a_calendar", Remedy.FIX_AND_RESEND


def check_new(name: str, held: Collection[str]) -> None:
    """Refuse one filter more than an account may keep, and a name that it bears already."""
    if name in held:
        raise Refused(DeskRefusal.FILTER_NAME_IS_TAKEN, name=name)
    if len(held) >= FILTERS_MAX:
        raise Refused(DeskRefusal.FILTERS_ARE_TOO_MANY, limit=FILTERS_MAX)


def check_renamed(name: str, others: Collection[str]) -> None:
    """Refuse a name that another filter of the account bears."""
    if name in others:
        raise Refused(DeskRefusal.FILTER_NAME_IS_TAKEN, name=name)


def with_year(old: Mapping[str, Any] | None, days: Sequence[Day], *, year: int, source: str) -> dict[str, Any]:
    """Return the calendar document that has all years of an old one, and one year anew with its source notice.

    Weekdays off and weekends worked are what differs from the week; a weekend that is off needs no entry.
    """
    before = old or {"type": "calendar", "jurisdiction": "CN", "years": {}}
    holidays = sorted(one.day.isoformat() for one in days if one.kind == "holiday" and one.day.weekday() < 5)
    workdays = sorted(one.day.isoformat() for one in days if one.kind == "workday")
    years = {**before["years"], str(year): {"holidays": holidays, "workdays": workdays}}
    return {**before, "years": years, "sources": {**before.get("sources", {}), str(year): source}}
