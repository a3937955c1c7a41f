"""Resuming: when every link of a recovering node is done, the node lives on.

First what it told once is applied again and what peers told is decided, as far as that writes nothing: what it wrote in
answer lies among what it pulled back, and to answer anew could end otherwise. Then it may write again: the rest is
decided, and what some party lacks is put into new envelopes.
"""

from collections.abc import Sequence
from dataclasses import replace

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation.protocol import deciding, digests, writing
from pilin.kernel.federation.protocol.desk import Applied, Declined, Delivered, Desk, Failed, Outcome
from pilin.kernel.federation.protocol.event import Event
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.store import APPLIED, REFUSED, Link, Row


def finish(desk: Desk, at: Instant) -> bool:
    """End the recovery if every link is done; tell whether it was."""
    me = desk.store.me()
    if not all(_is_done(desk, link) for link in desk.store.links() if link.mode == "open"):
        return False
    recovered = desk.store.recovered()
    for mode in ("replaying", "open"):
        desk.store.save_me(replace(me, mode=mode))
        _settle(desk, at)
    _rechain(desk, recovered)
    _relay(desk, [*desk.store.lost(), *recovered], at)
    desk.store.resolve_lost()
    return True


def _settle(desk: Desk, at: Instant) -> None:
    """Apply own events and decide peers' in turn until nothing moves; what cannot be applied even then is refused."""
    moved = True
    while moved:
        moved = _replay(desk, at)
        deciding.decide(desk, at, again=True)
        moved = _replay(desk, at) or moved
    if desk.store.me().mode == "open" and _replay(desk, at, last=True):
        deciding.decide(desk, at, again=True)


def go_on(desk: Desk, at: Instant) -> None:
    """Try again own events that were pulled back and met a fault of ours, or something that was not there yet."""
    rest = [row for row in desk.store.recovered() if not desk.failures.rests(row, at)]
    if rest and _replay(desk, at, rest, last=True):
        _rechain(desk, rest)


def _rechain(desk: Desk, rows: Sequence[Row]) -> None:
    for (peer, lane), first in _firsts(rows).items():
        digests.rechain(desk.store, peer, lane, desk.code, first)


def _is_done(desk: Desk, link: Link) -> bool:
    outs, ins = desk.store.out_lanes(link.peer).values(), desk.store.in_lanes(link.peer).values()
    return all(out.recovered for out in outs) and all(half.recovered for half in ins)


def _firsts(rows: Sequence[Row]) -> dict[tuple[str, str], int]:
    firsts: dict[tuple[str, str], int] = {}
    for row in rows:
        firsts[row.peer, row.lane] = min(row.seq, firsts.get((row.peer, row.lane), row.seq))
    return firsts


def _replay(desk: Desk, at: Instant, rows: Sequence[Row] | None = None, *, last: bool = False) -> bool:
    """Apply own recovered events, or some of them, that can be applied now; tell whether any was settled.

    Only the `last` time one is refused: what it builds on may be among what is not decided yet.
    """
    moved = False
    for row in desk.store.recovered() if rows is None else rows:
        outcome = _outcome(desk, row, at)
        if isinstance(outcome, Applied):
            settled = replace(row, outcome=APPLIED, effect=outcome.effect)
        elif isinstance(outcome, Declined) and last:
            settled = replace(row, outcome=REFUSED, code=outcome.code.value)
        else:
            if isinstance(outcome, Failed):
                deciding.failed(desk, row, at)
            continue
        desk.store.set_outcomes([settled])
        moved = True
    return moved


def _outcome(desk: Desk, row: Row, at: Instant) -> Outcome:
    event = deciding.event_of(row)
    prior = desk.store.prior([event]).get(event.hash)
    if row.scope == "link":
        return Applied("")
    if prior is not None and prior.applied:
        return Applied(prior.effect)
    return desk.rooms.decide(row.kind, [Delivered(event, "", row.lane, own=True)], at)[0]


def _relay(desk: Desk, rows: Sequence[Row], at: Instant) -> None:
    """Put into new envelopes what a party lacks: withdrawn events, and own events that another peer gave back."""
    owed: dict[tuple[str, str], dict[str, tuple[Event, str]]] = {}
    for row in rows:
        event = deciding.event_of(row)
        ours = [stored for stored in desk.store.rows_of_event(event.hash) if stored.author == desk.code]
        if row.outcome == REFUSED or any(stored.outcome == REFUSED for stored in ours):
            continue
        effect = next((stored.effect for stored in ours), row.effect)
        for peer in set(event.parties) - {desk.code} - {stored.peer for stored in ours}:
            owed.setdefault((peer, row.lane), {})[event.hash] = (event, effect)
    for (peer, lane), told in sorted(owed.items()):
        writing.append(desk, peer, lane, list(told.values()), at)


def override(desk: Desk, peer: str, at: Instant) -> None:
    """Two persons end the wait for a peer that is out of reach; when it returns, recovery runs again against it.

    Raises LINK_IS_UNKNOWN, NODE_IS_HALTED (another process lives on as this node) or NODE_IS_NOT_RECOVERING.
    """
    desk.need(peer)
    mode = desk.store.me().mode
    if mode != "recovering":
        raise Refused(LinkRefusal.NODE_IS_HALTED if mode == "halted" else LinkRefusal.NODE_IS_NOT_RECOVERING)
    for out in desk.store.out_lanes(peer).values():
        desk.store.save_out(replace(out, recovered=True))
    for half in desk.store.in_lanes(peer).values():
        desk.store.save_in(replace(half, recovered=True))
    desk.store.alarm("recovery_overridden", peer, at, {"inc": desk.store.me().inc})
    finish(desk, at)
