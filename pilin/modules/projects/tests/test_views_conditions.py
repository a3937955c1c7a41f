"""Conditions on the page of their project: with the side that meets them, their day and their own light."""

from collections.abc import Callable

import pytest

from pilin.kernel.matters.tests.stage import THEM, US, Stage
from pilin.modules.projects import queries
from pilin.modules.projects.rules.records import CONDITION
from pilin.modules.projects.tests.play import Play
from pilin.modules.projects.tests.test_condition_kind import CONDITION as SAID
from pilin.modules.projects.tests.test_condition_kind import PROOF
from pilin.web.tests import samples
from tests.web.budget import costs_no_more

Read = Callable[..., str]
SCRIPT = "<script>alert(1)</script>"
FORM = {**{name: SAID[name] for name in ("title", "wanted", "duty_unit", "due")}, "holds": "complete"}


class Conditions(Play):
    """A play with plans and their conditions."""

    kinds = ("plan", "report", "condition")

    def they_set(self, plan: str, **changes: str) -> str:
        """Let the neighbour set a condition of a plan; return its id."""
        return self.they_open("condition", {**SAID, "plan": plan, "holds": "complete", **changes})


@pytest.fixture
def stage_of(scene: Stage) -> Conditions:
    return Conditions(scene)


@pytest.fixture
def plan(stage_of: Conditions) -> str:
    return stage_of.plan()


def test_a_plan_without_conditions_says_who_sets_them(plan: str, read: Read) -> None:
    assert "没有附条件。同意方案但有前提的一方在这里提出条件" in read(f"/projects/{plan}/conditions/")


def test_the_page_of_the_project_leads_there_and_who_may_act_can_set_one(plan: str) -> None:
    html = samples.browser("zhao").get(f"/projects/{plan}/").content.decode()
    assert f'href="/projects/{plan}/conditions/"' in html
    page = samples.browser("zhao").get(f"/projects/{plan}/conditions/").content.decode()
    assert "提出条件" in page
    assert "提出条件</a>" not in samples.browser("li").get(f"/projects/{plan}/conditions/").content.decode()
    assert samples.browser("li").get(f"/projects/{'0' * 36}/conditions/").status_code == 404


def test_a_condition_stands_with_its_plan_until_both_say_that_it_is_met(
    stage_of: Conditions, plan: str, read: Read
) -> None:
    condition = stage_of.they_set(plan)
    address = f"/projects/{plan}/conditions/"
    assert "步道用地先行落实 用地批复文件 确认完成 平湖市 2026-06-30 ● 已提出，待对方接受" in read(address)
    stage_of.both("take_on")
    assert "● 双方已签，待满足" in read(address)
    stage_of.stage.take("report", fields=PROOF)
    stage_of.stage.meet()
    assert "待双方确认满足" in read(address)
    stage_of.both("confirm")
    assert "✓ 双方确认已满足" in read(address)
    assert [one.id for one in queries.naming(plan, (CONDITION,))] == [condition]


def test_a_condition_that_is_near_or_late_has_its_own_light(stage_of: Conditions, plan: str, read: Read) -> None:
    stage_of.they_set(plan, due="2026-03-10")
    stage_of.both("take_on")
    assert "▲ 双方已签，待满足" in read(f"/projects/{plan}/conditions/")
    stage_of.stage.later(days=10)
    assert "■ 双方已签，待满足" in read(f"/projects/{plan}/conditions/")


def test_a_condition_of_another_plan_is_not_shown(stage_of: Conditions, plan: str, read: Read) -> None:
    other = stage_of.plan(title="南北山塘共同亮灯")
    stage_of.they_set(other)
    assert "步道用地先行落实" not in read(f"/projects/{plan}/conditions/")
    assert "步道用地先行落实" in read(f"/projects/{other}/conditions/")


def test_it_has_a_page_with_its_steps_and_what_it_holds_back(stage_of: Conditions, plan: str, read: Read) -> None:
    condition = stage_of.they_set(plan)
    html = samples.browser("zhao").get(f"/projects/{plan}/conditions/").content.decode()
    assert f'href="/projects/conditions/{condition}/"' in html
    words = read(f"/projects/conditions/{condition}/", "wu")
    assert "谢绝条件" in words
    assert "满足或双方免除前，双方都不能办理“确认完成”。" in words
    assert "所附方案 明月山塘生态修复 达到什么算满足 用地批复文件 满足前不得办理的步骤 确认完成" in words
    assert samples.browser("li").get(f"/projects/conditions/{plan}/").status_code == 404


