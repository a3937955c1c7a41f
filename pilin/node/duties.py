"""What a node does by the clock: once a minute, each duty by itself, whatever happens to the others.

A room declares its duties in its `apps.py`: `duties = ("dotted.path.of.a.function",)`; each is called with `at=`.
"""

import logging
import threading
from collections.abc import Callable

from django.apps import apps
from django.conf import settings
from django.db import close_old_connections, connections
from django.utils.module_loading import import_string

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.kernel.federation import actions as federation
from pilin.node.watch import pulse

log = logging.getLogger(__name__)

EVERY_SECONDS = 60.0
_DAY_SECONDS = 24 * 3600

Duty = Callable[..., object]


def forget_quarantine(*, at: Instant) -> None:
    """Delete bad bytes that were kept as long as the configuration says."""
    days = settings.NODE.limits.quarantine_days
    federation.expire_quarantine(before=clock.after(at, seconds=-days * _DAY_SECONDS))


def erase_parts(*, at: Instant) -> None:
    """Erase detached parts whose last day of keeping is over (Personal Information Protection Law, art. 47)."""
    federation.erase(until=clock.day_of(at), at=at)


def duties() -> list[Duty]:
    """Return the node's own duties and those that rooms declared."""
    declared = [path for config in apps.get_app_configs() for path in getattr(config, "duties", ())]
    return [forget_quarantine, erase_parts, pulse.beat, *(import_string(path) for path in declared)]


def do(found: list[Duty], *, at: Instant) -> None:
    """Do each duty. A fault is logged and the next minute tries again: this is the edge of the worker loop."""
    for duty in found:
        try:
            duty(at=at)
        except Exception:
            log.exception("the duty %s failed", getattr(duty, "__qualname__", duty))
        finally:
            close_old_connections()


class Duties:
    """The thread in which duties are done until stopped."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="duties", daemon=True)

    def start(self) -> None:
        """Begin, with a first round at once."""
        self._thread.start()

    def stop(self) -> None:
        """End after the round that is being done."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        found = duties()
        while not self._stopping.is_set():
            do(found, at=clock.now())
            self._stopping.wait(EVERY_SECONDS)
        connections.close_all()
