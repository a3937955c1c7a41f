"""The yearly lists of key projects: chosen together, changed only by both, closed with what was finished."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_GET, require_http_methods

from pilin.base import clock
from pilin.base.refusal import Refused
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters import queries as matter_queries
from pilin.kernel.matters.queries import Hands
from pilin.kernel.organisations.rules import Right
from pilin.modules.projects import actions, queries
from pilin.modules.projects.forms import ChangeForm, ListForm, ResultsForm
from pilin.modules.projects.queries import ProjectRow
from pilin.modules.projects.rules import lists
from pilin.modules.projects.rules.lists import Item, Yearly
from pilin.modules.projects.views import words
from pilin.modules.projects.views.sheets import hand_of
from pilin.web import matter_pages
from pilin.web.access import PageRequest, needs
from pilin.web.components import Column, Light, LinkTo, Table, Tone
from pilin.web.languages import given
from pilin.web.sentences import refuse_in
from pilin.web.sides import Sides, sides_of

_STATES = {
    "offered": (Tone.WARNING, gettext_noop("待会签")),
    "returned": (Tone.WARNING, gettext_noop("退回修改")),
    "in_force": (Tone.NORMAL, gettext_noop("双方已签，执行中")),
    "asked": (Tone.WARNING, gettext_noop("对方提请调整（清单仍有效）")),
    "amending": (Tone.WARNING, gettext_noop("调整待会签（原清单仍有效）")),
    "closing": (Tone.WARNING, gettext_noop("年终结果待会签")),
    "closed": (Tone.DONE, gettext_noop("已关闭")),
    "withdrawn": (Tone.IDLE, gettext_noop("已撤回")),
    "declined": (Tone.IDLE, gettext_noop("未达成")),
}
_OUTCOMES = {
    lists.FINISHED: (Tone.DONE, gettext_noop("已完成")),
    lists.CARRIED: (Tone.WARNING, gettext_noop("结转下一年")),
    lists.DROPPED: (Tone.IDLE, gettext_noop("不再列入")),
}
_OWN_FORMS = {"offer_again": "change_list", "amend": "change_list", "offer_results": "close_list"}


def _word(pair: tuple[Tone, str]) -> Light:
    return Light(pair[0], gettext(pair[1]))


@require_GET
@needs(Right.READ)
def show_lists(request: PageRequest) -> HttpResponse:
    """Show the lists, the latest year first."""
    scene = sides_of(request)
    columns = [
        Column(gettext("年度"), "number"),
        Column(gettext("清单")),
        Column(gettext("状态")),
        Column(gettext("项目数"), "number"),
        Column(gettext("计划数目"), "number"),
    ]
    rows = [
        (
            one.year,
            LinkTo(one.title, reverse("projects:list", args=[one.id])),
            _word(_STATES[one.state]),
            len(one.signed or one.offered),
            one.aimed,
        )
        for one in queries.lists()
    ]
    empty = gettext(
        "这里将列出每年的重点项目清单：由一方从执行中的项目里选出，双方签署。2018 年的清单有 12 项，文章未列其名。"
    )
    table = Table(gettext("年度重点项目清单"), columns, rows, empty, is_titled=True)
    context = {"table": table, "links": scene.links, "may_act": request.visitor.may(Right.ACT)}
    return render(request, "projects/lists.html", context)


@require_GET
@needs(Right.READ)
def show_list(request: PageRequest, yearly: str) -> HttpResponse:
    """Show one list: what both signed, and what is on the table beside it."""
    scene, day = sides_of(request), clock.day_of(request.at)
    found = _list(yearly)
    hands = Hands(act=request.visitor.offices(Right.ACT), sign=request.visitor.offices(Right.SIGN))
    view = matter_queries.matter(yearly, me=scene.me, day=day, hands=hands)
    if view is None:
        raise Http404
    rows = queries.titles([item.plan for item in (*found.signed, *found.offered)])
    differs = bool(found.signed) and found.offered != found.signed
    steps = matter_pages.steps(view, scene.called, lacking=request.visitor.refusal)
    own = [
        (step.label, reverse(f"projects:{_OWN_FORMS[step.name]}", args=[yearly]))
        for step in steps
        if step.name in _OWN_FORMS and not step.refusal
    ]
    context = {
        "list": found,
        "light": _word(_STATES[found.state]),
        "turn": matter_pages.turn_line(view, scene.called),
        "half_signed": matter_pages.half_signed(view, scene.called),
        "signed": _items(found.signed, rows, found, gettext("双方已签的清单")) if found.signed else None,
        "offered": _items(found.offered, rows, found, gettext("提出的清单")) if differs or not found.signed else None,
        "steps": [step for step in steps if step.refusal or step.name not in _OWN_FORMS],
        "own": own,
        "links": scene.links,
        "may_act": request.visitor.may(Right.ACT),
    }
    return render(request, "projects/list.html", context)


def _list(yearly: str) -> Yearly:
    found = queries.yearly(yearly)
    if found is None:
        raise Http404
    return found


def _items(items: Sequence[Item], rows: dict[str, ProjectRow], yearly: Yearly, caption: str) -> Table:
    columns = [
        Column(gettext("序号")),
        Column(gettext("项目")),
        Column(gettext("状态灯")),
        Column(gettext("下一里程碑")),
    ]
    columns += [Column(gettext("时限"), "day"), Column(gettext("结转自")), Column(gettext("年终结果"))]
    cells = []
    for item in items:
        row, outcome = rows.get(item.plan), yearly.results.get(item.plan)
        shown = _word(_OUTCOMES[outcome]) if outcome in _OUTCOMES else None
        where = LinkTo(item.title, reverse("projects:project", args=[item.plan])) if row else item.title
        light = words.light_of(row.light) if row else None
        milestone, due = (given(row.next_milestone) or None, row.next_due) if row else (None, None)
        cells.append((item.id, where, light, milestone, due, str(item.from_year) if item.from_year else None, shown))
    return Table(caption, columns, cells, gettext("清单上还没有项目。"))


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def offer_list(request: PageRequest) -> HttpResponse:
    """Choose the projects of a year and offer the list."""
    scene, year = sides_of(request), clock.day_of(request.at).year
    held = queries.lists()
    carried = [item for one in held if one.state == "closed" for item in lists.carried_over(one)]
    form = ListForm(
        request.POST if request.method == "POST" else None,
        offered=_to_choose(),
        chosen=carried,
        initial={"year": _next_year(held, year), "aimed": lists.AIMED_2018},
    )
    if request.method == "POST" and form.is_valid():
        try:
            chosen = _chosen(form, scene)
            by = hand_of(request, Right.ACT)
            made = actions.open_list(**chosen, peer=scene.peers[0], by=by)
        except Refused as refused:
            refuse_in(form, refused)
        else:
            messages.success(request, gettext("清单已提出并签名，正在送达对方；双方签署后生效。"))
            return redirect("projects:list", made)
    context = {"form": form, "carried": {item.plan: item for item in carried}, "links": scene.links}
    return render(request, "projects/choose.html", context)


def _chosen(form: ListForm, scene: Sides) -> dict[str, Any]:
    year = form.cleaned_data["year"]
    title = gettext("%(year)s 年度重点合作项目清单") % {"year": year}
    return {"year": year, "aimed": form.cleaned_data["aimed"], "title": title, "items": form.items()}


def _next_year(held: Sequence[Yearly], year: int) -> int:
    taken = {one.year for one in held if one.state not in ("withdrawn", "declined")}
    return next(one for one in range(year, year + 100) if one not in taken)


def _to_choose() -> list[Item]:
    return [Item("", row.id, row.title) for row in queries.to_choose()]


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def change_list(request: PageRequest, yearly: str) -> HttpResponse:
    """Offer a change of a list, or offer an unsigned one again."""
    scene, found = sides_of(request), _list(yearly)
    step = "offer_again" if found.state == "returned" else "amend"
    form = ChangeForm(
        request.POST if request.method == "POST" else None,
        offered=_to_choose(),
        chosen=found.offered,
        initial={"aimed": found.aimed},
    )
    if step == "offer_again":
        del form.fields["reason"]
    if request.method == "POST" and form.is_valid():
        items = form.items()
        fields = {"items": lists.written(items), "aimed": form.cleaned_data["aimed"]}
        fields |= {"reason": form.cleaned_data["reason"]} if step == "amend" else {}
        try:
            _take(request, yearly, step, fields)
        except Refused as refused:
            refuse_in(form, refused)
        else:
            return redirect("projects:list", yearly)
    return render(request, "projects/choose.html", {"form": form, "list": found, "carried": {}, "links": scene.links})


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def close_list(request: PageRequest, yearly: str) -> HttpResponse:
    """Offer what became of each project at the end of the year."""
    scene, found = sides_of(request), _list(yearly)
    rows = queries.titles([item.plan for item in found.signed])
    finished = {plan: row.light.colour.value == "done" for plan, row in rows.items()}
    form = ResultsForm(request.POST if request.method == "POST" else None, items=found.signed, finished=finished)
    if request.method == "POST" and form.is_valid():
        try:
            _take(request, yearly, "offer_results", {"results": form.results()})
        except Refused as refused:
            refuse_in(form, refused)
        else:
            return redirect("projects:list", yearly)
    return render(request, "projects/close.html", {"form": form, "list": found, "links": scene.links})


def _take(request: PageRequest, yearly: str, step: str, fields: dict[str, Any]) -> None:
    hand = hand_of(request, Right.ACT)
    matters.take_step(matter=yearly, step=step, members={"fields": fields, "office": hand.office}, at=hand.at)
    messages.success(request, gettext("已办理并签名，正在送达对方。"))
