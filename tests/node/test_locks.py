"""Who may work on a data folder at the same time, and who waits."""

import threading
from contextlib import ExitStack
from pathlib import Path

import pytest

from pilin.base.refusal import Refused
from pilin.node import locks
from pilin.node.refusals import NodeRefusal


@pytest.fixture(autouse=True)
def _hasty(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr(locks, "ALONE_SECONDS", 0.0)


def test_there_is_one_worker() -> None:
    with locks.working(), pytest.raises(Refused) as refused, locks.working():
        pytest.fail("two workers")
    assert refused.value.code is NodeRefusal.NODE_SERVES_ALREADY


def test_any_number_of_servers_show_pages_beside_the_worker() -> None:
    with ExitStack() as stack:
        stack.enter_context(locks.working())
        for _ in range(3):
            stack.enter_context(locks.showing())


@pytest.mark.parametrize("held", [locks.working, locks.showing])
def test_nobody_is_alone_while_the_node_serves(held: object) -> None:
    with held(), pytest.raises(Refused) as refused, locks.alone():  # type: ignore[operator]
        pytest.fail("not alone")
    assert refused.value.code is NodeRefusal.NODE_IS_SERVING


@pytest.mark.parametrize("wanted", [locks.working, locks.showing])
def test_nobody_serves_while_a_verb_has_the_node(wanted: object) -> None:
    with locks.alone(), pytest.raises(Refused) as refused, wanted():  # type: ignore[operator]
        pytest.fail("served")
    assert refused.value.code is NodeRefusal.NODE_SERVES_ALREADY


def test_a_lock_ends_with_its_holder() -> None:
    with locks.working():
        pass
    with locks.alone():
        pass
    with locks.working():
        pass


def test_a_verb_waits_for_a_worker_that_is_about_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "ALONE_SECONDS", 30.0)
    with ExitStack() as worker:
        worker.enter_context(locks.working())
        end = threading.Timer(0.2, worker.close)
        end.start()
        with locks.alone():
            assert end.finished.is_set()
        end.join()
