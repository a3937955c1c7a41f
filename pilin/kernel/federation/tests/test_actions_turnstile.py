"""The turnstile: nobody overtakes, and a turn that breaks is handed on."""

import threading
from functools import partial

import pytest

from pilin.kernel.federation.actions.turnstile import Turnstile
from pilin.kernel.federation.tests.ends import assert_later


def _is_as_long(turnstile: Turnstile, length: int) -> bool:
    return len(turnstile._waiting) == length


def test_the_first_to_wait_is_the_next_to_go() -> None:
    turnstile, went = Turnstile(), []

    def go(name: str) -> None:
        with turnstile.turn():
            went.append(name)

    threads = [threading.Thread(target=go, args=(name,)) for name in "abc"]
    with turnstile.turn():
        for number, thread in enumerate(threads, start=1):
            thread.start()
            assert_later(partial(_is_as_long, turnstile, number))
        assert went == []
    go("d")  # comes when three wait already
    for thread in threads:
        thread.join()
    assert went == ["a", "b", "c", "d"]


def test_one_is_through_at_a_time() -> None:
    turnstile, inside, most = Turnstile(), [], []

    def go() -> None:
        for _ in range(50):
            with turnstile.turn():
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 200


def test_a_turn_that_breaks_is_handed_on() -> None:
    turnstile = Turnstile()
    with pytest.raises(ZeroDivisionError), turnstile.turn():
        _ = 1 / 0
    with turnstile.turn():
        assert turnstile._owner
    assert not turnstile._owner


def test_who_is_through_stays_through() -> None:
    turnstile = Turnstile()
    with turnstile.turn():
        with turnstile.turn():
            pass
        assert turnstile._owner == threading.get_ident()
    assert not turnstile._owner