def test_the_page_of_the_project_says_what_is_held_back_and_whose_turn_it_is(
    stage_of: Conditions, plan: str, read: Read
) -> None:
    stage_of.they_set(plan)
    stage_of.both("take_on")
    for page in (f"/projects/{plan}/", f"/projects/{plan}/conditions/"):
        words = read(page)
        assert "“步道用地先行落实”满足前，双方都不能办理“确认完成”。约定 2026-06-30 前满足，现在轮到：平湖市。" in words
        assert "步道用地先行落实 用地批复文件 确认完成 平湖市 2026-06-30 ● 双方已签，待满足 平湖市" in words
    stage_of.both("waive")
    assert "都不能办理" not in read(f"/projects/{plan}/")


def test_it_stands_on_the_desk_like_every_matter(stage_of: Conditions, plan: str, read: Read) -> None:
    condition = stage_of.they_set(plan)
    stage_of.both("take_on")
    html = samples.browser("zhao").get("/desk/").content.decode()
    assert f'href="/projects/conditions/{condition}/"' in html
    assert "步道用地先行落实" in read("/desk/")


def test_it_is_set_by_the_form_of_its_plan(stage_of: Conditions, plan: str, read: Read) -> None:
    hand, page = samples.browser("zhao"), f"/projects/{plan}/conditions/new/"
    answer = hand.post(page, {**FORM, "title": SCRIPT}, follow=True)
    assert "条件已提出并签名" in samples.text_of(answer.content.decode())
    assert SCRIPT not in samples.foreign(answer.content.decode())
    (found,) = queries.naming(plan, (CONDITION,))
    assert (found.holder, found.text("holds"), found.turn) == (THEM, "complete", (US, THEM))
    offered = hand.get(page).content.decode()
    assert 'value="sign"' not in offered  # the plan is signed; that step cannot be held back any more


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"due": "2026-02-27"}, "期限 2026-02-27 已经过去"),
        ({"due": "someday"}, "日期"),
        ({"wanted": ""}, "必填"),
        ({"holds": "sign"}, "sign"),
        ({"holds": "mood"}, "mood"),
    ],
)
def test_what_is_written_wrongly_is_told_in_its_form(plan: str, wrong: dict[str, str], said: str) -> None:
    answer = samples.browser("zhao").post(f"/projects/{plan}/conditions/new/", {**FORM, **wrong})
    assert answer.status_code == 200
    assert said in samples.text_of(answer.content.decode())
    assert queries.naming(plan, (CONDITION,)) == []


def test_of_a_plan_that_is_over_nobody_sets_a_condition_and_an_open_one_says_that_it_holds_nothing(
    stage_of: Conditions, plan: str, read: Read
) -> None:
    condition = stage_of.they_set(plan)
    stage_of.stage.matter = plan
    stage_of.both("end")
    assert "还不能发起" in read(f"/projects/{plan}/conditions/new/", "zhao")
    assert "附条件同意" not in read(f"/projects/{plan}/", "zhao")
    assert "方案已不会再到“确认完成”这一步" in read(f"/projects/conditions/{condition}/")


def test_a_stored_script_stays_a_text(stage_of: Conditions, plan: str) -> None:
    stage_of.they_set(plan, title="<script>alert(1)</script>")
    html = samples.browser("zhao").get(f"/projects/{plan}/conditions/").content.decode()
    assert "<script>" not in samples.foreign(html)


def test_the_page_costs_no_more_for_more_conditions(stage_of: Conditions, plan: str) -> None:
    stage_of.they_set(plan)
    costs_no_more(f"/projects/{plan}/conditions/", lambda: [stage_of.they_set(plan) for _ in range(3)])
    costs_no_more(f"/projects/{plan}/", lambda: [stage_of.they_set(plan) for _ in range(3)])
    costs_no_more(f"/projects/conditions/{stage_of.they_set(plan)}/", lambda: stage_of.they_set(plan))
