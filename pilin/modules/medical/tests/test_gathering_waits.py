"""How long the thread that does messages together waits: for those who follow, and before it looks for answers."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.actions import sessions
from pilin.modules.medical import models
from pilin.modules.medical.actions import crowd
from pilin.modules.medical.actions.crowd import Waiting
from pilin.modules.medical.actions.settling import WAIT_SECONDS
from pilin.modules.medical.gateway import gathering
from pilin.modules.medical.gateway.gathering import Offer
from pilin.modules.medical.rules import settlement
from pilin.modules.medical.tests.crowd import CALLER, Counter, open_the_counter, read, spelled, visitors
from tests.support.neighbour import Neighbour

AGES = 60.0
"""Whoever waits so long has been kept waiting by nobody's coming."""


@pytest.fixture(autouse=True)
def next_door(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> None:
    open_the_counter(neighbour, monkeypatch)


def batches(
    neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch, first: int, then: Callable[[Callable[[], Any]], None]
) -> list[int]:
    """Let so many come at once, and `then` others while these are worked on; return how many were in each batch."""
    found: list[int] = []
    one = Counter(neighbour).gathering

    def put() -> None:
        one.put(b"{}", CALLER, neighbour.now)

    def work(offers: Sequence[Offer]) -> None:
        found.append(len(offers))
        if len(found) == 1:
            then(put)
        elif sum(found) == first + 2:
            one.close()

    monkeypatch.setattr(one, "work", work)
    for _ in range(first):
        put()
    one.start()
    one.join(20)
    assert not one.is_alive()
    return [size for size in found if size]


def one_by_one(put: Callable[[], Any]) -> None:
    put()
    threading.Timer(0.1, put).start()


def test_who_follows_several_is_waited_for(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "FOLLOW_SECONDS", AGES)
    monkeypatch.setattr(gathering, "GATHER_SECONDS", AGES)
    monkeypatch.setattr(gathering, "MESSAGES_MAX", 2)
    assert batches(neighbour, monkeypatch, 2, one_by_one) == [2, 2]


def test_who_comes_alone_waits_for_nobody(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "FOLLOW_SECONDS", AGES)
    assert batches(neighbour, monkeypatch, 1, one_by_one) == [1, 1, 1]


def test_where_many_wait_a_batch_is_half_of_them(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> None:
    def two(put: Callable[[], Any]) -> None:
        put()
        put()

    monkeypatch.setattr(gathering, "MESSAGES_MAX", 2)
    assert batches(neighbour, monkeypatch, 8, two) == [4, 3, 2, 1]


def test_a_batch_gathers_for_a_while_and_no_longer(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "FOLLOW_SECONDS", AGES)
    monkeypatch.setattr(gathering, "GATHER_SECONDS", -1.0)
    assert batches(neighbour, monkeypatch, 2, one_by_one) == [2, 1, 1]


def test_nobody_is_looked_for_before_next_door_was_heard(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> None:
    heard, looked, answered = [1], list[int](), crowd.answered

    def nobody(waiting: Sequence[Waiting]) -> list[Waiting]:
        looked.append(len(waiting))
        return []

    monkeypatch.setattr(federation, "heard", lambda: heard[0])
    counter, (one,) = Counter(neighbour), visitors(neighbour, 1)
    monkeypatch.setattr(crowd, "answered", nobody)
    (answer,) = counter.takes(spelled(one, "quotes"))
    counter.takes()
    assert (looked, answer.done()) == ([1], False)
    monkeypatch.setattr(crowd, "answered", answered)
    heard[0] = 2
    counter.takes()
    assert read(answer.result(0)).fund_pay_sumamt == 28_500


def test_the_end_of_a_settlement_hurries_nobody(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, bool]] = []
    tells = sessions.tell

    def tell(drafts: Any, *, at: Any, hurried: bool = True) -> Any:
        told.extend((draft.kind, hurried) for draft in drafts)
        return tells(drafts, at=at, hurried=hurried)

    monkeypatch.setattr(federation, "tell", tell)
    counter, (one,) = Counter(neighbour), visitors(neighbour, 1)
    (answer,) = counter.takes(spelled(one, "settles"))
    if not answer.done():
        counter.takes()
    assert told == [(settlement.SETTLE, True), (settlement.POST, False)]
    assert models.Settlement.objects.get().state == settlement.POSTED
    neighbour.exchange()  # whatever turns next carries it
    assert [row.state for row in models.Settlement.objects.all()] == [settlement.POSTED]


@pytest.mark.parametrize(("crowd_of", "rests"), [(2, True), (3, False)])
def test_with_a_crowd_it_rests_between_two_looks(
    neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch, crowd_of: int, rests: bool
) -> None:
    """Two wait: they are a crowd of two, and none of three; nobody's answer is lost by it."""
    heard, at = list[float](), [1000.0]

    def hears() -> int:
        heard.append(at[0])
        return 7

    monkeypatch.setattr(gathering, "CROWD", crowd_of)
    monkeypatch.setattr(gathering, "monotonic", lambda: at[0])
    monkeypatch.setattr(federation, "heard", hears)
    monkeypatch.setattr(crowd, "answered", lambda _waiting: [])
    counter = Counter(neighbour)
    answers = counter.takes(*(spelled(one, "quotes") for one in visitors(neighbour, 2)))
    for seconds in (0.0, gathering.LOOK_SECONDS / 2, gathering.LOOK_SECONDS):
        at[0] = 1000.0 + seconds
        counter.takes()
    assert len(heard) == (2 if rests else 4)
    assert (heard[0], heard[-1]) == (1000.0, 1000.0 + gathering.LOOK_SECONDS)
    at[0] += WAIT_SECONDS + 1
    counter.takes()
    assert all(answer.done() for answer in answers)
