"""十联一览: quarters, and how the figures of the ten joint duties are set beside each other; pure.

What is counted the rooms tell themselves (`pilin.web.flows.DutyFigures`). Figures about people are not shown below ten:
small numbers at a border of villages point at persons (PIPL 28; the house's own limit).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

PEOPLE_MIN = 10
DUTY_NUMBERS = range(1, 11)
FIRST_YEAR, LAST_YEAR = 2012, 2100
"""The ten duties exist since 2012."""

_QUARTER = re.compile(r"([0-9]{4})-([1-4])")


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a year, from 1 to 4."""

    year: int
    number: int

    @property
    def start(self) -> date:
        """Return its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def end(self) -> date:
        """Return the first day of the next one."""
        return self.moved(1).start

    def __str__(self) -> str:
        return f"{self.year}-{self.number}"

    def moved(self, by: int) -> "Quarter":
        """Return the quarter so many later."""
        count = self.year * 4 + self.number - 1 + by
        return Quarter(count // 4, count % 4 + 1)


def quarter_of(day: date) -> Quarter:
    """Return the quarter of a day."""
    return Quarter(day.year, (day.month + 2) // 3)


def quarter_read(text: str) -> Quarter | None:
    """Read "2026-3"; None for what is none, or none of the years of the ten duties."""
    match = _QUARTER.fullmatch(text)
    found = Quarter(int(match[1]), int(match[2])) if match else None
    return found if found is not None and FIRST_YEAR <= found.year <= LAST_YEAR else None


@dataclass(frozen=True)
class Counted:
    """One figure of a duty: a number, or that it is too small to be shown, or that a side told nothing."""

    number: int | None
    is_few: bool = False


def counted(by_side: Mapping[str, int], side: str, *, about_people: bool) -> Counted:
    """Return what is shown of a side's figure.

    Nought stays nought: nobody is pointed at by it. From one to nine people it is said that they are few.
    """
    number = by_side.get(side)
    if number is not None and about_people and 0 < number < PEOPLE_MIN:
        return Counted(None, is_few=True)
    return Counted(number)
