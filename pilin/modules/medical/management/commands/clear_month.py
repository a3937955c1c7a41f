"""`pilin manage clear_month`: one side's next step in clearing a month, from generating to closing."""

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand

from pilin.base import clock
from pilin.base.clock import day_of
from pilin.base.refusal import Refused
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters import queries as matters
from pilin.modules.medical import queries
from pilin.modules.medical.actions import clearing
from pilin.modules.medical.rules.codes import MedicalRefusal

_DO: dict[str, Callable[..., None]] = {
    "confirm": clearing.confirm,
    "record": clearing.record_payments,
    "agree_paid": clearing.agree_paid,
    "close": clearing.close,
}


class Command(BaseCommand):
    """Take one step; the other side takes its own."""

    help = "Take this side's next step in clearing a month, or show where it stands (docs/deployment.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the step, the month and the peer."""
        parser.add_argument("step", choices=["generate", *_DO, "show"], help="what this side does")
        parser.add_argument("--month", metavar="YYYY-MM", help="the month; without: the one of today")
        parser.add_argument("--peer", required=True, metavar="CODE", help="the other agency")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Take the step on the last batch of the month, and say where it stands."""
        at, peer = clock.now(), options["peer"]
        month = options["month"] or day_of(at).isoformat()[: len("YYYY-MM")]
        if options["step"] == "generate":
            clearing.open_month(peer=peer, month=month, at=at)
        elif options["step"] in _DO:
            batch = next(iter(queries.batches(peer, month)), None)
            if batch is None:
                raise Refused(MedicalRefusal.BATCH_IS_UNKNOWN)
            _DO[options["step"]](matter=batch.pk, at=at)
        for one in queries.batches(peer, month):
            known = matters.matter(one.pk, me=facts.me(), day=day_of(at), related=False, story=False)
            steps = known.matter.n if known else 0
            said = (one.month, one.pk, one.state, one.count, bool(one.booked), one.differs, steps)
            self.stdout.write("\t".join(map(str, said)))
            for row in queries.rows_of(one):
                self.stdout.write(f"\t{row.payer}\t{row.insurance}\t{row.count}\t{row.pays_fen}")
