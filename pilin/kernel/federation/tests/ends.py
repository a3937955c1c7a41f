"""Two ends of a wire for tests: nodes with certificates, a running listener, a raw client, and a server that lies."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep

import pytest

from pilin.base import clock
from pilin.kernel.federation.http import Desk, Limits, Listener
from pilin.kernel.federation.transport import (
    Bounds,
    Credentials,
    HttpsTransport,
    Incoming,
    PeerAddress,
    make_certificate,
)

HOST = "127.0.0.1"
PATIENCE_SECONDS = 5.0
LIMITS = Limits(
    frame_bytes_max=100_000,
    handshake_seconds=0.3,
    idle_seconds=0.4,
    body_seconds=0.3,
    answer_seconds=0.3,
    linger_seconds=0.05,
    stop_seconds=2.0,
    refresh_seconds=0.05,
)


@dataclass(frozen=True)
class End:
    """A node as the wire sees it: its code, its files, its certificate."""

    code: str
    credentials: Credentials
    certificate: str

    def at(self, port: int) -> PeerAddress:
        return PeerAddress(self.code, HOST, port, (self.certificate,))

    def transport(self, bounds: Bounds | None = None) -> HttpsTransport:
        return HttpsTransport(self.credentials, bounds)


def make_end(folder: Path, code: str, name: str = "", *, days: int = 30) -> End:
    """Make a node's key and certificate; `name` tells several of one node apart."""
    credentials = Credentials(folder / f"{code}{name}.key", folder / f"{code}{name}.pem")
    certificate = write_pair(credentials, code, days=days)
    return End(code, credentials, certificate)


def write_pair(credentials: Credentials, code: str, *, days: int = 30) -> str:
    """Write a new key and certificate into a node's files, and return the certificate."""
    key, certificate = make_certificate(code, at=clock.now(), days=days)
    credentials.key_file.write_text(key)
    credentials.certificate_file.write_text(certificate)
    return certificate


@dataclass
class Inbox:
    """A desk that keeps what it got, answers `re:` and the frame, and works only while its gate is open."""

    pinned: Mapping[str, str] = field(default_factory=dict)
    batches: list[list[Incoming]] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    left_in: str = ""
    entered: threading.Event = field(default_factory=threading.Event)

    def receive(self, batch: Sequence[Incoming]) -> Sequence[bytes]:
        self.batches.append(list(batch))
        self.entered.set()
        assert self.gate.wait(PATIENCE_SECONDS)
        if any(incoming.frame == b"raise" for incoming in batch):
            raise LookupError("the desk fails")
        if any(incoming.frame == b"lose" for incoming in batch):
            return []
        return [b"" if incoming.frame == b"hush" else b"re:" + incoming.frame for incoming in batch]

    def leave(self) -> None:
        self.left_in = threading.current_thread().name

    def desk(self) -> Desk:
        return Desk(lambda: self.pinned, self.receive, self.leave)


def assert_later(condition: Callable[[], object]) -> None:
    """Wait for something that happens in another thread."""
    until = monotonic() + PATIENCE_SECONDS
    while monotonic() < until:
        if condition():
            return
        sleep(0.005)
    pytest.fail("it never happened")


def until_taken(inbox: Inbox, count: int) -> None:
    """Wait until the desk has been handed so many batches."""
    assert_later(lambda: len(inbox.batches) >= count)


@contextmanager
def listening(end: End, inbox: Inbox, limits: Limits = LIMITS) -> Iterator[Listener]:
    """Run a listener over the inbox; its gate opens at the end at the latest."""
    listener = Listener(host=HOST, port=0, credentials=end.credentials, desk=inbox.desk(), limits=limits)
    listener.start()
    try:
        yield listener
    finally:
        inbox.gate.set()
        listener.stop()


def dial(port: int, end: End | None) -> ssl.SSLSocket:
    """Connect by hand as `end`, or without a certificate, believing whoever answers."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if end is not None:
        end.credentials.load_into(context)
    return context.wrap_socket(socket.create_connection((HOST, port), timeout=PATIENCE_SECONDS))


def head(size: int | None, *, path: str = "/exchange", method: str = "POST", more: str = "") -> bytes:
    """Return a request head that announces `size` bytes, or a chunked body."""
    length = "Transfer-Encoding: chunked" if size is None else f"Content-Length: {size}"
    lines = (f"{method} {path} HTTP/1.1", "Host: x", "Content-Type: application/octet-stream", length)
    return "\r\n".join(lines).encode() + b"\r\n" + more.encode() + b"\r\n"


def hear_all(line: socket.socket) -> bytes:
    """Read until the other side ends the connection, however it does that."""
    heard = b""
    try:
        while piece := line.recv(65536):
            heard += piece
    except (ConnectionError, ssl.SSLError):
        pass
    return heard


@contextmanager
def lying(end: End, *pieces: bytes, pause_seconds: float = 0.0) -> Iterator[int]:
    """Run a server that reads the beginning of a body and sends `pieces`, whatever it was; yield its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    end.credentials.load_into(context)
    with socket.create_server((HOST, 0)) as server:
        thread = threading.Thread(target=_lie, args=(server, context, pieces, pause_seconds))
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()


def _lie(server: socket.socket, context: ssl.SSLContext, pieces: Sequence[bytes], pause_seconds: float) -> None:
    while True:
        try:
            arrived, _ = server.accept()
        except OSError:
            return
        try:
            with context.wrap_socket(arrived, server_side=True) as line:
                heard = line.recv(65536)
                while not heard.partition(b"\r\n\r\n")[2] and (more := line.recv(65536)):
                    heard += more
                for piece in pieces:
                    line.sendall(piece)
                    sleep(pause_seconds)
        except OSError:
            arrived.close()
