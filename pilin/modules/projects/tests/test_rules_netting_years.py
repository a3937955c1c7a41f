"""Years of shared costs on two nodes, drawn at random: every line counts once, and the two books stay mirrors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilin.base.refusal import Refused
from pilin.modules.projects.rules import netting, quarters, records, sharing
from pilin.modules.projects.rules.records import Record
from pilin.modules.projects.tests.samples import JINSHAN, PINGHU, SIDES
from pilin.modules.projects.tests.test_sharing_kinds import opened

FIRST = date(2026, 1, 1)
QUARTERS = ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4")


@dataclass(frozen=True)
class Drawn:
    """One line as it was drawn: who paid how much, and after how many days both agreed; None: it stays disputed."""

    payer: str
    amount: int
    agreed_after: int | None


LINES = st.builds(
    Drawn, st.sampled_from(SIDES), st.integers(-(10**6), 10**7).filter(bool), st.none() | st.integers(0, 330)
)
WEIGHTS = st.tuples(st.integers(0, 99), st.integers(1, 99))


@cache
def bare(name: str) -> Record:
    """Return a record of a kind to which the lines below give their content; opened once, for it costs the most."""
    case = opened(name)
    return records.record_of(case.matter, case.kind)


def formula_of(weights: tuple[int, int]) -> Record:
    said = {"initiator": weights[0], "responder": weights[1]}
    formula = replace(bare("cost_formula"), state="in_force")
    return replace(formula, asserted={**formula.asserted, "weights": {"initiator": said}})


def lines_of(drawn: Sequence[Drawn], formula: Record) -> list[Record]:
    """Return the lines as both nodes hold them."""
    return [_line(number, one, formula) for number, one in enumerate(drawn)]


def _line(number: int, one: Drawn, formula: Record) -> Record:
    other = JINSHAN if one.payer == PINGHU else PINGHU
    roles = {"payer": one.payer, "sharer": other}
    shares = sharing.shares_by_role({"amount": one.amount, "use": {}}, formula, roles)
    is_agreed = one.agreed_after is not None
    return replace(
        bare("joint_expense"),
        id=f"01980000-0000-7000-8000-{number:012}",
        roles=roles,
        state="agreed" if is_agreed else "disputed",
        done={"agree": (FIRST + timedelta(days=one.agreed_after or 0)).isoformat()} if is_agreed else {},
        asserted={"amount": {"payer": one.amount}, "shares": {"payer": shares}},
    )


def netted(expenses: Sequence[Record], *, by: Sequence[str]) -> list[Record]:
    """Net quarter after quarter; the sides take turns in offering, and the other checks what it is to sign."""
    held: list[Record] = []
    for number, quarter in enumerate(QUARTERS):
        offering = by[number % len(by)]
        other = JINSHAN if offering == PINGHU else PINGHU
        roles = {"initiator": offering, "responder": other}
        said = worked_out(expenses, held, quarter, roles)
        if said is not None:
            record = _netting(number, quarter, roles, said)
            netting.check_same(record, worked_out(expenses, held, quarter, record.roles) or {})
            held.append(record)
    return held


def worked_out(
    expenses: Sequence[Record], held: Sequence[Record], quarter: str, roles: Mapping[str, str]
) -> dict[str, Any] | None:
    """Return what a node says of a quarter; None where nothing is to be netted."""
    cut_off = quarters.last_day(quarter)
    netting.check_quarter(quarter, cut_off, netting.standing(held, SIDES), day=cut_off + timedelta(days=1))
    taken = {line.expense for one in held for line in netting.netted_lines(one)}
    left = [one for one in expenses if one.id not in taken]
    lines = netting.lines_of(left, SIDES, cut_off=cut_off)
    if not lines:
        with pytest.raises(Refused):
            netting.written(lines, roles)
        return None
    return netting.written(lines, roles)


def _netting(number: int, quarter: str, roles: Mapping[str, str], said: Mapping[str, Any]) -> Record:
    content = {name: {"initiator": value} for name, value in said.items()}
    name = f"01980000-0000-7000-9000-{number:012}"
    return replace(
        bare("netting"), id=name, state="netted", quarter=quarter, roles=roles, asserted=content, agreed=said
    )


def position(nettings: Sequence[Record], side: str) -> int:
    """Return what the ledger of a side says of the other after all nettings were booked."""
    found = 0
    for one in nettings:
        if one.value("net") != 0:
            posting = netting.booked(one, me=side, basis="clause:x/6", event_hash="").posting
            found += posting.amount_fen if "owes-us" in posting.debit else -posting.amount_fen
    return found


@settings(max_examples=60)
@given(st.lists(LINES, max_size=25), WEIGHTS)
def test_every_agreed_line_is_netted_once_and_no_other(drawn: list[Drawn], weights: tuple[int, int]) -> None:
    expenses = lines_of(drawn, formula_of(weights))
    nettings = netted(expenses, by=SIDES)
    counted = [line.expense for one in nettings for line in netting.netted_lines(one)]
    year_end = date(2026, 12, 31).isoformat()
    assert sorted(counted) == sorted(one.id for one in expenses if one.done and one.done["agree"] <= year_end)


@settings(max_examples=60)
@given(st.lists(LINES, max_size=25), WEIGHTS)
def test_the_books_mirror_each_other_and_say_what_the_lines_say(drawn: list[Drawn], weights: tuple[int, int]) -> None:
    expenses = lines_of(drawn, formula_of(weights))
    nettings = netted(expenses, by=SIDES)
    assert position(nettings, PINGHU) == -position(nettings, JINSHAN)
    due = {side: sum(_due(one) for one in expenses if one.done and one.opened_by == side) for side in SIDES}
    assert position(nettings, PINGHU) == due[PINGHU] - due[JINSHAN]


def _due(line: Record) -> int:
    return int(line.value("shares")["sharer"])


@settings(max_examples=40)
@given(st.lists(LINES, max_size=25), WEIGHTS)
def test_it_makes_no_difference_who_offers(drawn: list[Drawn], weights: tuple[int, int]) -> None:
    expenses = lines_of(drawn, formula_of(weights))
    ours, theirs = (netted(expenses, by=(side,)) for side in SIDES)
    assert position(ours, PINGHU) == position(theirs, PINGHU)
    assert [one.value("net") for one in ours] == [-one.value("net") for one in theirs]


@settings(max_examples=40)
@given(st.lists(LINES, max_size=25), WEIGHTS)
def test_each_side_bears_its_fraction_of_all_that_was_paid(drawn: list[Drawn], weights: tuple[int, int]) -> None:
    expenses = lines_of(drawn, formula_of(weights))
    for line, one in zip(expenses, drawn, strict=True):
        shares = line.value("shares")
        assert sum(shares.values()) == one.amount
        assert all(share * one.amount >= 0 for share in shares.values()), "a share bears the sign of its amount"
    borne = {side: sum(_borne(line, side) for line in expenses) for side in SIDES}
    whole = sum(one.amount for one in drawn)
    exact = sharing.fractions({PINGHU: weights[0], JINSHAN: weights[1]})
    assert all(abs(borne[side] - exact[side] * whole) <= len(drawn) for side in SIDES)


def _borne(line: Record, side: str) -> int:
    role = next(role for role, code in line.roles.items() if code == side)
    return int(line.value("shares")[role])


@pytest.mark.parametrize(
    ("days", "nets"),
    [
        ((0, 10), {"2026-Q1": 30}),
        ((89, 90), {"2026-Q1": 20, "2026-Q2": 10}),  # the last day of March, and the first of April
        ((120, 364), {"2026-Q2": 20, "2026-Q4": 10}),
        ((364, 365), {"2026-Q4": 20}),  # what is agreed on New Year's Day waits
        ((400, 500), {}),
    ],
)
def test_a_line_counts_in_the_quarter_in_which_both_agreed(days: tuple[int, int], nets: dict[str, int]) -> None:
    drawn = [Drawn(PINGHU, 40, days[0]), Drawn(PINGHU, 20, days[1])]
    found = netted(lines_of(drawn, formula_of((1, 1))), by=(PINGHU,))
    assert {one.quarter: one.value("net") for one in found} == nets
