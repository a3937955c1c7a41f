"""The lanes of every link in both directions: what arrived last, what waits and since when, what was refused."""

from collections.abc import Iterable, Sequence
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
    """Return by peer all its lanes, outgoing ones first, in their order; unused ones are empty. Two queries."""
    outs, ins = tables.OutLane.objects.filter(link__in=peers), tables.InLane.objects.filter(link__in=peers)
    found = [_out(row) for row in _watched(outs, settings.NODE.node.code, "acked")]
    found += [_in(row) for row in _watched(ins, OuterRef("link_id"), "decided")]
    used = {(state.peer, state.direction, state.lane): state for state in found}
    return {
        peer: [used.get((peer, way, lane), LaneState(peer, lane, way)) for way in Direction for lane in LANES]
        for peer in peers
    }


def _watched(rows: QuerySet[Any], author: str | OuterRef, done: str) -> Iterable[Any]:
    """Add to lanes the envelope that waits first, behind the column `done`, and the last one that was refused."""
    lane = tables.Envelope.objects.filter(peer=OuterRef("link_id"), lane=OuterRef("lane"), author=author)
    refused = lane.filter(outcome=REFUSED).order_by("-stored_at")
    watched = {
        "oldest_at": lane.filter(seq=OuterRef(done) + 1).values("stored_at")[:1],
        "refused_code": refused.values("code")[:1],
        "refused_at": refused.values("stored_at")[:1],
    }
    return list(rows.annotate(**{name: Subquery(found) for name, found in watched.items()}))


def _out(row: Any) -> LaneState:
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
        refused=row.refused_code or "",
        refused_at=_instant(row.refused_at),
    )


def _in(row: Any) -> LaneState:
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
        refused=row.refused_code or "",
        refused_at=_instant(row.refused_at),
    )


def _instant(moment: datetime | None) -> Instant | None:
    return clock.instant(moment) if moment else None
