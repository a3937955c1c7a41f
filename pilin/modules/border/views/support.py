"""警力支援联动: what was asked, when it was answered, and what came of it, side by side."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from pilin.base import clock
from pilin.kernel.matters.rules.kinds import Kind
from pilin.kernel.organisations.rules import Right
from pilin.modules.border import queries
from pilin.modules.border.rules.records import SUPPORT, Record
from pilin.modules.border.views.common import choice, kinds_of, state_light, stretch
from pilin.web.access import PageRequest, needs
from pilin.web.components import Cell, Column, LinkTo, Table
from pilin.web.sides import Sides, sides_of


@require_GET
@needs(Right.READ)
def show_supports(request: PageRequest) -> HttpResponse:
    """Show the requests for support: open ones, and on request those that are over."""
    scene, day, is_over = sides_of(request), clock.day_of(request.at), "over" in request.GET
    kind = kinds_of(scene).get(SUPPORT)
    context = {
        "table": _requests(queries.records(SUPPORT, is_over=is_over), scene, kind, day),
        "is_over": is_over,
        "may_ask": request.visitor.may(Right.ACT) and kind is not None,
        "links": scene.links,
    }
    return render(request, "border/supports.html", context)


def _requests(found: Sequence[Record], scene: Sides, kind: Kind | None, day: date) -> Table:
    columns = [
        Column(gettext("事由")),
        Column(gettext("请求方")),
        Column(gettext("请求日期"), "day"),
        Column(gettext("需要的日期"), "day"),
        Column(gettext("里程（公里）")),
        Column(gettext("请求人数"), "number"),
        Column(gettext("答复日期"), "day"),
        Column(gettext("答应人数"), "number"),
        Column(gettext("结果")),
        Column(gettext("截止"), "day"),
        Column(gettext("状态")),
    ]
    rows = [_request(one, scene, kind, day) for one in found]
    empty = gettext("没有支援请求。任一方的经办人都可请求，对方在期限内答复；这里只记谁请求、何时答复、结果如何。")
    return Table(gettext("支援请求"), columns, rows, empty)


def _request(record: Record, scene: Sides, kind: Kind | None, day: date) -> Sequence[Cell]:
    answered = record.done.get("promise") or record.done.get("decline")
    said = record.text("outcome") or record.text("outcome", "helper") or record.text("why_not", "helper")
    name = "why_not" if record.state == "declined" else "outcome"
    return (
        LinkTo(choice(kind, "sort", record.text("sort")), reverse("web:matter", args=[record.id])),
        scene.name(record.opened_by),
        date.fromisoformat(record.done["open"]),
        record.on,
        stretch(record.number("from_m"), record.number("to_m")),
        record.number("people", "asker"),
        date.fromisoformat(answered) if answered else None,
        record.number("people", "helper") if "promise" in record.done else None,
        choice(kind, name, said) or None,
        record.day,
        state_light(record, kind, day),
    )
