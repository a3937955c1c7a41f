"""A matter's rows as the docket's value."""

from collections.abc import Mapping
from typing import Any

from pilin.base import clock
from pilin.kernel.matters import models
from pilin.kernel.matters.rules import fold
from pilin.kernel.matters.rules.chain import Entry, File
from pilin.kernel.matters.rules.fold import Ordered


def file_of(row: models.Matter) -> File:
    """Return a row with its chain and pending proposals as the docket's value."""
    entries = models.Entry.objects.filter(matter_id=row.pk).order_by("n")
    chain = tuple(Entry(_ordered(entry.ordered), entry.carrier, entry.orderer_after) for entry in entries)
    pending = dict(models.Proposal.objects.filter(matter_id=row.pk).values_list("hash", "base"))
    return File(fold.from_json(row.fold), chain, pending, tuple(row.dropped), row.refused_by)


def _ordered(stored: Mapping[str, Any]) -> Ordered:
    return Ordered(**{**stored, "at": clock.read(stored["at"]), "attachments": tuple(stored["attachments"])})
