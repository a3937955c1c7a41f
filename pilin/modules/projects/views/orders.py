"""督办单 and 催办单, kept apart: what was sent and what became of it, one paper, its print, and the forms."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_GET, require_http_methods

from pilin.base import clock
from pilin.base.refusal import Refused
from pilin.kernel.organisations.rules import Right
from pilin.modules.projects import actions, queries
from pilin.modules.projects.rules import orders, quarters
from pilin.modules.projects.rules.records import ORDER, URGING, Record
from pilin.modules.projects.views import words
from pilin.modules.projects.views.findings import peer_of, peers_of
from pilin.modules.projects.views.sheets import (
    Kinds,
    Layout,
    hand_of,
    kinds_of,
    opening_form,
    refuse_at,
    sheet,
    state_light,
    view_of,
)
from pilin.web.access import PageRequest, needs
from pilin.web.components import Cell, Column, LinkTo, Table
from pilin.web.sides import Sides, sides_of

_LAYOUTS: dict[str, Layout] = {
    ORDER: (
        (gettext_noop("督办什么"), ("content", "source", "about", "clause", "wanted", "standard", "proof_wanted")),
        (gettext_noop("双方单位与时限"), ("leads", "contact", "due", "next_due", "cycle")),
        (gettext_noop("签收与承办"), ("received_by", "measures", "feedback", "next_feedback_on")),
        (gettext_noop("办结与复核"), ("result", "proof", "reason")),
    ),
    URGING: (
        (gettext_noop("催办什么"), ("about", "text", "due")),
        (gettext_noop("签收与答复"), ("received_by", "reply", "reason")),
    ),
}
_NAMES = {ORDER: gettext_noop("督办单"), URGING: gettext_noop("催办单")}
_PAGES = {ORDER: "projects:order", URGING: "projects:urging"}
_LONG = ("content", "wanted", "standard", "text")


@require_GET
@needs(Right.READ)
def show_orders(request: PageRequest) -> HttpResponse:
    """Show the papers that are open or those of a quarter, and what became of those of the quarter on each side."""
    scene, day = sides_of(request), clock.day_of(request.at)
    quarter = request.GET.get("quarter", "")
    quarter = quarter if quarters.is_quarter(quarter) else ""
    counted = quarter or quarters.quarter_of(day)
    papers, urgings = (queries.listing(kind, quarter=quarter).rows for kind in (ORDER, URGING))
    sent, kinds = queries.of_quarter(ORDER, counted), kinds_of(scene)
    context = {
        "quarter": quarter,
        "quarters": queries.quarters((ORDER, URGING)),
        "orders": _orders(papers, scene, kinds, day),
        "urgings": _urgings(urgings, scene, kinds, day),
        "tally": _tally(sent, scene, day, counted),
        "refusals": _refusals(sent, scene, counted),
        "may_send": request.visitor.may(Right.ACT) and ORDER in kinds,
        "links": scene.links,
    }
    return render(request, "projects/orders.html", context)


def _way(record: Record, scene: Sides) -> str:
    """Return from whom to whom a paper goes."""
    facts = {"sender": scene.name(record.opened_by), "receiver": scene.name(record.holder)}
    return gettext("%(sender)s→%(receiver)s") % facts


def _orders(found: Sequence[Record], scene: Sides, kinds: Kinds, day: date) -> Table:
    titles = [gettext("文号"), gettext("督办事项"), gettext("发出→承办"), gettext("承办方牵头单位"), gettext("反馈")]
    columns = [Column(title) for title in titles]
    columns += [Column(gettext("截止"), "day"), Column(gettext("状态")), Column(gettext("轮到"))]
    cycles = words.choices_of(kinds.get(ORDER), "cycle")
    rows: list[Sequence[Cell]] = [
        (
            one.number,
            LinkTo(one.title, reverse("projects:order", args=[one.id])),
            _way(one, scene),
            str((one.value("leads") or {}).get("receiver_lead", "")) or None,
            cycles.get(one.text("cycle"), one.text("cycle")),
            one.day,
            state_light(one, kinds.get(ORDER), day),
            scene.names(one.turn) or None,
        )
        for one in found
    ]
    empty = gettext(
        "没有办理中的督办单。任一方依据协议条款请对方办理的事项列在这里；对方签收后可承办，也可说明理由不予承办。"
    )
    return Table(gettext("督办单"), columns, rows, empty)


def _urgings(found: Sequence[Record], scene: Sides, kinds: Kinds, day: date) -> Table:
    columns = [Column(gettext("文号")), Column(gettext("催办事项")), Column(gettext("发出→承办"))]
    columns += [Column(gettext("截止"), "day"), Column(gettext("状态")), Column(gettext("轮到"))]
    rows: list[Sequence[Cell]] = [
        (
            one.number,
            LinkTo(one.title, reverse("projects:urging", args=[one.id])),
            _way(one, scene),
            one.day,
            state_light(one, kinds.get(URGING), day),
            scene.names(one.turn) or None,
        )
        for one in found
    ]
    return Table(gettext("催办单"), columns, rows, gettext("没有待答复的催办单。在督办单页面上可对其催办。"))


def _tally(sent: Sequence[Record], scene: Sides, day: date, quarter: str) -> Table:
    """Return what became of the papers of a quarter, side by side: bodies are counted, never people."""
    titles = [
        gettext("收到"),
        gettext("已签收"),
        gettext("已承办"),
        gettext("不予承办"),
        gettext("已办结"),
        gettext("超期"),
    ]
    columns = [Column(gettext("收件方")), *(Column(title, "number") for title in titles)]
    found = orders.tallies(sent, sorted(scene.called, reverse=True), day)
    rows: list[Sequence[Cell]] = [
        (scene.name(one.side), one.received, one.signed_for, one.taken_on, one.declined, one.ended, one.late)
        for one in found
    ]
    return Table(gettext("%(quarter)s 督办单办理情况") % {"quarter": quarter}, columns, rows, gettext("没有。"))


def _refusals(sent: Sequence[Record], scene: Sides, quarter: str) -> Table:
    columns = [
        Column(gettext("文号")),
        Column(gettext("督办事项")),
        Column(gettext("不予承办的一方")),
        Column(gettext("理由")),
    ]
    rows: list[Sequence[Cell]] = [
        (
            one.number,
            LinkTo(one.title, reverse("projects:order", args=[one.id])),
            scene.name(one.holder),
            one.text("reason", "receiver"),
        )
        for one in orders.refusals(sent)
    ]
    empty = gettext("这一季度没有不予承办的督办单。不予承办是平等双方的一种答复，如实计数并附理由。")
    return Table(gettext("%(quarter)s 不予承办") % {"quarter": quarter}, columns, rows, empty)


def _shown(request: PageRequest, matter: str, kind: str) -> dict[str, Any]:
    scene = sides_of(request)
    shown: dict[str, Any] = sheet(request, scene, view_of(request, scene, matter, kind), _LAYOUTS[kind])
    return shown | {
        "scene": scene,
        "register": reverse("projects:orders"),
        "register_title": gettext("督办与催办"),
        "paper": reverse(f"{_PAGES[kind]}_paper", args=[matter]),
    }


@require_GET
@needs(Right.READ)
def show_order(request: PageRequest, matter: str) -> HttpResponse:
    """Show one 督办单, from which it may be urged."""
    shown = _shown(request, matter, ORDER)
    record: Record = shown["record"]
    waits = record.opened_by == shown["scene"].me and not record.is_over and request.visitor.may(Right.ACT)
    where = f"{reverse('projects:send_urging')}?about={record.id}"
    shown |= {"more": (gettext("发催办单"), where) if waits else None}
    return render(request, "projects/sheet.html", shown)


@require_GET
@needs(Right.READ)
def show_urging(request: PageRequest, matter: str) -> HttpResponse:
    """Show one 催办单."""
    return render(request, "projects/sheet.html", _shown(request, matter, URGING))


@require_GET
@needs(Right.READ)
def show_order_paper(request: PageRequest, matter: str) -> HttpResponse:
    """Show a 督办单 as a paper with places for two seals."""
    return render(request, "projects/sheet_paper.html", paper_of(request, matter, ORDER))


@require_GET
@needs(Right.READ)
def show_urging_paper(request: PageRequest, matter: str) -> HttpResponse:
    """Show a 催办单 as a paper with places for two seals."""
    return render(request, "projects/sheet_paper.html", paper_of(request, matter, URGING))


def paper_of(request: PageRequest, matter: str, kind: str) -> dict[str, Any]:
    """Return what a paper says, printed or as PDF."""
    shown = _shown(request, matter, kind)
    record, scene = shown["record"], shown["scene"]
    days = {name: date.fromisoformat(record.done[name]) for name in ("open", "sign_for") if name in record.done}
    return shown | {
        "name": gettext(_NAMES[kind]),
        "back": reverse(_PAGES[kind], args=[matter]),
        "pdf": reverse(f"{_PAGES[kind]}_pdf", args=[matter]),
        "sent_on": days.get("open"),
        "received_on": days.get("sign_for"),
        "seals": [
            (scene.name(record.opened_by), gettext("发出方")),
            (scene.name(record.holder), gettext("收件方")),
        ],
    }


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def send_order(request: PageRequest) -> HttpResponse:
    """Send a 督办单 to the other side."""
    hint = gettext("跨界的督办单是依据协议条款的请求：对方签收后可承办，也可说明理由不予承办；不予承办的按季计数公示。")
    return _send(request, ORDER, gettext("发督办单"), hint)


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def send_urging(request: PageRequest) -> HttpResponse:
    """Send a 催办单 about something that the other side is to do."""
    hint = gettext("催办单不另设任务，只请对方在时限内答复；一般的催办，可直接在事项页面上点“催办”。")
    return _send(request, URGING, gettext("发催办单"), hint)


def _send(request: PageRequest, name: str, title: str, hint: str) -> HttpResponse:
    scene = sides_of(request)
    kind = kinds_of(scene).get(name)
    if kind is None or not scene.peers:
        return render(request, "projects/open_sheet.html", {"form": None, "links": scene.links})
    said = {"number": actions.number_of(name, at=request.at), "cycle": "once"}
    said |= {"about": request.GET["about"]} if "about" in request.GET else {}
    form = opening_form(request.POST if request.method == "POST" else None, kind, given=(), said=said, long=_LONG)
    if request.method == "POST" and form.is_valid():
        try:
            by = hand_of(request, Right.ACT)
            made = actions.send_paper(name, form.values(), peer=peer_of(request, scene), by=by)
        except Refused as refused:
            refuse_at(form, refused)
        else:
            messages.success(request, gettext("已签名发出，正在送达对方；对方签收后在这里看得到。"))
            return redirect(_PAGES[name], made)
    context = {"form": form, "title": title, "hint": hint, "peers": peers_of(scene), "links": scene.links}
    context |= {"register": reverse("projects:orders"), "register_title": gettext("督办与催办")}
    return render(request, "projects/open_sheet.html", context)
