"""Writers in turn: threads of one process first come, first served; processes by a lock on a file.

SQLite lets waiting writers look again every so often: one that writes without a pause starves the others until they
give up. Here each hands its place to the one that has waited longest, before the database is asked at all. Between
processes the kernel wakes who waits; a process that dies lets go. How long one may wait is bounded by how long the
others write: nobody keeps a transaction open while it waits for something outside.
"""

import fcntl
import os
import threading
from collections import deque
from functools import cache
from pathlib import Path


class Turnstile:
    """Lets one holder through at a time, in the order in which they came."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._mutex = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False

    def take(self) -> int:
        """Wait for one's turn and have it; return what `give` takes back."""
        self._arrive()
        try:
            descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            self._leave()
            raise
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        except BaseException:
            self.give(descriptor)
            raise
        return descriptor

    def give(self, turn: int) -> None:
        """Hand the turn on: to other processes, and to the thread that has waited longest."""
        os.close(turn)
        self._leave()

    def _arrive(self) -> None:
        with self._mutex:
            if not self._taken:
                self._taken = True
                return
            called = threading.Event()
            self._waiting.append(called)
        called.wait()

    def _leave(self) -> None:
        with self._mutex:
            if not self._waiting:
                self._taken = False
                return
            called = self._waiting.popleft()
        called.set()


@cache
def turnstile(database: str) -> Turnstile:
    """Return this process's turnstile of a database file; the lock lies beside it."""
    return Turnstile(Path(f"{database}.turn"))
