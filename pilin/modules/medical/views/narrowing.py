"""What a page of settlements is narrowed to by its address, and the form that says so."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext, gettext_lazy

from pilin.modules.medical.rules import listing
from pilin.modules.medical.rules.listing import Wanted
from pilin.modules.medical.views import words

_WORDS_MAX = 60
_NAMES = ("since", "until", "state", "words")


class DayInput(forms.DateInput):
    """A day as browsers ask for one."""

    input_type = "date"


class NarrowingForm(forms.Form):
    """From which day until which, how it stands, and a number, a pick-up code or a hospital."""

    since = forms.DateField(label=gettext_lazy("从"), required=False, widget=DayInput)
    until = forms.DateField(label=gettext_lazy("到"), required=False, widget=DayInput)
    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    words = forms.CharField(
        label=gettext_lazy("取件码、结算编号或医院"), required=False, max_length=_WORDS_MAX, widget=forms.SearchInput
    )

    def __init__(self, data: Mapping[str, str]) -> None:
        super().__init__(data)
        choices = [(name, gettext(word)) for name, word in words.STATE_CHOICES.items()]
        state = self.fields["state"]
        assert isinstance(state, forms.ChoiceField), "declared above"
        state.choices = [("", gettext("全部")), *choices]


def asked(data: Mapping[str, str], today: date, *, institution: str = "") -> tuple[NarrowingForm, Wanted]:
    """Return the form of an address and what is shown: what it says wrongly narrows nothing and is told at its field.

    Days that nobody chose are today's, and the form shows them.
    """
    given = {name: data.get(name, "") for name in _NAMES}
    form = NarrowingForm(given)
    said = form.cleaned_data if form.is_valid() else {**form.cleaned_data}
    since, until = listing.period(said.get("since"), said.get("until"), today)
    if form.is_valid():
        form = NarrowingForm(given | {"since": since.isoformat(), "until": until.isoformat()})
        form.is_valid()
    text = str(said.get("words") or "").strip()
    return form, Wanted(since, until, state=said.get("state") or "", institution=institution, words=text)


def following(wanted: Wanted, before: str) -> str:
    """Return the address of the following page; empty where there is none."""
    if not before:
        return ""
    said = {"since": wanted.since, "until": wanted.until, "state": wanted.state, "words": wanted.words}
    return f"?{query(said | {'before': before})}"


def query(said: Mapping[str, object]) -> str:
    """Return what an address says, without what says nothing."""
    return urlencode({name: str(value) for name, value in said.items() if value})


def narrows(wanted: Wanted) -> bool:
    """Tell whether more than days was asked for."""
    return bool(wanted.state or wanted.words)
