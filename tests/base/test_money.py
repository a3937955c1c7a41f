"""Money: yuan in and out, and shares that add up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.base import money
from pilin.base.money import Fen, MoneyRefusal
from pilin.base.refusal import Refused

amounts = st.integers(-money.FEN_MAX, money.FEN_MAX).map(Fen)
weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", 0),
        ("12", 1200),
        ("12.3", 1230),
        ("12.30", 1230),
        ("0.05", 5),
        ("-0.01", -1),
        ("1,234.50", 123450),
        (" 7.00 ", 700),
        ("90071992547409.91", money.FEN_MAX),
    ],
)
def test_yuan_are_read(text: str, expected: int) -> None:
    assert money.parse_yuan(text) == expected


@pytest.mark.parametrize("text", ["", "-", "1.234", "1.", ".5", "1e3", "12元", "0x10", "--1", "1 2", "123456789012345"])
def test_what_is_not_yuan_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        money.parse_yuan(text)
    assert refused.value.code is MoneyRefusal.AMOUNT_IS_NOT_YUAN


@pytest.mark.parametrize("value", [money.FEN_MAX + 1, -money.FEN_MAX - 1])
def test_amounts_beyond_canonical_integers_are_refused(value: int) -> None:
    with pytest.raises(Refused) as refused:
        money.fen(value)
    assert refused.value.code is MoneyRefusal.AMOUNT_IS_TOO_LARGE
    assert refused.value.facts == {"value": value}


def test_a_written_amount_may_be_too_large() -> None:
    with pytest.raises(Refused) as refused:
        money.parse_yuan("90071992547409.92")
    assert refused.value.code is MoneyRefusal.AMOUNT_IS_TOO_LARGE


@given(amounts)
def test_what_is_shown_is_read_again(amount: Fen) -> None:
    assert money.parse_yuan(money.yuan_text(amount)) == amount


@pytest.mark.parametrize(("amount", "text"), [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (123456789, "1,234,567.89")])
def test_yuan_are_shown_with_separators(amount: int, text: str) -> None:
    assert money.yuan_text(Fen(amount)) == text


@given(amounts, weights)
def test_shares_add_up(total: Fen, weights: list[int]) -> None:
    assert sum(money.share(total, weights)) == total


@given(amounts, weights)
def test_no_share_is_a_whole_fen_away_from_its_part(total: Fen, weights: list[int]) -> None:
    for part, weight in zip(money.share(total, weights), weights, strict=True):
        assert abs(part * sum(weights) - total * weight) < sum(weights)


@given(amounts, weights)
def test_a_weight_of_nothing_gets_nothing(total: Fen, weights: list[int]) -> None:
    assert money.share(total, [*weights, 0])[-1] == 0


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (1, [1, 1], [1, 0]),
        (-100, [1, 1, 1], [-33, -33, -34]),
        (1000, [58, 42], [580, 420]),
        (0, [3, 4], [0, 0]),
    ],
)
def test_equal_remainders_go_to_the_earlier_share(total: int, weights: list[int], shares: list[int]) -> None:
    assert money.share(Fen(total), weights) == shares


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
def test_shares_need_weights(weights: list[int]) -> None:
    with pytest.raises(AssertionError):
        money.share(Fen(1), weights)
