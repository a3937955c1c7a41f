"""What of the programme everybody may see: the list of fields that may leave, and the pages as values.

Whoever adds a field here publishes it. 个人信息保护法 art. 25 forbids to publish personal data without consent;
政府信息公开条例 arts. 14-16 exclude secrets, privacy and internal affairs. No field here is about a person.
"""

from dataclasses import dataclass
from datetime import date

from pilin.kernel.agreements.rules import Agreement, Party, State, Term, Words
from pilin.kernel.organisations.rules import Body, Border, Chainage, Group, Level, PairHalf, Place, Standing
from pilin.modules.programme.rules.records import Record
from pilin.web.public.fields import PublicFields

PUBLIC_FIELDS: PublicFields = {
    Agreement: ("title", "parties", "from_day"),
    Body: ("name",),
    Border: ("name", "length_m", "starts_at", "ends_at"),
    Chainage: ("chainage_m", "standing"),
    Group: ("pattern", "part", "name", "title", "standing"),
    PairHalf: ("side", "level", "works", "standing"),
    Party: ("body",),
    Place: ("name", "also"),
    Record: ("day",),
    Term: ("last_day",),
    Words: ("zh", "en"),
}
"""By kind the fields that may stand on a public page of this room; `docs/public.md` bears the same list."""


@dataclass(frozen=True)
class PublicPlace:
    """A place along a border: its name, whether it lies on the upper side, where, and how well that is known."""

    name: str
    is_above: bool
    chainage_m: int
    standing: Standing


@dataclass(frozen=True)
class PublicBorder:
    """A border as a strip: its ends, who lies above and below, places, and pairs of places by their number."""

    name: str
    length_m: int
    starts_at: str
    ends_at: str
    above: str
    below: str
    places: tuple[PublicPlace, ...]
    joined: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class PublicPart:
    """A part of a pattern such as 1+6+4, with its groups, each with how well it is known; None has no name."""

    part: str
    groups: tuple[tuple[str | None, Standing], ...]


@dataclass(frozen=True)
class PublicPattern:
    """A pattern with its parts."""

    name: str
    parts: tuple[PublicPart, ...]


@dataclass(frozen=True)
class PublicPair:
    """Who works together: by side the names of its members, on what, and how well each half is known."""

    level: Level
    members: tuple[tuple[str, tuple[str, ...]], ...]
    works: tuple[str, ...]
    standings: tuple[Standing, ...]


@dataclass(frozen=True)
class PublicAgreement:
    """An agreement: its title in both languages, the parties' names, its days, and its state today."""

    title: Words
    parties: tuple[str, ...]
    from_day: date
    last_day: date | None
    state: State


@dataclass(frozen=True)
class PublicProgramme:
    """The page of the programme; `meetings` are the days of joint meetings whose minutes all signed."""

    agreements: tuple[PublicAgreement, ...]
    borders: tuple[PublicBorder, ...]
    patterns: tuple[PublicPattern, ...]
    pairs: tuple[PublicPair, ...]
    meetings: tuple[date, ...] = ()
