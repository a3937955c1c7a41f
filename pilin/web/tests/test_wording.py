"""Words: how links stand, how long, how a clock differs; money, days and instants as templates write them."""

from datetime import date
from typing import Any

import pytest

from pilin.base.clock import after
from pilin.base.money import Fen
from pilin.kernel.federation.queries import LinkState, Verification
from pilin.kernel.federation.tests.links import AT, ago
from pilin.web import wording
from pilin.web.components import Light, Tone
from pilin.web.templatetags import words


def link(**members: Any) -> LinkState:
    """Return an open link whose peer was heard half a minute ago."""
    start: dict[str, Any] = {"peer": "310116", "name": "金山区", "url": "", "mode": "open", "peer_mode": "open"}
    start |= {"charter": "", "inc": 1, "speaks": (1, 2), "skew_seconds": 0, "heard_at": ago(30), "closes_at": None}
    start |= {"backlog": 0, "quarantined": 0, "is_reached": True, "silent_seconds": 30.0}
    return LinkState(**start | members)


@pytest.mark.parametrize(
    ("members", "light"),
    [
        ({}, Light(Tone.NORMAL, "已连通 · 刚刚同步")),
        ({"silent_seconds": 121.0}, Light(Tone.NORMAL, "已连通 · 2 分钟前同步")),
        ({"backlog": 2}, Light(Tone.NORMAL, "已连通 · 刚刚同步，待发 2")),
        (
            {"is_reached": False, "silent_seconds": 730.0, "backlog": 7},
            Light(Tone.WARNING, "对方离线 12 分钟，待发 7"),
        ),
        ({"is_reached": False, "silent_seconds": None}, Light(Tone.IDLE, "尚未连通")),
        ({"mode": "paused", "backlog": 1}, Light(Tone.PAUSED, "维护中，待发 1")),
        ({"mode": "halted"}, Light(Tone.WARNING, "已停止，待人工处理")),
        ({"mode": "introduced"}, Light(Tone.IDLE, "待签互联章程")),
    ],
)
def test_a_link_is_said_in_words(members: dict[str, Any], light: Light) -> None:
    assert wording.link_light(link(**members)) == light


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "不到 1 分钟"), (60, "1 分钟"), (3599, "59 分钟"), (3600, "1 小时"), (172799, "47 小时"), (172800, "2 天")],
)
def test_a_length_of_time_is_said_in_one_unit(seconds: int, words: str) -> None:
    assert wording.length(seconds) == words


@pytest.mark.parametrize(("seconds", "words"), [(0, "一致"), (3, "对方快 3 秒"), (-90, "对方慢 90 秒")])
def test_a_clock_that_differs_is_ahead_or_behind(seconds: int, words: str) -> None:
    assert wording.skew(seconds) == words


def test_a_name_without_a_word_stands_for_itself() -> None:
    assert wording.word(wording.LANES, "work") == "办理"
    assert wording.word(wording.LANES, "express") == "express"
    assert wording.light(wording.RESULTS, "told") == Light(Tone.IDLE, "told")


def test_every_verification_has_its_light() -> None:
    assert set(wording.VERIFICATIONS) == {verification.value for verification in Verification}


def test_money_is_written_in_yuan() -> None:
    assert words.yuan(Fen(123450)) == "1,234.50"


def test_days_are_written_in_tables_and_in_sentences() -> None:
    assert words.day(date(2026, 3, 4)) == "2026-03-04"
    assert words.day_in_words(date(2026, 3, 4)) == "2026年3月4日"
    assert words.day(None) == "—"


def test_instants_are_written_in_chinas_time() -> None:
    assert words.instant(AT) == "2026-03-04 09:02"
    assert words.second(AT) == "2026-03-04 09:02:03"
    assert words.instant(None) == words.second(None) == "—"


def test_how_long_ago_and_for_how_long() -> None:
    assert words.ago(ago(30), AT) == "刚刚"
    assert words.ago(ago(180), AT) == "3 分钟前"
    assert words.ago(after(AT, seconds=5), AT) == "刚刚"
    assert words.ago(None, AT) == "从未"
    assert words.age(ago(180), AT) == "3 分钟"
    assert words.age(None, AT) == "—"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("matters.*", "事项的发起和办理"),
        ("directory.*", "名录的公布"),
        ("document.decline", "拒绝文件"),
        ("ledger.claim", "提出应付款项"),
        ("transit.*", "transit.*"),
        ("transit.closing", "transit.closing"),
    ],
)
def test_what_a_clause_allows_is_said_in_words(name: str, said: str) -> None:
    assert wording.allowed(name) == said


def test_names_of_lanes_modes_and_kinds_are_words_in_templates() -> None:
    assert (words.lane_word("ask"), words.mode_word("open"), words.mode_word("")) == ("问答", "正常", "—")
    assert words.subject_words("matter/1") == "事项编号 1"
    assert words.subject_words("document/ab") == "文件哈希 ab"
    assert words.subject_words("directory") == "名录"
    assert (words.subject_words("matter/"), words.subject_words("elsewhere/1"), words.subject_words("")) == (
        "matter/",
        "elsewhere/1",
        "",
    )
    assert words.skew(3) == "对方快 3 秒"
