"""The listener in bad weather: every limit is crossed once, and the listener serves an honest peer afterwards."""

import asyncio
import gzip
import http.client
import json
import logging
import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from time import sleep
from unittest.mock import Mock

import pytest
from aiohttp import StreamReader, web
from aiohttp.test_utils import make_mocked_request

from pilin.base.refusal import Refused, Remedy
from pilin.kernel.federation.http import HttpRefusal, Listener
from pilin.kernel.federation.http.connection import read_frame
from pilin.kernel.federation.http.refusals import answer
from pilin.kernel.federation.tests.ends import (
    HOST,
    LIMITS,
    End,
    Inbox,
    assert_later,
    dial,
    head,
    hear_all,
    listening,
    make_end,
    until_taken,
)
from pilin.kernel.federation.transport import LinkDown, TransportRefusal

SECRET = b"330482196503042211"


@pytest.fixture
def here(tmp_path: Path) -> End:
    return make_end(tmp_path, "330482")


@pytest.fixture
def there(tmp_path: Path) -> End:
    return make_end(tmp_path, "310116")


@pytest.fixture
def inbox(there: End) -> Inbox:
    inbox = Inbox(pinned={there.certificate: there.code})
    inbox.gate.set()
    return inbox


@pytest.fixture
def listener(here: End, there: End, inbox: Inbox) -> Iterator[Listener]:
    """A listener that must be alive, and have logged no body, when the test ends."""
    with listening(here, inbox) as listener:
        yield listener
        assert_alive(listener, here, there)


def assert_alive(listener: Listener, here: End, there: End) -> None:
    way = there.transport()
    assert way.exchange(here.at(listener.port), b"alive") == b"re:alive"
    way.close()


def said(heard: bytes) -> tuple[int, str]:
    """Return status and code of a refusal, which has the one shape of all refusals."""
    line, _, rest = heard.partition(b"\r\n")
    told = json.loads(rest.partition(b"\r\n\r\n")[2])
    assert told.keys() == {"code", "remedy", "sentence_key"}
    assert told["remedy"] == HttpRefusal(told["code"]).remedy.value
    assert told["sentence_key"] == f"refusals.{told['code']}"
    return int(line.split()[1]), told["code"]


def said_to(listener: Listener, there: End, *pieces: bytes) -> tuple[int, str]:
    """Send pieces on a connection of its own and return the refusal."""
    with dial(listener.port, there) as line:
        for piece in pieces:
            line.sendall(piece)
        return said(hear_all(line))


@pytest.mark.parametrize("code", [code for code in HttpRefusal if code is not HttpRefusal.ADDRESS_CANNOT_BE_BOUND])
def test_what_may_work_later_is_503_or_408_and_nothing_else_is(code: HttpRefusal) -> None:
    assert (answer(code).status in (503, 408)) == (code.remedy is Remedy.RETRY_LATER)


@pytest.mark.parametrize(
    ("request_head", "status", "code"),
    [
        (head(0, path="/"), 404, "path_is_unknown"),
        (head(0, path="/exchange/x"), 404, "path_is_unknown"),
        (head(0, path="*", method="OPTIONS"), 404, "path_is_unknown"),
        (head(0, method="GET"), 405, "method_is_not_post"),
        (head(0, method="PUT"), 405, "method_is_not_post"),
        (head(3, more="Content-Encoding: gzip\r\n") + b"abc", 415, "body_is_not_plain_bytes"),
        (head(0).replace(b"application/octet-stream", b"text/plain"), 415, "body_is_not_plain_bytes"),
        (head(None) + b"zz\r\n", 400, "request_is_not_http"),
        (head(0, more="Content-Length: 5\r\n"), 400, "request_is_not_http"),
        (head(0, more="X: " + "y" * 20_000 + "\r\n"), 400, "request_is_not_http"),
        (head(0, more="X: y\r\n" * 500), 400, "request_is_not_http"),
        (b"POST " + b"/x" * 20_000, 400, "request_is_not_http"),
        (b"\x00\x01\x02" + SECRET + b"\r\n\r\n", 400, "request_is_not_http"),
    ],
)
def test_a_request_that_is_not_ours_is_refused(
    listener: Listener, there: End, request_head: bytes, status: int, code: str
) -> None:
    closing = request_head.replace(b"HTTP/1.1\r\n", b"HTTP/1.1\r\nConnection: close\r\n", 1)
    assert said_to(listener, there, closing) == (status, code)


def test_a_wrong_method_is_told_the_right_one(listener: Listener, there: End) -> None:
    with dial(listener.port, there) as line:
        line.sendall(head(0, method="GET", more="Connection: close\r\n"))
        assert b"Allow: POST" in hear_all(line)


def test_an_announced_body_that_is_too_large_is_refused_before_it_is_read(listener: Listener, there: End) -> None:
    assert said_to(listener, there, head(100_001)) == (413, "body_is_too_large")


def test_a_streamed_body_is_cut_at_the_limit(listener: Listener, there: End, inbox: Inbox) -> None:
    chunk = b"2710\r\n" + b"x" * 10_000 + b"\r\n"
    assert said_to(listener, there, head(None), *[chunk] * 11) == (413, "body_is_too_large")
    assert inbox.batches == []


