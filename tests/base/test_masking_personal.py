"""What residents write is kept without numbers that tell who somebody is, in whatever digits they write them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.base.masking import MASK, Masked, mask_personal

CITIZEN = "11010519491231002X"  # the example of GB 11643
MOBILE = "13812345678"


def row(zero: int) -> str:
    """Return the ten digits that begin at a code point."""
    return "".join(chr(zero + digit) for digit in range(10))


SCRIPTS = {
    "full width": row(0xFF10),
    "arabic": row(0x0660),
    "persian": row(0x06F0),
    "devanagari": row(0x0966),
    "bengali": row(0x09E6),
    "thai": row(0x0E50),
    "tibetan": row(0x0F20),
    "mongolian": row(0x1810),
    "bold": row(0x1D7CE),
    "ringed": "⓪①②③④⑤⑥⑦⑧⑨",
    "chinese": "〇一二三四五六七八九",
    "chinese, zero as said": "零一二三四五六七八九",
    "on cheques": "零壹贰叁肆伍陆柒捌玖",
    "on the telephone": "零幺二三四五六七八九",
}
APART = ["", " ", "-", "\u2013", ".", "·", "\u200b", "\ufeff", "\u00ad", " - ", "\ufe0f\u20e3", "，", "\n"]


@pytest.mark.parametrize("digits", SCRIPTS.values(), ids=SCRIPTS.keys())
@pytest.mark.parametrize("number", [CITIZEN[:-1] + "X", "330482198001011234", MOBILE, "057385012345"])
def test_digits_of_every_script_count(digits: str, number: str) -> None:
    written = "".join(digits[int(mark)] if mark.isdigit() else mark for mark in number)
    assert mask_personal(f"我是{written}，请回话") == Masked(f"我是{MASK}，请回话", 1)


@pytest.mark.parametrize("gap", APART)
@pytest.mark.parametrize("number", [CITIZEN, MOBILE, "02157920000", "浙F12345"])
def test_what_is_set_apart_is_one_number(gap: str, number: str) -> None:
    found = mask_personal(f"是{gap.join(number)}吗")
    assert found == Masked(f"是{MASK}吗", 1)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13812345678谢谢", f"电话{MASK}谢谢"),
        ("+86 138 1234 5678", f"+{MASK}"),
        ("0086-13812345678", MASK),
        ("8613812345678", MASK),
        ("138 0013 8000 或 139 0013 9000", f"{MASK} 或 {MASK}"),
        ("0573-85012345", MASK),
        ("（021）57920000", f"（{MASK}"),
        ("010 6512 3456", MASK),
        ("11010519491231002x", MASK),
        ("110105194912310029", MASK),  # a slip in the check digit; the day of birth tells
        ("330482900101123", MASK),  # as given until 1999
        ("车牌沪A·D12345开走了", f"车牌{MASK}开走了"),
        ("浙fd12345", MASK),
        ("浙Ｆ１２３４５", MASK),
        ("张三13812345678", f"张三{MASK}"),
        ("张三 11010519491231002X", f"张三 {MASK}"),
        ("1三8一二34五67八", MASK),
        ("1️⃣3️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣", MASK),
    ],
)
def test_what_tells_who_somebody_is_goes(text: str, masked: str) -> None:
    assert mask_personal(text).text == masked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "路灯亮了，谢谢",
        "2026-03-02 到 2026-03-05",
        "20170817 起共 52 个项目",
        "拨打 12345 或 110",
        "浙江路 12345 号",
        "沪浙山塘 58 公里",
        "新村新路",
        "京ABCDEF",
        "第十三八一次会议",
        "12813812345678901234",
        "合计 1,380.00 元",
        "ГОСТ 12345 ёлка",
        "邻里好 👨‍👩‍👧 ❤️",
        "𠮷野家旁",
    ],
)
def test_everything_else_stays_as_it_was_written(text: str) -> None:
    assert mask_personal(text) == Masked(text, 0)


def test_several_in_one_text_are_counted() -> None:
    text = f"张三 {CITIZEN}，电话 {MOBILE}，车 浙F12345，座机 0573-85012345。"
    assert mask_personal(text) == Masked(f"张三 {MASK}，电话 {MASK}，车 {MASK}，座机 {MASK}。", 4)


@given(st.text(max_size=60))
def test_masked_once_is_masked_for_good(text: str) -> None:
    once = mask_personal(text)
    assert mask_personal(once.text).places == 0
    assert (once.text == text) == (once.places == 0)


@given(st.text(max_size=20), st.text(max_size=20), st.sampled_from([MOBILE, CITIZEN, "浙F12345"]))
def test_no_surroundings_save_a_number(before: str, after: str, number: str) -> None:
    before, after = (f"{before}是", f"是{after}")
    assert number not in mask_personal(before + number + after).text


@given(st.text("01234567890 -一二X沪浙A", max_size=200))
def test_a_hostile_text_takes_no_time(text: str) -> None:
    began = time.monotonic()
    assert len(mask_personal(text * 10).text) <= max(3, len(text) * 10)
    assert time.monotonic() - began < 2
