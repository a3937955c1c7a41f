"""Restoring: a node that lost data takes a new incarnation, fences the old one, and pulls both halves of every lane.

Recovery is of the node: until the last link is done nothing is decided and nothing is told (then: `resuming`).
"""

from collections.abc import Sequence
from dataclasses import replace

from pilin.base.clock import Instant, after
from pilin.base.refusal import Refused
from pilin.kernel.federation.protocol import envelope as envelopes
from pilin.kernel.federation.protocol import keys, sending
from pilin.kernel.federation.protocol.desk import (
    Desk,
    Effects,
    Mark,
    Marks,
    Send,
)
from pilin.kernel.federation.protocol.envelope import LANES, START
from pilin.kernel.federation.protocol.event import Event
from pilin.kernel.federation.protocol.frame import Header, LaneReport, parse_head
from pilin.kernel.federation.protocol.receiving import row_of
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.store import KeyRow, Link, OutLane, Row, Self

NO_FILE, BELOW, NOT_WHOLE = "no_high_water_file", "below_high_water", "high_water_file_is_not_whole"
"""Why a node recovers."""
_STEP_BACK, _STEP_UP = 16, 1000
INC_MAX = 2**31 - 1


def wake(desk: Desk, marks: Marks | None, at: Instant) -> None:
    """Compare the store with the high-water marks at start (None where the file is missing) and recover if behind."""
    found = reason(desk, marks)
    if found:
        floor = max((mark.inc for mark in (marks or {}).values()), default=0)
        begin(desk, floor, at, reason=found)


def reason(desk: Desk, marks: Marks | None) -> str:
    """Return why a start would begin to recover; nothing where it would not.

    The marks count without a link too: the store may be older than the ceremony.
    """
    if marks is None:
        return NO_FILE if any(link.mode != "introduced" for link in desk.store.links()) else ""
    me = desk.store.me()
    floor = max((mark.inc for mark in marks.values()), default=0)
    behind = {"open": _is_below, "recovering": _has_ended}.get(me.mode)
    if floor > me.inc or (behind is not None and behind(desk, marks)):
        return BELOW
    return NOT_WHOLE if me.mode == "open" and _is_unknown(desk, marks) else ""


def _is_below(desk: Desk, marks: Marks) -> bool:
    """Tell whether a lane has less than was sent, or less than we said in this life to have decided.

    To decide again, in another order and without a peer's knowing, could end otherwise than what it holds as settled.
    """
    me = desk.store.me()
    here: dict[tuple[str, str, str], int] = {}
    for link in desk.store.links():
        here |= {(link.peer, lane, ""): out.seq for lane, out in desk.store.out_lanes(link.peer).items()}
        here |= {(link.peer, lane, link.peer): half.decided for lane, half in desk.store.in_lanes(link.peer).items()}
    counted = [mark for mark in marks.values() if mark.inc >= me.inc]  # what earlier lives said ended with their fence
    return any(mark.seq > here.get(mark.place, 0) for mark in counted)


def _has_ended(desk: Desk, marks: Marks) -> bool:
    """Tell whether the recovery that the store is in the middle of ended once: while it runs, its life says nothing."""
    return any(mark.peer and mark.inc >= desk.store.me().inc for mark in marks.values())


def _is_unknown(desk: Desk, marks: Marks) -> bool:
    """Tell whether a peer acknowledged what we wrote in this life and no mark knows of: the file was made anew."""
    for link in desk.store.links():
        for lane, out in desk.store.out_lanes(link.peer).items():
            mark = marks.get((link.peer, lane, ""))
            row = desk.store.row(link.peer, lane, desk.code, out.acked) if out.acked else None
            if row is not None and row.inc == desk.store.me().inc and (mark is None or mark.seq < out.acked):
                return True
    return False


def begin(desk: Desk, floor: int, at: Instant, *, reason: str) -> None:
    """Enter recovery in an incarnation above everything known here."""
    me = desk.store.me()
    desk.store.save_me(Self(max(me.inc, floor) + 1, "recovering", desk.entropy(16).hex()))
    desk.store.alarm("recovering", "", at, {"reason": reason})
    for link in desk.store.links():
        desk.store.save_link(replace(link, fenced=0, pull_at=None))
        for out in desk.store.out_lanes(link.peer).values():
            desk.store.save_out(replace(out, recovered=False, claim=None))
        for half in desk.store.in_lanes(link.peer).values():
            desk.store.save_in(replace(half, recovered=False))


def due(desk: Desk, at: Instant) -> Effects:
    """Return the fences and pulls of a recovering node that are due. The incarnation is on disk before it is named."""
    effects = Effects()
    for link in desk.store.links():
        if link.mode == "open" and (link.pull_at is None or link.pull_at <= at):
            desk.store.save_link(replace(link, pull_at=after(at, seconds=desk.limits.retry_seconds)))
            effects += _next(desk, link, at)
    return effects


