"""Followers: rooms above that keep tables of their own about matters of a kind.

A follower is called in the transaction in which matters moved, whoever moved them, also when something fell out of a
chain. It writes nothing but its own tables: what it makes must follow from what it is given, so that `retell` makes
the same rows anew. What a room does because something was agreed, it does in a duty of the worker.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from django.db import transaction

from pilin.base.clock import Instant
from pilin.kernel.matters import models
from pilin.kernel.matters.queries import agreed
from pilin.kernel.matters.rules import fold
from pilin.kernel.matters.rules.fold import Matter
from pilin.kernel.matters.rules.kinds import Kind

BATCH = 500


@dataclass(frozen=True)
class Moved:
    """A matter as it stands now: its fold and kind; `refused_by` is the party that did not accept its opening."""

    id: str
    kind: Kind
    matter: Matter
    basis: str
    parties: tuple[str, ...]
    refused_by: str = ""


Follower: TypeAlias = Callable[[Sequence[Moved], Instant], None]

_followers: defaultdict[str, list[Follower]] = defaultdict(list)


def follow(kind: str, follower: Follower) -> None:
    """Let a follower be called with the matters of a kind, by its name, whenever they moved."""
    if follower not in _followers[kind]:
        _followers[kind].append(follower)


def moved_to(moved: Iterable[Moved], at: Instant) -> None:
    """Call the followers with what moved, kind by kind."""
    by_kind: defaultdict[str, list[Moved]] = defaultdict(list)
    for one in moved:
        by_kind[one.kind.name].append(one)
    for kind, group in by_kind.items():
        for follower in _followers.get(kind, ()):
            follower(group, at)


def retell(kinds: Collection[str] = (), *, at: Instant) -> int:
    """Call the followers with every matter of these kinds (or of all that are followed); return how many there were."""
    told = 0
    last = ""
    rows = models.Matter.objects.filter(kind_name__in=list(kinds) or list(_followers)).order_by("pk")
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        found = agreed.kinds_of({row.kind for row in batch})
        with transaction.atomic():
            moved_to((_moved(row, found[row.kind]) for row in batch), at)
        told, last = told + len(batch), batch[-1].pk
    return told


def _moved(row: models.Matter, kind: Kind) -> Moved:
    return Moved(row.pk, kind, fold.from_json(row.fold), row.basis, tuple(row.parties), row.refused_by)
