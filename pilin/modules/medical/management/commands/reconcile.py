"""`pilin manage reconcile`: state a day to a peer, or say what differs."""

from argparse import ArgumentParser
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand

from pilin.base import clock
from pilin.base.clock import Instant, day_of
from pilin.kernel.federation.queries import facts
from pilin.modules.medical import queries
from pilin.modules.medical.actions import reconciling


class Command(BaseCommand):
    """Reconcile a day; the other side answers by itself, then both show the same differences."""

    help = "State a day's settlements to the other agencies, or show what differs (docs/deployment.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the day, the peer, and whether only to show."""
        parser.add_argument("--day", type=date.fromisoformat, metavar="YYYY-MM-DD", help="the day; without: yesterday")
        parser.add_argument("--peer", metavar="CODE", help="the other agency; without: every linked one")
        parser.add_argument("--show", action="store_true", help="state nothing; say what differs")

    def handle(self, *_args: Any, **options: Any) -> None:
        """State the day, or show its differences: one line each, columns apart by tabs."""
        at: Instant = clock.now()
        day: date = options["day"] or day_of(at) - timedelta(days=1)
        for peer in [options["peer"]] if options["peer"] else facts.peers():
            if options["show"]:
                self._show(peer, day)
            else:
                number = reconciling.reconcile(peer=peer, day=day, at=at)
                self.stdout.write(f"stated: {day} to {peer}, round {number}")

    def _show(self, peer: str, day: date) -> None:
        found = queries.differences(peer, day)
        states = [one.state for one in found]
        self.stdout.write(f"{day} with {peer}: {len(found)} differences, {states.count('open')} open")
        for one in found:
            self.stdout.write("\t".join((one.settlement, one.sort, one.at or "-", one.turn, str(one.due), one.state)))
