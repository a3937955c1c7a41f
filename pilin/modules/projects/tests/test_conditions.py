"""Approval with conditions between two sides: nobody of ours takes the step that an open condition holds back."""

from collections.abc import Callable
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.matters.tests.stage import THEM, Stage
from pilin.modules.projects import actions, queries
from pilin.modules.projects.rules.codes import ProjectRefusal
from pilin.modules.projects.rules.records import CONDITION
from pilin.modules.projects.tests.play import Play
from pilin.modules.projects.tests.test_condition_kind import CONDITION as SAID
from pilin.modules.projects.tests.test_condition_kind import PROOF
from pilin.web.tests import samples

OURS = {name: value for name, value in SAID.items() if name != "plan"}


class Approval(Play):
    """A play in which one side approves a plan of ours under a condition; what `they_…` does is the neighbour's."""

    kinds = ("plan", "report", "condition")

    def offered(self) -> str:
        """Offer a plan of ours that nobody signed; return its id."""
        self.stage.open_plan()
        self.stage.meet()
        return self.stage.matter

    def they_set(self, plan: str, **changes: Any) -> str:
        """Let the neighbour set a condition of a plan; return its id."""
        return self.they_open("condition", {**SAID, "plan": plan, **changes})

    def at(self, matter: str, step: str, **members: Any) -> None:
        """Take a step of ours in a matter."""
        self.stage.matter = matter
        self.stage.take(step, **members)
        self.stage.meet()

    def both_at(self, matter: str, step: str, **members: Any) -> None:
        self.stage.matter = matter
        self.both(step, **members)

    def state(self, matter: str) -> str:
        self.stage.matter = matter
        return str(self.stage.row().state)

    def met(self, condition: str) -> None:
        """Let the condition be signed by both, be proven by us, and be met as both sign."""
        self.both_at(condition, "take_on")
        self.at(condition, "report", fields=PROOF)
        self.both_at(condition, "confirm")


@pytest.fixture
def approval(scene: Stage) -> Approval:
    return Approval(scene)


def refused(code: ProjectRefusal, call: Callable[..., object], *args: Any, **named: Any) -> Refused:
    with pytest.raises(Refused) as found:
        call(*args, **named)
    assert found.value.code is code
    return found.value


def test_a_plan_approved_with_a_condition_is_signed_only_when_the_condition_is_met(approval: Approval) -> None:
    plan = approval.offered()
    condition = approval.they_set(plan)
    refused(ProjectRefusal.CONDITION_AWAITS_US, approval.at, plan, "sign")
    approval.both_at(condition, "take_on")
    refused(ProjectRefusal.CONDITION_AWAITS_US, approval.at, plan, "sign")
    approval.at(condition, "report", fields=PROOF)
    approval.at(condition, "confirm")
    refused(ProjectRefusal.CONDITION_AWAITS_THE_OTHER, approval.at, plan, "sign")
    approval.stage.matter = condition
    approval.stage.they_take("confirm", text=approval.stage.text("confirm"))
    approval.stage.meet()
    approval.both_at(plan, "sign")
    assert approval.state(plan) == "in_force"


def test_the_sentence_names_the_condition_and_stands_in_the_form_of_the_step(approval: Approval) -> None:
    plan = approval.offered()
    approval.they_set(plan)
    approval.stage.matter = plan
    said = {"filled": "1", "seen": approval.stage.view().table}
    answer = samples.browser("wu").post(f"/matters/{plan}/steps/sign/", said)
    words = samples.text_of(answer.content.decode())
    assert answer.status_code == 200
    assert "附条件“步道用地先行落实”还没有满足（约定 2026-06-30 前），满足前双方都不办这一步；现在轮到本方。" in words
    assert approval.state(plan) == "offered"


def test_completion_and_an_amendment_are_held_back_as_well_and_nothing_else_is(approval: Approval) -> None:
    plan = approval.plan()
    amended = approval.they_set(plan, holds="sign_amendment")
    completed = approval.they_set(plan, holds="complete", title="验收资料移交")
    approval.at(plan, "report_milestone", fields={"milestone": "m1", "progress": "清淤过半"})
    found = refused(ProjectRefusal.CONDITION_AWAITS_US, approval.at, plan, "complete")
    assert found.facts["title"] == "验收资料移交"
    approval.at(plan, "amend", fields={"milestones": [{"id": "m1", "title": "清淤"}], "reason": "合并"})
    found = refused(ProjectRefusal.CONDITION_AWAITS_US, approval.at, plan, "sign_amendment")
    assert found.facts["title"] == SAID["title"]
    approval.at(amended, "decline", fields={"reason": "无此职权"})
    approval.both_at(plan, "sign_amendment")
    approval.met(completed)
    approval.both_at(plan, "complete")
    assert approval.state(plan) == "completed"


def test_we_hold_ourselves_to_a_condition_that_we_set(approval: Approval) -> None:
    plan = approval.offered()
    condition = actions.set_condition(plan, OURS, by=approval.hand)
    approval.stage.meet()
    (found,) = queries.naming(plan, (CONDITION,))
    assert (found.id, found.holder, found.state) == (condition, THEM, "set")
    refused(ProjectRefusal.CONDITION_AWAITS_US, approval.at, plan, "sign")
    approval.at(condition, "take_on")
    refused(ProjectRefusal.CONDITION_AWAITS_THE_OTHER, approval.at, plan, "sign")


def test_who_signed_without_a_condition_sets_none_afterwards(approval: Approval) -> None:
    plan = approval.offered()
    approval.at(plan, "sign")
    refused(ProjectRefusal.CONDITION_HOLDS_NOTHING, actions.set_condition, plan, OURS, by=approval.hand)
    actions.set_condition(plan, {**OURS, "holds": "complete"}, by=approval.hand)


def test_a_condition_of_an_unknown_plan_and_of_a_past_day_is_refused(approval: Approval) -> None:
    plan, unknown = approval.offered(), "019cac10-9d80-7000-8000-000000000000"
    refused(ProjectRefusal.CONDITION_HOLDS_NOTHING, actions.set_condition, unknown, OURS, by=approval.hand)
    late = {**OURS, "due": "2026-01-31"}
    refused(ProjectRefusal.CONDITION_DAY_IS_PAST, actions.set_condition, plan, late, by=approval.hand)
    assert queries.naming(plan, (CONDITION,)) == []


def test_we_sign_no_condition_that_holds_nothing_and_set_no_day_that_is_past(approval: Approval) -> None:
    plan = approval.plan()
    useless = approval.they_set(plan, holds="sign")
    refused(ProjectRefusal.CONDITION_HOLDS_NOTHING, approval.at, useless, "take_on")
    late = approval.they_set(plan, holds="complete", due="2026-03-01")
    refused(ProjectRefusal.CONDITION_DAY_IS_PAST, approval.at, late, "take_on")
    good = approval.they_set(plan, holds="complete")
    approval.both_at(good, "take_on")
    approval.at(good, "report", fields=PROOF)
    back = {"fields": {"reason": "附图有误", "next_due": "2026-01-31"}}
    refused(ProjectRefusal.CONDITION_DAY_IS_PAST, approval.at, good, "take_back_report", **back)
