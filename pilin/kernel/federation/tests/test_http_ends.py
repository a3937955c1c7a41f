"""How exchanges end: time that has run out, a listener that stops in the middle of a greeting, a line that is gone."""

import asyncio
import socket
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any
from unittest.mock import Mock

import pytest
from aiohttp import web, web_protocol

from pilin.kernel.federation import transport
from pilin.kernel.federation.http.connection import Connection
from pilin.kernel.federation.tests.ends import (
    HOST,
    LIMITS,
    Inbox,
    assert_later,
    hear_all,
    listening,
    make_end,
)


@pytest.mark.parametrize(("seconds_left", "is_over"), [(-1.0, True), (0.0, True), (30.0, False)])
def test_no_step_begins_after_the_end_of_its_exchange(seconds_left: float, is_over: bool) -> None:
    line: Any = Mock()
    deadline = transport._deadline.set(monotonic() + seconds_left)
    try:
        if is_over:
            with pytest.raises(TimeoutError, match="too long"):
                transport._HurriedSocket._hurry(line)
            line.settimeout.assert_not_called()
        else:
            transport._HurriedSocket._hurry(line)
            ((given,), _) = line.settimeout.call_args
            assert 0 < given <= seconds_left
    finally:
        transport._deadline.reset(deadline)


def test_a_listener_that_stops_lets_go_of_who_is_only_greeting(tmp_path: Path) -> None:
    end = make_end(tmp_path, "330482")
    patient = replace(LIMITS, handshake_seconds=60.0)
    with (
        listening(end, Inbox(), patient) as listener,
        socket.create_connection((HOST, listener.port), timeout=5) as line,
    ):
        assert_later(lambda: listener._greetings)
        listener.stop()
        assert hear_all(line) == b""
    assert not listener._thread.is_alive()
    listener.stop()  # a second time is none


@pytest.mark.parametrize("is_gone", [True, False])
def test_an_answer_that_nobody_takes_ends_with_its_line(monkeypatch: pytest.MonkeyPatch, is_gone: bool) -> None:
    async def never(*_: Any) -> None:
        await asyncio.sleep(60)

    async def answer() -> Any:
        connection = Connection(web.Server(never), replace(LIMITS, answer_seconds=0.01))  # type: ignore[arg-type]
        request: Any = Mock(transport=None if is_gone else Mock())
        with pytest.raises(ConnectionError, match="not read in time"):
            await connection.finish_response(request)
        return request.transport

    monkeypatch.setattr(web_protocol.RequestHandler, "finish_response", never)
    line = asyncio.run(answer())
    assert is_gone or line.abort.call_count == 1
