"""法治宣传联谊: stops of the road of law, events with their numbers, and what was asked; two lists for everybody."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_GET

from pilin.base import clock
from pilin.kernel.organisations.rules import Right
from pilin.modules.border import queries
from pilin.modules.border.rules import law
from pilin.modules.border.rules.records import LAW_EVENT, LAW_STOP, Record
from pilin.modules.border.views.lists import Lists
from pilin.web.access import PageRequest, needs
from pilin.web.components import Cell, Column, Table
from pilin.web.languages import apart


@require_GET
@needs(Right.READ)
def show_law(request: PageRequest) -> HttpResponse:
    """Show the stops, the events, their numbers as both confirmed them, and questions with their answers."""
    lists = Lists(request)
    events = queries.records(LAW_EVENT)
    stops = sorted(queries.records(LAW_STOP), key=lambda one: (one.number("chainage_m"), one.id))
    context = {
        "links": lists.scene.links,
        "openings": lists.openings(LAW_EVENT, LAW_STOP),
        "sums": law.total(events),
        "events": _events(lists, events),
        "stops": _stops(lists, stops),
        "questions": _questions(events),
    }
    return render(request, "border/law.html", context)


def _events(lists: Lists, found: Sequence[Record]) -> Table:
    columns = [
        (Column(gettext("日期"), "day"), lambda one, _kind: (one.on,)),
        (Column(gettext("地点")), lambda one, _kind: (one.text("place"),)),
        (Column(gettext("材料")), lambda one, _kind: (_materials(one),)),
        (Column(gettext("人次"), "number"), lambda one, _kind: (law.numbers_of(one).get("attendance"),)),
        (Column(gettext("提问"), "number"), lambda one, _kind: (law.numbers_of(one).get("questions"),)),
        (Column(gettext("已答复"), "number"), lambda one, _kind: (law.numbers_of(one).get("answered"),)),
    ]
    empty = gettext("还没有活动。任一方发出，对方参加；数字由双方确认，不记是谁。")
    return lists.table(found, gettext("宣传活动"), columns, name=LAW_EVENT, empty=empty)


def _materials(one: Record) -> Cell:
    said = [f"{title} {digest[:12]}…" if digest else title for title, digest in law.materials_of(one)]
    return apart(said) or None


def _stops(lists: Lists, found: Sequence[Record]) -> Table:
    columns = [
        (Column(gettext("里程（米）"), "number"), lambda one, _kind: (one.number("chainage_m"),)),
        (Column(gettext("所在村")), lambda one, _kind: (one.text("village"),)),
        (Column(gettext("展示内容")), lambda one, _kind: (one.text("shows"),)),
    ]
    empty = gettext("还没有站点。据报道两村之间有十里示范路，站点来源未载明；由任一方提出，双方签署后上公开站。")
    return lists.table(found, gettext("边界法治示范路站点"), columns, name=LAW_STOP, empty=empty)


def _questions(found: Sequence[Record]) -> Table:
    rows: list[Sequence[Cell]] = [
        (one.on, one.title, said.question, said.answer or None) for one in found for said in law.asked_of(one)
    ]
    columns = [
        Column(gettext("日期"), "day"),
        Column(gettext("活动")),
        Column(gettext("问题")),
        Column(gettext("答复")),
    ]
    return Table(
        pgettext("heading", "问答"),
        columns,
        rows,
        gettext("还没有问答。活动中的提问和答复由双方确认后列在这里，不写是谁问的。"),
    )


def show_public_law(request: HttpRequest) -> HttpResponse:
    """Show everybody the stops of the road of law and the events that are coming."""
    stops, events = queries.public_law(day=clock.day_of(clock.now()))
    return render(request, "border/public/law.html", {"stops": stops, "events": events})
