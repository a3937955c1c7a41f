"""The pattern of the co-operation as the sides signed it, in a fixed number of queries a border."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pilin.kernel.organisations import queries as organisations
from pilin.kernel.organisations.rules import Border, Chainage, Group, Pair, Place
from pilin.modules.programme import models
from pilin.modules.programme.queries.council import read
from pilin.modules.programme.rules import Record
from pilin.modules.programme.rules.entry import PATTERN


@dataclass(frozen=True)
class Along:
    """A place at its chainage of a border."""

    place: Place
    chainage: Chainage


@dataclass(frozen=True)
class Reach:
    """A border with the places along it, from its start."""

    border: Border
    along: Sequence[Along]


@dataclass(frozen=True)
class Programme:
    """Everything on the page: borders with places, pairs, groups by pattern, and what members are called by id.

    `entry` is the entry of the pattern that both sides signed last.
    """

    reaches: Sequence[Reach]
    pairs: Sequence[Pair]
    patterns: Mapping[str, Sequence[Group]]
    names: Mapping[str, str]
    entry: Record | None = None


def programme(*, day: date, with_entry: bool = True) -> Programme:
    """Return the pattern on a day, with its entry unless nobody asks for it; one query more with it."""
    borders = {border.key: border for border in organisations.borders(day=day)}
    pairs, groups = organisations.pairs(day=day), organisations.groups(day=day)
    members = {member for pair in pairs for member in pair.members} | {name for one in groups for name in one.members}
    patterns: dict[str, list[Group]] = {}
    for group in groups:
        patterns.setdefault(group.pattern, []).append(group)
    reaches = [_reach(border, day) for border in borders.values()]
    return Programme(reaches, pairs, patterns, organisations.called(members), entry() if with_entry else None)


def entry() -> Record | None:
    """Return the entry of the pattern that both sides signed last and did not end; None where there is none."""
    rows = models.Record.objects.filter(kind=PATTERN, refused_by="", state__in=("in_force", "amending"))
    found = rows.order_by("-matter").first()
    return read(found) if found else None


def _reach(border: Border, day: date) -> Reach:
    found = [
        Along(place, chainage)
        for metres, place in organisations.places_along(border.key, day=day)
        for chainage in place.chainages
        if (chainage.border, chainage.chainage_m) == (border.key, metres)
    ]
    return Reach(border, found)
