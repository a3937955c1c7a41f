"""Lists of settlements, hospitals and the catalogue, as pages of the agency show them. Nothing of it is personal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q, QuerySet, Sum

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.modules.medical import models
from pilin.modules.medical.queries.explanations import as_rule
from pilin.modules.medical.queries.spelled import IS_OPEN
from pilin.modules.medical.rules import clearing
from pilin.modules.medical.rules import listing as rules
from pilin.modules.medical.rules import settlement as states
from pilin.modules.medical.rules.catalogue import Item
from pilin.modules.medical.rules.contracts import Contract
from pilin.modules.medical.rules.listing import Wanted
from pilin.modules.medical.rules.public import PUBLIC_FIELDS
from pilin.modules.medical.rules.settlement import Settlement
from pilin.web.public.fields import only

PAGE = 50
WAITS_SECONDS = 20.0
"""After how long an answer is late: no counter waits longer."""


@dataclass(frozen=True)
class Row:
    """A settlement of a list; the name of the hospital is empty where it is not ours."""

    settlement: Settlement
    given_up: bool
    asked_at: Instant
    institution_name: str


@dataclass(frozen=True)
class Page:
    """Some settlements, newest first; `before` is where the following page begins."""

    rows: Sequence[Row]
    before: str


@dataclass(frozen=True)
class Sums:
    """What stands of a period for one direction and kind of insurance; cancels count with their negative amounts."""

    care: str
    insured: str
    insurance: str
    count: int
    total_fen: int
    fund_fen: int
    account_fen: int


def settlements(wanted: Wanted, *, before: str = "") -> Page:
    """Return settlements of a period, newest first; two queries."""
    found = _within(wanted)
    found = found.filter(pk__lt=before) if before else found
    rows = list(found.order_by("-pk")[: PAGE + 1])
    return Page(_rows(rows[:PAGE]), rows[PAGE - 1].pk if len(rows) > PAGE else "")


def sums(wanted: Wanted) -> list[Sums]:
    """Return what was settled in a period, by direction and kind of insurance; one query."""
    posted = _within(wanted).filter(state=states.POSTED)
    grouped = posted.values("care", "insured", "insurance").annotate(
        n=Count("pk"), total=Sum("total_fen"), fund=Sum("fund_fen"), account=Sum("account_fen")
    )
    ordered = grouped.order_by("-care", "-insured", "insurance")
    return [
        Sums(row["care"], row["insured"], row["insurance"], row["n"], row["total"], row["fund"], row["account"])
        for row in ordered
    ]


def unknown(at: Instant) -> list[Row]:
    """Return settlements whose outcome is not known though no counter waits any more, oldest first; two queries."""
    late = models.Settlement.objects.filter(IS_OPEN, asked_at__lt=clock.after(at, seconds=-WAITS_SECONDS))
    return _rows(list(late.order_by("asked_at")[:PAGE]))


def _within(wanted: Wanted) -> QuerySet[models.Settlement]:
    first, behind = rules.bounds(wanted)
    found = models.Settlement.objects.filter(pk__gte=first, pk__lt=behind)
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.institution:
        found = found.filter(institution=wanted.institution)
    return _worded(found, wanted.words) if wanted.words else found


def _worded(found: QuerySet[models.Settlement], words: str) -> QuerySet[models.Settlement]:
    """Narrow by what somebody typed: a pick-up code, a hospital's code or name, the number of a settlement."""
    code = rules.code_of(words)
    if code:
        return found.filter(pk__endswith=code)
    named = models.Institution.objects.filter(name__icontains=words).values("code")
    numbered = models.CareSettlement.objects.filter(number=words).values("pk")
    return found.filter(Q(institution__startswith=words) | Q(institution__in=named) | Q(pk__in=numbered))


def _rows(found: Sequence[models.Settlement]) -> list[Row]:
    names = _names({one.institution for one in found})
    return [Row(as_rule(one), one.given_up, Instant(one.asked_at), names.get(one.institution, "")) for one in found]


def _names(codes: set[str]) -> Mapping[str, str]:
    return dict(models.Institution.objects.filter(code__in=codes).values_list("code", "name"))


def institutions(code: str = "") -> list[Contract]:
    """Return our hospitals with their contracts, or the one of a code; one query."""
    found = models.Institution.objects.order_by("code")
    found = found.filter(code=code) if code else found
    return [Contract(one.code, one.name, one.level, one.area, one.from_day, one.until_day) for one in found]


def public_institutions(day: date) -> list[Contract]:
    """Return our hospitals under contract on a day, as a public page shows them; one query."""
    return [only(one, PUBLIC_FIELDS) for one in institutions() if one.in_force(day)]


@dataclass(frozen=True)
class Clearing:
    """What waits of reconciliation and clearing: differences with the first day due, batches with month and peer."""

    differences: int
    due: date | None
    batches: Sequence[tuple[str, str, str]]


def clearing_work() -> Clearing:
    """Return what of days and months is not settled between the agencies yet; two queries."""
    differing = models.DayDifference.objects.filter(gone_round=0, accepted_on=None)
    found = differing.aggregate(n=Count("pk"), due=Min("due"))
    over = (clearing.CLOSED, clearing.WITHDRAWN)
    batches = models.Batch.objects.exclude(state__in=over).order_by("-month", "-pk")
    return Clearing(found["n"], found["due"], list(batches.values_list("pk", "month", "peer")[:PAGE]))


@dataclass(frozen=True)
class Catalogue:
    """The items in force on a day, by code; `illustrative` of which no agency published, `after` where it goes on."""

    rows: Sequence[Item]
    illustrative: Sequence[bool]
    after: str


def catalogue(day: date, *, words: str = "", after: str = "") -> Catalogue:
    """Return the items of our catalogue that are in force on a day; one query."""
    found = models.CatalogueEntry.objects.filter(Q(until_day=None) | Q(until_day__gt=day), from_day__lte=day)
    if words:
        found = found.filter(Q(item__istartswith=words) | Q(name__icontains=words))
    if after:
        found = found.filter(item__gt=after)
    rows = list(found.order_by("item")[: PAGE + 1])
    shown = [_item(one) for one in rows[:PAGE]]
    marks = [one.illustrative for one in rows[:PAGE]]
    return Catalogue(shown, marks, rows[PAGE - 1].item if len(rows) > PAGE else "")


def _item(one: models.CatalogueEntry) -> Item:
    limit = None if one.price_max is None else f"{one.price_max.normalize():f}"
    return Item(
        one.item, one.name, one.grade, one.charge, one.from_day, one.until_day, one.selfpay_bp, limit, one.restricted
    )
