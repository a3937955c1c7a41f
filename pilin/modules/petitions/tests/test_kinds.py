"""The kinds of petitions: every way through them, every way out, and nothing that tells what a petition is about."""

from collections.abc import Callable
from typing import Any

import pytest

from pilin.kernel.matters.rules import fold, soundness
from pilin.kernel.matters.rules.refusals import MatterRefusal
from pilin.kernel.matters.tests import alone, kit
from pilin.kernel.matters.tests.kit import Case
from pilin.kernel.matters.tests.stage import THEM, US

NAMES = ("petition_transfer", "petition_handling")
WRITTEN = {"title", "approver"}
"""The only texts: a number, and the post of who approved."""
FINAL_REVIEW = ("choose_route", "answer", "ask_review", "review", "ask_final")


def transferred(day: str = "2026-03-02") -> Case:
    """Return a transfer from us to the neighbour."""
    return Case(kit.kind("petition_transfer"), day=day, nodes={"sender": US, "receiver": THEM})


def handled(*steps: str, day: str = "2026-03-03") -> Case:
    """Return a petition that the neighbour handles, after some steps of the handler."""
    case = Case(kit.kind("petition_handling"), day=day, nodes={"handler": THEM, "other": US})
    for step in steps:
        case.take(step, "handler")
    return case


def disputed() -> Case:
    """Return a transfer that was objected to and not taken back."""
    return transferred().take("object", "receiver").take("insist", "sender")


def before_the_conference() -> Case:
    return disputed().take("call_conference", "receiver", fields={"conference_on": "2026-03-20"})


@pytest.mark.parametrize("name", NAMES)
def test_a_kind_is_sound_and_its_roles_are_nobodys_ours_or_theirs(name: str) -> None:
    kind = kit.kind(name)
    assert soundness.findings(kind) == []
    assert not {*kind.roles} & {"ours", "theirs", "us", "them"}


@pytest.mark.parametrize("name", NAMES)
def test_every_title_is_said_in_both_languages_and_every_clock_cites_its_article(name: str) -> None:
    kind = kit.kind(name)
    titled: list[Any] = [*kind.fields.values(), *kind.states.values(), *kind.steps, *kind.clocks]
    assert [one.title for one in titled if not {"zh", "en"} <= one.title.keys()] == []
    assert {(clock.statute, bool(clock.article)) for clock in kind.clocks} == {("信访工作条例", True)}


@pytest.mark.parametrize("name", NAMES)
def test_no_field_can_hold_what_a_petition_is_about(name: str) -> None:
    """信访工作条例 30(3): the shell shows matters to everybody here, so they hold choices and days, and no words."""
    texts = {field for field, rule in kit.kind(name).fields.items() if rule.type in ("text", "list", "record")}
    assert texts <= WRITTEN


# 转送与受理


def test_the_receiver_accepts_within_fifteen_days() -> None:
    """信访工作条例 23(3)."""
    case = transferred("2026-02-05")
    assert case.ends("telling") == ("2026-02-20", "2026-02-24")
    assert case.take("accept", "receiver").matter.state == "accepted"


def test_an_objection_is_raised_within_five_working_days() -> None:
    """信访工作条例 23(3): 28 February is a make-up workday."""
    case = transferred("2026-02-27")
    assert case.ends("objection") == ("-", "2026-03-05")
    assert case.on("2026-03-05").take("object", "receiver").matter.state == "objected"


def test_after_five_working_days_nobody_objects() -> None:
    case = transferred("2026-02-27").on("2026-03-06")
    assert case.refused("object", "receiver") == MatterRefusal.CLOCK_DOES_NOT_RUN


def test_an_objection_has_a_ground() -> None:
    assert transferred().refused("object", "receiver", fields={}) == MatterRefusal.EVENT_IS_INCOMPLETE


