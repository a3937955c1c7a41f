"""script/bench settle [--small] [--database sqlite|postgresql] [--history [LINES]]: settlements a second at a counter.

Two agencies, each a node with its worker; the care place's gateway takes what a hospital's program sends over HTTP. A
pair is 2206 and 2207 of a prepared visit of five lines: asked twice next door, computed there, posted on both ledgers,
signed by both, durable on both, and answered to the hospital. Everything stands on this machine, the hospitals too.
"""

import argparse
import importlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import django

from benchmarks.settle import site
from tests.support import postgres

ENGINES = ("sqlite", "postgresql")


def main(argv: Sequence[str]) -> int:
    """Measure each engine asked for; `--people` is how this program enters what people enter at a node."""
    parser = argparse.ArgumentParser(prog="script/bench settle", description=__doc__)
    parser.add_argument("--small", action="store_true", help="a size for the ordinary tests")
    parser.add_argument("--database", choices=ENGINES, help="measure this engine only")
    said = "the curve as a year's history grows, up to so many lines (10 million unless said)"
    parser.add_argument("--history", type=int, nargs="?", const=10_000_000, default=0, metavar="LINES", help=said)
    parser.add_argument("--people", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.people:
        django.setup()
        verb, *words = options.people
        sys.stdout.write(str(getattr(importlib.import_module("benchmarks.settle.people"), verb)(*words) or ""))
        return 0
    for engine in [options.database] if options.database else ENGINES:
        _measure(engine, options.history, small=options.small)
    return 0


def _measure(engine: str, history: int, *, small: bool) -> None:
    if engine == "postgresql" and postgres.binaries() is None:
        sys.stdout.write("postgresql: not installed, not measured\n")
        return
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pilin-bench-")))
        environment: Mapping[str, str] = {}
        if engine == "postgresql":
            environment = stack.enter_context(postgres.running(durable=True)).environment
            for name in site.CODES:
                subprocess.run(["createdb", name], env={**os.environ, **environment}, check=True)
        care, insured = stack.enter_context(site.linked(folder, engine, environment))
        measure = importlib.import_module("benchmarks.settle.measure")
        size = measure.SMALL if small else measure.FULL
        if history:
            lines = [number for number in measure.LINES if number < history]
            measure.grow(engine, care, insured, size, [*lines, history])
        else:
            measure.run(engine, care, insured, size)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilin.node.settings")
    sys.exit(main(sys.argv[1:]))
