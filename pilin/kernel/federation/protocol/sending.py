"""Sending: what is due to go out, in bounded batches, one in flight a lane; every frame's header acknowledges."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pilin.base.canonical import Json, digest
from pilin.base.clock import Instant, after, seconds_between
from pilin.kernel.federation.protocol import commitments, parts
from pilin.kernel.federation.protocol.desk import Desk, Effects, Mark, Send
from pilin.kernel.federation.protocol.envelope import LANES
from pilin.kernel.federation.protocol.frame import Header, LaneReport, build
from pilin.kernel.federation.protocol.store import Link, OutLane, Row


def frame(
    desk: Desk, link: Link, kind: str, body: Mapping[str, Json], at: Instant, lines: Sequence[bytes] = ()
) -> bytes:
    """Return the bytes of a frame to a peer; its header states how far every lane has come."""
    outs, ins = desk.store.out_lanes(link.peer), desk.store.in_lanes(link.peer)
    me = desk.store.me()
    lanes = {
        lane: LaneReport(outs[lane].seq, outs[lane].head, ins[lane].seq, ins[lane].head, ins[lane].decided)
        for lane in LANES
    }
    mode = me.mode if me.mode != "open" else link.mode
    return build(
        Header(kind, desk.code, link.peer, me.inc, at, desk.speaks, mode, lanes, body), lines, desk.signer_for(link)
    )


def due(desk: Desk, at: Instant) -> Effects:
    """Return what an open node has to send now: batches of waiting envelopes, pulls, fetches; and write commitments."""
    effects = Effects()
    for link in desk.store.links():
        if link.mode == "open":
            effects += _due_on(desk, link, at)
    return effects


def _due_on(desk: Desk, link: Link, at: Instant) -> Effects:
    if _is_due(link.commit_at, at):
        commitments.commit(desk, link, at)
    effects = Effects()
    for lane in LANES:
        effects += push(desk, link.peer, lane, at)
    effects += _pulls(desk, desk.need(link.peer), at)
    return effects + _fetch(desk, desk.need(link.peer), at)


def push(desk: Desk, peer: str, lane: str, at: Instant) -> Effects:
    """Return the next batch of a lane, unless one is in flight or a retry is not due yet.

    A node that recovers sends nothing of its own: until a peer has fenced its old life, it may have to take it back.
    """
    out = desk.store.out_lanes(peer)[lane]
    if desk.store.me().mode != "open" or out.seq <= out.acked or not _is_due(out.next_at, at):
        return Effects()
    rows, lines = batch(desk, peer, lane, desk.code, out.acked)
    if not rows:
        return Effects()
    desk.store.save_out(replace(out, next_at=after(at, seconds=desk.limits.flight_seconds), sent_at=at))
    data = frame(desk, desk.need(peer), "push", {"lane": lane}, at, lines)
    return Effects((mark(rows[-1]),), None, (Send(peer, lane, data),))


def batch(desk: Desk, peer: str, lane: str, author: str, after_seq: int) -> tuple[list[Row], list[bytes]]:
    """Return a bounded batch of rows after a number, and their payload lines with the parts that the peer may read."""
    rows: list[Row] = []
    size = 0
    for row in desk.store.rows(peer, lane, author, after_seq, desk.limits.batch_envelopes):
        size += len(row.line)
        if rows and size > desk.limits.batch_bytes:
            break
        rows.append(row)
    lines = [row.line for row in rows]
    lines += [parts.write(part) for part in desk.store.parts([row.event_hash for row in rows], peer)]
    return rows, lines


def mark(row: Row) -> Mark:
    """Return the high-water mark that one of our rows needs before it is sent."""
    return Mark(row.peer, row.lane, row.inc, row.seq, row.hash)


def stated(desk: Desk, peers: Iterable[str]) -> Effects:
    """Return the marks of what headers to these peers say to be decided: a node that was set back must notice it."""
    me = desk.store.me()
    halves = [half for peer in sorted(peers) for half in desk.store.in_lanes(peer).values()]
    decided = [half for half in halves if half.decided and me.mode == "open"]
    return Effects(tuple(Mark(half.peer, half.lane, me.inc, half.decided, "", half.peer) for half in decided))


def piggyback(desk: Desk, link: Link, at: Instant) -> tuple[tuple[Mark, ...], list[bytes]]:
    """Return the waiting envelopes of the ask lane for a reply: an answer rides back on the question's request."""
    out = desk.store.out_lanes(link.peer)["ask"]
    if (desk.store.me().mode, link.mode) != ("open", "open") or out.seq <= out.acked:
        return (), []
    rows, lines = batch(desk, link.peer, "ask", desk.code, out.acked)
    if rows:
        desk.store.save_out(replace(out, next_at=after(at, seconds=desk.limits.retry_seconds), sent_at=at))
    return tuple(mark(row) for row in rows[-1:]), lines


