"""The forms by which matters of the room are opened: made from the kinds that both sides signed."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from pilin.base import clock
from pilin.base.refusal import Refused
from pilin.kernel.matters.rules.kinds import Kind
from pilin.kernel.organisations.rules import Right
from pilin.modules.border import actions, queries
from pilin.modules.border.rules import opening, texts
from pilin.modules.border.rules.codes import BorderRefusal
from pilin.modules.border.rules.records import (
    CATALOGUE,
    DRILL,
    ESCALATION,
    JOINT_CHECK,
    LAW_EVENT,
    LAW_STOP,
    PATROLS,
    REQUEST,
    ROADBLOCK,
    ROSTER,
    SUPPORT,
)
from pilin.modules.border.views.common import hand_of, kinds_of, peer_of, peers_of
from pilin.modules.border.views.sheets import SHEETS, Sheet
from pilin.web import marks
from pilin.web.access import PageRequest, needs
from pilin.web.cards import matter_page
from pilin.web.languages import apart, titled
from pilin.web.matter_forms import StepForm
from pilin.web.sentences import refuse_in
from pilin.web.sides import Sides, sides_of

_FIELDS = {
    BorderRefusal.STRETCH_IS_NOT_ON_THE_LINE: ("rounds", "to_m", "at_m"),
    BorderRefusal.ROUND_DOES_NOT_FIT_ITS_MONTH: ("rounds",),
    BorderRefusal.TIME_OF_DAY_IS_NONE: ("rounds", "starts"),
    BorderRefusal.TOLERANCE_IS_NONE: ("tolerance.minutes",),
    BorderRefusal.REMARK_IS_TOO_LONG: ("remark", "title"),
    BorderRefusal.ITEM_IS_NOT_OF_THE_OTHER_SIDE: ("item",),
    BorderRefusal.ITEM_IS_WITHDRAWN: ("item",),
    BorderRefusal.ITEM_IS_NOT_SHARED: ("item",),
    BorderRefusal.ARTICLE_HAS_NO_NUMBER: ("article",),
    BorderRefusal.DAY_HAS_PASSED: ("until", "day"),
    BorderRefusal.HASH_OF_MATERIAL_IS_NONE: ("materials",),
    BorderRefusal.SPAN_ENDS_BEFORE_IT_BEGINS: ("valid_to",),
    BorderRefusal.ROSTER_HAS_A_GAP: ("shifts",),
    BorderRefusal.ROSTER_OVERLAPS: ("shifts",),
    BorderRefusal.SHIFT_LEAVES_ITS_ROSTER: ("shifts",),
    BorderRefusal.TELEPHONE_IS_NO_OFFICE_LINE: ("shifts",),
}


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
@marks.told_in_the_field
def ask_support(request: PageRequest) -> HttpResponse:
    """Ask the other side for hands."""
    return _opened(request, SUPPORT)


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
@marks.told_in_the_field
def plan_patrols(request: PageRequest) -> HttpResponse:
    """Offer the joint patrols of a month."""
    return _opened(request, PATROLS)


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
@marks.told_in_the_field
def report_roadblock(request: PageRequest) -> HttpResponse:
    """Report a roadblock on the line."""
    return _opened(request, ROADBLOCK)


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
@marks.told_in_the_field
def plan_check(request: PageRequest) -> HttpResponse:
    """Offer a joint check at a crossing."""
    return _opened(request, JOINT_CHECK)


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
@marks.told_in_the_field
def list_item(request: PageRequest) -> HttpResponse:
    """List what a body of ours holds in the catalogue."""
    return _opened(request, CATALOGUE)


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
@marks.told_in_the_field
def ask_information(request: PageRequest) -> HttpResponse:
    """Ask the other side for an item of its catalogue."""
    return _opened(request, REQUEST)


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
@marks.told_in_the_field
def plan_event(request: PageRequest) -> HttpResponse:
    """Announce an event of law education."""
    return _opened(request, LAW_EVENT)


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
@marks.told_in_the_field
def propose_stop(request: PageRequest) -> HttpResponse:
    """Propose a stop of the road of law."""
    return _opened(request, LAW_STOP)


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
@marks.told_in_the_field
def list_roster(request: PageRequest) -> HttpResponse:
    """List who is on duty for a body of ours."""
    return _opened(request, ROSTER)


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
@marks.told_in_the_field
def raise_question(request: PageRequest) -> HttpResponse:
    """Raise a question that goes up on both sides where it is not settled."""
    return _opened(request, ESCALATION)


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
@marks.told_in_the_field
def plan_drill(request: PageRequest) -> HttpResponse:
    """Announce a joint drill."""
    return _opened(request, DRILL)


def _opened(request: PageRequest, name: str) -> HttpResponse:
    scene, sheet = sides_of(request), SHEETS[name]
    kind = kinds_of(scene).get(name)
    context: dict[str, Any] = {"register": reverse(sheet.register), "register_title": gettext(sheet.register_title)}
    if kind is None or not scene.peers:
        return render(request, "border/open.html", {"form": None, **context})
    form = _form(request, kind, sheet, scene)
    marks.tell(request, form)
    if request.method == "POST" and form.is_valid():
        peer = _peer(name, request, scene, form.values())
        try:
            fields = {**form.values(), **_given(kind, form.values(), peer=peer, request=request, me=scene.me)}
            made = actions.open_kind(name, fields, peer=peer, by=hand_of(request, Right.ACT))
        except Refused as refused:
            _refuse(form, kind, refused)
        else:
            messages.success(request, gettext("已签名，正在送达对方。"))
            _say_masked(request, texts.masked(kind, fields).places)
            return redirect(matter_page(name), made)
    context |= {"form": form, "title": gettext(sheet.title), "hint": gettext(sheet.hint)}
    context["peers"] = peers_of(scene) if name != REQUEST else []
    return render(request, "border/open.html", context)


def _refuse(form: StepForm, kind: Kind, refused: Refused) -> None:
    """Put a refusal at its field, which it names as people know it."""
    field = str(refused.facts.get("field", ""))
    named = [one for one in (*_FIELDS.get(refused.code, ()), field) if one in form.fields]  # type: ignore[call-overload]
    told = {"field": titled(kind.fields[field].title)} if field in kind.fields else {}
    refuse_in(form, Refused(refused.code, **{**refused.facts, **told}), field=named[0] if named else None)


def _say_masked(request: PageRequest, places: int) -> None:
    """Say how many places were masked before anything was kept or signed."""
    if places:
        words = gettext("文字中有 %(places)s 处像身份证号、电话或车牌，已在保存和签名前遮去。")
        messages.warning(request, words % {"places": places})


def _form(request: PageRequest, kind: Kind, sheet: Sheet, scene: Sides) -> StepForm:
    rule = kind.steps[0]
    rule = replace(rule, needs_fields=tuple(name for name in rule.needs_fields if name not in sheet.given))
    day = clock.day_of(request.at)
    said: dict[str, Any] = {
        "month": f"{day:%Y-%m}",
        "tolerance": {"minutes": opening.APART_MINUTES, "metres": opening.SHARED_M},
        "item": request.GET.get("item", ""),
    }
    choices = {"item": _items(request, scene)} if kind.name == REQUEST else None
    data = request.POST if request.method == "POST" else None
    return StepForm(data, kind=kind, rule=rule, said=said, choices=choices)


def _items(request: PageRequest, scene: Sides) -> list[tuple[str, str]]:
    """Return what the other sides share; also what was chosen and is shared no more, so that a sentence says why."""
    listed = queries.catalogue(scene.peers)
    found = [(one.id, apart((one.title, one.text("body"), one.text("article")))) for one in listed]
    asked = request.POST.get("item", "")
    held = queries.record(asked, CATALOGUE) if asked and asked not in dict(found) else None
    return [*found, (held.id, held.title)] if held else found


def _peer(name: str, request: PageRequest, scene: Sides, said: Mapping[str, Any]) -> str:
    """Return with whom a matter is opened: a request goes to who lists the item."""
    item = queries.record(said["item"], CATALOGUE) if name == REQUEST else None
    return item.opened_by if item is not None and item.opened_by in scene.peers else peer_of(request, scene)


def _given(kind: Kind, said: Mapping[str, Any], *, peer: str, request: PageRequest, me: str) -> dict[str, str]:
    """Return the fields that the room writes itself, in the words of the kind, which are signed."""
    if kind.name == SUPPORT:
        return {"title": f"{kind.title['zh']} {kind.fields['sort'].choices[said['sort']]['zh']}"}
    if kind.name == PATROLS:
        return {"title": f"{kind.title['zh']} {said['month']}"}
    if kind.name == ROSTER:
        return {"title": f"{kind.fields['level'].choices[said['level']]['zh']} {said['body']}"}
    if kind.name == REQUEST:
        due = actions.answer_day(said["item"], parties=(me, peer), day=clock.day_of(request.at))
        item = queries.record(said["item"], CATALOGUE)
        return {"title": f"{kind.title['zh']} {item.title if item else ''}".strip(), "answer_by": due.isoformat()}
    return {}
