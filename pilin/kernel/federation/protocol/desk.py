"""What the parts of the protocol share: who we are, the store, the rooms above, and the limits.

`Rooms` is what the rooms above registered: it decides what an event does. An own event is applied by the same call that
applies it after a restore, with `own` set; so there is one path into the state, and a refusal by it writes nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pilin.base.clock import Instant
from pilin.base.ids import Entropy
from pilin.base.refusal import Code, Refused
from pilin.kernel.federation.protocol.event import Event
from pilin.kernel.federation.protocol.failures import Failures
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.store import Link, Store
from pilin.kernel.federation.protocol.suite import Signer


@dataclass(frozen=True)
class Delivered:
    """An event that is to be decided, and from which peer and lane it came; `own` where we are its author."""

    event: Event
    peer: str
    lane: str
    own: bool


@dataclass(frozen=True)
class Applied:
    """The event took effect; `effect` is the hash of what it changed, equal on every node."""

    effect: str


@dataclass(frozen=True)
class Declined:
    """The event is refused for good, with a code and facts for its author."""

    code: Code
    facts: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Waiting:
    """The event needs something that is not here yet."""

    code: Code


@dataclass(frozen=True)
class Failed:
    """Our own fault: the event stays undecided and is tried again, less and less often."""

    reason: str


Outcome = Applied | Declined | Waiting | Failed


class Rooms(Protocol):
    """The rooms above, as the protocol sees them."""

    def decide(self, kind: str, delivered: Sequence[Delivered], at: Instant) -> Sequence[Outcome]:
        """Decide events of one kind, in order; one outcome each."""
        ...

    def admits(self, event: Event, at: Instant) -> Declined | Waiting | Failed | None:
        """Check the basis of an event: charter or clause in force, and the kinds that it allows."""
        ...


@dataclass(frozen=True)
class Limits:
    """Bounds in numbers and seconds. `waiting_days` bounds the wait for a base, `closing_hours` the countdown."""

    batch_envelopes: int = 200
    batch_bytes: int = 4 * 2**20
    chunk_bytes: int = 256 * 1024
    flight_seconds: int = 60
    retry_seconds: int = 2
    retry_seconds_max: int = 900
    pull_seconds: int = 60
    lag_seconds: int = 5
    commit_seconds: int = 900
    skew_seconds: int = 120
    waiting_days: int = 30
    closing_hours: int = 72


@dataclass(frozen=True)
class Desk:
    """One node's protocol at work: `signers` newest last; `speaks` lowest and highest envelope version."""

    code: str
    signers: Callable[[], Sequence[Signer]]
    store: Store
    rooms: Rooms
    entropy: Entropy
    limits: Limits = field(default_factory=Limits)
    speaks: tuple[int, int] = (1, 2)
    failures: Failures = field(default_factory=Failures)

    @property
    def signer(self) -> Signer:
        """Return the key that signs facts and envelopes now."""
        return self.signers()[-1]

    def signer_for(self, link: Link) -> Signer:
        """Return the key that signs frames to a peer: the newest one which that peer knows."""
        signers = self.signers()
        return next((signer for signer in signers if signer.key.kid == link.kid), signers[0])

    def version(self, link: Link) -> int:
        """Return the highest envelope version that both sides speak. Raises VERSION_IS_NOT_SPOKEN."""
        version = min(self.speaks[1], link.speaks[1])
        if version < max(self.speaks[0], link.speaks[0]):
            raise Refused(LinkRefusal.VERSION_IS_NOT_SPOKEN, version=link.speaks[0])
        return version

    def need(self, peer: str) -> Link:
        """Return a link or raise LINK_IS_UNKNOWN."""
        link = self.store.link(peer)
        if link is None:
            raise Refused(LinkRefusal.LINK_IS_UNKNOWN, peer=peer)
        return link


@dataclass(frozen=True)
class Mark:
    """A high-water mark that must be on disk before what follows is sent: the last number of a half of a lane.

    Of our own half it is the number sent. Of the `author` who is a peer it is the number that we said to have decided,
    in our life `inc`, without a hash.
    """

    peer: str
    lane: str
    inc: int
    seq: int
    hash: str
    author: str = ""

    @property
    def place(self) -> tuple[str, str, str]:
        """Return what a mark is kept under: peer, lane and author."""
        return self.peer, self.lane, self.author


Marks = Mapping[tuple[str, str, str], Mark]
"""High-water marks by their place."""


@dataclass(frozen=True)
class Send:
    """A frame for a peer; `lane` tells the transport which traffic it belongs to."""

    peer: str
    lane: str
    frame: bytes


@dataclass(frozen=True)
class Effects:
    """What a driver does after the commit, in this order: marks to disk, then the reply and the sends.

    `dropped` says why a frame was dropped that nobody is answered for; the driver tells its log.
    """

    marks: tuple[Mark, ...] = ()
    reply: bytes | None = None
    sends: tuple[Send, ...] = ()
    dropped: str = ""

    def __add__(self, other: "Effects") -> "Effects":
        """Join two sets of effects; a reply is given once."""
        return Effects(self.marks + other.marks, self.reply or other.reply, self.sends + other.sends, self.dropped)