def pull(desk: Desk, link: Link, lane: str, whose: str, at: Instant) -> Send:
    """Return a frame that asks for everything of an author after our last number in a lane."""
    half = desk.store.out_lanes(link.peer) if whose == desk.code else desk.store.in_lanes(link.peer)
    nonce = desk.store.me().nonce  # an answer to an earlier recovery's question says nothing about this one
    body: dict[str, Json] = {"lane": lane, "whose": whose, "after": half[lane].seq, "nonce": nonce}
    return Send(link.peer, lane, frame(desk, link, "pull", body, at))


def _pulls(desk: Desk, link: Link, at: Instant) -> Effects:
    """Pull the lanes that lag; else say hello when the timer is due, which shows the peer's numbers."""
    if not _is_due(link.pull_at, at):
        return Effects()
    desk.store.save_link(replace(link, pull_at=after(at, seconds=desk.limits.pull_seconds)))
    lagging = [lane for lane in LANES if lags(desk, link.peer, lane, at)]
    if lagging:
        return Effects(sends=tuple(pull(desk, link, lane, link.peer, at) for lane in lagging))
    if link.bisect is not None:
        question: dict[str, Json] = dict(commitments.question(link.bisect))
        return Effects(sends=(Send(link.peer, "work", frame(desk, link, "compare", question, at)),))
    return Effects(sends=(Send(link.peer, "work", frame(desk, link, "hello", {}, at)),))


def lags(desk: Desk, peer: str, lane: str, at: Instant) -> bool:
    """Tell whether the peer has put more than we have, and nothing of it has come for a while."""
    half = desk.store.in_lanes(peer)[lane]
    if half.put <= half.seq:
        return False
    return half.stored_at is None or seconds_between(half.stored_at, at) >= desk.limits.lag_seconds


def _fetch(desk: Desk, link: Link, at: Instant) -> Effects:
    """Ask for the next chunk of an attachment that we want from this peer."""
    if not _is_due(link.fetch_at, at):
        return Effects()
    wanted = desk.store.wanted(link.peer, 1)
    if not wanted:
        return Effects()
    desk.store.save_link(replace(link, fetch_at=after(at, seconds=desk.limits.flight_seconds)))
    name, offset = wanted[0]
    return Effects(sends=(Send(link.peer, "bulk", frame(desk, link, "fetch", {"hash": name, "offset": offset}, at)),))


def failed(desk: Desk, peer: str, lane: str, at: Instant, reason: str) -> None:
    """The transport did not carry a frame: try again later, doubling the wait up to a limit, for ever."""
    out = desk.store.out_lanes(peer)[lane]
    attempt = out.attempt + 1
    wait = min(desk.limits.retry_seconds * 2 ** min(attempt, 20), desk.limits.retry_seconds_max)
    jitter = 0.5 + int(digest(f"{desk.code}{peer}{lane}{attempt}".encode())[:4], 16) / 65536
    desk.store.save_out(replace(out, attempt=attempt, next_at=after(at, seconds=wait * jitter), refusal=reason))


def _is_due(moment: Instant | None, at: Instant) -> bool:
    return moment is None or moment <= at


def retry_now(desk: Desk, out: OutLane) -> None:
    """Forget back-off and flight of a lane: the peer was heard, or a person pressed the button."""
    desk.store.save_out(replace(out, attempt=0, next_at=None, refusal=""))
