"""法治宣传联谊 as pages: events with numbers that both confirmed, questions without names, stops; and for everybody."""

from typing import Any

import pytest
from django.test import Client

from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.border.rules.records import LAW_EVENT, LAW_STOP
from pilin.modules.border.tests.conftest import Read
from pilin.modules.border.tests.desk import Desk
from pilin.modules.border.tests.sharing_samples import FIELDS, REPORT
from pilin.web.tests import samples
from tests.web.budget import costs_no_more

PAGE = "/border/law/"
PUBLIC = {"host": "public.example"}


def public(**headers: str) -> str:
    """Return the words of the public page."""
    return samples.text_of(Client(headers={**PUBLIC, **headers}).get(PAGE).content.decode())


def held(desk: Desk, **report: Any) -> None:
    """Let an event be joined, reported and confirmed by both."""
    desk.begin(LAW_EVENT)
    desk.they_take("join")
    desk.take("report", **{**REPORT, **report})
    desk.both("confirm")


def test_empty_registers_say_what_will_stand_there(scene: Stage, read: Read) -> None:
    assert scene.matter == ""
    words = read(PAGE, "li")
    for said in ("还没有活动", "还没有问答", "站点来源未载明"):
        assert said in words
    assert samples.browser("hu").get(PAGE).status_code == 403


def test_who_acts_is_led_to_the_forms(desk: Desk) -> None:
    assert desk.stage.matter == ""
    html = samples.browser("zhao").get(PAGE).content.decode()
    assert ('href="/border/law/event/"' in html, 'href="/border/law/stop/"' in html) == (True, True)
    assert 'href="/border/law/event/"' not in samples.browser("li").get(PAGE).content.decode()


def test_numbers_and_questions_stand_once_both_confirmed_them(desk: Desk, read: Read) -> None:
    desk.begin(LAW_EVENT)
    desk.they_take("join")
    desk.take("report", **REPORT)
    words = read(PAGE, "li")
    assert "参加 0 人次" in words
    assert "宅基地能否出租" not in words
    desk.both("confirm")
    words = read(PAGE, "li")
    assert "参加 120 人次，提问 9 件，已答复 8 件" in words
    assert "120 9 8 ✓ 双方确认已举办" in words
    assert "反诈宣讲 宅基地能否出租 可以，依民法典" in words
    assert "土路归谁修 —" in words


def test_materials_stand_by_title_and_the_head_of_their_hash(desk: Desk, read: Read) -> None:
    desk.begin(LAW_EVENT)
    assert "反诈手册 aaaaaaaaaaaa…；相邻关系十问" in read(PAGE, "li")


def test_stops_stand_along_the_line(desk: Desk, read: Read) -> None:
    for at_m, title in ((21_500, "末站"), (20_000, "首站"), (20_900, "中站")):
        desk.begin(LAW_STOP, chainage_m=at_m, title=title)
    words = read(PAGE, "li")
    assert words.index("首站") < words.index("中站") < words.index("末站")


def test_the_public_sees_what_both_signed_and_nothing_else(desk: Desk, fresh: None) -> None:
    desk.begin(LAW_STOP)
    desk.begin(LAW_EVENT, title="没人来的活动")
    words = public()
    assert "还没有双方签署的站点" in words
    assert "近期没有双方参加的活动" in words
    assert "没人来的活动" not in words


def test_a_signed_stop_and_a_coming_event_are_public(desk: Desk, fresh: None) -> None:
    desk.begin(LAW_STOP)
    desk.both("sign")
    desk.begin(LAW_EVENT)
    desk.they_take("join")
    words = public()
    assert "民法典长廊 蔷薇村 · 边界 21000 米处" in words
    assert "2026年3月20日 反诈宣讲 兴旺村礼堂 · 反诈、邻里纠纷" in words
    assert "反诈手册" not in words


def test_a_stop_that_was_taken_away_leaves_the_public_page(desk: Desk, fresh: None) -> None:
    desk.begin(LAW_STOP)
    desk.both("sign")
    desk.they_take("retire", reason="改建")
    assert "民法典长廊" not in public()


def test_what_was_held_and_asked_is_not_public(desk: Desk, fresh: None) -> None:
    held(desk)
    words = public()
    for hidden in ("反诈宣讲", "120", "宅基地能否出租"):
        assert hidden not in words


def test_an_event_of_yesterday_is_not_coming(desk: Desk, fresh: None) -> None:
    desk.begin(LAW_EVENT, day="2026-03-02")
    desk.they_take("join")
    assert "反诈宣讲" in public()


def test_a_script_is_shown_and_never_run(desk: Desk, fresh: None) -> None:
    desk.begin(LAW_STOP, title="<script>alert(1)</script>", shows="<b>x</b>")
    desk.both("sign")
    for html in (
        Client(headers=PUBLIC).get(PAGE).content.decode(),
        samples.browser("li").get(PAGE).content.decode(),
    ):
        assert "&lt;script&gt;alert" in html
        assert "<b>x" not in html


@pytest.mark.parametrize("name", [LAW_EVENT, LAW_STOP])
def test_the_page_costs_no_more_for_more(desk: Desk, name: str) -> None:
    held(desk)
    desk.begin(LAW_STOP)
    costs_no_more(PAGE, lambda: [desk.begin(name, **FIELDS[name]) for _ in range(3)])
