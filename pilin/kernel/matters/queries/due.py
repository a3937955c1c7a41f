"""The matters in which a clock may have run out, for the worker that lets it; and how far it is, for people."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef

from pilin.base.clock import Instant
from pilin.kernel.matters import models


@dataclass(frozen=True)
class Progress:
    """How many matters of a long round are seen to, of how many, and when it began."""

    done: int
    total: int
    began_at: Instant


def progress() -> Progress | None:
    """Return how far the worker is with the clocks of many matters, as after a new calendar; None where all is done."""
    row = models.Progress.objects.filter(done__lt=F("total")).first()
    return Progress(row.done, row.total, Instant(row.began_at)) if row else None


def ended(*, me: str, day: date) -> Iterator[models.Matter]:
    """Yield open matters that `me` orders and whose next end is past on a day, or still provisional, in any order.

    One query, a branch for each of two partial indexes, read as a stream: what is open and not due costs nothing.
    """
    last = models.Entry.objects.filter(matter=OuterRef("pk"), n=OuterRef("n"), orderer_after=me)
    rows = models.Matter.objects.filter(Exists(last), final=False, refused_by="").only("kind", "parties", "fold")
    running = rows.filter(provisional=False, warn_on__isnull=False)  # where none runs, nothing warns
    past, provisional = running.filter(rolled_end__lt=day), rows.filter(provisional=True)
    return past.union(provisional, all=True).iterator(chunk_size=500)
