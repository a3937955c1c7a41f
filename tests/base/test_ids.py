"""Identifiers: UUIDs of version 7 that sort by age."""

import uuid
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.base import clock, ids

AT = clock.instant(datetime(2022, 2, 22, 19, 22, 22, tzinfo=UTC))

instants = st.integers(-(10**9), 5 * 10**9).map(lambda seconds: clock.after(AT, seconds=seconds))


def zeros(count: int) -> bytes:
    return bytes(count)


def ones(count: int) -> bytes:
    return b"\xff" * count


def test_the_example_of_the_standard() -> None:
    """RFC 9562, appendix A.6: 2022-02-22 19:22:22 UTC is 0x017F22E279B0 milliseconds."""
    assert ids.new_id(AT, zeros) == "017f22e2-79b0-7000-8000-000000000000"
    assert ids.new_id(AT, ones) == "017f22e2-79b0-7fff-bfff-ffffffffffff"


@given(instants, st.binary(min_size=10, max_size=10))
def test_every_identifier_is_one(moment: clock.Instant, chance: bytes) -> None:
    made = ids.new_id(moment, lambda _: chance)
    assert ids.is_id(made)
    assert uuid.UUID(made).variant == uuid.RFC_4122


@given(instants, st.integers(1, 10**6))
def test_later_identifiers_sort_later(moment: clock.Instant, milliseconds: int) -> None:
    later = clock.after(moment, seconds=milliseconds / 1000 + 0.001)
    assert ids.new_id(moment, ones) < ids.new_id(later, zeros)


def test_identifiers_of_one_instant_differ() -> None:
    assert len({ids.new_id(AT) for _ in range(1000)}) == 1000


@pytest.mark.parametrize(
    "text",
    [
        "",
        "017f22e2",
        "017F22E2-79B0-7000-8000-000000000000",
        "017f22e279b070008000000000000000",
        "{017f22e2-79b0-7000-8000-000000000000}",
        "017f22e2-79b0-4000-8000-000000000000",
        "017f22e2-79b0-7000-0000-000000000000",
        "urn:uuid:017f22e2-79b0-7000-8000-000000000000",
    ],
)
def test_anything_else_is_not_one(text: str) -> None:
    assert not ids.is_id(text)


def by_the_library(text: str) -> bool:
    try:
        value = uuid.UUID(text)
    except ValueError:
        return False
    return value.version == 7 and str(value) == text


ONE = "017f22e2-79b0-7000-8000-000000000000"


@given(st.integers(0, 35), st.sampled_from("0189abcdefAF-g\n\u0661"))
def test_an_identifier_is_what_the_library_says(place: int, letter: str) -> None:
    text = ONE[:place] + letter + ONE[place + 1 :]
    assert ids.is_id(text) is by_the_library(text)


@pytest.mark.parametrize(
    "text", ["", ONE[:-1], ONE + "0", ONE + "\n", ONE.replace("-", ""), f"{{{ONE}}}", f"urn:uuid:{ONE}"]
)
def test_other_spellings_are_no_identifiers(text: str) -> None:
    assert ids.is_id(text) is by_the_library(text) is False


@given(instants, st.binary(min_size=10, max_size=10))
def test_an_identifier_is_spelled_as_the_library_spells_it(moment: clock.Instant, chance: bytes) -> None:
    made = ids.new_id(moment, lambda _: chance)
    assert made == str(uuid.UUID(made))
