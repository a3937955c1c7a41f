"""script/bench pages [--small] [--database sqlite|postgresql]: the pages people open most, on a node full of work.

Desk, search, one matter with 500 events, the programme's strip, the list of 10,000 projects with 120,000 monthly
reports, a project, and two pages of the public site. Each line gives the queries of a page, its median and 95th
percentile at one client, pages a second with eight clients, and the ratio of its median to the limit: the smallest page
that the same server gives in the same run, a sheet of style made without any query.

Queries are counted in this process; times are taken over HTTP from a node that is served as `pilin serve --only web`.
"""

import argparse
import importlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import django

from benchmarks.pages import node
from tests.support import postgres

ENGINES = ("sqlite", "postgresql")


def main(argv: Sequence[str]) -> int:
    """Prepare a node for each engine asked for and measure in a process of its own."""
    parser = argparse.ArgumentParser(prog="script/bench pages", description=__doc__)
    parser.add_argument("--small", action="store_true", help="a size for the ordinary tests")
    parser.add_argument("--database", choices=ENGINES, help="measure this engine only")
    parser.add_argument("--prepared", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.prepared:
        django.setup()
        importlib.import_module("benchmarks.pages.measure").run(small=options.small)
        return 0
    engines = [options.database] if options.database else ENGINES
    return max(_measure(engine, ["--small"] if options.small else []) for engine in engines)


def _measure(engine: str, arguments: Sequence[str]) -> int:
    if engine == "postgresql" and postgres.binaries() is None:
        sys.stdout.write("postgresql: not installed, not measured\n")
        return 0
    with tempfile.TemporaryDirectory(prefix="pilin-bench-") as folder:
        file = node.configured(Path(folder), engine)
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "pilin.node.settings",
            "PILIN_NODE": str(file),
            "PILIN_DATA_DIR": folder,
        }
        if engine == "sqlite":
            return _child(environment, arguments)
        with postgres.running(durable=True) as cluster:
            environment |= cluster.environment
            subprocess.run(["createdb", "pilin"], env=environment, check=True)
            return _child(environment, arguments)


def _child(environment: dict[str, str], arguments: Sequence[str]) -> int:
    command = [sys.executable, "-m", "benchmarks.pages", "--prepared", *arguments]
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
