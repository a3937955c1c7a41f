"""Two people save one draft: apart it is merged, in one field both texts are shown, and nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.modules.projects.rules.merging import Clash, Merged, merge, shown_to

BASE = {"title": "界河保洁", "field": "f5", "aims": "水清"}


def test_what_nobody_changed_stays() -> None:
    assert merge(BASE, BASE, BASE) == Merged(BASE)
    assert merge(BASE, BASE, BASE).is_mine


def test_what_i_changed_stands() -> None:
    mine = {**BASE, "title": "界河共治"}
    assert merge(BASE, mine, BASE) == Merged(mine)


def test_what_others_changed_in_another_field_is_taken_in() -> None:
    merged = merge(BASE, {**BASE, "title": "界河共治"}, {**BASE, "aims": "岸绿"})
    assert merged.fields == {"title": "界河共治", "field": "f5", "aims": "岸绿"}
    assert merged.taken == ("aims",)
    assert not merged.is_mine


def test_of_a_field_that_both_changed_both_texts_are_told_and_theirs_stands() -> None:
    merged = merge(BASE, {**BASE, "title": "甲"}, {**BASE, "title": "乙"})
    assert merged.clashes == (Clash("title", "甲", "乙"),)
    assert merged.fields["title"] == "乙"


def test_the_same_change_of_both_is_no_clash() -> None:
    both = {**BASE, "title": "甲"}
    assert merge(BASE, both, both) == Merged(both)


def test_what_one_emptied_and_the_other_changed_is_a_clash() -> None:
    mine = {name: text for name, text in BASE.items() if name != "aims"}
    assert merge(BASE, mine, {**BASE, "aims": "岸绿"}).clashes == (Clash("aims", "", "岸绿"),)
    assert merge(BASE, mine, BASE).fields == mine


def test_rows_that_both_added_are_as_many_as_the_larger_number() -> None:
    base, mine, theirs = ({"milestones-rows": number} for number in ("2", "3", "5"))
    assert merge(base, mine, theirs) == Merged({"milestones-rows": "5"})
    assert merge(base, theirs, mine) == Merged({"milestones-rows": "5"})
    assert merge(base, {"milestones-rows": "x"}, theirs).fields == {"milestones-rows": "5"}


def test_without_the_version_from_which_somebody_began_all_that_differs_is_a_clash() -> None:
    assert [one.name for one in merge({}, {"a": "1", "b": "2"}, {"a": "1", "b": "3"}).clashes] == ["b"]


def test_a_writer_goes_on_from_what_he_sent_and_from_both_texts_once_he_saw_them() -> None:
    mine = {**BASE, "title": "甲"}
    merged = merge(BASE, mine, {**BASE, "title": "乙", "aims": "岸绿"})
    assert shown_to(mine, merged, both_seen=False) == mine
    assert shown_to(mine, merged, both_seen=True) == {**mine, "title": "乙"}


def test_who_saw_both_and_saves_again_decides() -> None:
    mine, theirs = {**BASE, "title": "甲"}, {**BASE, "title": "乙"}
    merged = merge(BASE, mine, theirs)
    again = merge(shown_to(mine, merged, both_seen=True), mine, merged.fields)
    assert again == Merged({**BASE, "title": "甲"})


FIELDS = st.dictionaries(st.sampled_from("abcd"), st.sampled_from("123"), max_size=4)


@given(FIELDS, FIELDS, FIELDS)
def test_nothing_is_lost(base: dict[str, str], mine: dict[str, str], theirs: dict[str, str]) -> None:
    merged = merge(base, mine, theirs)
    told = {one.name: {one.mine, one.theirs} for one in merged.clashes}
    for name in "abcd":
        for side in (mine, theirs):
            if side.get(name, "") != base.get(name, ""):
                assert side.get(name, "") in {merged.fields.get(name, ""), *told.get(name, ())}


@given(FIELDS, FIELDS, FIELDS)
def test_it_does_not_matter_who_saves_first(base: dict[str, str], mine: dict[str, str], theirs: dict[str, str]) -> None:
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)
    assert [{clash.mine, clash.theirs} for clash in one.clashes] == [
        {clash.mine, clash.theirs} for clash in other.clashes
    ]
    apart = {name for name in "abcd" if name not in {clash.name for clash in one.clashes}}
    assert {n: one.fields.get(n) for n in apart} == {n: other.fields.get(n) for n in apart}


@pytest.mark.parametrize(
    ("was", "mine", "theirs", "stands", "told"),
    [
        ("", "", "", "", ""),
        ("a", "a", "a", "a", ""),
        ("a", "b", "a", "b", ""),
        ("a", "a", "b", "b", "taken"),
        ("a", "b", "b", "b", ""),
        ("a", "b", "c", "c", "clash"),
        ("a", "", "a", "", ""),
        ("a", "a", "", "", "taken"),
        ("a", "", "b", "b", "clash"),
        ("a", "b", "", "", "clash"),
        ("", "b", "", "b", ""),
        ("", "", "b", "b", "taken"),
        ("", "b", "c", "c", "clash"),
        ("", "b", "b", "b", ""),
    ],
)
def test_one_field_in_every_way(was: str, mine: str, theirs: str, stands: str, told: str) -> None:
    merged = merge({"f": was}, {"f": mine}, {"f": theirs})
    assert merged.fields.get("f", "") == stands
    assert merged.taken == (("f",) if told == "taken" else ())
    assert merged.clashes == ((Clash("f", mine, theirs),) if told == "clash" else ())
    assert merged.is_mine == (told == "")
