"""Findings between two sides: numbered by who records, held back where a day cannot be kept, equal on both nodes."""

import random
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters.tests.stage import THEM, US
from pilin.modules.projects import actions, queries
from pilin.modules.projects.models import Record
from pilin.modules.projects.rules.refusals import SupervisionRefusal
from pilin.modules.projects.rules.supervision import CLOSED
from pilin.modules.projects.tests.test_finding_kind import DONE
from pilin.modules.projects.tests.watch import SAID, Watch


def test_a_finding_bears_the_next_number_of_its_recorder(watch: Watch) -> None:
    watch.finding()
    first = watch.record
    assert (first.number, first.quarter) == (f"DC-2026-{US}-0001", "2026-Q1")
    assert (first.opened_by, first.holder) == (US, THEM)
    watch.they_find(number=f"DC-2026-{US}-0500")  # who uses our numbers does not move them on
    watch.finding()
    assert watch.record.number == f"DC-2026-{US}-0002"


def test_numbers_begin_anew_with_the_year(watch: Watch) -> None:
    watch.finding(due="2027-06-30")
    watch.stage.later(days=310)
    watch.finding(due="2027-06-30")
    assert watch.record.number == f"DC-2027-{US}-0001"


def test_a_list_that_is_cut_says_so(watch: Watch) -> None:
    for _ in range(2):
        watch.finding()
    found = queries.listing("finding", limit=1)
    assert (len(found.rows), found.is_cut) == (1, True)
    assert not queries.listing("finding", limit=2).is_cut


def test_a_finding_must_leave_time(watch: Watch) -> None:
    with pytest.raises(Refused) as refusal:
        actions.record_finding({**SAID, "due": "2026-03-02"}, peer=THEM, by=watch.hand)
    assert refusal.value.code is SupervisionRefusal.DAY_TO_SET_RIGHT_IS_PAST
    assert not Record.objects.exists()


def test_our_own_steps_are_held_back_where_the_day_is_past(watch: Watch) -> None:
    watch.finding()
    watch.they_take("take_on", measures="x")
    watch.they_take("ask_strike_off", **DONE)
    with pytest.raises(Refused) as refusal:
        watch.take("send_back", reason="x", next_due="2026-03-01")
    assert refusal.value.code is SupervisionRefusal.DAY_TO_SET_RIGHT_IS_PAST
    watch.take("send_back", reason="x", next_due="2026-06-01")
    assert watch.record.state == "rectifying_again"


def test_a_later_day_that_is_not_later_is_held_back(watch: Watch) -> None:
    watch.they_find()
    watch.take("take_on", measures="x")
    with pytest.raises(Refused) as refusal:
        watch.take("offer_extension", due="2026-05-29", reason="x")
    assert refusal.value.code is SupervisionRefusal.LATER_DAY_IS_NOT_LATER


def test_it_is_struck_off_by_both_and_taken_up_under_its_number(watch: Watch) -> None:
    watch.finding()
    number = watch.record.number
    watch.struck_off()
    assert (watch.record.state, watch.record.turn, watch.record.day) == ("struck_off", (), None)
    assert queries.listing("finding", resting=CLOSED).rows == []
    watch.take("reopen", reason="汛后塌岸", next_due="2026-09-30")
    assert (watch.record.number, watch.record.state) == (number, "relapsed")
    assert watch.stage.same()


def test_the_worker_writes_that_a_day_is_past(watch: Watch) -> None:
    watch.they_find(due="2026-03-10")
    watch.take("take_on", measures="x")
    watch.stage.later(days=10)
    assert matters.turn_clocks(matter=watch.stage.matter, at=watch.stage.now) == 1
    watch.stage.meet()
    assert (watch.record.state, watch.stage.same()) == ("overdue", True)


def test_records_are_made_anew_from_their_matters(watch: Watch) -> None:
    watch.finding()
    watch.they_find()
    watch.take("take_on", measures="x")
    before = list(Record.objects.order_by("pk").values())
    Record.objects.all().delete()
    assert matters.retell(["finding"], at=watch.stage.now) == 2
    assert list(Record.objects.order_by("pk").values()) == before


ACTS: dict[str, dict[str, Any]] = {
    "uphold": {"answer": "维持"},
    "accept_objection": {"answer": "采纳"},
    "send_back": {"reason": "不足", "next_due": "2026-08-01"},
    "strike_off": {},
    "reopen": {"reason": "反弹", "next_due": "2026-09-01"},
    "object_again": {"objection": "不是同一问题"},
    "uphold_again": {"answer": "维持", "next_due": "2026-09-02"},
    "accept_again": {"answer": "采纳"},
    "take_on": {"measures": "措施"},
    "object": {"objection": "不属实"},
    "ask_strike_off": DONE,
    "offer_extension": {"due": "2026-07-01", "reason": "汛期"},
    "extend": {},
    "revoke": {"reason": "有误"},
    "archive": {},
}


@pytest.mark.parametrize("seed", range(4))
def test_both_hold_the_same_whatever_each_side_tries(watch: Watch, seed: int) -> None:
    chance = random.Random(seed)
    watch.finding()
    for _ in range(12):
        step = chance.choice(sorted(ACTS))
        hand = chance.choice([watch.take, watch.they_take])
        try:
            hand(step, **ACTS[step])
        except Refused:
            continue
        watch.stage.later(seconds=30)
    watch.stage.meet()
    assert watch.stage.same()
    if watch.record.state in CLOSED:
        authors = {entry.ordered.author for entry in watch.stage.ours.chain}
        assert authors == {US, THEM}
