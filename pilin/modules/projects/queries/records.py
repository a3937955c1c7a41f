"""Reads of the supervision: records of its matters, by kind, quarter and number; each one query, and bounded."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F

from pilin.modules.projects import models
from pilin.modules.projects.rules.beside import Beside, beside_of
from pilin.modules.projects.rules.records import CONTEST, EXCUSE, HARD_PROBLEM, ORDER, Record

LISTED_MAX = 200


@dataclass(frozen=True)
class Listing:
    """Some records, and whether there are more than a list shows."""

    rows: Sequence[Record]
    is_cut: bool = False


def listing(kind: str, *, quarter: str = "", resting: Collection[str] = (), limit: int = LISTED_MAX) -> Listing:
    """Return the records of a kind: of a quarter, or else those still to be worked on; what ends first first.

    `resting` are states in which nothing is to be done though the matter is not over.
    """
    rows = models.Record.objects.filter(kind=kind)
    rows = rows.filter(quarter=quarter) if quarter else rows.filter(is_over=False).exclude(state__in=resting)
    found = list(rows.order_by("is_over", F("day").asc(nulls_last=True), "number", "id")[: limit + 1])
    return Listing(read_all(found[:limit]), len(found) > limit)


def problems(*, is_over: bool) -> list[Record]:
    """Return the hard problems on the board, what ends first first; or those that are over, the latest first."""
    rows = models.Record.objects.filter(kind=HARD_PROBLEM, is_over=is_over)
    ordered = rows.order_by("-id") if is_over else rows.order_by(F("day").asc(nulls_last=True), "id")
    return read_all(ordered[:LISTED_MAX])


def quarters(kinds: Collection[str]) -> list[str]:
    """Return the quarters of which there are records, the latest first."""
    rows = models.Record.objects.filter(kind__in=kinds).exclude(quarter="")
    return list(rows.values_list("quarter", flat=True).distinct().order_by("-quarter"))


def numbers(kind: str, *, side: str, begins: str) -> list[str]:
    """Return the numbers that a side gave to matters of a kind and that begin with a text."""
    rows = models.Record.objects.filter(kind=kind, opened_by=side, number__startswith=begins)
    return list(rows.values_list("number", flat=True))


def records(ids: Collection[str]) -> dict[str, Record]:
    """Return records by the ids of their matters; what this node does not hold is left out."""
    return {row.id: row for row in read_all(models.Record.objects.filter(pk__in=ids))}


def beside(plans: Collection[str]) -> Mapping[str, Beside]:
    """Return what stands beside plans and is heard at their lights, by plan; one query."""
    found: defaultdict[str, list[Record]] = defaultdict(list)
    for row in models.Record.objects.filter(plan__in=list(plans), kind__in=(ORDER, EXCUSE, CONTEST)):
        found[row.plan].append(read(row))
    return {plan: beside_of(records) for plan, records in found.items()}


def naming(plan: str, kinds: Collection[str]) -> list[Record]:
    """Return the records of some kinds that name a plan, the latest first; one query."""
    return read_all(models.Record.objects.filter(plan=plan, kind__in=list(kinds)).order_by("-id"))


def of_quarter(kind: str, quarter: str) -> list[Record]:
    """Return all records of a kind of a quarter, as they were opened."""
    return read_all(models.Record.objects.filter(kind=kind, quarter=quarter).order_by("id"))


def read_all(rows: Iterable[models.Record]) -> list[Record]:
    """Return rows as the rules know them."""
    return [read(row) for row in rows]


def read(row: models.Record) -> Record:
    """Return a row as the rules know it."""
    return Record(
        id=row.pk,
        kind=row.kind,
        title=row.title,
        number=row.number,
        quarter=row.quarter,
        state=row.state,
        is_over=row.is_over,
        holder=row.holder,
        day=row.day,
        warn_on=row.warn_on,
        refused_by=row.refused_by,
        **{**row.content, "turn": tuple(row.content["turn"])},
    )
