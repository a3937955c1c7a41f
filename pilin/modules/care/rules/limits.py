"""How long things stay, from `limits.yaml`; a node may shorten the days of an envelope, never lengthen them."""

from dataclasses import dataclass
from pathlib import Path

from pilin.base import refdata

_FILE = Path(__file__).parents[1] / "reference" / "limits.yaml"


@dataclass(frozen=True)
class Limits:
    """The lengths of this room in days, minutes and years, and the smallest number that is told."""

    envelope_days_max: int
    session_minutes: int
    review_working_days: int
    kept_years: int
    start_days_max: int
    counted_from: int


LIMITS = Limits(**{name: int(str(value)) for name, value in refdata.load(_FILE).tables.items()})
