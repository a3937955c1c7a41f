"""Who works on a node's data folder now: one worker, any number of page servers, or one verb that wants it alone.

The locks are the kernel's on two files: they end with the process that holds them, however it ends.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from django.conf import settings

from pilin.base.refusal import Code, Refused
from pilin.node.refusals import NodeRefusal

WORKER, PAGES = "worker.lock", "pages.lock"
PATIENCE_SECONDS = 10.0
"""How long a start waits for the processes of the last one to be gone."""
ALONE_SECONDS = 5.0
"""How long a verb that wants the node alone waits: a worker whose supervisor was killed needs a moment to end."""
_LOOK_SECONDS = 0.05


@contextmanager
def working() -> Iterator[None]:
    """Be the one worker of this node. Raises NODE_SERVES_ALREADY when another stays."""
    with _held(WORKER, fcntl.LOCK_EX, PATIENCE_SECONDS, NodeRefusal.NODE_SERVES_ALREADY):
        yield


@contextmanager
def showing() -> Iterator[None]:
    """Be one of the servers of pages. Raises NODE_SERVES_ALREADY while a verb has the node alone."""
    with _held(PAGES, fcntl.LOCK_SH, PATIENCE_SECONDS, NodeRefusal.NODE_SERVES_ALREADY):
        yield


@contextmanager
def alone() -> Iterator[None]:
    """Have the node to oneself. Raises NODE_IS_SERVING."""
    with (
        _held(WORKER, fcntl.LOCK_EX, ALONE_SECONDS, NodeRefusal.NODE_IS_SERVING),
        _held(PAGES, fcntl.LOCK_EX, ALONE_SECONDS, NodeRefusal.NODE_IS_SERVING),
    ):
        yield


@contextmanager
def _held(name: str, way: int, patience_seconds: float, code: Code) -> Iterator[None]:
    file = Path(settings.NODE.node.data_dir) / name
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(descriptor, way, monotonic() + patience_seconds, code)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, way: int, until: float, code: Code) -> None:
    while True:
        try:
            fcntl.flock(descriptor, way | fcntl.LOCK_NB)
        except BlockingIOError:
            if monotonic() >= until:
                raise Refused(code, node=settings.NODE.node.code) from None
            sleep(_LOOK_SECONDS)
        else:
            return
