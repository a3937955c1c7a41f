"""What the desk shows: what waits for whom, agreements, the directory of all sides, the ledger, and what bears words.

All of it may be seen by everybody of this node who may read: it is shared, or public in the directory. Each answer
takes a fixed number of queries for a side.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from urllib.parse import urlencode

from pilin.base import clock, ids
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.agreements import queries as agreements
from pilin.kernel.agreements.queries import Held, Offer, Signed
from pilin.kernel.agreements.rules import Clause, Words
from pilin.kernel.federation.queries import NodeView, facts
from pilin.kernel.federation.queries.facts import Found, OpenDocument
from pilin.kernel.ledger import queries as ledger
from pilin.kernel.ledger.queries import OpenPending, TrialBalance
from pilin.kernel.ledger.rules import Account, Balance, Entry, Position
from pilin.kernel.matters import queries as matters
from pilin.kernel.matters.queries import Hidden, MatterRow, Page, Wanted
from pilin.kernel.matters.rules.clocks import Calendar
from pilin.kernel.matters.rules.kinds import Kind
from pilin.kernel.organisations import queries as organisations
from pilin.kernel.organisations.rules import Body, Branch, Office, Pair, called
from pilin.kernel.organisations.rules import Entry as DirectoryEntry
from pilin.modules.desk.models import SavedFilter

OURS, TO_SIGN, THEIRS, NEAR, LATE = WAITING = ("ours", "sign", "theirs", "near", "late")
"""What the desk counts, in the order in which it stands there."""


REFUSED_DAYS = 30
"""For how long an envelope that a peer refused stands on the front page; the diagnostics keep it for ever."""

BANNER_MONTH = 11
"""From this month on the front page says that next year has no working-day calendar (governance, 5)."""


@dataclass(frozen=True)
class Desk:
    """The five counts by their names, what one of them counts (matters, to be signed also documents), and agreed kinds.

    `refused` counts our envelopes that peers refused of late; `lacking` are the peers with whom no calendar of
    `next_year` is agreed, late in the year.
    """

    counts: Mapping[str, int]
    whose: str
    page: Page
    to_sign: Sequence[OpenDocument]
    kinds: Sequence[Kind]
    refused: int
    node: NodeView
    lacking: Sequence[str]
    next_year: int


def desk(*, me: str, at: Instant, wanted: Wanted, peers: Mapping[str, str] | None = None, after: str = "") -> Desk:
    """Return the desk of a node, opened at one of `WAITING`; anything else opens it at what waits for us.

    `peers` are those with whom a charter is signed, and what each is called.
    """
    whose = wanted.whose if wanted.whose in WAITING else OURS
    wanted, day = replace(wanted, whose=whose), clock.day_of(at)
    front = facts.front(since=clock.after(at, seconds=-REFUSED_DAYS * 86400))
    known = matters.known()
    counts = matters.counters(me=me, day=day, kinds=known.kinds, hidden=wanted.hidden)
    counts[TO_SIGN] += front.to_sign
    page = matters.matters_by_end(me=me, day=day, wanted=wanted, after=after, kinds=known.kinds)
    return Desk(
        counts={name: counts[name] for name in WAITING},
        whose=whose,
        page=page,
        to_sign=facts.to_sign(peers or {}) if whose == TO_SIGN else [],
        kinds=list(known.kinds.values()),
        refused=front.refused,
        node=front.node,
        lacking=_lacking(me, list(peers or ()), known.calendars, day),
        next_year=day.year + 1,
    )


def _lacking(me: str, peers: Sequence[str], calendars: Mapping[tuple[str, ...], Calendar], day: date) -> list[str]:
    """Return the peers with whom the calendar of next year is not agreed; nobody before November."""
    if day.month < BANNER_MONTH:
        return []
    held = {peer: calendars.get(tuple(sorted((me, peer)))) for peer in peers}
    return [peer for peer, found in held.items() if found is None or str(day.year + 1) not in found.years]


@dataclass(frozen=True)
class Kept:
    """A filter that an account keeps: its number and name, and the query of its address."""

    number: int
    name: str
    address: str


def saved_filters(account: str) -> list[Kept]:
    """Return the filters of an account by name; one query."""
    rows = SavedFilter.objects.filter(account=account).order_by("name", "pk")
    return [Kept(row.pk, row.name, _address(row.query)) for row in rows]


def _address(query: Mapping[str, str]) -> str:
    """Return the query of an address in one order, whatever the order in which a database keeps it."""
    return urlencode({member.name: query[member.name] for member in fields(Wanted) if member.name in query})


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
    """An agreement on a day, with its agreed versions, oldest first, each with who signed when; and agreed kinds."""

    held: Held
    versions: Sequence[Signed]
    kinds: Sequence[Kind]


def agreement(agreement_id: str, *, day: date) -> OneAgreement:
    """Return one agreement as it reads on a day. Raises AGREEMENT_IS_NOT_KNOWN_YET."""
    held, versions = agreements.held_one(agreement_id, day=day), agreements.versions_of(agreement_id)
    return OneAgreement(held, versions, list(matters.known().kinds.values()))


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
    """The directory of all sides on a day: bodies of each, pairs, and what the members of pairs are called by id."""

    halves: Sequence[Half]
    pairs: Sequence[Pair]
    names: Mapping[str, str]


def directory(*, sides: Sequence[str], day: date) -> Directory:
    """Return what the sides have signed about themselves, in the given order."""
    places = {place.id: called(place) for place in organisations.places(day=day)}
    halves = [_half(side, places, day) for side in sides]
    pairs = organisations.pairs(day=day)
    return Directory(halves, pairs, organisations.called(member for pair in pairs for member in pair.members))


def _half(side: str, places: Mapping[str, str], day: date) -> Half:
    offices: dict[str, list[Office]] = {}
    for office in organisations.offices(side=side, day=day):
        offices.setdefault(office.body, []).append(office)
    lines = [
        BodyLine(depth, body, places.get(body.place or "", ""), offices.get(body.id, ()))
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


ROWS_MAX = 50
"""How many rows of one sort a search shows."""

_HASH = re.compile(r"[0-9a-f]{6,64}")


@dataclass(frozen=True)
class Hits:
    """What bears some words, by sort: matters, agreements, their clauses, entries of the directory, signed events."""

    matters: Sequence[MatterRow] = ()
    agreements: Sequence[Held] = ()
    clauses: Sequence[tuple[Held, Clause]] = ()
    entries: Sequence[DirectoryEntry] = ()
    events: Sequence[Found] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was found."""
        return not (self.matters or self.agreements or self.clauses or self.entries or self.events)


