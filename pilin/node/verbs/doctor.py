"""`pilin doctor`: look the node over; it may run meanwhile."""

import argparse

from pilin.base import clock
from pilin.node import checks
from pilin.node.checks import Verdict
from pilin.node.words import say


def arguments(_parser: argparse.ArgumentParser) -> None:
    """Take nothing."""


def run(_options: argparse.Namespace) -> int:
    """Print a line a check; return 1 where something is bad."""
    found = list(checks.all_checks(at=clock.now()))
    say(*(f"{check.verdict.value:<4} {check.sentence}" for check in found))
    return 1 if any(check.verdict is Verdict.BAD for check in found) else 0
