"""script/bench ledger [--small] [--database sqlite|postgresql]: postings a second in batches of 1, 100 and 1000.

The limit is measured in the same run, in turns with the action: the rows that the action has just written, entries and
balances, are written durably in batches of the same size into a copy of the same tables, with the same indexes,
constraints and foreign keys; entries by `executemany` (SQLite) or `COPY` (PostgreSQL), balances by one statement. The
limit reads nothing, checks nothing and computes nothing. Medians over the rounds.

A hundred accounts: one for each agreement, purpose and peer is tens, not thousands, since nobody has an account as a
person.
"""

import argparse
import importlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence

import django

from tests.support import postgres

ENGINES = ("sqlite", "postgresql")


def main(argv: Sequence[str]) -> int:
    """Prepare a store for each engine asked for and measure in a process of its own."""
    parser = argparse.ArgumentParser(prog="script/bench ledger", description=__doc__)
    parser.add_argument("--small", action="store_true", help="a size for the ordinary tests")
    parser.add_argument("--database", choices=ENGINES, help="measure this engine only")
    parser.add_argument("--prepared", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.prepared:
        django.setup()
        importlib.import_module("benchmarks.ledger.measure").run(small=options.small)
        return 0
    engines = [options.database] if options.database else ENGINES
    return max(_measure(engine, ["--small"] if options.small else []) for engine in engines)


def _measure(engine: str, arguments: Sequence[str]) -> int:
    if engine == "postgresql" and postgres.binaries() is None:
        sys.stdout.write("postgresql: not installed, not measured\n")
        return 0
    with tempfile.TemporaryDirectory(prefix="pilin-bench-") as folder:
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "pilin.node.settings", "PILIN_DATA_DIR": folder}
        if engine == "sqlite":
            return _child(environment | {"PILIN_NODE": "pinghu"}, arguments)
        with postgres.running(durable=True) as cluster:
            environment |= cluster.environment | {"PILIN_NODE": "test-postgresql"}
            subprocess.run(["createdb", "pilin"], env=environment, check=True)
            return _child(environment, arguments)


def _child(environment: dict[str, str], arguments: Sequence[str]) -> int:
    command = [sys.executable, "-m", "benchmarks.ledger", "--prepared", *arguments]
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
