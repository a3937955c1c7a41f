"""How a matter stands in a list: its light in the words that both sides signed, and its stretch in kilometres."""

from datetime import date, timedelta

import pytest

from pilin.kernel.matters.tests.kit import Case
from pilin.modules.border.rules.records import JOINT_CHECK, ROADBLOCK, SUPPORT
from pilin.modules.border.tests.samples import JINSHAN
from pilin.modules.border.tests.test_kinds import opened
from pilin.modules.border.tests.test_rules_records import of
from pilin.modules.border.views.common import choice, state_light, stretch
from pilin.web.components import Tone

TODAY = date(2026, 3, 2)
PROMISE = {"people": 8, "vehicles": 1, "answered_by": "新埭派出所"}


def tone(case: Case, day: date = TODAY) -> Tone:
    """Return how a case stands on a day."""
    return state_light(of(case), case.kind, day).tone


def test_what_is_far_from_its_end_is_normal() -> None:
    assert tone(opened(ROADBLOCK)) is Tone.NORMAL


def test_what_is_near_its_end_is_told_and_what_is_past_it_is_late() -> None:
    case = opened(ROADBLOCK)
    end, warning = of(case).day, of(case).warn_on
    assert end is not None
    assert warning is not None
    assert tone(case, warning - timedelta(days=1)) is Tone.NORMAL
    assert tone(case, warning) is Tone.WARNING
    assert tone(case, end) is Tone.WARNING
    assert tone(case, end + timedelta(days=1)) is Tone.LATE


def test_a_state_whose_day_is_past_says_so_in_words() -> None:
    case = opened(ROADBLOCK)
    end = of(case).day
    assert end is not None
    word = state_light(of(case), case.kind, end).word
    assert "超期" not in word
    assert state_light(of(case), case.kind, end + timedelta(days=1)).word == f"{word}（超期）"


def test_a_request_that_nobody_answered_is_late_though_no_day_is_to_come() -> None:
    case = opened(SUPPORT).on("2026-03-04").take("answering", action="expire")
    light = state_light(of(case), case.kind, date(2026, 3, 4))
    assert (light.tone, light.word) == (Tone.LATE, "逾期未答复")


def test_what_both_confirmed_is_done_and_what_one_declined_is_idle() -> None:
    done = opened(SUPPORT).take("promise", "helper", fields=PROMISE)
    done.take("report_outcome", "asker", fields={"outcome": "done"}).take("end", "asker").take("end", "helper")
    assert tone(done) is Tone.DONE
    declined = {"why_not": "no_hands", "answered_by": "新埭派出所"}
    assert tone(opened(SUPPORT).take("decline", "helper", fields=declined)) is Tone.IDLE
    assert tone(opened(SUPPORT).take("withdraw", "asker")) is Tone.IDLE


def test_a_roadblock_that_is_gone_is_done_until_it_comes_back() -> None:
    case = opened(ROADBLOCK).take("report_removed", "other", fields={"removed_on": "2026-03-05"})
    case.take("confirm_removed", "reporter").take("confirm_removed", "other")
    assert tone(case, date(2027, 1, 1)) is Tone.DONE
    case.take("report_again", "other", fields={"seen_on": "2026-06-01"})
    assert tone(case) is not Tone.DONE


def test_what_the_other_node_refused_is_idle_whatever_its_state() -> None:
    case = opened(JOINT_CHECK)
    light = state_light(of(case, refused_by=JINSHAN), case.kind, TODAY)
    assert (light.tone, light.word) == (Tone.IDLE, "对方未接受")


def test_without_its_kind_a_state_is_shown_as_it_stands() -> None:
    case = opened(JOINT_CHECK)
    assert state_light(of(case), None, TODAY).word == "offered"


@pytest.mark.parametrize(
    ("from_m", "to_m", "said"),
    [(0, 1_000, "0.000-1.000"), (28_000, 29_500, "28.000-29.500"), (1, 58_000, "0.001-58.000")],
)
def test_a_stretch_is_in_kilometres_to_the_metre(from_m: int, to_m: int, said: str) -> None:
    assert stretch(from_m, to_m) == said


def test_a_choice_is_said_in_the_words_of_the_kind() -> None:
    kind = opened(SUPPORT).kind
    assert choice(kind, "sort", "flood") == "防汛抢险"
    assert choice(kind, "sort", "moon") == "moon"
    assert choice(kind, "no such field", "flood") == "flood"
    assert choice(None, "sort", "flood") == "flood"
