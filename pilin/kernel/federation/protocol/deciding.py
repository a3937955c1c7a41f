"""Deciding: stored envelopes take effect or are refused, in lane order, by the rooms above.

A refusal is a signed event in the same lane; since a node writes one event of a kind with one `re`, it is written once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from pilin.base.canonical import Json
from pilin.base.clock import Instant, seconds_between
from pilin.base.refusal import Refused
from pilin.kernel.federation.protocol import commitments, digests, envelope, keys, writing
from pilin.kernel.federation.protocol.desk import Applied, Declined, Delivered, Desk, Failed, Outcome, Waiting
from pilin.kernel.federation.protocol.envelope import LANES
from pilin.kernel.federation.protocol.event import Draft, Event, is_name
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.store import (
    APPLIED,
    FAILED,
    PENDING,
    REFUSED,
    SETTLED,
    UNDECIDED,
    WAITING,
    KeyRow,
    Prior,
    Row,
)

REFUSAL = "link.refusal"
COMMITMENT = "link.commitment"
_BATCH = 500
_FACT_MAX = 200  # characters


@dataclass(frozen=True)
class _Case:
    """A row with its event and what was known of it before the rooms were asked."""

    row: Row
    event: Event
    outcome: Outcome | None


def decide(desk: Desk, at: Instant, *, again: bool = False) -> None:
    """Decide what is pending; `again` also tries what waits or has rested from a failure. Nothing while recovering.

    While `replaying`, what would be refused is left, for a refusal is told; and so are the peers' refusals, for what
    they refuse must be applied before them.
    """
    if desk.store.me().mode not in ("open", "replaying"):
        return
    wanted: Sequence[str] = UNDECIDED if again else (PENDING,)
    moved = True
    while moved:
        moved = False
        for link in desk.store.links():
            if link.mode == "open":
                for lane in LANES:
                    moved |= _decide_lane(desk, link.peer, lane, wanted, at)
        wanted = UNDECIDED


def _decide_lane(desk: Desk, peer: str, lane: str, wanted: Sequence[str], at: Instant) -> bool:
    """Decide one lane in batches; tell whether anything was settled.

    Where a whole batch waits, one batch of those behind it is tried, each time another: what waits is never forgotten,
    and a peer that makes us wait for very much does not make us try all of it each second.
    """
    moved, after = False, 0
    kept = (REFUSAL,) if desk.store.me().mode == "replaying" else ()
    while found := desk.store.undecided(peer, lane, wanted, after, _BATCH):
        rows = [row for row in found if row.kind not in kept and not desk.failures.rests(row, at)]
        decided = [row for group in _by_kind(rows) for row in _decide_group(desk, group, at)]
        settled = [row for row in decided if row.outcome in SETTLED]
        moved |= bool(settled)
        _advance(desk, peer, lane, decided)
        if len(found) < _BATCH or (after and not settled):
            break
        if not settled:
            last, behind = found[-1].seq, desk.store.in_lanes(peer)[lane].seq - found[-1].seq
            after = last + int(at.timestamp()) * _BATCH % max(behind, 1)
    return moved


def _by_kind(rows: Sequence[Row]) -> list[list[Row]]:
    return [list(group) for _, group in groupby(rows, key=lambda row: row.kind)]


def _decide_group(desk: Desk, rows: Sequence[Row], at: Instant) -> list[Row]:
    """Decide consecutive rows of one kind: what is known already, then what the rooms say of the rest."""
    peer, lane, kind = rows[0].peer, rows[0].lane, rows[0].kind
    events = [event_of(row) if row.line else None for row in rows]
    prior = desk.store.prior([event for event in events if event is not None])
    ring = keys.ring(desk, peer, peer)
    cases = [_case(desk, row, event, ring, prior) for row, event in zip(rows, events, strict=True)]
    asked = [case for case in cases if case.outcome is None]
    delivered = [Delivered(case.event, peer, lane, own=False) for case in asked]
    answers = iter(_ask(desk, kind, delivered, at) if delivered else ())
    return [_settled(desk, case.row, case.outcome or next(answers), at) for case in cases]


def event_of(row: Row) -> Event:
    """Return the event of a stored row."""
    return row.event or envelope.parse(row.line, versions=(1, 2))[0].event


def _case(desk: Desk, row: Row, event: Event | None, ring: dict[str, KeyRow], prior: Mapping[str, Prior]) -> _Case:
    if event is None:
        return _Case(row, None, Declined(LinkRefusal.TEXT_HOLDS_IDENTITY_NUMBER))  # type: ignore[arg-type]
    return _Case(row, event, _known(desk, row, event, ring.get(event.kid), prior.get(event.hash, Prior())))


def _known(desk: Desk, row: Row, event: Event, key: KeyRow | None, prior: Prior) -> Outcome | None:
    """Return what follows from the envelope and from what is stored, before any room is asked."""
    try:
        if (event.scope == "link") != event.kind.startswith("link."):
            raise Refused(LinkRefusal.KIND_IS_UNKNOWN, kind=event.kind)
        if desk.code not in event.parties:
            raise Refused(LinkRefusal.PARTIES_DO_NOT_FIT)
        keys.check_event(key, event)
        if prior.clash:
            raise Refused(LinkRefusal.ID_IS_REUSED, id=event.id, stored=prior.clash)
    except Refused as refused:
        if refused.code is LinkRefusal.KEY_IS_NOT_KNOWN_YET:
            return Waiting(refused.code)
        desk.store.alarm(refused.code.value, row.peer, row.stored_at, {"lane": row.lane, "seq": row.seq})
        return Declined(refused.code)
    if prior.refused:
        return Declined(LinkRefusal.DOCUMENT_IS_ANSWERED)
    return Applied(prior.effect) if prior.applied else None


def _ask(desk: Desk, kind: str, delivered: Sequence[Delivered], at: Instant) -> list[Outcome]:
    """Ask the protocol itself about its own kinds, then the basis, then the rooms."""
    answers: list[Outcome | None] = []
    for item in delivered:
        own = _internal(desk, kind, item, at) if item.event.scope == "link" else None
        answers.append(own or desk.rooms.admits(item.event, at))
    rest = [item for item, answer in zip(delivered, answers, strict=True) if answer is None]
    decided = iter(desk.rooms.decide(kind, rest, at) if rest else ())
    return [answer or next(decided) for answer in answers]


def _internal(desk: Desk, kind: str, item: Delivered, at: Instant) -> Outcome | None:
    """Decide the protocol's own kinds; None where the rooms shall hear of it too."""
    if kind == keys.ROTATION:
        holds = keys.rotated(desk, item.peer, item.event) is not None
        return Applied("") if holds else Declined(LinkRefusal.EVENT_SIGNATURE_IS_BAD)
    if kind == COMMITMENT:
        return commitments.heard(desk, item.peer, item.event, at)
    if kind == REFUSAL:
        return _refused_by_peer(desk, item.peer, item.event, at)
    return None


