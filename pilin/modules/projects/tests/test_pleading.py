"""Reasons and contests between two sides and on the page of a light: approved once, and standing side by side."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters.tests.stage import THEM, US, Stage
from pilin.modules.projects import actions, queries
from pilin.modules.projects.models import Project
from pilin.modules.projects.rules import lights
from pilin.modules.projects.rules.codes import ProjectRefusal
from pilin.modules.projects.tests import samples as values
from pilin.modules.projects.tests.play import Play
from pilin.modules.projects.tests.test_order_kinds import ORDER, RECEIVED
from pilin.web.tests import samples
from tests.web.budget import costs_no_more

Read = Callable[..., str]
SCRIPT = "<script>alert(1)</script>"


class Pleas(Play):
    """A play in which both sides agreed on the kinds of excuses, contests and papers, and signed the rule of lights."""

    kinds = ("plan", "report", "order", "excuse", "contest")

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        stage.agree(values.rule_text())

    def red(self) -> str:
        """Let a plan whose months nobody reports turn red; return its id."""
        plan = self.plan()
        self.stage.later(days=100)
        actions.light_the_day(at=self.stage.now)
        assert self.light(plan) == "red"
        return plan

    def light(self, plan: str) -> str:
        actions.light_the_day(at=self.stage.now)
        return Project.objects.get(pk=plan).light

    def reason(self, plan: str, **changes: Any) -> None:
        """State our reason for the months that are missing."""
        said = {"trigger": "months_missing", "item": "2026-04", "reason": "汛期停工", "until": "2026-07-31", **changes}
        self.stage.matter = actions.state_reason(self.project(plan), said, by=self.hand)
        self.stage.meet()

    def contest(self, plan: str) -> None:
        """Put our reading beside the light."""
        said = {"reading": "yellow", "reason": "对方未签", "review_on": "2026-07-01"}
        self.stage.matter = actions.contest_light(self.project(plan), said, by=self.hand)
        self.stage.meet()

    def they_take(self, step: str, **fields: Any) -> None:
        self.stage.they_take(step, fields=fields)
        self.stage.meet()


@pytest.fixture
def pleas(scene: Stage) -> Pleas:
    return Pleas(scene)


def refused(code: ProjectRefusal, call: Callable[..., object], *args: Any, **named: Any) -> None:
    with pytest.raises(Refused) as found:
        call(*args, **named)
    assert found.value.code is code


def test_red_turns_yellow_when_the_other_side_approves_and_red_again_after_the_day(pleas: Pleas) -> None:
    plan = pleas.red()
    pleas.reason(plan)
    assert pleas.light(plan) == "red"
    pleas.they_take("approve")
    assert pleas.light(plan) == "yellow"
    pleas.stage.later(days=60)
    assert pleas.light(plan) == "red"
    refused(ProjectRefusal.EXCUSE_IS_SPENT, pleas.reason, plan, until="2026-09-01")


def test_a_reason_that_the_other_side_does_not_approve_moves_nothing(pleas: Pleas) -> None:
    plan = pleas.red()
    pleas.reason(plan)
    pleas.they_take("decline", reason="未见停工通知")
    assert pleas.light(plan) == "red"
    pleas.reason(plan)  # it was not spent


def test_we_approve_no_reason_for_what_is_not_red(pleas: Pleas) -> None:
    plan = pleas.plan()
    said = {"title": "x", "plan": plan, "trigger": "milestone_late", "item": "m1", "reason": "x", "until": "2026-03-20"}
    pleas.they_open("excuse", said)
    refused(ProjectRefusal.LIGHT_IS_NOT_RED_FOR_THIS, pleas.stage.take, "approve")


def test_a_contested_light_keeps_its_colour_and_shows_both_readings(pleas: Pleas, read: Read) -> None:
    plan = pleas.red()
    pleas.contest(plan)
    pleas.they_take("answer", answer_reading="red", answer="材料未齐")
    assert pleas.light(plan) == "red"
    words = read(f"/projects/{plan}/light/", "li")
    assert "■ 滞后 平湖市称 ▲ 预警" in words
    assert "按规则 ■ 滞后" in words
    assert "平湖市 ▲ 预警 对方未签" in words
    assert "金山区 ■ 滞后 材料未齐" in words
    for page in ("/projects/", "/projects/wall/", "/projects/gantt/", f"/projects/{plan}/"):
        html = samples.browser("li").get(page).content.decode()
        assert re.search(r'class="light late contested"', html), page
    refused(ProjectRefusal.LIGHT_IS_CONTESTED_ALREADY, pleas.contest, plan)


def test_a_settled_contest_leaves_one_reading(pleas: Pleas) -> None:
    plan = pleas.red()
    pleas.contest(plan)
    pleas.both("settle", fields={"outcome": "以规则为准"})
    assert pleas.project(plan).light.readings == ()


def test_a_paper_that_is_taken_on_and_overdue_turns_the_light_of_its_plan(pleas: Pleas) -> None:
    plan = pleas.plan()
    pleas.stage.matter = actions.send_paper("order", {**ORDER, "about": plan}, peer=THEM, by=pleas.hand)
    pleas.stage.meet()
    pleas.they_take("sign_for", **RECEIVED)
    pleas.they_take("take_on", measures="租船打捞", next_feedback_on="2026-03-09")
    assert pleas.light(plan) == "not_started"
    pleas.stage.later(days=40)
    assert pleas.light(plan) == "red"
    assert [one.name for one in pleas.project(plan).light.triggers] == ["paper_overdue"]


def test_a_rule_that_the_other_side_has_not_signed_has_no_effect_and_says_so(pleas: Pleas, read: Read) -> None:
    plan = pleas.red()
    lenient = [{**line, "yellow": 9, "red": 99} for line in values.rule_text()["thresholds"]]
    pleas.stage.offer({**values.rule_text(), "version": 9, "thresholds": lenient})
    assert pleas.light(plan) == "red"
    for page in (f"/projects/{plan}/", f"/projects/{plan}/light/"):
        assert "平湖市提出的灯规则第 9 版尚未由双方签署，不起作用" in read(page, "li")
    pleas.stage.they_sign(next(one.hash for one in facts.open_documents() if one.type == "lights"))
    assert pleas.light(plan) != "red"
    assert queries.yardstick_of((US, THEM)).unsigned == ()


# The page


def test_reason_and_contest_are_sent_by_the_forms_of_the_light(pleas: Pleas, read: Read) -> None:
    plan = pleas.red()
    page, hand = f"/projects/{plan}/light/", samples.browser("zhao")
    reason = {"sent": "excuse", "about": "months_missing|2026-04", "reason": SCRIPT, "until": "2026-07-31"}
    assert hand.post(page, reason).status_code == 302
    said = {"sent": "contest", "contest-reading": "yellow", "contest-reason": "未签", "contest-review_on": "2026-07-01"}
    assert hand.post(page, said).status_code == 302
    words = read(page, "zhao")
    assert "滞后说明 平湖市 最迟到 2026-07-31" in words
    assert "有异议，两种读法并列" in words
    html = hand.get(page).content.decode()
    assert SCRIPT not in html
    assert "contest-reading" not in html  # a side contests once


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (
            {"sent": "excuse", "about": "months_missing|2026-04", "reason": "x", "until": "2027-07-31"},
            "超出规则允许的最长天数",
        ),
        ({"sent": "excuse", "about": "mood|x", "reason": "x", "until": "2026-07-31"}, "mood|x"),
        ({"sent": "excuse", "about": "months_missing|2026-04", "reason": "", "until": "x"}, "必填"),
        (
            {"sent": "contest", "contest-reading": "yellow", "contest-reason": "x", "contest-review_on": "2026-01-01"},
            "已经过去",
        ),
        ({"sent": "nothing"}, "提出异议"),
    ],
)
def test_what_is_written_wrongly_is_told_in_its_form(pleas: Pleas, sent: dict[str, str], said: str) -> None:
    plan = pleas.red()
    answer = samples.browser("zhao").post(f"/projects/{plan}/light/", sent)
    assert answer.status_code == 200
    assert said in samples.text_of(answer.content.decode())


def test_who_only_reads_sees_no_forms_and_sends_nothing(pleas: Pleas) -> None:
    plan = pleas.red()
    page, reader = f"/projects/{plan}/light/", samples.browser("li")
    assert 'name="sent"' not in reader.get(page).content.decode()
    said = {"sent": "contest", "contest-reading": "yellow", "contest-reason": "x", "contest-review_on": "2026-07-01"}
    assert "没有“办理”权限" in samples.text_of(reader.post(page, said).content.decode())
    assert pleas.project(plan).light.readings == ()
    assert samples.browser("li").get("/projects/019cac10-9d80-7000-8000-000000000000/light/").status_code == 404


def test_the_page_of_a_light_keeps_its_budget(pleas: Pleas) -> None:
    plan = pleas.red()
    costs_no_more(f"/projects/{plan}/light/", lambda: pleas.contest(plan), account="zhao")
    costs_no_more(f"/projects/{plan}/", lambda: pleas.reason(plan), account="zhao")


def test_two_nodes_that_hold_the_same_show_the_same_digest(pleas: Pleas) -> None:
    plan = pleas.red()
    found = pleas.project(plan)
    yardstick = queries.yardstick_of((THEM, US))
    again = lights.light(found.facts, yardstick.rule, yardstick.calendar, found.light_day)
    assert again.digest == found.light.digest
