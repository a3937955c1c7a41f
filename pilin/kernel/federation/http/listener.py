"""The listener: a thread with a loop that accepts, shakes hands, reads frames and sends answers."""

import asyncio
import logging
import socket
import threading

from aiohttp import web

from pilin.base.refusal import Refused
from pilin.kernel.federation.http import refusals, trust
from pilin.kernel.federation.http.connection import Connection, check_head, read_frame
from pilin.kernel.federation.http.limits import Limits
from pilin.kernel.federation.http.refusals import HttpRefusal
from pilin.kernel.federation.http.writer import Desk, Writer
from pilin.kernel.federation.protocol.envelope import LANES
from pilin.kernel.federation.transport import CONTENT_TYPE, LANE_HEADER, Credentials, Incoming

_ACCEPT_AGAIN_SECONDS = 0.1
_PATIENT = "bulk"

log = logging.getLogger(__name__)


class Listener:
    """Takes frames from pinned peers on one address until stopped. It is started once."""

    def __init__(
        self, *, host: str, port: int, credentials: Credentials, desk: Desk, limits: Limits | None = None
    ) -> None:
        self.host = host
        self.port = port
        """The bound port, once started; port 0 asks for any."""
        self._credentials = credentials
        self._desk = desk
        self._limits = limits or Limits()
        self._writer = Writer(desk, self.refresh, self._limits)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="federation-http", daemon=True)
        self._trusting = threading.Lock()
        self._trust_source: tuple[dict[str, str], str] | None = None
        self._ready = threading.Event()
        self._stopping = False
        self._open: dict[Connection, asyncio.Transport] = {}
        self._greetings: dict[asyncio.Task[None], None] = {}

    def start(self) -> None:
        """Bind and serve. Raises ADDRESS_CANNOT_BE_BOUND or OWN_CERTIFICATE_IS_UNUSABLE."""
        self.refresh()
        self._socket = self._bind()
        self.port = int(self._socket.getsockname()[1])
        self._writer.start()
        self._thread.start()
        self._ready.wait()

    def stop(self) -> None:
        """Refuse new frames, let the writer finish those it has, answer them, and close every connection.

        A listener that does not run is left as it is.
        """
        if not self._thread.is_alive():
            return
        self._loop.call_soon_threadsafe(self._close_the_door)
        self._writer.lanes.close()
        self._writer.join(self._limits.stop_seconds)
        self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join()

    def refresh(self) -> None:
        """Ask the desk who is pinned and read the own certificate; new handshakes go by what was found."""
        with self._trusting:
            source = dict(self._desk.peers()), self._credentials.certificate_pem()
            if source != self._trust_source:
                self._trust = trust.build(self._credentials, source[0])
                self._trust_source = source

    def _bind(self) -> socket.socket:
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        backlog = self._limits.handshakes_max
        try:
            bound = socket.create_server((self.host, self.port), family=family, backlog=backlog)
        except (OSError, OverflowError) as failure:
            facts = {"host": self.host, "port": self.port, "reason": str(failure)}
            raise Refused(HttpRefusal.ADDRESS_CANNOT_BE_BOUND, **facts) from None
        bound.settimeout(0)  # for the loop
        return bound

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._closing = asyncio.Event()
        self._server = web.Server(self._respond)
        self._accepting = self._loop.create_task(self._accept())
        self._ready.set()
        await self._closing.wait()
        for greeting in self._greetings:
            greeting.cancel()
        await asyncio.gather(self._accepting, *self._greetings, return_exceptions=True)
        self._server.pre_shutdown()
        await self._server.shutdown(self._limits.linger_seconds)
        await asyncio.gather(*(connection.gone for connection in self._open))

    def _close_the_door(self) -> None:
        self._stopping = True
        self._accepting.cancel()

    async def _accept(self) -> None:
        with self._socket:
            while True:
                try:
                    arrived, _ = await self._loop.sock_accept(self._socket)
                except OSError as failure:  # no descriptors left, or gone again
                    log.warning("cannot accept a connection: %s", failure.strerror)
                    await asyncio.sleep(_ACCEPT_AGAIN_SECONDS)
                    continue
                self._welcome(arrived)
                await asyncio.sleep(0)  # sock_accept alone never yields while others queue

    def _welcome(self, arrived: socket.socket) -> None:
        if len(self._open) >= self._limits.connections_max:
            log.info("all %d connections are taken", self._limits.connections_max)
            arrived.close()
            return
        if len(self._greetings) >= self._limits.handshakes_max:
            oldest = next(iter(self._greetings))
            del self._greetings[oldest]
            oldest.cancel()
        greeting = self._loop.create_task(self._greet(arrived))
        self._greetings[greeting] = None
        greeting.add_done_callback(lambda done: self._greetings.pop(done, None))

    async def _greet(self, arrived: socket.socket) -> None:
        try:
            transport, connection = await self._loop.connect_accepted_socket(
                lambda: Connection(self._server, self._limits),
                arrived,
                ssl=self._trust.context,
                ssl_handshake_timeout=self._limits.handshake_seconds,
                ssl_shutdown_timeout=self._limits.linger_seconds,
            )
        except OSError as failure:  # what TLS raises is one, too
            log.info("a handshake failed: %s", getattr(failure, "reason", None) or type(failure).__name__)
            return
        self._open[connection] = transport
        connection.gone.add_done_callback(lambda _: self._open.pop(connection))
        code = self._trust.code_of(transport)
        if code is None or self._count(code) > self._limits.connections_per_peer_max:
            log.info("a connection of %s is one too many", code)
            transport.abort()

    def _count(self, code: str) -> int:
        return sum(self._trust.code_of(transport) == code for transport in self._open.values())

    async def _respond(self, request: web.BaseRequest) -> web.StreamResponse:
        try:
            answer = await self._exchange(request)
        except Refused as refused:
            response = refusals.answer(refused.code)
            if refused.code is HttpRefusal.CERTIFICATE_IS_NOT_PINNED or not request.content.is_eof():
                response.force_close()
            return response
        return web.Response(body=answer, content_type=CONTENT_TYPE) if answer else web.Response(status=204)

    async def _exchange(self, request: web.BaseRequest) -> bytes:
        code = self._trust.code_of(request.transport)
        if code is None:
            raise Refused(HttpRefusal.CERTIFICATE_IS_NOT_PINNED)
        if self._stopping:
            raise Refused(HttpRefusal.LISTENER_IS_STOPPING)
        check_head(request, self._limits)
        frame = await read_frame(request, self._limits)
        hint = request.headers.get(LANE_HEADER, _PATIENT)
        answer: asyncio.Future[bytes] = self._loop.create_future()
        self._writer.lanes.put(Incoming(code, frame, hint if hint in LANES else _PATIENT), answer)
        try:
            async with asyncio.timeout(self._limits.turn_seconds):
                return await answer
        except TimeoutError:
            raise Refused(HttpRefusal.WRITER_IS_BUSY) from None
