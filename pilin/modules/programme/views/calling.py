"""Calling a meeting, calling it again, asking for a change, and entering that it was held."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from pilin.base import clock
from pilin.base.refusal import Finding, Refused
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters import queries as matter_queries
from pilin.kernel.matters.queries import MatterView
from pilin.kernel.matters.rules.docket_refusals import DocketRefusal
from pilin.kernel.organisations.rules import Right
from pilin.modules.programme import forms as drafts
from pilin.modules.programme import queries, rules
from pilin.modules.programme.forms import AskChangeForm, AttendanceRow, CallAgainForm, CallForm, HoldForm, TopicRow
from pilin.modules.programme.rules import MEETING, Record
from pilin.modules.programme.views import minutes
from pilin.modules.programme.views.common import record_of, step_of, take, view_of
from pilin.web.access import PageRequest, needs
from pilin.web.sentences import refuse_in
from pilin.web.sides import Sides, sides_of

_BODIES = 4

TopicRows = Sequence[tuple[Record, TopicRow, str]]


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def call_meeting(request: PageRequest) -> HttpResponse:
    """Call a meeting in our chair, with topics from the box."""
    sides, known = sides_of(request), queries.meetings()
    partner = _partner(request)
    instead = _instead_of(request, known)
    year = clock.day_of(request.at).year
    number = rules.number_next(known, year)
    initial = {
        "title": gettext("%(year)s年第%(number)s次联席会议") % {"year": year, "number": number},
        "number": number,
    }
    if instead is not None:
        initial |= {"place": instead.value("place"), "planned_on": instead.value("planned_on")}
    form = CallForm(request.POST or None, initial=initial)
    rows = _topic_rows(request, known, sides, instead)
    if request.method == "POST" and drafts.all_valid([form], [row for _, row, _ in rows]):
        fields = _called(form, rows, instead)
        matter = _opened(request, form, fields, partner, instead)
        if matter:
            messages.success(request, gettext("已召集并签名，正在送达对方。"))
            return redirect("programme:meeting", matter)
    chair = rules.chair_next(known, [facts.me(), partner])
    context = {
        "form": form, "rows": rows, "links": sides.links, "instead": instead, "chair": sides.name(chair),
        "is_our_chair": chair == facts.me() or instead is not None, "partner": sides.name(partner),
    }  # fmt: skip
    return render(request, "programme/call.html", context)


def _opened(
    request: PageRequest, form: forms.Form, fields: Mapping[str, Any], partner: str, instead: Record | None
) -> str:
    """Open the meeting and return its id; empty where something is against it, which the form then says.

    What is known of other meetings is read again, alone: a second click calls no second meeting.
    """
    try:
        with federation.alone():
            return "" if _refuses(form, fields, queries.meetings(), instead) else _open(request, fields, partner)
    except Refused as refused:
        refuse_in(form, refused)
        return ""


def _partner(request: PageRequest) -> str:
    """Return the node that we meet with: the one asked for, else the first with which the kind is agreed."""
    agreed = [
        parties for kind, parties, _ in matter_queries.kinds_agreed() if kind.name == MEETING and facts.me() in parties
    ]
    others = sorted({code for parties in agreed for code in parties if code != facts.me()})
    if not others:
        raise Refused(DocketRefusal.KIND_IS_NOT_SIGNED_YET, kind=gettext("联席会议"))
    asked = request.GET.get("with", "")
    return asked if asked in others else others[0]


def _instead_of(request: PageRequest, known: Sequence[Record]) -> Record | None:
    """Return the meeting whose place this one takes, where it is one of the other side's that is not held yet."""
    asked = request.GET.get("instead_of", "")
    return next((one for one in known if one.id == asked and one.opened_by != facts.me()), None)


def _topic_rows(request: PageRequest, known: Sequence[Record], sides: Sides, ours: Record | None) -> TopicRows:
    """Return a row for every topic of the box, with the title of the meeting on whose agenda it stands already."""
    agendas = rules.on_agendas(one for one in known if ours is None or one.id != ours.id)
    agenda = {row["topic"]: row for row in rules.agenda_of(ours)} if ours else {}
    data = request.POST if request.method == "POST" and "filled" in request.POST else None
    rows = []
    for topic in queries.topic_box():  # named by the topic: another may come while the page is read
        row = agenda.get(topic.id, {})
        initial = {"chosen": bool(row), "order": row.get("id"), "presenter": row.get("presenter", "")}
        elsewhere = agendas[topic.id].title if topic.id in agendas else ""
        rows.append((topic, TopicRow(data, prefix=f"topic-{topic.id}", initial=initial), elsewhere))
    return rows


def _called(form: forms.Form, rows: TopicRows, instead: Record | None) -> dict[str, Any]:
    """Return what the opening says."""
    values = drafts.written(form)
    place = {"instead_of": instead.id} if instead else {}
    return {**values, "year": int(values["planned_on"][:4]), "agenda": _agenda(rows), **place}


def _agenda(rows: TopicRows) -> list[dict[str, str]]:
    """Return the topics that are ticked, by the order that was written, then as they stand in the box."""
    chosen = [(topic, row.cleaned_data) for topic, row, _ in rows if row.cleaned_data.get("chosen")]
    chosen.sort(key=lambda one: one[1].get("order") or 99)
    return [
        {"id": str(number), "topic": topic.id, "title": topic.title}
        | ({"presenter": said["presenter"]} if said.get("presenter") else {})
        for number, (topic, said) in enumerate(chosen, start=1)
    ]


