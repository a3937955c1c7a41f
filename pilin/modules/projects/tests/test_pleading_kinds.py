"""The kinds of reasons and contests, step by step: whose turn it is, who may end them, and what needs both."""

from datetime import date
from typing import Any

import pytest

from pilin.kernel.matters.rules import fold, soundness
from pilin.kernel.matters.rules.refusals import MatterRefusal
from pilin.kernel.matters.tests import alone, kit
from pilin.kernel.matters.tests.kit import Case
from pilin.modules.projects.rules.lights import TRIGGERS, Colour
from pilin.modules.projects.rules.pleading import READINGS
from pilin.modules.projects.tests.samples import JINSHAN, PINGHU
from pilin.modules.projects.tests.test_alone import POND, case

REASON: dict[str, Any] = {"plan": POND, "trigger": "milestone_late", "item": "m1", "until": "2026-06-30"}
READING: dict[str, Any] = {"plan": POND, "reading": "yellow", "reason": "对方未签", "review_on": "2026-04-01"}
ANSWER = {"answer_reading": "red", "answer": "材料未齐"}


@pytest.fixture
def reason() -> Case:
    return case("excuse", **REASON)


@pytest.fixture
def contest() -> Case:
    return case("contest", **READING)


@pytest.mark.parametrize("name", ["excuse", "contest"])
def test_a_kind_is_sound_titled_in_both_languages_and_says_why_it_may_wait(name: str) -> None:
    kind = kit.kind(name)
    assert soundness.findings(kind) == []
    titled: list[Any] = [*kind.fields.values(), *kind.states.values(), *kind.steps, *kind.clocks]
    assert [one.title for one in titled if not {"zh", "en"} <= one.title.keys()] == []
    assert [clock.name for clock in kind.clocks if not (clock.statute and clock.article)] == []


@pytest.mark.parametrize("name", ["excuse", "contest"])
def test_both_name_a_plan_so_that_each_is_found_at_its_project(name: str) -> None:
    rule = kit.kind(name).fields["plan"]
    assert (rule.type, rule.names_matters) == ("matter", True)


def test_a_reason_names_triggers_that_can_be_red() -> None:
    named = {*kit.kind("excuse").fields["trigger"].choices}
    assert named == {*TRIGGERS} - {"help_wanted", "milestone_made_up"}


def test_a_contest_reads_a_light_by_the_colours_that_are_computed() -> None:
    fields = kit.kind("contest").fields
    assert {Colour(name) for name in fields["reading"].choices} == {*READINGS}
    assert fields["reading"].choices == fields["answer_reading"].choices


# Reasons


def test_a_reason_waits_for_the_other_side(reason: Case) -> None:
    assert (reason.matter.state, fold.turn(reason.kind, reason.matter).roles) == ("asked", ("responder",))


@pytest.mark.parametrize("step", ["approve", "decline"])
def test_nobody_answers_his_own_reason(reason: Case, step: str) -> None:
    assert reason.refused(step, "initiator") == MatterRefusal.STEP_BELONGS_TO_ANOTHER


def test_a_reason_is_taken_back_through_who_may_approve_it(reason: Case) -> None:
    assert reason.event("withdraw", "initiator").orderer == JINSHAN
    assert reason.refused("withdraw", "responder") == MatterRefusal.STEP_BELONGS_TO_ANOTHER
    assert reason.take("withdraw", "initiator").matter.state == "withdrawn"


@pytest.mark.parametrize(
    ("step", "role"), [("approve", "responder"), ("decline", "responder"), ("withdraw", "initiator")]
)
def test_an_answered_reason_takes_no_step(reason: Case, step: str, role: str) -> None:
    reason.take(step, role)
    for again, by in (("approve", "responder"), ("decline", "responder"), ("withdraw", "initiator")):
        assert reason.refused(again, by) == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE


def test_a_refusal_says_why(reason: Case) -> None:
    assert reason.refused("decline", "responder", fields={}) == MatterRefusal.EVENT_IS_INCOMPLETE


@pytest.mark.parametrize("fields", [{"trigger": "mood"}, {"until": "soon"}, {"until": "2026-02-30"}, {"item": " "}])
def test_a_reason_that_is_none_is_no_fact(fields: dict[str, Any]) -> None:
    made = case("excuse", **REASON)
    needed = kit.filled(made.kind, made.kind.steps[0])
    refusal = fold.opened(made.kind, made.opening(fields={**needed, **REASON, **fields}), made.calendars)
    assert getattr(refusal, "code", None) == MatterRefusal.VALUES_DO_NOT_FIT


def test_the_side_that_states_a_reason_never_reaches_its_approval_alone(reason: Case) -> None:
    assert "approved" not in alone.states_reached(reason, "initiator")


# Contests


def test_a_contest_is_looked_at_again_on_its_day(contest: Case) -> None:
    clock = contest.matter.clocks["review_day"]
    assert (clock.rolled_end, clock.status) == (date(2026, 4, 1), "running")
    contest.take("answer", "responder", fields=ANSWER)
    assert contest.matter.clocks["review_day"].status == "running"


def test_an_answer_may_be_given_again_and_is_the_other_sides_alone(contest: Case) -> None:
    assert contest.refused("answer", "initiator") == MatterRefusal.STEP_BELONGS_TO_ANOTHER
    contest.take("answer", "responder", fields=ANSWER)
    contest.take("answer", "responder", fields={**ANSWER, "answer_reading": "yellow"})
    assert contest.matter.asserted["answer_reading"] == {"responder": "yellow"}


@pytest.mark.parametrize("answered", [False, True])
def test_both_settle_a_contest_and_neither_alone(contest: Case, *, answered: bool) -> None:
    if answered:
        contest.take("answer", "responder", fields=ANSWER)
    for role in ("initiator", "responder"):
        assert "settled" not in alone.states_reached(contest, role)
    contest.take("settle", "initiator").take("settle", "responder")
    assert contest.matter.state == "settled"
    assert contest.matter.clocks["review_day"].status == "met"


def test_only_who_contests_takes_it_back(contest: Case) -> None:
    assert contest.refused("withdraw", "responder") == MatterRefusal.STEP_BELONGS_TO_ANOTHER
    assert contest.take("withdraw", "initiator").matter.state == "withdrawn"
    assert contest.matter.roles == {"initiator": PINGHU, "responder": JINSHAN}
