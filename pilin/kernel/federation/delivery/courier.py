"""The courier: turns what is due into requests, and answers into what follows.

How it moves. One thread turns the protocol every second, or at once when a commit wakes it. Each frame goes to the
carrier of its peer and lane: a thread with a queue of its own, so that a patient at a counter never waits behind a
backlog, and one frame of a lane is on its way at a time. The answer is taken in a transaction; what follows from it is
carried out in the same order as ever: high-water marks to disk, then what is to be sent.

What is bounded: a carrier holds at most one frame in its queue beside the one on its way; the protocol makes batches.
What may be lost: any frame, at any time. The protocol sends again what was not acknowledged.
"""

import logging
import queue
import threading
from collections.abc import Sequence

from django.db import DatabaseError, close_old_connections

from pilin.base import clock
from pilin.kernel.federation import actions
from pilin.kernel.federation.actions import keyring
from pilin.kernel.federation.protocol.desk import Effects, Mark, Send
from pilin.kernel.federation.transport import Incoming, LinkDown, Transport

log = logging.getLogger(__name__)

TURN_SECONDS = 1.0
REST_SECONDS = 0.02
"""Between two turns: what is told one by one meanwhile goes together. Who comes after a pause does not wait."""


class HighWater:
    """The high-water marks of this process: raised on disk before anything above them is sent."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._marks = keyring.read_marks() or {}

    def raise_to(self, marks: tuple[Mark, ...]) -> None:
        """Put marks on disk that stand above the known ones."""
        with self._lock:
            higher = [mark for mark in marks if self._is_higher(mark)]
            if higher:
                raised = self._marks | {mark.place: mark for mark in higher}
                keyring.write_marks(raised)
                self._marks = raised

    def _is_higher(self, mark: Mark) -> bool:
        known = self._marks.get(mark.place)
        return known is None or (known.inc, known.seq) < (mark.inc, mark.seq)


class _Carrier(threading.Thread):
    """Carries the frames of one peer and lane, one after the other."""

    def __init__(self, courier: "Courier", peer: str, lane: str) -> None:
        super().__init__(name=f"courier-{peer}-{lane}", daemon=True)
        self.courier = courier
        self.waiting: queue.Queue[Send | None] = queue.Queue(maxsize=2)

    def run(self) -> None:
        """Carry until told to stop."""
        while (send := self.waiting.get()) is not None:
            self.courier.carry(send)

    def offer(self, send: Send) -> None:
        """Take a frame, or leave it: what does not fit is made again when it is due."""
        try:
            self.waiting.put_nowait(send)
        except queue.Full:
            log.debug("a frame for %s %s waits for its turn", send.peer, send.lane)

    def stop(self) -> None:
        """End after the frame on its way."""
        while True:
            try:
                self.waiting.put_nowait(None)
            except queue.Full:
                self.waiting.get_nowait()
            else:
                return


class Courier:
    """Carries frames between this node and its peers until stopped."""

    def __init__(self, transport: Transport, high_water: HighWater) -> None:
        self._transport = transport
        self._high_water = high_water
        self._carriers: dict[tuple[str, str], _Carrier] = {}
        self._making = threading.Lock()
        self._wake = threading.Event()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._turn_until_stopped, name="courier", daemon=True)

    def start(self) -> None:
        """Begin to turn."""
        self._thread.start()

    def wake(self) -> None:
        """Turn at once: something was committed."""
        self._wake.set()

    def stop(self) -> None:
        """Stop turning; frames on their way are ended by their own time limits."""
        self._ending.set()
        self._wake.set()
        self._thread.join()
        for carrier in self._carriers.values():
            carrier.stop()

    def _turn_until_stopped(self) -> None:
        while not self._ending.is_set():
            self._wake.wait(TURN_SECONDS)
            self._wake.clear()
            self.turn()
            self._ending.wait(REST_SECONDS)

    def turn(self) -> None:
        """Do what is due now. A fault is logged and the next turn tries again: this is the edge of the worker loop."""
        try:
            self.carry_out(actions.due(at=clock.now()))
        except Exception:
            log.exception("a turn of the courier failed")
        finally:
            close_old_connections()

    def carry_out(self, effects: Effects) -> None:
        """Carry out effects after their commit: marks to disk, then the sends."""
        self._high_water.raise_to(effects.marks)
        for send in effects.sends:
            self._carrier(send).offer(send)

    def _carrier(self, send: Send) -> _Carrier:
        place = (send.peer, send.lane)
        with self._making:
            if place not in self._carriers:
                self._carriers[place] = _Carrier(self, *place)
                self._carriers[place].start()
            return self._carriers[place]

    def carry(self, send: Send) -> None:
        """Carry one frame and take its answer; a link that is down is noted, and the protocol tries again."""
        try:
            answer = self._transport.exchange(actions.address(send.peer), send.frame, lane=send.lane)
            if answer:
                self.carry_out(actions.receive([answer], sender=send.peer, at=clock.now())[0])
        except LinkDown as down:
            self._note(send, down)
        except Exception:  # the federation inbox: what was not sent or not taken comes again
            log.exception("an exchange with %s failed", send.peer)
        finally:
            close_old_connections()

    def _note(self, send: Send, down: LinkDown) -> None:
        try:
            actions.transport_failed(peer=send.peer, lane=send.lane, at=clock.now(), reason=down.code.value)
        except DatabaseError:
            log.exception("a failed transport to %s was not noted", send.peer)
        finally:
            close_old_connections()

    def receive(self, incoming: Sequence[Incoming]) -> list[bytes]:
        """Take what the listener gathered; return the answers, after their marks are on disk."""
        answers = [self._answer(item) for item in incoming]
        close_old_connections()
        return answers

    def _answer(self, item: Incoming) -> bytes:
        try:
            effects = actions.receive([item.frame], sender=item.code, at=clock.now())[0]
        except Exception:  # the federation inbox: one frame's fault is not its neighbours'; the peer sends it again
            log.exception("a frame of %s was not taken", item.code)
            return b""
        if effects.dropped:
            log.info("a frame that %s brought is dropped: %s", item.code, effects.dropped)
        self.carry_out(effects)
        return effects.reply or b""
