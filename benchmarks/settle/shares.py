"""`pilin` with a clock in it: what a process spends its processor time on, by kind, written down when it ends.

A kind is the processor time of the thread that does it, without what of another kind is called from within. What is
in no kind is the rest: protocol, mapper, and everything else that is Python.
"""

import functools
import importlib
import json
import os
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import django

FILE = "PILIN_BENCH_SHARES"
"""The variable that names the file in which the shares are kept."""
HTTP_THREADS = ("gateway-http", "federation-http")
TURN_SECONDS = 0.2
KINDS: Mapping[str, tuple[str, ...]] = {
    "signatures": (
        "pilin.kernel.federation.protocol.suite:Ed25519Signer.sign",
        "pilin.kernel.federation.protocol.suite:_verifies",
    ),
    "database": (
        "django.db.backends.utils:CursorWrapper._execute",
        "django.db.backends.utils:CursorWrapper._executemany",
        "django.db.backends.base.base:BaseDatabaseWrapper._commit",
    ),
    "rules": (
        "pilin.modules.medical.rules.benefit:compute",
        "pilin.modules.medical.rules.claim:write",
        "pilin.modules.medical.rules.claim:read",
        "pilin.modules.medical.rules.claim:result",
        "pilin.modules.medical.rules.claim:read_half",
    ),
    "bytes": (
        "pilin.base.canonical:encode",
        "pilin.base.canonical:decode",
        "pilin.wire.nhsa.registry:read",
        "pilin.wire.nhsa.envelope:write_reply",
    ),
    "parts": (
        "pilin.kernel.federation.actions.cellar:store",
        "pilin.kernel.federation.actions.cellar:opened",
    ),
    "carrying": ("pilin.kernel.federation.transport:HttpsTransport.exchange",),
}


class Clock:
    """Adds up what each kind takes, in seconds of processor time."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._running = threading.local()

    def wrapped(self, kind: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that is the same and is timed."""

        @functools.wraps(function)
        def timed(*args: Any, **named: Any) -> Any:
            stack = self._running.__dict__.setdefault("stack", [])
            began = time.thread_time()
            stack.append(0.0)
            try:
                return function(*args, **named)
            finally:
                took = time.thread_time() - began
                self.spent[kind] += took - stack.pop()
                if stack:
                    stack[-1] += took

        return timed

    def wrap(self, kind: str, place: str) -> None:
        """Time a function or a method where it stands; who imported it by its name goes untimed."""
        module, _, names = place.partition(":")
        owner: Any = importlib.import_module(module)
        *path, name = names.split(".")
        for each in path:
            owner = getattr(owner, each)
        setattr(owner, name, self.wrapped(kind, getattr(owner, name)))


def _http_seconds() -> float:
    """Return the processor time of the threads that speak HTTP as servers."""
    found = 0.0
    for thread in threading.enumerate():
        if thread.name in HTTP_THREADS and thread.ident is not None:
            with suppress(OSError):
                found += time.clock_gettime(time.pthread_getcpuclockid(thread.ident))
    return found


def _keep(clock: Clock, file: Path) -> None:
    """Write down what was spent so far, again and again: a process need not end well to be counted."""
    while True:
        told = {**clock.spent, "http": _http_seconds(), "all": time.process_time()}
        file.with_suffix(".new").write_text(json.dumps(told), encoding="ascii")
        file.with_suffix(".new").replace(file)
        time.sleep(TURN_SECONDS)


def main() -> int:
    """Serve as `pilin` does, with the clock running."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilin.node.settings")
    django.setup()
    pilin = importlib.import_module("pilin.node.__main__")
    importlib.import_module("pilin.node.verbs.serve")
    clock = Clock()
    for kind, places in KINDS.items():
        for place in places:
            clock.wrap(kind, place)
    threading.Thread(target=_keep, args=(clock, Path(os.environ[FILE])), daemon=True).start()
    return int(pilin.main(sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
