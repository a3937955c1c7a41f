"""Parts that stand apart from the facts of a settlement: for whom they are, why, and how long they are kept."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Protocol

from pilin.base import refdata
from pilin.base.clock import Instant, day_of
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.actions import Detached


class Between(Protocol):
    """What two agencies share: a settlement, or an inquiry."""

    @property
    def care(self) -> str:
        """Return the code of the care place."""

    @property
    def insured(self) -> str:
        """Return the code of the insured place."""


_FILE = Path(__file__).parents[1] / "reference" / "keeping.yaml"
PURPOSE = "medical settlement"


@cache
def years() -> int:
    """Return how many years papers of a settlement are kept, as `keeping.yaml` says."""
    found = refdata.load(_FILE).tables["years"]
    assert isinstance(found, int), "keeping.yaml says a number of years"
    return found


@cache
def passing_days() -> int:
    """Return how many days papers of a question without effect are kept, as `keeping.yaml` says."""
    found = refdata.load(_FILE).tables["passing_days"]
    assert isinstance(found, int), "keeping.yaml says a number of days"
    return found


def last_day(day: date) -> date:
    """Return the last day of keeping: years are counted from the end of the year in which the paper was made."""
    return date(day.year + years(), 12, 31)


def detached(name: str, data: bytes, between: Between, at: Instant, *, passing: bool = False) -> Detached:
    """Return a part for both agencies of what they share; a `passing` one, of a mere question, is not kept for long."""
    readers = (between.care, between.insured)
    day = day_of(at)
    until = day + timedelta(days=passing_days()) if passing else last_day(day)
    return federation.detach(name, data, purpose=PURPOSE, keep_until=until, readers=readers)
