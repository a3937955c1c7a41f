"""The service itself: a thread with a loop that takes requests of hospitals, and a pool of threads that answers them.

It is plain HTTP for this machine alone: TLS ends at a proxy beside it, as for pages. Who calls is proven before a body
is read, and a body is read no further than it may be long. What comes at once is done together (`gathering`).
"""

import asyncio
import logging
import socket
import threading
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic
from typing import TypeVar

from aiohttp import web
from django.db import close_old_connections

from pilin.base import clock
from pilin.base.clock import Clock, Instant
from pilin.base.refusal import Refused
from pilin.modules.medical.actions import institutions, resuming
from pilin.modules.medical.gateway import dispatch
from pilin.modules.medical.gateway.gathering import Gathering, Offer
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.wire.nhsa import addresses, reading, transport
from pilin.wire.nhsa.refusals import CallerRefusal, NhsaRefusal
from pilin.wire.nhsa.transport import Credentials, Nonces

T = TypeVar("T")
log = logging.getLogger(__name__)
_JSON: Mapping[str, str] = {"Content-Type": "application/json; charset=utf-8"}
CONNECTION_SECONDS = 1.0
"""How often the thread at the counter has its connection looked after; while it waits it asks every few milliseconds.
"""


@dataclass(frozen=True)
class Limits:
    """What the service takes at most, and how long it waits."""

    body_bytes_max: int = reading.BYTES_MAX
    body_seconds: float = 30.0
    requests_max: int = 512
    """How many wait at once; whoever comes beyond is told at once that it is busy, as long as that means something."""
    threads: int = 16
    known_seconds: float = 5.0
    """How long credentials are remembered: a caller who is entered or put out is known so after this time."""
    stop_seconds: float = 25.0


