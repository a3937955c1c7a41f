"""What stands beside a plan: excuses that both approved, papers taken on, and how sides read a contested light."""

from datetime import date
from typing import Any

import pytest

from pilin.kernel.matters.tests.kit import Case
from pilin.modules.projects.rules import beside, kept, records
from pilin.modules.projects.rules.beside import Excuse, Paper, Reading
from pilin.modules.projects.rules.facts import facts_of
from pilin.modules.projects.rules.records import Record
from pilin.modules.projects.tests import samples
from pilin.modules.projects.tests.samples import JINSHAN, PINGHU
from pilin.modules.projects.tests.test_alone import ORDER, POND, case

REASON: dict[str, Any] = {
    "plan": POND,
    "trigger": "milestone_late",
    "item": "m1",
    "reason": "汛期停工",
    "until": "2026-09-30",
}
CONTESTED: dict[str, Any] = {"plan": POND, "reading": "yellow", "reason": "对方未签", "review_on": "2026-05-01"}
TAKEN_ON = (("sign_for", "receiver"), ("take_on", "receiver"))


def record(made: Case, **changes: Any) -> Record:
    found = records.record_of(made.matter, made.kind)
    return Record(**{**vars(found), **changes})


def test_a_record_names_the_plan_that_its_matter_names() -> None:
    assert record(case("excuse", **REASON)).plan == POND
    assert record(case("order", **ORDER)).plan == POND
    assert record(case("finding")).plan == ""


def test_an_excuse_counts_once_the_other_side_approved_it() -> None:
    assert beside.beside_of([record(case("excuse", **REASON))]).excuses == ()
    approved = case("excuse", (("approve", "responder"),), **REASON)
    (found,) = beside.beside_of([record(approved)]).excuses
    day = date(2026, 3, 2)
    assert found == Excuse("matter-1", "milestone_late", "m1", date(2026, 9, 30), "汛期停工", PINGHU, day)


def test_of_two_excuses_for_one_thing_the_first_that_was_approved_counts() -> None:
    approved = case("excuse", (("approve", "responder"),), **REASON)
    later = record(approved, id="a", done={"open": "2026-03-02", "approve": "2026-04-02"})
    first, other = (
        record(approved, id="b"),
        record(approved, id="c", asserted={**later.asserted, "item": {"initiator": "m2"}}),
    )
    assert [one.id for one in beside.beside_of([later, other, first]).excuses] == ["b", "c"]


@pytest.mark.parametrize("how", ["declined", "withdrawn", "refused"])
def test_an_excuse_that_was_not_approved_lowers_nothing(how: str) -> None:
    if how == "refused":
        found = record(case("excuse", (("approve", "responder"),), **REASON), refused_by=JINSHAN)
    else:
        step = ("decline", "responder") if how == "declined" else ("withdraw", "initiator")
        found = record(case("excuse", (step,), **REASON))
    assert beside.beside_of([found]).excuses == ()


def test_a_paper_counts_from_its_being_taken_on_until_both_close_it() -> None:
    assert beside.beside_of([record(case("order", **ORDER))]).papers == ()
    working = case("order", TAKEN_ON, **ORDER)
    (paper,) = beside.beside_of([record(working)]).papers
    assert (paper.due, paper.holder) == (date(2026, 4, 10), JINSHAN)
    working.take("report_done", "receiver")
    assert beside.beside_of([record(working)]).papers == (paper,)
    working.take("close", "sender").take("close", "receiver")
    assert beside.beside_of([record(working)]).papers == ()


def test_only_a_later_day_that_both_signed_counts() -> None:
    working = case("order", TAKEN_ON, **ORDER)
    working.take("offer_extension", "receiver", fields={"due": "2026-05-29", "reason": "汛期"})
    assert beside.beside_of([record(working)]).papers[0].due == date(2026, 4, 10)
    working.take("extend", "sender").take("extend", "receiver")
    assert beside.beside_of([record(working)]).papers[0].due == date(2026, 5, 29)


def test_both_readings_of_a_contest_stand_side_by_side_until_it_is_settled() -> None:
    contest = case("contest", **CONTESTED)
    assert beside.beside_of([record(contest)]).readings == (Reading("matter-1", PINGHU, "yellow", "对方未签"),)
    contest.take("answer", "responder", fields={"answer_reading": "red", "answer": "材料未齐"})
    assert [(one.side, one.colour) for one in beside.beside_of([record(contest)]).readings] == [
        (PINGHU, "yellow"),
        (JINSHAN, "red"),
    ]
    contest.take("settle", "initiator").take("settle", "responder")
    assert beside.beside_of([record(contest)]).readings == ()


def test_what_stands_beside_comes_back_from_a_table_as_it_was_written() -> None:
    found = beside.beside_of([record(case("contest", **CONTESTED)), record(case("order", TAKEN_ON, **ORDER), id="o")])
    told = facts_of(samples.plan(), [], found)
    assert kept.facts(kept.write(told)) == told
    assert told.papers == (Paper("o", found.papers[0].title, date(2026, 4, 10), JINSHAN),)