def test_a_streamed_body_below_the_limit_is_taken(listener: Listener, there: End) -> None:
    with dial(listener.port, there) as line:
        line.sendall(head(None, more="Connection: close\r\n") + b"3\r\nabc\r\n0\r\n\r\n")
        assert hear_all(line).endswith(b"re:abc")


def test_a_body_of_a_hundred_megabytes_is_refused(listener: Listener, here: End, there: End) -> None:
    way = there.transport()
    with pytest.raises(LinkDown) as caught:
        way.exchange(here.at(listener.port), bytes(100_000_000))
    way.close()
    told = caught.value.facts.get("told")
    assert (caught.value.code, told) in {
        (TransportRefusal.PEER_ANSWERED_WITH_A_STATUS, "body_is_too_large"),
        (TransportRefusal.PEER_IS_UNREACHABLE, None),  # the connection ended while we were still sending
    }


def test_a_bomb_is_not_unpacked(listener: Listener, there: End, inbox: Inbox) -> None:
    bomb = gzip.compress(bytes(10_000_000))
    refused = said_to(listener, there, head(len(bomb), more="Content-Encoding: gzip\r\n"), bomb)
    assert refused == (415, "body_is_not_plain_bytes")
    assert inbox.batches == []


@pytest.mark.parametrize("announced", [10, None])
def test_a_body_that_drips_is_refused(listener: Listener, there: End, announced: int | None) -> None:
    with dial(listener.port, there) as line:
        line.sendall(head(announced))
        for _ in range(3):
            line.sendall(b"1\r\nx\r\n"[-3 if announced else 0 :])
            sleep(0.05)
        assert said(hear_all(line)) == (408, "body_came_too_slowly")


def test_a_body_that_turns_into_rubbish_is_refused(listener: Listener, there: End, inbox: Inbox) -> None:
    """aiohttp's fast parser keeps such a fault to itself, so that time runs out; its other parser reports it."""
    with dial(listener.port, there) as line:
        line.sendall(head(None) + b"1\r\nx\r\n")
        assert_later(lambda: any(connection._current_request for connection in listener._open))
        line.sendall(b"zz\r\n")
        assert said(hear_all(line)) in {(400, "request_is_not_http"), (408, "body_came_too_slowly")}
    assert inbox.batches == []


def test_a_body_that_the_parser_gives_up_is_refused() -> None:
    async def read() -> bytes:
        body = StreamReader(Mock(), 1000, loop=asyncio.get_running_loop())
        body.feed_data(b"x")
        body.set_exception(web.RequestPayloadError("chunk"))
        return await read_frame(make_mocked_request("POST", "/exchange", payload=body), LIMITS)

    with pytest.raises(Refused) as caught:
        asyncio.run(read())
    assert caught.value.code is HttpRefusal.REQUEST_IS_NOT_HTTP


