"""Forms of steps: made from the kind that both sides signed, so that what is asked for is what the fold will take.

A list of records is written line by line, its members parted by a vertical bar; a record has one input a member.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pilin.base import canonical, money
from pilin.base.refusal import Refused
from pilin.kernel.matters import queries as matters
from pilin.kernel.matters.rules.kinds import FieldRule, Kind, StepRule
from pilin.web.languages import titled

BAR = " | "


def members_of(rule: FieldRule) -> list[tuple[str, FieldRule]]:
    """Return the members of a record in the order in which people read them: what is needed first, by name."""
    return sorted(rule.members.items(), key=lambda item: (item[1].optional, item[0]))


class LinesField(forms.CharField):
    """A list, one item a line; the members of a record are parted by a vertical bar."""

    widget = forms.Textarea(attrs={"rows": 5})

    def __init__(self, *, rule: FieldRule, **options: Any) -> None:
        self.rule = rule
        self.members = members_of(rule)
        titles = BAR.join(f"{titled(member.title)}{_wanted(member)}" for _name, member in self.members)
        hint = gettext("每行一条，各栏用竖线隔开：%(titles)s") % {"titles": titles} if titles else gettext("每行一条")
        super().__init__(help_text=hint, **options)

    def prepare_value(self, value: Any) -> Any:
        """Show a stored list as lines."""
        return value if isinstance(value, str) or value is None else "\n".join(self._line(item) for item in value)

    def _line(self, item: Any) -> str:
        if not isinstance(item, Mapping):
            return str(item)
        return BAR.join(_written(rule, item[name]) if name in item else "" for name, rule in self.members)

    def to_python(self, value: Any) -> list[Any]:  # type: ignore[override]
        """Read lines as the list that the kind describes."""
        lines = [line.strip() for line in str(value or "").splitlines() if line.strip()]
        return self._different([self._item(line) for line in lines]) if self.rule.members else lines

    def _different(self, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return records whose `id` differs, where they bear one: it is how people speak of them later."""
        ids = [item["id"] for item in items if "id" in item]
        twice = next((name for name in ids if ids.count(name) > 1), None)
        if twice is not None:
            facts = {"title": titled(self.rule.members["id"].title), "id": twice}
            raise forms.ValidationError(gettext("%(title)s“%(id)s”写了不止一次，请让每条的%(title)s各不相同") % facts)
        return items

    def _item(self, line: str) -> dict[str, Any]:
        texts = [text.strip() for text in line.split("|")]
        if len(texts) > len(self.members):
            raise forms.ValidationError(gettext("“%(line)s”的栏目太多") % {"line": line})
        named = zip(self.members, texts, strict=False)
        item = {name: _plain(member, text) for (name, member), text in named if text}
        lacking = next((member for name, member in self.members if not member.optional and name not in item), None)
        if lacking is not None:
            facts = {"line": line, "title": titled(lacking.title), "titles": BAR.join(map(_titled, self.members))}
            raise forms.ValidationError(gettext("“%(line)s”缺“%(title)s”一栏；各栏用竖线隔开：%(titles)s") % facts)
        return item


def _titled(member: tuple[str, FieldRule]) -> str:
    return titled(member[1].title)


