"""script/bench federation [--small] [--database sqlite|postgresql]: envelopes a second from one node to another.

Two nodes, each a process with its own data folder and database, linked by a key ceremony; loopback HTTPS with mutual
TLS. An envelope counts when the other node has stored and decided it, both durably, and its receipt is stored with us.
Then a backlog is drained as after an outage, while questions are asked on the `ask` lane.

Two limits are measured in turns with it: the rows that the receiver wrote, written durably once more in batches of the
same size into a copy of its store with the same indexes, by `executemany` (SQLite) or `COPY` (PostgreSQL); and the
signatures of the same envelopes, two made and two verified over the same bytes. Medians over the rounds.
"""

import argparse
import importlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import django

from benchmarks.federation import measure, pair
from tests.support import postgres

ENGINES = ("sqlite", "postgresql")


def main(argv: Sequence[str]) -> int:
    """Measure each engine asked for; `--end` is how this program starts the two nodes."""
    parser = argparse.ArgumentParser(prog="script/bench federation", description=__doc__)
    parser.add_argument("--small", action="store_true", help="a size for the ordinary tests")
    parser.add_argument("--database", choices=ENGINES, help="measure this engine only")
    parser.add_argument("--end", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.end:
        django.setup()
        importlib.import_module("benchmarks.federation.end").serve(sys.stdin, sys.stdout)
        return 0
    sys.stdout.write(measure.machine() + "\n")
    for engine in [options.database] if options.database else ENGINES:
        _measure(engine, measure.SMALL if options.small else measure.FULL)
    return 0


def _measure(engine: str, size: measure.Size) -> None:
    if engine == "postgresql" and postgres.binaries() is None:
        sys.stdout.write("postgresql: not installed, not measured\n")
        return
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pilin-bench-")))
        environment = dict(os.environ)
        if engine == "postgresql":
            environment |= stack.enter_context(postgres.running(durable=True)).environment
            for name in pair.CODES:
                subprocess.run(["createdb", name], env=environment, check=True)
        sender, receiver = stack.enter_context(pair.linked(folder, engine, environment))
        measure.run(engine, sender, receiver, size)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
