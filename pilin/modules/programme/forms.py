"""What people fill in for meetings: rows of plain inputs, nobody writes an identifier, everything works without script.

Nothing is required by the browser or by Django here: what is wrong in a draft the rules say, each at its place.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pilin.base.refusal import Finding
from pilin.modules.programme.rules import AGREED, DEFERRED, DIFFERS, Value
from pilin.web.sentences import say

TEXT_MAX, LINE_MAX, ROWS_MAX, MORE_ROWS = 4000, 200, 60, 3

OUTCOMES = ((AGREED, _("达成一致")), (DIFFERS, _("存在分歧")), (DEFERRED, _("下次再议")))


def line(label: Any, **options: Any) -> forms.CharField:
    """Return an input for one line."""
    return forms.CharField(label=label, required=False, max_length=LINE_MAX, **options)


def area(label: Any, rows: int = 3, **options: Any) -> forms.CharField:
    """Return an input for a text of several lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, max_length=TEXT_MAX, widget=widget, **options)


def a_day(label: Any, **options: Any) -> forms.DateField:
    """Return an input for a day."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **options)


class CallForm(forms.Form):
    """When and where a meeting is called; its topics stand in rows of their own."""

    title = forms.CharField(label=_("会议名称"), max_length=LINE_MAX)
    number = forms.IntegerField(label=_("年内次序"), min_value=1, max_value=99)
    planned_on = a_day(_("计划日期"))
    place = forms.CharField(label=_("地点"), max_length=LINE_MAX)


class CallAgainForm(forms.Form):
    """Another day, place or agenda, and why."""

    planned_on = a_day(_("计划日期"))
    place = forms.CharField(label=_("地点"), max_length=LINE_MAX)
    reason = forms.CharField(label=_("理由"), max_length=LINE_MAX)


class AskChangeForm(forms.Form):
    """What the other side wishes changed."""

    wished_on = a_day(_("希望的日期"), required=False)
    place = line(_("希望的地点"))
    reason = area(_("请求调整什么、为什么"))

    def clean_reason(self) -> str:
        """Refuse a request that says nothing."""
        text = str(self.cleaned_data["reason"]).strip()
        if not text:
            raise forms.ValidationError(gettext("请写明希望调整什么、为什么，主持方据此再召集。"))
        return text


class TopicRow(forms.Form):
    """One topic of the topic box: whether it stands on the agenda, where, and who presents it."""

    chosen = forms.BooleanField(label=_("列入"), required=False)
    order = forms.IntegerField(label=_("次序"), required=False, min_value=1, max_value=99)
    presenter = line(_("汇报单位"))


class HoldForm(forms.Form):
    """That a meeting was held."""

    held_on = a_day(_("召开日期"))
    place = line(_("地点"))


class AttendanceRow(forms.Form):
    """How many people of a body were there."""

    body = line(_("单位"))
    count = forms.IntegerField(label=_("人数"), required=False, min_value=1, max_value=999)


class ItemRow(forms.Form):
    """What the minutes say of one item: its outcome, the agreed text, or what each side holds where they differ."""

    outcome = forms.ChoiceField(label=_("结论"), choices=OUTCOMES)
    text = area(_("议定内容（达成一致时填写）"))

    def __init__(self, *args: Any, sides: Mapping[str, str], **options: Any) -> None:
        """`sides` are the names of the sides by their roles."""
        super().__init__(*args, **options)
        for role, name in sides.items():
            self.fields[f"{role}_text"] = area(gettext("%(name)s的文本") % {"name": name}, rows=2)
        for role, name in sides.items():
            self.fields[f"{role}_rule"] = line(gettext("%(name)s所依据的规定（没有则写“无”）") % {"name": name})
        for role, name in sides.items():
            self.fields[f"{role}_line"] = line(gettext("%(name)s的上报渠道（可空）") % {"name": name})
        self.fields["interim"] = area(_("临时安排"), rows=2)
        self.fields["review_on"] = a_day(_("复议日期"), required=False)

    @property
    def on_differences(self) -> list[forms.BoundField]:
        """Return the fields that are asked for where the sides differ."""
        return [self[name] for name in self.fields if name not in ("outcome", "text")]


class DecisionRow(forms.Form):
    """A decision, with a lead body on each side."""

    text = area(_("决定内容"), rows=2)

    def __init__(self, *args: Any, sides: Mapping[str, str], topics: Sequence[tuple[str, str]], **options: Any) -> None:
        """`topics` are those of the agenda, (id, title)."""
        super().__init__(*args, **options)
        choices = [("", gettext("不针对某一议题")), *topics]
        self.fields["topic"] = forms.ChoiceField(label=_("出自议题"), required=False, choices=choices)
        for role, name in sides.items():
            self.fields[f"{role}_lead"] = line(gettext("%(name)s牵头单位") % {"name": name})
        self.fields["due"] = a_day(_("时限（未定期可空）"), required=False)


def count_of(data: Mapping[str, Any], prefix: str, default: int) -> int:
    """Return how many rows a page had, as it says itself, with those that are asked for; within reason."""
    said = str(data.get(f"{prefix}-rows", ""))
    count = int(said) if said.isascii() and said.isdecimal() and len(said) < 4 else default
    return min(count + (MORE_ROWS if data.get("more") == prefix else 0), ROWS_MAX)


def written(form: forms.Form) -> dict[str, Value]:
    """Return what was written into a valid row, days as text, without what was left empty."""
    return {name: _plain(value) for name, value in form.cleaned_data.items() if value not in (None, "", False)}


def raw(data: Mapping[str, Any], form: forms.Form) -> dict[str, Any]:
    """Return what stands in a row as it was sent, so that a page with more rows shows it again and judges nothing."""
    return {name: data.get(form.add_prefix(name), "") for name in form.fields}


def put(findings: Sequence[Finding], rows: Mapping[str, Sequence[forms.Form]], form: forms.Form) -> None:
    """Put findings where they belong: at a field of a row, else at the top of the form."""
    for finding in findings:
        list_name, _dot, rest = finding.where.partition(".")
        number, _dot, name = rest.partition(".")
        sentence = say(finding.code.value, finding.facts).sentence
        if list_name in rows and number.isdecimal():
            rows[list_name][int(number)].add_error(name, sentence)
        else:
            form.add_error(finding.where if finding.where in form.fields else None, sentence)


def all_valid(*groups: Sequence[forms.Form]) -> bool:
    """Tell whether every form of every group is valid; each is looked at, so that all errors are shown at once."""
    judged = [form.is_valid() for group in groups for form in group]
    return all(judged)


def filled(rows: Sequence[forms.Form]) -> Iterator[tuple[forms.Form, dict[str, Value]]]:
    """Yield the valid rows in which something was written, with what was; a topic alone was only offered."""
    return ((form, said) for form in rows if (said := written(form)).keys() - {"topic"})


def _plain(value: Any) -> Value:
    return value.isoformat() if isinstance(value, date) else value
