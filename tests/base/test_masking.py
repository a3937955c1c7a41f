"""Masking: citizen numbers are found by their check digit and nothing else is touched. All numbers here are made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.base import masking

CHECKS = "0123456789X"
bodies = st.integers(10**16, 10**17 - 1).map(str)


def number(body: str) -> str:
    """Return a body of seventeen digits with the one check digit that makes the ISO 7064 sum 1 modulo 11."""
    total = sum(int(digit) << 17 - place for place, digit in enumerate(body))
    return body + CHECKS[(1 - total) % 11]


@given(bodies)
def test_a_number_with_its_check_digit_is_found(body: str) -> None:
    assert masking.is_identity_number(number(body))
    assert masking.holds_identity_number(f"身份证号{number(body)}，请核实")


@given(bodies)
def test_every_other_check_digit_is_another_number(body: str) -> None:
    for check in set(CHECKS) - {number(body)[17]}:
        assert not masking.holds_identity_number(body + check)


@given(bodies)
def test_what_is_masked_holds_no_number_and_keeps_its_length(body: str) -> None:
    text = f"甲{number(body)}乙{number(body)}"
    masked = masking.mask(text)
    assert not masking.holds_identity_number(masked)
    assert len(masked) == len(text)
    assert masked.count("*") == 26


def test_three_and_two_characters_stay() -> None:
    assert masking.mask(f"张某 {number('99999900000000001')} 已到") == "张某 999*************18 已到"


def test_a_small_x_is_a_check_digit_too() -> None:
    body = next(str(body) for body in range(10**16, 10**16 + 50) if number(str(body))[17] == "X")
    assert masking.is_identity_number(body + "x")
    assert masking.mask(body + "x").endswith("x")


@pytest.mark.parametrize(
    "text", ["", "合同号 123456789012345678", "电话 13800000000", "金额 90071992547409.91", "X" * 18]
)
def test_other_digits_stay_as_they_are(text: str) -> None:
    assert masking.mask(text) == text
    assert not masking.holds_identity_number(text)


@given(bodies)
def test_a_number_inside_a_longer_row_of_digits_is_none(body: str) -> None:
    assert not masking.holds_identity_number(f"1{number(body)}")


@given(st.text())
def test_any_text_can_be_masked_twice(text: str) -> None:
    assert masking.mask(masking.mask(text)) == masking.mask(text)


@pytest.mark.parametrize(
    "mark",
    [
        "\u202e",
        "\u202a",
        "\u2066",
        "\u2069",
        "\u200f",
        "\u061c",
        "\u200b",
        "\u2060",
        "\ufeff",
        "\xad",
        "\U000e0041",
        "\u3164",
    ],
)
def test_a_mark_that_nobody_sees_is_named_and_written_out(mark: str) -> None:
    text = f"新仓{mark}镇"
    name = f"U+{ord(mark):04X}"
    assert masking.hidden_mark(text) == (name, f"新仓⟦{name}⟧镇")
    assert masking.made_visible(text) == f"新仓⟦{name}⟧镇"


@pytest.mark.parametrize("text", ["新仓镇 1\n2\t3\r\n", "Ünïted “—” é", "\ue000", "葛\U000e0100", "✔\ufe0f"])
def test_what_is_seen_and_reads_as_it_is_stays(text: str) -> None:
    assert masking.hidden_mark(text) is None
    assert masking.made_visible(text) == text


def test_a_row_of_selectors_hides_bytes() -> None:
    assert masking.made_visible("a\ufe0f\ufe01\U000e0101") == "a\ufe0f⟦U+FE01⟧⟦U+E0101⟧"


def test_only_the_words_around_a_mark_are_told() -> None:
    assert masking.hidden_mark("甲" * 50 + "\u202e" + "乙" * 50) == ("U+202E", "甲" * 10 + "⟦U+202E⟧" + "乙" * 10)


def test_seams_of_copying_go_and_nothing_else() -> None:
    assert masking.without_seams("新\u200b仓\ufeff镇\xad\u2060") == ("新仓镇", 4)
    assert masking.without_seams("新\u202e仓") == ("新\u202e仓", 0)
