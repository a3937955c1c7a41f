"""Writing: a fact is signed once, applied to ourselves, and put into an envelope for each other party.

All of it happens in the caller's transaction; nothing is sent here.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from pilin.base.clock import Instant, seconds_between
from pilin.base.refusal import Refused
from pilin.kernel.federation.protocol import digests
from pilin.kernel.federation.protocol import event as events
from pilin.kernel.federation.protocol.desk import Applied, Declined, Delivered, Desk, Outcome, Waiting
from pilin.kernel.federation.protocol.envelope import Place, seal
from pilin.kernel.federation.protocol.event import Draft, Event
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.store import APPLIED, Link, Part, Row

Told = tuple[Event, str, str]  # event, lane, effect


def tell(desk: Desk, drafts: Sequence[Draft], at: Instant) -> list[Event]:
    """Sign drafts, apply them to ourselves, write their envelopes, and keep the contents of their detached parts.

    Returns the events in the order of the drafts. Contents are kept last, when their facts are stored.

    A draft with `re` that we answered already returns the stored event and writes nothing. Raises what the own rooms
    refuse, NODE_IS_RECOVERING, NODE_IS_HALTED, LINK_IS_UNKNOWN, LINK_IS_HALTED or LINK_IS_CLOSED_BY_COUNTDOWN.
    """
    may_tell(desk, drafts, at)
    mode = desk.store.me().mode
    told: list[Event] = []
    fresh: list[tuple[Event, str]] = []
    contents: list[Part] = []
    for draft in drafts:
        found = desk.store.reply(desk.code, draft.re, draft.kind) if draft.re else None
        event = found or events.sign(draft, author=desk.code, signer=desk.signer, at=at, entropy=desk.entropy)
        told.append(event)
        if found is None:
            fresh.append((event, draft.lane))
            contents += [Part(event.hash, one.ref.name, one.salt, one.data) for one in draft.contents]
    if fresh and mode == "replaying":
        raise Refused(LinkRefusal.NODE_IS_RECOVERING)
    envelop(desk, _applied(desk, fresh, at), at)
    if contents:
        desk.store.save_parts(contents, at)
    return told


def may_tell(desk: Desk, drafts: Sequence[Draft], at: Instant) -> None:
    """Refuse where the node or a link may not write. An answer to a peer (`re`) is always written: it is owed."""
    mode = desk.store.me().mode
    if mode not in ("open", "replaying"):
        code = LinkRefusal.NODE_IS_RECOVERING if mode == "recovering" else LinkRefusal.NODE_IS_HALTED
        raise Refused(code)
    for peer in sorted({party for draft in drafts for party in draft.parties} - {desk.code}):
        link = desk.need(peer)
        if any(not draft.re and draft.scope != "link" and peer in draft.parties for draft in drafts):
            _check_link(desk, link, at)


def _check_link(desk: Desk, link: Link, at: Instant) -> None:
    if link.mode == "introduced":
        raise Refused(LinkRefusal.LINK_IS_UNKNOWN, peer=link.peer)
    if link.mode == "halted":
        raise Refused(LinkRefusal.LINK_IS_HALTED, peer=link.peer)
    if link.alarm_since and seconds_between(link.alarm_since, at) >= desk.limits.closing_hours * 3600:
        raise Refused(LinkRefusal.LINK_IS_CLOSED_BY_COUNTDOWN, peer=link.peer)


def _applied(desk: Desk, fresh: Sequence[tuple[Event, str]], at: Instant) -> list[Told]:
    """Apply own events through the rooms, group by group of one kind. Raises what they refuse."""
    done: list[Told] = []
    for kind, group in groupby(fresh, key=lambda item: item[0].kind):
        items = list(group)
        if items[0][0].scope == "link":
            done += [(event, lane, "") for event, lane in items]
            continue
        for event, _ in items:
            _raise(desk.rooms.admits(event, at))
        outcomes = desk.rooms.decide(kind, [Delivered(event, "", lane, own=True) for event, lane in items], at)
        for (event, lane), outcome in zip(items, outcomes, strict=True):
            done.append((event, lane, _effect(outcome)))
    return done


def _effect(outcome: Outcome) -> str:
    _raise(outcome)
    assert isinstance(outcome, Applied), outcome
    return outcome.effect


def _raise(outcome: Outcome | None) -> None:
    if isinstance(outcome, Declined):
        raise Refused(outcome.code, **outcome.facts)
    if isinstance(outcome, Waiting):
        raise Refused(outcome.code)


def envelop(desk: Desk, told: Sequence[Told], at: Instant) -> None:
    """Put events into envelopes for every other party, at the end of our half of the lane."""
    for peer in sorted({party for event, _, _ in told for party in event.parties} - {desk.code}):
        for lane in sorted({lane for event, lane, _ in told if peer in event.parties}):
            mine = [(event, effect) for event, name, effect in told if name == lane and peer in event.parties]
            append(desk, peer, lane, mine, at)


def append(desk: Desk, peer: str, lane: str, told: Sequence[tuple[Event, str]], at: Instant) -> None:
    """Put events, each with its effect, at the end of our half of one lane to one peer."""
    link = desk.need(peer)
    out = desk.store.out_lanes(peer)[lane]
    seen = desk.store.in_lanes(peer)[lane].decided if desk.version(link) > 1 else None
    inc, seq, head = desk.store.me().inc, out.seq, out.head
    rows = []
    for event, effect in told:
        seq += 1
        place = Place(desk.code, peer, lane, seq, head, inc)
        envelope = seal(event, place, signer=desk.signer, sent_at=at, seen=seen)
        head = envelope.hash
        rows.append(
            Row(
                peer, lane, desk.code, seq, inc, head, event.hash, event.kind, event.scope, envelope.line, at,
                outcome=APPLIED, effect=effect,
            )
        )  # fmt: skip
    done, running = digests.chained(rows, out.running)
    desk.store.append([(row, event) for row, (event, _) in zip(done, told, strict=True)])
    desk.store.save_out(replace(out, seq=seq, head=head, running=running))
