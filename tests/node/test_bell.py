"""The word from one process to another that something is to be sent: rung, heard, lost without harm, and ended."""

import os
import queue
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from pilin.node.bell import PORT_FILE, Bell, Rope


@pytest.fixture
def heard(ready: Path) -> Iterator["queue.Queue[str]"]:
    """Let a worker listen, and return what it hears."""
    told: queue.Queue[str] = queue.Queue()
    bell = Bell(lambda: told.put("rung"))
    bell.start()
    yield told
    bell.stop()


def file() -> Path:
    return Path(settings.NODE.node.data_dir) / PORT_FILE


def test_who_pulls_is_heard(heard: "queue.Queue[str]") -> None:
    rope = Rope()
    for _ in range(3):
        rope.pull()
        assert heard.get(timeout=10) == "rung"


def test_a_worker_that_was_started_anew_is_found(heard: "queue.Queue[str]") -> None:
    rope = Rope()
    file().write_text("1", encoding="ascii")
    os.utime(file(), ns=(1, 1))
    rope.pull()
    with pytest.raises(queue.Empty):
        heard.get(timeout=0.05)
    bell = Bell(lambda: heard.put("rung anew"))
    bell.start()
    rope.pull()
    assert heard.get(timeout=10) == "rung anew"
    bell.stop()


def test_nobody_listens_and_nothing_fails(ready: Path) -> None:
    assert not file().exists()
    Rope().pull()
    file().write_text("no number", encoding="ascii")
    Rope().pull()
    file().write_text("0", encoding="ascii")
    Rope().pull()
    file().unlink()


def test_a_stopped_worker_is_rung_no_more(ready: Path) -> None:
    told: queue.Queue[str] = queue.Queue()
    bell, rope = Bell(lambda: told.put("rung")), Rope()
    bell.start()
    rope.pull()
    assert told.get(timeout=10) == "rung"
    bell.stop()
    rope.pull()
    assert not file().exists()
    with pytest.raises(queue.Empty):
        told.get(timeout=0.05)


def test_the_port_is_of_this_machine_alone(heard: "queue.Queue[str]") -> None:
    port = int(file().read_text(encoding="ascii"))
    assert port > 0
    assert not file().with_suffix(".new").exists()
