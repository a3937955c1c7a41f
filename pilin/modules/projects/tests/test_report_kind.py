"""The kind of monthly reports, step by step: halves come from both sides, both sign, and nothing signed is edited."""

from datetime import date
from typing import Any

import pytest

from pilin.kernel.matters.rules import fold
from pilin.kernel.matters.rules.refusals import MatterRefusal
from pilin.kernel.matters.rules.soundness import findings
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.kit import Case
from pilin.modules.projects.rules.facts import report_of
from pilin.modules.projects.tests.samples import JINSHAN, PINGHU

PLAN = "01980000-0000-7000-8000-000000000001"
HALF = {"done": "清淤一段", "percent": 20}
OTHER = {"done": "护岸一段", "percent": 30, "help": "用地审批", "reached": [{"id": "m1", "day": "2026-03-20"}]}
OPENING = {"title": "月报", "of": {"plan": PLAN, "month": "2026-03"}, "due": "2026-04-07", "half": HALF}


def opened(**fields: Any) -> Case:
    """Return a report of March that 平湖 opened with its half."""
    case = Case(kit.kind("report"), nodes={"initiator": PINGHU, "responder": JINSHAN})
    matter = fold.opened(case.kind, case.opening(fields={**OPENING, **fields}), case.calendars)
    assert isinstance(matter, fold.Matter)
    case.matter = matter
    return case


@pytest.fixture
def case() -> Case:
    return opened()


@pytest.fixture
def both(case: Case) -> Case:
    """Return the report with both halves."""
    return case.take("report", "responder", fields={"half": OTHER})


@pytest.mark.parametrize("name", ["plan", "report", "yearly_list"])
def test_the_kinds_of_this_room_are_sound(name: str) -> None:
    assert findings(kit.kind(name)) == []


def test_a_report_is_opened_with_the_half_of_its_opener(case: Case) -> None:
    found = report_of(case.matter)
    assert found is not None
    assert (found.plan, found.month, found.state, found.opener) == (PLAN, "2026-03", "half", PINGHU)
    assert [(side, half.percent) for side, half in found.halves.items()] == [(PINGHU, 20)]
    assert found.days == {PINGHU: date(2026, 3, 2)}
    assert fold.turn(case.kind, case.matter).roles == ("responder",)


def test_the_other_half_waits_until_the_day_that_the_rule_gives(case: Case) -> None:
    clock = case.matter.clocks["due_day"]
    assert (clock.rolled_end, clock.status) == (date(2026, 4, 7), "running")
    case.take("report", "responder", fields={"half": OTHER})
    assert case.matter.clocks["due_day"].status == "met"


def test_the_opener_corrects_its_half_while_the_other_is_awaited(case: Case) -> None:
    case.take("correct", "initiator", fields={"half": {**HALF, "percent": 25}})
    found = report_of(case.matter)
    assert found is not None
    assert (found.halves[PINGHU].percent, found.state) == (25, "half")
    assert case.refused("correct", "responder") == MatterRefusal.STEP_BELONGS_TO_ANOTHER


def test_nobody_writes_the_half_of_the_other_side(case: Case, both: Case) -> None:
    found = report_of(both.matter)
    assert found is not None
    assert {side: half.done for side, half in found.halves.items()} == {PINGHU: "清淤一段", JINSHAN: "护岸一段"}
    assert both.refused("report", "responder") == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE
    assert both.refused("correct", "initiator") == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE


def test_a_month_is_joint_when_both_signed(both: Case) -> None:
    both.take("sign", "responder")
    found = report_of(both.matter)
    assert found is not None
    assert not found.joint
    both.take("sign", "initiator")
    found = report_of(both.matter)
    assert found is not None
    assert found.joint


def test_what_is_on_the_table_cannot_change_under_a_signature(both: Case) -> None:
    both.take("sign", "initiator")
    for step, role in (("correct", "initiator"), ("report", "responder"), ("amend", "responder")):
        assert both.refused(step, role) == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE


def test_a_returned_month_loses_its_signatures(both: Case) -> None:
    both.take("sign", "initiator").take("return", "responder", fields={"reason": "数据不符"})
    assert (both.matter.state, both.matter.signed) == ("returned", {})
    both.take("amend", "initiator", fields={"half": {**HALF, "percent": 22}})
    assert both.matter.state == "both"
    both.take("sign", "responder").take("sign", "initiator")
    assert both.matter.state == "joint"


@pytest.mark.parametrize("step", ["return", "amend", "correct", "report", "sign", "withdraw"])
def test_a_signed_month_takes_no_step(both: Case, step: str) -> None:
    both.take("sign", "responder").take("sign", "initiator")
    for role in ("initiator", "responder"):
        assert both.refused(step, role) == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE


def test_a_return_needs_its_reason(both: Case) -> None:
    assert both.refused("return", "initiator", fields={}) == MatterRefusal.EVENT_IS_INCOMPLETE


@pytest.mark.parametrize("state", ["half", "returned"])
def test_only_its_opener_withdraws_a_report(case: Case, state: str) -> None:
    if state == "returned":
        case.take("report", "responder").take("return", "responder")
    assert case.refused("withdraw", "responder") == MatterRefusal.STEP_BELONGS_TO_ANOTHER
    case.take("withdraw", "initiator")
    found = report_of(case.matter)
    assert found is not None
    assert not found.counts


def test_a_report_that_the_other_side_refused_counts_for_nothing(case: Case) -> None:
    found = report_of(case.matter, refused=True)
    assert found is not None
    assert not found.counts


@pytest.mark.parametrize("month", ["2026-13", "March", "2026-3", "9999-01"])
def test_a_month_that_is_none_makes_no_report(month: str) -> None:
    assert report_of(opened(of={"plan": PLAN, "month": month}).matter) is None


def test_a_correction_names_the_report_for_which_it_stands() -> None:
    found = report_of(opened(of={"plan": PLAN, "month": "2026-03", "corrects": PLAN}).matter)
    assert found is not None
    assert found.corrects == PLAN


@pytest.mark.parametrize(
    "half",
    [
        {"done": "x"},
        {"percent": 1},
        {"done": " ", "percent": 1},
        {"done": "x", "percent": "1"},
        {"done": "x", "percent": 1, "mood": "good"},
        {"done": "x", "percent": 1, "reached": ["m1"]},
        {"done": "x", "percent": 1, "reached": [{"id": "m1", "day": "2026-02-30"}]},
        {"done": "x", "percent": 1, "reached": [{"id": "m1", "day": "2026-02-01"}, {"id": "m1", "day": "2026-02-02"}]},
    ],
)
def test_a_half_that_is_none_is_no_fact(case: Case, half: Any) -> None:
    assert case.refused("report", "responder", fields={"half": half}) == MatterRefusal.VALUES_DO_NOT_FIT
