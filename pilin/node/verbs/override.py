"""`pilin override`: two persons end a recovery that waits for a peer out of reach, and keep the printed statement."""

import argparse

from django.conf import settings

from pilin.base import clock
from pilin.base.refusal import Refused
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation import queries
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.node import start
from pilin.node.words import say


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the peer and the two persons."""
    parser.add_argument("--peer", required=True, metavar="CODE", help="the peer that cannot be reached")
    parser.add_argument("--first", required=True, metavar="NAME", help="one of the two persons who answer for it")
    parser.add_argument("--second", required=True, metavar="NAME", help="the other one")


def run(options: argparse.Namespace) -> int:
    """Print what is assumed, then end the wait. Raises LINK_IS_UNKNOWN or TWO_PERSONS_ARE_NEEDED."""
    start.check()
    at = clock.now()
    link = queries.link_state(options.peer, at)
    if link is None:
        raise Refused(LinkRefusal.LINK_IS_UNKNOWN, peer=options.peer)
    lanes = queries.lanes_state([link.peer])[link.peer]
    federation.override(peer=link.peer, first=options.first, second=options.second, at=at)
    say(
        f"STATEMENT of {settings.NODE.node.name} {settings.NODE.node.code}, {clock.write(at)}",
        f"{options.first} and {options.second} end the wait for {link.peer} {link.name}.",
        "It is assumed that the peer holds of each lane what is listed here, and nothing beyond:",
        *(f"  {lane.lane:<5} {lane.direction.value:<4} up to number {lane.last}" for lane in lanes),
        "When the peer is reached again, the recovery runs against it, and what differs becomes an alarm.",
        "Print and sign this; if both sides had to be restored, the ceremony uses this paper.",
        start.state(at=at),
    )
    return 0
