"""Members of a document: each reader takes what it should, and says what it wants where it does not."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from pilin.base.money import FEN_MAX
from pilin.base.refusal import Refused
from pilin.modules.medical.rules import members as has
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.words import Care, Filing


def wanted(read: Callable[[], object]) -> tuple[str, str]:
    """Return where a reader refused, and what it wanted there."""
    with pytest.raises(Refused) as caught:
        read()
    assert caught.value.code == MedicalRefusal.POLICY_DOES_NOT_READ
    return str(caught.value.facts["where"]), str(caught.value.facts["wants"])


def test_a_mapping_has_its_members() -> None:
    assert has.members({"b": 1, "a": 2}, "x", "a b") == {"a": 2, "b": 1}


@pytest.mark.parametrize(
    "value", [{}, {"a": 1}, {"a": 1, "c": 2}, {"a": 1, "b": 2, "c": 3}, [], "a b", None, [("a", 1), ("b", 2)]]
)
def test_a_mapping_has_no_member_less_or_more(value: Any) -> None:
    assert wanted(lambda: has.members(value, "x", "a b")) == ("x", "a b")


def test_items_bear_their_places() -> None:
    assert has.items(["p", "q"], "x") == [("p", "x/1"), ("q", "x/2")]
    assert has.items(("p",), "y/3") == [("p", "y/3/1")]
    assert has.items([], "x", empty=True) == []


@pytest.mark.parametrize("value", [[], (), "pq", {"p": 1}, None, 7])
def test_what_is_no_list_or_an_empty_one(value: Any) -> None:
    assert wanted(lambda: has.items(value, "x")) == ("x", "a list")


@pytest.mark.parametrize("value", ["pq", {"p": 1}, None, 7])
def test_where_a_list_may_be_empty_it_is_still_a_list(value: Any) -> None:
    assert wanted(lambda: has.items(value, "x", empty=True)) == ("x", "a list")


@pytest.mark.parametrize("value", [0, 1, FEN_MAX])
def test_a_whole_number_within_bounds(value: int) -> None:
    assert has.whole(value, "x") == value


@pytest.mark.parametrize("value", [-1, FEN_MAX + 1, 1.0, "1", True, None, [1]])
def test_what_is_no_whole_number_or_out_of_bounds(value: Any) -> None:
    assert wanted(lambda: has.whole(value, "x")) == ("x", f"0..{FEN_MAX}")


@pytest.mark.parametrize(("value", "fits"), [(0, True), (10_000, True), (10_001, False), (-1, False), (0.5, False)])
def test_a_ratio_is_at_most_one(value: Any, fits: bool) -> None:
    if fits:
        assert has.ratio(value, "x") == value
    else:
        assert wanted(lambda: has.ratio(value, "x")) == ("x", "0..10000")


@pytest.mark.parametrize("value", [0, 1, "true", None])
def test_a_truth_value_is_one(value: Any) -> None:
    assert has.truth(True, "x") is True
    assert wanted(lambda: has.truth(value, "x")) == ("x", "true, false")


@pytest.mark.parametrize("value", ["", "ab", "A", "a\n", 7, None])
def test_a_text_has_its_form(value: Any) -> None:
    assert has.text("a", "x", "[a-z]") == "a"
    assert wanted(lambda: has.text(value, "x", "[a-z]")) == ("x", "[a-z]")


@pytest.mark.parametrize("value", ["2026-7-1", "2026-02-29", "20260701", "2026-07-01T00:00", date(2026, 7, 1), None])
def test_a_day_is_written_in_one_way(value: Any) -> None:
    assert has.day("2026-07-01", "x") == date(2026, 7, 1)
    assert wanted(lambda: has.day(value, "x"))[0] == "x"


@pytest.mark.parametrize("value", ["dental", "", None, 7, [], {}])
def test_a_word_is_on_its_list(value: Any) -> None:
    assert has.word(Care, "chronic", "x") is Care.CHRONIC
    assert wanted(lambda: has.word(Care, value, "x")) == ("x", "outpatient, chronic, inpatient")


def test_words_stand_once_each() -> None:
    assert has.words(Filing, ["other", "local"], "x") == (Filing.OTHER, Filing.LOCAL)
    assert has.words(Filing, [], "x", empty=True) == ()
    assert wanted(lambda: has.words(Filing, ["other", "other"], "x")) == ("x", "each once")
    assert wanted(lambda: has.words(Filing, ["other", "abroad"], "x"))[0] == "x/2"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("value", ["", " ", "\n", " a", "x" * 201, None])
def test_a_title_stands_in_both_languages(language: str, value: Any) -> None:
    assert has.titled({"zh": "年度", "en": "Year"}, "x") == {"zh": "年度", "en": "Year"}
    assert wanted(lambda: has.titled({"zh": "年度", "en": "Year"} | {language: value}, "x"))[0] == f"x/{language}"
