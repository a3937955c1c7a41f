"""A day compared, state by state on both sides, and what laws hold for any two statements."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilin.base.refusal import Refused
from pilin.modules.medical.rules import day_facts as facts
from pilin.modules.medical.rules import days as rules
from pilin.modules.medical.rules.day_facts import Line, Remark
from pilin.modules.medical.rules.days import Difference
from pilin.modules.medical.tests.test_rules_days import DAY, NEXT, THEM, US, compared, line, said, statement

ABSENT = "absent"
NONE = ("", "")


def held(state: str, **members: Any) -> list[Line]:
    return [] if state == ABSENT else [line(state=state, **members)]


@pytest.mark.parametrize(
    ("ours", "theirs", "found"),
    [
        ("posted", "posted", NONE),
        ("posted", "pending", (rules.STATES, THEM)),
        ("posted", "voided", (rules.STATES, THEM)),
        ("posted", "declined", (rules.STATES, THEM)),
        ("posted", "asked", (rules.STATES, THEM)),
        ("posted", ABSENT, (rules.MISSING, THEM)),
        ("pending", "posted", (rules.STATES, THEM)),
        ("pending", "pending", (rules.UNENDED, THEM)),
        ("pending", "voided", (rules.STATES, THEM)),
        ("pending", "declined", (rules.STATES, THEM)),
        ("pending", "asked", (rules.STATES, THEM)),
        ("pending", ABSENT, (rules.MISSING, THEM)),
        ("voided", "posted", (rules.STATES, THEM)),
        ("voided", "pending", (rules.STATES, THEM)),
        ("voided", "voided", NONE),
        ("voided", "declined", NONE),
        ("voided", "asked", NONE),
        ("voided", ABSENT, NONE),
        ("declined", "posted", (rules.STATES, THEM)),
        ("declined", "pending", (rules.STATES, THEM)),
        ("declined", "voided", NONE),
        ("declined", "declined", NONE),
        ("declined", "asked", NONE),
        ("declined", ABSENT, NONE),
        ("asked", "posted", (rules.STATES, THEM)),
        ("asked", "pending", (rules.STATES, THEM)),
        ("asked", "voided", NONE),
        ("asked", "declined", NONE),
        ("asked", "asked", NONE),
        ("asked", ABSENT, NONE),
        (ABSENT, "posted", (rules.MISSING, US)),
        (ABSENT, "pending", (rules.MISSING, US)),
        (ABSENT, "voided", NONE),
        (ABSENT, "declined", NONE),
        (ABSENT, "asked", NONE),
        (ABSENT, ABSENT, NONE),
    ],
)
def test_every_pair_of_states_of_care_next_door(ours: str, theirs: str, found: tuple[str, str]) -> None:
    differing = compared(held(ours), held(theirs))
    assert [(one.sort, one.turn) for one in differing] == ([] if found == NONE else [found])


@pytest.mark.parametrize(
    ("ours", "theirs", "found"),
    [
        ("posted", "pending", (rules.STATES, US)),
        ("pending", "posted", (rules.STATES, US)),
        ("pending", "pending", (rules.UNENDED, US)),
        ("posted", ABSENT, (rules.MISSING, THEM)),
        (ABSENT, "posted", (rules.MISSING, US)),
        ("voided", "posted", (rules.STATES, US)),
    ],
)
def test_the_place_of_care_acts_on_a_state_wherever_it_is(ours: str, theirs: str, found: tuple[str, str]) -> None:
    (differing,) = compared(held(ours, care=US), held(theirs, care=US))
    assert (differing.sort, differing.turn) == found


@pytest.mark.parametrize(
    ("acts", "turn", "state"),
    [
        ([], US, rules.OPEN),
        ([(US, facts.EXPLAIN)], THEM, rules.OPEN),
        ([(US, facts.EXPLAIN), (THEM, facts.OBJECT)], US, rules.OPEN),
        ([(US, facts.EXPLAIN), (THEM, facts.EXPLAIN)], US, rules.OPEN),
        ([(US, facts.EXPLAIN), (THEM, facts.ACCEPT)], THEM, rules.ACCEPTED),
        ([(US, facts.CORRECT)], US, rules.OPEN),
        ([(US, facts.EXPLAIN), (THEM, facts.OBJECT), (US, facts.CORRECT)], US, rules.OPEN),
        ([(US, facts.EXPLAIN), (THEM, facts.OBJECT), (US, facts.EXPLAIN), (THEM, facts.ACCEPT)], THEM, rules.ACCEPTED),
    ],
)
def test_a_difference_goes_back_and_forth_until_it_is_accepted(
    acts: list[tuple[str, str]], turn: str, state: str
) -> None:
    (one,) = compared([line()], [line(fund_fen=501)])
    for author, act in acts:
        one = rules.after_remark(one, said(author, act), 5)
    assert (one.turn, one.state) == (turn, state)


# For any two statements

states = st.sampled_from(["posted", "pending", "voided", "declined", "asked"])
cares, insurances = st.sampled_from([US, THEM]), st.sampled_from(["310", "390"])
amounts = st.integers(-3, 3)
numbers = st.integers(0, 6).map(lambda number: f"0197f9b0-0000-7000-8000-{number:012}")
lines = st.builds(Line, numbers, cares, insurances, states, amounts, amounts, amounts)
days_of_lines = st.lists(lines, max_size=6, unique_by=lambda one: one.settlement)


@given(days_of_lines)
def test_a_statement_against_itself_differs_only_in_what_is_not_ended(held_lines: list[Line]) -> None:
    found = compared(held_lines, held_lines)
    assert {one.settlement for one in found} == {one.settlement for one in held_lines if one.state == "pending"}
    assert {one.sort for one in found} <= {rules.UNENDED}


@given(days_of_lines, days_of_lines)
def test_each_settlement_differs_once_and_names_both_sides(ours: list[Line], theirs: list[Line]) -> None:
    found = compared(ours, theirs)
    assert len({one.settlement for one in found}) == len(found)
    for one in found:
        assert {*one.lines} == {US, THEM}
        assert one.turn in (US, THEM)
        assert (one.at == "") == (None not in one.lines.values())
        assert one.at in ("", one.turn)


@given(days_of_lines, days_of_lines)
def test_without_differences_what_counts_sums_up_alike(ours: list[Line], theirs: list[Line]) -> None:
    if not compared(ours, theirs):
        assert facts.totals(ours) == facts.totals(theirs)


@given(st.lists(days_of_lines, min_size=2, max_size=4))
@settings(max_examples=60)
def test_after_any_rounds_what_is_open_is_what_the_last_one_shows(rounds: list[list[Line]]) -> None:
    kept: dict[tuple[str, int, str], Difference] = {}
    for number, theirs in enumerate(rounds, start=1):
        found = compared(rounds[0], theirs, round_=number)
        for one in rules.after_round(list(kept.values()), found, number, NEXT):
            kept[one.settlement, one.round, one.sort] = one
    last = {(one.settlement, one.sort): one.lines for one in compared(rounds[0], rounds[-1])}
    assert {(one.settlement, one.sort): one.lines for one in kept.values() if one.state == rules.OPEN} == last


@given(days_of_lines)
def test_a_day_reads_as_it_is_stated_in_any_parts(held_lines: list[Line]) -> None:
    size = facts.LINES_MAX
    try:
        facts.LINES_MAX = 2
        told = facts.state_day(held_lines, peer=THEM, day=DAY, round_=1, on=NEXT, basis="c")
    finally:
        facts.LINES_MAX = size
    assert len(told) == max(1, -(-len(held_lines) // 2))
    stated = [row for one in told for row in one.body["lines"]]  # type: ignore[union-attr]
    assert [Line(*row) for row in stated] == sorted(held_lines)  # type: ignore[misc]


@given(st.integers(-5, 5), st.integers(-5, 5), st.integers(-5, 5), st.integers(-5, 5))
def test_a_correction_makes_the_next_round_agree(fund: int, account: int, other_fund: int, other_account: int) -> None:
    ours = line(fund_fen=fund, account_fen=account)
    theirs = line(fund_fen=other_fund, account_fen=other_account)
    for one in compared([ours], [theirs]):
        added = rules.correction(one, US, ours)
        after = ours._replace(fund_fen=fund + added[0], account_fen=account + added[1])
        assert compared([after], [theirs]) == []


@pytest.mark.parametrize(
    ("until", "age"),
    [
        (NEXT, 0),
        (NEXT + timedelta(days=1), 1),
        (NEXT + timedelta(days=40), 40),
        (date(2026, 7, 12), 365),
    ],
)
def test_a_difference_ages_while_it_is_open(until: date, age: int) -> None:
    (one,) = compared([line()], [])
    assert one.age_days(until) == age


@pytest.mark.parametrize(
    ("act", "text", "reads"),
    [
        (facts.EXPLAIN, "x", True),
        (facts.EXPLAIN, " ", False),
        (facts.OBJECT, "", False),
        (facts.ACCEPT, "", True),
        (facts.CORRECT, "", False),
        (facts.CORRECT, "按对方所报", True),
        (facts.EXPLAIN, "x" * 500, True),
    ],
)
def test_who_only_accepts_needs_no_words(act: str, text: str, *, reads: bool) -> None:
    one = Remark(US, THEM, DAY, line().settlement, 1, act, text, NEXT)
    body = facts.remark(one, "c").body
    try:
        facts.read_remark(_Told(body))
    except Refused:
        assert not reads
    else:
        assert reads


class _Told:
    """A fact as the rules see it."""

    kind, author, parties, basis, re, hash = facts.REMARK, US, (US, THEM), "c", "", "h"

    def __init__(self, body: Any) -> None:
        self.body = body


def test_the_statement_of_a_test_is_one_part() -> None:
    one = statement(US, line())
    assert rules.whole([one]) == one
    assert rules.whole([]) is None
