"""The background in this process: the listener listens, a commit wakes the courier, and all of it ends."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from pilin.base.refusal import Refused
from pilin.kernel.federation.actions import sessions
from pilin.kernel.federation.http import HttpRefusal
from pilin.node import background
from pilin.node.background import Background
from pilin.node.duties import Duties


@pytest.fixture
def port(ready: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Let the link listen on a port that nobody uses, and the threads leave the database of the tests alone."""
    monkeypatch.setattr("pilin.kernel.federation.delivery.courier.Courier.turn", lambda courier: None)
    monkeypatch.setattr("pilin.kernel.federation.actions.pinned", dict)
    monkeypatch.setattr("pilin.node.background.connections.close_all", lambda: None)
    monkeypatch.setattr(Duties, "_run", lambda duties: None)
    with socket.create_server(("127.0.0.1", 0)) as bound:
        free = bound.getsockname()[1]
    with override_settings(NODE=replace(settings.NODE, link=replace(settings.NODE.link, port=free))):
        yield free


def test_the_background_listens_and_ends(port: int) -> None:
    background = Background()
    background.start()
    assert len(sessions.wakers) == 1
    with pytest.raises(OSError, match="in use"):
        socket.create_server(("127.0.0.1", port))
    background.stop()
    assert sessions.wakers == []
    socket.create_server(("127.0.0.1", port)).close()


def test_a_taken_port_is_told_before_anything_is_sent(port: int) -> None:
    with socket.create_server(("127.0.0.1", port)):
        with pytest.raises(Refused) as refused:
            Background().start()
        assert refused.value.code is HttpRefusal.ADDRESS_CANNOT_BE_BOUND
    assert sessions.wakers == []


def test_who_is_pinned_is_asked_over_a_connection_that_works(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(background, "close_old_connections", lambda: done.append("closed"))

    def asked() -> dict[str, str]:
        done.append("asked")
        return {"PEM": "310116"}

    monkeypatch.setattr("pilin.kernel.federation.actions.pinned", asked)
    assert background.pinned() == {"PEM": "310116"}
    assert done == ["closed", "asked"]
