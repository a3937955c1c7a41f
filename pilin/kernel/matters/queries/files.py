"""A matter's rows as the docket's value, and the chains of many matters."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeAlias

from pilin.base import clock
from pilin.kernel.matters import models
from pilin.kernel.matters.rules import fold
from pilin.kernel.matters.rules.chain import Entry, File
from pilin.kernel.matters.rules.fold import Ordered

Held: TypeAlias = dict[str, tuple[File, str]]
"""Files by the id of the matter, each with the basis of the matter."""

_held: ContextVar[Held | None] = ContextVar("files held", default=None)


@contextmanager
def holding(matters: Collection[str]) -> Iterator[Held]:
    """Read the files of many matters, and let the docket take them from here until the block is left; by id.

    For a verb that tells facts about what it has read, in one transaction and holding the node's lock: what it told
    stands in what is held when it goes on. A fault leaves the block, so that nothing is held that was undone.
    """
    found = files_of(matters)
    token = _held.set(found)
    try:
        yield found
    finally:
        _held.reset(token)


def held_of(matters: Collection[str]) -> Held:
    """Return the files of many matters: those that are held in this transaction, the others read."""
    held = _held.get() or {}
    missing = [matter for matter in matters if matter not in held]
    found = {matter: held[matter] for matter in matters if matter in held}
    return found | (files_of(missing) if missing else {})


def hold(files: Held) -> None:
    """Let what is held in this transaction, if anything, be as it was written."""
    held = _held.get()
    if held is not None:
        held |= files


def file_of(row: models.Matter) -> File:
    """Return a row with its chain and pending proposals as the docket's value."""
    entries = models.Entry.objects.filter(matter_id=row.pk).order_by("n")
    chain = tuple(Entry(_ordered(entry.ordered), entry.carrier, entry.orderer_after) for entry in entries)
    pending = dict(models.Proposal.objects.filter(matter_id=row.pk).values_list("hash", "base"))
    return File(fold.from_json(row.fold), chain, pending, tuple(row.dropped), row.refused_by)


def files_of(matters: Collection[str]) -> Held:
    """Return the files of many matters; three queries for any number."""
    chain: defaultdict[str, list[Entry]] = defaultdict(list)
    for one in models.Entry.objects.filter(matter_id__in=matters).order_by("matter_id", "n"):
        chain[str(one.matter_id)].append(Entry(_ordered(one.ordered), one.carrier, one.orderer_after))
    pending: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for matter, name, base in models.Proposal.objects.filter(matter_id__in=matters).values_list(
        "matter_id", "hash", "base"
    ):
        pending[str(matter)][name] = base
    rows = models.Matter.objects.filter(pk__in=matters).order_by("pk")
    return {
        row.pk: (
            File(fold.from_json(row.fold), tuple(chain[row.pk]), pending[row.pk], tuple(row.dropped), row.refused_by),
            row.basis,
        )
        for row in rows
    }


def chains(ids: Collection[str], *, having: str) -> Mapping[str, list[Ordered]]:
    """Return the chains of those of some matters that took a step of a name, by matter; one query."""
    took = models.Entry.objects.filter(matter_id__in=ids, ordered__name=having).values("matter_id")
    found: defaultdict[str, list[Ordered]] = defaultdict(list)
    for entry in models.Entry.objects.filter(matter_id__in=took).order_by("matter_id", "n"):
        found[str(entry.matter_id)].append(_ordered(entry.ordered))
    return found


def _ordered(stored: Mapping[str, Any]) -> Ordered:
    return Ordered(**{**stored, "at": clock.read(stored["at"]), "attachments": tuple(stored["attachments"])})
