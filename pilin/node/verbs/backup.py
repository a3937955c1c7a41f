"""`pilin backup`: copy the database and the attachments into one file, while the node runs."""

import argparse
from pathlib import Path

from pilin.base import clock
from pilin.node import archive, start
from pilin.node.words import say


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take where to."""
    parser.add_argument("place", type=Path, metavar="FOLDER|FILE", help="a folder, or the file to write")


def run(options: argparse.Namespace) -> int:
    """Write the backup and name its file."""
    start.check_database()
    file = archive.make(options.place.absolute(), at=clock.now())
    say(f"{file}: {file.stat().st_size} bytes; keys are not in it (`pilin backup-key`)")
    return 0
