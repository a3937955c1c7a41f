"""What residents tell, with numbers in many spellings: masked before it is kept, and nothing else is touched.

No number here is anybody's: the identity number is the example of the standard, the telephone numbers are made up.
"""

from typing import Any

import pytest

from pilin.kernel.matters.tests import kit
from pilin.modules.mediation.rules import texts

MASKED = [
    "身份证 11010519491231002X",
    "身份证号码是 110105194912310 02X 吗",
    "".join(chr(ord(mark) + 0xFEE0) for mark in "11010519491231002X"),
    "打我手机 13800138000",
    "手机 138 0013 8000",
    "手机 138-0013-8000",
    "+86 13800138000",
    "一三八零零一三八零零零",
    "座机 0573-85012345",
    "座机 021 57912345",
    "车牌 浙F12345",
    "车牌 沪A·D12345",
    "沪 C 12345 的货车压坏田埂",
    "<b>13800138000</b>",
    "电话13800138000，再打13900139000",
]
UNTOUCHED = [
    "2026年3月2日上午九点半在边界凉亭",
    "2026-03-02",
    "补偿 3000 元，分三次付清",
    "沟宽 1.2 米，长 58 公里",
    "（2026）沪0116民特1号",
    "金沙村三组与永久村一组",
    "协议第 12 条",
    "Le fossé déborde depuis mars",
    "⁠排水沟",
    "𠮷田埂",
]


@pytest.mark.parametrize("text", MASKED, ids=range(len(MASKED)))
@pytest.mark.parametrize("field", ["facts", "reason"])
def test_numbers_are_masked_in_texts_apart_and_in_the_open(field: str, text: str) -> None:
    found = texts.sort(kit.kind("mediation"), {field: text})
    kept = found.apart.get(field) or found.fields[field]
    assert found.places >= 1
    assert "***" in kept
    assert not any(number in kept for number in ("13800138000", "85012345", "57912345", "12345", "194912"))


@pytest.mark.parametrize("text", UNTOUCHED, ids=range(len(UNTOUCHED)))
def test_other_words_stay_as_they_are(text: str) -> None:
    found = texts.sort(kit.kind("mediation"), {"facts": text})
    assert found.places == 0
    assert found.apart["facts"] in (text, text.lstrip("\u2060"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("parties", "甲户，电话 13800138000"),
        ("record", "浙F12345 停在沟边"),
        ("agreed_facts", "11010519491231002X"),
        ("agreed_content", "汇至 13800138000"),
        ("guests", "邻里，13800138000"),
        ("committee", "永久村调委会 021 57912345"),
        ("places", {"initiator": "金沙村", "responder": "永久村 13800138000"}),
        ("reported", {"to": "派出所 0573-85012345", "on": "2026-03-02"}),
        ("filing", {"court": "金山区人民法院 13800138000", "on": "2026-03-02"}),
        ("ruling", {"number": "13800138000", "on": "2026-03-02"}),
        ("session", {"held_on": "2026-03-02", "place": "浙F12345 车旁", "bodies": "两村"}),
        ("performed", [{"id": "13800138000", "on": "2026-03-02"}]),
    ],
)
def test_every_field_in_which_somebody_writes_is_masked(field: str, value: Any) -> None:
    kind = kit.kind("mediation")
    found = texts.sort(kind, {field: value})
    assert found.places == 1
    assert texts.tells(kind, {field: value}) is True
    assert texts.tells(kind, {**found.fields, **found.apart}) is False


@pytest.mark.parametrize("field", ["category", "source", "form", "danger", "effective_on", "told_on", "joined_with"])
def test_choices_days_and_matters_are_left_alone(field: str) -> None:
    kind = kit.kind("mediation")
    value = kit.value(kind.fields[field])
    assert texts.sort(kind, {field: value}) == ({field: value}, {}, 0)


def test_an_empty_case_tells_nothing() -> None:
    assert texts.sort(kit.kind("mediation"), {}) == ({}, {}, 0)


def test_texts_apart_are_written_in_the_same_bytes_whatever_their_order() -> None:
    one, other = {"facts": "积水", "parties": "甲户"}, {"parties": "甲户", "facts": "积水"}
    assert texts.written(one) == texts.written(other)
    assert texts.read(texts.written(one)) == one
