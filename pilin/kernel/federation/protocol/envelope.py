"""Envelopes: one event on its way from one node to another, numbered and chained within a lane.

{"envelope": {"v": 1, "from": "330482", "to": "310116", "lane": "work", "seq": 17, "prev": …, "inc": 1, …}, "sig": …}
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from pilin.base import canonical, clock
from pilin.base.canonical import Json
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation.protocol import event as events
from pilin.kernel.federation.protocol.event import Event
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.suite import PublicKey, Signer

LANES = ("ask", "work", "bulk")
START = "0" * 64  # `prev` of the first envelope of a lane
_MEMBERS = {"v", "from", "to", "lane", "seq", "prev", "inc", "sent_at", "event", "suite", "kid"}
_MEMBERS_BY_VERSION: Mapping[object, set[str]] = {1: _MEMBERS, 2: _MEMBERS | {"seen"}}
_TEXTS = ("from", "to", "lane", "prev", "sent_at", "suite", "kid")
_LIMITS = (64,) * len(_TEXTS)
_OPEN, _MIDDLE, _CLOSE = b'{"envelope":', b',"sig":"', b'"}'
_FACT, _KID = len(_OPEN + b'{"event":{"fact":'), b',"kid":'


@dataclass(frozen=True)
class Place:
    """Where an envelope stands: from whom to whom, lane, number, the hash before it, and the sender's incarnation."""

    sender: str
    receiver: str
    lane: str
    seq: int
    prev: str
    inc: int


@dataclass(frozen=True)
class Envelope:
    """A parsed envelope. `line` is its exact canonical bytes with the signature, `hash` their SHA-256."""

    place: Place
    event: Event
    version: int
    kid: str
    line: bytes
    hash: str


def seal(event: Event, place: Place, *, signer: Signer, sent_at: Instant, seen: int | None) -> Envelope:
    """Sign an event into an envelope. `seen` (version 2) is the last decided number of the opposite lane, or None."""
    inner: dict[str, Json] = {
        "v": 1 if seen is None else 2,
        "from": place.sender,
        "to": place.receiver,
        "lane": place.lane,
        "seq": place.seq,
        "prev": place.prev,
        "inc": place.inc,
        "sent_at": clock.write(sent_at),
        "suite": signer.key.suite,
        "kid": signer.key.kid,
    }
    if seen is not None:
        inner["seen"] = seen
    text = b'{"event":' + event.spelled + b"," + canonical.encode(inner)[1:]  # `event` is first in canonical order
    line = _OPEN + text + _MIDDLE + signer.sign(text).encode() + _CLOSE
    return Envelope(place, event, cast("int", inner["v"]), signer.key.kid, line, canonical.digest(line))


def parse(line: bytes, *, versions: tuple[int, int]) -> tuple[Envelope, str, bytes]:
    """Read an envelope; return it with its signature and the bytes signed. Shapes are checked, signatures are not.

    Raises ENVELOPE_IS_NOT_READABLE, VERSION_IS_NOT_SPOKEN, or EVENT_IS_NOT_READABLE.
    """
    value = canonical.decode(line)
    if not isinstance(value, dict) or value.keys() != {"envelope", "sig"} or not isinstance(value["sig"], str):
        raise Refused(LinkRefusal.ENVELOPE_IS_NOT_READABLE, where="line")
    inner = value["envelope"]
    if not isinstance(inner, dict):
        raise Refused(LinkRefusal.ENVELOPE_IS_NOT_READABLE, where="envelope")
    version = inner.get("v")
    if type(version) is not int or not versions[0] <= version <= versions[1]:
        raise Refused(LinkRefusal.VERSION_IS_NOT_SPOKEN, version=version)
    if inner.keys() != _MEMBERS_BY_VERSION[version]:
        raise Refused(LinkRefusal.ENVELOPE_IS_NOT_READABLE, where="members")
    event = events.parse(inner["event"], text=_fact_in(line))
    envelope = Envelope(_place(inner), event, version, inner["kid"], line, canonical.digest(line))
    return envelope, value["sig"], line[len(_OPEN) : -len(value["sig"]) - len(_MIDDLE) - len(_CLOSE)]


def _fact_in(line: bytes) -> bytes:
    """Return the canonical bytes of the fact as they stand in the canonical line of an envelope.

    Two members named `kid` come after a fact, the event's and the envelope's; no text can look like one, since its
    quotes are escaped. Of an event or a fact of another shape, which is refused, these bytes are nothing.
    """
    return line[_FACT : line.rfind(_KID, 0, line.rfind(_KID))]


def _place(inner: Mapping[str, Any]) -> Place:
    texts = events.are_names([inner[name] for name in _TEXTS], _LIMITS)
    numbers = all(map(events.is_number, (inner["seq"], inner["inc"], inner.get("seen", 0)))) and inner["seq"] > 0
    if not (texts and numbers and inner["lane"] in LANES and events.is_hash(inner["prev"])):
        raise Refused(LinkRefusal.ENVELOPE_IS_NOT_READABLE, where="place")
    return Place(inner["from"], inner["to"], inner["lane"], inner["seq"], inner["prev"], inner["inc"])


def verify(signature: str, signed: bytes, key: PublicKey) -> bool:
    """Tell whether the envelope's signature is this key's."""
    return key.verifies(signature, signed)
