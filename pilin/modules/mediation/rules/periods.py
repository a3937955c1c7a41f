"""Days and years that no statute at hand gives, from `reference/periods.yaml`, which says that none is verified."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pilin.base import refdata

_FILE = Path(__file__).parents[1] / "reference" / "periods.yaml"


@dataclass(frozen=True)
class Periods:
    """How often a sweep is due, how long texts are kept, how many days before its day an obligation is reminded of."""

    sweep_every_days: int
    texts_kept_years: int
    remind_days: int


@cache
def periods() -> Periods:
    """Return the periods as this node has them."""
    tables: Any = refdata.load(_FILE).tables
    return Periods(**tables)