def search(words: str, *, me: str, day: date, hidden: Hidden = ()) -> Hits:
    """Return what bears words, of each sort at most `ROWS_MAX`; nothing for nothing.

    Words stand in titles, clauses and names; codes begin a place's code, the id of a matter or an agreement, or (six
    hexadecimal digits at least) the hash of an event. Only what everybody here may see is looked through: what a kind
    keeps from some stands in no title, and detached parts are encrypted.
    """
    words = words.strip()
    if not words:
        return Hits()
    held, code = agreements.held(day=day), words.lower()
    return Hits(
        matters=matters.matters(me=me, day=day, wanted=Wanted(whose="all", words=words, hidden=hidden)).rows[:ROWS_MAX],
        agreements=[one for one in held if _is_meant(words, one)][:ROWS_MAX],
        clauses=[
            (one, clause)
            for one in held
            for clause in one.reading.clauses.values()
            if _bears(words, clause.title) or _bears(words, clause.text)
        ][:ROWS_MAX],
        entries=organisations.bearing(words, day=day)[:ROWS_MAX],
        events=facts.beginning(code) if _HASH.fullmatch(code) else [],
    )


def _is_meant(words: str, held: Held) -> bool:
    return _bears(words, held.history.agreement.title) or held.history.agreement.id.startswith(words.lower())


def _bears(words: str, title: Words) -> bool:
    return any(words.casefold() in name.casefold() for name in (title.zh, title.en))
