"""Who may do what in which state, written out: a change of a kind that lets somebody do more must change this table."""

import pytest

from pilin.kernel.matters.rules.kinds import Kind
from pilin.kernel.matters.tests import kit

MAY: dict[str, dict[str, dict[str, set[str]]]] = {
    "topic": {
        "raised": {
            "proposer": {"amend", "put_on_agenda", "settle", "leave_open", "withdraw"},
            "respondent": {"answer", "put_on_agenda", "settle", "leave_open", "decline"},
        },
        "stated": {
            "proposer": {"amend", "restate", "put_on_agenda", "settle", "leave_open", "withdraw"},
            "respondent": {"restate", "put_on_agenda", "settle", "leave_open", "decline"},
        },
        "on_agenda": {
            "proposer": {"restate", "put_on_agenda", "take_off", "settle", "leave_open", "withdraw"},
            "respondent": {"restate", "put_on_agenda", "take_off", "settle", "leave_open"},
        },
        "settled": {},
        "disagreed": {},
        "withdrawn": {},
        "declined": {},
    },
    "meeting": {
        "called": {
            "chair": {"call_again", "hold", "call_off"},
            "partner": {"accept_agenda", "ask_change", "call_off", "take_chair"},
        },
        "returned": {
            "chair": {"call_again", "call_off"},
            "partner": {"call_off", "take_chair"},
        },
        "scheduled": {
            "chair": {"call_again", "hold", "call_off"},
            "partner": {"ask_change", "call_off", "take_chair"},
        },
        "minuting": {
            "chair": {"draft_minutes", "leave"},
            "partner": {"leave", "take_chair"},
        },
        "minutes": {
            "chair": {"sign_minutes", "redraft_minutes", "leave"},
            "partner": {"sign_minutes", "amend_minutes", "leave"},
        },
        "amended": {
            "chair": {"redraft_minutes", "leave"},
            "partner": {"take_back", "leave"},
        },
        "agreed": {},
        "no_minutes": {},
        "called_off": {},
        "handed_over": {},
    },
    "dispute": {
        "standing": {
            "opener": {"state_text", "escalate", "tell_answer", "offer_review", "offer_settlement", "drop"},
            "counterpart": {"state_text", "escalate", "tell_answer", "ask_review", "propose_settlement", "drop"},
        },
        "review_offered": {
            "opener": {"agree_review", "take_back_review"},
            "counterpart": {"agree_review", "refuse_review"},
        },
        "opener_offers": {
            "opener": {"sign_settlement", "turn_down"},
            "counterpart": {"sign_settlement", "turn_down"},
        },
        "counterpart_offers": {
            "opener": {"sign_proposal", "turn_down"},
            "counterpart": {"sign_proposal", "turn_down"},
        },
        "resolved": {},
        "dropped": {},
    },
    "duty": {
        "under_way": {
            "chair": {"report", "report_result", "confirm_done", "offer_extension", "hand_back"},
            "partner": {"report", "report_result", "confirm_done", "ask_extension", "hand_back"},
        },
        "extending": {
            "chair": {"report", "report_result", "confirm_done", "extend", "take_back", "hand_back"},
            "partner": {"report", "report_result", "confirm_done", "extend", "refuse_extension", "hand_back"},
        },
        "done": {},
        "handed_back": {},
    },
}

BY_ALL = {
    "topic": set[str](),
    "meeting": {"sign_minutes"},
    "dispute": {"agree_review", "sign_settlement", "sign_proposal", "drop"},
    "duty": {"confirm_done", "extend", "hand_back"},
}
"""The steps that are done only once every side has taken them."""

ORDERS = {
    "topic": dict.fromkeys(["raised", "stated", "on_agenda"], "proposer"),
    "meeting": {
        **dict.fromkeys(["called", "returned", "scheduled", "minuting", "amended"], "chair"),
        "minutes": "partner",
    },
    "dispute": {
        **dict.fromkeys(["standing", "counterpart_offers"], "opener"),
        **dict.fromkeys(["review_offered", "opener_offers"], "counterpart"),
    },
    "duty": {"under_way": "chair", "extending": "partner"},
}
"""Who orders in a state that is not over: where something is offered for signature, the side that may countersign."""


def may(kind: Kind, state: str, role: str) -> set[str]:
    return {step.name for step in kind.steps if state in step.from_ and role in step.by}


@pytest.mark.parametrize("name", MAY)
def test_every_state_says_who_may_do_what(name: str) -> None:
    kind = kit.kind(name)
    found = {
        state: {role: may(kind, state, role) for role in kind.roles if may(kind, state, role)} for state in kind.states
    }
    assert found == MAY[name]


@pytest.mark.parametrize("name", BY_ALL)
def test_what_needs_every_side_is_written_down(name: str) -> None:
    assert {step.name for step in kit.kind(name).steps if step.joint} == BY_ALL[name]


@pytest.mark.parametrize("name", ORDERS)
def test_who_may_countersign_orders(name: str) -> None:
    kind = kit.kind(name)
    assert {state: rule.orderer for state, rule in kind.states.items() if not rule.final} == ORDERS[name]


@pytest.mark.parametrize("name", MAY)
def test_only_what_all_signed_is_called_agreed(name: str) -> None:
    kind = kit.kind(name)
    agreed = {state for state, rule in kind.states.items() if rule.agreed}
    assert {step.to for step in kind.steps if step.to in agreed} == agreed
    assert all(step.joint for step in kind.steps if step.to in agreed)


@pytest.mark.parametrize("name", MAY)
def test_what_closes_something_for_good_without_the_other_side_asks_for_a_reason(name: str) -> None:
    kind = kit.kind(name)
    closing = [step for step in kind.steps if step.to and kind.states[step.to].final and not step.joint]
    assert [step.name for step in closing if not {"reason", "result"} & {*step.needs_fields}] == []
