"""What this node has against a step, on whatever page it is taken: our faults, and those that the other let pass."""

from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.matters.tests.stage import POND
from pilin.modules.projects.rules.codes import ProjectRefusal
from pilin.modules.projects.tests.play import HALF, Play
from pilin.web.tests import samples

STRAY = [{"id": "m9", "day": "2026-03-01"}]


def refused(play: Play, step: str, **members: Any) -> Any:
    """Return the code with which a step of ours is refused; nothing was told."""
    before = play.stage.ours.matter.head
    with pytest.raises(Refused) as refusal:
        play.stage.take(step, **members)
    assert play.stage.ours.matter.head == before
    return refusal.value.code


@pytest.mark.parametrize(
    ("half", "code"),
    [
        ({"percent": 101}, ProjectRefusal.PERCENT_IS_OUT_OF_RANGE),
        ({"percent": -1}, ProjectRefusal.PERCENT_IS_OUT_OF_RANGE),
        ({"reached": STRAY}, ProjectRefusal.MILESTONE_IS_NOT_IN_THE_PLAN),
    ],
)
def test_we_write_no_half_that_does_not_fit(play: Play, half: dict[str, Any], code: ProjectRefusal) -> None:
    plan = play.plan()
    play.report(plan, "2026-03")
    assert refused(play, "correct", fields={"half": {**HALF, **half}}) is code
    play.they_add()
    play.stage.take("return", fields={"reason": "x"})
    assert refused(play, "amend", fields={"half": {**HALF, **half}}) is code


@pytest.mark.parametrize(
    ("half", "code"),
    [
        ({"percent": 250}, ProjectRefusal.PERCENT_IS_OUT_OF_RANGE),
        ({"reached": STRAY}, ProjectRefusal.MILESTONE_IS_NOT_IN_THE_PLAN),
    ],
)
def test_we_sign_no_half_of_theirs_that_does_not_fit(play: Play, half: dict[str, Any], code: ProjectRefusal) -> None:
    plan = play.plan()
    play.report(plan, "2026-03")
    play.they_add(**half)
    assert refused(play, "sign") is code
    play.stage.take("return", fields={"reason": "数据不符"})  # but we may hand it back


def test_the_shells_own_page_says_it_too(play: Play) -> None:
    plan = play.plan()
    report = play.report(plan, "2026-03")
    play.they_add(percent=250)
    answer = samples.browser("wu").post(
        f"/matters/{report}/steps/sign/", {"filled": "1", "seen": play.stage.view().table}
    )
    assert "应为 0 至 100 的整数" in answer.content.decode()
    assert play.stage.ours.matter.signed == {}


def test_a_report_on_a_plan_that_we_do_not_know_is_not_judged(play: Play) -> None:
    play.they_report("01980000-0000-7000-8000-000000000009", "2026-03")
    play.stage.take("report", fields={"half": {**HALF, "percent": 400}})
    play.stage.meet()
    assert play.stage.ours.matter.state == "both"


# Lists


def listing(*plans: str) -> list[dict[str, Any]]:
    return [{"id": str(number), "plan": plan, "title": POND} for number, plan in enumerate(plans, start=1)]


def test_we_sign_no_list_that_names_an_ended_plan(play: Play) -> None:
    plan = play.plan()
    play.both("end")
    play.they_open("yearly_list", {"title": "x", "year": 2026, "aimed": 12, "items": listing(plan)})
    assert refused(play, "sign") is ProjectRefusal.LIST_NAMES_AN_ENDED_PLAN
    play.stage.take("return", fields={"reason": "项目已终止"})


def test_we_sign_no_empty_list(play: Play) -> None:
    play.they_open("yearly_list", {"title": "x", "year": 2026, "aimed": 12, "items": []})
    assert refused(play, "sign") is ProjectRefusal.LIST_IS_EMPTY


def test_a_list_whose_project_was_finished_may_still_be_closed(play: Play) -> None:
    plan = play.plan()
    yearly = play.they_open("yearly_list", {"title": "x", "year": 2026, "aimed": 12, "items": listing(plan)})
    play.both("sign")
    play.stage.matter = plan
    play.both("complete")
    play.stage.matter = yearly
    results = [{"id": "1", "plan": plan, "outcome": "finished"}]
    play.stage.they_take("offer_results", fields={"results": results})
    play.stage.meet()
    play.both("close")
    assert play.stage.ours.matter.state == "closed"
