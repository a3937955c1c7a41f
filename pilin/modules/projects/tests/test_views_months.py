"""A month on its page: each side writes its half, both sign, and nothing signed is edited."""

from collections.abc import Callable
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.matters.rules.docket_refusals import DocketRefusal
from pilin.kernel.matters.tests.stage import POND
from pilin.modules.projects import actions, queries
from pilin.modules.projects.rules.codes import ProjectRefusal
from pilin.modules.projects.tests.play import HALF, Play
from pilin.web.sentences import say
from pilin.web.tests import samples

Read = Callable[..., str]
FILLED = {"done": "清淤一段", "percent": "20", "next": "清淤二段", "reached.m1": "", "reached.m2": ""}


def post(plan: str, month: str, page: str = "report/", account: str = "zhao", **fields: str) -> Any:
    """Send a form of a month's page."""
    filled = FILLED if page else {}
    return samples.browser(account).post(f"/projects/{plan}/months/{month}/{page}", {**filled, **fields})


def seen(plan: str, month: str) -> str:
    """Return which halves the page of a month shows."""
    html = samples.browser("wu").get(f"/projects/{plan}/months/{month}/").content.decode()
    return html.partition('name="seen" value="')[2].partition('"')[0]


def sign(plan: str, month: str) -> None:
    """Look at a month and sign it."""
    post(plan, month, "", "wu", step="sign", seen=seen(plan, month))


def test_our_half_is_written_and_the_other_side_awaited(play: Play, read: Read) -> None:
    plan = play.plan()
    assert "轮到：平湖市、金山区" in read(f"/projects/{plan}/months/2026-03/")
    assert post(plan, "2026-03").status_code == 302
    play.stage.meet()
    words = read(f"/projects/{plan}/months/2026-03/")
    assert f"{POND}：2026-03 月报" in words
    assert "轮到：金山区" in words
    assert "报送截止 2026-04-07（灯规则：次月 5 日，遇非工作日顺延；双方约定，不是法定期限）" in words
    assert "本月完成 清淤一段 累计完成 20% 下月计划 清淤二段" in words
    assert "金山区尚未填报；由该方在本方节点填报后显示" in words
    assert "修改本方所报" in words


def test_both_halves_stand_side_by_side_and_are_signed(play: Play, read: Read) -> None:
    plan = play.plan()
    play.report(plan, "2026-03")
    play.they_add(percent=30, reached=[{"id": "m1", "day": "2026-03-01"}])
    assert "签署" in read(f"/projects/{plan}/months/2026-03/")
    assert post(plan, "2026-03", "", "zhao", step="sign").status_code == 302
    assert play.stage.ours.matter.signed == {}  # zhao may act and not sign
    sign(plan, "2026-03")
    play.stage.meet()
    play.stage.they_take("sign", text=play.stage.text("sign"))
    play.stage.meet()
    words = read(f"/projects/{plan}/months/2026-03/")
    assert "✓ 双方已签" in words
    assert "完成的里程碑 清淤 2026-03-01" in words
    assert "重开（可改数字）" in words
    assert "轮到：无人，本月已由双方签署" in words


@pytest.mark.parametrize("old", [True, False])
def test_a_month_that_was_not_read_as_it_stands_is_not_signed(play: Play, *, old: bool) -> None:
    plan = play.plan()
    play.report(plan, "2026-03")
    play.they_add(percent=30)
    form = {"seen": seen(plan, "2026-03")} if old else {}
    play.stage.they_take("return", fields={"reason": "数据不符"})
    play.stage.meet()
    play.stage.they_take("amend", fields={"half": {**HALF, "percent": 90}})
    play.stage.meet()
    answer = samples.browser("wu").post(f"/projects/{plan}/months/2026-03/", {"step": "sign", **form}, follow=True)
    assert say(DocketRefusal.TABLE_HAS_CHANGED.value).sentence in samples.text_of(answer.content.decode())
    assert play.stage.ours.matter.signed == {}


def test_the_form_begins_with_last_months_plan_and_figure(play: Play) -> None:
    plan = play.plan()
    play.stage.later(days=35)
    play.month(plan, "2026-03", ours={"problems": "用地"}, theirs={})
    form = samples.browser("zhao").get(f"/projects/{plan}/months/2026-04/report/").context["form"]
    assert {name: form.initial[name] for name in ("done", "percent", "problems")} == {
        "done": "清淤二段",
        "percent": 20,
        "problems": "用地",
    }


def test_we_answer_their_half_with_ours(play: Play) -> None:
    plan = play.plan()
    report = play.they_report(plan, "2026-03")
    assert post(plan, "2026-03", percent="40").status_code == 302
    play.stage.meet()
    assert play.stage.ours.matter.state == "both"
    assert queries.report(report) is not None
    assert samples.browser("li").get(f"/projects/reports/{report}/").headers["Location"].endswith("/months/2026-03/")


def test_a_month_is_returned_with_a_reason_and_amended(play: Play, read: Read) -> None:
    plan = play.plan()
    play.report(plan, "2026-03")
    play.they_add()
    assert "必填" in read_error(post(plan, "2026-03", "", step="return", reason=""))
    post(plan, "2026-03", "", step="return", reason="数据不符")
    play.stage.meet()
    assert play.stage.ours.matter.state == "returned"
    post(plan, "2026-03", percent="25")
    play.stage.meet()
    assert play.stage.ours.matter.state == "both"
    assert "累计完成 25%" in read(f"/projects/{plan}/months/2026-03/")


def read_error(answer: Any) -> str:
    html = answer.content.decode()
    return "必填" if 'class="error"' in html else html