def _refused_by_peer(desk: Desk, peer: str, event: Event, at: Instant) -> Outcome | None:
    """A peer refused an event. One of ours that is not settled yet becomes a dead letter; the rooms are told.

    Who does not share an event cannot refuse it.
    """
    refused = desk.store.event(event.re)
    if refused is not None and peer not in refused.parties:
        desk.store.alarm(LinkRefusal.PARTIES_DO_NOT_FIT.value, peer, at, {"event": event.hash, "re": event.re})
        return Declined(LinkRefusal.PARTIES_DO_NOT_FIT)
    for row in desk.store.rows_of_event(event.re):
        if row.peer != peer or row.author != desk.code or row.outcome == REFUSED:
            continue
        if row.seq <= desk.store.out_lanes(peer)[row.lane].settled:
            desk.store.alarm(LinkRefusal.REFUSAL_CAME_TOO_LATE.value, peer, at, {"lane": row.lane, "seq": row.seq})
            return Declined(LinkRefusal.REFUSAL_CAME_TOO_LATE)
        code = event.body.get("code")
        desk.store.set_outcomes([replace(row, outcome=REFUSED, code=str(code) if is_name(code, 64) else "")])
        digests.rechain(desk.store, peer, row.lane, desk.code, row.seq)
    return None


def _settled(desk: Desk, row: Row, outcome: Outcome, at: Instant) -> Row:
    """Turn an outcome into the row's new state; tell a refusal to everyone who shares the event."""
    if isinstance(outcome, Applied):
        desk.failures.forget(row)
        return row.but(outcome=APPLIED, effect=outcome.effect, code="")
    if isinstance(outcome, Failed):
        failed(desk, row, at)
        desk.store.alarm("handler_failed", row.peer, at, {"kind": row.kind, "reason": outcome.reason})
        if not _is_old(desk, row, at):
            return replace(row, outcome=FAILED, code="handler_failed")
        outcome = Declined(LinkRefusal.FAILED_TOO_LONG, {"kind": row.kind})
    if isinstance(outcome, Waiting):
        if not _is_old(desk, row, at):
            return replace(row, outcome=WAITING, code=outcome.code.value)
        outcome = Declined(LinkRefusal.WAITED_TOO_LONG, {"for": outcome.code.value})
    if desk.store.me().mode == "replaying":
        return row
    _tell_refusal(desk, row, outcome, at)
    desk.failures.forget(row)
    return replace(row, outcome=REFUSED, code=outcome.code.value)


