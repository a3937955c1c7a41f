"""What an agency fills in: each form gives the value that its verb takes, and says where something does not fit."""

from datetime import date
from typing import Any

import pytest

from pilin.modules.medical import forms
from pilin.modules.medical.actions.lookups import Sought
from pilin.modules.medical.actions.persons import Away, Cover, Entitled, Entry
from pilin.modules.medical.rules.persons import FILED, OFFICE, Identity, Purpose, Terms
from pilin.modules.medical.rules.words import PERSON_TYPES, Filing

LOOK = {"way": "certno", "value": "X", "purpose": "counter", "reason": "r"}
ENTER = {
    "number": "P-1", "certificate": "01", "certno": "X", "name": "张三", "card": "A1", "insurance": "390",
    "kind": "15", "civil": "", "from_day": "2026-01-01", "until_day": "2026-12-31", "account": "1,234.56",
}  # fmt: skip
FILE = {"kind": "referred", "area": "310116", "insurance": "390", "from_day": "2026-01-01", "until_day": ""}
CHRONIC = {"insurance": "390", "disease": "M03900", "name": "高血压", "from_day": "2026-01-01", "until_day": ""}


def faults(form: Any) -> list[str]:
    """Return the fields at which a form says that something does not fit."""
    return sorted(form.errors)


@pytest.mark.parametrize(
    ("way", "sought"),
    [
        ("certno", Sought(certificate="01", certno="X")),
        ("other", Sought(certificate="06", certno="X")),
        ("card", Sought(card="X")),
        ("number", Sought(number="X")),
    ],
)
def test_a_look_up_says_by_what_it_looks(way: str, sought: Sought) -> None:
    form = forms.LookupForm(LOOK | {"way": way})
    assert form.is_valid()
    assert form.sought() == sought


@pytest.mark.parametrize("name", sorted(LOOK))
def test_a_look_up_needs_all_of_it(name: str) -> None:
    assert faults(forms.LookupForm(LOOK | {name: ""})) == [name]


def test_an_office_has_its_purposes_and_hospitals_theirs() -> None:
    offered = [value for value, _word in forms.LookupForm().fields["purpose"].choices]  # type: ignore[attr-defined]
    assert offered == [one.value for one in OFFICE]
    assert set(forms.PURPOSES) == set(Purpose)


def test_a_person_is_filled_in() -> None:
    form = forms.EnterForm(ENTER)
    assert form.is_valid(), form.errors
    cover = Cover("390", Terms("15", False, ()), date(2026, 1, 1), date(2026, 12, 31), 123_456)
    assert form.entry() == Entry("P-1", Identity("01", "X", "张三", "A1"), (cover,))


def test_what_may_be_left_out_is() -> None:
    form = forms.EnterForm(ENTER | {"card": "", "until_day": "", "account": "", "civil": "1"})
    assert form.is_valid(), form.errors
    (cover,) = form.entry().covers
    assert (cover.until_day, cover.account_fen, cover.terms.civil_servant) == (None, 0, True)


@pytest.mark.parametrize("name", ["number", "certificate", "certno", "name", "insurance", "kind", "from_day"])
def test_what_a_person_needs_is_asked_for(name: str) -> None:
    assert faults(forms.EnterForm(ENTER | {name: ""})) == [name]


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("number", "9" * 31), ("certificate", "99"), ("certno", "9" * 31), ("name", "x" * 51), ("card", "9" * 51),
        ("insurance", "999"), ("kind", "99"), ("civil", "maybe"), ("from_day", "2026-02-30"), ("until_day", "soon"),
        ("account", "much"), ("account", "1.234"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_at_its_field(name: str, wrong: str) -> None:
    assert faults(forms.EnterForm(ENTER | {name: wrong})) == [name]


def test_every_group_of_persons_that_policies_know_is_offered() -> None:
    assert [code for code, _word in forms.GROUPS] == list(PERSON_TYPES)


@pytest.mark.parametrize("kind", FILED)
def test_every_kind_of_filing_is_offered_but_home(kind: Filing) -> None:
    form = forms.FileForm(FILE | {"kind": kind.value})
    assert form.is_valid()
    assert form.filing() == Away(kind, "310116", date(2026, 1, 1), None, "390")


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("kind", "local"), ("area", "010116"), ("area", "3101160"), ("insurance", "1"), ("from_day", "")],
)
def test_a_filing_that_does_not_fit(name: str, wrong: str) -> None:
    assert faults(forms.FileForm(FILE | {name: wrong})) == [name]


def test_a_filing_may_be_for_every_insurance() -> None:
    form = forms.FileForm(FILE | {"insurance": ""})
    assert form.is_valid()
    assert form.filing().insurance == ""


def test_an_entitlement_is_filled_in() -> None:
    form = forms.ChronicForm(CHRONIC)
    assert form.is_valid()
    assert form.entitled() == Entitled("390", "M03900", "高血压", date(2026, 1, 1), None)
    assert faults(forms.ChronicForm(CHRONIC | {"disease": ""})) == ["disease"]


def test_only_rows_of_the_person_can_be_chosen() -> None:
    form = forms.EndForm({"of": "7", "last_day": "2026-01-01"}, offered=[(7, "one")])
    assert form.is_valid()
    assert form.cleaned_data["of"] == 7
    assert faults(forms.EndForm({"of": "8", "last_day": "2026-01-01"}, offered=[(7, "one")])) == ["of"]
    assert faults(forms.WithdrawForm({"of": "7"})) == ["of"]


def test_inputs_of_numbers_and_names_are_not_remembered_by_browsers() -> None:
    form = forms.EnterForm()
    quiet = [name for name, field in form.fields.items() if field.widget.attrs.get("autocomplete") == "off"]
    assert set(quiet) == {"number", "certno", "name", "card"}
