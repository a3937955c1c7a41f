"""An item of a catalogue as a reference file or an agency's list gives it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pilin.modules.medical.rules.split import Entry, Grade


@dataclass(frozen=True)
class Item:
    """One item from a day on; `charge` is its `med_chrgitm_type`, `price_max` the limit in yuan as text."""

    item: str
    name: str
    grade: str
    charge: str
    from_day: date
    until_day: date | None = None
    selfpay_bp: int = 0
    price_max: str | None = None
    restricted: bool = False

    @property
    def entry(self) -> Entry:
        """Return the entry by which lines are split."""
        limit = None if self.price_max is None else Decimal(self.price_max)
        return Entry(
            self.item, Grade(self.grade), self.from_day, self.until_day, self.selfpay_bp, limit, self.restricted
        )


def ends(held: Iterable[Entry], told: Iterable[Entry]) -> Mapping[tuple[str, date], date]:
    """Return the days on which open entries that are `held` end by what is told now, by item and first day.

    An end that stands is not moved.
    """
    days = {(one.item, one.from_day): one.until_day for one in told if one.until_day is not None}
    is_open = [(one.item, one.from_day) for one in held if one.until_day is None]
    return {key: days[key] for key in is_open if key in days}