def failed(desk: Desk, row: Row, at: Instant) -> None:
    """A row met a fault of ours: it rests, and those behind it go on."""
    limits = desk.limits
    desk.failures.note(row, at, first_seconds=limits.retry_seconds, seconds_max=limits.retry_seconds_max)


def _is_old(desk: Desk, row: Row, at: Instant) -> bool:
    return seconds_between(row.stored_at, at) >= desk.limits.waiting_days * 86400


def _tell_refusal(desk: Desk, row: Row, outcome: Declined, at: Instant) -> None:
    parties = event_of(row).parties if row.line else ()
    known = {link.peer for link in desk.store.links()}
    draft = Draft(
        kind=REFUSAL,
        scope="link",
        basis=desk.need(row.peer).charter,
        body={"code": outcome.code.value, "facts": _facts(outcome), "remedy": outcome.code.remedy.value},
        parties=sorted({row.peer, *(known & set(parties))}),
        re=row.event_hash,
        lane=row.lane,
    )
    writing.tell(desk, [draft], at)


def _facts(outcome: Declined) -> dict[str, Json]:
    """Return what a refusal is about; a text that its author wrote need not go back to it at full length."""
    return {name: fact[:_FACT_MAX] if isinstance(fact, str) else fact for name, fact in outcome.facts.items()}


def _advance(desk: Desk, peer: str, lane_name: str, decided: Sequence[Row]) -> None:
    """Keep outcomes, and move the lane's decided number over every row that is settled without a gap before it."""
    lane = desk.store.in_lanes(peer)[lane_name]
    by_seq = {row.seq: row for row in decided}
    line: list[Row] = []
    seq = lane.decided
    while (row := by_seq.get(seq + 1) or _stored(desk, lane.seq, peer, lane_name, seq + 1)) and row.outcome in SETTLED:
        line.append(row)
        seq = row.seq
    done, running = digests.chained(line, lane.running)
    chained = {row.seq: row for row in done}
    desk.store.set_outcomes([*done, *(row for row in decided if row.seq not in chained)])
    if done:
        desk.store.save_in(replace(lane, decided=seq, running=running))


def _stored(desk: Desk, last: int, peer: str, lane: str, seq: int) -> Row | None:
    return desk.store.row(peer, lane, peer, seq) if seq <= last else None
