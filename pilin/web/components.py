"""What pages are made of, as plain values: lights, seals, columns, turns, clocks, timelines, steps and tables.

A component decides nothing about its subject. Whoever has facts puts them into these values; `templatetags/components`
renders them, and the gallery in the tests shows each.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal, TypeAlias

from pilin.base.clock import Instant
from pilin.base.money import Fen


class Tone(StrEnum):
    """What a light means; its colour and shape follow from it, its word is said beside it."""

    NORMAL = "normal"
    WARNING = "warning"
    LATE = "late"
    PAUSED = "paused"
    IDLE = "idle"
    DONE = "done"


SHAPES = {
    Tone.NORMAL: "●",
    Tone.WARNING: "▲",
    Tone.LATE: "■",
    Tone.PAUSED: "‖",
    Tone.IDLE: "○",
    Tone.DONE: "✓",
}


@dataclass(frozen=True)
class Light:
    """A light: shape and colour by its tone, and its word. `against` is another reading where it is contested.

    `against_by` is who reads it so; without a name it is the other side.
    """

    tone: Tone
    word: str
    against: "Light | None" = None
    against_by: str = ""

    @property
    def shape(self) -> str:
        """Return the shape that tells the tone without colour."""
        return SHAPES[self.tone]


@dataclass(frozen=True)
class Seal:
    """The seal at an agreed fact: who signed when, what verifying said, and where the signed messages are shown."""

    light: Light
    signers: Sequence[tuple[str, Instant | None]] = ()
    url: str = ""


@dataclass(frozen=True)
class Said:
    """What one of the other parties asserts."""

    who: str
    text: str


Standing: TypeAlias = str
"""The word that marks what is made up or not verified; empty where nothing is to be said."""


@dataclass(frozen=True)
class Line:
    """A shared field: what we assert, what the others do, what all signed. An empty text means: nothing said.

    `silence` says what it means that a party said nothing, `unsigned` why nothing is agreed, where that is not plain.
    """

    label: str
    ours: str
    theirs: Sequence[Said]
    agreed: str
    seal: Seal | None = None
    standing: Standing = ""
    silence: str = ""
    unsigned: str = ""

    @property
    def differs(self) -> bool:
        """Tell whether two parties assert different things; who has said nothing does not differ."""
        return len({text for text in (self.ours, *(said.text for said in self.theirs)) if text}) > 1


@dataclass(frozen=True)
class Computation:
    """How a date was computed: start and its event, length with its unit, calendar, raw end, rolled end."""

    start: date
    start_event: str
    length: str
    calendar: str
    raw_end: date | None
    rolled_end: date
    provisional: bool = False


@dataclass(frozen=True)
class TurnLine:
    """Whose turn it is and by when: holders, the legal end with its article, the warning, how it was computed.

    `is_over`: where there are no holders, whether that is because nothing more can happen, and if not, what it `waits`
    for, as the kind says; `is_agreed`: parties set the day themselves, no law does.
    """

    holders: Sequence[str]
    due: date | None = None
    basis: str = ""
    warn_on: date | None = None
    computation: Computation | None = None
    light: Light | None = None
    is_over: bool = True
    is_agreed: bool = False
    waits: str = ""


@dataclass(frozen=True)
class Clock:
    """A clock of a matter: what it measures, by which article, until when, and how it stands."""

    title: str
    basis: str
    light: Light
    warn_on: date
    computation: Computation


class Side(StrEnum):
    """On which side of the timeline something stands: ours left, theirs right, agreed across both."""

    OURS = "ours"
    THEIRS = "theirs"
    AGREED = "agreed"


@dataclass(frozen=True)
class Moment:
    """Something on the timeline: a signed event, or a note."""

    side: Side
    at: Instant
    title: str
    who: str
    text: str = ""
    seal: Seal | None = None
    is_pending: bool = False


@dataclass(frozen=True)
class Step:
    """A step that people look for. Without `refusal` it may be taken now, by POST to `url`; with one it says why not.

    `is_main` fills the button; an irreversible step stands apart with its `consequence` in a sentence. `seen` is what
    lies on the table as the page shows it: the step is refused where it has changed meanwhile.
    """

    name: str
    label: str
    url: str = ""
    refusal: str = ""
    is_main: bool = False
    is_irreversible: bool = False
    consequence: str = ""
    seen: str = ""


@dataclass(frozen=True)
class LinkTo:
    """A cell that leads somewhere; with a `light` it shows that in the place of its text."""

    text: str
    url: str
    light: Light | None = None


@dataclass(frozen=True)
class Column:
    """A column of a table; `kind` sets the cells: text, number, money (in fen, shown in yuan), day or instant.

    What is `short` stands in one line.
    """

    title: str
    kind: Literal["text", "short", "number", "money", "day", "instant"] = "text"


Cell = str | int | Fen | date | Instant | Light | LinkTo | None


@dataclass(frozen=True)
class Table:
    """A table with its caption; `empty` says what will stand here and who brings it; `next_url` leads to more rows.

    `is_story`: the rows are what happened, the latest first, so that more rows are earlier ones. `is_titled`: the
    heading of the page says the caption already, and it is there only for who listens.
    """

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    empty: str
    next_url: str = ""
    standings: Sequence[Standing] = field(default_factory=tuple)
    is_story: bool = False
    is_titled: bool = False


def parted(text: str, other: str) -> tuple[str, str, str]:
    """Return a text in three: what it shares with another at the beginning, where it differs, what both share after."""
    head = _shared(text, other)
    tail = _shared(text[head:][::-1], other[head:][::-1])
    return text[:head], text[head : len(text) - tail], text[len(text) - tail :]


def _shared(text: str, other: str) -> int:
    """Return how many characters two texts share at their beginning."""
    pairs = zip(text, other, strict=False)
    return next((number for number, (one, two) in enumerate(pairs) if one != two), min(len(text), len(other)))
