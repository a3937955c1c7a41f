"""Cases for the staff: the list with whose turn it is, one case, its intake, its steps, and who is in charge of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from pilin.base import clock
from pilin.base.refusal import Refused
from pilin.kernel.matters.queries import MatterView
from pilin.kernel.matters.rules.clocks import Deadline
from pilin.kernel.matters.rules.kinds import Kind
from pilin.kernel.organisations import queries as organisations
from pilin.kernel.organisations.rules import Right, called
from pilin.modules.mediation import actions, queries
from pilin.modules.mediation.forms import AssignForm, step_form
from pilin.modules.mediation.queries import InCharge
from pilin.modules.mediation.rules import agreement, cases
from pilin.modules.mediation.rules.cases import Case
from pilin.modules.mediation.rules.periods import periods
from pilin.modules.mediation.rules.refusals import MediationRefusal
from pilin.modules.mediation.views import parts
from pilin.modules.mediation.views.advice import advice_for
from pilin.modules.mediation.views.common import hand_of, kind_of, lacking, state_light, view_of
from pilin.web import marks, matter_pages, provisional, signing
from pilin.web.access import PageRequest, needs
from pilin.web.components import Cell, Column, LinkTo, Step, Table
from pilin.web.sentences import refuse_in
from pilin.web.sides import Sides, sides_of


@require_GET
@needs(Right.READ)
def show_cases(request: PageRequest) -> HttpResponse:
    """List the cases under way by the day that presses, or those that are over."""
    scene, day, over = sides_of(request), clock.day_of(request.at), "over" in request.GET
    kind = kind_of(scene)
    near = day + timedelta(days=periods().remind_days) if "owed" in request.GET else None
    table = _table(queries.cases(over=over, overdue_on=near), scene, kind, day)
    context = {
        "table": replace(table, empty=gettext("没有已办结的联调案件；办结后列在这里。")) if over else table,
        "near": near,
        "over": over,
        "has_kind": kind is not None,
        "may_open": kind is not None and request.visitor.may(Right.ACT),
        "links": scene.links,
    }
    return render(request, "mediation/cases.html", context)


def _table(found: Sequence[Case], scene: Sides, kind: Kind | None, day: date) -> Table:
    titles = [gettext("编码"), gettext("纠纷"), gettext("状态"), gettext("轮到")]
    columns = [Column(titles[0], "short"), *map(Column, titles[1:]), Column(gettext("最迟"), "day")]
    rows: list[Sequence[Cell]] = [
        (
            LinkTo(one.code, reverse("mediation:case", args=[one.id])),
            one.title,
            state_light(one, kind, day),
            scene.names(one.turn) or None,
            gettext("%(day)s（暂定）") % {"day": one.due} if one.due and one.is_provisional else one.due,
        )
        for one in found
    ]
    empty = gettext("没有进行中的联调案件：当事人、村（居）或法院、公安提出，或排摸发现后，由任一方调委会登记在这里。")
    return Table(gettext("联调案件"), columns, rows, empty, is_titled=True)


@require_GET
@needs(Right.READ)
def show_case(request: PageRequest, matter: str) -> HttpResponse:
    """Show one case: whose turn and by when to all who read, what the parties told to the mediators in charge."""
    scene, day = sides_of(request), clock.day_of(request.at)
    view = view_of(request, scene, matter)
    case = cases.case_of(view.matter, view.kind, refused_by=view.refused_by)
    charge = queries.in_charge(matter)
    is_open = charge.may_open(request.visitor.account)
    asked = right_to_assign(charge, request.visitor.account)
    context = {
        "view": view,
        "case": case,
        "state": state_light(case, view.kind, day),
        "turn": matter_pages.turn_line(view, scene.called),
        "half_signed": matter_pages.half_signed(view, scene.called),
        "provisional": provisional.sentences(view, scene.called, day=day),
        "steps": _steps(view, scene, request),
        "is_open": is_open,
        "rows": parts.rows(view, scene, told=queries.told(view) if is_open else None),
        "charge": charge,
        "may_assign": asked is not None and request.visitor.may(asked),
        "lacking": lacking(request, asked) if asked else "",
        "filing": _filing(view, case),
        "clocks": matter_pages.clocks(view, day),
        "moments": matter_pages.timeline(view, scene.called, me=scene.me),
        "links": scene.links,
    }
    return render(request, "mediation/case.html", context)


def _filing(view: MatterView, case: Case) -> Deadline | None:
    """Return until when a court may be asked, where an agreement waits for it and a court could confirm it."""
    if case.state != "effective" or case.text("category") in agreement.NOT_FOR_COURTS:
        return None
    return agreement.filing_until(case, queries.calendar_of(view.parties))


def _steps(view: MatterView, scene: Sides, request: PageRequest) -> list[Step]:
    """Return the steps of our roles, each with its page here."""
    found = matter_pages.steps(view, scene.called, lacking=request.visitor.refusal)
    return [
        replace(step, url=reverse("mediation:step", args=[view.id, step.name]))
        for step in found
        if step.refusal == "" or view.kind.states[view.matter.state].final is False
    ]


def right_to_assign(charge: InCharge, account: str) -> Right | None:
    """Return the right that somebody needs to put members in charge; None where only the chair of the case may.

    While nobody is in charge, or no chair can sign in, whoever assigns decides who reads what the parties told
    (人民调解法 15(4)), himself too: he needs the right to sign.
    """
    if not charge.members or not charge.chairs:
        return Right.SIGN
    return Right.ACT if account in charge.chairs else None


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def assign(request: PageRequest, matter: str) -> HttpResponse:
    """Put members of a committee in charge of a case, in the place of those who were."""
    scene = sides_of(request)
    view = view_of(request, scene, matter)
    charge, serving = queries.in_charge(matter), queries.committees()
    asked = right_to_assign(charge, request.visitor.account)
    if request.method == "POST":
        request.visitor.must(asked or Right.ACT)
    chosen = [f"{one.id}|{member.name}" for one in serving for member in charge.members if one.name == charge.committee]
    form = AssignForm(request.POST if request.method == "POST" else None, serving=serving, chosen=chosen)
    if request.method == "POST" and form.is_valid():
        try:
            if asked is None:
                raise Refused(MediationRefusal.CASE_IS_KEPT_BY_ITS_MEDIATORS)
            actions.assign(matter, committee=form.committee, names=form.names, by=hand_of(request, asked))
        except Refused as refused:
            refuse_in(form, refused)
        else:
            messages.success(request, gettext("已指派承办调解员；当事人的陈述只有他们和主任看得到。"))
            return redirect("mediation:case", matter)
    context = {"view": view, "form": form, "has_committees": bool(serving), "links": scene.links}
    context["lacking"] = lacking(request, asked) if asked else ""
    return render(request, "mediation/mediators.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
@marks.told_in_the_field
def open_case(request: PageRequest) -> HttpResponse:
    """Take in a dispute and offer it to the other side's committee."""
    scene = sides_of(request)
    kind = kind_of(scene)
    if kind is None or not scene.peers:
        return render(request, "mediation/intake.html", {"form": None, "links": scene.links})
    peer = request.POST.get("peer", "") if request.POST.get("peer", "") in scene.peers else scene.peers[0]
    choices = _choices(request, scene.me, peer)
    form = step_form(request.POST if request.method == "POST" else None, kind, kind.steps[0], said={}, choices=choices)
    marks.tell(request, form)
    if request.method == "POST" and form.is_valid():
        values = {**form.values(), "title": _title(kind, form.values())}
        try:
            made, places = actions.open_case(kind, values, peer=peer, by=hand_of(request))
        except Refused as refused:
            refuse_in(form, refused)
        else:
            _say(request, places, gettext("已登记并签名，正在送达对方调委会。请接着指派承办调解员。"))
            return redirect("mediation:case", made)
    peers = [(code, scene.name(code)) for code in scene.peers]
    return render(request, "mediation/intake.html", {"form": form, "peers": peers, "links": scene.links})


