"""The border above the wall: the places of pairs along it, each with how many projects its pairs have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from django.utils.translation import gettext

from pilin.kernel.organisations import queries as organisations
from pilin.kernel.organisations.rules import Border, Entry, Pair, Place
from pilin.modules.projects.queries import Tally
from pilin.modules.projects.views.listing import pairs_called
from pilin.web.languages import labelled
from pilin.web.sides import Sides
from pilin.web.standings import mark_of
from pilin.web.strip import Mark, Strip


@dataclass(frozen=True)
class Directory:
    """What the directory says for the wall: borders, pairs, and members and groups by id; three queries."""

    borders: Sequence[Border]
    pairs: Sequence[Pair]
    entries: Mapping[str, Entry]


def directory(tally: Tally, day: date) -> Directory:
    """Return what the wall asks of the directory."""
    pairs = organisations.pairs(day=day)
    named = {member for pair in pairs for member in pair.members} | {*tally.groups}
    borders = {border.key: border for border in organisations.borders(day=day)}
    return Directory(list(borders.values()), pairs, organisations.entries(named))


def _drawn(known: Directory, tally: Tally) -> list[Pair]:
    """Return the pairs that have projects; all of them where none has."""
    return [pair for pair in known.pairs if pair.key in tally.pairs] or list(known.pairs)


def strips(known: Directory, tally: Tally, scene: Sides) -> list[Strip]:
    """Return the borders as strips: the places of pairs, each with how many projects its pairs have."""
    drawn = [_strip(border, _drawn(known, tally), known, tally, scene) for border in known.borders]
    return [strip for strip in drawn if strip.marks]


def _strip(border: Border, pairs: Sequence[Pair], known: Directory, tally: Tally, scene: Sides) -> Strip:
    above, below = border.sides[0], border.sides[-1]
    counted = {
        name: sum(tally.pairs.get(pair.key, 0) for pair in pairs if name in pair.members)
        for name in dict.fromkeys(member for pair in pairs for member in pair.members)
    }
    members = [(known.entries.get(name), number) for name, number in counted.items()]
    marks = [
        Mark(
            place.id, f"{place.name or place.id} {number}" if number else place.name or place.id, along.chainage_m,
            place.side == above, mark_of(along.standing),
        )
        for place, number in members
        if isinstance(place, Place)
        for along in place.chainages
        if along.border == border.key
    ]  # fmt: skip
    ends = [both for pair in pairs if len(pair.halves) > 1 for both in product(*(half.members for half in pair.halves))]
    return Strip(
        title=border.name or border.key,
        length_m=border.length_m,
        starts_at=border.starts_at,
        ends_at=border.ends_at,
        above=scene.name(above),
        below=scene.name(below),
        marks=marks,
        pairs=[(both[0], both[1]) for both in ends],
    )


def pairs_in_words(known: Directory, tally: Tally) -> list[str]:
    """Return what the strip draws as a list: each pair with how many projects it has."""
    called = pairs_called(_drawn(known, tally), known.entries)
    return [labelled(name, gettext("%(n)s 个项目") % {"n": tally.pairs.get(key, 0)}) for key, name in called.items()]
