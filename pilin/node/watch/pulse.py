"""The worker's sign of life: a small file in the data folder, written with each round of its duties.

The process that shows the pages reads it, whether the worker is the same process or another one on this machine.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.base.refusal import Refused

STALE_SECONDS = 180
"""Three rounds of duties: a worker that was silent for longer is taken for dead."""
_STATISTICS = "/proc/{pid}/statm"


@dataclass(frozen=True)
class Pulse:
    """When the worker gave its last sign of life, and which process it is."""

    at: Instant
    pid: int


def beat(*, at: Instant) -> None:
    """Give a sign of life. A duty of the minute; it is not synced to disk, since it says nothing after a crash."""
    file = _file()
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.write_text(json.dumps({"at": clock.write(at), "pid": os.getpid()}), encoding="ascii")
    draft.rename(file)


def last() -> Pulse | None:
    """Return the last sign of life; None where there never was one, or it cannot be read."""
    try:
        stored = json.loads(_file().read_text(encoding="ascii"))
        return Pulse(clock.read(stored["at"]), int(stored["pid"]))
    except (OSError, ValueError, KeyError, TypeError, Refused):
        return None


def memory_bytes(pid: int, statistics: str = _STATISTICS) -> int | None:
    """Return the memory that a process holds; None where it is gone, or the system does not say."""
    try:
        pages = int(Path(statistics.format(pid=pid)).read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")


def _file() -> Path:
    return Path(settings.NODE.node.data_dir) / "worker.pulse"