class StepForm(forms.Form):
    """What a step needs and may take: fields by the kind, and a reason in words for people."""

    def __init__(self, data: Any, *, kind: Kind, rule: StepRule, said: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.kind, self.rule = kind, rule
        for name in (*rule.needs_fields, *rule.takes):
            field = kind.fields[name]
            for part, part_rule in _parts(name, field):
                self.fields[part] = _input(part_rule, needed=name in rule.needs_fields)
                self.initial[part] = _at(said, part)

    def values(self) -> dict[str, Any]:
        """Return what the step's event carries: field -> value, without what was left empty."""
        names = (*self.rule.needs_fields, *self.rule.takes)
        found = {name: self._value(name, self.kind.fields[name]) for name in names}
        return {name: value for name, value in found.items() if value not in self._nothing(name)}

    def _nothing(self, name: str) -> tuple[Any, ...]:
        """Return what means that a field was left empty; what a step needs may be an empty list or record."""
        may_be_empty = name in self.rule.needs_fields and self.kind.fields[name].optional
        return (None, "") if may_be_empty else (None, "", [], {})

    def _value(self, name: str, rule: FieldRule) -> Any:
        if rule.type != "record":
            return _carried(self.cleaned_data[name])
        members = {member: _carried(self.cleaned_data[f"{name}.{member}"]) for member in rule.members}
        return {member: value for member, value in members.items() if value not in (None, "", [])}


class NoteForm(forms.Form):
    """A note in words."""

    text = forms.CharField(
        label=_("内容，签名后各方都看得到"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReasonForm(forms.Form):
    """A reason in words, which may be left out."""

    reason = forms.CharField(label=_("理由"), max_length=1000, required=False)


def _parts(name: str, rule: FieldRule) -> Sequence[tuple[str, FieldRule]]:
    if rule.type != "record":
        return [(name, rule)]
    return [(f"{name}.{member}", inner) for member, inner in rule.members.items()]


def _at(said: Mapping[str, Any], part: str) -> Any:
    name, _dot, member = part.partition(".")
    value = said.get(name)
    return value.get(member) if member and isinstance(value, Mapping) else value


def _input(rule: FieldRule, *, needed: bool) -> forms.Field:
    options: dict[str, Any] = {"label": titled(rule.title), "required": needed and not rule.optional}
    if rule.type == "list":
        return LinesField(rule=rule, **options)
    if rule.type in ("choice", "matter"):
        nothing = [] if options["required"] and rule.type == "choice" else [("", "—")]
        return forms.ChoiceField(choices=[*nothing, *_choices(rule)], **options)
    if rule.type == "date":
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **options)
    if rule.type == "flag":
        return forms.BooleanField(**{**options, "required": False})
    if rule.type == "text":
        return forms.CharField(max_length=4000, **options)
    return YuanField(**options) if rule.type == "money" else _whole_number(options)


def _choices(rule: FieldRule) -> list[tuple[str, str]]:
    """Return what can be chosen with its name: the choices of the kind, or matters of the kinds that it names."""
    if rule.type == "matter":
        return matters.offered(rule.kinds)
    return [(name, titled(title)) for name, title in rule.choices.items()]


def _whole_number(options: Mapping[str, Any]) -> forms.IntegerField:
    """Return an input for an integer that signed bytes can carry."""
    return forms.IntegerField(min_value=-canonical.INTEGER_MAX, max_value=canonical.INTEGER_MAX, **options)


class YuanField(forms.CharField):
    """An amount, written in yuan and carried in fen."""

    def to_python(self, value: Any) -> Any:
        """Return fen, or None where nothing was written."""
        if not value:
            return None
        try:
            return money.parse_yuan(str(value))
        except Refused:
            raise forms.ValidationError(gettext("请写成以元为单位、最多两位小数的金额")) from None


def _plain(rule: FieldRule, text: str) -> Any:
    """Return a member's text as its type; what does not fit is refused in the field."""
    try:
        if rule.type == "money":
            return money.parse_yuan(text)
        if rule.type in ("choice", "flag"):
            return _words_read(rule)[text]
        if rule.type == "date":
            return date.fromisoformat(text).isoformat()
        return int(text) if rule.type == "integer" else text
    except (ValueError, KeyError, Refused):
        facts = {"text": text, "title": titled(rule.title), "wanted": _wanted(rule)}
        said = gettext("“%(text)s”不是“%(title)s”一栏要的内容%(wanted)s")
        raise forms.ValidationError(said % facts) from None


def _wanted(rule: FieldRule) -> str:
    """Return in brackets how a member is written, where its title does not say it."""
    if rule.type in ("choice", "flag"):
        return gettext("（填：%(words)s）") % {"words": gettext("或").join(_words(rule))}
    if rule.type == "date":
        return gettext("（写成 2027-03-31）")
    return {"money": gettext("（元，例如 100000 或 99.50）"), "integer": gettext("（整数）")}.get(rule.type, "")


def _written(rule: FieldRule, value: Any) -> str:
    """Return a member as `_plain` reads it."""
    if rule.type == "money":
        return money.yuan_text(money.fen(value))
    if rule.type in ("choice", "flag"):
        return next((word for word, inner in _words(rule).items() if inner == value), str(value))
    return str(value)


def _words(rule: FieldRule) -> dict[str, Any]:
    """Return the values of a choice or a flag by their words."""
    if rule.type == "flag":
        return {gettext("是"): True, gettext("否"): False}
    return {titled(title): name for name, title in rule.choices.items()}


def _words_read(rule: FieldRule) -> dict[str, Any]:
    """Return the values by the words of every language: a line may have been written before the reader switched."""
    known: dict[str, Any] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            known |= _words(rule)
    return known | _words(rule)


def _carried(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
