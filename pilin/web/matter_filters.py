"""The filters of lists of matters: they live in the address, so that a list can be sent to a colleague."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilin.kernel.matters.queries import Wanted
from pilin.kernel.matters.rules.kinds import Kind
from pilin.web.languages import several, titled

WORDS_MAX = 100
NARROWING = ("words", "kind", "state", "party", "turn", "asked")
"""What narrows a list beside `whose`, by its name in addresses."""


class FilterForm(forms.Form):
    """What a list of matters is narrowed to; an empty field narrows nothing."""

    whose = forms.CharField(required=False, max_length=8, widget=forms.HiddenInput)
    words = forms.CharField(label=_("名称中的词，或编号的开头"), required=False, max_length=WORDS_MAX)
    kind = forms.ChoiceField(label=_("类型"), required=False)
    state = forms.ChoiceField(label=_("状态"), required=False)
    party = forms.ChoiceField(label=_("对方"), required=False)
    turn = forms.ChoiceField(label=_("现在可由谁办理"), required=False)
    asked = forms.BooleanField(label=_("只看被对方催办的"), required=False)

    def __init__(self, wanted: Wanted, *, kinds: Sequence[Kind], called: Mapping[str, str], me: str) -> None:
        super().__init__(initial=_said(wanted))
        any_one = ("", _("不限"))
        named = {kind.name: titled(kind.title) for kind in reversed(kinds)}
        states = _states([kind for kind in kinds if wanted.kind in ("", kind.name)])
        others = {code: name for code, name in called.items() if code != me}
        for field, choices in {"kind": named, "state": states, "party": others, "turn": called}.items():
            chosen: Any = self.fields[field]
            chosen.choices = [any_one, *choices.items()]


def _states(kinds: Sequence[Kind]) -> dict[str, str]:
    """Return the states of kinds by name; one that kinds call differently bears all its titles."""
    titles: dict[str, dict[str, None]] = {}
    for kind in kinds:
        for name, state in kind.states.items():
            titles.setdefault(name, {})[titled(state.title)] = None
    return {name: several(said) for name, said in titles.items()}


def wanted_of(query: Mapping[str, str], *, whose: str = "") -> Wanted:
    """Return what an address asks for; `whose` where it does not say whose."""
    said = {name: query.get(name, "").strip()[:WORDS_MAX] for name in ("whose", *NARROWING)}
    return Wanted(**{**said, "whose": said["whose"] or whose, "asked": said["asked"] != ""})  # type: ignore[arg-type]


def query_of(wanted: Wanted) -> dict[str, str]:
    """Return what an address has to say for a list: only what narrows it."""
    said = {name: value for name, value in _said(wanted).items() if value}
    return {name: "1" if value is True else value for name, value in said.items()}


def _said(wanted: Wanted) -> dict[str, Any]:
    """Return what an address can say; what is hidden from who looks is never his to say."""
    return {name: getattr(wanted, name) for name in ("whose", *NARROWING)}


def narrows(wanted: Wanted) -> bool:
    """Tell whether a list is narrowed beyond whose turn it is."""
    return any(getattr(wanted, name) for name in NARROWING)
