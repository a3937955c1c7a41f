"""Who may take which step in which state: written out, so that a change of the kind is seen here."""

import pytest

from pilin.kernel.matters.rules import fold
from pilin.kernel.matters.rules.kinds import Kind
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.kit import MONDAY, Case
from pilin.modules.mediation.tests.samples import DAYS, THEM, US

WAY: dict[str, list[tuple[str, str]]] = {
    "offered": [],
    "consenting": [("accept", "responder")],
    "mediating": [("consent", "initiator"), ("consent", "responder")],
    "signing": [("draft", "initiator")],
    "effective": [("sign", "initiator"), ("sign", "responder")],
    "filed": [("file", "responder"), ("file", "initiator")],
    "confirmed": [("confirm", "initiator"), ("confirm", "responder")],
}
"""By state the steps that lead into it from the one above."""

MATRIX = [
    (
        "offered",
        "initiator",
        {
            "withdraw",
            "escalate",
            "join",
        },
    ),
    (
        "offered",
        "responder",
        {
            "accept",
            "decline",
            "escalate",
            "join",
        },
    ),
    (
        "consenting",
        "initiator",
        {
            "withdraw",
            "consent",
            "refuse",
            "escalate",
            "fail",
            "join",
        },
    ),
    (
        "consenting",
        "responder",
        {
            "consent",
            "refuse",
            "escalate",
            "fail",
            "join",
        },
    ),
    (
        "mediating",
        "initiator",
        {
            "refuse",
            "invite",
            "open_doors",
            "session",
            "escalate",
            "draft",
            "fail",
            "join",
        },
    ),
    (
        "mediating",
        "responder",
        {
            "refuse",
            "invite",
            "open_doors",
            "session",
            "escalate",
            "fail",
            "join",
        },
    ),
    (
        "signing",
        "initiator",
        {
            "refuse",
            "escalate",
            "sign",
            "take_back",
            "fail",
        },
    ),
    (
        "signing",
        "responder",
        {
            "refuse",
            "escalate",
            "sign",
            "return",
            "fail",
        },
    ),
    (
        "effective",
        "initiator",
        {
            "escalate",
            "perform",
            "miss",
            "file",
            "vary",
            "complete",
        },
    ),
    (
        "effective",
        "responder",
        {
            "escalate",
            "perform",
            "miss",
            "file",
            "vary",
            "complete",
        },
    ),
    (
        "filed",
        "initiator",
        {
            "escalate",
            "perform",
            "miss",
            "confirm",
            "reject",
            "complete",
        },
    ),
    (
        "filed",
        "responder",
        {
            "escalate",
            "perform",
            "miss",
            "confirm",
            "reject",
            "complete",
        },
    ),
    (
        "confirmed",
        "initiator",
        {
            "escalate",
            "perform",
            "miss",
            "complete",
        },
    ),
    (
        "confirmed",
        "responder",
        {
            "escalate",
            "perform",
            "miss",
            "complete",
        },
    ),
]
IDS = [f"{state}-{role}" for state, role, _steps in MATRIX]
FINAL = ("performed", "refused", "failed", "joined", "declined", "withdrawn")


def brought_to(state: str) -> Case:
    """Return a case that both sides brought to a state."""
    case = Case(kit.kind("mediation"), nodes={"initiator": US, "responder": THEM})
    for name, steps in WAY.items():
        for step, role in steps:
            fields = {**kit.filled(case.kind, case.rule(step))}
            fields |= {day: text for day, text in DAYS.items() if day in fields}
            case.take(step, role, fields=fields)
        if name == state:
            break
    assert case.matter.state == state
    return case


@pytest.mark.parametrize(("state", "role", "steps"), MATRIX, ids=IDS)
def test_a_role_may_take_these_steps_and_no_other(state: str, role: str, steps: set[str]) -> None:
    case = brought_to(state)
    options = fold.allowed(case.kind, case.matter, role, day=MONDAY)
    assert {option.step for option in options if option.refusal is None} == steps


@pytest.mark.parametrize("state", FINAL)
def test_nothing_follows_what_is_final(state: str) -> None:
    kind: Kind = kit.kind("mediation")
    assert kind.states[state].final
    assert [rule.name for rule in kind.steps if state in rule.from_] == []


def test_the_matrix_knows_every_state() -> None:
    states = {*kit.kind("mediation").states}
    assert {state for state, _role, _steps in MATRIX} | {*FINAL} == states


@pytest.mark.parametrize(
    ("step", "role", "state"),
    [
        ("decline", "responder", "declined"),
        ("withdraw", "initiator", "withdrawn"),
    ],
)
def test_what_is_offered_ends_without_the_other_side(step: str, role: str, state: str) -> None:
    assert brought_to("offered").take(step, role).matter.state == state


@pytest.mark.parametrize("role", ["initiator", "responder"])
@pytest.mark.parametrize("state", ["consenting", "mediating", "signing"])
def test_either_side_ends_what_leads_nowhere(state: str, role: str) -> None:
    assert brought_to(state).take("fail", role).matter.state == "failed"


@pytest.mark.parametrize("state", ["offered", "consenting", "mediating"])
def test_two_cases_are_joined_by_both_alone(state: str) -> None:
    case = brought_to(state).take("join", "responder")
    assert case.matter.state == state
    assert case.take("join", "initiator").matter.state == "joined"


@pytest.mark.parametrize("state", ["effective", "filed", "confirmed"])
def test_what_is_performed_is_closed_by_both_alone(state: str) -> None:
    case = brought_to(state).take("complete", "initiator")
    assert case.matter.state == state
    assert case.take("complete", "responder").matter.state == "performed"


@pytest.mark.parametrize("state", [state for state in WAY if state != "offered"])
@pytest.mark.parametrize("role", ["initiator", "responder"])
def test_a_report_of_danger_moves_nothing_and_stands_for_both(state: str, role: str) -> None:
    case = brought_to(state).take("escalate", role)
    assert case.matter.state == state
    assert {*case.matter.asserted["danger"]} == {role}


@pytest.mark.parametrize(
    ("state", "clocks"),
    [
        ("offered", {"answering"}),
        ("consenting", {"settling"}),
        ("mediating", {"settling"}),
        ("signing", {"settling", "signing_by"}),
        ("effective", {"confirming", "performing"}),
        ("filed", {"performing"}),
        ("confirmed", {"performing"}),
    ],
)
def test_these_clocks_run_in_a_state(state: str, clocks: set[str]) -> None:
    case = brought_to(state)
    assert {name for name, clock in case.matter.clocks.items() if clock.status == "running"} == clocks
