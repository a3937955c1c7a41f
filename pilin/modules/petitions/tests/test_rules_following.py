"""What a case is made of from its matters: state, whose turn, who handles, and the days of its course."""

from datetime import date

import pytest

from pilin.kernel.matters.tests.kit import Case
from pilin.kernel.matters.tests.stage import THEM, US
from pilin.modules.petitions.rules import following
from pilin.modules.petitions.rules.following import HANDLING, TRANSFER, course_of, standing_of
from pilin.modules.petitions.tests.test_kinds import (
    FINAL_REVIEW,
    before_the_conference,
    disputed,
    handled,
    transferred,
)

RECEIVED = date(2026, 3, 1)


def standing(case: Case) -> following.Standing:
    return standing_of(case.matter, case.kind)


def test_a_transfer_waits_for_the_receiver() -> None:
    found = standing(transferred())
    assert (found.state, found.turn, found.is_over, found.handler) == ("transferred", THEM, False, "")
    assert found.part["days"] == {"transferred": "2026-03-02"}


def test_an_objection_waits_for_the_sender() -> None:
    found = standing(transferred().on("2026-03-04").take("object", "receiver"))
    assert (found.state, found.turn) == ("objected", US)
    assert found.part["days"]["objected"] == "2026-03-04"


def test_in_a_negotiation_it_is_the_turn_of_both() -> None:
    assert {*standing(disputed()).turn.split(",")} == {US, THEM}


@pytest.mark.parametrize(("step", "handler"), [("assign", THEM), ("keep", US)])
def test_the_conference_says_who_handles(step: str, handler: str) -> None:
    case = before_the_conference().on("2026-03-20").take(step, "sender").on("2026-03-23").take(step, "receiver")
    found = standing(case)
    assert (found.handler, found.is_over) == (handler, False)
    assert found.part["days"]["accepted"] == "2026-03-23"  # the day of the last signature


def test_one_signature_accepts_nothing() -> None:
    assert "accepted" not in standing(before_the_conference().take("assign", "sender")).part["days"]


def test_who_accepts_handles() -> None:
    found = standing(transferred().on("2026-03-05").take("accept", "receiver"))
    assert (found.handler, found.part["days"]["accepted"], found.is_over) == (THEM, "2026-03-05", False)


@pytest.mark.parametrize(("step", "fields"), [("leave", {"exit": "police"}), ("take_back", {})])
def test_what_left_or_went_back_is_over(step: str, fields: dict[str, str]) -> None:
    case = transferred().take("object", "receiver").on("2026-03-06").take(step, "sender", fields=fields)
    found = standing(case)
    assert (found.is_over, found.turn, found.part["left_on"]) == (True, "", "2026-03-06")


def test_a_transfer_that_was_refused_is_over() -> None:
    case = transferred()
    found = standing_of(case.matter, case.kind, refused_by=THEM)
    assert (found.state, found.is_over) == ("refused", True)


def test_handling_is_told_day_by_day() -> None:
    case = handled("choose_route", "extend").on("2026-04-01").take("answer", "handler")
    part = standing(case).part
    assert (part["days"], part["extended"]) == ({"answered": "2026-04-01"}, 30)


def test_hearings_of_the_final_review_are_told_in_pairs() -> None:
    case = handled(*FINAL_REVIEW).on("2026-04-10").take("hear_final", "handler")
    assert standing(case).part["hearings"] == []
    case.on("2026-04-20").take("heard_final", "handler")
    assert standing(case).part["hearings"] == [("2026-04-10", "2026-04-20")]


def test_a_filed_petition_is_over() -> None:
    case = handled(*FINAL_REVIEW, "decide_final", "file_away")
    assert (standing(case).state, standing(case).is_over) == ("filed", True)
    assert standing(handled(*FINAL_REVIEW, "decide_final")).is_over is False


def test_a_course_begins_when_it_was_received() -> None:
    assert course_of({}, RECEIVED).days == {"registered": RECEIVED}


def test_a_course_is_put_together_from_both_matters() -> None:
    kept = {
        TRANSFER: {"days": {"transferred": "2026-03-02", "accepted": "2026-03-05"}},
        HANDLING: {"days": {"answered": "2026-04-01"}, "extended": 30, "hearings": [["2026-03-10", "2026-03-12"]]},
    }
    course = course_of(kept, RECEIVED)
    assert course.days["accepted"] == date(2026, 3, 5)
    assert course.days["answered"] == date(2026, 4, 1)
    assert course.extended_days == 30
    assert course.hearings == ((date(2026, 3, 10), date(2026, 3, 12)),)
    assert course.left_on is None


@pytest.mark.parametrize("name", [TRANSFER, HANDLING, "own"])
def test_a_course_ends_by_an_exit(name: str) -> None:
    assert course_of({name: {"left_on": "2026-03-09"}}, RECEIVED).left_on == date(2026, 3, 9)
