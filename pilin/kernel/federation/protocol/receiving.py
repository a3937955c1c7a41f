"""Receiving: lines of a payload are verified and stored in order; what became of the bytes is never in doubt."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation.protocol import envelope as envelopes
from pilin.kernel.federation.protocol import event as events
from pilin.kernel.federation.protocol import keys
from pilin.kernel.federation.protocol.desk import Desk
from pilin.kernel.federation.protocol.envelope import Envelope
from pilin.kernel.federation.protocol.event import Event
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.store import InLane, KeyRow, Link, Row
from pilin.kernel.federation.protocol.suite import PublicKey, check_together

Parcel = tuple[Envelope, str, bytes]  # envelope, signature, signed bytes
_EVIDENCE = (LinkRefusal.EQUIVOCATION, LinkRefusal.FORK)
_NOT_BAD_BYTES = (
    LinkRefusal.GAP,
    LinkRefusal.KEY_IS_NOT_KNOWN_YET,
    LinkRefusal.FENCE_IS_MISSING,
)


def take(desk: Desk, peer: str, lines: Sequence[bytes], at: Instant) -> Refused | None:
    """Store the peer's envelopes in order; return the refusal at which it stopped, or None.

    Bad bytes go to quarantine. Two envelopes for one place halt the link, and both texts are kept.
    """
    parcels: list[Parcel] = []
    stop: Refused | None = None
    for line in lines:
        try:
            parcels.append(envelopes.parse(line, versions=desk.speaks))
        except Refused as refused:
            stop = refused
            desk.store.quarantine(peer, refused.code.value, line, at)
            break
    _check_signatures(desk, peer, parcels)
    for lane, group in groupby(parcels, key=lambda parcel: parcel[0].place.lane):
        refused_here = _take_lane(desk, peer, lane, list(group), at)
        if refused_here is not None:
            return refused_here
    return stop


def _check_signatures(desk: Desk, peer: str, parcels: Sequence[Parcel]) -> None:
    """Let the signatures of envelopes and facts be verified together, ahead of the checks that ask for each."""
    ring = keys.ring(desk, peer, peer)
    checks: list[tuple[PublicKey, str, bytes]] = []
    for envelope, signature, signed in parcels:
        if (row := ring.get(envelope.kid)) is not None:
            checks.append((row.key, signature, signed))
        if (row := ring.get(envelope.event.kid)) is not None:
            checks.append((row.key, envelope.event.sig, envelope.event.text))
    check_together(checks)


@dataclass
class _Taking:
    """One lane while a batch is taken: the link, the sender's keys, the lane before it, how far it is now, its rows."""

    desk: Desk
    link: Link
    ring: dict[str, KeyRow]
    lane: InLane
    seq: int
    head: str
    rows: list[tuple[Row, Event]] = field(default_factory=list)


def _take_lane(desk: Desk, peer: str, lane: str, parcels: Sequence[Parcel], at: Instant) -> Refused | None:
    before = desk.store.in_lanes(peer)[lane]
    taking = _Taking(desk, desk.need(peer), keys.ring(desk, peer, peer), before, before.seq, before.head)
    stop: Refused | None = None
    for parcel in parcels:
        try:
            _take_one(taking, parcel, at)
        except Refused as refused:
            stop = refused
            _report(desk, peer, refused, parcel[0].line, at)
            break
    if taking.rows:
        desk.store.append(taking.rows)
        put = max(before.put, taking.seq)
        desk.store.save_in(replace(before, seq=taking.seq, head=taking.head, put=put, stored_at=at))
    return stop


def _take_one(taking: _Taking, parcel: Parcel, at: Instant) -> None:
    """Check one envelope against the lane, add its row and move the lane."""
    envelope, signature, signed = parcel
    lane, place, event = taking.lane, envelope.place, envelope.event
    if place.sender != lane.peer or place.receiver != taking.desk.code:
        raise Refused(LinkRefusal.FRAME_IS_NOT_FOR_US, sender=place.sender, receiver=place.receiver)
    keys.check_envelope(taking.ring.get(envelope.kid), envelope, signature, signed)
    if event.author != lane.peer:  # stored, it would stand as another node's answer
        raise Refused(LinkRefusal.AUTHOR_IS_NOT_SENDER, author=event.author, lane=lane.lane, seq=place.seq)
    if place.seq <= taking.seq:
        _check_duplicate(taking, envelope)
        return
    _check_next(taking, envelope)
    if event.kind == keys.ROTATION:
        keys.admit(taking.desk, lane.peer, envelope)
        taking.ring = keys.ring(taking.desk, lane.peer, lane.peer)
    taking.rows.append((row_of(envelope, lane.peer, at), event))
    taking.seq, taking.head = place.seq, envelope.hash


def row_of(envelope: Envelope, peer: str, at: Instant) -> Row:
    """Return the undecided row of an envelope. A text that holds an identity number is not kept, only its hash."""
    place, event = envelope.place, envelope.event
    return Row(
        peer=peer,
        lane=place.lane,
        author=place.sender,
        seq=place.seq,
        inc=place.inc,
        hash=envelope.hash,
        event_hash=event.hash,
        kind=event.kind,
        scope=event.scope,
        line=b"" if events.holds_identity_number(event.body) else envelope.line,
        stored_at=at,
        event=event,
    )


def _check_duplicate(taking: _Taking, envelope: Envelope) -> None:
    lane, seq = taking.lane, envelope.place.seq
    stored = taking.desk.store.row(lane.peer, lane.lane, lane.peer, seq)
    row = stored or next((row for row, _ in taking.rows if row.seq == seq), None)
    if row is not None and row.hash != envelope.hash:
        raise Refused(LinkRefusal.EQUIVOCATION, lane=lane.lane, seq=row.seq, stored=row.hash, sent=envelope.hash)


def _check_next(taking: _Taking, envelope: Envelope) -> None:
    place, lane, inc = envelope.place, taking.lane.lane, taking.link.inc
    if place.inc > inc:  # rows of earlier lives are history that the present one vouches for in its frame
        raise Refused(LinkRefusal.FENCE_IS_MISSING, inc=inc)
    if place.seq > taking.seq + 1:
        raise Refused(LinkRefusal.GAP, lane=lane, got=taking.seq)
    if place.prev != taking.head:
        raise Refused(LinkRefusal.FORK, lane=lane, seq=place.seq, head=taking.head, prev=place.prev)


def _report(desk: Desk, peer: str, refused: Refused, line: bytes, at: Instant) -> None:
    """Keep bytes that are bad or evidence, raise the alarm, and halt the link on evidence against the peer."""
    if refused.code in _NOT_BAD_BYTES:
        return
    desk.store.quarantine(peer, refused.code.value, line, at)
    facts = {name: str(value) for name, value in refused.facts.items()}
    desk.store.alarm(refused.code.value, peer, at, facts)
    if refused.code in _EVIDENCE:
        link = desk.need(peer)
        desk.store.save_link(replace(link, mode="halted", alarm_since=link.alarm_since or at))
