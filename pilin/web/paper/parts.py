"""What a paper is made of: a head, blocks one below the other, a foot on each page."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pilin.base.clock import Instant
from pilin.web.components import Cell, Column, Table


@dataclass(frozen=True)
class Heading:
    """A heading within a paper."""

    text: str


@dataclass(frozen=True)
class Text:
    """A paragraph; its own line breaks stay."""

    text: str


@dataclass(frozen=True)
class Facts:
    """Names with their values, one a line. An empty value is shown as a dash."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Grid:
    """A table as pages have it, over as many sheets as it needs, its head on each.

    `widths` are parts of the width by column, all equal where none are given; `foot` is a last row that sums up.
    """

    table: Table
    widths: Sequence[int] = ()
    foot: Sequence[Cell] = ()

    @property
    def columns(self) -> Sequence[Column]:
        """Return the columns of the table."""
        return self.table.columns


@dataclass(frozen=True)
class Place:
    """A place for a seal: whose, and what stands below it, as who signed and when."""

    party: str
    text: str = ""


@dataclass(frozen=True)
class Seals:
    """The places for two seals side by side; the order is the caller's, the same on both sides' papers."""

    left: Place
    right: Place


@dataclass(frozen=True)
class Notes:
    """Remarks in small letters, numbered where there is more than one."""

    texts: Sequence[str]


Block = Heading | Text | Facts | Grid | Seals | Notes


@dataclass(frozen=True)
class Paper:
    """A paper: who issues it, its title and number, its blocks, and what proves it.

    `produced` is the time of making as the caller gives it. `digest` is the digest of the signed content, `address` the
    page that shows it; without an address there is no square code. `mark` stands in a frame at the head of every page,
    as 示例 where figures are made up.
    """

    title: str
    produced: Instant
    blocks: Sequence[Block] = field(default_factory=tuple)
    issuer: str = ""
    number: str = ""
    mark: str = ""
    digest: str = ""
    address: str = ""
