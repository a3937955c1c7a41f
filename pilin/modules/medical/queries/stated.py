"""What hospitals stated to us over the interface: applications, months that they confirmed, files. Nothing personal."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Max

from pilin.base.clock import Instant
from pilin.modules.medical import models
from pilin.wire.nhsa.statement_file import RESULT_NAME

ROWS_MAX = 12
"""How many of each a page shows, the last ones: a year of months."""
_CONFIRMED = "1"


@dataclass(frozen=True)
class Applied:
    """A hospital's application for clearing (3203) of a category of a month."""

    number: str
    month: str
    category: str
    count: int
    total_fen: int
    fund_fen: int
    account_fen: int
    applied_at: Instant
    withdrawn: bool


@dataclass(frozen=True)
class Confirmed:
    """How many settlements of a month a hospital confirmed (3261), how many it left out, and when it last said so."""

    month: str
    confirmed: int
    left_out: int
    said_at: Instant


@dataclass(frozen=True)
class Sent:
    """A file of the detailed reconciliation that a hospital sent (9101), as long as it is kept."""

    number: str
    came_at: Instant
    ends_at: Instant
    unread: bool


def applications(institution: str) -> Sequence[Applied]:
    """Return the last applications of a hospital, the newest first; one query."""
    rows = models.Application.objects.filter(institution__code=institution).order_by("-applied_at", "-pk")[:ROWS_MAX]
    return [
        Applied(
            one.number, one.month, one.category, one.count, one.total_fen, one.applied_fen, one.account_fen,
            Instant(one.applied_at), one.withdrawn_at is not None,
        )
        for one in rows
    ]  # fmt: skip


def months(institution: str) -> Sequence[Confirmed]:
    """Return the last months of which a hospital confirmed something, the newest first; one query."""
    rows = models.MonthConfirmed.objects.filter(institution__code=institution).values("month", "flag")
    counted: dict[str, Counter[bool]] = {}
    said: dict[str, Instant] = {}
    for row in rows.annotate(number=Count("pk"), last=Max("at")).order_by("-month", "flag"):
        counted.setdefault(row["month"], Counter())[row["flag"] == _CONFIRMED] += row["number"]
        said[row["month"]] = max(Instant(row["last"]), said.get(row["month"], Instant(row["last"])))
    return [Confirmed(month, one[True], one[False], said[month]) for month, one in [*counted.items()][:ROWS_MAX]]


def files(institution: str) -> Sequence[Sent]:
    """Return the last files of a hospital, the newest first, without those that answer them; one query."""
    rows = models.HospitalFile.objects.filter(institution__code=institution).exclude(name=RESULT_NAME)
    found = rows.order_by("-came_at", "-pk").values_list("number", "came_at", "ends_at", "unread")[:ROWS_MAX]
    return [Sent(number, Instant(came), Instant(ends), unread) for number, came, ends, unread in found]
