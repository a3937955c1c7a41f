"""The node's own figures, as Prometheus takes them: a fixed number of queries, whatever the node holds.

Shared figures come from the database and are the same whichever process tells them; those of a process bear its name
(`process`). No label holds personal data, an account, a subject or a matter: peers are named by their division codes,
lanes, alarms and pages by their code names. What is counted row by row ends at `ROWS_MAX`.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import django.db
from django.conf import settings
from django.db import connection
from django.db.models import BooleanField, Count, Q, QuerySet, Sum
from django.db.models.expressions import RawSQL

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.kernel.federation import models as tables
from pilin.kernel.federation import queries as federation
from pilin.kernel.federation.queries import LaneState, LinkState
from pilin.kernel.matters import queries as matters
from pilin.node import archive
from pilin.node.watch import pulse
from pilin.web import guard
from pilin.web.models import FailedSignIn

ROWS_MAX = 100_000
_IS_UNDECIDED: Any = RawSQL(  # spelled as the partial index spells it: a parameter would hide the index from SQLite
    "outcome IN ('pending', 'waiting', 'failed')", (), output_field=BooleanField()
)

Sample = tuple[tuple[str, ...], float]


@dataclass(frozen=True)
class Figure:
    """One figure with its samples; `labels` name what tells the samples apart."""

    name: str
    help: str
    samples: Sequence[Sample]
    labels: tuple[str, ...] = ()
    kind: Literal["gauge", "counter"] = "gauge"


def read(*, at: Instant) -> list[Figure]:
    """Return every figure; where the database does not answer, those of the machine, and `pilin_database_up` 0."""
    found = list(machine(at))
    try:
        shared = [*node(), *links(at), *troubles(), *work(at), *database()]
    except django.db.Error:
        return [*found, _one("pilin_database_up", "Whether the database answers.", 0)]
    return [*found, _one("pilin_database_up", "Whether the database answers.", 1), *shared]


def node() -> Iterator[Figure]:
    """Tell mode and life of the node; one query."""
    state = federation.node_state()
    yield _one("pilin_node_open", "Whether the node is open: neither recovering nor halted.", state.mode == "open")
    yield _one("pilin_node_life", "The life of the node; each restore begins a new one.", state.inc)


def links(at: Instant) -> Iterator[Figure]:
    """Tell how links stand and how far their lanes have come; four queries."""
    known = federation.links_state(at)
    lanes = [lane for found in federation.lanes_state([link.peer for link in known]).values() for lane in found]
    yield from _links(known)
    yield from _lanes(lanes, at)


def _links(known: Sequence[LinkState]) -> Iterator[Figure]:
    peer = ("peer",)
    rows: list[Sample] = [((link.peer,), link.mode == "open") for link in known]
    yield Figure("pilin_link_open", "Whether the link is open: neither paused nor halted.", rows, peer)
    rows = [((link.peer,), link.silent_seconds) for link in known if link.silent_seconds is not None]
    yield Figure("pilin_link_silent_seconds", "Seconds since the peer was last heard.", rows, peer)
    rows = [((link.peer,), link.skew_seconds) for link in known]
    yield Figure("pilin_link_clock_skew_seconds", "By how much the peer's clock is ahead of ours.", rows, peer)
    rows = [((link.peer,), link.quarantined) for link in known]
    yield Figure("pilin_quarantined_frames", "Frames of the peer that could not be taken and are kept.", rows, peer)


def _lanes(lanes: Sequence[LaneState], at: Instant) -> Iterator[Figure]:
    for way, done in (("out", "written by us for the peer"), ("in", "of the peer that we hold")):
        rows: list[Sample] = [((lane.peer, lane.lane), lane.last) for lane in lanes if lane.direction == way]
        yield Figure(f"pilin_envelopes_{way}", f"Envelopes {done}, by lane.", rows, ("peer", "lane"), "counter")
    place = ("peer", "lane", "direction")
    rows = [(_place(lane), lane.backlog) for lane in lanes]
    yield Figure("pilin_backlog_envelopes", "Envelopes not yet received (out) or not yet decided (in).", rows, place)
    moved = [(_place(lane), lane.succeeded_at) for lane in lanes]
    rows = [(names, _age(since, at)) for names, since in moved if since is not None]
    yield Figure("pilin_lane_success_age_seconds", "Seconds since the lane last moved.", rows, place)
    waiting = [(_place(lane), lane.oldest_at) for lane in lanes]
    rows = [(names, _age(since, at)) for names, since in waiting if since is not None]
    yield Figure("pilin_oldest_waiting_seconds", "For how long the first envelope of a lane has waited.", rows, place)


def _place(lane: LaneState) -> tuple[str, ...]:
    return lane.peer, lane.lane, str(lane.direction)


def troubles() -> Iterator[Figure]:
    """Tell undecided rows, dead letters and open alarms; three queries."""
    undecided = tables.Envelope.objects.filter(_IS_UNDECIDED)
    yield _one("pilin_undecided_envelopes", "Stored envelopes without an outcome.", _counted(undecided))
    dead = tables.Envelope.objects.filter(outcome="refused", author=settings.NODE.node.code)
    yield _one("pilin_dead_letters", "Envelopes of ours that a peer refused for good.", _counted(dead))
    alarms = tables.Alarm.objects.filter(closed_at=None).order_by("code").values_list("code").annotate(Count("pk"))
    rows: list[Sample] = [((code,), number) for code, number in alarms]
    yield Figure("pilin_alarms_open", "Alarms that nobody has closed, by code.", rows, ("code",))


def work(at: Instant) -> Iterator[Figure]:
    """Tell open and late matters, and sign-ins that failed of late; two queries."""
    counted = matters.counters(me=settings.NODE.node.code, day=clock.day_of(at))
    rows: list[Sample] = [((whose,), counted[whose]) for whose in ("ours", "theirs")]
    yield Figure("pilin_matters_open", "Open matters, by whose turn it is.", rows, ("turn",))
    yield _one("pilin_matters_late", "Open matters of which a period is over.", counted["late"])
    recent = FailedSignIn.objects.filter(last_at__gte=clock.after(at, seconds=-guard.LOCK_SECONDS))
    tried = recent.aggregate(tries=Sum("times"), locked=Count("pk", filter=Q(times__gte=guard.ATTEMPTS_MAX)))
    yield _one("pilin_sign_in_failures", "Failed sign-ins of the last quarter of an hour.", tried["tries"] or 0)
    yield _one("pilin_sign_in_locked", "Account names that are locked now for failed sign-ins.", tried["locked"])


def database() -> Iterator[Figure]:
    """Tell how large the database is; one query, or the size of its files."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            size = cursor.fetchone()[0]
    else:
        file = Path(settings.NODE.database.name)
        size = sum(path.stat().st_size for path in (file, file.with_name(f"{file.name}-wal")) if path.exists())
    yield _one("pilin_database_bytes", "The size of the database.", size)


