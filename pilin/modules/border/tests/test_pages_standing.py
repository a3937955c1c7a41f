"""组织体系联合, 工作机制联建 as a page: who is on duty side by side, levels without anybody, lines, drills."""

import pytest

from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.border.rules.records import DRILL, ESCALATION, ROSTER
from pilin.modules.border.tests.conftest import Read
from pilin.modules.border.tests.desk import Desk
from pilin.modules.border.tests.sharing_samples import FIELDS, SHIFTS, a_shift
from pilin.web.tests import samples
from tests.web.budget import costs_no_more

PAGE = "/border/standing/"


def gaps(words: str) -> str:
    """Return what the page says of today's gaps."""
    return words.partition("今天没有人值班的：")[2].partition("。")[0]


def test_empty_registers_say_what_will_stand_there(scene: Stage, read: Read) -> None:
    assert scene.matter == ""
    words = read(PAGE, "li")
    for said in ("还没有值班表", "没有提升的事项", "还没有演练", "现在没有在办的联席会议", "还没有列入值班表"):
        assert said in words
    assert samples.browser("hu").get(PAGE).status_code == 403


def test_who_acts_is_led_to_the_forms(desk: Desk) -> None:
    assert desk.stage.matter == ""
    html = samples.browser("zhao").get(PAGE).content.decode()
    for address in ("roster", "question", "drill"):
        assert f'href="{PAGE}{address}/"' in html
    assert f'href="{PAGE}roster/"' not in samples.browser("li").get(PAGE).content.decode()


def test_a_level_without_anybody_is_named_until_there_is_somebody(desk: Desk, read: Read) -> None:
    assert gaps(read(PAGE, "li")).count("、") == 5
    desk.begin(ROSTER)
    words = read(PAGE, "li")
    assert "平湖市 镇（街道）" not in gaps(words)
    assert "金山区 镇（街道）" in gaps(words)
    assert "镇（街道） 新埭镇平安办 平安办值班岗 0573-85000000 —" in words


def test_both_sides_stand_side_by_side(desk: Desk, read: Read) -> None:
    desk.begin(ROSTER)
    theirs = [a_shift(1, "2026-03-01", "2026-03-31", phone="021-57340000")]
    desk.they_open(ROSTER, {**FIELDS[ROSTER], "body": "吕巷镇平安办", "shifts": theirs})
    words = read(PAGE, "li")
    assert "新埭镇平安办 平安办值班岗 0573-85000000 吕巷镇平安办 平安办值班岗 021-57340000" in words


def test_the_post_changes_with_the_day(desk: Desk, read: Read) -> None:
    desk.begin(ROSTER)
    desk.stage.later(days=20)
    assert "新埭镇平安办 综治中心值班岗 0573-85000000" in read(PAGE, "li")


def test_what_runs_out_within_a_week_is_named_before_it_does(desk: Desk, read: Read) -> None:
    desk.begin(ROSTER)
    assert "7 天后没有的" not in read(PAGE, "li")
    desk.stage.later(days=24)
    words = read(PAGE, "li")
    assert "7 天后没有的：平湖市 镇（街道）" in words
    assert "平湖市 镇（街道）" not in gaps(words)


def test_a_gap_of_the_neighbour_is_named_on_its_day(desk: Desk, read: Read) -> None:
    desk.they_open(ROSTER, {**FIELDS[ROSTER], "shifts": [SHIFTS[0]]})
    assert "金山区 镇（街道）" not in gaps(read(PAGE, "li"))
    desk.stage.later(days=20)
    assert "金山区 镇（街道）" in gaps(read(PAGE, "li"))


def test_a_roster_that_is_ended_covers_nothing(desk: Desk, read: Read) -> None:
    desk.begin(ROSTER)
    desk.take("end", reason="机构调整")
    assert "平湖市 镇（街道）" in gaps(read(PAGE, "li"))


def test_an_escalation_shows_the_answer_of_each_line(desk: Desk, read: Read) -> None:
    desk.begin(ESCALATION)
    assert "平湖市 待答复 — — 2026-03-09 ● 两村协商" in read(PAGE, "li")
    desk.take("answer_village", village_answer="先装两盏")
    assert "平湖市：先装两盏；金山区：待答复" in read(PAGE, "li")
    desk.they_take("answer_village", village_answer="没有经费")
    desk.they_take("lift_town", reason="村里没有经费")
    assert "平湖市：先装两盏；金山区：没有经费 待答复 — 2026-03-16 ● 两镇协商" in read(PAGE, "li")


def test_what_both_settled_waits_for_nobody(desk: Desk, read: Read) -> None:
    desk.begin(ESCALATION)
    desk.take("propose", result="各装一岸")
    desk.both("settle")
    assert "平湖市 — — — — ✓ 双方已签解决办法" in read(PAGE, "li")
    assert desk.stage.same()


def test_a_line_that_let_its_days_pass_is_late_for_both_to_see(desk: Desk, read: Read) -> None:
    desk.begin(ESCALATION)
    desk.stage.later(days=10)
    assert "■ 两村协商" in read(PAGE, "li")


def test_what_each_side_learnt_stands_side_by_side(desk: Desk, read: Read) -> None:
    desk.begin(DRILL)
    desk.they_take("join")
    desk.take("hold", result="四十分钟封堵")
    desk.take("learn", learnt="泵不够")
    desk.they_take("learn", learnt="联络慢")
    assert "2026-04-10 四十分钟封堵 平湖市：泵不够；金山区：联络慢" in read(PAGE, "li")


def test_meetings_are_linked_where_the_programme_keeps_them(desk: Desk, read: Read) -> None:
    assert 'href="/programme/council/"' in samples.browser("li").get(PAGE).content.decode()
    assert "现在没有在办的联席会议" in read(PAGE, "li")
    assert desk.stage.matter == ""


def test_a_script_is_shown_and_never_run(desk: Desk) -> None:
    desk.begin(ESCALATION, title="<script>alert(1)</script>")
    desk.begin(ROSTER, body="<b>办</b>")
    html = samples.browser("li").get(PAGE).content.decode()
    assert "<script>alert" not in html
    assert "<b>办" not in html


@pytest.mark.parametrize("name", [ROSTER, ESCALATION, DRILL])
def test_the_page_costs_no_more_for_more(desk: Desk, name: str) -> None:
    desk.begin(ROSTER)
    many = iter(range(9))
    more = {"body": "机构"} if name == ROSTER else {}

    def grow() -> None:
        for number in range(3):
            desk.begin(name, **({"body": f"{more['body']}{next(many)}{number}"} if more else {}))

    costs_no_more(PAGE, grow)
