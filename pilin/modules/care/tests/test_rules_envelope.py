"""Rules 2, 3, 6 and 10 of governance 7.2: only the request, only helping, for days, never about anybody by name."""

from dataclasses import fields, replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.modules.care import models, rules
from pilin.modules.care.rules import ARTICLES, KINDS, PURPOSES, CareRefusal, Content
from pilin.modules.care.rules.messages import Sent, named, proof_in

SOUND = Content("help", "work", "平矫2026-17号", "请协助联系技能培训名额一个。")
ARTICLE = "社区矫正法 35"
DAY = date(2026, 3, 2)
IDENTITY = "11010519491231002X"
ID = "01890000-0000-7000-8000-000000000001"
BODY = {"envelope": ID, "sender": "甲局", "receiver": "乙局", "article": ARTICLE, "delete_on": "2026-04-01"}


def refusal(content: Content, article: str = ARTICLE) -> CareRefusal | None:
    try:
        rules.check_content(content, article)
    except Refused as refused:
        return CareRefusal(refused.code)
    return None


def fact(**body: Any) -> Any:
    return SimpleNamespace(author="310116", parties=("310116", "330482"), body={**BODY, **body})


def test_rule_2_the_only_object_is_the_request() -> None:
    assert {one.name for one in fields(Content)} == {"kind", "purpose", "case_number", "text"}
    columns = {field.name for field in models.Envelope._meta.get_fields()}
    assert not columns & {"name", "person", "birth", "phone", "address", "text", "kind", "purpose"}


def test_rule_3_help_first_and_no_kind_watches() -> None:
    assert set(KINDS) == {"help", "change_of_place", "approved_crossing", "release_support"}
    assert set(PURPOSES) == {"work", "school", "housing", "medical_help", "mediation"}
    assert set(ARTICLES) == set(KINDS)


@pytest.mark.parametrize("kind", ["watch", "control", "visit", ""])
def test_rule_3_other_kinds_are_refused(kind: str) -> None:
    assert refusal(replace(SOUND, kind=kind)) is CareRefusal.ENVELOPE_IS_MALFORMED
    assert refusal(replace(SOUND, purpose=kind)) is CareRefusal.ENVELOPE_IS_MALFORMED


@pytest.mark.parametrize(("kind", "article"), [(kind, one) for kind, listed in ARTICLES.items() for one in listed])
def test_rule_2_every_kind_has_its_articles(kind: str, article: str) -> None:
    assert refusal(replace(SOUND, kind=kind), article) is None


def test_rule_2_an_article_of_another_kind_is_no_basis() -> None:
    assert refusal(SOUND, "社区矫正法 27") is CareRefusal.ARTICLE_IS_NOT_OF_THE_KIND
    assert refusal(SOUND, "") is CareRefusal.ARTICLE_IS_NOT_OF_THE_KIND


@pytest.mark.parametrize(
    "text",
    [
        f"证号 {IDENTITY}",
        "证号 1101 0519 4912 3100 2X",
        "证号１１０１０５１９４９１２３１００２Ｘ",
        "证号 110105-19491231-002X",
        "证号一一零一零五一九四九一二三一零零二X",
        "电话 13800138000",
        "电话１３８００１３８０００",
        "电话 138-0013-8000",
        "电话 138 0013 8000",
        "电话一三八零零一三八零零零",
        "手机：13912345678，白天",
        "请打18612345678或办公室",
        "车牌 浙F12345",
        "车牌沪A·B1234",
        "车牌 沪AD12345",
        "浙 F 12345 停在桥头",
    ],
)
def test_rule_2_text_that_tells_who_it_is_comes_back(text: str) -> None:
    assert refusal(replace(SOUND, text=text)) is CareRefusal.CONTENT_NAMES_SOMEBODY
    assert refusal(replace(SOUND, case_number=text)) is CareRefusal.CONTENT_NAMES_SOMEBODY


