"""The page of a matter, in words: whose turn and by when, who says what, what may be done, and how it came so."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from pilin.kernel.federation import models as federation
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters.delivery import duties
from pilin.kernel.matters.rules import chain
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.stage import CLAUSE, MILESTONES, OPINION, POND, REPORT, Stage
from pilin.web import matter_views
from pilin.web.tests import samples

Read = Callable[..., str]


def html(scene: Stage, account: str = "zhao") -> str:
    return samples.browser(account).get(f"/matters/{scene.matter}/").content.decode()


def moments(scene: Stage) -> list[tuple[str, str]]:
    """Return (classes, words) of each moment on the timeline."""
    parts = html(scene).partition("</ol>")[0].split('<li class="moment ')[1:]
    found = [part.partition('">') for part in parts]
    return [(classes, samples.text_of(text)) for classes, _, text in found]


# Whose turn, and by when


def test_it_says_whose_turn_it_is_by_when_and_by_which_article(scene: Stage, read: Read) -> None:
    scene.open_petition()
    said = read()
    end = scene.ours.matter.clocks["objection"].rolled_end
    assert "轮到：金山区" in said
    assert f"法定截止 {end.isoformat()}（信访工作条例 23(3)）" in said
    assert f"预警 {scene.ours.matter.clocks['objection'].warn_on.isoformat()}" in said


def test_each_clock_says_how_it_was_counted(scene: Stage, read: Read) -> None:
    scene.open_petition()
    said, telling = read(), scene.ours.matter.clocks["telling"]
    assert "告知期限 ● 在期内" in said
    assert f"期限 15日 日历 双方签署的工作日历 期满日 {telling.raw_end}" in said
    assert "期限 5个工作日" in said
    assert f"遇休顺延至 {telling.rolled_end}" in said


@pytest.mark.parametrize(("days", "light"), [(0, "● 在期内"), (14, "▲ 临期"), (40, "■ 超期")])
def test_a_light_says_how_a_period_stands(scene: Stage, read: Read, days: int, light: str) -> None:
    scene.open_petition()
    scene.later(days=days)
    assert f"告知期限 {light}" in read()


def test_a_period_that_ran_out_a_pause_and_one_that_was_met_are_told_apart(scene: Stage, read: Read) -> None:
    scene.open_petition()
    for step in ("accept", "hear"):
        scene.they_take(step)
        scene.meet()
    said = read()
    assert "异议期限 ✓ 已按期" in said
    assert "办理期限 ‖ 暂停" in said
    scene.later(days=60)
    calendar = next(iter(scene.their_calendars))
    scene.they_tell(chain.timing(scene.theirs, "expire", "telling", basis=CLAUSE, calendar=calendar))
    scene.meet()
    assert "告知期限 ■ 已届满" in read()


def test_an_end_in_a_year_without_a_calendar_is_provisional(scene: Stage, read: Read) -> None:
    scene.open_petition("2025")
    assert "暂定：该年放假安排尚未公布" in read()


def test_a_matter_that_ended_waits_for_nobody(scene: Stage, read: Read) -> None:
    scene.open_plan()
    scene.meet()
    scene.they_take("decline", fields={"reason": "另行商议"})
    scene.meet()
    said = read()
    assert "无人，事项已结束" in said
    assert "状态：未达成" in said


# What each side says


def test_three_columns_say_what_we_they_and_both_say(scene: Stage, read: Read) -> None:
    scene.plan_in_force()
    scene.take("amend", fields={"milestones": MILESTONES[:1], "reason": "缩小范围"})
    said = read()
    assert "项目方面 生态旅游 以双方签署的为准 生态旅游" in said
    assert "里程碑 m1 清淤 2026-06-30 以双方签署的为准 m1 清淤 2026-06-30；m2 共建步道" in said
    assert "理由 缩小范围 未填 这一栏不需会签" in said
    assert "签名证据：各方均已签署" in said
    assert "发起方牵头单位：平湖市水利局；应答方牵头单位：金山区水务局" in said


def test_where_two_sides_say_different_things_the_difference_is_marked(scene: Stage) -> None:
    scene.plan_in_force()
    scene.take("report_milestone", fields={**REPORT, "progress": "清淤过半"})
    scene.meet()
    scene.they_take("report_milestone", fields={**REPORT, "progress": "清淤未半"})
    scene.meet()
    row = next(part for part in html(scene).split('<div class="columns-row') if ">进展" in part)
    assert row.startswith(" differs")
    assert "清淤<mark>过</mark>半" in row
    assert "清淤<mark>未</mark>半" in row
    assert "不一致" in samples.text_of(row)


def test_a_signature_is_asked_for_on_a_page_that_says_what_is_signed(scene: Stage) -> None:
    scene.open_plan()
    page = samples.browser("wu").post(f"/matters/{scene.matter}/steps/sign/", {}).content.decode()
    said = samples.text_of(page)
    assert "签署的就是这些内容" in said
    assert f"项目名称 {POND}" in said
    assert "m1 清淤 2026-06-30 m2 共建步道" in said
    assert "签署后不能撤回" in said
    assert samples.faults_of(page) == []
    assert scene.row().n == 1  # nothing is signed yet


def test_a_step_that_some_have_signed_says_who_is_awaited(scene: Stage, read: Read) -> None:
    scene.open_plan()
    assert "签署后生效" not in read()
    scene.meet()
    scene.they_take("sign", text=scene.text("sign"))
    scene.meet()
    assert "“签署方案”已由金山区签署，待平湖市签署后生效。" in read()
    scene.take("sign")
    scene.meet()
    assert "签署后生效" not in read()


def test_before_both_signed_nothing_is_agreed(scene: Stage, read: Read) -> None:
    scene.open_plan()
    said = read()
    assert "项目方面 生态旅游 未填 尚未一致" in said
    assert "各方均已签署" not in said


def test_what_not_everybody_may_see_is_not_on_the_page(scene: Stage, read: Read) -> None:
    scene.open_petition()
    assert "信访人 另行保管的内容" in read()
    assert kit.PART["part"] not in html(scene)


# What may be done


def test_steps_that_are_closed_say_why_in_words(scene: Stage, read: Read) -> None:
    scene.open_plan()
    said = read()
    assert "个步骤现在不能做" in said
    for code in ("step_belongs_to_another", "step_is_not_of_this_state"):
        assert code not in said
    refused = next(step for step in scene.view().steps if step.rule.name == "complete")
    assert refused.option.refusal is not None
    assert refused.title["zh"] in said


def test_an_irreversible_step_says_what_follows(scene: Stage, read: Read) -> None:
    scene.plan_in_force()
    assert "终止 签署后不能撤回；要改变只能由各方再签新的内容。" in read(account="wu")


def test_a_refused_opening_is_a_record_and_nothing_more(scene: Stage, read: Read) -> None:
    scene.agree_kind("plan")
    scene.open_plan()
    scene.they_refuse(scene.told(scene.ours.chain[0].carrier))
    scene.meet()
    assert "对方未接受发起这一事项，它只作为记录保留" in read()
    assert "○ 对方未接受" in read("/matters/?whose=ended")
    answer = samples.browser("zhao").post(f"/matters/{scene.matter}/steps/withdraw/", {"filled": "1", "reason": "有误"})
    assert 'role="alert"' in answer.content.decode()


# How it came so


def test_the_timeline_has_two_sides_and_says_what_each_step_said(scene: Stage) -> None:
    scene.open_plan()
    scene.meet()
    scene.they_take("refuse_milestone", fields=OPINION)
    scene.meet()
    first, second = moments(scene)
    assert first[0] == "ours"
    assert "发起" in first[1]
    assert second[0] == "theirs"
    assert "不同意里程碑，退回修改" in second[1]
    assert "金山区" in second[1]
    assert f"理由：{OPINION['reason']}" in second[1]


def test_what_waits_for_the_other_side_is_marked(scene: Stage) -> None:
    scene.open_plan()
    scene.meet()
    scene.take("sign")
    assert [classes for classes, _ in moments(scene)] == ["ours", "ours pending"]
    assert "待对方纳入" in moments(scene)[1][1]
    scene.meet()
    assert [classes for classes, _ in moments(scene)] == ["ours", "ours"]


def test_clocks_stand_on_the_timeline_in_words(scene: Stage) -> None:
    scene.open_petition()
    scene.later(days=30)
    assert duties.turn_clocks(at=scene.now) == 2
    assert sum("期限届满" in words for _, words in moments(scene)) == 2


def test_a_step_that_fell_out_is_still_told(scene: Stage) -> None:
    scene.plan_in_force()
    told = scene.take("report_milestone", fields=REPORT)
    scene.they_refuse(told)
    scene.meet()
    assert "报告里程碑进展" in moments(scene)[-1][1]


def test_the_evidence_of_a_matter_is_one_link_away(scene: Stage, read: Read) -> None:
    scene.open_plan()
    address = f"/evidence/?subject=matter/{scene.matter}"
    assert f'href="{address}"' in html(scene)
    words = read(address)
    assert f"所属：{POND} 事项编号 {scene.matter}" in words
    assert "发起事项 ● 签名有效" in words
    assert f'href="/projects/{scene.matter}/"' in samples.browser("zhao").get(address).content.decode()


@pytest.mark.parametrize("number", [1, 12])
def test_a_page_costs_the_same_for_a_longer_story(
    scene: Stage, number: int, django_assert_max_num_queries: Any
) -> None:
    scene.plan_in_force()
    for count in range(number):
        scene.take("report_milestone", fields={**REPORT, "progress": f"第{count}次"})
        matters.note(matter=scene.matter, text=f"第{count}次", at=scene.now)
    client = samples.browser("zhao")
    with django_assert_max_num_queries(12):
        client.get(f"/matters/{scene.matter}/")


def test_of_a_long_story_the_latest_moments_are_shown_first(
    scene: Stage, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matter_views, "LATEST", 3)
    scene.plan_in_force()
    for count in range(4):
        scene.take("report_milestone", fields={**REPORT, "progress": f"第{count}次"})
    said = read()
    assert "还有更早的 4 条，全部显示" in said
    assert "第0次" not in said.partition("经过")[2]
    assert len(moments(scene)) == 3
    everything = read(f"/matters/{scene.matter}/?all=1")
    assert "还有更早的" not in everything
    assert "第0次" in everything


def test_the_heading_is_the_name_of_the_matter(scene: Stage) -> None:
    scene.open_plan()
    page = html(scene)
    assert re.search(rf"<h1>\s*{POND}\s*</h1>", page)
    assert f"<title>{POND}" in page


def test_a_halted_link_is_said_on_the_page(scene: Stage, read: Read) -> None:
    scene.open_plan()
    federation.Link.objects.update(mode="halted")
    assert "金山区 ▲ 已停止，待人工处理" in read()


def test_no_name_of_the_code_stands_on_the_page(scene: Stage, read: Read) -> None:
    scene.open_petition()
    scene.they_take("accept")
    scene.meet()
    said = read()
    for name in ("accepted", "receiver", "telling", "（open）", "（transferred）", "（accept）"):
        assert name not in said
