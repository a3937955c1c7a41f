"""The working-day calendar as a document, seeded from a library that knows the State Council's notices up to a year.

What the two sides sign is the document; the library only saves typing. A year that it does not know stays out, and
periods that run into it are provisional until both sides sign a calendar with it.
"""

from collections.abc import Iterable
from datetime import date
from types import ModuleType
from typing import Any

FIRST_YEAR = 2024


def text(constants: ModuleType) -> dict[str, Any]:
    """Return the calendar document: for each known year the weekdays off and the make-up workdays at weekends."""
    years = sorted({day.year for day in constants.workdays if day.year >= FIRST_YEAR})
    return {
        "type": "calendar",
        "jurisdiction": "CN",
        "years": {
            str(year): {
                "holidays": _days(year, (day for day in constants.holidays if day.weekday() < 5)),
                "workdays": _days(year, constants.workdays),
            }
            for year in years
        },
    }


def _days(year: int, days: Iterable[date]) -> list[str]:
    return [day.isoformat() for day in sorted(days) if day.year == year]
