"""What the desk shows: what waits for whom, the register of agreements, and the directory of all sides.

All of it may be seen by everybody of this node who may read: it is shared, or public in the directory. Each answer
takes a fixed number of queries for a side.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pilin.kernel.agreements import queries as agreements
from pilin.kernel.agreements.queries import Held, Offer, Signed
from pilin.kernel.federation.queries import facts
from pilin.kernel.federation.queries.facts import OpenDocument
from pilin.kernel.matters import queries as matters
from pilin.kernel.matters.queries import Page
from pilin.kernel.organisations import queries as organisations
from pilin.kernel.organisations.rules import Body, Branch, Entry, Office, Pair, Place

OURS, TO_SIGN, THEIRS, NEAR, LATE = WAITING = ("ours", "sign", "theirs", "near", "late")
"""What the desk counts, in the order in which it stands there."""


@dataclass(frozen=True)
class Desk:
    """The five counts by their names, and what one of them counts: documents where we are to sign, else matters."""

    counts: Mapping[str, int]
    whose: str
    page: Page
    to_sign: Sequence[OpenDocument]


def desk(*, me: str, day: date, whose: str = OURS, after: str = "") -> Desk:
    """Return the desk of a node on a day, opened at one of `WAITING`; anything else opens it at what waits for us."""
    whose = whose if whose in WAITING else OURS
    to_sign = [document for document in facts.open_documents() if document.waits_for_us]
    counts = {**matters.counters(me=me, day=day), TO_SIGN: len(to_sign)}
    page = Page((), "") if whose == TO_SIGN else matters.matters_by_end(me=me, day=day, whose=whose, after=after)
    return Desk({name: counts[name] for name in WAITING}, whose, page, to_sign if whose == TO_SIGN else ())


@dataclass(frozen=True)
class Register:
    """The agreements as they stand on a day, and the texts on the table."""

    held: Sequence[Held]
    offers: Sequence[Offer]


def register(*, day: date) -> Register:
    """Return every agreement on a day, and what is offered and not answered by all."""
    return Register(agreements.held(day=day), agreements.open_offers())


@dataclass(frozen=True)
class OneAgreement:
    """An agreement on a day, with its agreed versions, oldest first, each with who signed when."""

    held: Held
    versions: Sequence[Signed]


def agreement(agreement_id: str, *, day: date) -> OneAgreement:
    """Return one agreement as it reads on a day. Raises AGREEMENT_IS_NOT_KNOWN_YET."""
    return OneAgreement(agreements.held_one(agreement_id, day=day), agreements.versions_of(agreement_id))


@dataclass(frozen=True)
class BodyLine:
    """A body in its tree: how deep, where it is, and its offices."""

    depth: int
    body: Body
    place: str
    offices: Sequence[Office]


@dataclass(frozen=True)
class Half:
    """What one side has put into the directory."""

    side: str
    bodies: Sequence[BodyLine]


@dataclass(frozen=True)
class Directory:
    """The directory of all sides on a day: bodies of each, and pairs with the names of their members by side."""

    halves: Sequence[Half]
    pairs: Sequence[tuple[Pair, Mapping[str, str]]]


def directory(*, sides: Sequence[str], day: date) -> Directory:
    """Return what the sides have signed about themselves, in the given order."""
    places = {place.id: place for place in organisations.places(day=day)}
    halves = [_half(side, places, day) for side in sides]
    pairs = organisations.pairs(day=day)
    known = organisations.entries(member for pair in pairs for member in pair.members)
    called = {name: _name(entry) for name, entry in known.items()}
    return Directory(halves, [(pair, _members(pair, called)) for pair in pairs])


def _half(side: str, places: Mapping[str, Place], day: date) -> Half:
    offices: dict[str, list[Office]] = {}
    for office in organisations.offices(side=side, day=day):
        offices.setdefault(office.body, []).append(office)
    lines = [
        BodyLine(depth, body, _name(place) if (place := places.get(body.place or "")) else "", offices.get(body.id, ()))
        for root in organisations.tree_of_bodies(side=side, day=day)
        for depth, body in _walk(root, 0)
    ]
    return Half(side, lines)


def _walk(branch: Branch, depth: int) -> Iterator[tuple[int, Body]]:
    yield depth, branch.body
    for below in branch.below:
        yield from _walk(below, depth + 1)


def _members(pair: Pair, called: Mapping[str, str]) -> dict[str, str]:
    return {half.side: "、".join(called.get(member, member) for member in half.members) for half in pair.halves}


def _name(entry: Entry) -> str:
    """Return what an entry is called; one without a name by its id."""
    return entry.name or entry.id
