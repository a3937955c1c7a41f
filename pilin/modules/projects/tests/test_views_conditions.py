"""Conditions on the page of their project: with the side that meets them, their day and their own light."""

from collections.abc import Callable

import pytest

from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.projects import queries
from pilin.modules.projects.rules.records import CONDITION
from pilin.modules.projects.tests.play import Play
from pilin.modules.projects.tests.test_condition_kind import CONDITION as SAID
from pilin.modules.projects.tests.test_condition_kind import PROOF
from pilin.web.tests import samples
from tests.web.budget import costs_no_more

Read = Callable[..., str]


class Conditions(Play):
    """A play with plans and their conditions."""

    kinds = ("plan", "report", "condition")

    def they_set(self, plan: str, **changes: str) -> str:
        """Let the neighbour set a condition of a plan; return its id."""
        return self.they_open("condition", {**SAID, "plan": plan, **changes})


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
    assert "步道用地先行落实 用地批复文件 平湖市 2026-06-30 ● 已提出，待对方接受" in read(address)
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


def test_it_is_moved_at_the_page_of_its_matter(stage_of: Conditions, plan: str, read: Read) -> None:
    condition = stage_of.they_set(plan)
    html = samples.browser("zhao").get(f"/projects/{plan}/conditions/").content.decode()
    assert f'href="/matters/{condition}/"' in html
    assert "谢绝条件" in read(f"/matters/{condition}/", "wu")


def test_a_stored_script_stays_a_text(stage_of: Conditions, plan: str) -> None:
    stage_of.they_set(plan, title="<script>alert(1)</script>")
    html = samples.browser("zhao").get(f"/projects/{plan}/conditions/").content.decode()
    assert "<script>" not in samples.foreign(html)


def test_the_page_costs_no_more_for_more_conditions(stage_of: Conditions, plan: str) -> None:
    stage_of.they_set(plan)
    costs_no_more(f"/projects/{plan}/conditions/", lambda: [stage_of.they_set(plan) for _ in range(3)])
