"""What each side may do in each state of a clearing and of an advance, as the signed kinds say it: all of it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from pilin.kernel.matters.rules import fold
from pilin.kernel.matters.rules.fold import Matter
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.kit import Case
from pilin.modules.medical.rules import clearing as rules
from pilin.modules.medical.rules.clearing import Cleared
from pilin.modules.medical.rules.terms import window
from pilin.modules.medical.tests.test_rules_clearing import JINSHAN, PINGHU, terms

CLEARED = [Cleared("s1", PINGHU, "390", 500, 0)]
PAYMENTS = {"payments": rules.payments_of(rules.rows_of(CLEARED), date(2026, 3, 5), "1")}
REASON = {"reason": "x"}
PAID = {"paid_on": "2026-03-05", "reference": "1"}
Walk = Sequence[tuple[str, str, dict[str, Any]]]

MADE: Walk = [("generate", "initiator", rules.generated(CLEARED))]
ONE_CONFIRMED: Walk = [*MADE, ("confirm", "responder", {})]
CONFIRMED: Walk = [*ONE_CONFIRMED, ("confirm", "initiator", {})]
ONE_RECORDED: Walk = [*CONFIRMED, ("record_of_initiator", "initiator", PAYMENTS)]
RECORDED: Walk = [*ONE_RECORDED, ("record_of_responder", "responder", PAYMENTS)]
ONE_PAID: Walk = [*RECORDED, ("agree_paid", "initiator", {})]
BOTH_PAID: Walk = [*ONE_PAID, ("agree_paid", "responder", {})]
ONE_CLOSED: Walk = [*BOTH_PAID, ("close", "responder", {})]
CLOSED: Walk = [*ONE_CLOSED, ("close", "initiator", {})]


def walked(name: str, roles: dict[str, str], fields: dict[str, Any], walk: Walk) -> Case:
    case = Case(kit.kind(name), nodes=roles)
    found = fold.opened(case.kind, case.opening(fields=fields), case.calendars)
    assert isinstance(found, Matter), found
    case.matter = found
    for step, role, values in walk:
        case.take(step, role, fields=values)
    return case


def may(case: Case, role: str) -> list[str]:
    """Return the steps that a role may take now."""
    options = fold.allowed(case.kind, case.matter, role, day=date(2026, 3, 5))
    return sorted(option.step for option in options if option.refusal is None)


def batch(walk: Walk) -> Case:
    opened = rules.opening(window(terms(), "2026-03", date(2026, 3, 4)), "2026-03")
    return walked("clearing", {"initiator": PINGHU, "responder": JINSHAN}, dict(opened), walk)


@pytest.mark.parametrize(
    ("walk", "state", "initiator", "responder"),
    [
        (
            [],
            "opened",
            ["generate", "withdraw"],
            ["decline"],
        ),
        (
            MADE,
            "generated",
            ["confirm", "take_back", "withdraw"],
            ["confirm", "decline", "return"],
        ),
        (
            ONE_CONFIRMED,
            "generated",
            ["confirm", "take_back", "withdraw"],
            ["decline", "return"],
        ),
        (
            CONFIRMED,
            "confirmed",
            ["record_of_initiator"],
            ["record_of_responder"],
        ),
        (
            ONE_RECORDED,
            "confirmed",
            ["record_of_initiator"],
            ["record_of_responder"],
        ),
        (
            RECORDED,
            "confirmed",
            ["agree_paid", "record_of_initiator"],
            ["agree_paid", "record_of_responder"],
        ),
        (
            ONE_PAID,
            "confirmed",
            ["record_of_initiator"],
            ["agree_paid", "record_of_responder"],
        ),
        (
            BOTH_PAID,
            "paid",
            ["close"],
            ["close"],
        ),
        (
            ONE_CLOSED,
            "paid",
            ["close"],
            [],
        ),
        (
            CLOSED,
            "closed",
            [],
            [],
        ),
    ],
)
def test_each_state_of_a_clearing_lets_each_side_do_this(
    walk: Walk, state: str, initiator: list[str], responder: list[str]
) -> None:
    case = batch(walk)
    assert case.matter.state == state
    assert may(case, "initiator") == initiator
    assert may(case, "responder") == responder


@pytest.mark.parametrize(
    ("walk", "step", "role", "state"),
    [
        ([], "withdraw", "initiator", "withdrawn"),
        ([], "decline", "responder", "declined"),
        (MADE, "withdraw", "initiator", "withdrawn"),
        (MADE, "decline", "responder", "declined"),
        (MADE, "return", "responder", "opened"),
        (MADE, "take_back", "initiator", "opened"),
        (ONE_CONFIRMED, "take_back", "initiator", "opened"),
        (ONE_CONFIRMED, "return", "responder", "opened"),
    ],
)
def test_what_goes_back_forgets_who_had_confirmed(walk: Walk, step: str, role: str, state: str) -> None:
    case = batch(walk)
    case.take(step, role, fields=REASON)
    assert case.matter.state == state
    assert not rules.has_signed(case.matter, JINSHAN)
    if state == "opened":
        case.take("generate", "initiator", fields=rules.generated(CLEARED))
        assert may(case, "responder") == ["confirm", "decline", "return"]


def test_who_has_confirmed_is_known_by_its_node() -> None:
    assert not rules.has_signed(batch(MADE).matter, JINSHAN)
    case = batch(ONE_CONFIRMED)
    assert rules.has_signed(case.matter, JINSHAN)
    assert not rules.has_signed(case.matter, PINGHU)


@pytest.mark.parametrize(
    ("walk", "clock", "ends"),
    [
        (MADE, "confirming", "2026-04-25"),
        (CONFIRMED, "paying", "2026-05-10"),
    ],
)
def test_days_of_the_terms_are_the_clocks(walk: Walk, clock: str, ends: str) -> None:
    case = batch(walk)
    assert case.ends(clock) == (ends, ends)


# Advances


def advance(walk: Walk) -> Case:
    fields = {"title": "x", "insurance": "390", "amount_fen": 1, "why": "yearly", "due": "2026-03-20"}
    return walked("advance", {"payee": PINGHU, "payer": JINSHAN}, fields, walk)


CALLED: Walk = []
TRANSFERRED: Walk = [("pay", "payer", PAID)]
ONE_RECEIVED: Walk = [*TRANSFERRED, ("receive", "payee", {})]
RECEIVED: Walk = [*ONE_RECEIVED, ("receive", "payer", {})]


@pytest.mark.parametrize(
    ("walk", "state", "payee", "payer"),
    [
        (
            CALLED,
            "called",
            ["withdraw"],
            ["pay", "refuse"],
        ),
        (
            TRANSFERRED,
            "transferred",
            ["miss", "receive"],
            ["receive"],
        ),
        (
            ONE_RECEIVED,
            "transferred",
            ["miss"],
            ["receive"],
        ),
        (
            RECEIVED,
            "received",
            [],
            [],
        ),
        (
            [("refuse", "payer", REASON)],
            "refused",
            [],
            [],
        ),
        (
            [("withdraw", "payee", REASON)],
            "withdrawn",
            [],
            [],
        ),
        (
            [*TRANSFERRED, ("miss", "payee", REASON)],
            "called",
            ["withdraw"],
            ["pay", "refuse"],
        ),
    ],
)
def test_each_state_of_an_advance_lets_each_side_do_this(
    walk: Walk, state: str, payee: list[str], payer: list[str]
) -> None:
    case = advance(walk)
    assert case.matter.state == state
    assert may(case, "payee") == payee
    assert may(case, "payer") == payer


def test_an_advance_is_wanted_by_its_day() -> None:
    assert advance(CALLED).ends("paying_advance") == ("2026-03-20", "2026-03-20")
