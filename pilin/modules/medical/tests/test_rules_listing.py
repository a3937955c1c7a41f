"""What a list of settlements is narrowed to: periods as ranges of identifiers, pick-up codes, and odd periods."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.base import ids
from pilin.base.clock import Instant
from pilin.modules.medical.rules.listing import DAYS_MAX, Wanted, bounds, code_of, first_id, period, short_code

TODAY = date(2026, 3, 2)
MIDNIGHT = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)  # of 2 March in China


@pytest.mark.parametrize(
    ("shift", "inside"),
    [(timedelta(0), True), (-timedelta(milliseconds=1), False), (timedelta(hours=23, minutes=59), True),
     (timedelta(hours=24), False)],
)  # fmt: skip
def test_a_day_is_the_identifiers_from_its_midnight_in_china_to_the_next(shift: timedelta, inside: bool) -> None:
    first, behind = bounds(Wanted(TODAY, TODAY))
    made = ids.new_id(Instant(MIDNIGHT + shift))
    assert (first <= made < behind) is inside


def test_the_first_identifier_of_a_day_is_below_all_others_of_it() -> None:
    assert ids.is_id(first_id(TODAY))
    assert first_id(TODAY) <= ids.new_id(Instant(MIDNIGHT), lambda count: b"\x00" * count)


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (None, None, (TODAY, TODAY)),
        (date(2026, 2, 1), None, (date(2026, 2, 1), TODAY)),
        (date(2026, 4, 1), None, (date(2026, 4, 1), date(2026, 4, 1))),
        (None, date(2026, 1, 31), (date(2026, 1, 31), date(2026, 1, 31))),
        (date(2026, 3, 1), date(2026, 2, 1), (date(2026, 2, 1), date(2026, 3, 1))),
        (date(1, 1, 1), date(1, 1, 2), (date(2000, 1, 1), date(2000, 1, 1))),
        (date(9999, 12, 31), None, (date(2100, 12, 31), date(2100, 12, 31))),
        (date(2020, 1, 1), TODAY, (TODAY - timedelta(days=DAYS_MAX), TODAY)),
    ],
)
def test_a_period_is_never_backwards_and_never_too_long(
    since: date | None, until: date | None, expected: tuple[date, date]
) -> None:
    assert period(since, until, TODAY) == expected


@given(st.binary(min_size=10, max_size=10))
def test_a_pick_up_code_is_found_by_the_end_of_the_identifier(chance: bytes) -> None:
    made = ids.new_id(Instant(MIDNIGHT), lambda _count: chance)
    code = short_code(made)
    assert (len(code), code[4]) == (9, "-")
    assert made.endswith(code_of(code))
    assert code_of(code.lower().replace("-", "")) == code_of(f" {code} ")


@pytest.mark.parametrize(
    "words", ["", "示例医院", "H33048200001", "1A5D", "1A5D-3CDG", "1A5D-3CDF-00", "330482202603020"]
)
def test_what_is_no_pick_up_code_is_none(words: str) -> None:
    assert code_of(words) == ""
