"""What the desk shows: what waits for whom, agreements, the directory of all sides, the ledger, and what bears words.

All of it may be seen by everybody of this node who may read: it is shared, or public in the directory. Each answer
takes a fixed number of queries for a side.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pilin.base import clock, ids
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.agreements import queries as agreements
from pilin.kernel.agreements.queries import Held, Offer, Signed
from pilin.kernel.agreements.rules import Words
from pilin.kernel.federation.queries import facts
from pilin.kernel.federation.queries.facts import OpenDocument
from pilin.kernel.ledger import queries as ledger
from pilin.kernel.ledger.queries import OpenPending, TrialBalance
from pilin.kernel.ledger.rules import Account, Balance, Entry, Position
from pilin.kernel.matters import queries as matters
from pilin.kernel.matters.queries import MatterRow, Page
from pilin.kernel.organisations import queries as organisations
from pilin.kernel.organisations.rules import Body, Branch, Office, Pair, Place
from pilin.kernel.organisations.rules import Entry as DirectoryEntry

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
    pairs: Sequence[tuple[Pair, Mapping[str, Sequence[str]]]]


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


@dataclass(frozen=True)
class Book:
    """The ledger at an instant: our position with every peer, every account, and what is pending, oldest first."""

    positions: Sequence[Position]
    accounts: TrialBalance
    pending: Sequence[OpenPending]


def book(*, at: Instant) -> Book:
    """Return the ledger; three queries."""
    return Book(ledger.positions(), ledger.trial_balance(), ledger.open_pendings(at=at))


@dataclass(frozen=True)
class Statement:
    """An account with its balance and some of its entries, newest first; `before` names where the next page starts."""

    account: Account
    balance: Balance
    entries: Sequence[Entry]
    before: str


def statement(code: str, *, before: str = "") -> Statement | None:
    """Return the statement of an account from a place on, as an address gives it; None where there is no account."""
    account = ledger.accounts(codes=[code]).get(code)
    if account is None:
        return None
    page = ledger.statement(account=code, before=_place(before))
    following = f"{clock.write(page.next.at)}|{page.next.id}" if page.next else ""
    return Statement(account, ledger.balances(codes=[code])[code], page.entries, following)


def _place(text: str) -> ledger.Place | None:
    moment, _, entry = text.partition("|")
    try:
        return ledger.Place(clock.read(moment), entry) if ids.is_id(entry) else None
    except Refused:
        return None


@dataclass(frozen=True)
class Hits:
    """What bears some words: matters, agreements, and entries of the directory."""

    matters: Sequence[MatterRow]
    agreements: Sequence[Held]
    entries: Sequence[DirectoryEntry]


def search(words: str, *, me: str, day: date) -> Hits:
    """Return what bears words in its name, and matters whose id begins so; nothing for nothing."""
    words = words.strip()
    if not words:
        return Hits((), (), ())
    found = matters.matters(me=me, day=day, whose="all", words=words).rows
    held = [one for one in agreements.held(day=day) if _bears(words, one.history.agreement.title)]
    return Hits(found, held, organisations.bearing(words, day=day))


def _bears(words: str, title: Words) -> bool:
    return any(words.casefold() in name.casefold() for name in (title.zh, title.en))


def _members(pair: Pair, called: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {half.side: tuple(called.get(member, member) for member in half.members) for half in pair.halves}


def _name(entry: DirectoryEntry) -> str:
    """Return what an entry is called; one without a name by its id."""
    return entry.name or entry.id
