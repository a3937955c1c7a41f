"""What the care place reads with every message at the counter, spelled once (decision 0009)."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from pilin.kernel.federation.queries.prepared import Prepared
from pilin.modules.medical import models
from pilin.modules.medical.rules.split import Entry, Grade

ENTRY = ("id", "item", "grade", "from_day", "until_day", "selfpay_bp", "price_max", "restricted", "charge")
"""The columns of an entry of the catalogue."""
SPLIT = (
    "id", "visit_id", "batch", "day", "original", "entry_id", "settled_id",
    "number", "amount_fen", "full_self_fen", "over_limit_fen", "prior_self_fen", "in_scope_fen", "selfpay_bp",
    "use_refused",
)  # fmt: skip
"""The columns of a line that a settlement takes."""
SAID = ("id", "entry_id", "number", "day", "unit_price", "quantity", "amount_fen", "approval", "original")
"""The columns of a line as the hospital said it."""


def entry_of(row: Any) -> Entry:
    """Return the entry by which lines are split, of a row of the catalogue or of the columns of `ENTRY`."""
    return Entry(row.item, Grade(row.grade), row.from_day, row.until_day, row.selfpay_bp, row.price_max, row.restricted)


def _entries(keys: Sequence[int]) -> QuerySet[Any, Any]:
    return models.CatalogueEntry.objects.filter(pk__in=keys).values_list(*ENTRY)


def _items(items: Sequence[str]) -> QuerySet[Any, Any]:
    return models.CatalogueEntry.objects.filter(item__in=items).values_list(*ENTRY)


def _lines(visits: Sequence[int]) -> QuerySet[Any, Any]:
    return models.FeeLine.objects.filter(visit__in=visits).order_by("pk").values_list(*SPLIT)


def _numbered(visit: int, numbers: Sequence[str]) -> QuerySet[Any, Any]:
    return models.FeeLine.objects.filter(visit=visit, number__in=numbers).values_list(*SAID)


def _returned(visit: int, numbers: Sequence[str]) -> QuerySet[Any, Any]:
    return models.FeeLine.objects.filter(visit=visit, original__in=numbers).values_list(*SAID)


def _written(visits: Sequence[int]) -> QuerySet[Any, Any]:
    rows = models.CareSettlement.objects.filter(visit__in=visits)
    return rows.values_list("visit_id", "settlement", "msgid", "cancels_id", "asked_at")


def _told(names: Sequence[str]) -> QuerySet[Any, Any]:
    rows = models.CareSettlement.objects.filter(pk__in=names, cancels=None)
    return rows.values_list("settlement", "visit__told")


def _asked(names: Sequence[str]) -> QuerySet[Any, Any]:
    rows = models.Settlement.objects.filter(pk__in=names)
    return rows.values_list("id", "state", "cancelled_by", "given_up")


entries, entries_of_items = Prepared(_entries), Prepared(_items)
"""Entries of the catalogue by their keys, and all of some items."""
lines, lines_numbered, lines_returning = Prepared(_lines), Prepared(_numbered), Prepared(_returned)
"""Lines of visits in their order; of one visit those of some numbers, and those that give back some numbers."""
written, asked, told = Prepared(_written), Prepared(_asked), Prepared(_told)
"""Settlements of visits as they were written down, what became of those that were asked, and what the last
pre-settlement of the visit of each told.
"""
