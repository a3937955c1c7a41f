"""Inputs by the fields of a kind: what a person writes for each type, and what an event carries of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pilin.base import canonical, money
from pilin.base.refusal import Refused
from pilin.kernel.matters import queries as matters
from pilin.kernel.matters.rules.kinds import FieldRule
from pilin.web.languages import titled

TEXT_MAX = 4000
NOTHING = ("", "—")


def members_of(rule: FieldRule) -> list[tuple[str, FieldRule]]:
    """Return the members of a record in the order in which people read them: what is needed first, by name."""
    return sorted(rule.members.items(), key=lambda item: (item[1].optional, item[0]))


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 5})

    def __init__(self, **options: Any) -> None:
        super().__init__(help_text=_("每行一条"), **options)

    def prepare_value(self, value: Any) -> Any:
        """Show a stored list as lines."""
        return value if isinstance(value, str) or value is None else "\n".join(map(str, value))

    def to_python(self, value: Any) -> list[Any]:  # type: ignore[override]
        """Read lines as a list."""
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]


class YuanField(forms.CharField):
    """An amount, written in yuan and carried in fen."""

    def prepare_value(self, value: Any) -> Any:
        """Show stored fen in yuan; what was written stays as it was."""
        return money.yuan_text(money.fen(value)) if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        """Return fen, or None where nothing was written."""
        if not value:
            return None
        try:
            return money.parse_yuan(str(value))
        except Refused:
            raise forms.ValidationError(gettext("请写成以元为单位、最多两位小数的金额")) from None


def input_of(rule: FieldRule, *, needed: bool, offered: Sequence[tuple[str, str]] | None = None) -> forms.Field:
    """Return the input of a field that is neither a record nor a list of records.

    `offered` are the values that can be chosen where the kind itself leaves them open.
    """
    options: dict[str, Any] = {"label": titled(rule.title), "required": needed and not rule.optional}
    if offered is not None or rule.type in ("choice", "matter"):
        return forms.ChoiceField(choices=[NOTHING, *(_choices(rule) if offered is None else offered)], **options)
    if rule.type == "list":
        return LinesField(**options)
    if rule.type == "date":
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **options)
    if rule.type == "flag":
        return forms.BooleanField(**{**options, "required": False})
    if rule.type == "text":
        return forms.CharField(max_length=TEXT_MAX, **options)
    return YuanField(**options) if rule.type == "money" else _whole_number(options)


def _choices(rule: FieldRule) -> list[tuple[str, str]]:
    """Return what can be chosen with its name: the choices of the kind, or matters of the kinds that it names."""
    if rule.type == "matter":
        return matters.offered(rule.kinds)
    return [(name, titled(title)) for name, title in rule.choices.items()]


def _whole_number(options: Mapping[str, Any]) -> forms.IntegerField:
    """Return an input for an integer that signed bytes can carry."""
    return forms.IntegerField(min_value=-canonical.INTEGER_MAX, max_value=canonical.INTEGER_MAX, **options)


def carried(value: Any) -> Any:
    """Return what was read as an event carries it."""
    return value.isoformat() if isinstance(value, date) else value
