"""The light of one project: its reasons, the rule, what was pleaded at it, and the forms that plead."""

from collections.abc import Callable, Mapping
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from pilin.base import clock
from pilin.base.refusal import Refused
from pilin.kernel.matters.rules.kinds import Kind
from pilin.kernel.organisations.rules import Right
from pilin.modules.projects import actions, queries
from pilin.modules.projects.forms import ContestForm, ExcuseForm
from pilin.modules.projects.queries import OneProject
from pilin.modules.projects.rules import pleading
from pilin.modules.projects.rules.beside import readings_of
from pilin.modules.projects.rules.lights import Light, Rule
from pilin.modules.projects.rules.records import CONTEST, EXCUSE, Record
from pilin.modules.projects.views import words
from pilin.modules.projects.views.sheets import hand_of, kinds_of, state_light
from pilin.web.access import PageRequest, needs
from pilin.web.components import Cell, Column, LinkTo, Table
from pilin.web.languages import labelled
from pilin.web.sentences import refuse_in
from pilin.web.sides import Sides, sides_of

Verb = Callable[..., str]
_VERBS: Mapping[str, Verb] = {EXCUSE: actions.state_reason, CONTEST: actions.contest_light}


@require_http_methods(["GET", "POST"])
@needs(Right.READ)
def show_light(request: PageRequest, plan: str) -> HttpResponse:
    """Show the light of a project with all that is said about it; state a reason, or contest it."""
    found, scene, day = queries.project(plan), sides_of(request), clock.day_of(request.at)
    if found is None:
        raise Http404
    yardstick = queries.yardstick_of(found.plan.sides)
    rule = yardstick.rule
    sent = request.POST.get("sent", "") if request.method == "POST" else ""
    if sent:
        request.visitor.must(Right.ACT)
    excuse = ExcuseForm(request.POST if sent == EXCUSE else None, offered=_offered(found, scene, rule))
    contest = ContestForm(request.POST if sent == CONTEST else None, offered=_colours(found.light))
    for name, form in ((EXCUSE, excuse), (CONTEST, contest)):
        if sent == name and form.is_valid() and _sent(request, found, name, form):
            return redirect("projects:light", plan)
    context = {
        "project": found,
        "light": words.light_of(found.light, scene),
        "reasons": words.reasons(found.light, scene),
        "readings": [
            (scene.name(one.side), words.colour_light(one.colour), one.reason) for one in found.light.readings
        ],
        "computed": words.colour_light(found.light.colour),
        "rule": rule,
        "unsigned": words.unsigned_rules(yardstick, scene),
        "pleaded": _pleaded(found, scene, day),
        "excuse": excuse if _offered(found, scene, rule) else None,
        "contest": contest if _may_contest(found, scene) else None,
        "may_act": request.visitor.may(Right.ACT),
        "links": scene.links,
    }
    return render(request, "projects/light.html", context)


def _offered(found: OneProject, scene: Sides, rule: Rule) -> dict[str, str]:
    """Return the red triggers for which our side may state a reason, each in its sentence."""
    if scene.me not in found.plan.sides:
        return {}
    triggers = pleading.excusable(found.light, found.facts.excuses, rule)
    return {f"{one.name}|{one.item}": words.sentence(one, scene) for one in triggers}


def _colours(light: Light) -> dict[str, str]:
    return {one.value: words.colour_light(one).word for one in pleading.READINGS if one is not light.colour}


def _may_contest(found: OneProject, scene: Sides) -> bool:
    ours = any(one.side == scene.me for one in found.light.readings)
    return scene.me in found.plan.sides and found.light.colour in pleading.READINGS and not ours


def _sent(request: PageRequest, found: OneProject, name: str, form: ExcuseForm | ContestForm) -> bool:
    """Send what was written; tell whether it went, or stands refused in its form."""
    try:
        _VERBS[name](found, form.values(), by=hand_of(request, Right.ACT))
    except Refused as refused:
        refuse_in(form, refused)
        return False
    messages.success(request, gettext("已签名，正在送达对方。"))
    return True


def _pleaded(found: OneProject, scene: Sides, day: date) -> Table:
    """Return the reasons and contests of a project, the latest first, each with how it stands."""
    kinds = kinds_of(scene)
    titles = (gettext("说明与异议"), gettext("提出方"), gettext("内容"), gettext("状态"))
    columns = [Column(title) for title in titles]
    records = queries.naming(found.plan.id, (EXCUSE, CONTEST))
    rows = [_line(one, scene, kinds, day) for one in records]
    empty = gettext("没有说明，也没有异议。红灯的一方可说明理由，由对方认可；任一方可提出异议，两种读法并列。")
    return Table(gettext("说明与异议"), columns, rows, empty)


def _line(record: Record, scene: Sides, kinds: Mapping[str, Kind], day: date) -> tuple[Cell, ...]:
    kind = kinds.get(record.kind)
    name = gettext("滞后说明") if record.kind == EXCUSE else gettext("灯异议")
    return (
        LinkTo(name, reverse("web:matter", args=[record.id])),
        scene.name(record.opened_by),
        _said(record, scene),
        state_light(record, kind, day),
    )


def _said(record: Record, scene: Sides) -> str:
    if record.kind == EXCUSE:
        until = gettext("最迟到 %(until)s") % {"until": record.text("until")}
        return labelled(until, record.text("reason", "initiator"))
    read = readings_of(record)
    return "\n".join(
        labelled(f"{scene.name(one.side)} {words.colour_light(one.colour).word}", one.reason) for one in read
    ) or record.text("reason", "initiator")
