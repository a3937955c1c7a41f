"""The hospitals: connections that send prepared bytes and read answers, with as little work as they can."""

import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

_SUCCEEDED = b'"infcode":0'
_HEADER = "POST {path} HTTP/1.1\r\nHost: hospital\r\napikey: {secret}\r\nContent-Type: application/json\r\n"
VISIT_MARK = "THE-VISIT-IS-TOLD-BY-ITS-FIRST"
"""Stands in prepared bytes for the number of a visit, and is as long as one: so every request keeps its length."""
_TOLD = b'"mdtrt_id":"'


def request(body: bytes, secret: str, path: str) -> bytes:
    """Return a whole request, ready to be sent."""
    head = _HEADER.format(path=path, secret=secret) + f"Content-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


@dataclass
class Told:
    """What came of a run: seconds in all, latencies by transaction in seconds, and answers that were refusals."""

    seconds: float
    taken: list[list[float]] = field(default_factory=list)
    refused: list[bytes] = field(default_factory=list)


class Connection:
    """One connection of a hospital's program, kept open."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def to(cls, port: int) -> "Connection":
        """Connect to a gateway."""
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def call(self, data: bytes) -> bytes:
        """Send a request and return the body of its answer."""
        self._writer.write(data)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        return await self._reader.readexactly(length)

    def close(self) -> None:
        """Hang up."""
        self._writer.close()


async def _play(port: int, scenes: Sequence[Sequence[bytes]], at_once: int, rate: float) -> Told:
    told = Told(0.0, [[] for _ in scenes[0]])
    waiting = list(reversed(scenes))
    began = time.perf_counter()

    async def hospital() -> None:
        connection = await Connection.to(port)
        while waiting:
            place = len(scenes) - len(waiting)
            scene = waiting.pop()
            if rate and (early := began + place / rate - time.perf_counter()) > 0:
                await asyncio.sleep(early)
            visit = VISIT_MARK.encode()
            for number, data in enumerate(scene):
                sent = time.perf_counter()
                answer = await connection.call(data.replace(VISIT_MARK.encode(), visit))
                if not number and _TOLD in answer:
                    visit = answer.partition(_TOLD)[2].partition(b'"')[0]
                told.taken[number].append(time.perf_counter() - sent)
                if _SUCCEEDED not in answer[:200]:
                    told.refused.append(answer)
                    break
        connection.close()

    await asyncio.gather(*(hospital() for _ in range(at_once)))
    told.seconds = time.perf_counter() - began
    return told


def play(port: int, scenes: Sequence[Sequence[bytes]], *, at_once: int, rate: float = 0.0) -> Told:
    """Play scenes, each a row of requests one after the other, so many at once; `rate` scenes a second at most."""
    return asyncio.run(_play(port, scenes, at_once, rate))


def percentiles(seconds: Sequence[float]) -> str:
    """Return median, p95 and p99 in milliseconds."""
    ordered = sorted(seconds)
    if not ordered:
        return "none"
    found = [statistics.median(ordered), *(ordered[min(len(ordered) - 1, int(len(ordered) * q))] for q in (0.95, 0.99))]
    return "p50 {:.0f} ms, p95 {:.0f} ms, p99 {:.0f} ms".format(*(value * 1000 for value in found))
