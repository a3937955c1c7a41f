"""What moved between two texts of a plan: days of milestones, money by side and year."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pilin.modules.projects.rules import moving, versions
from pilin.modules.projects.rules.facts import Milestone
from pilin.modules.projects.rules.moving import MoneyMove
from pilin.modules.projects.rules.versions import Said
from pilin.modules.projects.tests.samples import JINSHAN, M1, M2, PINGHU

DAY = date(2026, 3, 2)
OURS_2026 = {"year": 2026, "side": "initiator", "amount": 100}
THEIRS_2026 = {"year": 2026, "side": "responder", "amount": 50}
OURS_2027 = {"year": 2027, "side": "initiator", "amount": 30}


def said(step: str, author: str = PINGHU, day: date = DAY, **fields: Any) -> Said:
    return Said(step, fields, author, day)


@pytest.mark.parametrize(
    ("before", "after", "how", "days"),
    [
        (M1, M1, "same", 0),
        (M1, replace(M1, due=date(2026, 7, 30)), "later", 30),
        (M1, replace(M1, due=date(2026, 6, 25)), "earlier", -5),
        (M1, replace(M1, due=None), "undated", None),
        (replace(M1, due=None), M1, "dated", None),
        (M1, replace(M1, measures="别的"), "worded", 0),
        (M1, replace(M1, progress=50), "worded", 0),
        (replace(M1, due=None), replace(M1, due=None), "same", None),
    ],
)
def test_a_milestone_moves_by_days(before: Milestone, after: Milestone, how: str, days: int | None) -> None:
    (found,) = moving.shifts([before], [after])
    assert (found.how, found.days, found.id, found.title) == (how, days, "m1", "清淤")
    assert (found.was, found.due) == (before.due, after.due)


def test_what_is_new_and_what_is_gone_is_told() -> None:
    assert [(one.id, one.how) for one in moving.shifts([M1], [M2])] == [("m2", "added"), ("m1", "removed")]
    assert [(one.was, one.due) for one in moving.shifts([M1], [M2])] == [(None, M2.due), (M1.due, None)]
    assert moving.shifts([], []) == []


def test_money_moves_by_year_and_side() -> None:
    more = {**OURS_2026, "amount": 250}
    assert moving.money_moves([OURS_2026, THEIRS_2026], [more, OURS_2027]) == [
        MoneyMove(2026, "initiator", 100, 250),
        MoneyMove(2026, "responder", 50, 0),
        MoneyMove(2027, "initiator", 0, 30),
    ]
    assert [one.more for one in moving.money_moves([OURS_2026], [more])] == [150]


def test_several_rows_of_one_year_and_side_are_one_sum() -> None:
    assert moving.money_moves([OURS_2026, OURS_2026], []) == [MoneyMove(2026, "initiator", 200, 0)]


def test_totals_are_the_sums_of_each_side() -> None:
    moves = moving.money_moves([OURS_2026, OURS_2027], [THEIRS_2026])
    assert moving.totals(moves) == [
        MoneyMove(0, "initiator", 130, 0),
        MoneyMove(0, "responder", 0, 50),
    ]
    assert moving.totals([]) == []


FIRST = [
    said("open", milestones=[{"id": "m1", "title": "清淤"}], particulars={"money": [OURS_2026]}),
    said("sign"),
    said("sign", JINSHAN),
]
LATER = date(2026, 5, 1)
AMENDED = said("amend", day=LATER, milestones=[{"id": "m1", "title": "清淤", "due": "2026-09-01"}])


def test_a_version_holds_its_money_and_keeps_what_an_amendment_does_not_say() -> None:
    steps = [*FIRST, AMENDED, said("sign_amendment"), said("sign_amendment", JINSHAN)]
    first, second = versions.versions_of(steps)
    assert first.money == second.money == (OURS_2026,)
    assert versions.proposed_of(steps) is None


def test_what_is_on_the_table_has_the_number_that_it_would_have() -> None:
    assert versions.proposed_of(FIRST[:1]).number == 1  # type: ignore[union-attr]
    assert versions.proposed_of(FIRST) is None
    proposed = versions.proposed_of([*FIRST, AMENDED])
    assert proposed is not None
    assert (proposed.number, proposed.day, proposed.milestones[0].due) == (2, LATER, date(2026, 9, 1))
    half_signed = versions.proposed_of([*FIRST, AMENDED, said("sign_amendment")])
    assert half_signed == proposed


@pytest.mark.parametrize("step", ["refuse_amendment", "take_back"])
def test_what_was_taken_back_or_refused_is_on_the_table_no_more(step: str) -> None:
    assert versions.proposed_of([*FIRST, AMENDED, said(step, JINSHAN)]) is None
    assert len(versions.versions_of([*FIRST, AMENDED, said(step, JINSHAN)])) == 1