class Gateway:
    """Answers hospitals on one address until stopped. It is started once."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        pool: Executor | None = None,
        limits: Limits | None = None,
        now: Clock = clock.now,
    ) -> None:
        self.host = host
        self.port = port
        """The bound port, once started; port 0 asks for any."""
        self._limits = limits or Limits()
        self._pool = pool or ThreadPoolExecutor(self._limits.threads, thread_name_prefix="gateway")
        self._now = now
        own = _Own() if pool is None else lambda work: self._submit(work).result()
        self._gathering = Gathering(self._aside, own, now=now)
        self._answers = _Answers()
        self._nonces = Nonces()
        self._known: tuple[float, Credentials] | None = None
        self._busy = 0
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="gateway-http", daemon=True)
        self._ready = threading.Event()

    def start(self) -> None:
        """Bind and serve. Raises GATEWAY_CANNOT_BE_BOUND."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        try:
            self._socket = socket.create_server((self.host, self.port), family=family)
        except OSError as failure:
            facts = {"host": self.host, "port": self.port, "reason": str(failure)}
            raise Refused(MedicalRefusal.GATEWAY_CANNOT_BE_BOUND, **facts) from None
        self.port = int(self._socket.getsockname()[1])
        resuming.take_over(at=self._now())
        self._gathering.start()
        self._thread.start()
        self._ready.wait()

    def stop(self) -> None:
        """Take no more requests, answer those that are here, and end. One that does not run is left as it is."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._closing.set)
            self._thread.join()
            self._gathering.close()
            self._gathering.join()
        self._pool.shutdown()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._closing = asyncio.Event()
        server = web.Server(self._respond, access_log=None)
        runner = web.ServerRunner(server, shutdown_timeout=self._limits.stop_seconds)
        await runner.setup()
        await web.SockSite(runner, self._socket).start()
        self._ready.set()
        await self._closing.wait()
        await runner.cleanup()

    async def _respond(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.method != "POST" or not addresses.is_ingress(request.path):
            return web.Response(status=404)
        if self._busy >= self._limits.requests_max:
            return _refused(MedicalRefusal.GATEWAY_IS_BUSY, self._now())
        self._busy += 1
        try:
            return _json(await self._answered(request))
        except Refused as refused:
            if not isinstance(refused.code, CallerRefusal):  # our own secrets do not open, for one
                return _json(dispatch.failed(refused, self._now()))
            body = addresses.gateway_error(refused.code)
            response = web.Response(status=addresses.UNAUTHORIZED, body=body, content_type="application/json")
            response.force_close()
            return response
        finally:
            self._busy -= 1

    async def _answered(self, request: web.BaseRequest) -> bytes:
        at = self._now()
        credentials = await self._credentials()
        caller = transport.verify(request.headers, credentials, at=at, taken=self._nonces)
        self._nonces.remember(caller.nonce, at=at)
        body = await self._body(request)
        if body is None:
            return dispatch.failed(Refused(NhsaRefusal.MESSAGE_IS_TOO_LARGE), at)
        return await self._answers.of(self._gathering.put(body, caller, at))

    def _aside(self, offer: Offer) -> None:
        """Let a thread of the pool answer a message by itself."""
        done = self._submit(lambda: dispatch.answer(offer.data, offer.caller, at=offer.at))
        done.add_done_callback(lambda _: _hand_on(done, offer.answer))

    def _submit(self, work: Callable[[], T]) -> "Future[T]":
        """Do what needs the database in a thread of the pool."""
        return self._pool.submit(_with_connection, work)

    async def _body(self, request: web.BaseRequest) -> bytes | None:
        """Return the body; None as soon as it is too long, or where it does not come."""
        if request.content.is_eof():
            whole = request.content.read_nowait()
            return whole if len(whole) <= self._limits.body_bytes_max else None
        body = bytearray()
        if (request.content_length or 0) > self._limits.body_bytes_max:
            return None
        try:
            async with asyncio.timeout(self._limits.body_seconds):
                async for chunk in request.content.iter_any():
                    body += chunk
                    if len(body) > self._limits.body_bytes_max:
                        return None
        except TimeoutError:
            return None
        return bytes(body)

    async def _credentials(self) -> Credentials:
        if self._known is None or self._known[0] < monotonic():
            found = await self._run(institutions.credentials)
            self._known = (monotonic() + self._limits.known_seconds, found)
        return self._known[1]

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.wrap_future(self._submit(work))


def _with_connection(work: Callable[[], T]) -> T:
    close_old_connections()
    try:
        return work()
    finally:
        close_old_connections()


class _Own:
    """Lends the connection of the thread that calls, which is looked after now and then, and after every fault."""

    def __init__(self) -> None:
        self._until = 0.0

    def __call__(self, work: Callable[[], None]) -> None:
        """Do what needs the database."""
        if self._until <= monotonic():
            close_old_connections()
            self._until = monotonic() + CONNECTION_SECONDS
        done = False
        try:
            work()
            done = True
        finally:
            self._until = self._until if done else 0.0


class _Answers:
    """Brings answers from other threads into the loop: those that come together wake it once."""

    def __init__(self) -> None:
        self._come: deque[tuple[asyncio.Future[bytes], Future[bytes]]] = deque()
        self._is_woken = False

    def of(self, promise: "Future[bytes]") -> "asyncio.Future[bytes]":
        """Return what is answered, or raised, as the running loop awaits it."""
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[bytes] = loop.create_future()
        promise.add_done_callback(lambda _: self._bring(loop, waiter, promise))
        return waiter

    def _bring(
        self, loop: asyncio.AbstractEventLoop, waiter: "asyncio.Future[bytes]", promise: "Future[bytes]"
    ) -> None:
        self._come.append((waiter, promise))
        if not self._is_woken and not loop.is_closed():
            self._is_woken = True
            loop.call_soon_threadsafe(self._hand_out)

    def _hand_out(self) -> None:
        self._is_woken = False  # before the last look: what comes from now on wakes again
        while self._come:
            waiter, promise = self._come.popleft()
            if not waiter.done():  # who went away meanwhile is told nothing
                _hand_on(promise, waiter)


def _hand_on(done: "Future[T]", promise: "Future[T] | asyncio.Future[T]") -> None:
    failure = done.exception()
    if failure is None:
        promise.set_result(done.result())
    else:
        promise.set_exception(failure)


def _json(body: bytes) -> web.Response:
    if not body.startswith(b"{"):  # an archive, which 9102 hands out as octets
        return web.Response(body=body, content_type="application/octet-stream")
    return web.Response(body=body, headers=_JSON)


def _refused(code: MedicalRefusal, at: Instant) -> web.Response:
    return _json(dispatch.failed(Refused(code), at))
