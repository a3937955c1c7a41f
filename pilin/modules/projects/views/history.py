"""Where a project comes from: the versions that both signed, what moved between them, and the matters that name it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from pilin.base import clock
from pilin.kernel.matters import queries as matters
from pilin.kernel.matters.queries import MatterView, Reference
from pilin.kernel.organisations.rules import Right
from pilin.modules.projects.rules import versions
from pilin.modules.projects.rules.versions import Change, Said, Version
from pilin.web.access import PageRequest, needs
from pilin.web.components import Column, LinkTo, Table
from pilin.web.languages import titled
from pilin.web.sides import sides_of


@require_GET
@needs(Right.READ)
def show_history(request: PageRequest, plan: str) -> HttpResponse:
    """Show the versions of a plan, the latest first, and what names it."""
    scene = sides_of(request)
    view = matters.matter(plan, me=scene.me, day=clock.day_of(request.at))
    if view is None or view.kind.name != "plan":
        raise Http404
    signed = versions.versions_of(steps_of(view))
    context = {
        "title": view.title,
        "plan": plan,
        "versions": [(version, _changes(signed, number)) for number, version in enumerate(signed)][::-1],
        "related": _related(view),
        "links": scene.links,
    }
    return render(request, "projects/history.html", context)


def steps_of(view: MatterView) -> list[Said]:
    """Return the steps of a plan's chain, in their order; what is pending or fell out is none."""
    found = []
    for told in view.timeline:
        if told.standing == "in_chain":
            step = "open" if told.action == "open" else str(told.body.get("name", ""))
            fields = told.body.get("fields", {})
            found.append(Said(step, fields, told.author, clock.day_of(told.at)))
    return found


@dataclass(frozen=True)
class Moved:
    """What moved of one milestone from one version to the next, in words."""

    how: str
    title: str
    moved: Sequence[str]


def in_words(changes: Sequence[Change]) -> list[Moved]:
    """Return what moved in words."""
    how = {"added": gettext("新增"), "removed": gettext("删去"), "changed": gettext("改动")}
    member = {
        "title": gettext("内容"),
        "due": gettext("时限"),
        "measures": gettext("措施"),
        "progress": gettext("计划进度"),
    }
    said = gettext("%(member)s：%(before)s → %(after)s")
    return [
        Moved(
            how[one.how],
            f"{one.milestone.id} {one.milestone.title}",
            [
                said % {"member": member[name], "before": _value(name, before), "after": _value(name, after)}
                for name, before, after in one.moved
            ],
        )
        for one in changes
    ]


def _value(name: str, value: Any) -> str:
    if value in (None, ""):
        return gettext("未定期") if name == "due" else gettext("未写")
    return f"{value}%" if name == "progress" else str(value)


def _changes(signed: Sequence[Version], number: int) -> list[Moved]:
    """Return what moved from the version before to one."""
    return in_words(versions.changes(signed[number - 1].milestones, signed[number].milestones)) if number else []


def _related(view: MatterView) -> Table:
    """Return the matters that the plan names or that name it, but for its reports, which stand above."""
    columns = [Column(gettext("事项")), Column(gettext("类型")), Column(gettext("状态"))]
    ends: list[tuple[str, Reference]] = [(one.to, one) for one in view.names]
    ends += [(one.matter, one) for one in view.named_by if one.kind_name not in ("report", "yearly_list")]
    rows = [
        (
            LinkTo(one.title or end, reverse("web:matter", args=[end])),
            titled(one.kind_title) if one.kind_title else None,
            titled(one.state_title) if one.state_title else None,
        )
        for end, one in ends
    ]
    empty = gettext("还没有会议、任务等事项引用这一项目；引用后可从这里追溯到议定的来源。")
    return Table(gettext("来龙去脉"), columns, rows, empty)
