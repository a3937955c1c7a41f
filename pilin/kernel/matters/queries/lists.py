"""Lists and counters of matters, from columns that are kept with every event."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from pilin.base.clock import Instant
from pilin.kernel.matters import models
from pilin.kernel.matters.queries import agreed

NEAR_DAYS = 7


@dataclass(frozen=True)
class MatterRow:
    """A matter in a list. `turn` are the nodes that may act now; `title` and names are what people wrote."""

    id: str
    title: str
    kind_title: str
    state: str
    state_title: str
    parties: tuple[str, ...]
    turn: tuple[str, ...]
    warn_on: date | None
    rolled_end: date | None
    provisional: bool
    final: bool
    refused_by: str
    moved_at: Instant


@dataclass(frozen=True)
class Page:
    """Some rows, and the key after which the next page begins ("" at the end)."""

    rows: tuple[MatterRow, ...]
    after: str


def matters(*, me: str, day: date, whose: str = "", words: str = "", after: str = "", limit: int = 50) -> Page:
    """Return matters, the last moved first. `whose`: ours, theirs, near, late, ended or "" for all that are open."""
    rows = _whose(models.Matter.objects.all(), me, day, whose)
    if words:
        rows = rows.filter(Q(title__icontains=words) | Q(id__startswith=words))
    if after:
        moved, _, last = after.partition("|")
        rows = rows.filter(Q(moved_at__lt=moved) | Q(moved_at=moved, id__gt=last))
    found = list(rows.order_by("-moved_at", "id")[: limit + 1])
    shown = found[:limit]
    following = f"{shown[-1].moved_at.isoformat()}|{shown[-1].pk}" if len(found) > limit else ""
    return Page(tuple(_row(row) for row in shown), following)


def _whose(rows: QuerySet[models.Matter], me: str, day: date, whose: str) -> QuerySet[models.Matter]:
    """Filter by whose turn it is. Nodes are found in the JSON text of `turn`: codes of six digits in quotes."""
    ours = Q(turn__icontains=f'"{me}"')
    running = rows.filter(final=False, refused_by="")
    near = day + timedelta(days=NEAR_DAYS)
    filters = {
        "": running,
        "ours": running.filter(ours),
        "theirs": running.exclude(ours),
        "near": running.filter(warn_on__lte=near, rolled_end__gte=day),
        "late": running.filter(rolled_end__lt=day),
        "ended": rows.filter(Q(final=True) | ~Q(refused_by="")),
    }
    return filters.get(whose, running)


def counters(*, me: str, day: date) -> dict[str, int]:
    """Return how many open matters wait for us, for others, end soon, and are late."""
    rows = models.Matter.objects.all()
    return {name: _whose(rows, me, day, name).count() for name in ("ours", "theirs", "near", "late")}


def _row(row: models.Matter) -> MatterRow:
    kind = agreed.kind(row.kind)
    return MatterRow(
        id=row.pk,
        title=row.title,
        kind_title=kind.title["zh"] if kind else "",
        state=row.state,
        state_title=kind.states[row.state].title["zh"] if kind else row.state,
        parties=tuple(row.parties),
        turn=tuple(row.turn),
        warn_on=row.warn_on,
        rolled_end=row.rolled_end,
        provisional=row.provisional,
        final=row.final,
        refused_by=row.refused_by,
        moved_at=Instant(row.moved_at),
    )
