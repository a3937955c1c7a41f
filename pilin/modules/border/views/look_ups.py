"""The register of look-ups: asked for by one, approved by another, closed in a word. Whoever reads it is written down.

条例 16: the register names unit and name of who looked; so it is open to who may act, and each reading of it stands in
the access log.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.organisations.rules import Right
from pilin.modules.border import actions
from pilin.modules.border.forms.cameras import PURPOSES, RESULTS, ClosingForm, LookUpForm
from pilin.modules.border.queries import cameras as queries
from pilin.modules.border.rules import look_ups as rules
from pilin.modules.border.rules.cameras import Alarm
from pilin.modules.border.rules.look_ups import LookUp, State
from pilin.modules.border.rules.register_codes import RegisterRefusal
from pilin.modules.border.views.camera_words import look_up_light
from pilin.modules.border.views.common import hand_of
from pilin.web import logbook, marks
from pilin.web.access import PageRequest, needs
from pilin.web.components import Cell, Column, LinkTo, Table
from pilin.web.logbook import Event
from pilin.web.sentences import refuse_in, spoken


@require_GET
@needs(Right.ACT)
def show_look_ups(request: PageRequest) -> HttpResponse:
    """Show the register of look-ups, and write down who read it."""
    found = queries.look_ups()
    logbook.note(request, Event.PROTECTED_READ, at=request.at, subject="border/look-ups", page="border:look_ups")
    return render(request, "border/look_ups.html", {"table": _look_ups(request, found)})


def _look_ups(request: PageRequest, found: Sequence[tuple[LookUp, str]]) -> Table:
    staff = queries.staff()
    columns = [Column(gettext("申请时间"), "instant"), Column(gettext("位置")), Column(gettext("目的"))]
    columns += [Column(gettext("调阅时段起"), "instant"), Column(gettext("调阅时段止"), "instant")]
    columns += [Column(gettext("申请人")), Column(gettext("批准人")), Column(gettext("结果"))]
    columns += [Column(gettext("状态"))]
    rows: list[Sequence[Cell]] = [
        (
            Instant(one.asked_at),
            LinkTo(place, reverse("border:look_up", args=[one.id])),
            str(dict(PURPOSES)[one.purpose]),
            Instant(one.first),
            Instant(one.last),
            _who(one, staff),
            staff.get(one.answered_by, one.answered_by) or None,
            _result(one),
            look_up_light(one, _late(request, one)),
        )
        for one, place in found
    ]
    empty = gettext("没有调阅。每次调阅由一人申请、另一人批准，登记后不能改；这里不存画面，不写找谁。")
    return Table(gettext("调阅登记簿"), columns, rows, empty, is_titled=True)


def _who(look_up: LookUp, staff: Mapping[str, str]) -> str:
    """Return unit and name of who looked, as 条例 16 has it."""
    return " ".join(filter(None, (look_up.unit, staff.get(look_up.asked_by, look_up.asked_by))))


def _late(request: PageRequest, look_up: LookUp) -> Alarm | None:
    found = rules.late_from(look_up)
    return found[0] if found and found[1] <= clock.day_of(request.at) else None


def _result(look_up: LookUp) -> str | None:
    words = {result.value: str(word) for result, word in RESULTS}
    return words.get(look_up.result)


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
@marks.told_in_the_field
def ask_look_up(request: PageRequest, camera: str) -> HttpResponse:
    """Ask to look into the stored pictures of a camera."""
    one = queries.camera(camera)
    if one is None:
        raise Http404
    form = LookUpForm(request.POST if request.method == "POST" else None)
    marks.tell(request, form)
    if request.method == "POST" and form.is_valid():
        hand = hand_of(request, Right.ACT)
        asked = form.look_up(camera, by=request.visitor.account, unit=queries.unit_of(hand.office), at=hand.at)
        try:
            made = actions.ask_look_up(asked, storage_days=one.storage_days, at=hand.at)
        except Refused as refused:
            refuse_in(form, refused, field="first")
        else:
            messages.success(request, gettext("已登记申请；请有“签署”权限的另一人批准。"))
            return redirect("border:look_up", made)
    title = gettext("申请调阅：%(place)s") % {"place": one.place}
    context = {"form": form, "title": title, "back": reverse("border:camera", args=[camera]), "back_title": one.place}
    return render(request, "border/enter.html", context)


@require_GET
@needs(Right.ACT)
def show_look_up(request: PageRequest, look_up: str) -> HttpResponse:
    """Show one look-up with what is to be done of it now."""
    return _page(request, *_found(look_up), ClosingForm())


def _found(number: str) -> tuple[LookUp, str]:
    found = queries.look_up(int(number))
    if found is None:
        raise Http404
    return found


def _page(request: PageRequest, one: LookUp, place: str, form: ClosingForm) -> HttpResponse:
    logbook.note(request, Event.PROTECTED_READ, at=request.at, subject=f"look-up/{one.id}", page="border:look_up")
    is_own = one.asked_by == request.visitor.account
    context: dict[str, Any] = {
        "one": one,
        "place": place,
        "light": look_up_light(one, _late(request, one)),
        "facts": _facts(one),
        "form": form,
        "is_asked": one.state is State.ASKED,
        "may_answer": request.visitor.may(Right.SIGN) and not is_own,
        "is_own": is_own,
        "to_close": one.state is State.APPROVED,
    }
    return render(request, "border/look_up.html", context)


def _facts(one: LookUp) -> list[tuple[str, Cell]]:
    staff = queries.staff()
    said: list[tuple[str, Cell]] = [
        (gettext("调阅时段起"), Instant(one.first)),
        (gettext("调阅时段止"), Instant(one.last)),
        (gettext("目的"), str(dict(PURPOSES)[one.purpose])),
        (gettext("法律依据"), one.article),
        (gettext("案件或单据编号"), one.paper or None),
        (gettext("申请人"), _who(one, staff)),
        (gettext("申请时间"), Instant(one.asked_at)),
        (gettext("批准人"), staff.get(one.answered_by, one.answered_by) or None),
        (gettext("结果"), _result(one)),
    ]
    if one.was_copied:
        said.append((gettext("副本最迟何时销毁"), one.destroy_on))
        said.append((gettext("副本销毁日期"), one.destroyed_on))
    return said


@require_POST
@needs(Right.SIGN)
def answer_look_up(request: PageRequest, look_up: str) -> HttpResponse:
    """Approve of a look-up, or not."""
    (one, _place), is_approved = _found(look_up), request.POST.get("answer") == "approve"
    try:
        actions.answer_look_up(one, is_approved=is_approved, by=request.visitor.account, at=Instant(request.at))
    except Refused as refused:
        messages.error(request, spoken(refused).sentence)
    else:
        messages.success(request, gettext("已批准。") if is_approved else gettext("已登记：未批准。"))
    return redirect("border:look_up", look_up)


@require_POST
@needs(Right.ACT)
def close_look_up(request: PageRequest, look_up: str) -> HttpResponse:
    """Say what came of a look-up."""
    (one, place), form = _found(look_up), ClosingForm(request.POST)
    if not form.is_valid():
        return _page(request, one, place, form)
    try:
        actions.close_look_up(one, **form.cleaned_data, by=request.visitor.account, at=Instant(request.at))
    except Refused as refused:
        if refused.code is not RegisterRefusal.COPY_NEEDS_A_DAY_TO_BE_DESTROYED:
            messages.error(request, spoken(refused).sentence)
            return redirect("border:look_up", look_up)
        refuse_in(form, refused, field="destroy_on")
        return _page(request, one, place, form)
    messages.success(request, gettext("结果已登记，不能更改。"))
    return redirect("border:look_up", look_up)


@require_POST
@needs(Right.ACT)
def enter_destruction(request: PageRequest, look_up: str) -> HttpResponse:
    """Enter that the copy of a look-up was destroyed today."""
    try:
        actions.enter_destruction(_found(look_up)[0], by=request.visitor.account, at=Instant(request.at))
    except Refused as refused:
        messages.error(request, spoken(refused).sentence)
    else:
        messages.success(request, gettext("已登记销毁。"))
    return redirect("border:look_up", look_up)
