"""`pilin export-all`: sealed bundles of all that we share with a node, in one file that verifies without us."""

import argparse
from pathlib import Path

from pilin.base import clock
from pilin.kernel.federation.audit import collection
from pilin.node import files, start
from pilin.node.words import say


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the peer and the file."""
    parser.add_argument("peer", metavar="CODE", help="the node's six-digit code")
    parser.add_argument("file", type=Path, metavar="FILE", help="the ZIP file to write; it must not exist yet")


def run(options: argparse.Namespace) -> int:
    """Write the collection, and print the digest that this side states when it leaves a programme."""
    start.check()
    with files.drafted(options.file) as draft, draft.open("wb") as stream:
        made = collection.write(options.peer, stream, at=clock.now())
    say(f"{options.file}: {made.subjects} subjects; check it anywhere with `pilin verify {options.file.name}`")
    say(f"digest of its index: {made.digest}")
    return 0
