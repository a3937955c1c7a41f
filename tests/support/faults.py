"""A TCP proxy that fails on demand: it stands between two nodes and is switched while they talk.

It forwards; or delays each piece, cuts a connection after a number of bytes, ends and refuses connections, or swallows
one direction in silence (a one-way partition: the other direction still flows, and nobody is told).
"""

import asyncio
import threading
from dataclasses import dataclass
from types import TracebackType
from typing import Self

TO_TARGET = "to_target"
FROM_TARGET = "from_target"
_PIECE_BYTES = 64 * 1024


@dataclass
class Faults:
    """What is wrong with the line now; set the members at any time. The default is a good line."""

    is_down: bool = False
    delay_seconds: float = 0.0
    cut_after_bytes: int | None = None
    """Bytes of one connection, both directions together, after which it ends."""
    swallowed: frozenset[str] = frozenset()
    """Directions in which bytes vanish: TO_TARGET, FROM_TARGET."""


@dataclass(eq=False)
class _Line:
    """One connection through the proxy and the bytes that it has carried."""

    near: asyncio.StreamWriter
    far: asyncio.StreamWriter
    carried: int = 0

    def end(self) -> None:
        for writer in (self.near, self.far):
            writer.transport.abort()


class FaultProxy:
    """Listens on `host`:`port` and forwards to the target; a context manager with a thread and a loop of its own."""

    def __init__(self, target_host: str, target_port: int) -> None:
        self.faults = Faults()
        self.host = "127.0.0.1"
        self._target = target_host, target_port
        self._lines: set[_Line] = set()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="fault-proxy", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join()

    def drop(self) -> None:
        """Take the line down: end every connection and refuse new ones, until `restore`."""
        self.faults.is_down = True
        self.end_connections()

    def end_connections(self) -> None:
        """End the connections that are open now, as a restarted router does."""
        self._loop.call_soon_threadsafe(self._end_lines)

    def restore(self) -> None:
        """Make it a good line again. What was swallowed is lost, and its connections end."""
        self.faults = Faults()
        self.end_connections()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._closing = asyncio.Event()
        server = await asyncio.start_server(self._carry, self.host, 0)
        self.port = int(server.sockets[0].getsockname()[1])
        self._ready.set()
        await self._closing.wait()
        server.close()
        while self._lines:
            self._end_lines()
            await asyncio.sleep(0)

    def _end_lines(self) -> None:
        for line in self._lines:
            line.end()

    async def _carry(self, reader: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        if self.faults.is_down:
            near.transport.abort()
            return
        try:
            far_reader, far = await asyncio.open_connection(*self._target)
        except OSError:
            near.transport.abort()
            return
        line = _Line(near, far)
        self._lines.add(line)
        try:
            await asyncio.gather(
                self._pump(line, reader, far, TO_TARGET), self._pump(line, far_reader, near, FROM_TARGET)
            )
        finally:
            line.end()
            self._lines.discard(line)

    async def _pump(self, line: _Line, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: str) -> None:
        try:
            while piece := await reader.read(_PIECE_BYTES):
                await asyncio.sleep(self.faults.delay_seconds)
                if way in self.faults.swallowed:
                    continue
                limit = self.faults.cut_after_bytes
                room = len(piece) if limit is None else max(0, limit - line.carried)
                line.carried += len(piece)
                writer.write(piece[:room])
                await writer.drain()
                if room < len(piece):
                    break
        except OSError:
            pass
        finally:
            line.far.close()
            line.near.close()
