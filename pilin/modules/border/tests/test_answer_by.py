"""A faulty neighbour that writes a day of answering which no catalogue gives: its request is refused on the way in."""

from datetime import date
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.matters.rules.clocks import Calendar
from pilin.modules.border.models import Record
from pilin.modules.border.rules import sharing
from pilin.modules.border.rules.codes import BorderRefusal
from pilin.modules.border.rules.records import REQUEST
from pilin.modules.border.tests.conftest import Read
from pilin.modules.border.tests.desk import Desk
from pilin.web.sentences import say

ASKED = date(2026, 3, 2)


@pytest.mark.parametrize("said", ["2026-03-02", "2026-03-03", "2026-05-01", None, "", "nonsense", 7])
def test_a_day_that_a_catalogue_may_give_is_taken_and_what_is_no_day_is_left_to_the_kind(said: Any) -> None:
    sharing.check_answer_by(said, asked_on=ASKED)
    assert (sharing.day_of(said) or ASKED) >= ASKED


@pytest.mark.parametrize("said", ["2026-03-01", "2025-12-31", "0001-01-01", "2026-05-02", "2030-01-01", "9999-12-31"])
def test_a_day_before_the_request_or_far_ahead_is_refused(said: str) -> None:
    with pytest.raises(Refused) as refused:
        sharing.check_answer_by(said, asked_on=ASKED)
    assert refused.value.code is BorderRefusal.ANSWER_DAY_IS_OUT_OF_RANGE
    assert refused.value.facts == {"day": said, "asked": "2026-03-02", "last": "2026-05-01"}


def test_thirty_working_days_always_lie_within_it() -> None:
    """The longest there is: over the spring festival and over National Day."""
    for month in range(1, 11):
        first = date(2026, month, 1)
        calendar = Calendar("calendar", "CN", {})
        assert sharing.answer_day(sharing.DAYS_MAX, calendar, first) - first < sharing.SPAN_MAX


@pytest.mark.parametrize("said", ["2026-02-01", "2031-01-01"])
def test_such_a_request_opens_nothing_here_and_its_author_hears_why(desk: Desk, said: str) -> None:
    item = desk.list_ours()
    matter = desk.they_ask(item, answer_by=said)
    assert not Record.objects.filter(pk=matter).exists()
    assert Record.objects.filter(kind=REQUEST).count() == 0
    heard = desk.stage.neighbour.node.store.t.events.values()
    assert [one.body["code"] for one in heard if one.kind == "link.refusal"] == ["answer_day_is_out_of_range"]
    assert desk.stage.theirs.refused_by == "330482"


def test_the_lane_goes_on_after_it(desk: Desk, read: Read) -> None:
    item = desk.list_ours()
    desk.they_ask(item, answer_by="2031-01-01")
    good = desk.they_ask(item, answer_by="2026-03-09")
    assert [row.pk for row in Record.objects.filter(kind=REQUEST)] == [good]
    assert "2026-03-09" in read(f"/border/sharing/{good}/")


def test_the_sentence_says_what_to_do(desk: Desk) -> None:
    facts = {"day": "2031-01-01", "asked": "2026-03-02", "last": "2026-05-01"}
    said = say(BorderRefusal.ANSWER_DAY_IS_OUT_OF_RANGE, facts).sentence
    assert "没有接受这一请求" in said
    assert "2031-01-01" in said
    assert "重新提出" in said
