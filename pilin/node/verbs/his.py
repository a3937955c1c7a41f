"""`pilin his`: simulated hospitals live a day of visits at the gateways of all sides, and say what came of it."""

import argparse
from collections.abc import Mapping
from pathlib import Path

from pilin.base import clock
from pilin.base.refusal import Refused
from pilin.node.his import day, town
from pilin.node.his.counter import Patience
from pilin.node.his.day import Course, Visitor
from pilin.node.refusals import NodeRefusal
from pilin.node.words import say

VISITS = 28


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the folder of the town, where its gateways are, the seed, and how many visits the day has."""
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="files of hospitals and persons, with the secrets")
    parser.add_argument(
        "--gateway",
        action="append",
        default=[],
        metavar="CODE=URL",
        help="where a side's hospitals reach its gateway, e.g. 330482=http://127.0.0.1:8460; once for each side",
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="the same seed plans the same day")
    parser.add_argument("--visits", type=int, default=VISITS, metavar="N", help=f"how many visits ({VISITS})")
    parser.add_argument(
        "--patience-seconds",
        type=float,
        default=Patience.seconds,
        metavar="N",
        help="how long an unknown outcome is followed up",
    )


def run(options: argparse.Namespace) -> int:
    """Live the day, and say what it came to; the status is 1 where something must not be so."""
    found = town.read(options.folder, gateways(options.gateway))
    say(f"seed {options.seed}: {options.visits} visits 就诊, {len(found.hospitals)} hospitals 医院")
    patience = Patience(options.patience_seconds)
    tally = day.play(found, Course(options.seed, options.visits, clock.now, patience, _told))
    say(*tally.lines())
    return 1 if tally.troubles else 0


def gateways(words: list[str]) -> Mapping[str, str]:
    """Return the address of each side. Raises HIS_NEEDS_GATEWAYS."""
    pairs = [word.partition("=") for word in words]
    if not pairs or not all(code and url.startswith("http") for code, _, url in pairs):
        raise Refused(NodeRefusal.HIS_NEEDS_GATEWAYS, said=" ".join(words) or "-")
    return {code: url.rstrip("/") for code, _, url in pairs}


def _told(visitor: Visitor) -> None:
    say(f"  {visitor.own:4} {visitor.person.side} -> {visitor.hospital.side} {visitor.story}")
