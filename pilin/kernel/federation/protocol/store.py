"""What the protocol remembers: frozen rows and the interface of a store that keeps them in transactions.

A store is a database to the node and a dictionary to the simulation. The protocol reads, decides and writes inside one
transaction that its driver opened; it never caches a row across a call to the rooms above.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from pilin.base.clock import Instant
from pilin.kernel.federation.protocol.envelope import START
from pilin.kernel.federation.protocol.event import Event
from pilin.kernel.federation.protocol.suite import PublicKey

PENDING, APPLIED, REFUSED, WAITING, FAILED = "pending", "applied", "refused", "waiting", "failed"
UNDECIDED = (PENDING, WAITING, FAILED)
SETTLED = (APPLIED, REFUSED)


@dataclass(frozen=True)
class Self:
    """This node's own state: incarnation, mode (`open`, `recovering`, `halted`) and the nonce of a running recovery.

    Within the transaction that ends a recovery the mode is `replaying` for a while: facts are decided, none is told.
    """

    inc: int = 1
    mode: str = "open"
    nonce: str = ""


@dataclass(frozen=True)
class Link:
    """What we know of one peer.

    `mode` is `introduced`, `open`, `paused` or `halted`. `inc` and `nonce` are the peer's; `fenced` is our incarnation
    that it acknowledged. `kid` is our key that it knows, `peer_kid` the one it last signed a frame with, `speaks` its
    versions. `alarm_since` starts the countdown; `bisect` is a running search (scope, lane, author, low, high).
    """

    peer: str
    mode: str = "open"
    charter: str = ""
    inc: int = 1
    nonce: str = ""
    speaks: tuple[int, int] = (1, 1)
    kid: str = ""
    peer_kid: str = ""
    fenced: int = 0
    alarm_since: Instant | None = None
    skew_seconds: int = 0
    heard_at: Instant | None = None
    pull_at: Instant | None = None
    fetch_at: Instant | None = None
    commit_at: Instant | None = None
    committed: str = ""
    receipt: bytes = b""
    bisect: tuple[str, str, str, int, int] | None = None


@dataclass(frozen=True)
class OutLane:
    """Our half of a lane: last number and hash, what the peer has, what is settled, and the state of sending.

    `claim` is the peer's oldest unmet statement (decided, put): once we decided `put`, our rows up to `decided` are
    settled. Running digests of our rows are written when they are told and corrected when one of them is refused.
    """

    peer: str
    lane: str
    seq: int = 0
    head: str = START
    acked: int = 0
    settled: int = 0
    running: Mapping[str, str] = field(default_factory=dict)
    claim: tuple[int, int] | None = None
    attempt: int = 0
    next_at: Instant | None = None
    sent_at: Instant | None = None
    heard_at: Instant | None = None
    refusal: str = ""
    recovered: bool = False


@dataclass(frozen=True)
class InLane:
    """The peer's half of a lane: last number and hash stored, last one decided without a gap, and what the peer put."""

    peer: str
    lane: str
    seq: int = 0
    head: str = START
    decided: int = 0
    running: Mapping[str, str] = field(default_factory=dict)
    put: int = 0
    stored_at: Instant | None = None
    recovered: bool = False


@dataclass(frozen=True)
class Row:
    """One stored envelope of a link, ours or theirs, and what became of it.

    `event` is the line's event where it was read in this transaction already; it is no state of the row.
    """

    peer: str
    lane: str
    author: str
    seq: int
    inc: int
    hash: str
    event_hash: str
    kind: str
    scope: str
    line: bytes
    stored_at: Instant
    outcome: str = PENDING
    code: str = ""
    effect: str = ""
    running: str = ""
    event: Event | None = field(default=None, compare=False, repr=False)

    def but(self, **changes: object) -> "Row":
        """Return the row with some members changed; `replace` would ask each member what it is, for every envelope."""
        row = object.__new__(Row)
        row.__dict__.update(self.__dict__, **changes)
        return row


@dataclass(frozen=True)
class KeyRow:
    """A key that speaks for a node; `until` holds, for one link, the last number of each lane that it may sign."""

    node: str
    key: PublicKey
    until: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Part:
    """The content of a detached part: salt (hexadecimal) and data; the fact holds SHA-256(salt, data)."""

    event_hash: str
    name: str
    salt: str
    data: bytes


@dataclass(frozen=True)
class Commitment:
    """A commitment of one author for one link: its cut {lane: {author code: number}} and digests {scope: digest}."""

    peer: str
    author: str
    event_hash: str
    cut: Mapping[str, Mapping[str, int]]
    digests: Mapping[str, str]
    result: str  # "held", "equal", "mismatch"


@dataclass(frozen=True)
class Prior:
    """What is known of an event: we refused it; it was applied with an effect; another event bears its identifier."""

    refused: bool = False
    applied: bool = False
    effect: str = ""
    clash: str = ""


