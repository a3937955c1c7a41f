"""Layouts: which columns a table has, what stands in them, and how that is explained to who fills it in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias

TEXT_MAX, COUNT_MAX, PERCENT_MAX = 2000, 999_999_999, 100
DAY_FIRST, DAY_LAST = date(1950, 1, 1), date(2199, 12, 31)

Cell: TypeAlias = str | int | date | None
"""A text, a day, or an integer: fen of an amount, points of a percentage. None where nothing stands."""
Row: TypeAlias = Mapping[str, Cell]
"""What stands in a row, by the name of its column; a name that is absent is an empty cell."""


class Kind(StrEnum):
    """What stands in a column."""

    TEXT = "text"
    DAY = "day"
    AMOUNT = "amount"
    COUNT = "count"
    PERCENT = "percent"


@dataclass(frozen=True)
class Column:
    """One column. `title` is what staff read above it, `name` what the code calls it, `width` in letters.

    With `choices` nothing else may stand in it. Only a `personal` one may hold identity numbers (architecture, 8).
    `note` explains it on the sheet of explanations.
    """

    name: str
    title: str
    kind: Kind = Kind.TEXT
    width: int = 16
    needed: bool = False
    choices: tuple[str, ...] = ()
    note: str = ""
    length_max: int = TEXT_MAX
    personal: bool = False


@dataclass(frozen=True)
class Layout:
    """The columns of a table; `title` names its sheet."""

    title: str
    columns: tuple[Column, ...]

    def __post_init__(self) -> None:
        assert 0 < len(self.title) <= 31, "the name of a sheet has 31 letters at most"
        assert not set(self.title) & set("[]:*?/\\'"), "the name of a sheet bears no such marks"
        assert self.title not in (EXPLANATIONS, CHOICES), "that sheet is the book's own"
        titles = [one.title for one in self.columns]
        assert titles, "a table has columns"
        assert len(titles) == len({*titles}), "columns are told by their titles"


@dataclass(frozen=True)
class Table:
    """A table to be written: lines above it, its rows, a row of totals, and lines below it (places for signatures)."""

    layout: Layout
    rows: tuple[Row, ...]
    lead: tuple[str, ...] = ()
    totals: Row | None = None
    foot: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """A row that was read, and the number under which it stands in its sheet."""

    number: int
    cells: Row
    places: Mapping[str, str] = field(default_factory=dict)
    """Where each column of the row stands, as `项目清单!C7`."""


EXPLANATIONS, CHOICES = "填写说明", "选项"
