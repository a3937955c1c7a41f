"""Forms of steps: made from the kind that both sides signed, so that what is asked for is what the fold will take.

A list of records is written in rows; a record has one input a member.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilin.kernel.matters.rules.kinds import FieldRule, Kind, StepRule
from pilin.web.choosing import Choices
from pilin.web.inputs import carried, input_of
from pilin.web.languages import titled
from pilin.web.rows import MORE, RowsField


class StepForm(forms.Form):
    """What a step needs and may take: fields by the kind, and a reason in words for people.

    `said` is what stands in it at first, `choices` what can be chosen where the kind leaves it open. A form that was
    sent for more rows is shown again with what was typed, and nothing of it is judged.
    """

    def __init__(
        self, data: Any, *, kind: Kind, rule: StepRule, said: Mapping[str, Any], choices: Choices | None = None
    ) -> None:
        wants_rows = data is not None and MORE in data
        super().__init__(None if wants_rows else data)
        self.kind, self.rule = kind, rule
        for name in (*rule.needs_fields, *rule.takes):
            for part, part_rule in _parts(name, kind.fields[name]):
                needed, offered = name in rule.needs_fields, (choices or {}).get(part)
                field = self.fields[part] = _field(part, part_rule, needed=needed, offered=offered)
                self.initial[part] = field.widget.value_from_datadict(data, {}, part) if wants_rows else _at(said, part)

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
            return carried(self.cleaned_data[name])
        members = {member: carried(self.cleaned_data[f"{name}.{member}"]) for member in rule.members}
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


def _field(
    name: str, rule: FieldRule, *, needed: bool, offered: Sequence[tuple[str, str]] | None = None
) -> forms.Field:
    if rule.type == "list" and rule.members:
        return RowsField(name=name, rule=rule, label=titled(rule.title), required=needed and not rule.optional)
    return input_of(rule, needed=needed, offered=offered)
