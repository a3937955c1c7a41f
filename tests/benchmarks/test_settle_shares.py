"""The clock of the benchmark: each kind counts its own time and no other's, and what is left is told as the rest."""

import sys
import time
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from benchmarks.settle import measure, shares
from benchmarks.settle.shares import Clock


def burns(seconds: float) -> None:
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


def test_a_kind_within_another_counts_once() -> None:
    clock = Clock()
    inner = clock.wrapped("inner", lambda: burns(0.02))

    def does() -> str:
        burns(0.01)
        inner()
        inner()
        return "done"

    assert clock.wrapped("outer", does)() == "done"
    assert clock.spent["inner"] == pytest.approx(0.04, abs=0.01)
    assert clock.spent["outer"] == pytest.approx(0.01, abs=0.01)


def test_what_is_raised_is_timed_and_passed_on() -> None:
    clock = Clock()

    def breaks() -> None:
        burns(0.01)
        raise ValueError("a fault")

    outer: Callable[[], object] = clock.wrapped("outer", clock.wrapped("inner", breaks))
    with pytest.raises(ValueError, match="a fault"):
        outer()
    assert clock.spent["inner"] >= 0.01
    assert clock.spent["outer"] < 0.01


def test_a_method_is_timed_where_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    class Thing:
        def does(self, number: int) -> int:
            return number + 1

    monkeypatch.setitem(sys.modules, "a_module_of_this_test", SimpleNamespace(Thing=Thing))
    clock = Clock()
    clock.wrap("kind", "a_module_of_this_test:Thing.does")
    assert Thing().does(1) == 2
    assert [*clock.spent] == ["kind"]


@pytest.mark.parametrize("place", [place for places in shares.KINDS.values() for place in places])
def test_every_place_that_is_timed_exists(place: str) -> None:
    module, _, names = place.partition(":")
    __import__(module)
    found: object = sys.modules[module]
    for name in names.split("."):
        found = getattr(found, name)
    assert callable(found)


def test_the_rest_is_what_no_kind_took() -> None:
    said = measure.said_of({"database": 1.0, "rules": 0.5, "all": 4.0}, 100)
    assert said == "database 10.00 (25%), rules 5.00 (12%), rest 25.00 (62%)"
