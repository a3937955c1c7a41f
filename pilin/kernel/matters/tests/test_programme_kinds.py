"""The kinds of the programme, told as the first story: offered, refused, amended, signed, reported on, ended."""

import pytest

from pilin.kernel.matters.rules import fold
from pilin.kernel.matters.rules.refusals import MatterRefusal
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.kit import Case

PINGHU, JINSHAN = "330482", "310116"
MILESTONES = [{"id": "1", "title": "环境风貌的统一建设"}, {"id": "2", "title": "业态的错位布局", "due": "2026-12-31"}]
PLAN = {
    "title": "“明月山塘”特色小镇",
    "field": "f5",
    "particulars": {},
    "aims": ["跨区域的观光休闲度假型旅游胜地"],
    "milestones": MILESTONES,
    "leads": {"initiator": "广陈镇", "responder": "廊下镇"},
}


@pytest.fixture
def plan() -> Case:
    """平湖 offers the plan of 明月山塘 to 金山."""
    case = Case(kit.kind("plan"), nodes={"initiator": PINGHU, "responder": JINSHAN})
    opened = fold.opened(case.kind, case.opening(fields=PLAN), case.calendars)
    assert isinstance(opened, fold.Matter)
    case.matter = opened
    return case


def test_a_milestone_is_refused_amended_and_signed(plan: Case) -> None:
    refusal = {"refused_milestone": "2", "reason": "时间过紧"}
    plan.take("refuse_milestone", "responder", fields=refusal)
    assert (plan.matter.state, fold.turn(plan.kind, plan.matter).roles) == ("returned", ("initiator",))
    later = [MILESTONES[0], {**MILESTONES[1], "due": "2027-06-30"}]
    plan.take("offer_again", "initiator", fields={"milestones": later})
    plan.take("sign", "initiator").take("sign", "responder")
    assert plan.matter.state == "in_force"
    assert plan.matter.agreed == {**PLAN, "milestones": later}


def test_a_withdrawal_goes_through_the_one_who_may_countersign(plan: Case) -> None:
    assert plan.event("withdraw", "initiator").orderer == JINSHAN
    assert plan.refused("withdraw", "initiator", orderer=PINGHU) == MatterRefusal.ORDERER_IS_NOT_IN_TURN
    assert plan.take("withdraw", "initiator").matter.state == "withdrawn"


def test_the_signed_plan_stays_in_force_while_it_is_amended(plan: Case) -> None:
    plan.take("sign", "initiator").take("sign", "responder")
    plan.take("amend", "initiator", fields={"milestones": MILESTONES[:1], "reason": "合并"})
    plan.take("report_milestone", "responder").take("sign_amendment", "responder")
    assert plan.matter.agreed["milestones"] == MILESTONES
    plan.take("refuse_amendment", "responder")
    assert (plan.matter.state, plan.matter.agreed["milestones"]) == ("in_force", MILESTONES)


@pytest.mark.parametrize(("step", "state"), [("end", "ended"), ("complete", "completed")])
def test_both_end_or_complete_a_plan(plan: Case, step: str, state: str) -> None:
    plan.take("sign", "initiator").take("sign", "responder").take(step, "responder")
    assert plan.matter.state == "in_force"
    assert plan.take(step, "initiator").matter.state == state


def test_a_plan_has_the_seven_fields_of_the_programme(plan: Case) -> None:
    *names, unknown = [choice["zh"] for choice in plan.kind.fields["field"].choices.values()]
    assert names == ["基层党建", "产业发展", "为民惠民", "平安建设", "生态旅游", "文化科创", "人才建设"]
    assert unknown == "来源未载明"  # the article names no field for 铁路梦 and 通航梦


def test_a_plan_has_the_eight_resource_domains_of_the_programme(plan: Case) -> None:
    domains = plan.kind.fields["particulars"].members["domain"].choices.values()
    names = [choice["zh"] for choice in domains]
    assert names[:4] == ["基础设施", "园区平台", "产业体系", "改革创新"]
    assert names[4:] == ["公共服务", "生态环境", "社会治理", "基层党建"]


def test_both_suspend_a_plan_and_both_resume_or_end_it(plan: Case) -> None:
    plan.take("sign", "initiator").take("sign", "responder").take("suspend", "responder")
    assert plan.matter.state == "in_force"
    assert plan.take("suspend", "initiator").matter.state == "suspended"
    assert plan.refused("amend", "initiator") == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE
    plan.take("resume", "initiator").take("resume", "responder")
    assert plan.matter.state == "in_force"


def test_the_framework_agreement_is_entered_and_its_duties_change_by_both() -> None:
    case = Case(kit.kind("framework"), nodes={"initiator": PINGHU, "responder": JINSHAN})
    entry = {
        "title": "毗邻党建引领区域联动发展合作框架协议",
        "signed_on": "2017-08-17",
        "parties": ["平湖市委", "金山区委"],
        "principles": ["优势互补", "互利共赢"],
        "duties": [{"id": "1", "title": "事务共商", "lead": "both"}],
    }
    opened = fold.opened(case.kind, case.opening(fields=entry), case.calendars)
    assert isinstance(opened, fold.Matter)
    case.matter = opened
    case.take("sign", "responder").take("sign", "initiator")
    duties = [*entry["duties"], {"id": "2", "title": "工作共推", "lead": "both"}]
    case.take("offer_duties", "initiator", fields={"duties": duties})
    assert case.matter.agreed == entry
    case.take("sign_duties", "initiator").take("sign_duties", "responder").take("report_duty", "responder")
    assert case.matter.agreed["duties"] == duties


@pytest.mark.parametrize("name", ["plan", "framework", "yearly_list"])
def test_every_state_without_a_clock_says_why(name: str) -> None:
    kind = kit.kind(name)
    assert kind.clocks == ()
    assert all(state.final or (state.waits and all(state.waits.values())) for state in kind.states.values())
