"""`pilin export`: everything that both sides signed about one subject, in one sealed file that verifies without us."""

import argparse
from pathlib import Path

from pilin.base import clock
from pilin.kernel.federation.audit import bundle
from pilin.node import files, start
from pilin.node.words import say


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the subject, the file, and whether contents of detached parts go with it."""
    parser.add_argument("subject", metavar="SUBJECT", help="as its page shows it, e.g. matter/...")
    parser.add_argument("file", type=Path, metavar="FILE", help="the file to write")
    parser.add_argument("--with-parts", action="store_true", help="add the contents of detached parts: personal data")


def run(options: argparse.Namespace) -> int:
    """Write the bundle."""
    start.check()
    sealed = bundle.write(options.subject, at=clock.now(), include_parts=options.with_parts)
    files.write(options.file, sealed)
    say(f"{options.file}: {len(sealed)} bytes; check it anywhere with `pilin verify {options.file.name}`")
    return 0
