"""A month as read from its matter: rounds and records by side, and nothing where a neighbour wrote what is none."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pilin.kernel.matters.tests.kit import Case
from pilin.modules.border.rules import patrols
from pilin.modules.border.rules.patrols import Month, Tolerance
from pilin.modules.border.rules.records import PATROLS, Record
from pilin.modules.border.tests.samples import JINSHAN, PINGHU, PLAN, RECORD, a_round, tick
from pilin.modules.border.tests.test_kinds import FIELDS, opened
from pilin.modules.border.tests.test_rules_records import of


@pytest.fixture
def signed() -> Case:
    """Return a month that both sides signed."""
    return opened(PATROLS).take("sign", "planner").take("sign", "partner")


def read(record: Record) -> Month:
    found = patrols.month_of(record)
    assert found is not None
    return found


def test_an_offered_month_is_read_and_not_signed() -> None:
    found = read(of(opened(PATROLS)))
    assert (found.is_signed, found.month, found.sides) == (False, "2026-03", (PINGHU, JINSHAN))
    assert found.ticks == ()


def test_rounds_bear_the_villages_of_their_sides(signed: Case) -> None:
    first = read(of(signed)).rounds[0]
    assert (first.id, first.day, first.starts, first.minutes) == ("r1", date(2026, 3, 3), "20:00", 90)
    assert (first.from_m, first.to_m) == (28_000, 29_500)
    assert first.villages == {PINGHU: "兴旺村", JINSHAN: "蔷薇村"}
    assert first.squads == {PINGHU: "", JINSHAN: ""}


def test_the_tolerance_is_that_of_the_signed_plan(signed: Case) -> None:
    found = read(of(signed))
    assert (found.is_signed, found.tolerance) == (True, Tolerance(30, 100))


def test_records_are_those_of_the_side_that_told_them(signed: Case) -> None:
    signed.take("tell_records", "partner", fields={"records": [RECORD]})
    signed.take("tell_records", "planner", fields={"records": [{**RECORD, "people": 9}]})
    found = read(of(signed))
    assert {one.side: one.people for one in found.ticks} == {PINGHU: 9, JINSHAN: 3}
    assert len(patrols.outcome(found).met) == 1


def test_what_is_told_reads_back_as_it_was_recorded(signed: Case) -> None:
    ours = (tick(PINGHU, "r1", people=4, cost=88_00), tick(PINGHU, "r2", at="2026-03-10 21:15"))
    signed.take("tell_records", "planner", fields={"records": [dict(one) for one in patrols.told(ours)]})
    assert read(of(signed)).ticks == ours


def test_what_is_told_is_in_the_same_order_whatever_came_first() -> None:
    two = [tick(PINGHU, "r2"), tick(PINGHU, "r1")]
    assert patrols.told(two) == patrols.told(reversed(two))


def test_nothing_that_is_told_says_where_but_the_round() -> None:
    (said,) = patrols.told([tick()])
    assert set(said) == {"id", "round", "day", "starts", "minutes", "people", "vehicles", "cost"}


@pytest.mark.parametrize(
    "odd", [{"starts": "<script>"}, {"starts": "25:00"}, {"starts": "8:00"}, {"starts": "20:00\n"}]
)
def test_a_plan_with_what_is_no_time_is_no_month(odd: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FIELDS, PATROLS, {**PLAN, "rounds": [a_round(1, **odd)]})
    assert patrols.month_of(of(opened(PATROLS))) is None


def test_a_record_with_what_is_no_time_is_no_month(signed: Case) -> None:
    signed.take("tell_records", "partner", fields={"records": [{**RECORD, "starts": "now"}]})
    assert patrols.month_of(of(signed)) is None


@pytest.mark.parametrize("text", ["2026-03", "2100-12"])
def test_a_month_is_one(text: str) -> None:
    assert patrols.is_month(text)


@pytest.mark.parametrize("text", ["", "2026-3", "2026-00", "2026-13", "2026-03-01", "1999-01", "\uff12026-03", None, 3])
def test_what_is_no_month_is_none(text: object) -> None:
    assert not patrols.is_month(text)


def test_a_plan_of_which_both_records_were_told_and_closed_keeps_what_counts(signed: Case) -> None:
    for role in ("planner", "partner"):
        signed.take("tell_records", role, fields={"records": [RECORD]})
    before = patrols.outcome(read(of(signed)))
    signed.take("close", "planner").take("close", "partner")
    assert of(signed).is_over
    assert patrols.outcome(read(of(signed))) == before


def test_records_told_of_a_month_that_nobody_signed_count_nothing(signed: Case) -> None:
    for role in ("planner", "partner"):
        signed.take("tell_records", role, fields={"records": [RECORD]})
    unsigned = replace(read(of(signed)), is_signed=False)
    assert patrols.outcome(unsigned).met == ()
    assert patrols.coverage([unsigned], length_m=58_000).villages == {}
    assert patrols.reciprocity([unsigned])[PINGHU].patrols == 0
