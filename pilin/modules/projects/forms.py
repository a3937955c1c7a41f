"""What people fill in about projects: one half of a month, a reason, the choice of a year's list and its results."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pilin.base.refusal import Refused
from pilin.modules.projects.rules import lists, on_site, quarters
from pilin.modules.projects.rules.checks import PHOTOS_MAX
from pilin.modules.projects.rules.facts import AMOUNTS, PERCENT_MAX, TEXTS, Half, Milestone, Photo
from pilin.modules.projects.rules.lists import Item
from pilin.modules.projects.rules.objects import BOTH, Object
from pilin.web.inputs import YuanField
from pilin.web.sentences import spoken

TEXT_MAX, NUMBER_MAX = 2000, 200
_LINES = {"rows": 4}
_REACHED = "reached."
_SAID = ("done", "percent", *AMOUNTS, *TEXTS)
ADDED_MAX, CAPTION_MAX = 3, 60
_PICTURES = "image/jpeg,image/png,image/webp"


class HalfForm(forms.Form):
    """Our half of a month. Milestones are offered by name, so that none can be named that the plan does not know."""

    done = forms.CharField(label=_("本月完成"), max_length=TEXT_MAX, widget=forms.Textarea(attrs=_LINES))
    percent = forms.IntegerField(label=_("累计完成（%）"), min_value=0, max_value=PERCENT_MAX)
    arrived_amount = YuanField(label=_("资金累计到位（元）"), required=False)
    paid_amount = YuanField(label=_("资金累计支付（元）"), required=False)
    permits = forms.CharField(
        label=_("手续办理"), max_length=TEXT_MAX, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    problems = forms.CharField(
        label=_("存在问题"), max_length=TEXT_MAX, required=False, widget=forms.Textarea(attrs=_LINES)
    )
    help = forms.CharField(label=_("需要协调的事项"), max_length=TEXT_MAX, required=False)
    help_from = forms.CharField(label=_("请谁协调"), max_length=200, required=False)
    next = forms.CharField(
        label=_("下月计划"), max_length=TEXT_MAX, required=False, widget=forms.Textarea(attrs=_LINES)
    )
    written_by = forms.CharField(label=_("填报人（单位与岗位，不写姓名）"), max_length=200, required=False)
    checked_by = forms.CharField(label=_("审核人（单位与岗位，不写姓名）"), max_length=200, required=False)

    def __init__(
        self,
        data: Any,
        *,
        milestones: Sequence[Milestone],
        until: date,
        initial: Mapping[str, Any],
        still: bool = False,
    ) -> None:
        """Offer the milestones; where the figures stand `still`, later months build on them and none can be typed."""
        super().__init__(data, initial=dict(initial))
        self.until = until
        for name in ("percent", *AMOUNTS):
            self.fields[name].disabled = still
        self.milestones = milestones
        for milestone in milestones:
            self.fields[f"{_REACHED}{milestone.id}"] = forms.DateField(
                label=gettext("里程碑“%(title)s”完成日期") % {"title": milestone.title},
                required=False,
                disabled=still,
                widget=forms.DateInput(attrs={"type": "date"}),
            )

    def clean(self) -> dict[str, Any]:
        """Refuse a day that has not come: nothing is reached in the future."""
        cleaned = super().clean() or {}
        for milestone in self.milestones:
            name = f"{_REACHED}{milestone.id}"
            if (day := cleaned.get(name)) and day > self.until:
                self.add_error(name, gettext("完成日期在今天之后；到那天再报。"))
        if cleaned.get("help_from") and not cleaned.get("help"):
            self.add_error("help", gettext("写了请谁协调，请写明要协调什么；没有要协调的，两栏都留空。"))
        return cleaned

    def half(self) -> dict[str, Any]:
        """Return the half as a report's event carries it, without what was left empty; photographs are added to it."""
        plain = {name: self.cleaned_data[name] for name in _SAID}
        days = [(one.id, self.cleaned_data[f"{_REACHED}{one.id}"]) for one in self.milestones]
        reached = [{"id": name, "day": day.isoformat()} for name, day in days if day]
        return {name: value for name, value in {**plain, "reached": reached}.items() if value not in ("", [], None)}


