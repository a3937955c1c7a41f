"""Who may do what in which state: the whole table of both kinds, role by role, as the law divides it.

What is not listed is refused; a step that somebody adds to a kind changes this table or fails here.
"""

import pytest

from pilin.kernel.matters.rules import fold
from pilin.kernel.matters.tests.kit import Case
from pilin.modules.petitions.tests.test_kinds import (
    FINAL_REVIEW,
    before_the_conference,
    disputed,
    handled,
    transferred,
)

BEFORE_CONFERENCE = {"assign", "keep", "leave"}
TRANSFER = {
    # 信访工作条例 23(3): the receiver accepts or objects; nobody but time and an exit is the sender's
    ("transferred", "sender"): {"leave"},
    ("transferred", "receiver"): {"accept", "object", "leave"},
    # 23(3): whether it goes back is the sender's word alone; the receiver may still accept
    ("objected", "sender"): {"take_back", "insist", "leave"},
    ("objected", "receiver"): {"accept", "leave"},
    # 24: either side brings it to the conference, and nobody sends it on
    ("negotiating", "sender"): {"take_back", "call_conference", "leave"},
    ("negotiating", "receiver"): {"accept", "call_conference", "leave"},
    # 24: the conference decides with both signatures
    ("conference", "sender"): BEFORE_CONFERENCE | {"take_back"},
    ("conference", "receiver"): BEFORE_CONFERENCE | {"accept"},
}
IN_TOUCH = {"contact", "leave"}
HANDLING = {
    # 31-34: what is decided is decided by who handles it; the other side stays in touch
    ("handling", "handler"): {"choose_route", "extend", "hear", *IN_TOUCH},
    ("handling", "other"): IN_TOUCH,
    ("hearing", "handler"): {"heard", *IN_TOUCH},
    ("hearing", "other"): IN_TOUCH,
    # 35: a petitioner may turn to either side
    ("answered", "handler"): {"ask_review", "settle", *IN_TOUCH},
    ("answered", "other"): {"ask_review", "settle", *IN_TOUCH},
    ("reviewing", "handler"): {"review", *IN_TOUCH},
    ("reviewing", "other"): IN_TOUCH,
    # 36
    ("reviewed", "handler"): {"ask_final", "settle", *IN_TOUCH},
    ("reviewed", "other"): {"ask_final", "settle", *IN_TOUCH},
    ("final_review", "handler"): {"hear_final", "decide_final", *IN_TOUCH},
    ("final_review", "other"): IN_TOUCH,
    ("final_hearing", "handler"): {"heard_final", *IN_TOUCH},
    ("final_hearing", "other"): IN_TOUCH,
    # 37: after the end both explain and help; nothing is decided any more
    ("ended", "handler"): {"follow_up", "file_away"},
    ("ended", "other"): {"follow_up", "file_away"},
}
FINAL = {
    "accepted": lambda: transferred().take("accept", "receiver"),
    "returned": lambda: transferred().take("object", "receiver").take("take_back", "sender"),
    "left": lambda: transferred().take("leave", "receiver"),
    "assigned": lambda: before_the_conference().take("assign", "sender").take("assign", "receiver"),
    "kept": lambda: before_the_conference().take("keep", "sender").take("keep", "receiver"),
    "settled": lambda: handled("choose_route", "answer", "settle"),
    "filed": lambda: handled(*FINAL_REVIEW, "decide_final", "file_away"),
}


def in_transfer(state: str) -> Case:
    """Return a transfer in a state."""
    return {
        "transferred": transferred,
        "objected": lambda: transferred().take("object", "receiver"),
        "negotiating": disputed,
        "conference": before_the_conference,
    }[state]()


def in_handling(state: str) -> Case:
    """Return a petition that is handled, in a state."""
    steps = {
        "handling": (),
        "hearing": ("hear",),
        "answered": FINAL_REVIEW[:2],
        "reviewing": FINAL_REVIEW[:3],
        "reviewed": FINAL_REVIEW[:4],
        "final_review": FINAL_REVIEW,
        "final_hearing": (*FINAL_REVIEW, "hear_final"),
        "ended": (*FINAL_REVIEW, "decide_final"),
    }[state]
    return handled(*steps)


def may(case: Case, role: str) -> set[str]:
    """Return the steps that a role may take on the day on which the case stands."""
    options = fold.allowed(case.kind, case.matter, role, day=case.at.date())
    return {option.step for option in options if option.refusal is None}


@pytest.mark.parametrize(("state", "role"), sorted(TRANSFER))
def test_who_may_do_what_in_a_transfer(state: str, role: str) -> None:
    case = in_transfer(state)
    assert case.matter.state == state
    assert may(case, role) == TRANSFER[state, role]


@pytest.mark.parametrize(("state", "role"), sorted(HANDLING))
def test_who_may_do_what_while_it_is_handled(state: str, role: str) -> None:
    case = in_handling(state)
    assert case.matter.state == state
    assert may(case, role) == HANDLING[state, role]


@pytest.mark.parametrize("state", sorted(FINAL))
def test_what_is_over_is_moved_by_nobody(state: str) -> None:
    case = FINAL[state]()
    assert case.matter.state == state
    assert {step for role in case.kind.roles for step in may(case, role)} == set()
    assert {clock.status for clock in case.matter.clocks.values()} <= {"met", "expired"}


@pytest.mark.parametrize("role", ["handler", "other"])
def test_an_answer_may_be_given_once_the_route_is_chosen(role: str) -> None:
    """信访工作条例 31, 32."""
    assert ("answer" in may(handled("choose_route"), role)) is (role == "handler")


def test_the_table_names_every_state_that_is_not_final() -> None:
    for case, table in ((transferred(), TRANSFER), (handled(), HANDLING)):
        open_ones = {name for name, state in case.kind.states.items() if not state.final}
        assert {state for state, _ in table} == open_ones
        assert {role for _, role in table} == {*case.kind.roles}


def test_every_step_of_both_kinds_stands_in_the_table() -> None:
    for case, table in ((transferred(), TRANSFER), (handled(), HANDLING)):
        steps = {step.name for step in case.kind.steps} - {"open", "answer"}
        assert steps == {step for found in table.values() for step in found}
