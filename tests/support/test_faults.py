"""The fault proxy itself: each fault, seen from a client of an echoing server."""

import socket
import socketserver
import threading
import time
from collections.abc import Iterator

import pytest

from tests.support.faults import FROM_TARGET, TO_TARGET, FaultProxy, Faults

SILENCE_SECONDS = 0.2


class Echo(socketserver.BaseRequestHandler):
    """Sends back what comes, and remembers how much that was."""

    heard = 0

    def handle(self) -> None:
        while piece := self.request.recv(65536):
            type(self).heard += len(piece)
            self.request.sendall(piece)


@pytest.fixture
def echo() -> Iterator[tuple[str, int]]:
    Echo.heard = 0
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Echo) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield "127.0.0.1", server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.fixture
def proxy(echo: tuple[str, int]) -> Iterator[FaultProxy]:
    with FaultProxy(*echo) as running:
        yield running


def dial(proxy: FaultProxy) -> socket.socket:
    return socket.create_connection((proxy.host, proxy.port), timeout=5)


def hear(line: socket.socket, size: int) -> bytes:
    """Read until `size` bytes have come or the line ends."""
    heard = b""
    try:
        while len(heard) < size and (piece := line.recv(size - len(heard))):
            heard += piece
    except ConnectionError:
        pass
    return heard


def test_a_good_line_forwards_both_ways(proxy: FaultProxy) -> None:
    with dial(proxy) as line:
        line.sendall(b"x" * 300_000)
        assert hear(line, 300_000) == b"x" * 300_000


def test_a_line_that_is_down_ends_what_is_open_and_refuses_what_is_new(proxy: FaultProxy) -> None:
    with dial(proxy) as line:
        line.sendall(b"a")
        assert hear(line, 1) == b"a"
        proxy.drop()
        assert hear(line, 1) == b""
    with dial(proxy) as line:
        assert hear(line, 1) == b""


def test_a_restored_line_forwards_again(proxy: FaultProxy) -> None:
    proxy.drop()
    proxy.restore()
    with dial(proxy) as line:
        line.sendall(b"b")
        assert hear(line, 1) == b"b"


def test_a_line_is_cut_after_so_many_bytes(proxy: FaultProxy) -> None:
    proxy.faults = Faults(cut_after_bytes=10)
    with dial(proxy) as line:
        line.sendall(b"0123456")
        assert hear(line, 100) == b"012"
    assert Echo.heard == 7


@pytest.mark.parametrize(("way", "heard_by_echo"), [(TO_TARGET, 0), (FROM_TARGET, 3)])
def test_one_direction_is_swallowed_in_silence(proxy: FaultProxy, way: str, heard_by_echo: int) -> None:
    proxy.faults = Faults(swallowed=frozenset({way}))
    with dial(proxy) as line:
        line.sendall(b"abc")
        line.settimeout(SILENCE_SECONDS)
        with pytest.raises(TimeoutError):
            line.recv(1)
    assert Echo.heard == heard_by_echo


def test_a_delay_holds_every_piece_back(proxy: FaultProxy) -> None:
    proxy.faults = Faults(delay_seconds=0.1)
    with dial(proxy) as line:
        began = time.monotonic()
        line.sendall(b"c")
        assert hear(line, 1) == b"c"
        assert time.monotonic() - began >= 0.2


def test_a_target_that_is_not_there_ends_the_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with FaultProxy("127.0.0.1", port) as proxy, dial(proxy) as line:
        assert hear(line, 1) == b""


def test_the_proxy_may_end_while_connections_are_open(echo: tuple[str, int]) -> None:
    with FaultProxy(*echo) as proxy:
        line = dial(proxy)
        line.sendall(b"d")
        assert hear(line, 1) == b"d"
    with line:
        assert hear(line, 1) == b""
