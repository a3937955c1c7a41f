"""The kinds of shared costs: signed formulas, lines agreed or disputed one by one, quarters netted by both."""

from typing import Any

import pytest

from pilin.kernel.matters.rules import fold, soundness
from pilin.kernel.matters.rules.fold import Matter
from pilin.kernel.matters.rules.refusals import MatterRefusal
from pilin.kernel.matters.tests import alone, kit
from pilin.kernel.matters.tests.kit import OTHER, Case
from pilin.modules.projects.tests.samples import JINSHAN, PINGHU

FORMULA: dict[str, Any] = {
    "title": "界河保洁分担办法",
    "covers": "界河保洁与打捞",
    "method": "ratio",
    "weights": {"initiator": 3, "responder": 2},
    "unit": "份",
    "source": "来源未载明",
    "illustrative": True,
    "from_day": "2026-01-01",
}
EXPENSE: dict[str, Any] = {
    "title": "打捞船租金",
    "formula": OTHER,
    "paid_on": "2026-03-02",
    "voucher": "记-0312",
    "voucher_hash": "a" * 64,
    "amount": 1_000_01,
    "use": {},
    "shares": {"payer": 600_01, "sharer": 400_00},
}
NETTING: dict[str, Any] = {
    "title": "2026-Q1 共同费用轧差",
    "quarter": "2026-Q1",
    "cut_off": "2026-03-31",
    "lines": [{"id": "1", "expense": OTHER, "paid_by": "initiator", "due": 400_00}],
    "net": 400_00,
}
SAMPLES = {"cost_formula": FORMULA, "joint_expense": EXPENSE, "netting": NETTING}
CLOSED = {
    "cost_formula": {"in_force", "ended"},
    "joint_expense": {"agreed"},
    "netting": {"netted"},
}


def opened(name: str, **changes: Any) -> Case:
    """Return a matter that 平湖 opened towards 金山."""
    kind = kit.kind(name)
    case = Case(kind, nodes=dict(zip(kind.roles, (PINGHU, JINSHAN), strict=True)))
    found = fold.opened(kind, case.opening(fields={**SAMPLES[name], **changes}), case.calendars)
    assert isinstance(found, Matter), found
    case.matter = found
    return case


@pytest.fixture
def line() -> Case:
    return opened("joint_expense")


@pytest.mark.parametrize("name", SAMPLES)
def test_a_kind_is_sound_titled_in_both_languages_and_cites_its_articles(name: str) -> None:
    kind = kit.kind(name)
    assert soundness.findings(kind) == []
    titled: list[Any] = [*kind.fields.values(), *kind.states.values(), *kind.steps, *kind.clocks]
    assert [one.title for one in titled if not {"zh", "en"} <= one.title.keys()] == []
    assert [clock.name for clock in kind.clocks if not (clock.statute and clock.article)] == []


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("number", [0, 1])
def test_no_side_alone_signs_a_formula_agrees_to_a_line_or_nets_a_quarter(name: str, number: int) -> None:
    case = opened(name)
    assert not alone.states_reached(case, case.kind.roles[number]) & CLOSED[name]


def test_neither_side_alone_ends_a_signed_formula() -> None:
    case = opened("cost_formula").take("sign", "initiator").take("sign", "responder")
    assert case.matter.state == "in_force"
    for role in case.kind.roles:
        assert alone.states_reached(opened_again(case), role) == {"in_force"}
    case.take("end", "initiator").take("end", "responder")
    assert case.matter.state == "ended"


def opened_again(case: Case) -> Case:
    """Return a case that stands where another does, to be walked without moving that one."""
    walked = opened("cost_formula")
    walked.matter, walked.at = case.matter, case.at
    return walked


def test_both_sign_the_amount_and_the_shares_of_a_line(line: Case) -> None:
    line.take("agree", "sharer")
    assert line.matter.state == "entered"
    line.take("agree", "payer")
    assert line.matter.state == "agreed"
    names = ("amount", "shares", "voucher_hash", "formula")
    assert {name: line.matter.agreed[name] for name in names} == {name: EXPENSE[name] for name in names}


def test_what_is_agreed_never_changes(line: Case) -> None:
    line.take("agree", "sharer").take("agree", "payer")
    for step, role in (("withdraw", "payer"), ("dispute", "sharer")):
        assert line.refused(step, role) == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE


def test_a_line_is_disputed_with_a_reason_answered_and_then_agreed(line: Case) -> None:
    assert line.refused("dispute", "sharer", fields={}) == MatterRefusal.EVENT_IS_INCOMPLETE
    assert line.refused("dispute", "payer") == MatterRefusal.STEP_BELONGS_TO_ANOTHER
    line.take("dispute", "sharer", fields={"reason": "租期多算两天"})
    assert line.refused("agree", "sharer") == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE
    line.take("answer_dispute", "payer", fields={"answer": "含往返"})
    assert line.matter.state == "disputed"
    line.take("drop_dispute", "sharer", fields={}).take("agree", "sharer").take("agree", "payer")
    assert line.matter.state == "agreed"


def test_a_disputed_line_is_taken_back_by_the_side_that_paid(line: Case) -> None:
    line.take("dispute", "sharer", fields={"reason": "重复"})
    assert line.refused("withdraw", "sharer") == MatterRefusal.STEP_BELONGS_TO_ANOTHER
    assert line.take("withdraw", "payer", fields={"reason": "重复登记"}).matter.state == "withdrawn"


def test_a_correction_may_bear_a_negative_amount() -> None:
    shares = {"payer": -600_01, "sharer": -400_00}
    case = opened("joint_expense", amount=-1_000_01, shares=shares, corrects=OTHER)
    assert case.take("agree", "payer").take("agree", "sharer").matter.agreed["amount"] == -1_000_01


@pytest.mark.parametrize(("step", "role"), [("decline", "responder"), ("withdraw", "initiator")])
def test_a_netting_falls_through_with_a_reason(step: str, role: str) -> None:
    case = opened("netting")
    assert case.refused(step, role, fields={}) == MatterRefusal.EVENT_IS_INCOMPLETE
    assert case.take(step, role, fields={"reason": "少一笔"}).kind.states[case.matter.state].final
