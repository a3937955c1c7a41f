"""Requests for support as pages show them: late to the day, taken back, not accepted, answered late, in what order."""

from datetime import date

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters.rules.refusals import MatterRefusal
from pilin.modules.border import actions, queries
from pilin.modules.border.rules.codes import BorderRefusal
from pilin.modules.border.rules.records import SUPPORT
from pilin.modules.border.tests.beat import Beat
from pilin.modules.border.tests.conftest import Read
from pilin.modules.border.tests.samples import JINSHAN
from pilin.modules.border.tests.samples import SUPPORT as ASKED
from pilin.web.tests import samples

OPEN, OVER = "/border/support/", "/border/support/?over"
PROMISE = {"people": 8, "vehicles": 0, "answered_by": "甲所值班岗"}


@pytest.fixture
def theirs(beat: Beat) -> str:
    """Let the neighbour ask us; the answer is due on the next day."""
    return beat.they_open(SUPPORT, {**ASKED, "title": "x"})


def turned(beat: Beat) -> int:
    """Let our clocks be looked at; return how many ran out."""
    number = matters.turn_clocks(matter=beat.stage.matter, at=beat.stage.now)
    beat.stage.meet()
    return number


def test_a_request_is_late_on_the_day_after_its_last_and_not_before(theirs: str, beat: Beat, read: Read) -> None:
    assert queries.records(SUPPORT)[0].day == date(2026, 3, 3)
    beat.stage.later(days=1)
    assert (turned(beat), "逾期未答复" in read(OPEN, "li")) == (0, False)
    beat.stage.later(days=1)
    assert (turned(beat), "■ 逾期未答复" in read(OPEN, "li")) == (1, True)
    assert turned(beat) == 0
    assert beat.stage.same()


def test_a_late_request_can_still_be_answered_and_is_late_no_more(theirs: str, beat: Beat, read: Read) -> None:
    beat.stage.later(days=2)
    turned(beat)
    beat.take("promise", **PROMISE)
    words = read(OPEN, "li")
    assert "金山区 2026-03-02 2026-03-08 28.000-29.500 12 2026-03-04 8" in words
    assert "逾期" not in words


def test_a_request_that_was_taken_back_has_no_outcome(beat: Beat, read: Read) -> None:
    beat.open(SUPPORT, ASKED)
    beat.take("withdraw")
    with pytest.raises(Refused) as caught:
        beat.take("report_outcome", outcome="done")
    assert caught.value.code == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE
    assert "没有支援请求" in read(OPEN, "li")
    assert "12 — — — — ○ 请求方收回" in read(OVER, "li")


def test_a_promise_of_people_that_no_side_has_is_held_back(theirs: str, beat: Beat) -> None:
    with pytest.raises(Refused) as caught:
        beat.take("promise", **{**PROMISE, "people": 201})
    assert caught.value.code == BorderRefusal.NUMBER_IS_OUT_OF_RANGE
    beat.take("promise", **{**PROMISE, "people": 200})
    assert queries.records(SUPPORT)[0].number("people", "helper") == 200


def test_a_request_that_their_node_refused_is_over_and_says_so(beat: Beat, read: Read) -> None:
    beat.stage.matter = actions.open_kind(SUPPORT, ASKED, peer=JINSHAN, by=beat.hand)
    beat.stage.they_refuse(beat.stage.told(beat.stage.ours.chain[0].ordered.hash))
    beat.stage.meet()
    assert "没有支援请求" in read(OPEN, "li")
    assert "○ 对方未接受" in read(OVER, "li")
    assert queries.records(SUPPORT)[0].turn == ()


def test_requests_stand_by_the_day_on_which_hands_are_needed(beat: Beat, read: Read) -> None:
    for day in ("2026-03-08", "2026-03-20", "2026-03-05"):
        beat.open(SUPPORT, {**ASKED, "starts_on": day})
    words = read(OPEN, "li")
    assert words.index("2026-03-20") < words.index("2026-03-08") < words.index("2026-03-05")


def test_who_only_reads_is_offered_no_request(beat: Beat, read: Read) -> None:
    assert beat.stage.matter == ""
    assert "/border/support/new/" in samples.browser("zhao").get(OPEN).content.decode()
    assert "/border/support/new/" not in samples.browser("li").get(OPEN).content.decode()
    assert samples.browser("hu").get(OPEN).status_code == 403
