"""Drafts as forms send them: what a plan says goes into the inputs of its form and comes back the same."""

import pytest

from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.stage import PLAN
from pilin.modules.projects.rules import writings
from pilin.web.matter_forms import StepForm

KIND = kit.kind("plan")
RICH = {
    **PLAN,
    "particulars": {
        "domain": "d6",
        "proposer": "联合党支部",
        "money": [{"year": 2026, "side": "initiator", "amount": 123_450}],
        "risks": ["汛期", "用地"],
    },
}


def test_members_rows_and_lines_have_the_names_of_their_inputs() -> None:
    assert writings.flat(RICH) == {
        "title": PLAN["title"],
        "field": "f5",
        "particulars.domain": "d6",
        "particulars.proposer": "联合党支部",
        "particulars.money-rows": "1",
        "particulars.money-0-year": "2026",
        "particulars.money-0-side": "initiator",
        "particulars.money-0-amount": "1234.50",
        "particulars.risks": "汛期\n用地",
        "aims": "水质达到三类",
        "milestones-rows": "2",
        "milestones-0-id": "m1",
        "milestones-0-title": "清淤",
        "milestones-0-due": "2026-06-30",
        "milestones-1-id": "m2",
        "milestones-1-title": "共建步道",
        "leads.initiator": "平湖市水利局",
        "leads.responder": "金山区水务局",
    }


@pytest.mark.parametrize("said", [RICH, {**PLAN, "particulars": {"risks": ["汛期"]}}])
def test_the_form_of_a_plan_reads_them_back(said: dict[str, object]) -> None:
    form = StepForm(writings.flat(said), kind=KIND, rule=KIND.steps[0], said={})
    assert form.is_valid(), form.errors
    assert form.values() == said


def test_what_is_empty_has_no_input() -> None:
    assert writings.flat({"aims": [], "title": "", "particulars": {}, "due": None}) == {}


def test_a_half_bears_the_days_of_milestones_under_their_names() -> None:
    half = {"done": "清淤", "percent": 0, "reached": [{"id": "m1", "day": "2026-06-30"}]}
    assert writings.half_fields(half) == {"done": "清淤", "percent": "0", "reached.m1": "2026-06-30"}


def test_what_a_form_sends_beside_its_fields_is_no_field() -> None:
    sent = {
        "csrfmiddlewaretoken": "x",
        "base": "3",
        "do": "save",
        "more": "milestones",
        "title": "甲\r\n乙",
        "aims": "",
    }
    assert writings.sent(sent) == {"title": "甲\n乙"}


def test_what_is_sent_is_bounded() -> None:
    many = {f"field{number}": "x" for number in range(writings.NAMES_MAX + 10)}
    assert len(writings.sent(many)) == writings.NAMES_MAX
    assert writings.sent({"a" * 100: "x", "b": "y" * (writings.TEXT_MAX + 1)}) == {"b": "y" * writings.TEXT_MAX}
