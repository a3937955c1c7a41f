"""The year of a person: sums by name that add and subtract exactly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.modules.medical.rules.accumulators import NAMES, Accumulators, accumulated, year_of_claims

YEARS = st.dictionaries(st.sampled_from(sorted(NAMES)), st.integers(-(10**12), 10**12)).map(accumulated)


@given(YEARS, YEARS, YEARS)
def test_adding_and_subtracting_are_exact(one: Accumulators, other: Accumulators, third: Accumulators) -> None:
    assert one + other == other + one
    assert (one + other) + third == one + (other + third)
    assert (one + other) - other == one
    assert one + -one == Accumulators()


@given(st.lists(YEARS))
def test_a_year_is_what_its_claims_brought(claims: list[Accumulators]) -> None:
    found = year_of_claims(claims)
    assert {name: found.get(name) for name in NAMES} == {name: sum(one.get(name) for one in claims) for name in NAMES}
    assert 0 not in found.sums.values()


def test_a_sum_that_is_not_there_is_nothing() -> None:
    assert accumulated({"admissions": 0, "burden": 5}) == Accumulators({"burden": 5})
    assert accumulated({}).get("admissions") == 0


def test_a_name_that_does_not_exist_is_an_error() -> None:
    assert len(NAMES) == 2 + 3 * 3 + 7 * 2
    with pytest.raises(AssertionError, match="pooled/dental"):
        accumulated({"pooled/dental": 1})
