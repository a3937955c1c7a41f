"""What the benchmarks of one node share: each engine is measured in a process of its own, on a store made for it."""

import argparse
import importlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import django

from tests.support import postgres

ENGINES = ("sqlite", "postgresql")

Configure = Callable[[Path, str], str]
"""From an empty folder and an engine to what `PILIN_NODE` is to name."""


def main(name: str, argv: Sequence[str], *, described: str | None, configure: Configure) -> int:
    """Prepare a store for each engine asked for and run `benchmarks.NAME.measure` on it."""
    parser = argparse.ArgumentParser(prog=f"script/bench {name}", description=described)
    parser.add_argument("--small", action="store_true", help="a size for the ordinary tests")
    parser.add_argument("--database", choices=ENGINES, help="measure this engine only")
    parser.add_argument("--prepared", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.prepared:
        django.setup()
        importlib.import_module(f"benchmarks.{name}.measure").run(small=options.small)
        return 0
    engines = [options.database] if options.database else ENGINES
    arguments = [name, *(["--small"] if options.small else [])]
    return max(_measure(engine, arguments, configure) for engine in engines)


def _measure(engine: str, arguments: Sequence[str], configure: Configure) -> int:
    if engine == "postgresql" and postgres.binaries() is None:
        sys.stdout.write("postgresql: not installed, not measured\n")
        return 0
    with tempfile.TemporaryDirectory(prefix="pilin-bench-") as folder:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "pilin.node.settings",
            "PILIN_NODE": configure(Path(folder), engine),
            "PILIN_DATA_DIR": folder,
        }
        if engine == "sqlite":
            return _child(environment, arguments)
        with postgres.running(durable=True) as cluster:
            environment |= cluster.environment
            subprocess.run(["createdb", "pilin"], env=environment, check=True)
            return _child(environment, arguments)


def _child(environment: dict[str, str], arguments: Sequence[str]) -> int:
    name, *rest = arguments
    command = [sys.executable, "-m", f"benchmarks.{name}", "--prepared", *rest]
    return subprocess.run(command, env=environment, check=False).returncode
