"""The conditions under which a side signs a plan: each with its own day and light, until both sign it off."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from pilin.base import clock
from pilin.kernel.matters.rules.kinds import Kind
from pilin.kernel.organisations.rules import Right
from pilin.modules.projects import queries
from pilin.modules.projects.rules.records import CONDITION, Record
from pilin.modules.projects.views import sheets
from pilin.web.access import PageRequest, needs
from pilin.web.components import Column, LinkTo, Table
from pilin.web.sides import Sides, sides_of


@require_GET
@needs(Right.READ)
def show_conditions(request: PageRequest, plan: str) -> HttpResponse:
    """Show the conditions of a plan, the latest first, and where a new one is opened."""
    scene, day = sides_of(request), clock.day_of(request.at)
    found = queries.plans([plan]).get(plan)
    if found is None:
        raise Http404
    kind = sheets.kinds_of(scene).get(CONDITION)
    may_open = kind is not None and request.visitor.may(Right.ACT)
    context = {
        "plan": plan,
        "title": found.title,
        "table": _table(queries.naming(plan, (CONDITION,)), kind, scene, day),
        "opening": reverse("web:open_matter", args=[kind.digest]) if kind and may_open else "",
        "links": scene.links,
    }
    return render(request, "projects/conditions.html", context)


def _table(found: list[Record], kind: Kind | None, scene: Sides, day: date) -> Table:
    columns = [Column(gettext("条件")), Column(gettext("达到什么算满足")), Column(gettext("履行方"))]
    columns += [Column(gettext("时限"), "day"), Column(gettext("状态"))]
    rows = [
        (
            LinkTo(one.title, reverse("web:matter", args=[one.id])),
            one.text("wanted") or None,
            scene.name(one.holder),
            _due(one),
            sheets.state_light(one, kind, day),
        )
        for one in found
    ]
    empty = gettext("没有附条件。同意方案但有前提的一方在这里提出条件，由另一方签署或谢绝。")
    return Table(gettext("附条件"), columns, rows, empty, is_titled=True)


def _due(one: Record) -> date | None:
    """Return the day that counts: the later one where another was set."""
    said = one.text("next_due") or one.text("due")
    return date.fromisoformat(said) if said else None
