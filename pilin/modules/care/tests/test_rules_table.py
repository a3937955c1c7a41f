"""Which article carries which kind, which words of a letter pass, and which facts of a peer are taken: case by case."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.modules.care import rules
from pilin.modules.care.rules import CareRefusal, Content
from pilin.modules.care.rules.messages import Opened, named, proof_in

SOUND = Content("help", "work", "平矫2026-17号", "请协助联系。")
ID = "01890000-0000-7000-8000-000000000001"


@pytest.mark.parametrize(
    ("kind", "article", "carries"),
    [
        ("help", "社区矫正法 35", True),
        ("help", "社区矫正法 36", True),
        ("help", "社区矫正法 37", True),
        ("help", "社区矫正法 38", True),
        ("help", "社区矫正法 40", True),
        ("help", "社区矫正法 43", True),
        ("help", "社区矫正法 27", False),
        ("help", "社区矫正法 44", False),
        ("help", "监狱法 37", False),
        ("help", "社区矫正法 29", False),
        ("help", "社区矫正法 30", False),
        ("help", "社区矫正法", False),
        ("help", "35", False),
        ("change_of_place", "社区矫正法 27", True),
        ("change_of_place", "社区矫正法 35", False),
        ("change_of_place", "社区矫正法 36", False),
        ("change_of_place", "社区矫正法 44", False),
        ("change_of_place", "社区矫正法 29", False),
        ("change_of_place", "监狱法 37", False),
        ("approved_crossing", "社区矫正法 27", True),
        ("approved_crossing", "社区矫正法 35", False),
        ("approved_crossing", "社区矫正法 44", False),
        ("approved_crossing", "社区矫正法 29", False),
        ("approved_crossing", "监狱法 37", False),
        ("release_support", "社区矫正法 44", True),
        ("release_support", "监狱法 37", True),
        ("release_support", "社区矫正法 27", False),
        ("release_support", "社区矫正法 35", False),
        ("release_support", "社区矫正法 29", False),
        ("release_support", "", False),
    ],
)
def test_rule_2_which_article_carries_which_kind(kind: str, article: str, *, carries: bool) -> None:
    """社区矫正法 27, 35-43, 44; never 29 (electronic tag) or 30 (search): they are no help."""
    content = replace(SOUND, kind=kind)
    if carries:
        rules.check_content(content, article)
        return
    with pytest.raises(Refused) as refused:
        rules.check_content(content, article)
    assert refused.value.code is CareRefusal.ARTICLE_IS_NOT_OF_THE_KIND


@pytest.mark.parametrize("purpose", ["work", "school", "housing", "medical_help", "mediation"])
@pytest.mark.parametrize("kind", ["help", "change_of_place", "approved_crossing", "release_support"])
def test_rule_3_every_kind_may_serve_every_purpose_that_helps(kind: str, purpose: str) -> None:
    rules.check_content(replace(SOUND, kind=kind, purpose=purpose), rules.ARTICLES[kind][0])


@pytest.mark.parametrize(
    "purpose",
    [
        "watch",
        "control",
        "search",
        "tag",
        "visit",
        "report",
        "check_in",
        "location",
        "credit",
        "score",
        "WORK",
        " work",
        "",
    ],
)
def test_rule_3_no_other_purpose_is_served(purpose: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.check_content(replace(SOUND, purpose=purpose), "社区矫正法 35")
    assert refused.value.code is CareRefusal.ENVELOPE_IS_MALFORMED


@pytest.mark.parametrize(
    "text",
    [
        "请协助联系技能培训名额一个。",
        "租房补贴如何申请，请告知窗口。",
        "子女入园所需材料清单，请协助。",
        "与邻里就排水有争议，请安排调解。",
        "需要医疗救助政策说明。",
        "每周一、三跨界上班，请知悉。",
        "工作日 7:30-17:30 在贵区就业。",
        "名额 12 个，截至 2026-05-01。",
        "经费 30000 元以内。",
        "联系 0573 开头的办公总机即可。",
        "依据（2026）第 17 号决定。",
        "Please help with a training place.",
        "请按第35条办理",
        "、。，；：",
        "一" * 500,
    ],
)
def test_rule_2_ordinary_words_pass(text: str) -> None:
    rules.check_content(replace(SOUND, text=text), "社区矫正法 35")


def fact(body: Any) -> Any:
    return SimpleNamespace(author="310116", parties=("310116", "330482"), body=body)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"envelope": ""},
        {"envelope": None},
        {"envelope": 1},
        {"envelope": []},
        {"envelope": {}},
        {"envelope": "x" * 36},
        {"envelope": f"{ID} "},
        {"envelope": ID[:-1]},
        {"envelope": "../../etc/passwd"},
        {"envelope": "' or 1=1 --"},
    ],
)
def test_a_fact_that_names_no_envelope_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        named(fact(body))
    assert refused.value.code is CareRefusal.ENVELOPE_IS_MALFORMED


@pytest.mark.parametrize(
    ("said", "emergency"),
    [
        (True, True),
        (False, False),
        (None, False),
        (1, False),
        ("true", False),
        ("yes", False),
        ([], False),
        ({}, False),
    ],
)
def test_rule_5_only_a_plain_yes_is_an_emergency(said: Any, *, emergency: bool) -> None:
    opened = Opened.of(fact({"envelope": ID, "opening": ID, "emergency": said}))
    assert opened == Opened(ID, ID, emergency)


@pytest.mark.parametrize(
    "body",
    [
        {"envelope": ID},
        {"opening": ID},
        {"envelope": ID, "opening": ""},
        {"envelope": ID, "opening": 7},
        {"envelope": "x", "opening": ID},
    ],
)
def test_rule_5_an_opening_without_its_number_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        Opened.of(fact(body))
    assert refused.value.code is CareRefusal.ENVELOPE_IS_MALFORMED


@pytest.mark.parametrize(
    "digest",
    [
        "",
        "0",
        "0" * 63,
        "0" * 65,
        "F" * 64,
        " " * 64,
        "z" * 64,
        64,
        None,
        [],
        {},
        True,
    ],
)
def test_rule_6_what_is_no_digest_proves_nothing(digest: Any) -> None:
    with pytest.raises(Refused) as refused:
        proof_in(fact({"envelope": ID, "digest": digest}))
    assert refused.value.code is CareRefusal.ENVELOPE_IS_MALFORMED


@pytest.mark.parametrize("kind", ["care.sent", "care.opened", "care.reviewed", "care.closed", "care.erased"])
def test_rules_2_to_7_the_room_speaks_five_messages(kind: str) -> None:
    assert kind in rules.MESSAGES
    assert len(rules.MESSAGES) == 5
