"""`/healthz`: is this node whole? For a service manager, a proxy or a probe; it needs no account and tells no secret.

A peer out of reach does not make this node ill: links are counted, and do not decide. No peer, path, name or version
is told. One answer serves for some seconds, so that asking often costs nothing.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import django.db
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Count
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.kernel.federation import models as tables
from pilin.kernel.federation import queries
from pilin.kernel.federation.actions import keyring
from pilin.node.watch import pulse

KEPT_SECONDS = 3


class Finding(StrEnum):
    """What a look found."""

    OK = "ok"
    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"
    BEHIND = "behind"
    MISSING = "missing"
    STALE = "stale"


@dataclass(frozen=True)
class Report:
    """How the node is. `mode` and `links` (how many are in each mode) are for information."""

    checks: Mapping[str, Finding]
    worker_age_seconds: int | None
    mode: str
    links: Mapping[str, int]

    @property
    def is_whole(self) -> bool:
        """Tell whether the node does its work."""
        return all(found is Finding.OK for found in self.checks.values())


def report(*, at: Instant) -> Report:
    """Look at database, migrations, worker, key and high-water file; at most five small queries."""
    age = _worker_age(at)
    checks = {
        "worker": Finding.MISSING if age is None else Finding.STALE if age > pulse.STALE_SECONDS else Finding.OK,
        "key": _key(),
        "marks": Finding.MISSING if keyring.read_marks() is None else Finding.OK,
    }
    try:
        checks |= {"database": Finding.OK, "migrations": Finding.BEHIND if _unapplied() else Finding.OK}
        if checks["migrations"] is Finding.OK:
            return Report(checks, age, queries.node_state().mode, _links())
    except django.db.Error:
        checks |= {"database": Finding.UNREACHABLE, "migrations": Finding.UNKNOWN}
    return Report(checks, age, "unknown", {})


def _worker_age(at: Instant) -> int | None:
    last = pulse.last()
    return None if last is None else max(0, int(clock.seconds_between(last.at, at)))


def _key() -> Finding:
    """See that a key is there, and that this process may read it."""
    try:
        return Finding.OK if keyring.signers() else Finding.MISSING
    except (OSError, ValueError):
        return Finding.MISSING


@cache
def _known() -> frozenset[tuple[str, str]]:
    """Return every migration of this programme; read from its files once a process."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def _unapplied() -> frozenset[tuple[str, str]]:
    return _known() - MigrationRecorder(connection).applied_migrations().keys()


def _links() -> dict[str, int]:
    rows = tables.Link.objects.order_by("mode").values_list("mode").annotate(number=Count("pk"))
    return dict(rows)


class Kept:
    """The last report, for some seconds, for all threads of a process."""

    def __init__(self, look: Callable[..., Report] = report) -> None:
        self._look = look
        self._lock = threading.Lock()
        self._last: tuple[Instant, Report] | None = None

    def report(self, *, at: Instant) -> Report:
        """Return the report of a moment ago, or a new one."""
        with self._lock:
            if self._last is None or not 0 <= clock.seconds_between(self._last[0], at) < KEPT_SECONDS:
                self._last = at, self._look(at=at)
            return self._last[1]


kept = Kept()


@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 where the node is whole, 503 where not, each with what was found."""
    found = kept.report(at=clock.now())
    told = {
        "status": "ok" if found.is_whole else "failing",
        "checks": found.checks,
        "worker_age_seconds": found.worker_age_seconds,
        "mode": found.mode,
        "links": found.links,
    }
    return JsonResponse(told, status=200 if found.is_whole else 503)
