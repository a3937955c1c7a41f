"""Figures: of a year for the staff, of a quarter for the page of the ten duties; and the rounds of sweeps."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET

from pilin.base import clock
from pilin.kernel.organisations.rules import Right
from pilin.modules.mediation import queries
from pilin.modules.mediation.rules import figures, sweeps
from pilin.modules.mediation.rules.periods import periods
from pilin.modules.mediation.rules.sweeps import SWEEP
from pilin.modules.mediation.views.common import kind_of
from pilin.web import few
from pilin.web.access import PageRequest, needs
from pilin.web.cards import Counted, Onlooker, Waiting
from pilin.web.components import Cell, Column, LinkTo, Table
from pilin.web.flows import DutyFigure
from pilin.web.languages import titled, untold
from pilin.web.sides import Sides, sides_of

DUTY = 5
"""矛盾纠纷联调 is the fifth of the ten."""


def duty_figures(*, start: date, end: date) -> Sequence[DutyFigure]:
    """Return the figures of the joint duty in a span of days, from signed facts; one query."""
    found = figures.span(queries.counted(start=start, end=end), start=start, end=end)
    told = (
        (gettext("登记的纠纷（件）"), found.opened),
        (gettext("达成协议（件）"), found.agreed),
        (gettext("终止、未达成协议（件）"), found.ended),
    )
    return [DutyFigure(DUTY, label, figures.by_side(cases), about_people=True) for label, cases in told]


def waiting(_me: str, _onlooker: Onlooker, day: date) -> Sequence[Counted]:
    """Return the cases of which an obligation is due or near, so that the committee watches it (人民调解法 31(2))."""
    return [Counted(queries.owed(day + timedelta(days=periods().remind_days)), _said_of_owed)]


def _said_of_owed(number: int) -> Waiting:
    said = ngettext(
        "%(n)s 件调解协议有义务到期或临期，请督促履行。", "%(n)s 件调解协议有义务到期或临期，请督促履行。", number
    )
    return Waiting(said % {"n": number}, f"{reverse('mediation:cases')}?owed=1")


@require_GET
@needs(Right.READ)
def show_figures(request: PageRequest) -> HttpResponse:
    """Show the cases of a year by sort; numbers from ten up."""
    this, asked = clock.day_of(request.at).year, request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdecimal() and asked in (str(this), str(this - 1)) else this
    start, end = date(year, 1, 1), date(year + 1, 1, 1)
    found = figures.year_of(figures.span(queries.counted(start=start, end=end), start=start, end=end))
    scene = sides_of(request)
    kind = kind_of(scene)
    names = {name: titled(title) for name, title in kind.fields["category"].choices.items()} if kind else {}
    rows: list[Sequence[Cell]] = [
        (gettext("登记"), _count(found.cases)),
        (gettext("达成协议"), _count(found.agreed)),
        (gettext("终止、未达成协议"), _count(found.ended)),
        *((names.get(name, name), _count(count)) for name, count in sorted(found.sorts.items())),
    ]
    columns = [Column(gettext("项目")), Column(gettext("件数"))]
    table = Table(gettext("%(year)s年") % {"year": year}, columns, rows, "")
    context = {"table": table, "years": (this, this - 1), "shown": few.FROM, "links": scene.links}
    return render(request, "mediation/figures.html", context)


def _count(count: int | None) -> str:
    return untold() if count is None else str(count)


@require_GET
@needs(Right.READ)
def show_sweeps(request: PageRequest) -> HttpResponse:
    """Show the rounds of both sides with what they found in numbers, and by when the next one is due."""
    scene, day = sides_of(request), clock.day_of(request.at)
    kind, found, every = kind_of(scene, SWEEP), queries.sweeps(), periods().sweep_every_days
    last = max((one.to_day for one in found), default=None)
    context = {
        "table": _sweeps(found, scene),
        "next_day": sweeps.next_day(last, day=day, every_days=every),
        "every_days": every,
        "kind": kind.digest if kind and request.visitor.may(Right.ACT) else "",
        "links": scene.links,
    }
    return render(request, "mediation/sweeps.html", context)


def _sweeps(found: Sequence[sweeps.Sweep], scene: Sides) -> Table:
    columns = [Column(gettext("轮次")), Column(gettext("自"), "day"), Column(gettext("至"), "day")]
    columns += [Column(gettext("%(side)s发现（件）") % {"side": scene.name(code)}) for code in scene.order]
    rows: list[Sequence[Cell]] = [
        (
            LinkTo(one.title, reverse("web:matter", args=[one.id])),
            one.from_day,
            one.to_day,
            *(str(sum(one.found[code].values())) if code in one.found else gettext("未报") for code in scene.order),
        )
        for one in found
    ]
    empty = gettext("还没有排摸轮次：任一方发起后，双方各报发现的件数和类别，不记人名和户名。")
    return Table(gettext("排摸轮次"), columns, rows, empty, is_titled=True)