class PhotoForm(forms.Form):
    """Up to three new photographs beside those that stay; none goes without the tick."""

    shows_works = forms.BooleanField(label=_("我已看过：照片拍的是工程现场，没有可辨认的人脸、车牌"), required=False)

    def __init__(self, data: Any, files: Any, *, held: Sequence[Photo] = ()) -> None:
        super().__init__(data, files, prefix="photo")
        self.held = held
        tick = self.fields.pop("shows_works")
        for photo in held:
            label = gettext("保留照片“%(caption)s”") % {"caption": photo.caption}
            self.fields[f"keep.{photo.digest}"] = forms.BooleanField(label=label, required=False, initial=True)
        for number in range(1, ADDED_MAX + 1):
            chosen = forms.FileInput(attrs={"accept": _PICTURES})
            label = gettext("照片 %(number)s") % {"number": number}
            self.fields[f"file.{number}"] = forms.FileField(label=label, required=False, widget=chosen)
            label = gettext("照片 %(number)s 拍的是什么（不写姓名）") % {"number": number}
            self.fields[f"caption.{number}"] = forms.CharField(label=label, max_length=CAPTION_MAX, required=False)
        self.fields["shows_works"] = tick

    def clean(self) -> dict[str, Any]:
        """Refuse a photograph without caption, photographs without the tick, and too many of them."""
        cleaned = super().clean() or {}
        added = [number for number in range(1, ADDED_MAX + 1) if cleaned.get(f"file.{number}")]
        for number in added:
            if not cleaned.get(f"caption.{number}"):
                self.add_error(f"caption.{number}", gettext("请写明照片拍的是什么，读月报的人才看得懂。"))
        if added and not cleaned.get("shows_works"):
            self.add_error("shows_works", gettext("请先看一遍照片；确认没有可辨认的人脸、车牌后再勾选，否则请换一张。"))
        if len(added) + len(self.kept()) > PHOTOS_MAX:
            self.add_error(None, gettext("一个月最多放 %(limit)s 张照片；请先取消保留几张。") % {"limit": PHOTOS_MAX})
        return cleaned

    def kept(self) -> list[Photo]:
        """Return the photographs that stay."""
        return [one for one in self.held if self.cleaned_data.get(f"keep.{one.digest}")]

    def photos(self, keep: Callable[[bytes], str]) -> list[dict[str, Any]] | None:
        """Keep what was added and return all as a half names them; None where one is no picture, told in its field."""
        said = [(one.digest, one.caption) for one in self.kept()]
        for number in range(1, ADDED_MAX + 1):
            if chosen := self.cleaned_data.get(f"file.{number}"):
                try:
                    said.append((keep(chosen.read()), self.cleaned_data[f"caption.{number}"]))
                except Refused as refused:
                    self.add_error(f"file.{number}", spoken(refused).sentence)
        listed = [{"digest": name, "caption": text, "shows_works": True} for name, text in dict(said).items()]
        return None if self.errors else listed


def initial_of(half: Half) -> dict[str, Any]:
    """Return a half as its form begins with it."""
    plain = {name: getattr(half, name) for name in _SAID}
    return {**plain, **{f"{_REACHED}{name}": day for name, day in half.reached.items()}}


class ReasonForm(forms.Form):
    """A reason, which must be given."""

    reason = forms.CharField(label=_("理由"), max_length=1000)