def _refuses(form: forms.Form, fields: Mapping[str, Any], known: Sequence[Record], instead: Record | None) -> bool:
    """Put what stops a call at its places; tell whether there is anything."""
    if not fields["agenda"]:
        form.add_error(None, gettext("议程还没有议题：请从议题箱勾选至少一项；箱中没有的，先提出议题。"))
    topics = [row["topic"] for row in fields["agenda"]]
    number = (fields["year"], fields["number"])
    faults = rules.faults_of_call(known, number=number, topics=topics, instead_of=instead.id if instead else "")
    _put(form, faults)
    return bool(form.errors)


def _put(form: forms.Form, faults: Sequence[Finding]) -> None:
    drafts.put(faults, {}, form)


def _open(request: PageRequest, fields: Mapping[str, Any], partner: str) -> str:
    office = request.visitor.offices(Right.ACT)[0]
    roles = {"chair": facts.me(), "partner": partner}
    return matters.open_under_a_clause(MEETING, roles=roles, fields=fields, office=office, at=request.at)


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def take_step(request: PageRequest, matter: str, step: str) -> HttpResponse:
    """Take a step of a meeting by a form of its own."""
    view, sides = view_of(request, matter, MEETING), sides_of(request)
    forms_of = {"ask_change": _ask_change, "call_again": _call_again, "hold": _hold}
    if step in forms_of:
        return forms_of[step](request, view, sides)
    if step in ("draft_minutes", "redraft_minutes", "amend_minutes"):
        return minutes.write(request, view, step, sides)
    raise Http404


def _data(request: PageRequest) -> Any:
    """Return what was filled in; nothing where a button only led here."""
    return request.POST if "filled" in request.POST or "more" in request.POST else None


def _ask_change(request: PageRequest, view: MatterView, sides: Sides) -> HttpResponse:
    form = AskChangeForm(_data(request))
    if form.is_bound and form.is_valid():
        return _take(request, view, "ask_change", form, drafts.written(form), sides) or _show(
            request, view, "ask_change", form, sides
        )
    return _show(request, view, "ask_change", form, sides)


def _call_again(request: PageRequest, view: MatterView, sides: Sides) -> HttpResponse:
    known = queries.meetings()
    record = record_of(view)
    initial = {name: record.value(name) for name in ("planned_on", "place")}
    form = CallAgainForm(_data(request), initial=initial)
    rows = _topic_rows(request, known, sides, record)
    if form.is_bound and drafts.all_valid([form], [row for _, row, _ in rows]):
        fields = {**drafts.written(form), "agenda": _agenda(rows)}
        number = (record.value("year"), record.value("number"))
        topics = [row["topic"] for row in fields["agenda"]]
        _put(form, rules.faults_of_call(known, number=number, topics=topics, ours=record.id))
        if not fields["agenda"]:
            form.add_error(None, gettext("议程还没有议题：请勾选至少一项，或取消会议。"))
        done = None if form.errors else _take(request, view, "call_again", form, fields, sides)
        if done:
            return done
    return _show(request, view, "call_again", form, sides, rows=rows)


def _hold(request: PageRequest, view: MatterView, sides: Sides) -> HttpResponse:
    record = record_of(view)
    data = _data(request)
    more = data is not None and "more" in data
    initial = {"held_on": record.value("planned_on"), "place": record.value("place")}
    count = drafts.count_of(data or {}, "bodies", _BODIES)
    if more:
        form: forms.Form = HoldForm(None, initial=drafts.raw(data, HoldForm()))
        blank = [AttendanceRow(prefix=f"bodies-{number}") for number in range(count)]
        bodies = [AttendanceRow(prefix=one.prefix, initial=drafts.raw(data, one)) for one in blank]
    else:
        form = HoldForm(data, initial=initial)
        bodies = [AttendanceRow(data, prefix=f"bodies-{number}") for number in range(count)]
    if form.is_bound and drafts.all_valid([form], bodies):
        fields = {**drafts.written(form), "attendance": _attendance(form, bodies, request)}
        done = None if form.errors else _take(request, view, "hold", form, fields, sides)
        if done:
            return done
    return _show(request, view, "hold", form, sides, bodies=bodies)


def _attendance(form: forms.Form, bodies: Sequence[AttendanceRow], request: PageRequest) -> list[dict[str, Any]]:
    """Return who was there by body; what is half written, twice written or in the future is refused at its place."""
    if form.cleaned_data["held_on"] > clock.day_of(request.at):
        form.add_error("held_on", gettext("召开日期在今天之后：会议召开后再登记。"))
    found: dict[str, int] = {}
    for row, said in drafts.filled(bodies):
        if "body" not in said or "count" not in said or said["body"] in found:
            row.add_error(None, gettext("每行写一个单位和人数，单位各不相同。"))
            form.add_error(None, gettext("出席情况有一行写得不完整或重复，见该行。"))
        else:
            found[said["body"]] = said["count"]
    if not found:
        form.add_error(None, gettext("请至少写明一个出席单位和人数；不记姓名。"))
    return [{"id": body, "count": count} for body, count in found.items()]


def _take(
    request: PageRequest, view: MatterView, name: str, form: forms.Form, fields: Mapping[str, Any], sides: Sides
) -> HttpResponse | None:
    """Take a step and go back to the meeting; None where it was refused, which the form then says."""
    try:
        take(request, view, step_of(view, name), fields, sides)
    except Refused as refused:
        refuse_in(form, refused)
        return None
    messages.success(request, gettext("已办理并签名，正在送达对方。"))
    return redirect("programme:meeting", view.id)


def _show(
    request: PageRequest, view: MatterView, name: str, form: forms.Form, sides: Sides, **more: Any
) -> HttpResponse:
    context = {"view": view, "step": step_of(view, name), "form": form, "links": sides.links, **more}
    return render(request, "programme/step.html", context)
