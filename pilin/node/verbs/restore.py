"""`pilin restore`: put a backup in the place of the database, and say what the next start will do.

The keys stay as they are. The high-water file then names a life above all that are known: the next start begins it.
"""

import argparse
from pathlib import Path

from django.conf import settings

from pilin.base import clock
from pilin.kernel.federation.actions import keyring
from pilin.node import archive, locks, start
from pilin.node.words import say


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the backup."""
    parser.add_argument("file", type=Path, metavar="FILE", help="what `pilin backup` wrote")


def run(options: argparse.Namespace) -> int:
    """Put the database back and say what comes next. Raises NODE_IS_SERVING."""
    with locks.alone():
        manifest = archive.put_back(options.file.absolute(), at=clock.now())
    say(f"the database is as it was on {clock.write(manifest.made_at)}, in life {manifest.inc} of the node")
    if settings.NODE.database.engine == "sqlite":
        say("the one that was here is kept beside it as *.replaced-*; delete it when nobody needs it")
    left = start.unapplied()
    if left:
        say(f"it is older than this programme: run `pilin manage migrate` first ({len(left)} changes of tables)")
    say(*_next_start())
    return 0


def _next_start() -> list[str]:
    if not keyring.signers():
        return ["the node has no key: bring it back with `pilin restore-key` before `pilin serve`"]
    return [
        "at the next `pilin serve` the node begins a new life:",
        "  it tells every peer to take nothing more of the old one, and pulls back what both sides had sent;",
        "  until every peer has answered it is read-only, and says so;",
        "  what was written here and never sent comes back as lost drafts, to be done again by a person;",
        "  a peer that stays out of reach can be passed over by two persons: `pilin override`.",
    ]
