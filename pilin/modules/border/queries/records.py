"""Records of the room's matters, and how long the line is."""

from collections.abc import Iterable
from datetime import date

from pilin.kernel.organisations import queries as organisations
from pilin.modules.border import models
from pilin.modules.border.rules import opening
from pilin.modules.border.rules.records import Record

SHOWN_MAX = 200


def records(kind: str, *, is_over: bool | None = None) -> list[Record]:
    """Return the records of a kind that a page shows, the latest first: open, over, or both; one query."""
    found = models.Record.objects.filter(kind=kind).order_by("-on", "id")
    found = found if is_over is None else found.filter(is_over=is_over)
    return [_read(row) for row in found[:SHOWN_MAX]]


def spanned(*kinds: str, first: date, last: date) -> list[Record]:
    """Return all records of some kinds of days from first to last, the earliest first; one query."""
    found = models.Record.objects.filter(kind__in=kinds, on__gte=first, on__lte=last).order_by("on", "id")
    return [_read(row) for row in found]


def record(matter: str, kind: str) -> Record | None:
    """Return the record of a matter of a kind; one query."""
    row = models.Record.objects.filter(pk=matter, kind=kind).first()
    return _read(row) if row else None


def records_named(matters: Iterable[str]) -> dict[str, Record]:
    """Return records by the id of their matter; one query."""
    return {row.pk: _read(row) for row in models.Record.objects.filter(pk__in=set(matters))}


def length_m(*, day: date) -> int:
    """Return how long the line is, as the directory describes it on a day; one query."""
    return max((border.length_m for border in organisations.borders(day=day)), default=opening.LINE_M)


def _read(row: models.Record) -> Record:
    return Record(
        id=row.pk,
        kind=row.kind,
        title=row.title,
        state=row.state,
        is_over=row.is_over,
        on=row.on,
        day=row.day,
        warn_on=row.warn_on,
        refused_by=row.refused_by,
        **{**row.content, "turn": tuple(row.content["turn"])},
    )