class Store(Protocol):
    """What the driver gives the protocol. Every call runs inside the transaction that the driver opened."""

    def me(self) -> Self:
        """Return this node's state."""
        ...

    def save_me(self, me: Self) -> None:
        """Keep this node's state."""
        ...

    def links(self) -> Sequence[Link]:
        """Return all links, ordered by peer."""
        ...

    def link(self, peer: str) -> Link | None:
        """Return one link, locked for this transaction, or None."""
        ...

    def save_link(self, link: Link) -> None:
        """Keep a link."""
        ...

    def out_lanes(self, peer: str) -> Mapping[str, OutLane]:
        """Return our half of every lane of a link, locked for this transaction."""
        ...

    def save_out(self, lane: OutLane) -> None:
        """Keep our half of a lane."""
        ...

    def in_lanes(self, peer: str) -> Mapping[str, InLane]:
        """Return the peer's half of every lane of a link, locked for this transaction."""
        ...

    def save_in(self, lane: InLane) -> None:
        """Keep the peer's half of a lane."""
        ...

    def append(self, rows: Sequence[tuple[Row, Event]]) -> None:
        """Keep new rows and their events; an event that is known is kept once, one without a line is not kept."""
        ...

    def rows(self, peer: str, lane: str, author: str, after: int, limit: int) -> Sequence[Row]:
        """Return rows of one lane and author with a number above `after`, in order."""
        ...

    def row(self, peer: str, lane: str, author: str, seq: int) -> Row | None:
        """Return one row."""
        ...

    def rows_of_event(self, event_hash: str) -> Sequence[Row]:
        """Return the rows of all links that carried an event."""
        ...

    def undecided(self, peer: str, lane: str, outcomes: Sequence[str], after: int, limit: int) -> Sequence[Row]:
        """Return a peer's rows of a lane with one of the outcomes after a number, in order."""
        ...

    def set_outcomes(self, rows: Sequence[Row]) -> None:
        """Keep outcome, code, effect and running digest of rows."""
        ...

    def running(self, peer: str, lane: str, author: str, scope: str, seq: int) -> str:
        """Return the running digest of a scope at a number: that of the last settled row of the scope up to it."""
        ...

    def withdraw(self, peer: str, lane: str, after: int) -> None:
        """Take our rows above `after` out of a lane into the archive of lost envelopes."""
        ...

    def lost(self) -> Sequence[Row]:
        """Return the archived rows whose events were not put into new envelopes yet, in order."""
        ...

    def resolve_lost(self) -> None:
        """Mark every archived row as dealt with."""
        ...

    def recovered(self) -> Sequence[Row]:
        """Return our own rows that are undecided since they were pulled back, in the order in which they were told."""
        ...

    def event(self, event_hash: str) -> Event | None:
        """Return a stored event."""
        ...

    def prior(self, events: Sequence[Event]) -> Mapping[str, "Prior"]:
        """Return, by event hash, what we know of events beside the row at hand."""
        ...

    def reply(self, author: str, re: str, kind: str) -> Event | None:
        """Return the author's stored event of a kind that answers the event `re`."""
        ...

    def keys(self, node: str, peer: str) -> Sequence[KeyRow]:
        """Return the keys of a node, oldest first, with their limits on the link with `peer` ("" for all links)."""
        ...

    def save_key(self, row: KeyRow, peer: str) -> None:
        """Keep a key or its limits on the link with `peer`."""
        ...

    def parts(self, event_hashes: Sequence[str], reader: str) -> Sequence[Part]:
        """Return the parts of events that a reader may have and that are not erased."""
        ...

    def save_parts(self, parts: Sequence[Part], at: Instant) -> None:
        """Keep parts that were verified against their facts."""
        ...

    def blob(self, digest: str, offset: int, limit: int, reader: str) -> tuple[bytes, int] | None:
        """Return a chunk of an attachment and its whole size, or None where the reader may not have it."""
        ...

    def save_chunk(self, digest: str, offset: int, data: bytes, size: int) -> None:
        """Keep a chunk of an attachment that we asked for."""
        ...

    def wanted(self, peer: str, limit: int) -> Sequence[tuple[str, int]]:
        """Return attachments that we want from a peer: hash and the offset from which on they are missing."""
        ...

    def save_commitment(self, commitment: Commitment) -> None:
        """Keep a commitment, or its new result."""
        ...

    def commitments(self, peer: str, author: str, result: str) -> Sequence[Commitment]:
        """Return the commitments of an author on a link with a result."""
        ...

    def commitment_at(self, peer: str, author: str, cut: Mapping[str, Any]) -> Commitment | None:
        """Return an author's commitment for exactly this cut."""
        ...

    def alarm(self, code: str, peer: str, at: Instant, facts: Mapping[str, Any]) -> None:
        """Raise an alarm for people; the same open alarm is counted, not repeated."""
        ...

    def quarantine(self, peer: str, reason: str, data: bytes, at: Instant) -> None:
        """Keep bytes that could not be taken, with the reason."""
        ...