def test_a_fault_of_our_own_is_answered_and_logged(
    here: End, there: End, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    with listening(here, inbox) as listener, dial(listener.port, there) as line:
        assert_later(lambda: listener._open)
        listener._writer, writer = None, listener._writer  # type: ignore[assignment]
        line.sendall(head(5) + b"frame")
        assert said(hear_all(line)) == (503, "frame_was_not_taken")
        listener._writer = writer
    assert "a request failed" in caplog.text


def test_a_body_that_breaks_off_leaves_no_frame(listener: Listener, there: End, inbox: Inbox) -> None:
    with dial(listener.port, there) as line:
        line.sendall(head(10) + b"half")
    assert_later(lambda: not listener._open)
    assert inbox.batches == []


def test_a_head_that_drips_is_closed(listener: Listener, there: End) -> None:
    with dial(listener.port, there) as line:
        for piece in (b"POST /exch", b"ange HTTP/1.1\r\n", b"X-Drip: y"):
            line.sendall(piece)
            sleep(0.05)
        assert hear_all(line) == b""


def test_a_second_head_that_drips_is_closed_too(listener: Listener, there: End) -> None:
    with dial(listener.port, there) as line:
        line.sendall(head(5) + b"frame" + b"POST /exch")
        assert hear_all(line).endswith(b"re:frame")


def test_a_silent_connection_is_closed_and_made_anew(listener: Listener, here: End, there: End) -> None:
    way = there.transport()
    for frame in (b"one", b"two"):
        assert way.exchange(here.at(listener.port), frame) == b"re:" + frame
        assert_later(lambda: not listener._open)
    way.close()


@pytest.mark.parametrize("frames", [1, 2])
def test_answers_that_nobody_reads_are_given_up(here: End, there: End, inbox: Inbox, frames: int) -> None:
    """One is lost when the connection has been idle too long; the second does not pile up on the first."""
    size = 16_000_000
    with listening(here, inbox, replace(LIMITS, frame_bytes_max=size)) as listener:
        with dial(listener.port, there) as line:
            for number in range(frames):
                line.sendall(head(size) + bytes(size))
                until_taken(inbox, number + 1)
            assert_later(lambda: not listener._open)
            assert len(hear_all(line)) < frames * size
        assert_alive(listener, here, there)


def test_pipelined_requests_are_answered_in_order(listener: Listener, there: End) -> None:
    with dial(listener.port, there) as line:
        line.sendall((head(1) + b"a") * 40 + head(1, more="Connection: close\r\n") + b"b")
        heard = hear_all(line)
    assert heard.count(b"re:a") == 40
    assert heard.endswith(b"re:b")


def test_a_handshake_that_drips_is_closed(listener: Listener) -> None:
    with socket.create_connection((HOST, listener.port), timeout=5) as line:
        line.sendall(b"\x16\x03\x01")
        assert hear_all(line) == b""
    assert_later(lambda: not listener._greetings)


@pytest.mark.parametrize("sent", [head(0), bytes(500), b"\xff" * 500, b"\x16\x03\x01\xff\xff" * 9])
def test_what_is_not_tls_is_closed(listener: Listener, sent: bytes) -> None:
    with socket.create_connection((HOST, listener.port), timeout=5) as line:
        line.sendall(sent)
        assert b"HTTP" not in hear_all(line)


def test_an_older_tls_is_not_spoken(listener: Listener, there: End) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    there.credentials.load_into(context)
    with (
        socket.create_connection((HOST, listener.port), timeout=5) as line,
        pytest.raises((ssl.SSLError, ConnectionError)),
    ):
        context.wrap_socket(line)


@pytest.mark.parametrize("who", ["nobody", "a stranger", "a stranger of a known name"])
def test_who_is_not_pinned_gets_no_further_than_the_handshake(
    listener: Listener, inbox: Inbox, tmp_path: Path, who: str
) -> None:
    names = {"nobody": "", "a stranger": "330421", "a stranger of a known name": "310116"}
    end = make_end(tmp_path, names[who], "-stranger") if names[who] else None
    with dial(listener.port, end) as line:
        with suppress(OSError):
            line.sendall(head(5) + b"frame")
        assert hear_all(line) == b""
    assert inbox.batches == []


def test_a_peer_has_so_many_connections_and_no_more(here: End, there: End, inbox: Inbox) -> None:
    with listening(here, inbox, replace(LIMITS, connections_per_peer_max=2)) as listener:
        with dial(listener.port, there), dial(listener.port, there):
            assert_later(lambda: len(listener._open) == 2)
            with dial(listener.port, there) as third:
                assert hear_all(third) == b""
            assert_later(lambda: len(listener._open) == 2)
        assert_later(lambda: not listener._open)
        assert_alive(listener, here, there)


def test_one_peers_connections_are_not_anothers(here: End, there: End, inbox: Inbox, tmp_path: Path) -> None:
    third = make_end(tmp_path, "330421")
    inbox.pinned = {there.certificate: there.code, third.certificate: third.code}
    with listening(here, inbox, replace(LIMITS, connections_per_peer_max=1)) as listener, dial(listener.port, there):
        assert_alive(listener, here, third)


def test_all_peers_together_have_so_many_connections(here: End, there: End, inbox: Inbox) -> None:
    with listening(here, inbox, replace(LIMITS, connections_max=1)) as listener:
        with dial(listener.port, there):
            assert_later(lambda: len(listener._open) == 1)
            with pytest.raises((ssl.SSLError, ConnectionError)):
                dial(listener.port, there)
        assert_later(lambda: not listener._open)
        assert_alive(listener, here, there)


def test_a_crowd_at_the_door_does_not_keep_a_peer_out(here: End, there: End, inbox: Inbox) -> None:
    with listening(here, inbox, replace(LIMITS, handshakes_max=3, handshake_seconds=30)) as listener:
        crowd = [socket.create_connection((HOST, listener.port), timeout=5) for _ in range(6)]
        assert_later(lambda: len(listener._greetings) == 3)
        assert_alive(listener, here, there)
        assert hear_all(crowd[0]) == b"", "who stood there longest was sent away"
        for line in crowd:
            line.close()


def test_a_listener_without_descriptors_goes_on(
    here: End, there: End, inbox: Inbox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real = socket.socket.accept
    failures = [OSError(24, "Too many open files")]

    def accept(server: socket.socket) -> tuple[socket.socket, object]:
        if failures:
            raise failures.pop()
        return real(server)

    monkeypatch.setattr(socket.socket, "accept", accept)
    with listening(here, inbox) as listener:
        assert_alive(listener, here, there)
    assert "Too many open files" in caplog.text


def test_bodies_never_reach_a_log(here: End, there: End, inbox: Inbox, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with listening(here, inbox) as listener:
        for sent in (head(18) + SECRET, head(None) + SECRET, SECRET * 2, head(0, path="/" + SECRET.decode())):
            with dial(listener.port, there) as line:
                line.sendall(sent)
                hear_all(line)
        connection = http.client.HTTPConnection(HOST, listener.port, timeout=5)
        connection.request("POST", "/exchange", SECRET)
        with pytest.raises((OSError, http.client.HTTPException)):
            connection.getresponse()
        connection.close()
    assert SECRET.decode() not in caplog.text
