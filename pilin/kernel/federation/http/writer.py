"""The writer: one thread that hands waiting frames to the desk, one lane's batch at a time."""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import TypeVar

from pilin.base.refusal import Refused
from pilin.kernel.federation.http.limits import Limits
from pilin.kernel.federation.http.refusals import HttpRefusal
from pilin.kernel.federation.protocol.envelope import LANES
from pilin.kernel.federation.transport import Incoming

T = TypeVar("T")
URGENT = "ask"

log = logging.getLogger(__name__)


def _nothing() -> None:
    """Leave nothing behind."""


@dataclass(frozen=True)
class Desk:
    """What the listener's owner does; all of it is called in the writer's thread alone, once the listener runs.

    `peers` names the pinned certificates (PEM -> peer code; two of one peer while it replaces its own); `receive`
    takes a batch and returns one answer a frame, in order, empty for none; `leave` closes what the thread opened.
    """

    peers: Callable[[], Mapping[str, str]]
    receive: Callable[[Sequence[Incoming]], Sequence[bytes]]
    leave: Callable[[], None] = _nothing


@dataclass(frozen=True, eq=False)
class Waiting:
    """A frame that waits for its answer, since a monotonic second."""

    incoming: Incoming
    answer: asyncio.Future[bytes]
    since: float


class Lanes:
    """Waiting frames, a queue a lane: filled by the loop's thread, emptied by the writer's.

    A batch is of one lane, so that a question never shares the time of a backlog. `ask` goes first, but not twice
    while others wait; of the others the one that has waited longest.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._queues: dict[str, deque[Waiting]] = {lane: deque() for lane in LANES}
        self._changed = threading.Condition()
        self._last = ""
        self._closed = False

    def put(self, incoming: Incoming, answer: asyncio.Future[bytes]) -> None:
        """Add a frame. Raises LISTENER_IS_STOPPING when closed."""
        with self._changed:
            if self._closed:
                raise Refused(HttpRefusal.LISTENER_IS_STOPPING)
            self._queues[incoming.lane].append(Waiting(incoming, answer, monotonic()))
            self._changed.notify()

    def take(self, patience_seconds: float) -> list[Waiting]:
        """Return the next batch; empty when none came in time. The first frame waits a little for others."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._size(), patience_seconds)
            if not self._size():
                return []
            self._changed.wait_for(self._is_enough, self._oldest().since + self._limits.gather_seconds - monotonic())
            return self._pop(self._next_lane())

    def close(self) -> None:
        """Let no more in; what waits is still taken."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def is_finished(self) -> bool:
        """Tell whether nothing waits and nothing more will come."""
        with self._changed:
            return self._closed and not self._size()

    def _size(self) -> int:
        return sum(len(queue) for queue in self._queues.values())

    def _is_enough(self) -> bool:
        return self._closed or self._size() >= self._limits.batch_frames_max

    def _oldest(self) -> Waiting:
        return min((queue[0] for queue in self._queues.values() if queue), key=lambda waiting: waiting.since)

    def _next_lane(self) -> str:
        waiting = [lane for lane, queue in self._queues.items() if queue]
        if URGENT in waiting and (self._last != URGENT or len(waiting) == 1):
            return URGENT
        return min(set(waiting) - {URGENT}, key=lambda lane: self._queues[lane][0].since)

    def _pop(self, lane: str) -> list[Waiting]:
        queue = self._queues[lane]
        batch = [queue.popleft()]
        size = len(batch[0].incoming.frame)
        while queue and len(batch) < self._limits.batch_frames_max:
            size += len(queue[0].incoming.frame)
            if size > self._limits.batch_bytes_max:
                break
            batch.append(queue.popleft())
        self._last = lane
        return batch


class Writer(threading.Thread):
    """The thread in which all of the desk's code runs: batches, and every so often the question who is pinned."""

    def __init__(self, desk: Desk, refresh: Callable[[], None], limits: Limits) -> None:
        super().__init__(name="federation-writer", daemon=True)
        self._desk = desk
        self._refresh = refresh
        self._refresh_seconds = limits.refresh_seconds
        self.lanes = Lanes(limits)

    def run(self) -> None:
        """Take and answer batches until the lanes are closed and empty."""
        refreshed = monotonic()
        while not self.lanes.is_finished():
            batch = self.lanes.take(max(0.0, refreshed + self._refresh_seconds - monotonic()))
            if batch:
                self._answer(batch)
            if monotonic() >= refreshed + self._refresh_seconds:
                _guarded(self._refresh, "cannot learn who is pinned")
                refreshed = monotonic()
        _guarded(self._desk.leave, "cannot leave the writer's thread tidily")

    def _answer(self, batch: Sequence[Waiting]) -> None:
        wanted = [waiting for waiting in batch if not waiting.answer.done()]
        if not wanted:
            return
        answers = _guarded(lambda: self._received(wanted), "a batch was not taken")
        loop = wanted[0].answer.get_loop()
        try:
            loop.call_soon_threadsafe(_settle, wanted, answers)
        except RuntimeError:  # the loop is closed: the batch outlasted the time to stop
            log.warning("%d answers came after the listener had stopped", len(wanted))

    def _received(self, wanted: Sequence[Waiting]) -> Sequence[bytes]:
        answers = self._desk.receive([waiting.incoming for waiting in wanted])
        if len(answers) != len(wanted):
            raise ValueError(f"{len(wanted)} frames were given {len(answers)} answers")
        return answers


def _settle(wanted: Sequence[Waiting], answers: Sequence[bytes] | None) -> None:
    """Give each request its answer, or to all the same refusal. Runs in the loop's thread."""
    for number, waiting in enumerate(wanted):
        if waiting.answer.done():
            continue
        if answers is None:
            waiting.answer.set_exception(Refused(HttpRefusal.FRAME_WAS_NOT_TAKEN))
        else:
            waiting.answer.set_result(answers[number])


def _guarded(call: Callable[[], T], failure: str) -> T | None:
    """Call the desk. Whatever it raises is logged and is no reason for the thread to end."""
    try:
        return call()
    except Exception:
        log.exception(failure)
        return None
