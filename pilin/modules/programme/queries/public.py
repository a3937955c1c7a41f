"""What everybody may see of the programme, read through the list of public fields, in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product

from pilin.kernel.agreements import queries as agreed
from pilin.kernel.organisations import queries as organisations
from pilin.kernel.organisations.rules import Body, Entry, Group, Level, Pair, Place, Standing
from pilin.modules.programme.queries.council import agreed_meetings
from pilin.modules.programme.queries.pattern import Programme, Reach, programme
from pilin.modules.programme.rules.public import (
    PUBLIC_FIELDS,
    PublicAgreement,
    PublicBorder,
    PublicPair,
    PublicPart,
    PublicPattern,
    PublicPlace,
    PublicProgramme,
)
from pilin.web.public.fields import only

Names = Mapping[str, str]


def public_programme(*, day: date) -> PublicProgramme:
    """Return the programme on a day, as everybody may see it."""
    found = programme(day=day, with_entry=False)
    members = {member for pair in found.pairs for member in pair.members}
    members |= {member for groups in found.patterns.values() for group in groups for member in group.members}
    called = {name: _called(entry) for name, entry in organisations.entries(members).items()}
    sides = _sides(organisations.places(day=day))
    return PublicProgramme(
        public_agreements(day=day),
        tuple(_border(reach, found, sides) for reach in found.reaches),
        tuple(PublicPattern(name, _parts(groups, called)) for name, groups in found.patterns.items()),
        tuple(_pair(pair, sides, called) for pair in found.pairs if pair.whole),
        tuple(held for one in agreed_meetings() if (held := only(one, PUBLIC_FIELDS).day)),
    )


def public_agreements(*, day: date) -> tuple[PublicAgreement, ...]:
    """Return every agreement that all its parties have signed, by its first day: no clause, no reason, no hash."""
    found = []
    for held in agreed.held(day=day):
        agreement, term = only(held.history.agreement, PUBLIC_FIELDS), only(held.reading.term, PUBLIC_FIELDS)
        parties = tuple(party.body for party in agreement.parties)
        found.append(PublicAgreement(agreement.title, parties, agreement.from_day, term.last_day, held.state))
    return tuple(found)


def _sides(places: Sequence[Place]) -> Names:
    """Return what a side is called: by the name of its county in the directory."""
    counties = (place for place in places if place.level is Level.COUNTY)
    return {place.side: only(place, PUBLIC_FIELDS).name or "" for place in counties}


def _border(reach: Reach, found: Programme, sides: Names) -> PublicBorder:
    """Return a border: the first side of its key above, whoever looks; only whole pairs join places."""
    border, (above, *_, below) = only(reach.border, PUBLIC_FIELDS), reach.border.sides
    numbers = {one.place.id: number for number, one in enumerate(reach.along)}
    ends = [
        tuple(numbers[end] for end in ends if end in numbers)
        for pair in found.pairs
        if pair.whole
        for ends in product(*(half.members for half in pair.halves))
    ]
    places = []
    for one in reach.along:
        place, chainage = only(one.place, PUBLIC_FIELDS), only(one.chainage, PUBLIC_FIELDS)
        places.append(PublicPlace(place.name or "", one.place.side == above, chainage.chainage_m, chainage.standing))
    return PublicBorder(
        border.name or "",
        border.length_m,
        border.starts_at,
        border.ends_at,
        sides.get(above, ""),
        sides.get(below, ""),
        tuple(places),
        tuple((pair[0], pair[1]) for pair in ends if len(pair) == 2),
    )


def _parts(groups: Sequence[Group], called: Names) -> tuple[PublicPart, ...]:
    parts: dict[str, list[tuple[str | None, Standing]]] = {}
    for group in groups:
        shown = only(group, PUBLIC_FIELDS)
        members = "、".join(called.get(member, "") for member in group.members)
        parts.setdefault(shown.part, []).append((shown.name or members or shown.title, shown.standing))
    return tuple(PublicPart(part, tuple(names)) for part, names in parts.items())


def _pair(pair: Pair, sides: Names, called: Names) -> PublicPair:
    halves = [(half, only(half, PUBLIC_FIELDS)) for half in pair.halves]
    members = tuple(
        (sides.get(shown.side, ""), tuple(called.get(member, "") for member in half.members)) for half, shown in halves
    )
    works = tuple(dict.fromkeys(work for _, shown in halves for work in shown.works))
    return PublicPair(halves[0][1].level, members, works, tuple(shown.standing for _, shown in halves))


def _called(entry: Entry) -> str:
    """Return what a place or body is called; a second name stands in brackets, for two villages may bear one name."""
    if not isinstance(entry, Place | Body):
        return ""
    shown = only(entry, PUBLIC_FIELDS)
    other = f"（{shown.also[0]}）" if isinstance(entry, Place) and shown.also else ""
    return f"{shown.name or ''}{other}"
