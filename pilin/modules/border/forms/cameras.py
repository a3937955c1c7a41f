"""What people fill in for the registers of cameras and of look-ups: no file, no address of pictures, nobody's name."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilin.base.clock import Instant
from pilin.modules.border.rules.cameras import Camera
from pilin.modules.border.rules.look_ups import LookUp, Purpose, Result

PURPOSES = (
    (Purpose.CASE, _("办理案件")),
    (Purpose.ACCIDENT, _("处理事故")),
    (Purpose.DANGER, _("抢险救助")),
    (Purpose.CONCERNED, _("当事人查阅（条例第 21 条）")),
    (Purpose.INSPECTION, _("监督检查")),
    (Purpose.UPKEEP, _("设备检修")),
)
RESULTS = (
    (Result.FOUND, _("查到")),
    (Result.NOTHING, _("没有查到")),
    (Result.NOT_DONE, _("没有调阅")),
)


def _day(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")  # a browser shows no day in another form
    return forms.DateField(label=label, widget=widget, **options)


def _minute(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget)


class CameraForm(forms.Form):
    """What the register says of a camera; nothing of what it sees, and no address of its pictures."""

    place = forms.CharField(label=_("位置（道口或村）"), max_length=60)
    at_m = forms.IntegerField(label=_("边界里程（米）"))
    operator = forms.CharField(label=_("管理单位"), max_length=60)
    purpose = forms.CharField(label=_("用途"), max_length=120)
    used_from = _day(_("启用日期"))
    has_sign = forms.BooleanField(label=_("已设提示标识（条例第 13 条）"), required=False)
    storage_days = forms.IntegerField(
        label=_("保存天数"), help_text=_("条例第 17 条：不少于 30 日，已实现目的的应当删除。")
    )
    first_office = forms.CharField(label=_("负责岗位"), max_length=60, help_text=_("写岗位，不写姓名。"))
    second_office = forms.CharField(label=_("另一负责岗位"), max_length=60)
    complain_to = forms.CharField(
        label=_("向哪里投诉（公开）"), max_length=120, help_text=_("写单位和单位电话，会显示在公开网页上。")
    )
    filing_number = forms.CharField(
        label=_("备案编号"), max_length=60, required=False, help_text=_("条例第 14 条：启用后 30 日内备案。")
    )
    filed_on = _day(_("备案日期"), required=False)
    reviewed_on = _day(_("最近一次影响评估或复核"), required=False)
    ends_on = _day(_("计划停用日期"), required=False)
    is_off = forms.BooleanField(label=_("已停用"), required=False)

    def camera(self, named: str) -> Camera:
        """Return what was entered of a camera."""
        return Camera(id=named, **self.cleaned_data)


class LookUpForm(forms.Form):
    """A look into stored pictures: the span, what for, by which article, and the number of the case or slip."""

    first = _minute(_("调阅时段起"))
    last = _minute(_("调阅时段止"))
    purpose = forms.ChoiceField(label=_("目的"), choices=PURPOSES)
    article = forms.CharField(
        label=_("法律依据（写到条）"), max_length=120, help_text=_("例如《治安管理处罚法》第几条。")
    )
    paper = forms.CharField(
        label=_("案件或单据编号"), max_length=60, help_text=_("只写编号：这里不写找谁、不写姓名和车牌。")
    )

    def look_up(self, camera: str, *, by: str, unit: str, at: Instant) -> LookUp:
        """Return what was asked for."""
        said = {**self.cleaned_data, "purpose": Purpose(self.cleaned_data["purpose"])}
        return LookUp(camera, asked_by=by, unit=unit, asked_at=at, **said)


class ClosingForm(forms.Form):
    """What came of a look-up, in a word; and by when a copy is destroyed."""

    result = forms.ChoiceField(label=_("结果"), choices=RESULTS)
    was_copied = forms.BooleanField(label=_("复制了"), required=False)
    destroy_on = _day(_("副本最迟何时销毁"), required=False)
