"""Entries of the public directory: frozen classes, one a kind, and their canonical JSON.

An entry is what one side says about its own half; a higher version of the same id replaces what it said before. Nothing
is ever deleted: an entry ends. Validity is half-open everywhere in this room: in force from `valid_from` on, no longer
in force on `valid_to`, so a successor starts on the very day on which its predecessor ends. None: unknown, or no end.
A member that has its default value is not written: every entry has one spelling, and a new optional member of a later
version of Pilin stays invisible until someone uses it.
"""

from dataclasses import MISSING, dataclass, fields
from datetime import date
from enum import StrEnum
from typing import ClassVar

from pilin.base.canonical import Json


class Standing(StrEnum):
    """How well a row is supported; pages show everything but the first three as unverified or illustrative."""

    ARTICLE = "article"  # the newspaper article that the programme comes from
    LISTED = "listed"  # an official list or publication
    COMPUTED = "computed"  # computed from named data
    REPORTED = "reported"  # an excerpt on the web, not read in full
    INFERRED = "inferred"  # concluded from other rows
    UNVERIFIED = "unverified"
    ILLUSTRATIVE = "illustrative"  # made up for demonstration


class Level(StrEnum):
    """The level of a place or of a pair; a group of villages pairs as `group`, a site is no division."""

    COUNTY = "county"
    TOWN = "town"
    VILLAGE = "village"
    GROUP = "group"
    SITE = "site"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What all entries say. `sides` names every party of a joint thing, in order; empty means: of `side` alone."""

    kind: ClassVar[str]

    id: str
    version: int
    side: str
    sides: tuple[str, ...] = ()
    name: str | None = None
    also: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[str, ...] = ()
    standing: Standing
    source: str
    note: str | None = None

    @property
    def parties(self) -> tuple[str, ...]:
        """Return the sides that this entry concerns, as 6-digit codes."""
        return self.sides or (self.side,)

    @property
    def hangs_on(self) -> tuple[tuple[str, str], ...]:
        """Return (id, kind) of the entries of the own half that this one is a part of."""
        return ()

    def as_json(self) -> dict[str, Json]:
        """Return the entry as canonical JSON: dates as ISO text, integers, no member that has its default value."""
        return {"kind": self.kind, **_members(self)}


def called(entry: Entry) -> str:
    """Return what an entry is called; a second name stands in brackets, for two villages may bear one name."""
    name = entry.name or entry.id
    return f"{name}（{entry.also[0]}）" if entry.also else name


@dataclass(frozen=True, kw_only=True)
class Point:
    """A point in WGS84 (EPSG:4326), in millionths of a degree."""

    latitude_microdegrees: int
    longitude_microdegrees: int


@dataclass(frozen=True, kw_only=True)
class Chainage:
    """Where a place lies along a border: metres from its start, and metres away from it where known."""

    border: str
    chainage_m: int
    distance_m: int | None = None
    standing: Standing
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Border(Entry):
    """A border as a schematic line of a length: no polygon, and no basis for a boundary."""

    kind: ClassVar[str] = "border"

    length_m: int
    stated_length_m: int | None = None
    starts_at: str
    ends_at: str

    @property
    def key(self) -> str:
        """Return how chainages name this border: its two sides, e.g. "310116-330482"."""
        return "-".join(self.sides)


@dataclass(frozen=True, kw_only=True)
class Place(Entry):
    """A division with its 12-digit code (GB/T 2260 and GB/T 10114), or a site, which has none."""

    kind: ClassVar[str] = "place"

    level: Level
    sort: str | None = None
    code: str | None = None
    parent: str | None = None
    point: Point | None = None
    chainages: tuple[Chainage, ...] = ()

    @property
    def hangs_on(self) -> tuple[tuple[str, str], ...]:
        """Return the place around this one."""
        return ((self.parent, "place"),) if self.parent else ()


@dataclass(frozen=True, kw_only=True)
class Body(Entry):
    """An organisation. `as_of` is the year for which the source names it; a joint body lists its members."""

    kind: ClassVar[str] = "body"

    sort: str
    parent: str | None = None
    place: str | None = None
    members: tuple[str, ...] = ()
    credit_code: str | None = None
    as_of: int | None = None

    @property
    def hangs_on(self) -> tuple[tuple[str, str], ...]:
        """Return the body above and the place for which this body works."""
        above = ((self.parent, "body"),) if self.parent else ()
        around = ((self.place, "place"),) if self.place else ()
        return above + around


@dataclass(frozen=True, kw_only=True)
class Office(Entry):
    """A desk within a body, with duties; people act for a side only in an office."""

    kind: ClassVar[str] = "office"

    body: str
    duties: tuple[str, ...] = ()

    @property
    def hangs_on(self) -> tuple[tuple[str, str], ...]:
        """Return the body of the office."""
        return ((self.body, "body"),)


@dataclass(frozen=True, kw_only=True)
class PairHalf(Entry):
    """One side's half of a pair: its own members. `pair` and `sides` are the same in every half of one pair."""

    kind: ClassVar[str] = "pair"

    pair: str
    level: Level
    members: tuple[str, ...]
    works: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Group(Entry):
    """A part of a pattern of joint groups such as 1+6+4; it may be shipped without a name, then `title` says why."""

    kind: ClassVar[str] = "group"

    pattern: str
    part: str
    position: int
    title: str | None = None
    members: tuple[str, ...] = ()


KINDS: dict[str, type[Entry]] = {kind.kind: kind for kind in (Border, Place, Body, Office, PairHalf, Group)}


def _members(value: object) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for field in fields(value):  # type: ignore[arg-type]
        member = getattr(value, field.name)
        if field.default is MISSING or member != field.default:
            found[field.name] = _plain(member)
    return found


def _plain(value: object) -> Json:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, int):
        return value
    return str(value) if isinstance(value, str) else _members(value)
