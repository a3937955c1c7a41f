"""Figures of petitions: of a quarter for both sides, of a year for the report (信访工作条例 38-41)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from pilin.kernel.federation.queries import facts
from pilin.modules.petitions import models
from pilin.modules.petitions.queries.cases import visible_to
from pilin.modules.petitions.rules.intake import STATISTICS_FROM
from pilin.modules.petitions.rules.looking import Eyes
from pilin.web.cards import Counted, Waiting
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


def urgent(_me: str) -> Counted:
    """Return the urgent petitions that no office has taken yet (art. 25), and what the front page says of them."""
    return Counted(models.Case.objects.filter(urgent=True, is_over=False, office=""), _said_of_urgent)


def _said_of_urgent(count: int) -> Waiting:
    sentence = gettext("紧急信访事项 %(count)s 件还没有分派，请值班人员立即办理") % {"count": count}
    return Waiting(sentence, reverse("petitions:cases"))


@dataclass(frozen=True)
class Year:
    """The report of a year: each line a label, by what, and the number; None where it is too small to be told."""

    year: int
    total: int | None
    by_domain: Sequence[tuple[str, int | None]]
    by_state: Sequence[tuple[str, int | None]]
    transferred: int | None
    urgent: int | None


def yearly(eyes: Eyes, year: int) -> Year:
    """Return the numbers of a year for who may see them; three queries. Numbers below ten are not told."""
    rows = visible_to(eyes).filter(received_on__year=year)
    sums = rows.aggregate(
        total=Count("pk"),
        transferred=Count("pk", filter=Q(sender=facts.me()) & ~Q(matter="")),
        urgent=Count("pk", filter=Q(urgent=True)),
    )
    grouped = [
        [(str(key), _told(count)) for key, count in rows.order_by(name).values_list(name).annotate(Count("pk"))]
        for name in ("domain", "state")
    ]
    total, transferred, pressing = (_told(sums[name]) for name in ("total", "transferred", "urgent"))
    return Year(year, total, grouped[0], grouped[1], transferred, pressing)


def _told(count: int) -> int | None:
    """Return a number of people's cases from ten up (governance 7.2, no. 9); nothing is nothing."""
    return count if count == 0 or count >= STATISTICS_FROM else None
