"""What this node has against a step, on whatever page it is taken: our faults, and those that the other let pass."""

from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.matters.tests.stage import MILESTONES, PLAN, POND, THEM
from pilin.modules.projects import actions, queries
from pilin.modules.projects.rules.codes import ProjectRefusal
from pilin.modules.projects.rules.facts import NAMES_A_MILESTONE
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


# Plans


def milestones(**changes: Any) -> list[dict[str, Any]]:
    return [{**MILESTONES[0], **changes}]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"milestones": milestones(progress=101)}, ProjectRefusal.PLANNED_PROGRESS_IS_OUT_OF_RANGE),
        ({"milestones": milestones(progress=-1)}, ProjectRefusal.PLANNED_PROGRESS_IS_OUT_OF_RANGE),
        ({"particulars": {"pair": "P0"}}, ProjectRefusal.PAIR_IS_NOT_IN_FORCE),
    ],
)
def test_we_offer_and_sign_no_plan_that_does_not_hold(play: Play, fields: dict[str, Any], code: ProjectRefusal) -> None:
    with pytest.raises(Refused) as refusal:
        actions.open_plan({**PLAN, **fields}, peer=THEM, by=play.hand)
    assert refusal.value.code is code
    play.plan()
    said = {"milestones": MILESTONES, "reason": "x", **fields}
    assert refused(play, "amend", fields=said) is code
    play.they_open("plan", {**PLAN, **fields})
    assert refused(play, "sign") is code
    play.stage.take("refuse_milestone", fields={"refused_milestone": "m1", "reason": "不符"})  # but we may hand it back


@pytest.mark.parametrize("progress", [0, 100])
def test_planned_progress_is_a_percentage(play: Play, progress: int) -> None:
    plan = play.plan(milestones=milestones(progress=progress))
    assert play.project(plan).plan.milestones[0].progress == progress


def test_a_pair_in_force_may_be_named_and_one_that_ended_may_stay(
    play: Play, paired: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    play.plan(particulars={"pair": paired})
    monkeypatch.setattr(queries, "pairs_in_force", lambda _day: [])
    amended = {"milestones": MILESTONES[:1], "particulars": {"pair": paired}, "reason": "缩小"}
    play.stage.take("amend", fields=amended)
    play.stage.meet()
    play.both("sign_amendment")
    other = play.stage.open_plan(particulars={"pair": paired})
    assert other
    assert refused(play, "sign") is ProjectRefusal.PAIR_IS_NOT_IN_FORCE


@pytest.mark.parametrize("step", ["refuse_milestone", "report_milestone", "refuse_amendment"])
def test_a_milestone_that_is_not_in_the_plan_cannot_be_spoken_of(play: Play, step: str) -> None:
    if step == "report_milestone":
        play.plan()
    else:
        play.they_open("plan", PLAN)
    if step == "refuse_amendment":
        play.both("sign")
        play.stage.they_take("amend", fields={"milestones": MILESTONES[:1], "reason": "x"})
        play.stage.meet()
    name = NAMES_A_MILESTONE[step]
    others = {"progress": "过半"} if step == "report_milestone" else {"reason": "x"}
    assert refused(play, step, fields={name: "m9", **others}) is ProjectRefusal.MILESTONE_IS_NOT_IN_THE_PLAN
    play.stage.take(step, fields={name: "m2", **others})  # also one that the amendment leaves out


def test_forms_offer_milestones_and_pairs_by_name(play: Play, paired: str) -> None:
    plan = play.plan(particulars={"pair": paired})
    read = samples.browser("wu").get
    html = read(f"/matters/{plan}/steps/report_milestone/").content.decode()
    assert '<option value="m1">m1 清淤</option>' in html
    html = read(f"/matters/{plan}/steps/amend/").content.decode()
    assert f'<option value="{paired}" selected>' in html
    html = read("/projects/new/").content.decode()
    assert '<option value="" selected>—</option>' in html.partition('name="field"')[2].partition("</select>")[0]


def test_a_plan_with_faults_is_refused_on_its_page_and_nothing_is_lost(play: Play) -> None:
    values = {
        "title": "路灯", "field": "f3", "aims": "亮灯", "leads.initiator": "甲", "leads.responder": "乙",
        **samples.rows("milestones", [{"id": "m1", "title": "立杆", "progress": "140"}]),
    }  # fmt: skip
    html = samples.browser("zhao").post("/projects/new/", values).content.decode()
    assert "里程碑“立杆”的计划进度写成了 140；应为 0 至 100 的整数" in html
    assert ">立杆</textarea>" in html.replace("\n", "")


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
