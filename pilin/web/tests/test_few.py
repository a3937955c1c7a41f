"""Small numbers: none is told, and none can be reckoned from what is."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.web import few

COUNTS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 40), max_size=6)


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, None), (9, None), (10, 10), (11, 11)])
def test_numbers_about_people_are_shown_from_ten_up(count: int, shown: int | None) -> None:
    assert few.shown(count) == shown


@pytest.mark.parametrize(
    ("count", "whole", "told"),
    [(0, 9, None), (0, 10, 0), (9, 40, None), (10, 10, 10), (10, 19, None), (10, 20, 10), (31, 40, None), (0, 0, 0)],
)
def test_a_part_is_told_where_neither_it_nor_the_rest_is_small(count: int, whole: int, told: int | None) -> None:
    assert few.part_of(count, whole) == told


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({}, {}),
        ({"a": 10, "b": 12}, {"a": 10, "b": 12}),
        ({"a": 10, "b": 0}, {"a": 10, "b": 0}),
        ({"a": 3}, {"a": None}),
        ({"a": 30, "b": 3}, {"a": None, "b": None}),
        ({"a": 30, "b": 20, "c": 3}, {"a": 30, "b": None, "c": None}),
        ({"a": 30, "b": 20, "c": 1, "d": 1}, {"a": 30, "b": None, "c": None, "d": None}),
        ({"a": 30, "b": 9, "c": 9}, {"a": 30, "b": None, "c": None}),
        ({"a": 10, "b": 10, "c": 1}, {"a": None, "b": 10, "c": None}),
    ],
)
def test_others_are_hidden_with_a_small_one_the_smallest_first(
    counts: dict[str, int], told: dict[str, int | None]
) -> None:
    assert few.parts(counts) == told


@given(COUNTS)
def test_no_small_part_is_told(counts: dict[str, int]) -> None:
    told = few.parts(counts)
    assert told.keys() == counts.keys()
    assert all(
        number is None or (number == counts[name] and few.shown(number) == number) for name, number in told.items()
    )


@given(COUNTS)
def test_beside_a_total_that_is_told_every_hidden_part_could_be_another(counts: dict[str, int]) -> None:
    """Whoever knows the total, what is told, and that nought is told, finds at least two ways for each."""
    hidden = [name for name, number in few.parts(counts).items() if number is None]
    if few.shown(sum(counts.values())) is None or not hidden:
        return
    together = sum(counts[name] for name in hidden)
    assert len(hidden) > 1
    assert together - (len(hidden) - 1) > 1


def test_two_hidden_parts_can_be_shared_out_in_several_ways() -> None:
    counts = {"a": 30, "b": 9, "c": 1}
    assert few.parts(counts) == {"a": 30, "b": None, "c": None}
    assert sum(first + second == 10 for first, second in product(range(1, 11), repeat=2)) > 1
