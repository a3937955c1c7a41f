"""责任共担: the duty matrix on a page."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_GET

from pilin.base import clock
from pilin.kernel.organisations.rules import Right
from pilin.modules.projects import queries
from pilin.modules.projects.rules import matrix
from pilin.modules.projects.rules.matrix import PROJECT, Row
from pilin.modules.projects.views import words
from pilin.web.access import PageRequest, needs
from pilin.web.components import Cell, Column, Light, LinkTo, Table, Tone
from pilin.web.languages import given
from pilin.web.sides import Sides, sides_of

_SORTS = {PROJECT: gettext_noop("合作项目"), "duty": gettext_noop("共同事项")}


@require_GET
@needs(Right.READ)
def show_matrix(request: PageRequest) -> HttpResponse:
    """Show who leads what on each side and by when, the overdue first."""
    scene, day, late_only = sides_of(request), clock.day_of(request.at), "late" in request.GET
    found = queries.duties(day, late_only=late_only)
    context = {
        "table": _table(found.rows, scene, day, late_only=late_only),
        "leads": _leads(found.rows, scene, day),
        "late": sum(row.is_late(day) for row in found.rows),
        "late_only": late_only,
        "is_cut": found.is_cut,
        "limit": queries.LISTED_MAX,
        "links": scene.links,
    }
    return render(request, "projects/matrix.html", context)


def _table(rows: Sequence[Row], scene: Sides, day: date, *, late_only: bool) -> Table:
    sides = sorted(scene.called, reverse=True)
    columns = [Column(gettext("事项")), Column(gettext("类别"), "short")]
    columns += [Column(gettext("%(side)s牵头") % {"side": scene.name(side)}) for side in sides]
    columns += [Column(gettext("下一节点")), Column(gettext("时限"), "day"), Column(gettext("距今"), "short")]
    columns += [Column(gettext("状态"))]
    shown = [_line(row, sides, day) for row in rows]
    nothing = gettext("没有超期的事项。")
    empty = gettext("这里将列出双方共同的项目和会议议定的共同事项：每项两个牵头单位，各方一个。")
    return Table(gettext("责任清单"), columns, shown, nothing if late_only else empty, is_titled=True)


def _line(row: Row, sides: Sequence[str], day: date) -> Sequence[Cell]:
    page = "projects:project" if row.kind == PROJECT else "web:matter"
    light = Light(Tone.LATE, gettext("超期")) if row.is_late(day) else Light(Tone.NORMAL, gettext("办理中"))
    return (
        LinkTo(row.title, reverse(page, args=[row.id])),
        gettext(_SORTS[row.kind]),
        *(given(row.leads[side]) if row.leads.get(side) else None for side in sides),
        given(row.due) or None,
        row.day,
        words.days_to(row.day, day) if row.day else gettext("未定期"),
        light,
    )


def _leads(rows: Sequence[Row], scene: Sides, day: date) -> Table:
    columns = [Column(gettext("哪一方")), Column(gettext("牵头单位")), Column(gettext("超期"), "number")]
    found = matrix.late_by_lead(rows, day)
    shown: list[Sequence[Cell]] = [(scene.name(side), given(body), number) for (side, body), number in found.items()]
    empty = gettext("没有超期的牵头单位。超期按单位计数，不涉及个人；一项的两个牵头单位都计。")
    return Table(gettext("各牵头单位的超期"), columns, shown, empty)
