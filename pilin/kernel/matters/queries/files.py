"""A matter's rows as the docket's value, and the chains of many matters."""

from collections import defaultdict
from collections.abc import Collection, Mapping
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


def files_of(matters: Collection[str]) -> list[tuple[File, str]]:
    """Return the files of many matters, by id, each with the basis of the matter; three queries for any number."""
    chain: defaultdict[str, list[Entry]] = defaultdict(list)
    for one in models.Entry.objects.filter(matter_id__in=matters).order_by("matter_id", "n"):
        chain[str(one.matter_id)].append(Entry(_ordered(one.ordered), one.carrier, one.orderer_after))
    pending: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for matter, name, base in models.Proposal.objects.filter(matter_id__in=matters).values_list(
        "matter_id", "hash", "base"
    ):
        pending[str(matter)][name] = base
    rows = models.Matter.objects.filter(pk__in=matters).order_by("pk")
    return [
        (
            File(fold.from_json(row.fold), tuple(chain[row.pk]), pending[row.pk], tuple(row.dropped), row.refused_by),
            row.basis,
        )
        for row in rows
    ]


def chains(ids: Collection[str], *, having: str) -> Mapping[str, list[Ordered]]:
    """Return the chains of those of some matters that took a step of a name, by matter; one query."""
    took = models.Entry.objects.filter(matter_id__in=ids, ordered__name=having).values("matter_id")
    found: defaultdict[str, list[Ordered]] = defaultdict(list)
    for entry in models.Entry.objects.filter(matter_id__in=took).order_by("matter_id", "n"):
        found[str(entry.matter_id)].append(_ordered(entry.ordered))
    return found


def _ordered(stored: Mapping[str, Any]) -> Ordered:
    return Ordered(**{**stored, "at": clock.read(stored["at"]), "attachments": tuple(stored["attachments"])})