def machine(at: Instant) -> Iterator[Figure]:
    """Tell room on the disk, the age of the last backup and of the worker's sign of life, memory; no query."""
    folder = Path(settings.NODE.node.data_dir)
    yield Figure("pilin_node_info", "Which node this is.", [((settings.NODE.node.code,), 1)], ("node",))
    yield _one("pilin_disk_free_bytes", "Free room on the disk of the data folder.", shutil.disk_usage(folder).free)
    saved = archive.last_made()
    rows: list[Sample] = [] if saved is None else [((), _age(saved, at))]
    yield Figure("pilin_backup_age_seconds", "Seconds since the last backup; silent before the first one.", rows)
    sign = pulse.last()
    rows = [] if sign is None else [((), _age(sign.at, at))]
    yield Figure("pilin_worker_age_seconds", "Seconds since the worker's last sign of life.", rows)
    held = [(("pages",), pulse.memory_bytes(os.getpid()))]
    if sign is not None and sign.pid != os.getpid():
        held.append((("worker",), pulse.memory_bytes(sign.pid)))
    rows = [(names, size) for names, size in held if size is not None]
    yield Figure("pilin_process_memory_bytes", "Memory of a process; one for both where they are one.", rows, _PROCESS)


_PROCESS = ("process",)


def _one(name: str, told: str, value: float) -> Figure:
    return Figure(name, told, [((), value)])


def _age(since: Instant, at: Instant) -> float:
    return max(0.0, clock.seconds_between(since, at))


def _counted(rows: QuerySet[tables.Envelope]) -> int:
    """Count rows up to a bound: beyond it the figure says enough."""
    return rows.order_by()[:ROWS_MAX].count()
