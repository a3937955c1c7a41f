"""Figures of petitions: of a quarter for both sides, of a year for the report (信访工作条例 38-41)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop, ngettext

from pilin.kernel.federation.queries import facts
from pilin.modules.petitions import models
from pilin.modules.petitions.queries.cases import closed_to, visible_to
from pilin.modules.petitions.rules.looking import Eyes
from pilin.web import few
from pilin.web.cards import Counted, Onlooker, Waiting
from pilin.web.flows import DutyFigure

DUTY = 6
_COUNTED = {
    "transferred_on": (0, gettext_noop("转送信访事项（件）")),
    "accepted_on": (2, gettext_noop("受理信访事项（件）")),
    "answered_on": (2, gettext_noop("答复信访事项（件）")),
}


def figures(*, start: date, end: date) -> Sequence[DutyFigure]:
    """Return what both sides transferred, accepted and answered from a day until before another; one query."""
    span = {name: Q(**{f"{name}__gte": start, f"{name}__lt": end}) for name in _COUNTED}
    rows = models.Case.objects.filter(span["transferred_on"] | span["accepted_on"] | span["answered_on"])
    counts = {name: Count("pk", filter=condition) for name, condition in span.items()}
    grouped = rows.exclude(matter="").order_by().values("sender", "peer", "handler").annotate(**counts)
    found = list(grouped.values_list("sender", "peer", "handler", *_COUNTED))
    sides = sorted({code for row in found for code in row[:3] if code})
    return [
        DutyFigure(
            DUTY,
            gettext(label),
            {side: sum(row[3 + place] for row in found if row[who] == side) for side in sides},
            about_people=True,
        )
        for place, (who, label) in enumerate(_COUNTED.values())
    ]


def waiting(_me: str, onlooker: Onlooker, day: date) -> Sequence[Counted]:
    """Return what the front page says: urgent petitions that no office has taken yet (art. 25), and those not told yet.

    What came without its sealed file exists for nobody; that it is missing since yesterday is said as a number alone.
    """
    urgent = models.Case.objects.filter(urgent=True, is_over=False, office="")
    dark = models.Case.objects.filter(is_readable=False, is_over=False, transferred_on__lt=day)
    return [
        Counted(urgent.exclude(pk__in=closed_to(onlooker).values("pk")), _said_of_urgent),
        Counted(dark, _said_of_dark),
    ]


def _said_of_urgent(count: int) -> Waiting:
    said = ngettext(
        "%(count)s 件紧急信访事项还没有分派，请值班人员立即办理",
        "%(count)s 件紧急信访事项还没有分派，请值班人员立即办理",
        count,
    )
    return Waiting(said % {"count": count}, reverse("petitions:cases"))


def _said_of_dark(count: int) -> Waiting:
    said = ngettext(
        "对方转送的 %(count)s 件信访事项，密封的内容还没有送到，这里先不显示；请与对方核对",
        "对方转送的 %(count)s 件信访事项，密封的内容还没有送到，这里先不显示；请与对方核对",
        count,
    )
    return Waiting(said % {"count": count}, reverse("web:diagnostics"))


@dataclass(frozen=True)
class Year:
    """The report of a year: each line a label, by what, and the number; None where it is not told."""

    year: int
    total: int | None
    by_domain: Sequence[tuple[str, int | None]]
    by_state: Sequence[tuple[str, int | None]]
    transferred: int | None
    urgent: int | None


def yearly(eyes: Eyes, year: int) -> Year:
    """Return the numbers of a year for who may see them; three queries. What is below ten is not told, nor derivable.

    Who is transferred stands in the states as well, so it is told only where these are told whole.
    """
    rows = visible_to(eyes).filter(received_on__year=year)
    sums = rows.aggregate(
        total=Count("pk"),
        transferred=Count("pk", filter=Q(sender=facts.me()) & ~Q(matter="")),
        urgent=Count("pk", filter=Q(urgent=True)),
    )
    by_domain, by_state = (
        few.parts(dict(rows.order_by(name).values_list(name).annotate(Count("pk")))) for name in ("domain", "state")
    )
    transferred = few.part_of(sums["transferred"], sums["total"])
    if sums["transferred"] and None in by_state.values():
        transferred = None
    return Year(
        year,
        few.shown(sums["total"]),
        list(by_domain.items()),
        list(by_state.items()),
        transferred,
        few.part_of(sums["urgent"], sums["total"]),
    )
