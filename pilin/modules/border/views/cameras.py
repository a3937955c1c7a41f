"""The register of cameras: where they stand, what is late, and what was entered when; never a picture."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.base.refusal import Code, Refused
from pilin.kernel.organisations.rules import Right
from pilin.modules.border import actions
from pilin.modules.border.forms.cameras import CameraForm
from pilin.modules.border.queries import cameras as queries
from pilin.modules.border.queries.cameras import Entry
from pilin.modules.border.rules.cameras import Camera, filing_ends
from pilin.modules.border.rules.codes import BorderRefusal
from pilin.modules.border.rules.register_codes import RegisterRefusal
from pilin.modules.border.views.camera_words import camera_light
from pilin.web import marks
from pilin.web.access import PageRequest, needs
from pilin.web.cards import Counted, Onlooker, Waiting
from pilin.web.components import Cell, Column, LinkTo, Table
from pilin.web.languages import several
from pilin.web.sentences import refuse_in
from pilin.web.sides import sides_of

_FIELDS: Mapping[Code, str] = {
    BorderRefusal.STRETCH_IS_NOT_ON_THE_LINE: "at_m",
    RegisterRefusal.STORAGE_DAYS_ARE_NONE: "storage_days",
    RegisterRefusal.CAMERA_ENDS_BEFORE_IT_BEGINS: "ends_on",
    RegisterRefusal.FILING_IS_INCOMPLETE: "filing_number",
    RegisterRefusal.OFFICES_IN_CHARGE_ARE_ONE: "second_office",
    RegisterRefusal.CAMERA_STANDS_ALREADY: "place",
}


def waiting(_me: str, _onlooker: Onlooker, day: date) -> Sequence[Counted]:
    """Return the cameras of which a duty or a look-up is late today, and what the desk says of them."""
    return [Counted(queries.late_rows(day), _said_of_late)]


def _said_of_late(number: int) -> Waiting:
    said = ngettext(
        "%(n)s 处摄像头的备案、标识、保存、调阅或复核逾期，请补办。",
        "%(n)s 处摄像头的备案、标识、保存、调阅或复核逾期，请补办。",
        number,
    )
    return Waiting(said % {"n": number}, f"{reverse('border:cameras')}?late=1")


@require_GET
@needs(Right.READ)
def show_cameras(request: PageRequest) -> HttpResponse:
    """Show the register of cameras: those in use, those that are off, or those of which something is late."""
    day, shown = clock.day_of(request.at), next((one for one in ("late", "off") if one in request.GET), "")
    found = queries.cameras(late_on=day if shown == "late" else None, is_off=shown == "off")
    context = {
        "table": _cameras(found, day),
        "shown": shown,
        "may_act": request.visitor.may(Right.ACT),
        "links": sides_of(request).links,
    }
    return render(request, "border/cameras.html", context)


def _cameras(found: Sequence[Camera], day: date) -> Table:
    late = queries.alarms_of(found, day=day)
    columns = [Column(gettext("里程（米）"), "number"), Column(gettext("位置")), Column(gettext("管理单位"))]
    columns += [Column(gettext("备案编号"), "short"), Column(gettext("保存天数"), "number"), Column(gettext("状态"))]
    rows: list[Sequence[Cell]] = [
        (
            one.at_m,
            LinkTo(one.place, reverse("border:camera", args=[one.id])),
            one.operator,
            one.filing_number or None,
            one.storage_days,
            camera_light(one, late[one.id]),
        )
        for one in found
    ]
    empty = gettext("这里没有摄像头。本方经办人登记在哪里、为什么、谁管理、备案和标识；这里没有画面。")
    return Table(gettext("摄像头登记簿"), columns, rows, empty, is_titled=True)


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
@marks.told_in_the_field
def enter_camera(request: PageRequest, camera: str = "") -> HttpResponse:
    """Enter a camera, or what is new of one: the entries before it stay."""
    last = queries.camera(camera) if camera else None
    if camera and last is None:
        raise Http404
    said = {name: getattr(last, name) for name in CameraForm.base_fields} if last else {}
    form = CameraForm(request.POST if request.method == "POST" else None, initial=said)
    marks.tell(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.enter_camera(form.camera(camera), by=request.visitor.account, at=Instant(request.at))
        except Refused as refused:
            refuse_in(form, refused, field=_FIELDS.get(refused.code) or str(refused.facts["field"]))
        else:
            messages.success(request, gettext("已登记；以前的登记仍然保留。"))
            return redirect("border:camera", made)
    title = gettext("更新登记：%(place)s") % {"place": last.place} if last else gettext("登记摄像头")
    back = reverse("border:camera", args=[camera]) if last else reverse("border:cameras")
    context = {"form": form, "title": title, "back": back, "back_title": last.place if last else ""}
    return render(request, "border/enter.html", {**context, "links": sides_of(request).links})


@require_GET
@needs(Right.READ)
def show_camera(request: PageRequest, camera: str) -> HttpResponse:
    """Show one camera: what its last entry says, what is late, and all that was entered of it."""
    entries, day = queries.entries_of(camera), clock.day_of(request.at)
    if not entries:
        raise Http404
    one = entries[0].camera
    context = {
        "camera": one,
        "light": camera_light(one, queries.alarms_of([one], day=day)[camera]),
        "facts": _facts(one),
        "versions": _versions(entries),
        "may_act": request.visitor.may(Right.ACT),
        "links": sides_of(request).links,
    }
    return render(request, "border/camera.html", context)


def _facts(camera: Camera) -> list[tuple[str, Cell]]:
    """Return what the last entry says beside what the versions have."""
    until = gettext("最迟 %(day)s") % {"day": filing_ends(camera).isoformat()}
    return [
        (gettext("里程（米）"), camera.at_m),
        (gettext("管理单位"), camera.operator),
        (gettext("用途"), camera.purpose),
        (gettext("启用日期"), camera.used_from),
        (gettext("备案"), f"{camera.filing_number} {camera.filed_on}" if camera.filing_number else until),
        (gettext("两个负责岗位"), several((camera.first_office, camera.second_office))),
        (gettext("向哪里投诉（公开）"), camera.complain_to),
    ]


def _versions(found: Sequence[Entry]) -> Table:
    columns = [Column(gettext("版次"), "number"), Column(gettext("登记时间"), "instant")]
    columns += [Column(gettext("备案编号")), Column(gettext("备案日期"), "day"), Column(gettext("提示标识"))]
    columns += [Column(gettext("保存天数"), "number"), Column(gettext("评估或复核"), "day")]
    columns += [Column(gettext("计划停用"), "day"), Column(gettext("状态"))]
    rows: list[Sequence[Cell]] = [
        (
            one.camera.version,
            Instant(one.written_at),
            one.camera.filing_number or None,
            one.camera.filed_on,
            gettext("有") if one.camera.has_sign else gettext("没有"),
            one.camera.storage_days,
            one.camera.reviewed_on,
            one.camera.ends_on,
            gettext("已停用") if one.camera.is_off else gettext("在用"),
        )
        for one in found
    ]
    return Table(gettext("登记过的内容"), columns, rows, "", is_story=True)