class ExcuseForm(forms.Form):
    """A reason for one of the red triggers of a light, until a day."""

    about = forms.ChoiceField(label=_("哪一条红灯原因"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("理由"), max_length=TEXT_MAX, widget=forms.Textarea(attrs=_LINES))
    until = forms.DateField(label=_("最迟到哪一天"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: Any, *, offered: Mapping[str, str]) -> None:
        super().__init__(data)
        self.fields["about"].choices = list(offered.items())  # type: ignore[attr-defined]

    def values(self) -> dict[str, str]:
        """Return what the event carries: the trigger and what it is about, the reason and the day."""
        trigger, _sep, item = self.cleaned_data["about"].partition("|")
        said = {"trigger": trigger, "item": item, "reason": self.cleaned_data["reason"]}
        return {**said, "until": self.cleaned_data["until"].isoformat()}


class ContestForm(forms.Form):
    """How our side reads a light, why, and when it is to be looked at again."""

    reading = forms.ChoiceField(label=_("本方读作"))
    reason = forms.CharField(label=_("理由"), max_length=TEXT_MAX, widget=forms.Textarea(attrs=_LINES))
    review_on = forms.DateField(label=_("复议日期"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: Any, *, offered: Mapping[str, str]) -> None:
        super().__init__(data, prefix="contest")
        self.fields["reading"].choices = list(offered.items())  # type: ignore[attr-defined]

    def values(self) -> dict[str, str]:
        """Return what the event carries."""
        said = self.cleaned_data
        return {"reading": said["reading"], "reason": said["reason"], "review_on": said["review_on"].isoformat()}


class ScreenForm(forms.Form):
    """Where a screen hangs."""

    name = forms.CharField(label=_("屏幕在哪里"), max_length=60)


class ListForm(forms.Form):
    """The list of a year: its number aimed at, and the projects on it, each with its place."""

    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2199)
    aimed = forms.IntegerField(label=_("计划数目"), min_value=1, max_value=NUMBER_MAX)

    def __init__(self, data: Any, *, offered: Sequence[Item], chosen: Sequence[Item] = (), **options: Any) -> None:
        super().__init__(data, **options)
        held = {item.plan: item for item in chosen}
        self.offered = held | {item.plan: item for item in offered if item.plan not in held}
        places = {item.plan: number for number, item in enumerate(chosen, start=1)}
        for item in self.offered.values():  # named by the plan: others may come while the page is read
            self.fields[f"on.{item.plan}"] = forms.BooleanField(
                label=item.title, required=False, initial=item.plan in places
            )
            self.fields[f"place.{item.plan}"] = forms.IntegerField(
                label=gettext("“%(title)s”的顺序") % {"title": item.title},
                required=False,
                min_value=1,
                max_value=NUMBER_MAX,
                initial=places.get(item.plan),
            )

    @property
    def lines(self) -> list[tuple[Any, Any, Item]]:
        """Return the projects to choose from: the tick, the place, and what it is."""
        return [(self[f"on.{item.plan}"], self[f"place.{item.plan}"], item) for item in self.offered.values()]

    def items(self) -> list[Item]:
        """Return the chosen projects by their places; those without one come last, as they stand in the form."""
        chosen = [
            (self.cleaned_data[f"place.{item.plan}"] or NUMBER_MAX + number, item)
            for number, item in enumerate(self.offered.values())
            if self.cleaned_data[f"on.{item.plan}"]
        ]
        return [item for _place, item in sorted(chosen, key=lambda pair: pair[0])]


class ChangeForm(ListForm):
    """A change of a signed list, with its reason; its year stays."""

    reason = forms.CharField(label=_("理由"), max_length=1000)

    def __init__(self, data: Any, **options: Any) -> None:
        super().__init__(data, **options)
        del self.fields["year"]


class ResultsForm(forms.Form):
    """What became of each project of a list at the end of its year."""

    def __init__(self, data: Any, *, items: Sequence[Item], finished: Mapping[str, bool]) -> None:
        super().__init__(data)
        self.items = items
        words = {
            lists.FINISHED: gettext("已完成"),
            lists.CARRIED: gettext("结转下一年"),
            lists.DROPPED: gettext("不再列入"),
        }
        for item in items:
            self.fields[f"outcome.{item.plan}"] = forms.ChoiceField(
                label=f"{item.id} {item.title}",
                choices=list(words.items()),
                initial=lists.FINISHED if finished.get(item.plan) else lists.CARRIED,
            )

    def results(self) -> list[dict[str, str]]:
        """Return the results as a list's event carries them."""
        return [
            {"id": item.id, "plan": item.plan, "outcome": self.cleaned_data[f"outcome.{item.plan}"]}
            for item in self.items
        ]


class OnSiteForm(forms.Form):
    """What is written on site at one object; with the id that the phone made, and the time that its clock said."""

    item = forms.ChoiceField(label=_("督查对象"))
    held_on = forms.DateField(label=_("走访日期"), widget=forms.DateInput(attrs={"type": "date"}))
    present = forms.CharField(label=_("在场单位与岗位（不写姓名）"), max_length=TEXT_MAX)
    planned = forms.CharField(label=_("计划要求"), max_length=TEXT_MAX, widget=forms.Textarea(attrs=_LINES))
    seen = forms.CharField(label=_("现场所见"), max_length=TEXT_MAX, widget=forms.Textarea(attrs=_LINES))
    opinion = forms.CharField(
        label=_("督查对象意见"), max_length=TEXT_MAX, required=False, widget=forms.Textarea(attrs=_LINES)
    )
    phone_id = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    written_at = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, offered: Sequence[Object], day: date) -> None:
        super().__init__(data)
        self.fields["item"] = forms.ChoiceField(
            label=gettext("督查对象"), choices=[(one.id, one.title) for one in offered]
        )
        self.initial["held_on"] = day.isoformat()

    def clean_phone_id(self) -> str:
        """Refuse an id that no phone makes."""
        said: str = self.cleaned_data["phone_id"]
        if said and not on_site.is_phone_id(said):
            raise forms.ValidationError(gettext("编号须由本页在手机上生成。"))
        return said

    def values(self) -> dict[str, str]:
        """Return what was written."""
        plain = {name: str(self.cleaned_data[name]) for name in on_site.FIELDS if name != "held_on"}
        return {"held_on": self.cleaned_data["held_on"].isoformat(), **plain}


class SupervisionForm(forms.Form):
    """The supervision of a quarter: its days, what is looked at, the team by offices, and the objects."""

    quarter = forms.ChoiceField(label=_("季度"))
    content = forms.CharField(label=_("督查内容"), max_length=TEXT_MAX, widget=forms.Textarea(attrs=_LINES))
    scope = forms.CharField(label=_("督查范围"), max_length=TEXT_MAX)
    starts_on = forms.DateField(label=_("开始日期"), widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label=_("结束日期"), widget=forms.DateInput(attrs={"type": "date"}))
    ours = forms.CharField(label=_("我方参加的单位与岗位（不写姓名）"), max_length=NUMBER_MAX)
    theirs = forms.CharField(label=_("对方参加的单位与岗位（不写姓名）"), max_length=NUMBER_MAX)
    plans = forms.MultipleChoiceField(label=_("督查的合作项目"), required=False, widget=forms.CheckboxSelectMultiple)
    our_objects = forms.CharField(
        label=_("我方其他对象（每行一个）"), max_length=TEXT_MAX, required=False, widget=forms.Textarea(attrs=_LINES)
    )
    their_objects = forms.CharField(
        label=_("对方其他对象（每行一个）"), max_length=TEXT_MAX, required=False, widget=forms.Textarea(attrs=_LINES)
    )

    def __init__(self, data: Any, *, offered: Sequence[Item], day: date) -> None:
        super().__init__(data)
        self.offered = {item.plan: item.title for item in offered}
        now = quarters.quarter_of(day)
        self.fields["quarter"] = forms.ChoiceField(
            label=gettext("季度"), choices=[(one, one) for one in (now, quarters.after(now))]
        )
        self.fields["plans"].choices = list(self.offered.items())  # type: ignore[attr-defined]
        self.initial["starts_on"], self.initial["ends_on"] = day.isoformat(), quarters.last_day(now).isoformat()

    def objects(self) -> list[Object]:
        """Return the objects: projects are both sides', the others of the side under which they were written."""
        found = [Object("", self.offered[plan], BOTH, plan) for plan in self.cleaned_data["plans"]]
        for name, role in (("our_objects", "initiator"), ("their_objects", "responder")):
            lines = (line.strip() for line in self.cleaned_data[name].splitlines())
            found += [Object("", line[:NUMBER_MAX], role) for line in lines if line]
        return found

    def values(self) -> dict[str, Any]:
        """Return what the plan's event carries beside quarter and objects."""
        plain = {name: self.cleaned_data[name] for name in ("content", "scope")}
        days = {name: self.cleaned_data[name].isoformat() for name in ("starts_on", "ends_on")}
        team = {"initiator": self.cleaned_data["ours"], "responder": self.cleaned_data["theirs"]}
        return {**plain, **days, "team": team}
