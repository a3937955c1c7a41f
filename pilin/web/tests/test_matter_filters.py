"""Filters of lists as values: from an address, back into one, and the form that offers what there is."""

from typing import Any

import pytest

from pilin.kernel.matters.queries import Wanted
from pilin.kernel.matters.rules import kinds
from pilin.kernel.matters.tests import kit
from pilin.web import matter_filters
from pilin.web.matter_filters import FilterForm

CALLED = {"330482": "平湖市", "310116": "金山区", "330421": "嘉善县"}
KINDS = [kinds.parse(kit.document(name)) for name in ("plan", "petition")]


def form(**wanted: Any) -> FilterForm:
    return FilterForm(Wanted(**wanted), kinds=KINDS, called=CALLED, me="330482")


def choices(name: str, **wanted: Any) -> dict[str, str]:
    """Return what a field of the form offers, by value; the first offers everything."""
    field: Any = form(**wanted).fields[name]
    found = {str(value): str(text) for value, text in field.choices}
    assert next(iter(found)) == ""
    return {value: text for value, text in found.items() if value}


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({}, Wanted()),
        ({"whose": "late"}, Wanted(whose="late")),
        ({"words": "  山塘 "}, Wanted(words="山塘")),
        ({"kind": "plan", "state": "offered"}, Wanted(kind="plan", state="offered")),
        ({"party": "310116", "turn": "330482"}, Wanted(party="310116", turn="330482")),
        ({"asked": "on"}, Wanted(asked=True)),
        ({"asked": ""}, Wanted()),
        ({"words": "长" * 500}, Wanted(words="长" * matter_filters.WORDS_MAX)),
        ({"after": "x", "account": "wu", "csrfmiddlewaretoken": "y"}, Wanted()),
    ],
)
def test_an_address_says_what_is_wanted_and_nothing_else_counts(query: dict[str, str], wanted: Wanted) -> None:
    assert matter_filters.wanted_of(query) == wanted


def test_an_address_that_does_not_say_whose_means_what_the_page_means() -> None:
    assert matter_filters.wanted_of({}, whose="ours") == Wanted(whose="ours")
    assert matter_filters.wanted_of({"whose": "late"}, whose="ours") == Wanted(whose="late")


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(),
        Wanted(whose="theirs"),
        Wanted(words="山塘", asked=True),
        Wanted(whose="near", kind="plan", state="offered", party="310116", turn="330482", words="a", asked=True),
    ],
)
def test_what_is_wanted_goes_into_an_address_and_comes_back(wanted: Wanted) -> None:
    query = matter_filters.query_of(wanted)
    assert matter_filters.wanted_of(query) == wanted
    assert all(query.values())


@pytest.mark.parametrize("name", matter_filters.NARROWING)
def test_each_filter_narrows(name: str) -> None:
    value: Any = True if name == "asked" else "x"
    narrowed: dict[str, Any] = {name: value}
    assert matter_filters.narrows(Wanted(**narrowed))


def test_whose_turn_alone_narrows_nothing() -> None:
    assert not matter_filters.narrows(Wanted(whose="late"))


def test_the_form_offers_kinds_parties_and_who_may_act_by_their_names() -> None:
    assert choices("kind")["plan"] == "一项一策"
    assert choices("party") == {"310116": "金山区", "330421": "嘉善县"}
    assert choices("turn") == CALLED


def test_the_form_offers_the_states_of_the_chosen_kind_or_of_all() -> None:
    every, of_plan = choices("state"), choices("state", kind="plan")
    assert {"offered", "transferred"} <= every.keys()
    assert "transferred" not in of_plan
    assert of_plan["offered"] == "待会签"


def test_a_state_that_kinds_call_differently_bears_all_its_titles() -> None:
    text = kit.document("plan")
    text = {**text, "name": "other", "states": {**text["states"]}}
    text["states"]["offered"] = {
        **text["states"]["offered"],
        "title": {"zh": "待对方看", "en": "Before the other side"},
    }
    both = FilterForm(Wanted(), kinds=[KINDS[0], kinds.parse(text)], called=CALLED, me="330482")
    field: Any = both.fields["state"]
    assert dict(field.choices)["offered"] == "待会签、待对方看"


def test_the_newest_version_of_a_kind_gives_its_name() -> None:
    text = {**kit.document("plan"), "version": 99, "title": {"zh": "一项一策（新）", "en": "Project plan (new)"}}
    both = FilterForm(Wanted(), kinds=[kinds.parse(text), KINDS[0]], called=CALLED, me="330482")
    field: Any = both.fields["kind"]
    assert dict(field.choices)["plan"] == "一项一策（新）"


def test_the_form_shows_what_is_chosen() -> None:
    html = form(whose="late", words="山塘", kind="plan", asked=True).as_p()
    assert 'value="山塘"' in html
    assert '<option value="plan" selected>' in html
    assert "checked" in html
    assert '<input type="hidden" name="whose" value="late"' in html
