"""How the node and its links stand: mode, life, when a peer was last heard, and how much waits for it."""

from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from pilin.base import canonical, clock
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation import models as tables

OFFLINE_AFTER_SECONDS = 150
"""A peer that was silent for so long is called offline: two hellos went by without a word."""


@dataclass(frozen=True)
class NodeView:
    """This node's own state: incarnation and mode (`open`, `recovering`, `halted`)."""

    inc: int
    mode: str


@dataclass(frozen=True)
class LinkState:
    """One link as people see it.

    `mode` is `introduced`, `open`, `paused` or `halted`; `inc` is the peer's incarnation. `backlog` counts our
    envelopes that the peer has not got, over all lanes; `quarantined` its frames that could not be taken. `closes_at`
    is when the countdown after an alarm ends new shared facts. `is_reached` says that the peer was heard of late;
    `peer_mode` is what it said of itself then, empty before it was heard.
    """

    peer: str
    name: str
    url: str
    mode: str
    peer_mode: str
    charter: str
    inc: int
    speaks: tuple[int, int]
    skew_seconds: int
    heard_at: Instant | None
    closes_at: Instant | None
    backlog: int
    quarantined: int
    is_reached: bool
    silent_seconds: float | None


def node_state() -> NodeView:
    """Return this node's state; one that never moved a lane is in its first life and open."""
    row = tables.NodeState.objects.filter(pk=1).values_list("inc", "mode").first()
    return NodeView(*row) if row else NodeView(1, "open")


def links_state(at: Instant) -> list[LinkState]:
    """Return every link as it stands at `at`, by the peer's code, in one query."""
    return [_state(row, at) for row in _counted(tables.Link.objects.order_by("peer"))]


def link_state(peer: str, at: Instant) -> LinkState | None:
    """Return one link as it stands at `at`, or None where there is no such peer."""
    return next((_state(row, at) for row in _counted(tables.Link.objects.filter(pk=peer))), None)


def _counted(rows: QuerySet[tables.Link]) -> list[tables.Link]:
    """Load links with what waits for them and what lies in quarantine."""
    lanes = tables.OutLane.objects.filter(link=OuterRef("pk")).values("link")
    waiting = lanes.annotate(total=Sum(F("seq") - F("acked"))).values("total")
    bad = tables.Quarantine.objects.filter(peer=OuterRef("pk")).values("peer")
    kept = bad.annotate(total=Count("pk")).values("total")
    return list(
        rows.defer("certificate").annotate(
            backlog=Coalesce(Subquery(waiting), 0), quarantined=Coalesce(Subquery(kept), 0)
        )
    )


def _state(row: tables.Link, at: Instant) -> LinkState:
    heard_at = clock.instant(row.heard_at) if row.heard_at else None
    silent_seconds = max(0.0, clock.seconds_between(heard_at, at)) if heard_at else None
    return LinkState(
        peer=row.peer,
        name=row.name,
        url=row.url,
        mode=row.mode,
        peer_mode=_peer_mode(bytes(row.receipt)),
        charter=row.charter,
        inc=row.inc,
        speaks=(row.speaks_low, row.speaks_high),
        skew_seconds=row.skew_seconds,
        heard_at=heard_at,
        closes_at=_closes_at(row),
        backlog=row.backlog,  # type: ignore[attr-defined]
        quarantined=row.quarantined,  # type: ignore[attr-defined]
        is_reached=silent_seconds is not None and silent_seconds <= OFFLINE_AFTER_SECONDS,
        silent_seconds=silent_seconds,
    )


def _closes_at(row: tables.Link) -> Instant | None:
    if row.alarm_since is None:
        return None
    return clock.after(clock.instant(row.alarm_since), seconds=settings.NODE.limits.fail_closed_hours * 3600)


def _peer_mode(receipt: bytes) -> str:
    """Return the mode that the last header of a peer names; a damaged one is the audit's business."""
    try:
        return str(cast("Any", canonical.decode(receipt))["header"]["mode"])
    except (Refused, KeyError, TypeError):
        return ""
