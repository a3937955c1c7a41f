"""`pilin audit`: recompute what signatures, hashes and sums say, and name every row that does not hold."""

import argparse
from collections.abc import Callable, Iterable, Iterator

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.base.refusal import Finding
from pilin.kernel.agreements import audit as agreements
from pilin.kernel.federation import audit as federation
from pilin.kernel.ledger import audit as ledger
from pilin.kernel.matters import audit as matters
from pilin.kernel.organisations import audit as organisations
from pilin.node import start
from pilin.node.words import say
from pilin.web.logbook import audit as logbook

ROOMS: dict[str, Callable[[Instant], Iterable[Finding]]] = {
    "federation": lambda at: federation.findings(at=at),
    "organisations": lambda _: organisations.findings(),
    "ledger": lambda _: ledger.findings(),
    "agreements": lambda _: agreements.findings(),
    "matters": lambda _: matters.findings(),
    "access-log": lambda _: logbook.findings(),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the rooms to look at."""
    parser.add_argument(
        "--room", action="append", dest="rooms", choices=list(ROOMS), help="one room only; may be given more than once"
    )


def run(options: argparse.Namespace) -> int:
    """Print each finding on a line of its own; return 1 where there is one."""
    start.check_database()
    number = 0
    for finding in _findings(options.rooms or ROOMS, clock.now()):
        number += 1
        facts = ", ".join(f"{name}={value}" for name, value in finding.facts.items())
        say(f"{finding.where}: {finding.code.value}{f' ({facts})' if facts else ''}")
    say(f"{number} findings" if number else "everything holds")
    return 1 if number else 0


def _findings(rooms: Iterable[str], at: Instant) -> Iterator[Finding]:
    for room in rooms:
        yield from ROOMS[room](at)
