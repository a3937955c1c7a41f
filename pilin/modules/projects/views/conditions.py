"""附条件同意: the conditions under which a side signs a plan, one of them with its steps, and the form that sets it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.forms import ChoiceField
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_GET, require_http_methods

from pilin.base import clock
from pilin.base.refusal import Refused
from pilin.kernel.matters.rules.kinds import Kind
from pilin.kernel.organisations.rules import Right
from pilin.modules.projects import actions, queries
from pilin.modules.projects.rules import conditions
from pilin.modules.projects.rules.facts import Plan
from pilin.modules.projects.rules.records import CONDITION, Record
from pilin.modules.projects.views import sheets, words
from pilin.modules.projects.views.sheets import hand_of
from pilin.web.access import PageRequest, needs
from pilin.web.components import Column, LinkTo, Table
from pilin.web.matter_forms import StepForm
from pilin.web.sides import Sides, sides_of

_LAYOUT: sheets.Layout = (
    (gettext_noop("条件"), ("plan", "wanted", "holds", "duty_unit", "due", "next_due")),
    (gettext_noop("满足与确认"), ("result", "proof", "reason")),
)
_GIVEN = ("plan",)
_LONG = ("wanted",)


@require_GET
@needs(Right.READ)
def show_conditions(request: PageRequest, plan: str) -> HttpResponse:
    """Show the conditions of a plan, the latest first, and where a new one is set."""
    scene, day = sides_of(request), clock.day_of(request.at)
    found = _plan(plan)
    kind = sheets.kinds_of(scene).get(CONDITION)
    told = queries.naming(plan, (CONDITION,))
    context = {
        "plan": plan,
        "title": found.title,
        "table": table(told, kind, scene, day),
        "held": held(told, kind, scene),
        "may_set": may_set(found, kind, scene) and request.visitor.may(Right.ACT),
        "links": scene.links,
    }
    return render(request, "projects/conditions.html", context)


@require_GET
@needs(Right.READ)
def show_condition(request: PageRequest, matter: str) -> HttpResponse:
    """Show one condition."""
    scene = sides_of(request)
    view = sheets.view_of(request, scene, matter, CONDITION)
    shown: dict[str, Any] = sheets.sheet(request, scene, view, _LAYOUT)
    condition: Record = shown["record"]
    plan = next((one for one in view.names if one.to == condition.plan), None)
    shown |= {"register": reverse("projects:conditions", args=[condition.plan]), "register_title": gettext("附条件")}
    shown |= {"sentence": _sentence(condition, plan.state if plan else "", view.kind)}
    return render(request, "projects/sheet.html", shown)


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def set_condition(request: PageRequest, plan: str) -> HttpResponse:
    """Set a condition of a plan: the other side is to meet it before the step that it names."""
    scene, found = sides_of(request), _plan(plan)
    kind = sheets.kinds_of(scene).get(CONDITION)
    if kind is None or not may_set(found, kind, scene):
        return render(request, "projects/open_sheet.html", {"form": None, "links": scene.links})
    form = _form(request, found, kind)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.set_condition(plan, form.values(), by=hand_of(request, Right.ACT))
        except Refused as refused:
            sheets.refuse_at(form, refused)
        else:
            messages.success(request, gettext("条件已提出并签名，正在送达对方；了结以前，双方都不办所列步骤。"))
            return redirect("projects:condition", made)
    hint = gettext("同意《%(title)s》但有前提时填写，一事一条。对方可签署，也可谢绝并说明理由。")
    hint %= {"title": found.title}
    context = {"form": form, "title": gettext("附条件同意"), "hint": hint, "peers": [], "links": scene.links}
    context |= {"register": reverse("projects:conditions", args=[plan]), "register_title": gettext("附条件")}
    return render(request, "projects/open_sheet.html", context)


def _form(request: PageRequest, plan: Plan, kind: Kind) -> StepForm:
    """Return the form of a condition, which offers the steps that are still to come."""
    steps = conditions.still_to_come(plan.state)
    data = request.POST if request.method == "POST" else None
    form = sheets.opening_form(data, kind, given=_GIVEN, said={"holds": steps[0]}, long=_LONG)
    offered, named = form.fields["holds"], words.choices_of(kind, "holds")
    assert isinstance(offered, ChoiceField)
    offered.choices = [(step, named[step]) for step in steps if step in named]
    return form


def _plan(plan: str) -> Plan:
    found = queries.plans([plan]).get(plan)
    if found is None:
        raise Http404
    return found


def may_set(plan: Plan, kind: Kind | None, scene: Sides) -> bool:
    """Tell whether our side may set a condition: it is a side of the plan, and a step is still to come."""
    knows_what_it_holds = kind is not None and "holds" in kind.fields
    return knows_what_it_holds and scene.me in plan.sides and bool(conditions.still_to_come(plan.state))


def held(found: Sequence[Record], kind: Kind | None, scene: Sides) -> list[str]:
    """Return for each open condition, the first that was set first, what it holds back and who is to act on it."""
    said = gettext("“%(title)s”满足前，双方都不能办理“%(step)s”。约定 %(day)s 前满足，现在轮到：%(turn)s。")
    found = conditions.open_ones(found)
    return [
        said
        % {
            "title": one.title,
            "step": step_of(one, kind),
            "day": conditions.day_of(one).isoformat(),
            "turn": scene.names(one.turn),
        }
        for one in found
    ]


def step_of(condition: Record, kind: Kind | None) -> str:
    """Return what a condition holds back in the words of its kind; empty for one that holds back nothing."""
    step = condition.text("holds")
    return words.choices_of(kind, "holds").get(step, step)


def _sentence(condition: Record, state: str, kind: Kind) -> str:
    """Return what a condition does now to its plan, which stands in a state."""
    step = step_of(condition, kind)
    if not step:
        return gettext("本条件不挡方案的步骤，只定期限。")
    if condition.is_over:
        return ""
    if condition.text("holds") not in conditions.still_to_come(state):
        return gettext("方案已不会再到“%(step)s”这一步；本条件不再挡任何步骤，双方可免除。") % {"step": step}
    return gettext("满足或双方免除前，双方都不能办理“%(step)s”。") % {"step": step}


def table(found: Sequence[Record], kind: Kind | None, scene: Sides, day: date) -> Table:
    """Return conditions as the pages of their plan list them."""
    columns = [Column(gettext("条件")), Column(gettext("达到什么算满足")), Column(gettext("满足前不得办理"))]
    columns += [Column(gettext("履行方")), Column(gettext("时限"), "day"), Column(gettext("状态"))]
    columns += [Column(gettext("轮到"))]
    rows = [
        (
            LinkTo(one.title, reverse("projects:condition", args=[one.id])),
            one.text("wanted") or None,
            step_of(one, kind) or None,
            scene.name(one.holder),
            conditions.day_of(one),
            sheets.state_light(one, kind, day),
            scene.names(one.turn) or None,
        )
        for one in found
    ]
    empty = gettext("没有附条件。同意方案但有前提的一方在这里提出条件，由另一方签署或谢绝。")
    return Table(gettext("附条件"), columns, rows, empty, is_titled=True)
