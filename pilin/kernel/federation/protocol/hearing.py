"""Hearing a header: who signed it, in which life, how far our lanes have come with the peer, and what is settled."""

from dataclasses import replace

from pilin.base.clock import Instant, after, seconds_between
from pilin.base.refusal import Refused
from pilin.kernel.federation.protocol import keys, sending
from pilin.kernel.federation.protocol.desk import Desk, Effects
from pilin.kernel.federation.protocol.envelope import LANES
from pilin.kernel.federation.protocol.frame import Frame, Header, LaneReport
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.store import Link, OutLane

_SKEW_MAX = 10**9  # seconds; more is not told apart


def check(desk: Desk, frame: Frame) -> Link:
    """Check addresses, signature and incarnation of a frame; return its link.

    Raises LINK_IS_UNKNOWN, FRAME_IS_NOT_FOR_US, KEY_IS_NOT_KNOWN_YET, SIGNATURE_IS_BAD, VERSION_IS_NOT_SPOKEN,
    INCARNATION_IS_FENCED or FENCE_IS_MISSING. A frame signed by a key older than the one the peer last used is not
    heard any more.
    """
    header = frame.header
    link = desk.need(header.sender)
    if header.receiver != desk.code:
        raise Refused(LinkRefusal.FRAME_IS_NOT_FOR_US, receiver=header.receiver)
    ring = keys.ring(desk, link.peer, link.peer)
    row = ring.get(frame.kid)
    if row is None:
        raise Refused(LinkRefusal.KEY_IS_NOT_KNOWN_YET, kid=frame.kid)
    order = list(ring)
    if link.peer_kid and order.index(frame.kid) < order.index(link.peer_kid):
        raise Refused(LinkRefusal.KEY_IS_RETIRED, kid=frame.kid)
    if not frame.is_signed_by(row.key):
        raise Refused(LinkRefusal.SIGNATURE_IS_BAD, kid=frame.kid)
    if header.speaks[1] < desk.speaks[0] or header.speaks[0] > desk.speaks[1]:
        raise Refused(LinkRefusal.VERSION_IS_NOT_SPOKEN, version=header.speaks[0])
    if header.inc < link.inc:
        raise Refused(LinkRefusal.INCARNATION_IS_FENCED, inc=link.inc)
    if header.inc > link.inc and header.type != "fence":
        raise Refused(LinkRefusal.FENCE_IS_MISSING, inc=link.inc)
    return link


def is_behind(desk: Desk, header: Header) -> bool:
    """Tell whether a peer says, on an open link, that it holds more of our envelopes than we do."""
    outs, link = desk.store.out_lanes(header.sender), desk.need(header.sender)
    opened = (desk.store.me().mode, link.mode) == ("open", "open")
    return opened and any(header.lanes[lane].got > outs[lane].seq for lane in LANES)


def doubt(desk: Desk, link: Link, header: Header, at: Instant) -> Effects:
    """Where the peer says that it holds more of our envelopes than we do, send nothing in that lane and ask for them.

    Its word alone makes nobody recover: the envelopes that it gives, signed by us, are the proof (`restoring.proven`).
    """
    effects = Effects()
    for lane, out in desk.store.out_lanes(link.peer).items():
        if header.lanes[lane].got > out.seq and (out.next_at is None or out.next_at <= at):
            desk.store.save_out(replace(out, next_at=after(at, seconds=desk.limits.flight_seconds)))
            effects += Effects(sends=(sending.pull(desk, link, lane, desk.code, at),))
    return effects


def hear(desk: Desk, link: Link, frame: Frame, at: Instant) -> None:
    """Take what the header says: the peer's versions and clock, and for each lane what it has and what it put."""
    header = frame.header
    skew = max(-_SKEW_MAX, min(_SKEW_MAX, round(seconds_between(header.at, at))))
    if abs(skew) > desk.limits.skew_seconds:
        desk.store.alarm("clock_skew", link.peer, at, {"seconds": skew})
    heard = replace(
        link, speaks=header.speaks, skew_seconds=skew, heard_at=at, receipt=frame.head_line, peer_kid=frame.kid
    )
    desk.store.save_link(heard)
    outs, ins = desk.store.out_lanes(link.peer), desk.store.in_lanes(link.peer)
    for lane in LANES:
        report = header.lanes[lane]
        if desk.store.me().mode == "open":
            _check_head(desk, heard, outs[lane], report, at)
        if header.mode == "recovering":  # what it decided counts when its withdrawn refusals are put again
            report = replace(report, decided=0)
        _acknowledge(desk, outs[lane], report, at)
        if report.put > ins[lane].put:
            desk.store.save_in(replace(ins[lane], put=report.put))


def _check_head(desk: Desk, link: Link, out: OutLane, report: LaneReport, at: Instant) -> None:
    """The peer's last hash of our lane must be ours; another one means two lives of this node, or a lie."""
    if report.got <= out.acked or report.got > out.seq:
        return
    row = desk.store.row(link.peer, out.lane, desk.code, report.got)
    if row is not None and row.hash != report.got_head:
        facts = {"lane": out.lane, "seq": report.got, "ours": row.hash, "theirs": report.got_head}
        desk.store.alarm(LinkRefusal.FORK.value, link.peer, at, facts)
        desk.store.save_link(replace(link, mode="halted", alarm_since=link.alarm_since or at))


def _acknowledge(desk: Desk, out: OutLane, report: LaneReport, at: Instant) -> None:
    acked = max(out.acked, min(report.got, out.seq))
    decided = min(report.decided, report.got, out.seq)
    claim = out.claim or ((decided, report.put) if decided > out.settled else None)
    heard_at = at if acked > out.acked else out.heard_at
    later = replace(out, acked=acked, claim=claim, heard_at=heard_at)
    if later != out:
        desk.store.save_out(later)


def settle(desk: Desk, peer: str) -> None:
    """Settle our rows wherever the peer's claim is met; then the peer knows the key that signed them."""
    outs, ins = desk.store.out_lanes(peer), desk.store.in_lanes(peer)
    for lane in LANES:
        out = outs[lane]
        if out.claim is not None and ins[lane].decided >= out.claim[1]:
            desk.store.save_out(replace(out, settled=max(out.settled, out.claim[0]), claim=None))
            if lane == "work":
                _use_newest_key(desk, peer, max(out.settled, out.claim[0]))


def _use_newest_key(desk: Desk, peer: str, settled: int) -> None:
    """Sign frames with the newest key whose predecessor's last number is settled."""
    known = ""
    for row in desk.store.keys(desk.code, peer):
        known = known or row.key.kid
        if row.until is None or row.until["work"] > settled:
            known = row.key.kid
            break
    link = desk.need(peer)
    if known and link.kid != known:
        desk.store.save_link(replace(link, kid=known))