def _next(desk: Desk, link: Link, at: Instant) -> Effects:
    me = desk.store.me()
    if link.fenced != me.inc:
        frame = sending.frame(desk, link, "fence", {"inc": me.inc, "nonce": me.nonce}, at)
        return Effects((Mark("", "", me.inc, 0, ""),), None, (Send(link.peer, "work", frame),))
    outs, ins = desk.store.out_lanes(link.peer), desk.store.in_lanes(link.peer)
    pulls = [sending.pull(desk, link, lane, desk.code, at) for lane in LANES if not outs[lane].recovered]
    pulls += [sending.pull(desk, link, lane, link.peer, at) for lane in LANES if not ins[lane].recovered]
    return Effects(sends=tuple(pulls))


def fence(desk: Desk, link: Link, header: Header) -> dict[str, str | int]:
    """Promise a peer to take nothing more of its lives below the new one; return the body of the answer.

    Raises NODE_IS_RECOVERING (we cannot vouch ourselves), LINK_IS_HALTED, or INCARNATION_IS_USED with the known one.
    A peer in mode `open` asks for no vouching: it only says again in which life it is, to us who were restored.
    """
    if desk.store.me().mode != "open" and header.mode != "open":
        raise Refused(LinkRefusal.NODE_IS_RECOVERING)
    if link.mode == "halted":
        raise Refused(LinkRefusal.LINK_IS_HALTED)
    inc, nonce = header.body.get("inc"), header.body.get("nonce")
    if inc != header.inc or header.inc > INC_MAX or not _is_nonce(nonce):
        raise Refused(LinkRefusal.FRAME_IS_NOT_READABLE, where="fence")
    inc, nonce = header.inc, str(nonce)
    for half in desk.store.in_lanes(link.peer).values():
        desk.store.save_in(replace(half, put=half.seq))  # what the old life put and we never got is gone
    for out in desk.store.out_lanes(link.peer).values():
        desk.store.save_out(replace(out, claim=None))  # and with it what the old life stated of ours
    known_nonce, _, was = link.nonce.partition(":")
    if inc == link.inc and nonce == known_nonce:
        return {"inc": inc, "nonce": nonce, "was": int(was)}
    if inc <= link.inc:
        raise Refused(LinkRefusal.INCARNATION_IS_USED, inc=link.inc)
    desk.store.save_link(replace(link, inc=inc, nonce=f"{nonce}:{link.inc}"))
    return {"inc": inc, "nonce": nonce, "was": link.inc}


def _is_nonce(text: object) -> bool:
    return isinstance(text, str) and len(text) == 32 and text.isalnum() and text.isascii()


def meet(desk: Desk, link: Link, header: Header, at: Instant) -> Effects:
    """Begin again where an open peer speaks that holds an earlier life of us and never acknowledged this one.

    Persons had overridden its silence. A peer that holds nothing of earlier lives is new: it is told of this one.
    """
    me = desk.store.me()
    unknown = me.inc > 1 and link.fenced != me.inc and link.mode == "open"
    if me.mode != "open" or not unknown or header.mode != "open":
        return Effects()
    if not all(_is_of_this_life(desk, link.peer, lane, header.lanes[lane]) for lane in LANES):
        begin(desk, 0, at, reason="peer_is_back")
        return Effects()
    return announce(desk, link, at) if header.type == "hello" else Effects()


def _is_of_this_life(desk: Desk, peer: str, lane: str, report: LaneReport) -> bool:
    """Tell whether all that a peer has got of a lane was written in our present life."""
    if not report.got:
        return True
    first, last = (desk.store.row(peer, lane, desk.code, seq) for seq in (1, report.got))
    same = last is not None and last.hash == report.got_head
    return same and first is not None and first.inc == desk.store.me().inc


def announce(desk: Desk, link: Link, at: Instant) -> Effects:
    """Say in which life we are, to a peer that acknowledged it once and was restored since, or to a new one."""
    me = desk.store.me()
    frame = sending.frame(desk, link, "fence", {"inc": me.inc, "nonce": me.nonce}, at)
    return Effects(sends=(Send(link.peer, "work", frame),))


def fenced(desk: Desk, link: Link, header: Header, at: Instant) -> None:
    """The peer promised: cut our lanes back to what it holds of our earlier lives. The rest goes to the archive.

    To an open node a peer promises that holds nothing of those lives: it learned our life by an announcement.
    """
    me = desk.store.me()
    body, was = header.body, header.body.get("was")
    if (body.get("inc"), body.get("nonce")) != (me.inc, me.nonce) or link.fenced == me.inc:
        return
    if type(was) is not int:
        raise Refused(LinkRefusal.FRAME_IS_NOT_READABLE, where="fenced")
    for lane, out in desk.store.out_lanes(link.peer).items() if me.mode == "recovering" else ():
        _cut_back(desk, replace(out, recovered=False), _common(desk, out, header.lanes[lane], was), at)
    desk.store.save_link(replace(desk.need(link.peer), fenced=me.inc, pull_at=None))


