"""The public page of the line: what signs say and how often both patrolled, in both languages, and nothing beside."""

from datetime import date

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.border.queries.signs import public_signs
from pilin.modules.border.tests.beat import Beat
from pilin.modules.border.tests.register import FORM, answered, asked, entered, sent
from pilin.modules.border.tests.samples import a_round
from pilin.web.tests import samples

pytestmark = pytest.mark.usefixtures("fresh")

PAGE = "/border/signs/"


def public(address: str = PAGE) -> str:
    """Return the page as everybody reads it."""
    caches["public"].clear()
    answer = Client(headers={"host": "public.example"}).get(address)
    assert answer.status_code == 200
    html: str = answer.content.decode()
    assert samples.faults_of(html) == []
    return html


def words(address: str = PAGE) -> str:
    """Return the words of the page."""
    return samples.text_of(public(address))


def patrolled(beat: Beat) -> None:
    """Let both sides walk one of two rounds, and one side the other."""
    beat.month(rounds=[a_round(1, "2026-03-02"), a_round(2, "2026-03-02", from_m=6_000, to_m=8_200)])
    beat.keep(at="2026-03-02 08:00")
    beat.keep("r2", at="2026-03-02 08:00")
    beat.tell()
    beat.they_tell({"day": "2026-03-02", "starts": "08:20"})


def test_an_empty_page_says_what_will_stand_there(lined: Stage) -> None:
    assert lined.matter == ""
    said = words()
    assert "还没有登记的摄像头。管理单位登记并设了提示牌以后" in said
    assert "2026年3月：两边一起巡查 0 次" in said
    assert "2026年2月：两边一起巡查 0 次" in said


def test_a_sign_says_where_what_for_by_whom_how_long_and_where_to_complain(lined: Stage) -> None:
    assert lined.matter == ""
    entered()
    said = words()
    assert "新仓道口 在哪里 边界 21.0 公里处 做什么用 道口治安 谁管理 平湖市公安局" in said
    assert "保存多久 60 天，期满删除 向哪里投诉 平湖市公安局 0573-85000000" in said


def test_nothing_else_of_the_registers_stands_there(lined: Stage) -> None:
    assert lined.matter == ""
    camera = entered()
    answered(asked(camera))
    html = public()
    for hidden in ("备2026-1", "值班岗", "运维岗", "赵敏", "吴芳", "zhao", "平公受字", "治安管理处罚法", camera):
        assert hidden not in html


def test_cameras_without_a_sign_and_those_that_are_off_are_not_there(lined: Stage) -> None:
    assert lined.matter == ""
    entered(place="无牌道口", has_sign="")
    gone = entered(place="停用道口")
    sent(f"/border/cameras/{gone}/again/", {**FORM, "place": "停用道口", "is_off": "on"})
    entered()
    said = words()
    assert "新仓道口" in said
    assert "无牌道口" not in said
    assert "停用道口" not in said


def test_what_is_entered_again_replaces_what_was_said(lined: Stage) -> None:
    assert lined.matter == ""
    camera = entered()
    sent(f"/border/cameras/{camera}/again/", {**FORM, "storage_days": "30", "purpose": "边界治安"})
    said = words()
    assert "30 天，期满删除" in said
    assert "道口治安" not in said


def test_patrols_are_counted_by_stretch_when_both_recorded_them(beat: Beat) -> None:
    patrolled(beat)
    said = words()
    assert "2026年3月：两边一起巡查 1 次 20-30 公里：1 次" in said
    assert "0-10 公里" not in said


def test_when_and_where_a_patrol_was_walked_is_not_told(beat: Beat) -> None:
    patrolled(beat)
    html = public()
    for hidden in ("兴旺村", "蔷薇村", "08:00", "08:20", "2026-03-02", "28.0", "29.5"):
        assert hidden not in html


def test_the_last_month_stays_for_a_month(beat: Beat) -> None:
    patrolled(beat)
    beat.stage.later(days=31)
    said = words()
    assert "2026年3月：两边一起巡查 1 次" in said
    assert "2026年4月：两边一起巡查 0 次" in said
    beat.stage.later(days=30)
    assert "两边一起巡查 1 次" not in words()


def test_the_page_is_told_in_english(beat: Beat) -> None:
    patrolled(beat)
    entered()
    said = words(f"/en{PAGE}")
    assert "March 2026: 1 joint patrol" in said
    assert "km 20-30: 1 time" in said
    assert "60 days, then deleted" in said
    assert "at km 21.0 of the border" in said


def test_the_home_page_leads_there(lined: Stage) -> None:
    assert lined.matter == ""
    assert f'href="{PAGE}"' in public("/")


def test_a_script_in_a_place_stays_a_text(lined: Stage) -> None:
    assert lined.matter == ""
    entered(place="<script>alert(1)</script>", complain_to='"><img src=x>')
    html = public()
    assert "<script>alert" not in html
    assert "<img" not in html


def test_it_costs_three_queries_however_many_there_are(beat: Beat) -> None:
    for number in range(2):
        entered(place=f"道口{number}")
        with CaptureQueriesContext(connection) as taken:
            found = public_signs(day=date(2026, 3, 2))
        assert len(taken) == 3
        assert len(found.cameras) == number + 1
    assert beat.stage.matter == ""