@pytest.mark.parametrize(
    "text",
    [
        "未成年人帮教",
        "未成年",
        "今年17岁",
        "今年 17 岁",
        "16周岁",
        "现年16 周岁",
        "未满十八周岁",
        "未满18周岁",
        "未满 18 周岁",
        "初中生复学",
        "小学生入学",
        "儿童福利",
        "少年犯",
        "5 岁",
        "本人40岁，其子9岁",
    ],
)
def test_rule_10_nothing_about_anybody_under_eighteen(text: str) -> None:
    assert refusal(replace(SOUND, text=text)) is CareRefusal.CONTENT_IS_ABOUT_A_CHILD


@pytest.mark.parametrize(
    "text",
    [
        "今年18岁",
        "现年 18 周岁",
        "45周岁",
        "已满六十岁",
        "大专复学",
        "请联系镇就业服务站",
        "社区矫正法第三十五条",
        "名额 3 个，五月前",
        "",
    ],
)
def test_rule_10_grown_ups_are_helped(text: str) -> None:
    assert refusal(replace(SOUND, text=text)) is None


@pytest.mark.parametrize(
    "changed", [{"text": "长" * 501}, {"case_number": "1" * 61}, {"case_number": " "}, {"text": "a\u202eb"}]
)
def test_rule_2_what_is_long_empty_or_hidden_comes_back(changed: dict[str, str]) -> None:
    assert refusal(replace(SOUND, **changed)) is CareRefusal.ENVELOPE_IS_MALFORMED


@pytest.mark.parametrize(("days", "most", "fits"), [(1, 90, True), (90, 90, True), (91, 999, False), (31, 30, False)])
def test_rule_6_at_most_ninety_days_or_what_the_node_sets(days: int, most: int, fits: bool) -> None:
    if fits:
        rules.check_days(DAY, DAY + timedelta(days=days), days_max=most)
        return
    with pytest.raises(Refused) as refused:
        rules.check_days(DAY, DAY + timedelta(days=days), days_max=most)
    assert refused.value.code is CareRefusal.ENVELOPE_STAYS_TOO_LONG


@pytest.mark.parametrize("day", [DAY, DAY - timedelta(days=1), date(9999, 12, 31)])
def test_rule_6_it_ends_after_today_and_soon(day: date) -> None:
    with pytest.raises(Refused) as refused:
        rules.check_days(DAY, day, days_max=90)
    assert refused.value.code is CareRefusal.ENVELOPE_STAYS_TOO_LONG


def test_a_content_reads_as_it_was_written_and_is_silent() -> None:
    assert rules.read(rules.write(SOUND)) == SOUND
    assert SOUND.text not in repr(SOUND)


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"kind": 1}', b'{"kind": "help", "name": "x"}', b"\xff"])
def test_a_content_of_other_members_does_not_read(data: bytes) -> None:
    with pytest.raises(Refused) as refused:
        rules.read(data)
    assert refused.value.code is CareRefusal.ENVELOPE_IS_MALFORMED


def test_rule_2_an_outside_says_bodies_article_and_day() -> None:
    said = Sent.of(fact())
    assert (said.envelope, said.author, said.peer, said.delete_on) == (ID, "310116", "330482", date(2026, 4, 1))


@pytest.mark.parametrize(
    "body",
    [
        {"envelope": "x"},
        {"envelope": 1},
        {"sender": ""},
        {"receiver": "局" * 61},
        {"article": 35},
        {"sender": f"张三 {IDENTITY}"},
        {"delete_on": "soon"},
        {"person": "张三"},
    ],
)
def test_rule_2_an_outside_that_says_more_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        Sent.of(fact(**body))
    assert refused.value.code is CareRefusal.ENVELOPE_IS_MALFORMED


@pytest.mark.parametrize("digest", [None, "x", "g" * 64, "A" * 64, 1])
def test_rule_6_a_proof_is_a_digest(digest: object) -> None:
    with pytest.raises(Refused) as refused:
        proof_in(fact(digest=digest))
    assert refused.value.code is CareRefusal.ENVELOPE_IS_MALFORMED
    assert proof_in(fact(digest="a" * 64)) == "a" * 64
    assert named(fact()) == ID
