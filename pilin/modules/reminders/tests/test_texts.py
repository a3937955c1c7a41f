"""What a message says, with plain values: order, words, links, and how much is left out."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.utils import translation

from pilin.kernel.federation.tests import links
from pilin.kernel.matters.rules.pressing import Pressure
from pilin.modules.reminders.gateway import texts
from pilin.modules.reminders.rules import wishes
from pilin.modules.reminders.rules.wishes import Told
from pilin.modules.reminders.tests.test_rules import AT, a_matter

pytestmark = pytest.mark.django_db


def told(*pressures: Pressure, **members: Any) -> Told:
    return wishes.told([a_matter(number, pressure=one, **members) for number, one in enumerate(pressures)])


@pytest.mark.parametrize(
    ("pressures", "expected"),
    [
        ([Pressure.NEAR], "平湖市提醒：临期 1"),
        ([Pressure.THEIRS, Pressure.NEAR], "平湖市提醒：临期 1、等对方 1"),
        ([Pressure.NEAR, Pressure.LATE, Pressure.LATE], "平湖市提醒：超期 2、临期 1"),
        ([*Pressure], "平湖市提醒：超期 1、今日到期 1、临期 1、等对方 1"),
        ([], "平湖市提醒：没有临期和超期事项"),
    ],
)
def test_a_subject_says_how_many_and_how(pressures: list[Pressure], expected: str) -> None:
    assert texts.subject(told(*pressures), is_weekly=False) == expected


def test_a_digest_says_that_it_is_one() -> None:
    assert texts.subject(told(), is_weekly=True) == "平湖市每周摘要：没有临期和超期事项"
    with translation.override("en"):
        assert texts.subject(told(Pressure.DUE), is_weekly=True) == "平湖市 weekly digest: Due today 1"


def test_a_letter_has_a_part_for_each_pressure_the_worst_first() -> None:
    letter = texts.letter(told(*Pressure), at=AT)
    heads = [letter.index(head) for head in ("超期（1）", "今日到期（1）", "临期（1）", "等对方（1）")]
    assert heads == sorted(heads)
    assert letter.count("· 水质会商（议题）") == 4


def test_a_letter_leaves_out_what_is_not_there() -> None:
    letter = texts.letter(told(Pressure.NEAR), at=AT)
    assert "超期" not in letter
    assert "另有" not in letter


def test_a_line_says_whose_turn_and_when_and_leads_to_its_page() -> None:
    letter = texts.letter(told(Pressure.LATE, id="0" * 36), at=AT)
    assert "  轮到：平湖市｜截止：2026-03-06\n" in letter
    assert f"  https://pages.example/matters/{'0' * 36}/" in letter


def test_sides_are_called_by_their_names_and_strangers_by_their_codes() -> None:
    links.link()
    letter = texts.letter(told(Pressure.THEIRS, turn=(links.PEER, "999999")), at=AT)
    assert "轮到：金山区、999999" in letter


@pytest.mark.parametrize("title", ["一\n二", "一\r\n二", "一　\t二", " 一 二 "])
def test_a_title_stays_in_its_line(title: str) -> None:
    assert "· 一 二（议题）" in texts.letter(told(Pressure.NEAR, title=title), at=AT)


def test_what_is_not_named_is_counted() -> None:
    found = [a_matter(number, pressure=Pressure.LATE) for number in range(wishes.LINES_MAX + 7)]
    letter = texts.letter(wishes.told(found), at=AT)
    assert f"超期（{wishes.LINES_MAX + 7}）" in letter
    assert "另有 7 项，见 https://pages.example/reminders/" in letter


def test_a_letter_in_english_bears_english_titles_of_kinds() -> None:
    with translation.override("en"):
        letter = texts.letter(told(Pressure.NEAR), at=AT)
    assert "· 水质会商 (Topic)" in letter
    assert "Change or stop it: https://pages.example/reminders/settings/" in letter


def test_a_digest_without_anything_still_says_where_to_stop_it() -> None:
    letter = texts.letter(told(), at=AT)
    assert letter.startswith("本信由平湖市节点自动发出")


def test_a_robot_gets_kinds_and_links_alone() -> None:
    text = texts.markdown(told(Pressure.NEAR, Pressure.LATE, id="0" * 36), at=AT)
    head, *lines = text.split("\n")
    assert head == "### 平湖市提醒：超期 1、临期 1"
    assert lines == [
        f"- 超期：[议题](https://pages.example/matters/{'0' * 36}/) 轮到：平湖市｜截止：2026-03-06",
        f"- 临期：[议题](https://pages.example/matters/{'0' * 36}/) 轮到：平湖市｜截止：2026-03-06",
    ]


def test_a_robot_is_told_how_many_are_left_out() -> None:
    found = [a_matter(number, ends_on=date(2026, 3, 6)) for number in range(wishes.LINES_MAX + 1)]
    assert texts.markdown(wishes.told(found), at=AT).endswith("另有 1 项，见 https://pages.example/reminders/")


def test_a_kind_without_an_english_title_bears_its_chinese_one() -> None:
    one = replace(a_matter(), kind_title={"zh": "议题", "en": ""})
    with translation.override("en"):
        assert "(议题)" in texts.letter(wishes.told([one]), at=AT)
