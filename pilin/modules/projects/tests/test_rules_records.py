"""Records of the supervision, quarters and numbers, and the days that may be set: plain values in, plain values out."""

from datetime import date
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.matters.tests.kit import Case
from pilin.modules.projects.rules import quarters, records, supervision
from pilin.modules.projects.rules.records import Record
from pilin.modules.projects.rules.refusals import SupervisionRefusal
from pilin.modules.projects.tests.samples import JINSHAN, PINGHU
from pilin.modules.projects.tests.test_finding_kind import DONE, FINDING, recorded, struck_off

DAY = date(2026, 3, 2)


def record(case: Case, **members: Any) -> Record:
    return records.record_of(case.matter, case.kind, **members)


def test_a_record_says_what_a_ledger_needs() -> None:
    found = record(recorded())
    assert (found.kind, found.number, found.quarter) == ("finding", FINDING["number"], "2026-Q1")
    assert (found.opened_by, found.holder, found.turn) == (PINGHU, JINSHAN, (JINSHAN,))
    assert (found.text("object"), found.text("rule"), found.value("visit")) == (FINDING["object"], "", None)
    assert (found.day, found.is_over) == (date(2026, 4, 1), False)


def test_a_value_is_what_all_agreed_before_what_one_asserts() -> None:
    case = recorded().take("take_on", "owner", fields={"measures": "x", "duty_unit": "金山区水务站"})
    found = record(case)
    assert (found.text("duty_unit"), found.text("duty_unit", "owner")) == (FINDING["duty_unit"], "金山区水务站")
    case.take("offer_extension", "owner", fields={"due": "2026-07-31", "reason": "x"})
    assert supervision.due_of(record(case)) == date(2026, 5, 29)
    case.take("extend", "owner").take("extend", "recorder")
    assert supervision.due_of(record(case)) == date(2026, 7, 31)
    assert supervision.due_of(record(recorded())) == date(2026, 5, 29)


def test_the_day_that_counts_is_that_of_the_clock_that_ends_first() -> None:
    case = recorded(due="2026-03-20")
    assert record(case).day == date(2026, 4, 1)
    case.take("take_on", "owner")
    found = record(case)
    assert (found.day, found.warn_on) == (date(2026, 3, 20), date(2026, 3, 13))
    assert [records.is_near(found, date(2026, 3, day)) for day in (12, 13, 20, 21)] == [False, True, True, False]
    assert [records.is_late(found, date(2026, 3, day)) for day in (20, 21)] == [False, True]


def test_what_ran_out_is_late_until_another_day_is_set() -> None:
    case = recorded(due="2026-03-20").take("take_on", "owner")
    case.on("2026-03-21").take("due_day", action="expire")
    assert records.is_late(record(case), date(2026, 3, 21))
    case.take("set_day", "recorder", fields={"reason": "x", "next_due": "2026-04-10"})
    assert not records.is_late(record(case), date(2026, 3, 21))


def test_what_rests_or_is_over_is_never_late() -> None:
    resting = record(struck_off(recorded().take("take_on", "owner")))
    assert (resting.day, resting.is_over, resting.turn) == (None, False, ())
    refused = record(recorded(), refused_by=JINSHAN)
    assert (refused.day, refused.is_over, refused.turn) == (None, True, ())
    assert not records.is_late(refused, date(2199, 1, 1))


def test_it_is_told_that_a_finding_was_taken_up_again() -> None:
    case = struck_off(recorded().take("take_on", "owner"))
    assert record(case).text("result") == DONE["result"]
    assert not supervision.was_taken_up_again(record(case))
    case.take("reopen", "recorder", fields={"reason": "x", "next_due": "2026-09-30"})
    again = record(case)
    assert supervision.was_taken_up_again(again)
    assert again.number == FINDING["number"]


@pytest.mark.parametrize(
    ("day", "quarter"),
    [("2026-01-01", "2026-Q1"), ("2026-03-31", "2026-Q1"), ("2026-04-01", "2026-Q2"), ("2026-12-31", "2026-Q4")],
)
def test_a_day_lies_in_its_quarter(day: str, quarter: str) -> None:
    assert quarters.quarter_of(date.fromisoformat(day)) == quarter


@pytest.mark.parametrize(
    ("quarter", "after", "last"),
    [("2026-Q1", "2026-Q2", "2026-03-31"), ("2026-Q4", "2027-Q1", "2026-12-31"), ("2026-Q2", "2026-Q3", "2026-06-30")],
)
def test_quarters_follow_each_other(quarter: str, after: str, last: str) -> None:
    assert (quarters.after(quarter), quarters.last_day(quarter).isoformat()) == (after, last)


@pytest.mark.parametrize("text", ["", "2026-Q0", "2026-Q5", "2026Q1", "1999-Q1", "2026-Q1 ", None, 3])
def test_what_is_no_quarter(text: object) -> None:
    assert not quarters.is_quarter(text)
    assert quarters.is_quarter("2026-Q3")


@pytest.mark.parametrize(
    ("taken", "number"),
    [
        ([], "DC-2026-330482-0001"),
        (["DC-2026-330482-0001", "DC-2026-330482-0007"], "DC-2026-330482-0008"),
        (["DC-2026-310116-0009", "DC-2025-330482-0009", "DC-2026-330482-x", "DC-2026-330482-²"], "DC-2026-330482-0001"),
        (["DC-2026-330482-9999"], "DC-2026-330482-10000"),
    ],
)
def test_a_side_counts_its_own_numbers_within_a_year(taken: list[str], number: str) -> None:
    assert quarters.number_next(taken, quarters.beginning("DC", side=PINGHU, year=2026)) == number


@pytest.mark.parametrize(
    ("step", "fields"),
    [
        ("open", {"due": "2026-03-02"}),
        ("send_back", {"next_due": "2026-02-27"}),
        ("set_day", {"next_due": "2026-03-02"}),
        ("reopen", {"next_due": "2025-12-31"}),
        ("offer_extension", {"due": "2026-03-01"}),
    ],
)
def test_a_day_to_set_right_lies_ahead(step: str, fields: dict[str, str]) -> None:
    with pytest.raises(Refused) as refusal:
        supervision.check_days(step, fields, due=None, day=DAY)
    assert refusal.value.code is SupervisionRefusal.DAY_TO_SET_RIGHT_IS_PAST


@pytest.mark.parametrize(("wished", "fits"), [("2026-05-28", False), ("2026-05-29", False), ("2026-05-30", True)])
def test_a_later_day_is_later(wished: str, fits: bool) -> None:
    due = date(2026, 5, 29)
    if fits:
        supervision.check_days("offer_extension", {"due": wished}, due=due, day=DAY)
        return
    with pytest.raises(Refused) as refusal:
        supervision.check_days("offer_extension", {"due": wished}, due=due, day=DAY)
    assert refusal.value.code is SupervisionRefusal.LATER_DAY_IS_NOT_LATER


def test_steps_that_set_no_day_are_not_looked_at() -> None:
    supervision.check_days("report", {"due": "2000-01-01"}, due=None, day=DAY)
    supervision.check_days("set_day", {}, due=None, day=DAY)
