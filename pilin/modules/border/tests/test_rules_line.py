"""What counts of the line in a span of days, with plain values: by side, and only what stands for both."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pilin.modules.border.rules import line
from pilin.modules.border.rules.records import JOINT_CHECK, PATROLS, ROADBLOCK, SUPPORT, Record
from pilin.modules.border.tests.samples import JINSHAN, PINGHU, PLAN, RECORD

BASE = Record(
    id="m",
    kind=SUPPORT,
    title="",
    state="asked",
    is_over=False,
    roles={"asker": PINGHU, "helper": JINSHAN},
    opener="asker",
    asserted={},
    agreed={},
    done={"open": "2026-03-01"},
    on=date(2026, 3, 1),
)
ROADBLOCKED = replace(BASE, kind=ROADBLOCK, state="standing")
CHECKED = replace(BASE, kind=JOINT_CHECK, state="done")


def a_plan(*, is_signed: bool = True, **records: list[dict[str, Any]]) -> Record:
    """Return a month of patrols with what each role told of it."""
    roles = {"planner": PINGHU, "partner": JINSHAN}
    said = {name: {"planner": value} for name, value in PLAN.items()}
    agreed = {"rounds": PLAN["rounds"]} if is_signed else {}
    asserted = {**said, "records": records}
    return replace(BASE, kind=PATROLS, roles=roles, opener="planner", asserted=asserted, agreed=agreed)


def test_nothing_is_nothing() -> None:
    found = line.kept([])
    assert (found.asked, found.met, found.checks, found.roadblocks) == ({}, {}, {}, {})


def test_who_asked_and_who_promised_stand_apart() -> None:
    given = replace(BASE, done={"open": "2026-03-01", "promise": "2026-03-02"})
    back = replace(BASE, opener="helper")
    found = line.kept([BASE, given, back])
    assert found.asked == {JINSHAN: 1, PINGHU: 2}
    assert found.promised == {JINSHAN: 1, PINGHU: 0}


@pytest.mark.parametrize(
    ("changes", "number"), [({}, 1), ({"state": "removed"}, 0), ({"state": "struck"}, 0), ({"refused_by": JINSHAN}, 0)]
)
def test_a_roadblock_counts_while_it_stands_for_both(changes: dict[str, Any], number: int) -> None:
    assert line.kept([replace(ROADBLOCKED, **changes)]).roadblocks == {JINSHAN: number, PINGHU: number}


@pytest.mark.parametrize(("state", "number"), [("done", 1), ("set", 0), ("offered", 0), ("called_off", 0)])
def test_a_check_counts_when_both_say_that_it_was_made(state: str, number: int) -> None:
    assert line.kept([replace(CHECKED, state=state)]).checks == {JINSHAN: number, PINGHU: number}


def test_a_state_of_one_kind_is_none_of_another() -> None:
    found = line.kept([replace(ROADBLOCKED, state="done"), replace(CHECKED, state="standing")])
    assert (sum(found.checks.values()), sum(found.roadblocks.values())) == (0, 0)


def test_patrols_count_by_the_records_of_both() -> None:
    theirs = {**RECORD, "id": "b1", "minutes": 60, "people": 4}
    found = line.kept([a_plan(planner=[RECORD], partner=[theirs])])
    assert (found.planned, found.met) == ({JINSHAN: 3, PINGHU: 3}, {JINSHAN: 1, PINGHU: 1})
    assert (found.minutes, found.people) == ({PINGHU: 85, JINSHAN: 60}, {PINGHU: 3, JINSHAN: 4})


def test_what_one_side_recorded_or_did_not_sign_does_not_count() -> None:
    alone = line.kept([a_plan(planner=[RECORD])])
    assert (alone.met[PINGHU], alone.minutes[PINGHU]) == (0, 0)
    offered = line.kept([a_plan(is_signed=False, planner=[RECORD], partner=[{**RECORD, "id": "b1"}])])
    assert (offered.planned[PINGHU], offered.met[PINGHU]) == (0, 0)


def test_a_plan_that_was_not_accepted_or_does_not_read_is_left_out() -> None:
    refused = replace(a_plan(), refused_by=JINSHAN)
    odd = a_plan(planner=[{**RECORD, "starts": "25:00"}])
    found = line.kept([refused, odd])
    assert (found.planned, found.minutes) == ({JINSHAN: 0, PINGHU: 0}, {})
