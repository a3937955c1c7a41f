"""Parts that stand apart from the facts of a settlement: for whom they are, why, and how long they are kept."""

from datetime import date
from functools import cache
from pathlib import Path

from pilin.base import refdata
from pilin.base.clock import Instant, day_of
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.actions import Detached
from pilin.modules.medical.rules.settlement import Settlement

_FILE = Path(__file__).parents[1] / "reference" / "keeping.yaml"
PURPOSE = "medical settlement"


@cache
def years() -> int:
    """Return how many years papers of a settlement are kept, as `keeping.yaml` says."""
    found = refdata.load(_FILE).tables["years"]
    assert isinstance(found, int), "keeping.yaml says a number of years"
    return found


def last_day(day: date) -> date:
    """Return the last day of keeping: years are counted from the end of the year in which the paper was made."""
    return date(day.year + years(), 12, 31)


def detached(name: str, data: bytes, settlement: Settlement, at: Instant) -> Detached:
    """Return a part for both agencies of a settlement."""
    readers = (settlement.care, settlement.insured)
    return federation.detach(name, data, purpose=PURPOSE, keep_until=last_day(day_of(at)), readers=readers)
