"""重点破难: the board of hard problems, one problem with the two ladders of its sides, and the form that raises one."""

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
from pilin.kernel.matters.queries import MatterView
from pilin.kernel.matters.rules.kinds import Kind
from pilin.kernel.organisations.rules import Right
from pilin.modules.projects import actions, queries
from pilin.modules.projects.rules import problems
from pilin.modules.projects.rules.problems import Rung, Told
from pilin.modules.projects.rules.records import HARD_PROBLEM, Record
from pilin.modules.projects.views import words
from pilin.modules.projects.views.findings import peer_of, peers_of
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
from pilin.web.languages import apart, labelled
from pilin.web.sides import Sides, sides_of

_LAYOUT: Layout = (
    (gettext_noop("难题"), ("problem", "raised_by", "level", "plan", "tried", "wish")),
    (
        gettext_noop("揭榜与破题"),
        ("claimed_by", "approach", "due_raiser", "due_other", "progress", "solution", "reason"),
    ),
)
_LONG = ("problem", "tried", "wish")


@require_GET
@needs(Right.READ)
def show_problems(request: PageRequest) -> HttpResponse:
    """Show the board: what is open, and on request all that was solved or dropped."""
    scene, day = sides_of(request), clock.day_of(request.at)
    kind, is_over = kinds_of(scene).get(HARD_PROBLEM), "over" in request.GET
    found = queries.problems(is_over=is_over)
    context = {
        "table": _board(found, scene, kind, day, is_over=is_over),
        "is_over": is_over,
        "may_raise": request.visitor.may(Right.ACT) and kind is not None,
        "links": scene.links,
    }
    return render(request, "projects/problems.html", context)


def _board(found: Sequence[Record], scene: Sides, kind: Kind | None, day: date, *, is_over: bool) -> Table:
    titles = [gettext("难题"), gettext("提出"), gettext("层级"), gettext("揭榜")]
    columns = [Column(title) for title in titles]
    columns += [Column(gettext("截止"), "day"), Column(gettext("双方各自上报到")), Column(gettext("状态"))]
    rows = [_line(one, scene, kind, day) for one in found]
    caption = gettext("已破题与撤榜") if is_over else gettext("难题榜")
    empty = gettext("榜上没有难题。任何一方的经办人都可提出；任一方的牵头单位可揭榜，双方各按本方渠道上报。")
    return Table(caption, columns, rows, gettext("还没有。") if is_over else empty)


def _line(record: Record, scene: Sides, kind: Kind | None, day: date) -> Sequence[Cell]:
    levels, rungs = words.choices_of(kind, "level"), words.choices_of(kind, "rung")
    side, body = problems.claimed_by(record)
    up = problems.last_rungs(record)
    went = [labelled(scene.name(code), rungs.get(up[code], up[code])) for code in sorted(up, reverse=True)]
    return (
        LinkTo(record.title, reverse("projects:problem", args=[record.id])),
        labelled(scene.name(record.opened_by), record.text("raised_by")),
        levels.get(record.text("level"), record.text("level")),
        labelled(scene.name(side), body) if side else gettext("待揭榜"),
        record.day,
        apart(went) or None,
        state_light(record, kind, day),
    )


@require_GET
@needs(Right.READ)
def show_problem(request: PageRequest, matter: str) -> HttpResponse:
    """Show one problem with the ladders of both sides."""
    scene = sides_of(request)
    view = view_of(request, scene, matter, HARD_PROBLEM)
    shown: dict[str, Any] = sheet(request, scene, view, _LAYOUT)
    sides = sorted({*view.parties}, reverse=True)
    rungs = words.choices_of(view.kind, "rung")
    found = problems.ladders(_story(view), sides)
    shown |= {"ladders": [_ladder(scene.name(side), found[side], rungs) for side in sides]}
    shown |= {"register": reverse("projects:problems"), "register_title": gettext("难题榜")}
    return render(request, "projects/sheet.html", shown)


def _story(view: MatterView) -> list[Told]:
    """Return the steps that stand in the chain, in its order."""
    held = [told for told in view.timeline if told.standing == "in_chain" and told.action == "step"]
    return [Told(told.author, str(told.body.get("name")), dict(told.body.get("fields", {}))) for told in held]


def _ladder(side: str, found: Sequence[Rung], rungs: dict[str, str]) -> Table:
    columns = [
        Column(gettext("层级")),
        Column(gettext("上报渠道")),
        Column(gettext("上报日期")),
        Column(gettext("答复")),
    ]
    rows: list[Sequence[Cell]] = [
        (rungs.get(one.level, one.level), one.line, one.on, one.answer or gettext("尚无答复")) for one in found
    ]
    empty = gettext("还没有上报。上报只按本方渠道，不需对方同意；上级的答复也由本方登记。")
    return Table(gettext("%(side)s上报阶梯") % {"side": side}, columns, rows, empty)


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def raise_problem(request: PageRequest) -> HttpResponse:
    """Put a hard problem on the board."""
    scene = sides_of(request)
    kind = kinds_of(scene).get(HARD_PROBLEM)
    if kind is None or not scene.peers:
        return render(request, "projects/open_sheet.html", {"form": None, "links": scene.links})
    said = {"plan": request.GET["plan"]} if "plan" in request.GET else {}
    form = opening_form(request.POST if request.method == "POST" else None, kind, given=(), said=said, long=_LONG)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.raise_problem(form.values(), peer=peer_of(request, scene), by=hand_of(request, Right.ACT))
        except Refused as refused:
            refuse_at(form, refused)
        else:
            messages.success(request, gettext("难题已上榜并签名，正在送达对方；双方的牵头单位都可揭榜。"))
            return redirect("projects:problem", made)
    hint = gettext("写难在哪里、试过什么、希望怎样；不写个人姓名。")
    context = {"form": form, "title": gettext("提出难题"), "hint": hint, "peers": peers_of(scene), "links": scene.links}
    context |= {"register": reverse("projects:problems"), "register_title": gettext("难题榜")}
    return render(request, "projects/open_sheet.html", context)
