"""道口检查联手: roadblocks of the line, the calendar of joint checks, and the totals of their days by kind alone."""

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
from pilin.modules.border.rules.records import JOINT_CHECK, ROADBLOCK, Record
from pilin.modules.border.views.common import choice, kinds_of, state_light
from pilin.web.access import PageRequest, needs
from pilin.web.components import Cell, Column, LinkTo, Table
from pilin.web.languages import titled
from pilin.web.sides import Sides, sides_of


@require_GET
@needs(Right.READ)
def show_crossings(request: PageRequest) -> HttpResponse:
    """Show the roadblocks and the joint checks."""
    scene, day = sides_of(request), clock.day_of(request.at)
    kinds = kinds_of(scene)
    checks = queries.records(JOINT_CHECK)
    context = {
        "roadblocks": _roadblocks(queries.records(ROADBLOCK), scene, kinds.get(ROADBLOCK), day),
        "checks": _checks(checks, scene, kinds.get(JOINT_CHECK), day),
        "totals": _totals(checks, scene, kinds.get(JOINT_CHECK)),
        "may_report": request.visitor.may(Right.ACT) and ROADBLOCK in kinds,
        "may_plan": request.visitor.may(Right.ACT) and JOINT_CHECK in kinds,
        "links": scene.links,
    }
    return render(request, "border/crossings.html", context)


def _roadblocks(found: Sequence[Record], scene: Sides, kind: Kind | None, day: date) -> Table:
    columns = [Column(gettext("里程（米）"), "number"), Column(gettext("路名或桥名")), Column(gettext("种类"))]
    columns += [Column(gettext("上报方")), Column(gettext("发现日期"), "day"), Column(gettext("状态"))]
    rows: list[Sequence[Cell]] = [
        (
            one.number("at_m"),
            LinkTo(one.title, reverse("web:matter", args=[one.id])),
            choice(kind, "sort", one.text("sort")),
            scene.name(one.opened_by),
            one.on,
            state_light(one, kind, day),
        )
        for one in sorted(found, key=lambda one: (one.number("at_m"), one.id))
    ]
    empty = gettext("没有登记的路障。据报道边界路障已全部拆除；重新出现的由任一方上报，列在这里。")
    return Table(gettext("边界路障"), columns, rows, empty)


def _checks(found: Sequence[Record], scene: Sides, kind: Kind | None, day: date) -> Table:
    columns = [Column(gettext("检查日期"), "day"), Column(gettext("时间")), Column(gettext("道口"))]
    columns += [Column(gettext("里程（米）"), "number"), Column(gettext("拟定方")), Column(gettext("状态"))]
    rows: list[Sequence[Cell]] = [
        (
            one.on,
            one.text("starts"),
            LinkTo(one.title, reverse("web:matter", args=[one.id])),
            one.number("at_m"),
            scene.name(one.opened_by),
            state_light(one, kind, day),
        )
        for one in found
    ]
    empty = gettext("日程里没有联合检查。任一方安排，双方会签后列在这里。")
    return Table(gettext("联合检查日程"), columns, rows, empty)


def _totals(found: Sequence[Record], scene: Sides, kind: Kind | None) -> Table:
    members = kind.fields["totals"].members if kind else {}
    columns = [Column(gettext("检查日期"), "day"), Column(gettext("道口")), Column(gettext("报送方"))]
    columns += [Column(titled(rule.title), "number") for rule in members.values()]
    rows: list[Sequence[Cell]] = []
    for one in found:
        for role, said in sorted(
            one.asserted.get("totals", {}).items(), key=lambda item: one.roles[item[0]], reverse=True
        ):
            rows.append((one.on, one.title, scene.name(one.roles[role]), *(int(said.get(name, 0)) for name in members)))
    empty = gettext("还没有报送合计。各方只报当日分类数目，没有姓名，没有车牌。")
    return Table(gettext("当日分类合计"), columns, rows, empty)
