"""What an address of the wall may ask for, and what one may choose: nothing that is asked is an error."""

from datetime import date

import pytest
from django.test import RequestFactory

from pilin.modules.projects.queries import Filters
from pilin.modules.projects.views import narrowing
from pilin.modules.projects.views.narrowing import Select

DAY = date(2026, 7, 8)


def asked(query: str) -> dict[str, str]:
    """Return what an address asks for, without what it leaves open."""
    found = narrowing.asked_of(RequestFactory().get(f"/projects/wall/?{query}"))
    assert tuple(found) == narrowing.NAMES
    return {name: value for name, value in found.items() if value}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {}),
        ("rows=25", {"rows": "25"}),
        ("turn=on", {"turn": "on"}),
        ("turn=off", {"turn": "off"}),
        ("turn=x", {}),
        ("rows=26", {}),
        ("rows=-1", {}),
        ("rows=all", {}),
        ("paper=a0", {"paper": "a0"}),
        ("paper=A0", {}),
        ("year=2027", {"year": "2027"}),
        ("year=1999", {}),
        ("year=2200", {}),
        ("year=27", {}),
        ("year=2027-01", {}),
        ("year=\uff12\uff10\uff12\uff17", {}),
        ("pair=P7&group=G1", {"pair": "P7", "group": "G1"}),
        ("light=red&light=green", {"light": "green"}),
        ("words=x&after=y", {}),
    ],
)
def test_an_address_asks_for_what_it_may(query: str, found: dict[str, str]) -> None:
    assert asked(query) == found


def test_a_long_text_is_cut() -> None:
    assert asked(f"pair={'x' * 500}") == {"pair": "x" * narrowing.TEXT_MAX}
    ends = narrowing.ends_of(RequestFactory().get(f"/?after={'x' * 500}"))
    assert ends == {"after": "x" * narrowing.TEXT_MAX, "before": ""}


def test_the_year_is_that_of_the_day_unless_one_is_asked_for() -> None:
    assert narrowing.year_of({"year": ""}, DAY) == 2026
    assert narrowing.year_of({"year": "2031"}, DAY) == 2031


def test_filters_are_what_narrows_and_nothing_else() -> None:
    found = narrowing.asked_of(RequestFactory().get("/?domain=d6&pair=P7&rows=25&paper=a0&year=2027"))
    assert narrowing.filters_of(found) == Filters(domain="d6", pair="P7")


@pytest.mark.parametrize(
    ("changes", "address"),
    [
        ({}, "?pair=P7&rows=25"),
        ({"after": "x y"}, "?pair=P7&rows=25&after=x+y"),
        ({"pair": ""}, "?rows=25"),
        ({"pair": "", "rows": ""}, "?"),
        ({"light": "<&>"}, "?pair=P7&rows=25&light=%3C%26%3E"),
    ],
)
def test_an_address_keeps_what_was_asked_but_for_what_changes(changes: dict[str, str], address: str) -> None:
    assert narrowing.address({"pair": "P7", "rows": "25", "group": ""}, **changes) == address


def test_what_is_chosen_can_be_chosen_though_nothing_bears_it() -> None:
    select = Select("pair", "结对", {"P1": "甲—乙"}, "全部")
    assert (select.choices, select.word) == ([("P1", "甲—乙")], "")
    known = Select("pair", "结对", {"P1": "甲—乙"}, "全部", "P1")
    assert (known.choices, known.word) == ([("P1", "甲—乙")], "甲—乙")
    unknown = Select("pair", "结对", {"P1": "甲—乙"}, "全部", "P9")
    assert (unknown.choices, unknown.word) == ([("P1", "甲—乙"), ("P9", "P9")], "P9")


@pytest.mark.parametrize(("query", "turn"), [("", "on"), ("turn=off", "off"), ("turn=on", "on"), ("turn=x", "on")])
def test_a_screen_turns_unless_it_is_told_not_to(query: str, turn: str) -> None:
    assert narrowing.asked_of(RequestFactory().get(f"/?{query}"), turns=True)["turn"] == turn


def test_what_a_screen_shows_unscrolled_is_offered_first() -> None:
    assert narrowing.ROWS[0] == "7"
    assert {*map(int, narrowing.ROWS)} == {5, 7, 12, 25, 100}
