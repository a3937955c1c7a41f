"""Threads of one process write in turn, first come, first served.

SQLite lets waiting writers look again every so often: one that writes without a pause starves the others until they
give up. Here each hands its place to the one that has waited longest, before the database is asked at all.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Turnstile:
    """Lets one thread through at a time, in the order in which they came."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._waiting: deque[tuple[int, threading.Event]] = deque()
        self._owner = 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn, have it, and hand it on. Who is through already stays through."""
        if self._owner == threading.get_ident():
            yield
            return
        self._arrive()
        try:
            yield
        finally:
            self._leave()

    def _arrive(self) -> None:
        with self._mutex:
            if not self._owner:
                self._owner = threading.get_ident()
                return
            called = threading.Event()
            self._waiting.append((threading.get_ident(), called))
        called.wait()

    def _leave(self) -> None:
        with self._mutex:
            if not self._waiting:
                self._owner = 0
                return
            self._owner, called = self._waiting.popleft()
        called.set()
