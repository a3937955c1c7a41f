"""Findings: the ledger of problems, one finding from its evidence to its strike-off, and the form that records one."""

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
from pilin.kernel.matters.rules.kinds import Kind
from pilin.kernel.organisations.rules import Right
from pilin.modules.projects import actions, queries
from pilin.modules.projects.queries import Listing
from pilin.modules.projects.rules import quarters, supervision
from pilin.modules.projects.rules.records import FINDING, Record
from pilin.modules.projects.views import evidence, words
from pilin.modules.projects.views.sheets import (
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

_LAYOUT: Layout = (
    (gettext_noop("问题与证据"), ("object", "class", "evidence", "rule", "plan", "visit")),
    (gettext_noop("整改要求"), ("demand", "duty_unit", "due", "next_due")),
    (gettext_noop("异议与答复"), ("objection", "answer")),
    (gettext_noop("整改与复核"), ("measures", "progress", "result", "proof", "reason")),
)
_GIVEN = ("number", "quarter")
_LONG = ("evidence", "demand", "rule")
_QUARTER = "quarter"


@require_GET
@needs(Right.READ)
def show_findings(request: PageRequest) -> HttpResponse:
    """Show the ledger of problems: those still open, or all of a quarter."""
    scene, day = sides_of(request), clock.day_of(request.at)
    quarter = request.GET.get(_QUARTER, "")
    quarter = quarter if quarters.is_quarter(quarter) else ""
    found = queries.listing(FINDING, quarter=quarter, resting=supervision.STRUCK_OFF)
    kind = kinds_of(scene).get(FINDING)
    context = {
        "table": table(found, scene, kind, day, quarter=quarter),
        "is_cut": found.is_cut,
        "quarter": quarter,
        "quarters": queries.quarters([FINDING]),
        "may_record": request.visitor.may(Right.ACT) and kind is not None,
        "links": scene.links,
    }
    return render(request, "projects/findings.html", context)


def table(found: Listing, scene: Sides, kind: Kind | None, day: date, *, quarter: str) -> Table:
    """Return findings as the ledger shows them."""
    columns = [
        Column(gettext("编号")),
        Column(gettext("问题")),
        Column(gettext("类别")),
        Column(gettext("督查对象")),
        Column(gettext("责任方与责任单位")),
        Column(gettext("截止"), "day"),
        Column(gettext("状态")),
        Column(gettext("轮到")),
    ]
    named = gettext("问题台账（%(quarter)s）") % {"quarter": quarter} if quarter else gettext("问题台账（未销号）")
    nothing = gettext("这一季度没有问题。")
    empty = gettext("没有未销号的问题。联合走访中由另一方登记的问题列在这里，责任方整改后双方会签销号。")
    rows = [_line(one, scene, kind, day) for one in found.rows]
    return Table(named, columns, rows, nothing if quarter else empty)


def _line(record: Record, scene: Sides, kind: Kind | None, day: date) -> Sequence[Cell]:
    classes = words.choices_of(kind, "class")
    return (
        record.number,
        LinkTo(record.title, reverse("projects:finding", args=[record.id])),
        classes.get(record.text("class"), record.text("class")),
        record.text("object") or None,
        gettext("%(side)s：%(unit)s") % {"side": scene.name(record.holder), "unit": record.text("duty_unit", "owner")},
        record.day,
        state_light(record, kind, day),
        scene.names(record.turn) or None,
    )


@require_GET
@needs(Right.READ)
def show_finding(request: PageRequest, matter: str) -> HttpResponse:
    """Show one finding."""
    scene = sides_of(request)
    shown: dict[str, Any] = sheet(request, scene, view_of(request, scene, matter, FINDING), _LAYOUT)
    shown |= {"register": reverse("projects:findings"), "register_title": gettext("问题台账")}
    shown |= {"was_taken_up_again": supervision.was_taken_up_again(shown["record"])}
    shown |= {"photos": evidence.figures(shown["view"], scene), "photos_title": gettext("现场照片")}
    if request.visitor.may(Right.ACT) and not shown["record"].is_over:
        shown |= {"more": (gettext("加照片"), reverse("projects:add_evidence", args=[matter]))}
    return render(request, "projects/sheet.html", shown)


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def record_finding(request: PageRequest) -> HttpResponse:
    """Record a finding at an object of the other side."""
    scene = sides_of(request)
    kind = kinds_of(scene).get(FINDING)
    if kind is None or not scene.peers:
        return render(request, "projects/open_sheet.html", {"form": None, "links": scene.links})
    said = {name: request.GET[name] for name in ("visit", "plan", "object") if name in request.GET}
    data = request.POST if request.method == "POST" else None
    form = opening_form(data, kind, given=_GIVEN, said=said, long=_LONG)
    if request.method == "POST" and form.is_valid():
        try:
            by = hand_of(request, Right.ACT)
            made = actions.record_finding(form.values(), peer=peer_of(request, scene), by=by)
        except Refused as refused:
            refuse_at(form, refused)
        else:
            messages.success(request, gettext("问题已登记并签名，正在送达责任方；责任方可认领，也可在 30 日内提异议。"))
            return redirect("projects:finding", made)
    hint = gettext("只记所见，不作处理：各方对本方单位的督查由本方进行。编号与季度自动给出。")
    context = {
        "form": form,
        "title": gettext("登记督查问题"),
        "hint": hint,
        "peers": peers_of(scene),
        "links": scene.links,
    }
    context |= {"register": reverse("projects:findings"), "register_title": gettext("问题台账")}
    return render(request, "projects/open_sheet.html", context)


def peers_of(scene: Sides) -> list[tuple[str, str]]:
    """Return the other sides to choose from, where there is more than one."""
    return [(code, scene.name(code)) for code in scene.peers] if len(scene.peers) > 1 else []


def peer_of(request: PageRequest, scene: Sides) -> str:
    """Return the other side that was chosen, or the only one."""
    chosen = request.POST.get("peer", "")
    return chosen if chosen in scene.peers else scene.peers[0]
