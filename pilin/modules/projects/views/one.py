"""One project: the plan that both signed, what moved between its versions, its months, and its light with reasons."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from pilin.base import clock, money
from pilin.kernel.matters.rules.kinds import Kind
from pilin.kernel.organisations.rules import Right
from pilin.modules.projects import queries
from pilin.modules.projects.queries import OneProject
from pilin.modules.projects.rules import months, versions
from pilin.modules.projects.rules.columns import Yardstick
from pilin.modules.projects.rules.facts import Facts, Milestone, Report, standing_reports
from pilin.modules.projects.rules.records import CONDITION
from pilin.modules.projects.views import conditions, history, words
from pilin.modules.projects.views.listing import pair_names
from pilin.modules.projects.views.photos import figures
from pilin.web.access import PageRequest, needs
from pilin.web.components import Cell, Column, Light, LinkTo, Table, Tone
from pilin.web.languages import NOT_GIVEN, apart, given, labelled, titled
from pilin.web.sides import Sides, sides_of

MONTHS_MAX = 36


@require_GET
@needs(Right.READ)
def show_project(request: PageRequest, plan: str) -> HttpResponse:
    """Show one project."""
    scene, day = sides_of(request), clock.day_of(request.at)
    found = queries.project(plan)
    if found is None:
        raise Http404
    yardstick, kinds = queries.agreed_between(found.plan.sides)
    kind, may_act = kinds.get("plan"), request.visitor.may(Right.ACT)
    context = {
        "project": found,
        "state": titled(kind.states[found.plan.state].title) if kind and found.plan.state in kind.states else "",
        "light": words.light_of(found.light, scene),
        "reasons": words.reasons(found.light, scene),
        "rule": yardstick.rule,
        "readings": [(scene.name(one.side), words.colour_light(one.colour)) for one in found.light.readings],
        "unsigned": words.unsigned_rules(yardstick, scene),
        "facts": _facts(found, kind, scene, day),
        "leads": [(scene.name(side), given(found.plan.leads.get(side, ""))) for side in found.plan.sides],
        "aims": [given(aim) for aim in found.plan.aims],
        "risks": found.plan.particulars.get("risks", ()),
        "milestones": _milestones(found.facts, scene, day),
        "offered": history.in_words(versions.changes(found.plan.milestones, found.plan.offered)),
        "months": _months(found, yardstick, scene, day),
        "month": _writable(found, day),
        "photos": figures(found.plan.id, queries.photos_of(found.reports), scene),
        "money": _money(found, scene),
        "links": scene.links,
        "may_act": may_act,
        **_conditions(found, kinds.get(CONDITION), scene, day, may_act=may_act),
    }
    return render(request, "projects/project.html", context)


def _conditions(found: OneProject, kind: Kind | None, scene: Sides, day: date, *, may_act: bool) -> dict[str, Any]:
    """Return the conditions of the plan, what each of them holds back, and whether we may set one."""
    told = queries.naming(found.plan.id, (CONDITION,))
    return {
        "conditions": conditions.table(told, kind, scene, day) if told else None,
        "held": conditions.held(told, kind, scene),
        "may_set": may_act and conditions.may_set(found.plan, kind, scene),
    }


def _facts(found: OneProject, kind: Kind | None, scene: Sides, day: date) -> list[tuple[str, str]]:
    """Return what the plan says of itself, each with its label."""
    plan, more = found.plan, found.plan.particulars
    unknown = gettext(NOT_GIVEN)
    pair = str(more.get("pair", ""))
    domain = words.choices_of(kind, "particulars", "domain").get(str(more.get("domain", "")), unknown)
    return [
        (gettext("项目方面"), words.choices_of(kind, "field").get(plan.project_field, unknown)),
        (gettext("资源方面"), domain),
        (gettext("结对"), pair_names([pair], day)[pair] if pair else unknown),
        (gettext("提出单位"), str(more.get("proposer", "")) or scene.name(plan.initiator)),
        (gettext("生效"), plan.since.isoformat() if plan.since else gettext("尚未签署")),
    ]


def _milestones(facts: Facts, scene: Sides, day: date) -> Table:
    columns = [
        Column(gettext("编号")),
        Column(gettext("里程碑")),
        Column(gettext("时限"), "day"),
        Column(gettext("措施")),
        Column(gettext("计划进度"), "number"),
        Column(gettext("状态")),
    ]
    rows = [
        (
            one.id,
            given(one.title),
            one.due,
            one.measures or None,
            _percent(one.progress),
            _reached(one, facts, scene, day),
        )
        for one in facts.milestones
    ]
    return Table(gettext("里程碑"), columns, rows, gettext("方案没有写里程碑；由提出方在修改方案时补充，双方签署。"))


def _percent(value: int | None) -> str | None:
    return None if value is None else f"{value}%"


def _reached(one: Milestone, facts: Facts, scene: Sides, day: date) -> Light:
    """Return how a milestone stands: reached when both signed a month that says so."""
    if one.id in facts.reached:
        return Light(Tone.DONE, gettext("%(day)s 完成") % {"day": facts.reached[one.id].isoformat()})
    if one.id in facts.said:
        return Light(Tone.WARNING, gettext("%(sides)s已报完成，待会签") % {"sides": scene.names(facts.said[one.id])})
    if one.due and one.due < day:
        return Light(Tone.LATE, words.days_to(one.due, day))
    return Light(Tone.IDLE, words.days_to(one.due, day))


def _months(found: OneProject, yardstick: Yardstick, scene: Sides, day: date) -> Table:
    """Return the months with both halves side by side, the latest first."""
    sides = found.plan.sides
    columns = [
        Column(gettext("月份"), "short"),
        *(Column(scene.name(side)) for side in sides),
        Column(gettext("会签")),
        Column(gettext("截止"), "day"),
    ]
    standing = standing_reports(found.reports)
    expected = _expected(found, day)
    shown = sorted({*standing, *expected}, reverse=True)[:MONTHS_MAX]
    rows = [
        _month(found, month, standing.get(month), yardstick.rule.due(month, yardstick.calendar), scene, day)
        for month in shown
    ]
    empty = gettext("这里将按月列出双方所报：方案签署后的第一个整月起，每月由双方各报一半、共同会签。")
    return Table(gettext("月报"), columns, rows, empty)


def _expected(found: OneProject, day: date) -> list[str]:
    if found.plan.since is None or found.light.colour.value in ("done", "ended", "paused"):
        return []
    return list(months.from_to(months.first_to_report(found.plan.since), months.month_of(day)))[-MONTHS_MAX:]


def _month(found: OneProject, month: str, report: Report | None, due: date, scene: Sides, day: date) -> Sequence[Cell]:
    where = reverse("projects:month", args=[found.plan.id, month])
    halves = [_half(report, side, due, day) for side in found.plan.sides]
    return (LinkTo(month, where), *halves, signature(report, due, day), due)


def _half(report: Report | None, side: str, due: date, day: date) -> Cell:
    half = report.halves.get(side) if report else None
    if half is not None:
        percent = gettext("未写明") if half.percent is None else f"{half.percent}%"
        return apart([labelled(gettext("累计"), percent), half.done[:60]])
    return Light(Tone.LATE, gettext("逾期未报")) if due < day else Light(Tone.IDLE, gettext("待报"))


def signature(report: Report | None, due: date, day: date) -> Light:
    """Return how a month stands between both sides."""
    if report is None:
        return Light(Tone.LATE, gettext("逾期未报")) if due < day else Light(Tone.IDLE, gettext("待报"))
    states = {
        "joint": (Tone.DONE, gettext("双方已签")),
        "both": (Tone.WARNING, gettext("待会签")),
        "returned": (Tone.WARNING, gettext("退回修改")),
    }
    half = (Tone.LATE if due < day else Tone.WARNING, gettext("待另一方填报"))
    return Light(*states.get(report.state, half))


def _writable(found: OneProject, day: date) -> str:
    """Return the month that is to be written now: the earliest that is not signed yet; this month where all are."""
    standing = standing_reports(found.reports)
    waiting = [one for one in _expected(found, day) if not (one in standing and standing[one].joint)]
    return next(iter(waiting), months.month_of(day)) if found.plan.standing == "in_force" else ""


def _money(found: OneProject, scene: Sides) -> Table:
    """Return money by year and side, as the plan gives it."""
    roles = {"initiator": found.plan.initiator, "responder": found.plan.responder}
    columns = [Column(gettext("年度")), Column(gettext("出资方")), Column(gettext("金额"), "money")]
    rows = [
        (str(one["year"]), scene.name(roles.get(one["side"], "")), money.fen(one["amount"]))
        for one in sorted(found.plan.particulars.get("money", ()), key=lambda one: (one["year"], one["side"]))
    ]
    return Table(gettext("分年度分方资金"), columns, rows, gettext("方案没有写资金。"))