def _cut_back(desk: Desk, out: OutLane, last: int, at: Instant) -> None:
    """Let our half of a lane end at number `last`; what stood above goes to the archive."""
    if last < out.seq:
        desk.store.withdraw(out.peer, out.lane, last)
        desk.store.alarm("envelopes_withdrawn", out.peer, at, {"lane": out.lane, "after": last, "up_to": out.seq})
    row = desk.store.row(out.peer, out.lane, desk.code, last) if last else None
    running = {scope: desk.store.running(out.peer, out.lane, desk.code, scope, last) for scope in out.running}
    head = row.hash if row else START
    cut = replace(out, seq=last, head=head, acked=last, settled=min(out.settled, last), running=running)
    desk.store.save_out(replace(cut, attempt=0, next_at=None, claim=None))


def _common(desk: Desk, out: OutLane, report: LaneReport, was: int) -> int:
    """Return our last number that the peer holds too: what it got, or less where a later life wrote over paper."""
    last = min(out.seq, report.got)
    row = desk.store.row(out.peer, out.lane, desk.code, last)
    while last and row is not None and (row.inc > was or (last == report.got and row.hash != report.got_head)):
        last -= 1
        row = desk.store.row(out.peer, out.lane, desk.code, last)
    return last


def used(desk: Desk, known: object, at: Instant) -> None:
    """The peer knows our incarnation or a higher one: begin again above it. It cannot drive us far up at once."""
    me = desk.store.me()
    if me.mode == "recovering" and type(known) is int and me.inc <= known <= me.inc + _STEP_UP:
        begin(desk, known, at, reason="incarnation_is_used")


def is_fenced_out(desk: Desk, peer: str, proof: object, at: Instant) -> bool:
    """Tell whether a header that a peer kept proves that a later life of this node fenced us: it bears our own key."""
    try:
        frame = parse_head(str(proof).encode())
        row = own_keys(desk, peer).get(frame.kid)
    except Refused:
        row = None
    if row is None or not frame.is_signed_by(row.key):
        desk.store.alarm("fenced_without_proof", peer, at, {"proof": str(proof)[:2000]})
        return False
    header = frame.header
    return (header.sender, header.receiver) == (desk.code, peer) and header.inc > desk.store.me().inc


def own_keys(desk: Desk, peer: str) -> dict[str, KeyRow]:
    """Return our own keys: those of the key file, with the limits that the store knows."""
    file = {signer.key.kid: KeyRow(desk.code, signer.key) for signer in desk.signers()}
    return file | keys.ring(desk, desk.code, peer)


def proven(desk: Desk, link: Link, header: Header, lines: Sequence[bytes], at: Instant) -> None:
    """A peer shows an open node envelopes of its own that it does not have: signed by us, they make it recover.

    Those of a life that the peer has fenced prove nothing but that it held them back; without any it only claimed.
    """
    outs, ring = desk.store.out_lanes(link.peer), own_keys(desk, link.peer)
    for line in lines:
        try:
            envelope, signature, signed = envelopes.parse(line, versions=(1, 2))
            keys.check_envelope(ring.get(envelope.kid), envelope, signature, signed)
        except Refused:
            break
        place = envelope.place
        if (place.sender, place.receiver) != (desk.code, link.peer) or place.seq <= outs[place.lane].seq:
            continue
        if place.inc >= link.fenced:
            begin(desk, place.inc, at, reason="peer_holds_more_of_us")
            return
        break
    if any(header.lanes[lane].got > out.seq for lane, out in outs.items()):
        desk.store.alarm("claimed_without_proof", link.peer, at, {"header": link.receipt.decode()[:2000]})


def given(desk: Desk, link: Link, header: Header, lines: Sequence[bytes], at: Instant) -> None:
    """Take back our own envelopes from a peer, in order, as rows that are not decided yet.

    Where the peer's next one does not build on our last, a life between wrote another: we go back until they meet.
    """
    me = desk.store.me()
    lane = str(header.body.get("lane"))
    if link.fenced != me.inc or header.body.get("nonce") != me.nonce or lane not in LANES:
        return
    out, more = desk.store.out_lanes(link.peer)[lane], bool(header.body.get("more"))
    ring = own_keys(desk, link.peer)
    rows: list[tuple[Row, Event]] = []
    for line in lines:
        try:
            envelope, signature, signed = envelopes.parse(line, versions=(1, 2))
            keys.check_envelope(ring.get(envelope.kid), envelope, signature, signed)
        except Refused as refused:
            desk.store.quarantine(link.peer, refused.code.value, line, at)
            desk.store.alarm(refused.code.value, link.peer, at, {"lane": lane, "whose": desk.code})
            more = True
            break
        place = envelope.place
        if (place.sender, place.receiver, place.lane) != (desk.code, link.peer, lane) or place.seq != out.seq + 1:
            continue
        if place.prev != out.head and rows:
            more = True
            break
        if place.prev != out.head:
            _cut_back(desk, out, max(0, out.seq - _STEP_BACK), at)
            return
        if envelope.event.kind == keys.ROTATION:
            keys.take_back(desk, link.peer, envelope.event)
        rows.append((row_of(envelope, link.peer, at), envelope.event))
        out = replace(out, seq=place.seq, head=envelope.hash, acked=place.seq)
    desk.store.append(rows)
    desk.store.save_out(replace(out, recovered=not more and out.seq >= header.lanes[lane].got))
