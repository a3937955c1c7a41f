"""The kinds of a quarter's supervision and of its visits: signed before anybody goes out, recorded by both."""

from typing import Any

import pytest

from pilin.kernel.matters.rules import fold, soundness
from pilin.kernel.matters.rules.fold import Matter
from pilin.kernel.matters.rules.refusals import MatterRefusal
from pilin.kernel.matters.tests import alone, kit
from pilin.kernel.matters.tests.kit import OTHER, Case
from pilin.modules.projects.tests.samples import JINSHAN, PINGHU

SUPERVISION: dict[str, Any] = {
    "title": "2026-Q1 季度督查计划",
    "quarter": "2026-Q1",
    "content": "年度清单项目的进度、资金、手续",
    "scope": "两镇交界",
    "objects": [
        {"id": "1", "title": "明月山塘护岸", "of": "both"},
        {"id": "2", "title": "界河闸门", "of": "responder"},
    ],
    "team": {"initiator": "广陈镇督考办", "responder": "廊下镇党政办"},
    "starts_on": "2026-03-02",
    "ends_on": "2026-03-31",
}
VISIT = {
    "title": "明月山塘护岸",
    "quarter": "2026-Q1",
    "supervision": OTHER,
    "item": "1",
    "object": "明月山塘护岸",
    "held_on": "2026-03-02",
    "present": "广陈镇督考办、廊下镇党政办",
    "planned": "三月完成第二标段",
    "seen": "第二标段未进场",
}
NODES = {
    "supervision": {"initiator": PINGHU, "responder": JINSHAN},
    "visit": {"recorder": PINGHU, "partner": JINSHAN},
}


def opened(name: str, fields: dict[str, Any]) -> Case:
    case = Case(kit.kind(name), nodes=NODES[name])
    found = fold.opened(case.kind, case.opening(fields=fields), case.calendars)
    assert isinstance(found, Matter), found
    case.matter = found
    return case


@pytest.fixture
def plan() -> Case:
    return opened("supervision", SUPERVISION)


@pytest.fixture
def visit() -> Case:
    return opened("visit", VISIT)


@pytest.mark.parametrize("name", ["supervision", "visit"])
def test_a_kind_is_sound_and_titled_in_both_languages(name: str) -> None:
    kind = kit.kind(name)
    assert soundness.findings(kind) == []
    titled: list[Any] = [*kind.fields.values(), *kind.states.values(), *kind.steps, *kind.clocks]
    assert [one.title for one in titled if not {"zh", "en"} <= one.title.keys()] == []
    assert [clock.name for clock in kind.clocks if not (clock.statute and clock.article)] == []


@pytest.mark.parametrize("role", ["initiator", "responder"])
def test_no_side_alone_brings_a_plan_into_force_or_ends_it(plan: Case, role: str) -> None:
    assert not alone.states_reached(plan, role) & {"in_force", "closed", "cancelled"}


@pytest.mark.parametrize("role", ["recorder", "partner"])
def test_no_side_alone_makes_a_record_joint(visit: Case, role: str) -> None:
    assert "joint" not in alone.states_reached(visit, role)


def test_a_plan_is_signed_by_both_and_ends_with_its_days(plan: Case) -> None:
    plan.take("sign", "initiator").take("sign", "responder")
    assert plan.matter.agreed == SUPERVISION
    assert plan.ends("ending") == ("2026-03-31", "2026-03-31")
    plan.take("offer_summary", "initiator", fields={"conclusion": "走访 2 处，登记问题 1 个"})
    plan.take("close", "responder").take("close", "initiator")
    assert plan.matter.state == "closed"


def test_a_returned_plan_is_offered_again(plan: Case) -> None:
    plan.take("return", "responder", fields={"reason": "闸门上月已督查"})
    fewer = {"objects": SUPERVISION["objects"][:1], "team": SUPERVISION["team"]}
    plan.take("offer_again", "initiator", fields=fewer)
    plan.take("sign", "responder").take("sign", "initiator")
    assert plan.matter.agreed["objects"] == SUPERVISION["objects"][:1]


@pytest.mark.parametrize(
    ("step", "role", "state"), [("withdraw", "initiator", "withdrawn"), ("decline", "responder", "declined")]
)
def test_an_unsigned_plan_ends_without_effect(plan: Case, step: str, role: str, state: str) -> None:
    assert plan.take(step, role, fields={"reason": "x"}).matter.state == state


def test_both_cancel_a_plan_that_is_in_force(plan: Case) -> None:
    plan.take("sign", "initiator").take("sign", "responder").take("cancel", "responder", fields={"reason": "防汛"})
    assert plan.matter.state == "in_force"
    assert plan.take("cancel", "initiator", fields={"reason": "同意"}).matter.state == "cancelled"


def test_a_summary_goes_back_until_both_sign_it(plan: Case) -> None:
    plan.take("sign", "initiator").take("sign", "responder").take("offer_summary", "initiator")
    plan.take("return_summary", "responder", fields={"reason": "数目不对"})
    assert plan.matter.state == "in_force"


def test_an_object_belongs_to_one_side_or_to_both() -> None:
    case = Case(kit.kind("supervision"), nodes=NODES["supervision"])
    wrong = {**SUPERVISION, "objects": [{"id": "1", "title": "x", "of": "nobody"}]}
    refusal = fold.opened(case.kind, case.opening(fields=wrong), case.calendars)
    assert getattr(refusal, "code", None) is MatterRefusal.VALUES_DO_NOT_FIT


def test_what_was_seen_is_signed_by_both(visit: Case) -> None:
    visit.take("add", "partner", fields={"addition": "材料已到场"}).take("sign", "partner").take("sign", "recorder")
    assert visit.matter.state == "joint"
    assert visit.matter.agreed["seen"] == VISIT["seen"]


def test_a_record_is_written_again_or_taken_back(visit: Case) -> None:
    visit.take("return", "partner", fields={"reason": "标段写错"})
    visit.take("record_again", "recorder", fields={"present": "x", "planned": "y", "seen": "第一标段未进场"})
    assert (visit.matter.state, visit.ends("signing")[1]) == ("recorded", "2026-03-16")
    visit.take("return", "partner", fields={"reason": "x"}).take("let_stand", "partner")
    assert visit.matter.state == "recorded"
    assert visit.take("withdraw", "recorder", fields={"reason": "x"}).matter.state == "withdrawn"
