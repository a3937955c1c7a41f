"""一季一督: the quarter with its plans and three ledgers, one plan, one visit, and the forms that open them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_GET, require_http_methods

from pilin.base import clock
from pilin.base.refusal import Refused
from pilin.kernel.organisations.rules import Right
from pilin.modules.projects import actions, queries
from pilin.modules.projects.forms import SupervisionForm
from pilin.modules.projects.queries import Listing, ProjectRow
from pilin.modules.projects.rules import objects, quarters
from pilin.modules.projects.rules.lists import Item
from pilin.modules.projects.rules.objects import Looked
from pilin.modules.projects.rules.records import FINDING, SUPERVISION, VISIT, Record
from pilin.modules.projects.views import findings
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
from pilin.web.components import Cell, Column, Light, LinkTo, Table, Tone
from pilin.web.languages import several
from pilin.web.sides import Sides, sides_of

_PLAN: Layout = (
    (gettext_noop("督查什么"), ("content", "scope", "starts_on", "ends_on")),
    (gettext_noop("联合走访组"), ("team",)),
    (gettext_noop("季度小结"), ("conclusion", "reason")),
)
_VISIT: Layout = (
    (gettext_noop("走访"), ("object", "supervision", "held_on", "present")),
    (gettext_noop("计划与所见"), ("planned", "seen")),
    (gettext_noop("意见与补充"), ("opinion", "addition", "reason")),
)
_GIVEN = ("title", "quarter", "supervision", "item", "object")
_LONG = ("planned", "seen", "opinion")


@require_GET
@needs(Right.READ)
def show_supervision(request: PageRequest) -> HttpResponse:
    """Show a quarter: its plans, the base ledger, the ledger of spot checks, and the ledger of problems."""
    scene, day = sides_of(request), clock.day_of(request.at)
    quarter = request.GET.get("quarter", "")
    quarter = quarter if quarters.is_quarter(quarter) else quarters.quarter_of(day)
    plans, visits, found = (queries.of_quarter(kind, quarter) for kind in (SUPERVISION, VISIT, FINDING))
    looked = objects.looked_at(plans, visits, found)
    projects = queries.titles([one.object.plan for one in looked if one.object.plan])
    kinds = kinds_of(scene)
    context = {
        "quarter": quarter,
        "quarters": sorted({*queries.quarters((SUPERVISION, VISIT, FINDING)), quarters.quarter_of(day)}, reverse=True),
        "plans": plans_table(plans, scene, kinds, day),
        "base": base_table(looked, projects, scene),
        "checks": checks_table(visits, found, scene, kinds, day),
        "problems": findings.table(Listing(found), scene, kinds.get(FINDING), day, quarter=quarter),
        "may_offer": request.visitor.may(Right.ACT) and SUPERVISION in kinds,
        "links": scene.links,
    }
    return render(request, "projects/supervision.html", context)


def plans_table(plans: Sequence[Record], scene: Sides, kinds: Kinds, day: date) -> Table:
    """Return the plans of a quarter."""
    columns = [Column(gettext("计划")), Column(gettext("提出方")), Column(gettext("对象数"), "number")]
    columns += [Column(gettext("截止"), "day"), Column(gettext("状态")), Column(gettext("轮到"))]
    rows: list[Sequence[Cell]] = [
        (
            LinkTo(one.title, reverse("projects:supervised", args=[one.id])),
            scene.name(one.opened_by),
            len(objects.objects_of(one.value("objects"))),
            one.day,
            state_light(one, kinds.get(SUPERVISION), day),
            scene.names(one.turn) or None,
        )
        for one in plans
    ]
    empty = gettext("这一季度还没有督查计划：任一方提出对象、范围和双方走访组，双方签署后走访。")
    return Table(gettext("督查计划"), columns, rows, empty)


def base_table(looked: Sequence[Looked], projects: dict[str, ProjectRow], scene: Sides) -> Table:
    """Return the base ledger: each object with its goal, who leads, what comes next, and whether it was visited."""
    titles = (
        gettext("督查对象"),
        gettext("属于"),
        gettext("双方牵头单位"),
        gettext("下一里程碑"),
        gettext("走访"),
        gettext("问题"),
    )
    columns = [Column(title) for title in titles]
    rows = [_base(one, projects.get(one.object.plan), scene) for one in looked]
    return Table(gettext("基础台账"), columns, rows, gettext("督查计划提出后，其中的对象逐一列在这里。"))


def _base(one: Looked, project: ProjectRow | None, scene: Sides) -> Sequence[Cell]:
    whose = one.plan.roles.get(one.object.of)
    leads = (
        [project.leads[side] for side in sorted(scene.called, reverse=True) if project.leads.get(side)]
        if project
        else []
    )
    visit: Cell = Light(Tone.IDLE, gettext("未走访"))
    if one.visit is not None:
        visit = LinkTo(one.visit.text("held_on"), reverse("projects:visit", args=[one.visit.id]))
    return (
        LinkTo(one.object.title, reverse("projects:project", args=[project.id])) if project else one.object.title,
        scene.name(whose) if whose else gettext("双方共同"),
        gettext("｜").join(leads) or None,
        f"{project.next_milestone} {project.next_due or ''}".strip() if project else None,
        visit,
        several(each.number for each in one.findings) or None,
    )


def checks_table(visits: Sequence[Record], found: Sequence[Record], scene: Sides, kinds: Kinds, day: date) -> Table:
    """Return the ledger of spot checks: plan beside fact, as both signed it."""
    titles = (gettext("计划要求"), gettext("现场所见"), gettext("登记问题"), gettext("记录"))
    columns = [Column(gettext("走访日期")), Column(gettext("督查对象")), *(Column(title) for title in titles)]
    rows: list[Sequence[Cell]] = [
        (
            one.text("held_on"),
            LinkTo(one.text("object"), reverse("projects:visit", args=[one.id])),
            one.text("planned"),
            one.text("seen"),
            several(each.number for each in found if each.text("visit") == one.id) or None,
            state_light(one, kinds.get(VISIT), day),
        )
        for one in visits
    ]
    empty = gettext("这一季度还没有走访记录：双方走访组按签署的计划到现场后，由一方记录、另一方会签。")
    return Table(gettext("抽查台账"), columns, rows, empty)


@require_GET
@needs(Right.READ)
def show_supervised(request: PageRequest, matter: str) -> HttpResponse:
    """Show one plan with its objects, each to be visited once."""
    scene = sides_of(request)
    shown: dict[str, Any] = sheet(request, scene, view_of(request, scene, matter, SUPERVISION, related=False), _PLAN)
    plan: Record = shown["record"]
    looked = objects.looked_at([plan], queries.of_quarter(VISIT, plan.quarter), ())
    may_visit = plan.state == "in_force" and request.visitor.may(Right.ACT)
    columns = [Column(gettext("编号")), Column(gettext("督查对象")), Column(gettext("属于")), Column(gettext("走访"))]
    rows = [_object(one, scene, may_visit=may_visit) for one in looked]
    shown |= {"table": Table(gettext("督查对象"), columns, rows, gettext("计划已不再有效，对象不再走访。"))}
    shown |= _register(plan.quarter)
    if may_visit:
        shown |= {"more": (gettext("现场记录（可离线）"), reverse("projects:on_site", args=[plan.id]))}
    return render(request, "projects/sheet.html", shown)


def _object(one: Looked, scene: Sides, *, may_visit: bool) -> Sequence[Cell]:
    whose = one.plan.roles.get(one.object.of)
    visit: Cell = Light(Tone.IDLE, gettext("未走访"))
    if one.visit is not None:
        visit = LinkTo(one.visit.text("held_on"), reverse("projects:visit", args=[one.visit.id]))
    elif may_visit:
        where = reverse("projects:record_visit", args=[one.plan.id])
        visit = LinkTo(gettext("记录走访"), f"{where}?item={one.object.id}")
    return (one.object.id, one.object.title, scene.name(whose) if whose else gettext("双方共同"), visit)


def _register(quarter: str) -> dict[str, str]:
    where = f"{reverse('projects:supervision')}?quarter={quarter}"
    return {"register": where, "register_title": gettext("%(quarter)s 督查") % {"quarter": quarter}}


@require_GET
@needs(Right.READ)
def show_visit(request: PageRequest, matter: str) -> HttpResponse:
    """Show the record of one visit."""
    scene = sides_of(request)
    shown: dict[str, Any] = sheet(request, scene, view_of(request, scene, matter, VISIT), _VISIT)
    visit: Record = shown["record"]
    may_record = request.visitor.may(Right.ACT) and not visit.refused_by
    where = f"{reverse('projects:record_finding')}?visit={visit.id}"
    shown |= {"more": (gettext("就本次走访登记问题"), where) if may_record else None} | _register(visit.quarter)
    return render(request, "projects/sheet.html", shown)


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def offer_supervision(request: PageRequest) -> HttpResponse:
    """Offer the supervision of this quarter or the next."""
    scene, day = sides_of(request), clock.day_of(request.at)
    if SUPERVISION not in kinds_of(scene) or not scene.peers:
        return render(request, "projects/open_sheet.html", {"form": None, "links": scene.links})
    offered = [Item("", row.id, row.title) for row in queries.to_choose()]
    form = SupervisionForm(request.POST if request.method == "POST" else None, offered=offered, day=day)
    if request.method == "POST" and form.is_valid():
        quarter = form.cleaned_data["quarter"]
        fields = {**form.values(), "title": gettext("%(quarter)s 季度督查计划") % {"quarter": quarter}}
        try:
            by, peer = hand_of(request, Right.ACT), peer_of(request, scene)
            made = actions.offer_supervision(form.objects(), fields, quarter=quarter, peer=peer, by=by)
        except Refused as refused:
            refuse_at(form, refused)
        else:
            messages.success(request, gettext("计划已提出并签名，正在送达对方；双方签署后走访。"))
            return redirect("projects:supervised", made)
    context = {"form": form, "peers": peers_of(scene), "links": scene.links, **_register(quarters.quarter_of(day))}
    return render(request, "projects/offer_supervision.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def record_visit(request: PageRequest, matter: str) -> HttpResponse:
    """Record what was seen at one object of a signed plan; `?item=` names it."""
    scene = sides_of(request)
    kind, plan = kinds_of(scene).get(VISIT), queries.records([matter]).get(matter)
    item = request.GET.get("item", "")
    found = next((one for one in objects.objects_of(plan.value("objects")) if one.id == item), None) if plan else None
    if kind is None or plan is None or found is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    draft = queries.site_record(request.GET.get("draft", ""), supervision=matter)
    said = dict(draft.fields) if draft else {"held_on": clock.day_of(request.at).isoformat()}
    form = opening_form(data, kind, given=_GIVEN, said=said, long=_LONG)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.record_visit(matter, item, form.values(), by=hand_of(request, Right.ACT))
            actions.site_record_became(draft.id if draft else "", made)
        except Refused as refused:
            refuse_at(form, refused)
        else:
            messages.success(request, gettext("走访记录已签名，正在送达对方会签。"))
            return redirect("projects:visit", made)
    hint = gettext("只记所见：计划要求与现场实际对照着写；问题另行登记。")
    title = gettext("记录走访：%(title)s") % {"title": found.title}
    context = {"form": form, "title": title, "hint": hint, "links": scene.links, **_register(plan.quarter)}
    return render(request, "projects/open_sheet.html", context)
