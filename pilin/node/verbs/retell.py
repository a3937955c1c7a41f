"""`pilin retell`: let the modules make their tables about matters anew, from the matters themselves.

For a module that was switched on after there were matters, and after a mend of one. While the node runs it may run too.
"""

import argparse

from pilin.base import clock
from pilin.kernel.matters import actions as matters
from pilin.node import start
from pilin.node.words import say


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the kinds of matters to retell."""
    parser.add_argument("kinds", nargs="*", metavar="KIND", help="names of kinds, e.g. plan; without any, all")


def run(options: argparse.Namespace) -> int:
    """Retell and say how many matters there were."""
    start.check_database()
    say(f"retold: {matters.retell(options.kinds, at=clock.now())} matters")
    return 0
