"""The matters in which a clock may have run out, for the worker that lets it."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef

from pilin.kernel.matters import models


def ended(*, me: str, day: date) -> Iterator[models.Matter]:
    """Yield open matters that `me` orders and whose next end is past on a day, or still provisional, in any order.

    One query, a branch for each of two partial indexes, read as a stream: what is open and not due costs nothing.
    """
    last = models.Entry.objects.filter(matter=OuterRef("pk"), n=OuterRef("n"), orderer_after=me)
    rows = models.Matter.objects.filter(Exists(last), final=False, refused_by="").only("kind", "parties", "fold")
    running = rows.filter(provisional=False, warn_on__isnull=False)  # where none runs, nothing warns
    past, provisional = running.filter(rolled_end__lt=day), rows.filter(provisional=True)
    return past.union(provisional, all=True).iterator(chunk_size=500)
