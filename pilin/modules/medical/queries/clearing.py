"""Reads of reconciliation and clearing: days and their differences, batches and what they hold, the signed terms."""

from datetime import date
from typing import Any, cast

from django.db.models import F, IntegerField, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from pilin.kernel.federation.queries import facts as federation
from pilin.modules.medical import models
from pilin.modules.medical.rules import clearing as rules
from pilin.modules.medical.rules import terms as agreed
from pilin.modules.medical.rules.clearing import Cleared, Row
from pilin.modules.medical.rules.day_facts import Line
from pilin.modules.medical.rules.days import Difference
from pilin.modules.medical.rules.settlement import POSTED
from pilin.modules.medical.rules.terms import Terms

_READ: dict[str, Terms] = {}
"""Terms by the hash of their document: what was signed never changes."""


def terms_with(peer: str, day: date) -> Terms | None:
    """Return the terms that we and a peer signed last and that hold on a day; None where there are none."""
    for row in federation.agreed_documents(agreed.TYPE):
        terms = _READ.get(row.hash) or _READ.setdefault(row.hash, agreed.read_terms(row.text))
        if {federation.me(), peer} <= {*row.parties} and terms.from_day <= day:
            return terms
    return None


def with_peer(peer: str) -> Q:
    """Return what tells settlements between us and a peer, in both directions."""
    me = federation.me()
    return Q(care=me, insured=peer) | Q(care=peer, insured=me)


def held(rows: QuerySet[models.Settlement]) -> QuerySet[Any]:
    """Return settlements with what they come to, corrections of our books included; one query for any number."""
    added = {
        f"whole_{name}": F(name) + Coalesce(Sum(f"corrections__{name}"), Value(0), output_field=IntegerField())
        for name in ("fund_fen", "account_fen")
    }
    return cast("QuerySet[Any]", rows.annotate(**added))


def difference_of(row: models.DayDifference) -> Difference:
    """Return a difference as the rules know it."""
    lines = {code: Line(*line) if line else None for code, line in row.lines.items()}
    names = [name for name in Difference.__slots__ if name != "lines"]
    return Difference(**{name: getattr(row, name) for name in names}, lines=lines)


def free_until(peer: str, until: date) -> QuerySet[models.Settlement]:
    """Return what was posted and settled until a day and stands in no batch."""
    return models.Settlement.objects.filter(with_peer(peer), state=POSTED, batch="", settled_on__lte=until)


def cleared_in(batch: str) -> list[Cleared]:
    """Return what a batch has marked; one query."""
    return _cleared(models.Settlement.objects.filter(batch=batch))


def clearable(peer: str, until: date) -> list[Cleared]:
    """Return what a batch with a peer would take by our own books; one query."""
    return _cleared(free_until(peer, until))


def _cleared(rows: QuerySet[models.Settlement]) -> list[Cleared]:
    columns = ("pk", "insured", "insurance", "whole_fund_fen", "whole_account_fen")
    return [Cleared(*row) for row in held(rows).order_by("pk").values_list(*columns)]


def rows_of(batch: models.Batch) -> tuple[Row, ...]:
    """Return the gross rows of a batch."""
    return tuple(Row(*row) for row in batch.rows)


def holding(settlement: str) -> models.Batch | None:
    """Return the confirmed batch that holds a settlement; None where none does."""
    named = models.Settlement.objects.filter(pk=settlement).values("batch")
    return models.Batch.objects.filter(pk__in=named, state__in=rules.HOLDS).first()


def differences(peer: str, day: date) -> list[Difference]:
    """Return every difference of a day with a peer, whatever became of it, the first found first; one query."""
    return [difference_of(row) for row in models.DayDifference.objects.filter(peer=peer, day=day).order_by("pk")]


def batches(peer: str = "", month: str = "") -> list[models.Batch]:
    """Return the batches with a peer (or all) of a month (or all), the last one first; one query."""
    rows = models.Batch.objects.order_by("-month", "-pk")
    rows = rows.filter(peer=peer) if peer else rows
    return list(rows.filter(month=month) if month else rows)
