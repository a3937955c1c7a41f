"""Division codes and unified social credit codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.kernel.organisations import rules
from pilin.kernel.organisations.rules import Level

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize("code", ["91110000600037341L", "11330482MB1234567N", "12310116425012345P"])
def test_a_credit_code_with_its_check_character_is_valid(code: str) -> None:
    assert rules.is_credit_code(code)


@pytest.mark.parametrize(
    "code",
    ["91110000600037341M", "91110000600037341", "91110000600037341LL", "9111000060003734IL", "91110000600037341l", ""],
)
def test_any_other_text_is_no_credit_code(code: str) -> None:
    assert not rules.is_credit_code(code)


@given(st.text(SIGNS, min_size=17, max_size=17))
def test_each_body_has_exactly_one_check_character(seventeen: str) -> None:
    assert sum(rules.is_credit_code(seventeen + sign) for sign in SIGNS) == 1


@given(st.text(SIGNS, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(SIGNS))
def test_one_changed_sign_is_noticed(seventeen: str, place: int, sign: str) -> None:
    code = next(seventeen + check for check in SIGNS if rules.is_credit_code(seventeen + check))
    changed = code[:place] + sign + code[place + 1 :]
    assert rules.is_credit_code(changed) == (changed == code)


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("330482000000", Level.COUNTY),
        ("330482102000", Level.TOWN),
        ("310116109000", Level.TOWN),
        ("330482108219", Level.VILLAGE),
        ("310116107211", Level.VILLAGE),
    ],
)
def test_the_zeros_of_a_code_tell_its_level(code: str, level: Level) -> None:
    assert rules.is_place_code(code)
    assert rules.level_of_code(code) is level


@pytest.mark.parametrize("code", ["", "330482", "33048210200", "3304821020000", "33048210200x", "\uff133048210200"])
def test_other_texts_are_no_place_codes(code: str) -> None:
    assert not rules.is_place_code(code)


@pytest.mark.parametrize(("text", "valid"), [("330482", True), ("33048", False), ("3304820", False), ("33048x", False)])
def test_a_side_has_six_digits(text: str, *, valid: bool) -> None:
    assert rules.is_side(text) == valid
