"""Validity, succession, pairs and trees, answered from plain entries."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.kernel.organisations import rules
from pilin.kernel.organisations.rules import Level
from pilin.kernel.organisations.tests import samples
from pilin.kernel.organisations.tests.samples import OURS, THEIRS, THIRD, an_id

START, END = date(2020, 1, 1), date(2024, 1, 1)
ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "expected"),
    [(START - ONE_DAY, False), (START, True), (END - ONE_DAY, True), (END, False)],
)
def test_validity_is_half_open(day: date, *, expected: bool) -> None:
    assert rules.in_force(samples.body(valid_from=START, valid_to=END), day) == expected


@pytest.mark.parametrize("day", [date.min, START, date.max])
def test_an_entry_without_dates_is_always_in_force(day: date) -> None:
    assert rules.in_force(samples.body(), day)


@given(st.dates())
def test_on_every_day_exactly_one_of_predecessor_and_successor_is_in_force(day: date) -> None:
    old, new = renamed()
    assert [rules.in_force(old, day), rules.in_force(new, day)].count(True) == 1
    assert rules.successors([old, new], old.id, day) == rules.current([old, new], day)


def renamed() -> tuple[rules.Body, rules.Body]:
    """Return a bureau that was renamed at the end of 2023."""
    old = samples.body(name="old", valid_to=END, successors=(an_id("new"),))
    return old, samples.body(name="new", valid_from=END)


def ended(name: str, *successors: str, **members: Any) -> rules.Body:
    """Return a body that ended at the end of 2023."""
    return samples.body(name=name, valid_to=END, successors=tuple(map(an_id, successors)), **members)


def names(entries: list[rules.Entry]) -> list[str | None]:
    """Return the names of entries."""
    return [entry.name for entry in entries]


def test_a_body_in_force_is_carried_on_by_itself() -> None:
    old, new = renamed()
    assert names(rules.successors([old, new], old.id, END - ONE_DAY)) == ["old"]
    assert names(rules.successors([old, new], old.id, END)) == ["new"]


def test_succession_is_followed_to_its_end() -> None:
    chain = [ended("a", "b"), ended("b", "c"), samples.body(name="c")]
    assert names(rules.successors(chain, an_id("a"), END)) == ["c"]


def test_a_split_body_has_several_successors() -> None:
    split = [ended("a", "b", "c"), samples.body(name="b"), samples.body(name="c")]
    assert names(rules.successors(split, an_id("a"), END)) == ["b", "c"]


def test_merged_villages_share_one_successor_named_once() -> None:
    merged = [ended("a", "b", "c"), ended("b", "d"), ended("c", "d"), samples.body(name="d")]
    assert names(rules.successors(merged, an_id("a"), END)) == ["d"]


def test_succession_in_a_ring_ends() -> None:
    assert rules.successors([ended("a", "b"), ended("b", "a")], an_id("a"), END) == []


def test_what_has_not_begun_or_is_not_known_has_no_successor() -> None:
    future = samples.body(name="f", valid_from=END)
    assert rules.successors([future], future.id, START) == []
    assert rules.successors([ended("a", "b")], an_id("a"), END) == []
    assert rules.successors([], an_id("a"), END) == []


def theirs(**members: Any) -> rules.PairHalf:
    """Return their half of the pair."""
    return samples.half(**{"name": "their half", "side": THEIRS, "members": (an_id("their town"),)} | members)


def test_a_pair_is_whole_when_both_halves_stand() -> None:
    (pair,) = rules.pairs([theirs(), samples.half()])
    assert pair.whole
    assert [half.side for half in pair.halves] == [OURS, THEIRS]
    assert pair.members == (an_id("town"), an_id("their town"))


def test_a_half_alone_makes_no_whole_pair() -> None:
    (pair,) = rules.pairs([samples.half()])
    assert not pair.whole


def test_a_pair_may_join_three_sides() -> None:
    sides = (OURS, THEIRS, THIRD)
    halves = [samples.half(name=side, side=side, sides=sides) for side in sides]
    assert rules.pairs(halves)[0].whole
    assert not rules.pairs(halves[:2])[0].whole


@pytest.mark.parametrize(
    "other",
    [theirs(pair="P2"), theirs(level=Level.VILLAGE), theirs(sides=(THEIRS, THIRD))],
)
def test_halves_that_name_another_key_level_or_sides_do_not_meet(other: rules.PairHalf) -> None:
    found = rules.pairs([samples.half(), other])
    assert len(found) == 2
    assert not any(pair.whole for pair in found)


def test_a_town_may_stand_in_two_pairs() -> None:
    halves = [samples.half(), samples.half(name="second", pair="P9")]
    assert [pair.key for pair in rules.pairs(halves)] == ["P1", "P9"]


def shape(branches: Any) -> list[Any]:
    """Return a tree as nested names."""
    return [[branch.body.name, *shape(branch.below)] for branch in branches]


def test_bodies_stand_below_their_parents_by_name() -> None:
    bodies = [
        samples.body(name="section", parent=an_id("bureau")),
        samples.body(name="bureau", parent=an_id("committee")),
        samples.body(name="archive", parent=an_id("committee")),
        samples.body(name="committee"),
    ]
    assert shape(rules.tree(bodies)) == [["committee", ["archive"], ["bureau", ["section"]]]]


def test_a_body_without_its_parent_is_a_root() -> None:
    assert shape(rules.tree([samples.body(parent=an_id("ended"))])) == [["bureau"]]


def test_a_body_is_no_branch_of_another_side() -> None:
    strange = [samples.body(name="a", side=THEIRS), samples.body(name="b", parent=an_id("a"))]
    assert shape(rules.tree(strange)) == [["a"], ["b"]]


@given(st.lists(st.integers(-1, 9), min_size=1, max_size=10))
def test_every_body_stands_once_in_the_tree(parents: list[int]) -> None:
    """Parents come before their children here, so there are no rings; those are refused at the door."""
    bodies = [
        samples.body(name=f"b{number}", parent=an_id(f"b{parent}") if -1 < parent < number else None)
        for number, parent in enumerate(parents)
    ]
    assert sorted(flat(rules.tree(bodies))) == sorted(str(body.name) for body in bodies)


def flat(branches: Any) -> list[str]:
    """Return all names of a tree."""
    return [name for branch in branches for name in (branch.body.name, *flat(branch.below))]


def test_lines_lead_upward_to_the_body_the_body_above_and_what_was_before() -> None:
    old, new = renamed()
    desk = samples.office(body=new.id)
    moved = samples.office(name="old desk", body=old.id, successors=(desk.id,))
    lines = rules.lines_upward([old, samples.body(name="new", parent=an_id("city")), desk, moved])
    assert lines == {new.id: [old.id, an_id("city")], desk.id: [new.id, moved.id], moved.id: [old.id]}


def test_a_place_belongs_to_no_line() -> None:
    assert rules.lines_upward([samples.place(parent=an_id("county")), samples.body()]) == {}
