"""The lanes of every link in both directions: what arrived last, what waits and since when, what was refused."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.protocol.envelope import LANES
from pilin.kernel.federation.protocol.store import REFUSED


class Direction(StrEnum):
    """From us to the peer, or from the peer to us."""

    OUT = "out"
    IN = "in"


_REFUSALS_MAX = 200
"""Among how many of the latest refusals of the whole node the last one of each lane is looked for."""

Refusal = tuple[str, Instant]  # code, when


@dataclass(frozen=True)
class LaneState:
    """One lane in one direction.

    Out: `backlog` is what the peer has not got; `attempt` counts failed sends in a row, `trouble` is the code of the
    last one and `next_at` when it is tried again. In: `backlog` is what the peer wrote and we have not decided, of
    which `missing` has not even arrived. `succeeded_at` is when the lane last moved, `oldest_at` since when the oldest
    envelope waits, `refused` the code of the last envelope that its receiver refused for good, at `refused_at`.
    """

    peer: str
    lane: str
    direction: Direction
    last: int = 0
    backlog: int = 0
    missing: int = 0
    succeeded_at: Instant | None = None
    oldest_at: Instant | None = None
    attempt: int = 0
    next_at: Instant | None = None
    trouble: str = ""
    refused: str = ""
    refused_at: Instant | None = None


def lanes_state(peers: Sequence[str]) -> dict[str, list[LaneState]]:
    """Return by peer all its lanes, outgoing ones first, in their order; unused ones are empty. Three queries."""
    outs, ins = tables.OutLane.objects.filter(link__in=peers), tables.InLane.objects.filter(link__in=peers)
    refusals = _last_refusals()
    found = [_out(row, refusals) for row in _waiting(outs, settings.NODE.node.code, "acked")]
    found += [_in(row, refusals) for row in _waiting(ins, OuterRef("link_id"), "decided")]
    used = {(state.peer, state.direction, state.lane): state for state in found}
    return {
        peer: [used.get((peer, way, lane), LaneState(peer, lane, way)) for way in Direction for lane in LANES]
        for peer in peers
    }


def _waiting(rows: QuerySet[Any], author: str | OuterRef, done: str) -> Iterable[Any]:
    """Add to lanes the time of the envelope that waits first, behind the column `done`."""
    lane = tables.Envelope.objects.filter(peer=OuterRef("link_id"), lane=OuterRef("lane"), author=author)
    return list(rows.annotate(oldest_at=Subquery(lane.filter(seq=OuterRef(done) + 1).values("stored_at")[:1])))


def _last_refusals() -> dict[tuple[str, str, bool], Refusal]:
    """Return the last envelope refused for good, by peer, lane and whether it was ours."""
    rows = tables.Envelope.objects.filter(outcome=REFUSED).order_by("-stored_at")
    found: dict[tuple[str, str, bool], Refusal] = {}
    for peer, lane, author, code, at in rows.values_list("peer", "lane", "author", "code", "stored_at")[:_REFUSALS_MAX]:
        found.setdefault((peer, lane, author != peer), (code, clock.instant(at)))
    return found


def _out(row: Any, refusals: Mapping[tuple[str, str, bool], Refusal]) -> LaneState:
    refused, refused_at = refusals.get((row.link_id, row.lane, True), ("", None))
    return LaneState(
        peer=row.link_id,
        lane=row.lane,
        direction=Direction.OUT,
        last=row.seq,
        backlog=row.seq - row.acked,
        succeeded_at=_instant(row.heard_at),
        oldest_at=_instant(row.oldest_at),
        attempt=row.attempt,
        next_at=_instant(row.next_at),
        trouble=row.refusal,
        refused=refused,
        refused_at=refused_at,
    )


def _in(row: Any, refusals: Mapping[tuple[str, str, bool], Refusal]) -> LaneState:
    refused, refused_at = refusals.get((row.link_id, row.lane, False), ("", None))
    put = max(row.put, row.seq)
    return LaneState(
        peer=row.link_id,
        lane=row.lane,
        direction=Direction.IN,
        last=row.seq,
        backlog=put - row.decided,
        missing=put - row.seq,
        succeeded_at=_instant(row.stored_at),
        oldest_at=_instant(row.oldest_at),
        refused=refused,
        refused_at=refused_at,
    )


def _instant(moment: datetime | None) -> Instant | None:
    return clock.instant(moment) if moment else None
