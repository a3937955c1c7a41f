"""Rules of a day's reconciliation with plain values: what differs and what does not, whose turn it is, how it ends."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.modules.medical.rules import day_facts as facts
from pilin.modules.medical.rules import days as rules
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.day_facts import Line, Remark, Statement
from pilin.modules.medical.rules.days import Difference

US, THEM = "330482", "310116"
DAY, NEXT, LATER = date(2025, 7, 11), date(2025, 7, 12), date(2025, 7, 20)
ONE, TWO = "0197f9b0-0000-7000-8000-000000000001", "0197f9b0-0000-7000-8000-000000000002"


def line(settlement: str = ONE, **members: Any) -> Line:
    plain: dict[str, Any] = {
        "care": THEM,
        "insurance": "390",
        "state": "posted",
        "total_fen": 900,
        "fund_fen": 500,
        "account_fen": 60,
    }
    return Line(settlement, **(plain | members))


def statement(author: str, *lines: Line, round_: int = 1, on: date = NEXT) -> Statement:
    other = THEM if author == US else US
    return Statement(author, other, DAY, round_, 1, 1, on, tuple(sorted(lines)))


def compared(ours: list[Line], theirs: list[Line], round_: int = 1, on: date = NEXT) -> list[Difference]:
    found = rules.compare(statement(US, *ours, round_=round_, on=on), statement(THEM, *theirs, round_=round_), 5)
    mirrored = rules.compare(statement(THEM, *theirs, round_=round_), statement(US, *ours, round_=round_, on=on), 5)
    assert found == mirrored, "both sides see the same differences"
    return found


def only(ours: list[Line], theirs: list[Line]) -> Difference:
    (found,) = compared(ours, theirs)
    return found


def test_the_day_of_the_samples_is_the_day_of_their_identifiers() -> None:
    assert {facts.asked_on(ONE), facts.asked_on(TWO)} == {DAY}


def test_a_day_begins_at_midnight_on_the_clock_of_both_sides() -> None:
    # 2025-07-11T15:59:59.999Z is the last millisecond of the day in China
    assert facts.asked_on("0197fa30-0bff-7000-8000-000000000001") == date(2025, 7, 11)


@pytest.mark.parametrize("state", ["posted", "declined", "voided", "asked"])
def test_what_both_hold_alike_is_no_difference(state: str) -> None:
    assert compared([line(state=state)], [line(state=state)]) == []


@pytest.mark.parametrize("state", ["declined", "voided", "asked"])
@pytest.mark.parametrize("theirs", [[], [line(state="declined")], [line(state="voided", fund_fen=0)]])
def test_what_moves_no_money_is_no_difference(state: str, theirs: list[Line]) -> None:
    assert compared([line(state=state)], theirs) == []


@pytest.mark.parametrize(
    ("theirs", "sort", "turn"),
    [
        ({"state": "pending"}, rules.STATES, THEM),
        ({"state": "voided"}, rules.STATES, THEM),
        ({"state": "declined"}, rules.STATES, THEM),
        ({"insurance": "310"}, rules.TERMS, US),
        ({"fund_fen": 501}, rules.AMOUNTS, US),
        ({"account_fen": 0}, rules.AMOUNTS, US),
        ({"total_fen": 901}, rules.AMOUNTS, US),
        ({"state": "pending", "fund_fen": 501}, rules.STATES, THEM),
        ({"insurance": "310", "fund_fen": 501}, rules.TERMS, US),
    ],
)
def test_a_difference_has_a_sort_and_a_turn(theirs: dict[str, Any], sort: str, turn: str) -> None:
    found = only([line()], [line(**theirs)])
    assert (found.sort, found.at, found.turn, found.state) == (sort, "", turn, rules.OPEN)
    assert (found.found_on, found.due) == (NEXT, date(2025, 7, 17))


@pytest.mark.parametrize(("ours", "theirs", "lacks"), [([line()], [], THEM), ([], [line(state="pending")], US)])
def test_who_lacks_a_settlement_acts_first(ours: list[Line], theirs: list[Line], lacks: str) -> None:
    found = only(ours, theirs)
    assert (found.sort, found.at, found.turn, found.care) == (rules.MISSING, lacks, lacks, THEM)


def test_what_is_pending_on_both_sides_is_an_unknown_outcome_of_the_care_place() -> None:
    found = only([line(state="pending")], [line(state="pending")])
    assert (found.sort, found.turn) == (rules.UNENDED, THEM)


def test_a_later_round_ends_what_it_no_longer_shows_and_keeps_the_rest() -> None:
    first = compared([line(), line(TWO)], [line(fund_fen=1)])
    second = compared([line(), line(TWO)], [line(fund_fen=2), line(TWO)], round_=2, on=LATER)
    gone, moved = sorted(rules.after_round(first, second, 2, LATER), key=lambda one: one.state)
    assert (gone.settlement, gone.state, gone.gone_on, gone.age_days(date(2025, 9, 1))) == (TWO, rules.LEVEL, LATER, 8)
    assert (moved.round, moved.state, moved.age_days(LATER)) == (1, rules.OPEN, 8)
    theirs = moved.lines[THEM]
    assert theirs is not None
    assert theirs.fund_fen == 2


def test_a_difference_of_another_sort_is_another_one() -> None:
    first = compared([line()], [])
    second = compared([line()], [line(fund_fen=1)], round_=2)
    assert [(one.sort, one.state) for one in rules.after_round(first, second, 2, LATER)] == [
        (rules.MISSING, rules.LEVEL), (rules.AMOUNTS, rules.OPEN)
    ]  # fmt: skip


def test_what_came_back_is_found_anew() -> None:
    (gone,) = rules.after_round(compared([line()], []), [], 2, LATER)
    (again,) = rules.after_round([gone], compared([line()], [], round_=3), 3, LATER)
    assert (again.round, again.state) == (3, rules.OPEN)


def said(author: str, act: str, text: str = "已核对", on: date = NEXT, **members: Any) -> Remark:
    return Remark(author, THEM if author == US else US, DAY, ONE, 1, act, text, on, **members)


def test_an_explanation_passes_the_turn_and_is_accepted_by_the_other() -> None:
    found = only([line()], [line(fund_fen=501)])
    explained = rules.after_remark(found, said(US, facts.EXPLAIN, on=LATER), 5)
    assert (explained.turn, explained.due, explained.state) == (THEM, date(2025, 7, 25), rules.OPEN)
    objected = rules.after_remark(explained, said(THEM, facts.OBJECT), 5)
    assert objected.turn == US
    accepted = rules.after_remark(explained, said(THEM, facts.ACCEPT, on=LATER), 5)
    assert (accepted.state, accepted.age_days(date(2026, 1, 1))) == (rules.ACCEPTED, 8)


@pytest.mark.parametrize("act", facts.ACTS)
def test_only_the_side_in_turn_speaks_and_nobody_after_the_end(act: str) -> None:
    found = only([line()], [line(fund_fen=501)])
    for author, one in ((THEM, found), (US, replace(found, accepted_on=NEXT))):
        with pytest.raises(Refused) as refused:
            rules.after_remark(one, said(author, act), 5)
        assert refused.value.code is MedicalRefusal.TURN_IS_THE_OTHERS


def test_round_and_remark_come_out_alike_in_either_order() -> None:
    found = only([line()], [line(fund_fen=501)])
    for remark in (said(US, facts.EXPLAIN), said(US, facts.CORRECT, fund_fen=1)):
        (one,) = rules.after_round([rules.after_remark(found, remark, 5)], [], 2, LATER)
        (before,) = rules.after_round([found], [], 2, LATER)
        assert rules.after_remark(before, remark, 5) == one


def test_a_correction_brings_our_amounts_to_what_the_other_states() -> None:
    found = only([line(account_fen=61)], [line(fund_fen=501)])
    assert rules.correction(found, US, line(account_fen=61)) == (1, -1)
    corrected = rules.after_remark(found, said(US, facts.CORRECT, fund_fen=1, account_fen=-1), 5)
    (ended,) = rules.after_round([corrected], [], 2, LATER)
    assert ended.state == rules.CORRECTED


@pytest.mark.parametrize(
    ("theirs", "now"),
    [
        ([], line()),
        ([line(state="pending")], line()),
        ([line(total_fen=1)], line()),
        ([line(fund_fen=501)], line(fund_fen=501)),
    ],
)
def test_nothing_else_is_corrected(theirs: list[Line], now: Line) -> None:
    with pytest.raises(Refused) as refused:
        rules.correction(only([line()], theirs), US, now)
    assert refused.value.code is MedicalRefusal.CORRECTION_MISSES_THE_OTHERS_LINE


@dataclass(frozen=True)
class Letter:
    """A fact as the rules see it."""

    body: Mapping[str, Any]
    kind: str = facts.DAY
    author: str = US
    parties: tuple[str, ...] = (US, THEM)
    basis: str = "clause:a/8"
    re: str = ""
    hash: str = "h"


def told(*lines: Line) -> dict[str, Any]:
    (one,) = facts.state_day(lines, peer=THEM, day=DAY, round_=1, on=NEXT, basis="clause:a/8")
    return dict(one.body)


def test_a_statement_reads_as_it_was_written() -> None:
    assert facts.read_statement(Letter(told(line(TWO), line()))) == statement(US, line(), line(TWO))


def test_a_long_day_is_stated_in_parts_and_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "LINES_MAX", 1)
    bodies = [
        one.body for one in facts.state_day([line(), line(TWO)], peer=THEM, day=DAY, round_=1, on=NEXT, basis="c")
    ]
    parts = [facts.read_statement(Letter(body)) for body in bodies]
    assert rules.whole(parts[:1]) is None
    assert rules.whole([*reversed(parts)]) == statement(US, line(), line(TWO))


@pytest.mark.parametrize(
    "wrong",
    [
        {"day": "2025-7-11"}, {"day": "2025-02-30"}, {"day": None}, {"on": "2025-07-10"}, {"round": 0}, {"round": True},
        {"round": 1001}, {"part": 0}, {"part": 2}, {"parts": 999}, {"lines": None}, {"lines": [1]},
        {"lines": [["x"] * 7]},
        {"lines": [list(line("0199f9b0-0000-7000-8000-000000000001"))]}, {"lines": [list(line(care="999999"))]},
        {"lines": [list(line(state="lost"))]}, {"lines": [list(line(insurance=""))]}, {"totals": {}},
        {"lines": [list(line(fund_fen="5"))]}, {"lines": [list(line()), list(line(state="pending"))]},
    ],
)  # fmt: skip
def test_a_statement_that_does_not_read_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        facts.read_statement(Letter(told(line()) | wrong))
    assert refused.value.code is MedicalRefusal.DAY_DOES_NOT_READ


def test_a_statement_between_three_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        facts.read_statement(Letter(told(line()), parties=(US, THEM, "330421")))
    assert refused.value.code is MedicalRefusal.DAY_DOES_NOT_READ


def test_totals_count_what_moves_money() -> None:
    lines = [line(), line(TWO, state="pending", fund_fen=-100), line(state="declined")]
    assert facts.totals(lines) == {"count": 2, "total_fen": 1800, "fund_fen": 400, "account_fen": 120}


def test_a_remark_reads_as_it_was_written() -> None:
    one = said(US, facts.CORRECT, fund_fen=5)
    assert facts.read_remark(Letter(facts.remark(one, "c").body, kind=facts.REMARK)) == one


@pytest.mark.parametrize(
    "wrong",
    [
        {"act": "shout"}, {"text": ""}, {"text": "x" * 501}, {"text": None}, {"settlement": "x"}, {"settlement": None},
        {"fund_fen": 1}, {"account_fen": "1"}, {"round": None}, {"on": "soon"},
    ],
)  # fmt: skip
def test_a_remark_that_does_not_read_is_refused(wrong: dict[str, Any]) -> None:
    body = dict(facts.remark(said(US, facts.EXPLAIN), "c").body) | wrong
    with pytest.raises(Refused) as refused:
        facts.read_remark(Letter(body, kind=facts.REMARK))
    assert refused.value.code is MedicalRefusal.DAY_DOES_NOT_READ
