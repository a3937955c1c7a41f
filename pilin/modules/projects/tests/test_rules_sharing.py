"""Shares: exact to the fen, by signed weights; who may enter which line on which day."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.base.money import FEN_MAX, Fen
from pilin.base.refusal import Refused
from pilin.kernel.matters.tests.kit import OTHER
from pilin.modules.projects.rules import records, sharing
from pilin.modules.projects.rules.records import Record
from pilin.modules.projects.rules.sharing_refusals import SharingRefusal
from pilin.modules.projects.tests.samples import JINSHAN, PINGHU
from pilin.modules.projects.tests.test_sharing_kinds import EXPENSE, FORMULA, opened

DAY = date(2026, 3, 2)
WEIGHTS = st.lists(st.integers(0, 10**9), min_size=2, max_size=4).filter(any)
AMOUNTS = st.integers(0, FEN_MAX)


def formula(name: str = "formula", *, state: str = "in_force", **changes: Any) -> Record:
    """Return a formula that 平湖 offered and both signed."""
    case = opened("cost_formula", **changes)
    return replace(records.record_of(case.matter, case.kind), id=name, state=state)


def line(name: str = "line", *, state: str = "agreed", **changes: Any) -> Record:
    """Return a line that 平湖 paid and both agreed."""
    case = opened("joint_expense", **changes)
    return replace(records.record_of(case.matter, case.kind), id=name, state=state)


def refusal_of(code: SharingRefusal, verb: Any, *given: Any, **named: Any) -> None:
    with pytest.raises(Refused) as refusal:
        verb(*given, **named)
    assert refusal.value.code is code


@given(AMOUNTS, WEIGHTS)
def test_shares_add_up_are_never_negative_and_lie_within_a_fen_of_the_fraction(amount: int, weights: list[int]) -> None:
    parts = sharing.split(Fen(amount), weights)
    assert sum(parts) == amount
    assert min(parts) >= 0
    exact = [Fraction(amount * weight, sum(weights)) for weight in weights]
    assert all(abs(part - fraction) < 1 for part, fraction in zip(parts, exact, strict=True))
    assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if weight == 0)


@given(AMOUNTS, WEIGHTS, st.integers(1, 1000))
def test_shares_are_stable_and_follow_the_fraction_alone(amount: int, weights: list[int], factor: int) -> None:
    parts = sharing.split(Fen(amount), weights)
    assert sharing.split(Fen(amount), weights) == parts
    assert sharing.split(Fen(amount), [weight * factor for weight in weights]) == parts


@given(AMOUNTS, WEIGHTS)
def test_a_line_and_its_full_correction_cancel_to_the_fen(amount: int, weights: list[int]) -> None:
    parts = sharing.split(Fen(amount), weights)
    assert sharing.split(Fen(-amount), weights) == [-part for part in parts]


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        (1, [1, 1], [1, 0]),  # equal remainders: the earlier side, which is the one that offered the formula
        (3, [1, 1], [2, 1]),
        (100, [1, 2], [33, 67]),  # two thirds of a fen go to the larger remainder
        (100, [2, 1], [67, 33]),
        (7, [0, 5], [0, 7]),
        (-3, [1, 1], [-2, -1]),
    ],
)
def test_fen_that_are_left_over_go_in_the_stated_order(amount: int, weights: list[int], parts: list[int]) -> None:
    assert sharing.split(Fen(amount), weights) == parts


def test_weights_and_fractions_are_those_of_the_sides_the_offering_one_first() -> None:
    found = sharing.weights_of(formula())
    assert [*found.items()] == [(PINGHU, 3), (JINSHAN, 2)]
    assert sharing.fractions(found) == {PINGHU: Fraction(3, 5), JINSHAN: Fraction(2, 5)}
    assert sharing.weights_of(formula(method="use", weights={})) == {}


@pytest.mark.parametrize("payer", [PINGHU, JINSHAN])
def test_it_does_not_matter_who_paid(payer: str) -> None:
    even = formula(weights={"initiator": 1, "responder": 1})
    other = JINSHAN if payer == PINGHU else PINGHU
    found = sharing.shares_by_role({"amount": 101, "use": {}}, even, {"payer": payer, "sharer": other})
    shares = {payer: found["payer"], other: found["sharer"]}
    assert shares == {PINGHU: 51, JINSHAN: 50}


def test_by_use_each_line_brings_its_figures() -> None:
    by_use = formula(method="use", weights={})
    use = {"payer": 1, "sharer": 3}
    found = sharing.shares_by_role({"amount": 1000, "use": use}, by_use, {"payer": JINSHAN, "sharer": PINGHU})
    assert found == {"payer": 250, "sharer": 750}


@pytest.mark.parametrize(
    ("method", "weights"),
    [
        ("ratio", {}),
        ("ratio", {"initiator": 1}),
        ("population", {"initiator": 0, "responder": 0}),
        ("border", {"initiator": -1, "responder": 2}),
        ("use", {"initiator": 1, "responder": 1}),
    ],
)
def test_weights_fit_their_method(method: str, weights: dict[str, int]) -> None:
    fields = {"method": method, "weights": weights}
    refusal_of(SharingRefusal.WEIGHTS_DO_NOT_FIT_THE_METHOD, sharing.check_formula, fields, replaced=None)


@pytest.mark.parametrize(
    ("former", "from_day"),
    [(None, "2026-07-01"), (formula(), "2026-01-01"), (formula(state="offered"), "2026-07-01")],
)
def test_an_edition_follows_one_in_force_on_a_later_day(former: Record | None, from_day: str) -> None:
    fields = {**FORMULA, "replaces": OTHER, "from_day": from_day}
    refusal_of(SharingRefusal.EDITION_DOES_NOT_FOLLOW, sharing.check_formula, fields, replaced=former)
    sharing.check_formula({**fields, "from_day": "2026-07-01"}, replaced=formula())


def test_one_edition_takes_the_place_of_another() -> None:
    first, second = (formula(name, replaces=OTHER) for name in ("first", "second"))
    refusal_of(SharingRefusal.EDITION_DOES_NOT_FOLLOW, sharing.check_only_edition, second, [first, second])
    sharing.check_only_edition(second, [replace(first, state="offered"), second, formula("other")])


@pytest.mark.parametrize(
    ("day", "first", "second"),
    [("2025-12-31", False, False), ("2026-06-30", True, False), ("2026-07-01", False, True)],
)
def test_the_day_of_an_expense_chooses_the_edition(day: str, *, first: bool, second: bool) -> None:
    former, later = formula(OTHER), formula("later", replaces=OTHER, from_day="2026-07-01")
    on = date.fromisoformat(day)
    held = [former, later]
    assert (sharing.covers(former, held, on), sharing.covers(later, held, on)) == (first, second)


def test_an_edition_on_the_table_replaces_nothing() -> None:
    former = formula(OTHER)
    offered = formula("later", state="offered", replaces=OTHER, from_day="2026-02-01")
    assert sharing.covers(former, [former, offered], DAY)
    assert not sharing.covers(offered, [former, offered], DAY)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"paid_on": "2026-03-03"}, SharingRefusal.EXPENSE_LIES_AHEAD),
        ({"paid_on": "2025-12-31"}, SharingRefusal.FORMULA_DOES_NOT_COVER_THE_DAY),
        ({"amount": 0}, SharingRefusal.EXPENSE_AMOUNT_DOES_NOT_FIT),
        ({"amount": -5}, SharingRefusal.EXPENSE_AMOUNT_DOES_NOT_FIT),
        ({"use": {"payer": 1, "sharer": 1}}, SharingRefusal.USE_DOES_NOT_FIT_THE_FORMULA),
        ({"voucher_hash": "A" * 64}, SharingRefusal.VOUCHER_HASH_IS_NOT_ONE),
        ({"voucher_hash": "a" * 63}, SharingRefusal.VOUCHER_HASH_IS_NOT_ONE),
    ],
)
def test_a_line_that_does_not_fit_is_refused(changes: dict[str, Any], code: SharingRefusal) -> None:
    held = formula()
    refusal_of(code, sharing.check_expense, {**EXPENSE, **changes}, held, [held], payer=PINGHU, day=DAY)
    sharing.check_expense(EXPENSE, held, [held], payer=PINGHU, day=DAY)


@pytest.mark.parametrize("use", [{}, {"payer": 1}, {"payer": 0, "sharer": 0}, {"payer": -1, "sharer": 2}])
def test_a_line_by_use_says_the_use_of_both(use: dict[str, int]) -> None:
    held = formula(method="use", weights={})
    said = {**EXPENSE, "use": use}
    code = SharingRefusal.USE_DOES_NOT_FIT_THE_FORMULA
    refusal_of(code, sharing.check_expense, said, held, [held], payer=PINGHU, day=DAY)


@pytest.mark.parametrize("held", [None, formula(), formula(state="ended")])
def test_a_line_names_a_formula_of_the_sides(held: Record | None) -> None:
    payer = "330421" if held and held.state == "in_force" else PINGHU
    code = SharingRefusal.FORMULA_DOES_NOT_COVER_THE_DAY
    refusal_of(code, sharing.check_expense, EXPENSE, held, [held] if held else [], payer=payer, day=DAY)


def test_a_voucher_stands_behind_one_line_and_its_corrections() -> None:
    refusal_of(SharingRefusal.VOUCHER_WAS_ENTERED, sharing.check_voucher, EXPENSE, [line()])
    sharing.check_voucher({**EXPENSE, "corrects": "line"}, [line()])
    sharing.check_voucher(EXPENSE, [line(voucher_hash="b" * 64)])


@pytest.mark.parametrize(
    ("held", "amount"),
    [(None, -1), (line(state="entered"), -1), (line(), -EXPENSE["amount"] - 1)],
)
def test_a_correction_takes_back_no_more_than_an_agreed_line(held: Record | None, amount: int) -> None:
    fields = {"corrects": "line", "amount": amount}
    code = SharingRefusal.CORRECTION_DOES_NOT_FIT_ITS_LINE
    refusal_of(code, sharing.check_correction, fields, held, payer=PINGHU)
    refusal_of(code, sharing.check_correction, {**fields, "amount": -1}, line(), payer=JINSHAN)
    sharing.check_correction({**fields, "amount": -EXPENSE["amount"]}, line(), payer=PINGHU)
    sharing.check_correction({"amount": 5}, None, payer=PINGHU)


def test_nobody_signs_shares_that_are_not_those_of_the_formula() -> None:
    sharing.check_shares(line(), formula())
    wrong = line(shares={"payer": 600_00, "sharer": 400_01})
    with pytest.raises(Refused) as refusal:
        sharing.check_shares(wrong, formula())
    assert refusal.value.code is SharingRefusal.SHARES_DIFFER_FROM_THE_FORMULA
    assert refusal.value.facts == {"payer": "600.01", "sharer": "400.00"}
