"""Projects for everybody: what both signed in plain words, nothing that is only offered, nobody shown as red."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from pilin.base.clock import day_of
from pilin.kernel.matters.tests.stage import POND
from pilin.modules.projects import actions, queries
from pilin.modules.projects.rules.lights import Colour
from pilin.modules.projects.rules.public import PROGRESS
from pilin.modules.projects.tests import seeding
from pilin.modules.projects.tests.play import Play
from pilin.modules.projects.views import public as shown
from pilin.web.tests import samples

pytestmark = pytest.mark.usefixtures("fresh")


def words(address: str = "/projects/") -> str:
    html = Client(headers={"host": "public.example"}).get(address).content.decode()
    assert samples.faults_of(html) == []
    return samples.text_of(html)


def test_what_is_only_offered_is_not_public(play: Play) -> None:
    play.stage.open_plan()
    assert queries.public_projects().projects == ()
    assert "还没有两地都签了字的项目" in words()
    play.both("sign")
    (shown,) = queries.public_projects().projects
    assert shown.following is not None
    assert (shown.title, shown.progress, shown.following.title) == (POND, "not_begun", "清淤")


def test_a_signed_project_is_told_in_plain_words(play: Play) -> None:
    plan = play.plan()
    play.month(
        plan,
        "2026-03",
        ours={"problems": "用地", "help": "审批"},
        theirs={"reached": [{"id": "m1", "day": "2026-03-01"}]},
    )
    said = words()
    assert f"{POND} 现在 ● 进展正常" not in said  # help is asked for, which is yellow inside
    assert f"{POND} 现在 ▲ 有待推进 哪方面 生态旅游 要做到 水质达到三类 谁牵头 平湖市水利局、金山区水务局" in said
    assert "已经做到 清淤 下一步 共建步道" in said
    assert "用地" not in said
    assert "审批" not in said


def test_yellow_and_red_read_the_same() -> None:
    assert PROGRESS[Colour.RED] == PROGRESS[Colour.YELLOW]
    assert {*Colour} - {*PROGRESS} == {Colour.OFFERED}


def test_a_list_of_key_projects_is_public_once_both_signed(play: Play) -> None:
    plan = play.plan()
    items = [{"id": "1", "plan": plan, "title": POND}]
    play.they_open("yearly_list", {"title": "清单", "year": 2026, "aimed": 12, "items": items})
    assert queries.public_projects().lists == ()
    play.both("sign")
    (listed,) = queries.public_projects().lists
    assert (listed.year, listed.titles) == (2026, (POND,))
    assert "2026 年的重点项目" in words()


def test_a_plan_that_fell_away_leaves_the_page(play: Play) -> None:
    play.stage.open_plan()
    play.stage.meet()
    play.stage.take("withdraw", fields={"reason": "重复"})
    play.stage.meet()
    assert queries.public_projects().count == 0


def test_a_long_page_says_how_many_it_leaves_out(play: Play) -> None:
    day: date = day_of(play.stage.now)
    actions.rebuild([seeding.plan(number, day) for number in range(120)], at=play.stage.now)
    found = queries.public_projects()
    assert len(found.projects) == 100
    assert f"另有 {found.count - 100} 个项目没有列在这一页" in words()


def test_one_project_has_a_page_under_its_code(play: Play) -> None:
    plan = play.plan()
    play.month(plan, "2026-03", ours={}, theirs={"reached": [{"id": "m1", "day": "2026-03-01"}]})
    items = [{"id": "1", "plan": plan, "title": POND}]
    play.they_open("yearly_list", {"title": "清单", "year": 2026, "aimed": 12, "items": items})
    play.both("sign")
    address = f"/projects/{plan[-10:]}/"
    assert address in Client(headers={"host": "public.example"}).get("/projects/").content.decode()
    said = words(address)
    assert "清淤 2026-06-30 ✓ 已经做到" in said
    assert "共建步道 — ○ 还没有" in said
    assert "列入 2026 年的重点项目" in said
    assert plan not in said


@pytest.mark.parametrize("code", ["0000000000", "fffffffff", "FFFFFFFFFF", "00000000000"])
def test_a_project_that_is_not_there_or_not_signed_has_no_page(play: Play, code: str) -> None:
    offered = play.stage.open_plan()
    reader = Client(headers={"host": "public.example"})
    assert reader.get(f"/projects/{code}/").status_code == 404
    assert reader.get(f"/projects/{offered[-10:]}/").status_code == 404


def test_one_project_costs_no_more_for_many(play: Play, django_assert_num_queries: Any) -> None:
    plan = play.plan()
    with django_assert_num_queries(3):
        assert queries.public_project(plan[-10:]) is not None
    actions.rebuild([seeding.plan(number, day_of(play.stage.now)) for number in range(60)], at=play.stage.now)
    with django_assert_num_queries(3):
        assert queries.public_project(plan[-10:]) is not None


def test_the_page_about_the_site_says_which_words_stand_for_the_lights() -> None:
    said = words("/about/")
    assert "不分黄和红，一律写“有待推进”，也不写原因" in said
    assert all(str(word) in said for _tone, word in shown.PROGRESS_WORDS.values())


def test_what_the_source_does_not_give_is_said_once_and_never_as_a_next_step(play: Play) -> None:
    unknown = "来源未载明"
    play.plan(milestones=[{"id": "m1", "title": unknown}], leads={"initiator": unknown, "responder": unknown})
    said = words()
    assert "谁牵头 来源未载明" in said
    assert "来源未载明、来源未载明" not in said
    assert "下一步" not in said