def _title(kind: Kind, values: Mapping[str, Any]) -> str:
    """Return the title of a case: what about and where; nobody writes a name into it."""
    about = kind.fields["category"].choices[values["category"]]["zh"]
    places = values["places"]
    return f"{about} · {places['initiator']}—{places['responder']}"


def _choices(request: PageRequest, me: str, peer: str) -> dict[str, list[tuple[str, str]]]:
    """Return what can be chosen: our committees, and the places of both sides that are there today."""
    committees = [(one.name, one.name) for one in queries.committees()]
    found: dict[str, list[tuple[str, str]]] = {"committee": committees} if committees else {}
    places = organisations.places(day=clock.day_of(request.at))
    for role, side in (("initiator", me), ("responder", peer)):
        named = list(dict.fromkeys(called(one) for one in places if side in one.parties))
        if named:
            found[f"places.{role}"] = [(name, name) for name in named]
    return found


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
@marks.told_in_the_field
def take_step(request: PageRequest, matter: str, step: str) -> HttpResponse:
    """Take a step in a case by its form."""
    scene = sides_of(request)
    view = view_of(request, scene, matter)
    found = next((one for one in view.steps if one.rule.name == step), None)
    if found is None:
        raise Http404
    charge = queries.in_charge(matter)
    is_open = charge.may_open(request.visitor.account)
    data = request.POST if request.method == "POST" and "filled" in request.POST else None
    said = {field.name: field.ours for field in view.fields}
    committees = [(one.name, one.name) for one in queries.committees()]
    choices = {"committee": committees} if committees else {}
    form = step_form(data, view.kind, found.rule, said=said, choices=choices)
    marks.tell(request, form)
    if data is not None and form.is_valid():
        right = Right.SIGN if found.rule.joint else Right.ACT
        try:
            seen = request.POST.get("seen", "")
            places = actions.take_step(view, step, form.values(), by=hand_of(request, right), seen=seen)
        except Refused as refused:
            refuse_in(form, Refused(refused.code, **matter_pages.in_words(view, refused.facts, scene.called)))
        else:
            _say(request, places, gettext("已办理并签名，正在送达对方。"))
            return redirect("mediation:case", matter)
    context = {
        "view": view,
        "step": found,
        "form": form,
        "is_open": is_open,
        "advice": advice_for(step, cases.case_of(view.matter, view.kind), scene, day=clock.day_of(request.at)),
        "signs": signing.to_sign(view, found.rule, me=scene.me),
        "rows": parts.rows(view, scene, told=queries.told(view)) if is_open and found.rule.signs_of else [],
        "links": scene.links,
    }
    return render(request, "mediation/step.html", context)


def _say(request: PageRequest, places: int, done: str) -> None:
    """Say that something was done, and how many places were masked before it was kept."""
    messages.success(request, done)
    if places:
        words = gettext("文字中有 %(places)s 处像身份证号、电话或车牌，已在保存和签名前遮去。")
        messages.warning(request, words % {"places": places})
