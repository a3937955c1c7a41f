"""What people fill in for cases and committees; steps have the forms of their kind."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pilin.kernel.matters.rules.kinds import Kind, StepRule
from pilin.modules.mediation.queries import Serving
from pilin.modules.mediation.rules.agreement import DERIVED
from pilin.modules.mediation.rules.committees import MEMBERS_MAX, Member
from pilin.web.choosing import Choices
from pilin.web.matter_forms import StepForm

GIVEN = ("title", *DERIVED)
"""What no form asks for, since it follows from the rest."""


def step_form(data: Any, kind: Kind, rule: StepRule, *, said: Mapping[str, Any], choices: Choices) -> StepForm:
    """Return the form of a step: texts that stand apart in several lines, and nothing that follows from the rest."""
    needed = tuple(name for name in rule.needs_fields if name not in GIVEN)
    form = StepForm(data, kind=kind, rule=replace(rule, needs_fields=needed), said=said, choices=choices)
    for name in form.fields:
        if name in kind.fields and kind.fields[name].sees != ("all",):
            form.fields[name].widget = forms.Textarea(attrs={"rows": 4})
            form.fields[name].help_text = gettext("身份证号、电话和车牌会在保存前自动遮去。")
            form.initial[name] = ""
    return form


class CommitteeForm(forms.Form):
    """A committee: its name, and one line a member."""

    name = forms.CharField(label=_("调委会名称"), max_length=80)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        for number in range(MEMBERS_MAX):
            facts = {"number": number + 1}
            self.fields[f"name-{number}"] = _line(gettext("第%(number)s名委员") % facts, 40)
            self.fields[f"account-{number}"] = _line(gettext("第%(number)s名委员的账号") % facts, 60)
            self.fields[f"chair-{number}"] = _tick(gettext("第%(number)s名委员是主任") % facts)
            self.fields[f"woman-{number}"] = _tick(gettext("第%(number)s名委员是女性") % facts)

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """Return the inputs member by member."""
        parts = ("name", "account", "chair", "woman")
        return [[self[f"{part}-{number}"] for part in parts] for number in range(MEMBERS_MAX)]

    def members(self) -> list[Member]:
        """Return the members that were written down."""
        said = self.cleaned_data
        return [
            Member(
                said[f"name-{number}"].strip(),
                said[f"account-{number}"].strip(),
                is_chair=said[f"chair-{number}"],
                is_woman=said[f"woman-{number}"],
            )
            for number in range(MEMBERS_MAX)
            if said[f"name-{number}"].strip()
        ]


class AssignForm(forms.Form):
    """Which members of a committee are in charge of a case."""

    members = forms.MultipleChoiceField(label=_("承办调解员"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any, *, serving: Sequence[Serving], chosen: Sequence[str] = ()) -> None:
        super().__init__(data, initial={"members": list(chosen)})
        self.fields["members"].choices = [  # type: ignore[attr-defined]
            (f"{one.id}|{member.name}", f"{one.name} · {member.name}") for one in serving for member in one.members
        ]

    @property
    def committee(self) -> str:
        """Return the one committee of those chosen; empty where they are of several."""
        found = {one.partition("|")[0] for one in self.cleaned_data["members"]}
        return found.pop() if len(found) == 1 else ""

    @property
    def names(self) -> list[str]:
        """Return the names of those chosen."""
        return [one.partition("|")[2] for one in self.cleaned_data["members"]]


def _line(label: str, length: int) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=False)


def _tick(label: str) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)
