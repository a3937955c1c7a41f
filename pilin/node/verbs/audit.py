"""`pilin audit`: recompute what signatures, hashes and sums say, and name every row that does not hold."""

import argparse
import importlib
from collections.abc import Iterator
from importlib.util import find_spec

from pilin.base import clock
from pilin.base.refusal import Finding
from pilin.node import start
from pilin.node.words import say

ROOMS = ("federation", "organisations", "ledger", "agreements", "matters")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the rooms to look at."""
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=f"which of {', '.join(ROOMS)}; without it: all")


def run(options: argparse.Namespace) -> int:
    """Print each finding on a line of its own; return 1 where there is one."""
    start.check_database()
    number = 0
    for finding in _findings(options.rooms or ROOMS):
        number += 1
        facts = ", ".join(f"{name}={value}" for name, value in finding.facts.items())
        say(f"{finding.where}: {finding.code.value}{f' ({facts})' if facts else ''}")
    say(f"{number} findings" if number else "everything holds")
    return 1 if number else 0


def _findings(rooms: tuple[str, ...]) -> Iterator[Finding]:
    for room in rooms:
        name = f"pilin.kernel.{room}.audit"
        if find_spec(name) is not None:
            findings = importlib.import_module(name).findings
            yield from findings(at=clock.now()) if room == "federation" else findings()
