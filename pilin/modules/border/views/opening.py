"""The forms by which matters of the room are opened: made from the kinds that both sides signed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods

from pilin.base import clock
from pilin.base.refusal import Refused
from pilin.kernel.matters.rules.kinds import Kind
from pilin.kernel.organisations.rules import Right
from pilin.modules.border import actions
from pilin.modules.border.rules import opening
from pilin.modules.border.rules.codes import BorderRefusal
from pilin.modules.border.rules.records import JOINT_CHECK, PATROLS, ROADBLOCK, SUPPORT
from pilin.modules.border.views.common import hand_of, kinds_of, peer_of, peers_of
from pilin.web.access import PageRequest, needs
from pilin.web.cards import matter_page
from pilin.web.matter_forms import StepForm
from pilin.web.sentences import refuse_in
from pilin.web.sides import sides_of


@dataclass(frozen=True)
class Sheet:
    """A form: what it is called, what it says, which register leads back, and which fields the room fills in itself."""

    title: str
    hint: str
    register: str
    register_title: str
    given: tuple[str, ...] = ()


SHEETS: Mapping[str, Sheet] = {
    SUPPORT: Sheet(
        gettext_noop("请求支援"),
        gettext_noop("只写需要什么、何时、哪一段；不写部署、路线和个人信息。身份证号、电话和车牌会先隐去。"),
        "border:supports",
        gettext_noop("警力支援联动"),
        ("title",),
    ),
    PATROLS: Sheet(
        gettext_noop("拟定联合巡查月计划"),
        gettext_noop("每一班写日期、时间和边界里程；里程以米计，从边界起点量起。双方签署后各自打卡，对得上才算数。"),
        "border:patrols",
        gettext_noop("治安巡查联防"),
        ("title",),
    ),
    ROADBLOCK: Sheet(
        gettext_noop("上报边界路障"),
        gettext_noop("写在哪里、是什么；不写是谁设的。拆除由双方确认，重新出现可再次上报。"),
        "border:crossings",
        gettext_noop("道口检查联手"),
    ),
    JOINT_CHECK: Sheet(
        gettext_noop("安排道口联合检查"),
        gettext_noop("双方会签后列入日程；事后各方只报当日分类合计，没有姓名和车牌。"),
        "border:crossings",
        gettext_noop("道口检查联手"),
    ),
}
_FIELDS = {
    BorderRefusal.STRETCH_IS_NOT_ON_THE_LINE: ("rounds", "to_m", "at_m"),
    BorderRefusal.ROUND_DOES_NOT_FIT_ITS_MONTH: ("rounds",),
    BorderRefusal.TIME_OF_DAY_IS_NONE: ("rounds", "starts"),
    BorderRefusal.TOLERANCE_IS_NONE: ("tolerance.minutes",),
    BorderRefusal.REMARK_IS_TOO_LONG: ("remark", "title"),
}


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def ask_support(request: PageRequest) -> HttpResponse:
    """Ask the other side for hands."""
    return _opened(request, SUPPORT)


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def plan_patrols(request: PageRequest) -> HttpResponse:
    """Offer the joint patrols of a month."""
    return _opened(request, PATROLS)


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def report_roadblock(request: PageRequest) -> HttpResponse:
    """Report a roadblock on the line."""
    return _opened(request, ROADBLOCK)


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def plan_check(request: PageRequest) -> HttpResponse:
    """Offer a joint check at a crossing."""
    return _opened(request, JOINT_CHECK)


def _opened(request: PageRequest, name: str) -> HttpResponse:
    scene, sheet = sides_of(request), SHEETS[name]
    kind = kinds_of(scene).get(name)
    context: dict[str, Any] = {"register": reverse(sheet.register), "register_title": gettext(sheet.register_title)}
    if kind is None or not scene.peers:
        return render(request, "border/open.html", {"form": None, **context})
    form = _form(request, kind, sheet)
    if request.method == "POST" and form.is_valid():
        fields = {**form.values(), **_given(name, kind, form.values())}
        try:
            made = actions.open_kind(name, fields, peer=peer_of(request, scene), by=hand_of(request, Right.ACT))
        except Refused as refused:
            named = [one for one in _FIELDS.get(refused.code, ()) if one in form.fields]  # type: ignore[call-overload]
            refuse_in(form, refused, field=named[0] if named else None)
        else:
            messages.success(request, gettext("已签名，正在送达对方。"))
            return redirect(matter_page(name), made)
    context |= {"form": form, "title": gettext(sheet.title), "hint": gettext(sheet.hint), "peers": peers_of(scene)}
    return render(request, "border/open.html", context)


def _form(request: PageRequest, kind: Kind, sheet: Sheet) -> StepForm:
    rule = kind.steps[0]
    rule = replace(rule, needs_fields=tuple(name for name in rule.needs_fields if name not in sheet.given))
    day = clock.day_of(request.at)
    said = {"month": f"{day:%Y-%m}", "tolerance": {"minutes": opening.APART_MINUTES, "metres": opening.SHARED_M}}
    return StepForm(request.POST if request.method == "POST" else None, kind=kind, rule=rule, said=said)


def _given(name: str, kind: Kind, said: Mapping[str, Any]) -> dict[str, str]:
    """Return the title that the room writes itself, in the words of the kind, which are signed."""
    if name == SUPPORT:
        return {"title": f"{kind.title['zh']} {kind.fields['sort'].choices[said['sort']]['zh']}"}
    return {"title": f"{kind.title['zh']} {said['month']}"} if name == PATROLS else {}
