"""One connection: aiohttp's HTTP on it, with our refusals; and how a request becomes a frame."""

import asyncio
import logging
from typing import Any

from aiohttp import web
from aiohttp.abc import AbstractAccessLogger

from pilin.base.refusal import Refused
from pilin.kernel.federation.http import refusals
from pilin.kernel.federation.http.limits import Limits
from pilin.kernel.federation.http.refusals import HttpRefusal
from pilin.kernel.federation.transport import CONTENT_TYPE, PATH

log = logging.getLogger(__name__)


class NoAccessLog(AbstractAccessLogger):
    """Writes nothing: what peers ask is in the evidence, and what strangers write does not belong in a log."""

    enabled = False

    def log(self, request: web.BaseRequest, response: web.StreamResponse, time: float) -> None:
        """Write nothing."""


class Connection(web.RequestHandler):
    """A connection that refuses in our words, does not wait for ever for its reader, and says when it is `gone`."""

    __slots__ = ("_answer_seconds", "gone")

    def __init__(self, server: web.Server, limits: Limits) -> None:
        loop = asyncio.get_running_loop()
        super().__init__(
            server,
            loop=loop,
            keepalive_timeout=limits.idle_seconds,
            lingering_time=limits.linger_seconds,
            auto_decompress=False,
            access_log_class=NoAccessLog,
        )
        self._answer_seconds = limits.answer_seconds
        self.gone: asyncio.Future[None] = loop.create_future()

    def connection_lost(self, exc: BaseException | None) -> None:
        """Say that the connection is gone, after aiohttp has put it away."""
        super().connection_lost(exc)
        self.gone.set_result(None)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Refuse what aiohttp could not read. Its own words are dropped, since they repeat what was sent."""
        if isinstance(exc, ConnectionError) or request.writer.output_size > 0:
            raise ConnectionError("there is nobody left to answer") from exc
        if status >= 500:
            log.error("a request failed", exc_info=exc)
        code = HttpRefusal.REQUEST_IS_NOT_HTTP if status < 500 else HttpRefusal.FRAME_WAS_NOT_TAKEN
        response = refusals.answer(code)
        response.force_close()
        return response

    async def finish_response(self, request: web.BaseRequest, *rest: Any) -> tuple[web.StreamResponse, bool]:
        """Send the response; while earlier ones still fill the buffers, wait, as long as an answer may take."""
        transport = request.transport
        try:
            async with asyncio.timeout(self._answer_seconds):
                finished = await super().finish_response(request, *rest)
                await request.writer.drain()
                return finished
        except TimeoutError:
            if transport is not None:
                transport.abort()
            raise ConnectionError("the answer was not read in time") from None


def check_head(request: web.BaseRequest, limits: Limits) -> None:
    """Look at what a request says of itself before its body is read. Raises the refusal."""
    if request.path != PATH:
        raise Refused(HttpRefusal.PATH_IS_UNKNOWN)
    if request.method != "POST":
        raise Refused(HttpRefusal.METHOD_IS_NOT_POST)
    if request.content_type != CONTENT_TYPE or "Content-Encoding" in request.headers:
        raise Refused(HttpRefusal.BODY_IS_NOT_PLAIN_BYTES)
    if (request.content_length or 0) > limits.frame_bytes_max:
        raise Refused(HttpRefusal.BODY_IS_TOO_LARGE)


async def read_frame(request: web.BaseRequest, limits: Limits) -> bytes:
    """Read the body. Raises BODY_IS_TOO_LARGE as soon as it is, BODY_CAME_TOO_SLOWLY, REQUEST_IS_NOT_HTTP."""
    frame = bytearray()
    try:
        async with asyncio.timeout(limits.body_seconds):
            async for chunk in request.content.iter_any():
                frame += chunk
                if len(frame) > limits.frame_bytes_max:
                    raise Refused(HttpRefusal.BODY_IS_TOO_LARGE)
    except TimeoutError:
        raise Refused(HttpRefusal.BODY_CAME_TOO_SLOWLY) from None
    except web.RequestPayloadError:
        raise Refused(HttpRefusal.REQUEST_IS_NOT_HTTP) from None
    return bytes(frame)
