"""A gateway that was killed at the worst moment: what it left is ended by the next one, or by the hospital's 2601."""

from typing import Any

import pytest

from pilin.base.clock import after
from pilin.base.refusal import Refused
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.queries import troubles
from pilin.modules.medical import models
from pilin.modules.medical.actions import answering, resuming, settling
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.settlement import ASKED, PENDING, POSTED, VOIDED
from pilin.modules.medical.tests.hospital import Hospital
from pilin.modules.medical.tests.insured import answers_at_once
from pilin.modules.medical.tests.test_counter import balances, next_door, posted, visitor
from tests.support.neighbour import Neighbour

__all__ = ["next_door", "visitor"]


class KilledError(Exception):
    """The process is gone: nothing after this line happens."""


def dies(neighbour: Neighbour, patch: pytest.MonkeyPatch, *, answered: bool) -> None:
    """Let the process be killed while it waits: before or after the neighbour's answer is here."""

    def ask(draft: Any, *, at: Any, wait_seconds: float) -> Any:
        federation.tell([draft], at=at)
        if answered:
            neighbour.exchange()
        raise KilledError

    patch.setattr(federation, "ask", ask)


def killed(neighbour: Neighbour, patch: pytest.MonkeyPatch, visitor: Hospital, *, answered: bool = True) -> None:
    """Kill the process that settles the visitor's message M-1; the next one answers again."""
    dies(neighbour, patch, answered=answered)
    with pytest.raises(KilledError):
        visitor.settles(msgid="M-1")
    answers_at_once(neighbour, patch)


def states() -> list[str]:
    """Return how settlements stand, in the order of the words: identifiers of one instant have none."""
    return sorted(models.Settlement.objects.values_list("state", flat=True))


def test_what_was_pending_is_void_at_the_next_start(
    visitor: Hospital, neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed(neighbour, monkeypatch, visitor)
    assert states() == [PENDING]
    assert resuming.take_over(at=after(neighbour.now, seconds=1)) == 1
    assert (states(), balances()) == ([VOIDED], {})
    neighbour.exchange()
    assert {one.state for one in neighbour.node.store.t.settlements.values()} == {VOIDED}


def test_what_was_asked_is_given_up_and_void_when_it_is_answered(
    visitor: Hospital, neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed(neighbour, monkeypatch, visitor, answered=False)
    assert resuming.take_over(at=after(neighbour.now, seconds=1)) == 1
    assert models.Settlement.objects.get().given_up
    assert states() == [ASKED]
    neighbour.exchange()
    assert (states(), balances()) == ([VOIDED], {})


def test_a_message_of_the_killed_process_may_come_again_at_once(
    visitor: Hospital, neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed(neighbour, monkeypatch, visitor)
    again = visitor.last
    assert visitor.post(again, "2207").no("message_is_worked_on")
    visitor.at = after(neighbour.now, seconds=1)
    resuming.take_over(at=visitor.at)
    assert visitor.post(again, "2207").no("message_came_to_nothing")
    assert visitor.settles(msgid="M-2").head.succeeded
    assert balances() == posted()


def test_a_start_without_anything_left_changes_nothing(visitor: Hospital, neighbour: Neighbour) -> None:
    visitor.settles(msgid="M-1")
    before = visitor.post(visitor.last, "2207").data
    assert resuming.take_over(at=after(neighbour.now, seconds=1)) == 0
    assert (states(), balances()) == ([POSTED], posted())
    assert visitor.post(visitor.last, "2207").data == before


def test_a_node_that_may_not_speak_starts_and_leaves_it_to_the_duty(
    visitor: Hospital, neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed(neighbour, monkeypatch, visitor)

    def refused(*, at: Any, left_seconds: float) -> int:
        raise Refused(MedicalRefusal.INSURED_AGENCY_IS_OUT_OF_REACH)  # any refusal to speak

    monkeypatch.setattr(settling, "end_left", refused)
    assert resuming.take_over(at=neighbour.now) == 0
    assert states() == [PENDING]


def test_a_message_that_comes_again_ends_what_its_first_process_left(
    visitor: Hospital, neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed(neighbour, monkeypatch, visitor)
    neighbour.pass_time(seconds=answering.WORKED_ON_SECONDS + 1)
    visitor.at = neighbour.now
    assert visitor.post(visitor.last, "2207").no("message_came_to_nothing")
    assert (states(), balances()) == ([VOIDED], {})


def test_a_late_answer_is_void_once_the_hospital_was_told_that_it_came_to_nothing(
    visitor: Hospital, neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed(neighbour, monkeypatch, visitor, answered=False)
    neighbour.pass_time(seconds=answering.WORKED_ON_SECONDS + 1)
    visitor.at = neighbour.now
    assert visitor.post(visitor.last, "2207").no("message_came_to_nothing")
    neighbour.exchange()
    assert (states(), balances()) == ([VOIDED], {})


def test_2601_ends_what_a_killed_process_left_and_frees_the_lines(
    visitor: Hospital, neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed(neighbour, monkeypatch, visitor)
    assert visitor.reverses("M-1").head.succeeded
    assert states() == [VOIDED]
    assert visitor.settles(msgid="M-2").head.succeeded
    assert balances() == posted()


@pytest.mark.parametrize("times", [1, 3])
def test_2601_that_was_killed_itself_is_done_by_the_next_one(
    visitor: Hospital, neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    """Each killed reversal left a cancel pending, which would hold the settlement until it had grown old."""
    visitor.settles(msgid="M-1")
    dies(neighbour, monkeypatch, answered=True)
    for _ in range(times):
        with pytest.raises(KilledError):
            visitor.reverses("M-1")
    assert states() == [PENDING, POSTED, *[VOIDED] * (times - 1)]
    answers_at_once(neighbour, monkeypatch)
    assert visitor.reverses("M-1").head.succeeded
    assert (states(), balances()) == ([POSTED, POSTED, *[VOIDED] * times], {})


def test_2601_waits_for_the_answer_to_a_killed_one(
    visitor: Hospital, neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the neighbour is out of reach nobody knows whether it took the first one: no second one is asked."""
    visitor.settles(msgid="M-1")
    dies(neighbour, monkeypatch, answered=False)
    with pytest.raises(KilledError):
        visitor.reverses("M-1")
    assert visitor.reverses("M-1").no("settlement_does_not_stand")
    neighbour.exchange()
    answers_at_once(neighbour, monkeypatch)
    assert visitor.reverses("M-1").head.succeeded
    assert balances() == {}


def test_2601_gives_up_a_refund_that_a_killed_process_left(
    visitor: Hospital, neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = visitor.settles(msgid="M-1").output.setlinfo.setl_id
    dies(neighbour, monkeypatch, answered=True)
    with pytest.raises(KilledError):
        visitor.cancels(number, msgid="M-2")
    answers_at_once(neighbour, monkeypatch)
    assert visitor.reverses("M-2", "2208").head.succeeded
    assert (states(), balances()) == ([POSTED, VOIDED], posted())
    assert visitor.cancels(number, msgid="M-3").head.succeeded
    assert balances() == {}


def alarms() -> list[tuple[str, int]]:
    return [(one.code, one.times) for one in troubles.alarms()]


def test_an_answer_without_sense_is_an_alarm_and_no_silence(visitor: Hospital, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "_explained", lambda _found, _data: None)
    for count in (1, 2):
        assert visitor.settles().no("half_does_not_read")
        assert alarms() == [(settling.ANSWER_IS_VOID, count)]
    assert (states(), balances()) == ([VOIDED, VOIDED], {})
