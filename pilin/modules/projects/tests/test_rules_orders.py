"""Papers: numbers are given once, feedback keeps to its cycle, and what became of them is counted by side."""

from datetime import date
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.modules.projects.rules import orders, records
from pilin.modules.projects.rules.orders import Tally
from pilin.modules.projects.rules.records import Record
from pilin.modules.projects.rules.refusals import SupervisionRefusal
from pilin.modules.projects.tests.samples import JINSHAN, PINGHU
from pilin.modules.projects.tests.test_order_kinds import DONE, ORDER, RECEIVED, opened

DAY = date(2026, 3, 2)


def record(*steps: tuple[str, str, dict[str, Any]], **members: Any) -> Record:
    """Return the record of a paper after some steps."""
    case = opened("order", ORDER)
    for name, role, fields in steps:
        case.take(name, role, fields=fields)
    return records.record_of(case.matter, case.kind, **members)


SIGNED_FOR = ("sign_for", "receiver", RECEIVED)
TAKEN_ON = ("take_on", "receiver", {"measures": "租船", "next_feedback_on": "2026-03-09"})
REPORTED = ("report_done", "receiver", DONE)
CLOSED: Any = (("close", "sender", {}), ("close", "receiver", {}))
DECLINED = ("decline", "receiver", {"reason": "属海事部门职权"})


def test_a_paper_belongs_to_who_received_it_and_to_the_quarter_in_which_it_was_sent() -> None:
    found = record()
    assert (found.opened_by, found.holder, found.quarter) == (PINGHU, JINSHAN, "2026-Q1")
    assert found.number == ORDER["number"]


def test_a_number_is_used_once() -> None:
    orders.check_number("平督办（2026）4号", ["平督办（2026）3号"])
    with pytest.raises(Refused) as refusal:
        orders.check_number("平督办（2026）3号", ["平督办（2026）3号"])
    assert refusal.value.code is SupervisionRefusal.NUMBER_IS_TAKEN


@pytest.mark.parametrize(
    ("cycle", "day"), [("once", None), ("weekly", "2026-03-09"), ("monthly", "2026-04-02"), ("quarterly", "2026-06-02")]
)
def test_the_next_feedback_comes_within_the_cycle(cycle: str, day: str | None) -> None:
    found = orders.next_feedback(cycle, DAY)
    assert (found.isoformat() if found else None) == day


@pytest.mark.parametrize(
    ("step", "cycle", "said", "fits"),
    [
        ("take_on", "weekly", "2026-03-09", True),
        ("take_on", "weekly", "2026-03-10", False),
        ("feed_back", "weekly", None, False),
        ("feed_back", "weekly", "2026-03-02", False),
        ("feed_back", "monthly", "2026-03-10", True),
        ("feed_back", "once", None, True),
        ("report_done", "weekly", None, True),
    ],
)
def test_feedback_says_when_the_next_comes(step: str, cycle: str, said: str | None, *, fits: bool) -> None:
    fields = {"next_feedback_on": said} if said else {}
    if fits:
        orders.check_feedback(step, fields, cycle=cycle, day=DAY)
        return
    with pytest.raises(Refused) as refusal:
        orders.check_feedback(step, fields, cycle=cycle, day=DAY)
    assert refusal.value.code is SupervisionRefusal.NEXT_FEEDBACK_DOES_NOT_FIT


def test_a_tally_counts_what_each_side_received() -> None:
    found = [
        record(),
        record(SIGNED_FOR),
        record(SIGNED_FOR, TAKEN_ON),
        record(SIGNED_FOR, TAKEN_ON, REPORTED, *CLOSED),
        record(DECLINED),
        record(("withdraw", "sender", {"reason": "发错"})),
        record(refused_by=JINSHAN),
    ]
    ours, theirs = orders.tallies(found, (PINGHU, JINSHAN), DAY)
    assert ours == Tally(PINGHU, 0, 0, 0, 0, 0, 0)
    assert theirs == Tally(JINSHAN, received=5, signed_for=3, taken_on=2, declined=1, ended=1, late=0)
    assert orders.tallies(found, (JINSHAN,), date(2026, 3, 20))[0].late == 3  # what is over is never late


def test_refusals_are_listed_with_their_reasons() -> None:
    found = orders.refusals([record(), record(DECLINED), record(SIGNED_FOR, DECLINED)])
    assert [one.text("reason", "receiver") for one in found] == ["属海事部门职权"] * 2
