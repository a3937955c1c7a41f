"""What an address narrows a page of settlements to, and what its form says of what cannot be."""

from datetime import date

import pytest

from pilin.modules.medical.rules.listing import Wanted
from pilin.modules.medical.views import narrowing

TODAY = date(2026, 3, 2)


def wanted(**said: str) -> Wanted:
    return narrowing.asked(said, TODAY)[1]


def test_nothing_asked_is_today_and_the_form_shows_it() -> None:
    form, found = narrowing.asked({}, TODAY)
    assert found == Wanted(TODAY, TODAY)
    assert (form["since"].value(), form["until"].value()) == ("2026-03-02", "2026-03-02")
    assert not narrowing.narrows(found)


def test_what_is_asked_narrows() -> None:
    found = wanted(since="2026-02-01", until="2026-02-28", state="posted", words=" 示例医院 ")
    assert found == Wanted(date(2026, 2, 1), date(2026, 2, 28), state="posted", words="示例医院")
    assert narrowing.narrows(found)


def test_days_the_wrong_way_round_are_turned() -> None:
    assert wanted(since="2026-02-28", until="2026-02-01") == Wanted(date(2026, 2, 1), date(2026, 2, 28))


@pytest.mark.parametrize(
    ("said", "field"),
    [({"since": "2026-02-30"}, "since"), ({"until": "x"}, "until"), ({"state": "married"}, "state"),
     ({"words": "长" * 61}, "words")],
)  # fmt: skip
def test_what_cannot_be_narrows_nothing_and_is_told_at_its_field(said: dict[str, str], field: str) -> None:
    form, found = narrowing.asked(said, TODAY)
    assert found == Wanted(TODAY, TODAY)
    assert list(form.errors) == [field]


def test_what_is_right_beside_a_mistake_still_narrows() -> None:
    assert wanted(since="2026-02-01", state="married") == Wanted(date(2026, 2, 1), TODAY)


def test_a_hospitals_page_is_narrowed_to_it() -> None:
    assert narrowing.asked({}, TODAY, institution="H1")[1].institution == "H1"


def test_the_following_page_keeps_what_narrows_and_says_where_it_begins() -> None:
    found = Wanted(TODAY, TODAY, state="posted", words="a&b")
    assert narrowing.following(found, "x") == "?since=2026-03-02&until=2026-03-02&state=posted&words=a%26b&before=x"
    assert narrowing.following(found, "") == ""