def test_nobody_sends_back_alone() -> None:
    """信访工作条例 23(3): it is returned only after the sender agrees."""
    case = transferred().take("object", "receiver")
    assert case.refused("take_back", "receiver") == MatterRefusal.STEP_BELONGS_TO_ANOTHER
    assert case.take("take_back", "sender").matter.state == "returned"


def test_the_bounce_is_locked_after_one_transfer() -> None:
    case = disputed()
    assert case.matter.state == "negotiating"
    assert case.refused("object", "receiver") == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE
    assert {
        option.step for option in fold.allowed(case.kind, case.matter, "receiver", day=kit.MONDAY) if not option.refusal
    } == {
        "accept",
        "call_conference",
        "leave",
    }


@pytest.mark.parametrize("role", ["sender", "receiver"])
def test_either_side_brings_it_to_the_conference(role: str) -> None:
    """信访工作条例 24: there is no common superior, so the common joint conference co-ordinates."""
    case = disputed().take("call_conference", role, fields={"conference_on": "2026-03-20"})
    assert case.matter.state == "conference"
    assert case.ends("conference_day") == ("2026-03-20", "2026-03-20")


@pytest.mark.parametrize(("step", "state"), [("assign", "assigned"), ("keep", "kept")])
def test_the_conference_decides_with_both_signatures(step: str, state: str) -> None:
    case = before_the_conference().take(step, "sender")
    assert case.matter.state == "conference"
    assert case.take(step, "receiver").matter.state == state


@pytest.mark.parametrize("role", ["sender", "receiver"])
def test_no_side_alone_gives_it_to_the_other(role: str) -> None:
    case = before_the_conference().take("assign", role).take("keep", role)
    assert case.matter.state == "conference"


@pytest.mark.parametrize("steps", [(), ("object",), ("object", "insist")])
def test_it_may_leave_by_an_exit_at_any_time(steps: tuple[str, ...]) -> None:
    """信访工作条例 22: matters of courts, of discipline, of another way of the law."""
    case = transferred()
    for step in steps:
        case.take(step, "receiver" if step == "object" else "sender")
    case.take("leave", "sender", fields={"exit": "judicial"})
    assert case.matter.state == "left"
    assert {clock.status for clock in case.matter.clocks.values()} <= {"met", "expired"}


def test_the_receiver_may_still_accept_before_the_conference() -> None:
    assert before_the_conference().take("accept", "receiver").matter.state == "accepted"


# 办理


def test_sixty_days_to_handle() -> None:
    """信访工作条例 34."""
    assert handled().ends("handling_period") == ("2026-05-02", "2026-05-06")


def test_extended_once_by_thirty_days_with_ground_approver_and_notice() -> None:
    """信访工作条例 34."""
    case = handled()
    assert case.refused("extend", "handler", fields={"ground": "complex"}) == MatterRefusal.EVENT_IS_INCOMPLETE
    case.take("extend", "handler", fields={"ground": "complex", "approver": "局长", "told_on": "2026-03-03"})
    assert case.ends("handling_period") == ("2026-06-01", "2026-06-01")
    assert case.refused("extend", "handler") == MatterRefusal.NO_EXTENSION_IS_LEFT


def test_after_the_end_nothing_is_extended() -> None:
    assert handled().on("2026-05-07").refused("extend", "handler") == MatterRefusal.CLOCK_DOES_NOT_RUN


def test_an_answer_comes_after_the_route_is_chosen() -> None:
    """信访工作条例 31, 32."""
    case = handled()
    assert case.refused("answer", "handler") == MatterRefusal.EARLIER_STEP_IS_MISSING
    assert case.take("choose_route", "handler").take("answer", "handler").matter.state == "answered"


def test_the_other_side_answers_nothing() -> None:
    case = handled("choose_route")
    assert case.refused("answer", "other") == MatterRefusal.STEP_BELONGS_TO_ANOTHER


