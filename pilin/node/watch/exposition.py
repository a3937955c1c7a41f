"""The figures in the words of Prometheus, and the door at which they are told.

The door is a port of its own, bound to this machine unless the configuration says otherwise, and then with a token. It
answers `GET /metrics` alone. The figures of a moment ago serve for some seconds, so that asking often costs nothing.
"""

import hmac
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from django.db import connections
from prometheus_client import CollectorRegistry, make_wsgi_app
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation.http.refusals import HttpRefusal
from pilin.node import files
from pilin.node.config import Metrics
from pilin.node.watch import figures, timing
from pilin.node.watch.figures import Figure

KEPT_SECONDS = 5
PATH = "/metrics"
_REQUEST_SECONDS = 10

Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], object]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


class Figures:
    """The node's figures as a collector of Prometheus."""

    def __init__(self, read: Callable[..., list[Figure]] = figures.read) -> None:
        self._read = read
        self._lock = threading.Lock()
        self._last: tuple[Instant, list[Figure]] | None = None

    def describe(self) -> Iterator[Metric]:
        """Name nothing beforehand: to know the names, the database would have to answer."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Yield every figure, read anew or of a moment ago."""
        return (family(figure) for figure in self.read(at=clock.now()))

    def read(self, *, at: Instant) -> list[Figure]:
        """Return the figures of a moment ago, or new ones."""
        with self._lock:
            if self._last is None or not 0 <= clock.seconds_between(self._last[0], at) < KEPT_SECONDS:
                self._last = at, self._read(at=at)
            return self._last[1]


def family(figure: Figure) -> Metric:
    """Return a figure as Prometheus takes it."""
    kind = CounterMetricFamily if figure.kind == "counter" else GaugeMetricFamily
    told = kind(figure.name, figure.help, labels=figure.labels)
    for values, value in figure.samples:
        told.add_metric(values, value)
    return told


def application(registry: CollectorRegistry, token: str | None) -> Application:
    """Return what answers at the door: figures to whoever asks rightly, and nothing else."""
    tell = make_wsgi_app(registry)

    def answer(environ: Environ, start: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] != PATH:
            return _nothing(start, "404 Not Found")
        if token is not None and not _bears(environ.get("HTTP_AUTHORIZATION", ""), token):
            return _nothing(start, "401 Unauthorized", ("WWW-Authenticate", "Bearer"))
        try:
            told: Iterable[bytes] = tell(environ, start)
        finally:
            connections.close_all()  # this thread answers once
        return told

    return answer


def _bears(header: str, token: str) -> bool:
    return hmac.compare_digest(header.encode(), f"Bearer {token}".encode())


def _nothing(start: StartResponse, status: str, *headers: tuple[str, str]) -> list[bytes]:
    start(status, [("Content-Type", "text/plain; charset=utf-8"), *headers])
    return [f"{status}\n".encode()]


class _Server(ThreadingMixIn, WSGIServer):
    """A thread a request, none of which keeps the process from ending."""

    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    """Who asked for figures is not logged; who sends nothing is dropped."""

    timeout = _REQUEST_SECONDS

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing."""


def open_door(known: Metrics) -> Callable[[], None] | None:
    """Tell the figures where the configuration says, in threads of this process; return what closes the door again.

    Raises FILE_IS_NOT_READABLE for the token, or ADDRESS_CANNOT_BE_BOUND.
    """
    if not known.port:
        return None
    token = None if known.token_file is None else _token(known.token_file)
    server = _bound(known)
    timing.registry.register(Figures())
    server.set_app(application(timing.registry, token))
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()

    def close() -> None:
        server.shutdown()
        server.server_close()

    return close


def _token(file: Path) -> str:
    return files.read(file).decode().strip()


def _bound(known: Metrics) -> _Server:
    class Server(_Server):
        address_family = socket.AF_INET6 if ":" in known.host else socket.AF_INET

    try:
        return Server((known.host, known.port), _Quiet)
    except OSError as failure:
        facts = {"host": known.host, "port": known.port, "reason": failure.strerror}
        raise Refused(HttpRefusal.ADDRESS_CANNOT_BE_BOUND, **facts) from None