def test_a_signed_month_is_corrected_by_a_later_report(play: Play, read: Read) -> None:
    plan = play.plan()
    signed = play.month(plan, "2026-03", ours={"percent": 10}, theirs={})
    assert "双方另签" not in read(f"/projects/{plan}/months/2026-03/")
    assert post(plan, "2026-03", "correct/", percent="15").status_code == 302
    play.stage.meet()
    correction = queries.report_at_hand(plan, "2026-03")
    assert correction is not None
    assert (correction.corrects, correction.state) == (signed, "half")
    assert "更正：双方签署后替代原月报" in read(f"/projects/{plan}/months/2026-03/")
    play.stage.matter = correction.id
    play.they_add(percent=15)
    progress = play.project(plan).facts.progress
    assert progress is not None
    assert progress.percents == {"330482": 10, "310116": 20}
    play.both("sign")
    progress = play.project(plan).facts.progress
    assert progress is not None
    assert progress.percents == {"330482": 15, "310116": 15}


def test_a_month_that_is_not_signed_has_nothing_to_correct(play: Play) -> None:
    plan = play.plan()
    play.report(plan, "2026-03")
    assert samples.browser("zhao").get(f"/projects/{plan}/months/2026-03/correct/").status_code == 404


# Faults


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"percent": "101"}, "percent"),
        ({"percent": "-1"}, "percent"),
        ({"percent": "x"}, "percent"),
        ({"done": " "}, "done"),
        ({"reached.m1": "2026-13-01"}, "reached.m1"),
        ({"reached.m1": "2027-01-01"}, "reached.m1"),
        ({"help_from": "金山"}, "help"),
    ],
)
def test_what_does_not_fit_is_refused_in_its_field(play: Play, fields: dict[str, str], field: str) -> None:
    plan = play.plan()
    answer = post(plan, "2026-03", **fields)
    assert answer.status_code == 200
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert queries.reports_of(plan) == ()


def test_a_month_that_has_not_begun_is_refused(play: Play) -> None:
    plan = play.plan()
    answer = post(plan, "2026-04")
    assert answer.status_code == 200
    assert "这个月还没有开始" in answer.content.decode()


def test_an_ended_plan_takes_no_reports(play: Play) -> None:
    plan = play.plan()
    play.both("end")
    assert "方案不在执行中" in post(plan, "2026-03").content.decode()
    assert "填报本方" not in samples.browser("zhao").get(f"/projects/{plan}/months/2026-03/").content.decode()


@pytest.mark.parametrize("month", ["2026-13", "2026-3", "1999-01", "--------"])
def test_what_is_no_month_is_not_found(play: Play, month: str) -> None:
    plan = play.plan()
    assert samples.browser("li").get(f"/projects/{plan}/months/{month}/").status_code == 404


@pytest.mark.parametrize(
    ("month", "half", "code"),
    [
        ("2026-3", HALF, ProjectRefusal.MONTH_IS_NOT_A_MONTH),
        ("2026-04", HALF, ProjectRefusal.MONTH_HAS_NOT_BEGUN),
        ("2026-03", {**HALF, "percent": 101}, ProjectRefusal.PERCENT_IS_OUT_OF_RANGE),
        (
            "2026-03",
            {**HALF, "reached": [{"id": "x", "day": "2026-03-01"}]},
            ProjectRefusal.MILESTONE_IS_NOT_IN_THE_PLAN,
        ),
    ],
)
def test_the_action_refuses_what_no_form_would_send(play: Play, month: str, half: Any, code: ProjectRefusal) -> None:
    plan = play.project(play.plan()).plan
    with pytest.raises(Refused) as refused:
        actions.report_month(plan, month, half, by=play.hand)
    assert refused.value.code is code


def test_a_second_report_of_a_month_is_refused(play: Play) -> None:
    plan = play.plan()
    play.month(plan, "2026-03", ours={}, theirs={})
    with pytest.raises(Refused) as refused:
        actions.report_month(play.project(plan).plan, "2026-03", HALF, by=play.hand)
    assert refused.value.code is ProjectRefusal.MONTH_CANNOT_BE_WRITTEN_NOW


def test_of_two_reports_opened_at_once_the_page_says_who_withdraws(play: Play, read: Read) -> None:
    plan = play.plan()
    theirs = play.they_report(plan, "2026-03")
    from_us = actions.report_month(play.project(plan).plan, "2026-03", HALF, by=play.hand)
    assert from_us == theirs  # we add to theirs once we know of it
    play.they_report(plan, "2026-03")
    words = read(f"/projects/{plan}/months/2026-03/")
    assert "双方同时开了本月月报；先开的一份有效，另一份由金山区撤回" in words


def test_what_the_other_side_let_pass_is_not_signed_by_us(play: Play, read: Read) -> None:
    plan = play.plan()
    play.report(plan, "2026-03")
    play.they_add(percent=250, reached=[{"id": "m9", "day": "2026-03-01"}])
    words = read(f"/projects/{plan}/months/2026-03/", "wu")
    assert "金山区所报累计完成不在 0 至 100 之间；请退回" in words
    assert "金山区所报里程碑“m9”不在方案中；请退回" in words
    sign(plan, "2026-03")
    assert play.stage.ours.matter.signed == {}


def test_our_report_may_be_withdrawn_by_us_alone(play: Play) -> None:
    plan = play.plan()
    play.report(plan, "2026-03")
    post(plan, "2026-03", "", step="withdraw", reason="重复")
    play.stage.meet()
    assert play.stage.ours.matter.state == "withdrawn"
    assert queries.report_at_hand(plan, "2026-03") is None


def test_a_step_that_is_none_changes_nothing(play: Play) -> None:
    plan = play.plan()
    play.report(plan, "2026-03")
    assert post(plan, "2026-03", "", step="destroy").status_code == 200
    assert play.stage.ours.matter.state == "half"
