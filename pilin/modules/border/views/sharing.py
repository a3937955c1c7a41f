"""信息资源联享: the catalogue of each side, requests with scene and article, and one request with its receipt."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from pilin.kernel.organisations.rules import Right
from pilin.modules.border import queries
from pilin.modules.border.rules import sharing
from pilin.modules.border.rules.records import CATALOGUE, REQUEST, Record
from pilin.modules.border.rules.sharing import Tally
from pilin.modules.border.views.common import choice, state_light
from pilin.modules.border.views.lists import Lists
from pilin.web.access import PageRequest, needs
from pilin.web.components import Cell, Column, Light, LinkTo, Table, Tone
from pilin.web.sides import Sides


@require_GET
@needs(Right.READ)
def show_sharing(request: PageRequest) -> HttpResponse:
    """Show what each side lists, what was asked and answered, and how often it was refused or late."""
    lists, is_over = Lists(request), "over" in request.GET
    first, last = date(lists.day.year, 1, 1), date(lists.day.year, 12, 31)
    context = {
        "links": lists.scene.links,
        "openings": lists.openings(REQUEST, CATALOGUE),
        "is_over": is_over,
        "requests": _requests(lists, queries.records(REQUEST, is_over=is_over), is_over=is_over),
        "tallies": _tallies(
            sharing.tallies(queries.spanned(REQUEST, first=first, last=last), lists.scene.order), lists.scene
        ),
        "catalogues": [_catalogue(lists, found, side) for side, found in _listed(lists.scene)],
    }
    return render(request, "border/sharing.html", context)


def _listed(scene: Sides) -> list[tuple[str, list[Record]]]:
    """Return what each side lists, from left to right."""
    found = queries.records(CATALOGUE, is_over=False)
    return [(side, [one for one in found if one.opened_by == side]) for side in scene.order]


def _requests(lists: Lists, found: Sequence[Record], *, is_over: bool) -> Table:
    running = gettext("还没有信息请求。任一方从对方目录中选一条，写明场景和条文；对方按期答复，文件经正式渠道移送。")
    return lists.table(
        found,
        gettext("已结束的请求") if is_over else gettext("信息请求"),
        [
            (Column(gettext("使用场景")), lambda one, _kind: (one.text("scene"),)),
            (Column(gettext("依据条文")), lambda one, _kind: (one.text("article"),)),
            (Column(gettext("答复截止"), "day"), lambda one, _kind: (sharing.day_of(one.value("answer_by")),)),
            (Column(gettext("答复")), lambda one, _kind: (answer_light(one),)),
            (Column(gettext("现在的期限"), "day"), lambda one, _kind: (one.day,)),
        ],
        name=REQUEST,
        empty=gettext("还没有结束的请求；双方确认停用、不予提供或撤回的列在这里。") if is_over else running,
    )


def answer_light(one: Record) -> Light:
    """Return whether a request was answered, and in time."""
    answered = sharing.answered_on(one)
    if answered is None:
        return Light(Tone.LATE, gettext("逾期未答复")) if sharing.is_late(one) else Light(Tone.IDLE, gettext("未答复"))
    words = {"day": answered.isoformat()}
    if sharing.is_late(one):
        return Light(Tone.WARNING, gettext("%(day)s 逾期答复") % words)
    return Light(Tone.DONE, gettext("%(day)s 按期答复") % words)


def _tallies(told: Mapping[str, Tally], scene: Sides) -> Table:
    titles = [gettext("提出"), gettext("收到"), gettext("同意"), gettext("不予提供"), gettext("逾期答复或未答复")]
    titles += [gettext("使用中"), gettext("到期未确认停用")]
    rows: list[Sequence[Cell]] = [
        (scene.name(side), one.asked, one.received, one.granted, one.refused, one.late, one.in_use, one.overdue)
        for side, one in told.items()
    ]
    return Table(
        gettext("今年的请求与答复（件）"),
        [Column(gettext("一方")), *(Column(title, "number") for title in titles)],
        rows if any(one.asked for one in told.values()) else [],
        gettext("今年还没有请求；双方各提出、同意、不予提供和逾期多少，列在这里，两边看到的一样。"),
    )


def _catalogue(lists: Lists, found: Sequence[Record], side: str) -> Table:
    kind, name = lists.kinds.get(CATALOGUE), lists.scene.name(side)
    columns = [Column(gettext("信息名称")), Column(gettext("持有机构")), Column(gettext("类别"))]
    columns += [Column(gettext("依据条文")), Column(gettext("谁可以请求"))]
    columns += [Column(gettext("答复（工作日）"), "number"), Column(gettext("状态"))]
    may_ask = side != lists.scene.me and lists.may_act and REQUEST in lists.kinds
    columns += [Column(gettext("办理"))] if may_ask else []
    rows: list[Sequence[Cell]] = []
    for one in found:
        cells: list[Cell] = [LinkTo(one.title, reverse("web:matter", args=[one.id])), one.text("body")]
        cells += [choice(kind, "category", one.text("category")), one.text("article"), one.text("who_may")]
        cells += [one.number("days"), state_light(one, kind, lists.day)]
        rows.append([*cells, *([_ask(one)] if may_ask else [])])
    empty = gettext("%(side)s的目录还是空的。由持有机构逐条列入，只说有什么，不放数据。") % {"side": name}
    return Table(gettext("%(side)s的共享目录") % {"side": name}, columns, rows, empty)


def _ask(item: Record) -> Cell:
    if item.text("category") == sharing.CLOSED or item.refused_by:
        return None
    return LinkTo(gettext("请求"), f"{reverse('border:ask_information')}?item={item.id}")


@require_GET
@needs(Right.READ)
def show_request(request: PageRequest, matter: str) -> HttpResponse:
    """Show one request: what for, by when it is answered, the answer, the receipt; it fits one A4."""
    lists = Lists(request)
    one = queries.record(matter, REQUEST)
    if one is None:
        raise Http404
    kind = lists.kinds.get(REQUEST)
    item = queries.record(one.text("item"), CATALOGUE)
    receipt = sharing.receipt_of(one)
    context: dict[str, Any] = {
        "one": one,
        "links": lists.scene.links,
        "state": state_light(one, kind, lists.day),
        "turn": lists.scene.names(one.turn),
        "asker": lists.scene.name(one.roles["asker"]),
        "holder": lists.scene.name(one.roles["holder"]),
        "item": item,
        "category": choice(lists.kinds.get(CATALOGUE), "category", item.text("category")) if item else "",
        "answer": answer_light(one),
        "answer_by": sharing.day_of(one.value("answer_by")),
        "until": sharing.day_of(one.value("until")),
        "receipt": receipt,
        "told": _told(one) if receipt is None else None,
        "end_how": choice(kind, "end_how", one.text("end_how", "asker")),
    }
    return render(request, "border/request.html", context)


def _told(one: Record) -> str:
    """Return what the holder says that it gave, where both have not signed it yet."""
    return one.text("given", "holder")