def test_thirty_days_to_ask_for_a_review_and_thirty_for_it() -> None:
    """信访工作条例 35."""
    case = handled("choose_route").on("2026-04-10").take("answer", "handler")
    assert case.ends("review_asking") == ("2026-05-10", "2026-05-11")
    case.on("2026-05-11").take("ask_review", "other")
    assert case.ends("review_period") == ("2026-06-10", "2026-06-10")


def test_who_asks_too_late_is_not_reviewed() -> None:
    case = handled("choose_route").on("2026-04-10").take("answer", "handler").on("2026-05-12")
    assert case.refused("ask_review", "other") == MatterRefusal.CLOCK_DOES_NOT_RUN
    case.take("review_asking", action="expire")
    assert case.matter.state == "settled"


def test_a_hearing_of_the_final_review_is_not_counted() -> None:
    """信访工作条例 36."""
    case = handled(*FINAL_REVIEW[:-1], day="2026-03-20").on("2026-04-04").take("ask_final", "handler")
    assert case.ends("final_period") == ("2026-05-04", "2026-05-06")
    case.on("2026-04-10").take("hear_final", "handler").on("2026-04-20").take("heard_final", "handler")
    assert case.ends("final_period") == ("2026-05-14", "2026-05-14")


def test_three_steps_end_it() -> None:
    """信访工作条例 36, 37: afterwards it is explained and helped, and filed; nothing is reviewed any more."""
    case = handled(*FINAL_REVIEW, "decide_final")
    assert case.matter.state == "ended"
    for step in ("ask_review", "ask_final", "answer", "leave"):
        assert case.refused(step, "handler") == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE
    assert case.take("follow_up", "other").take("file_away", "other").matter.state == "filed"


@pytest.mark.parametrize("role", ["handler", "other"])
def test_both_sides_keep_in_touch_with_the_petitioner(role: str) -> None:
    """上海市信访条例 27(2) as a promise: who received it first stays in touch to the end."""
    case = handled(*FINAL_REVIEW)
    before = case.matter.state
    assert case.take("contact", role).matter.state == before


@pytest.mark.parametrize("step", ["answer", "review"])
def test_a_petitioner_who_is_content_ends_it(step: str) -> None:
    steps = FINAL_REVIEW[: FINAL_REVIEW.index(step) + 1]
    assert handled(*steps).take("settle", "other").matter.state == "settled"


def test_the_six_routes_of_article_31() -> None:
    assert len(kit.kind("petition_handling").fields["route"].choices) == 6


DECIDED = {"assigned", "kept"}
"""What the conference gives to a side: both sign it."""


@pytest.mark.parametrize("role", ["sender", "receiver"])
@pytest.mark.parametrize("scene", [transferred, disputed, before_the_conference])
def test_no_side_alone_reaches_what_the_conference_signs(scene: Callable[[], Case], role: str) -> None:
    """信访工作条例 24: without a common superior nobody is given anything by the other alone."""
    assert not alone.states_reached(scene(), role) & DECIDED


def test_what_a_sender_alone_reaches_is_its_own() -> None:
    assert alone.states_reached(transferred(), "sender") <= {"transferred", "left"}
    assert "accepted" not in alone.states_reached(before_the_conference(), "sender")


def test_a_receiver_alone_sends_nothing_back() -> None:
    """信访工作条例 23(3): it goes back once the sender agrees."""
    assert "returned" not in alone.states_reached(transferred(), "receiver")
    assert "returned" not in alone.states_reached(before_the_conference(), "receiver")


@pytest.mark.parametrize("steps", [(), ("choose_route", "answer"), FINAL_REVIEW])
def test_who_does_not_handle_a_petition_answers_and_decides_nothing(steps: tuple[str, ...]) -> None:
    start = handled(*steps)
    reached = alone.states_reached(start, "other") - {start.matter.state}
    assert not reached & {"answered", "reviewed", "ended", "hearing", "final_hearing"}
