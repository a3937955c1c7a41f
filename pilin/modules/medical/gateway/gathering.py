"""The thread that does messages together which come at once, and looks for the answers of those that ask.

Nobody waits for others to come: while one batch is worked on, the next one gathers by itself. So a single message is
done at once, and under load as many go together as have come meanwhile.
"""

import logging
import queue
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from time import monotonic

from django.db import DatabaseError

from pilin.base.clock import Clock, Instant, day_of
from pilin.base.refusal import Refused
from pilin.modules.medical import models
from pilin.modules.medical.actions import crowd, institutions
from pilin.modules.medical.actions.settling import WAIT_SECONDS
from pilin.modules.medical.gateway import dispatch, together
from pilin.modules.medical.gateway.dispatch import Come
from pilin.modules.medical.gateway.together import Open
from pilin.wire.nhsa.refusals import CallerRefusal
from pilin.wire.nhsa.registry import Message
from pilin.wire.nhsa.transport import Caller

log = logging.getLogger(__name__)

MESSAGES_MAX = 64
"""How many messages are done together at most."""
BYTES_MAX = 65_536
"""A longer message is done by itself, so that the others do not wait for it."""
LOOK_SECONDS = 0.004
"""How often it looks for answers while somebody waits for one."""


@dataclass(frozen=True)
class Offer:
    """A message as it came, who may send it, and the promise of its answer."""

    data: bytes
    caller: Caller
    at: Instant
    answer: "Future[bytes]"


class Gathering(threading.Thread):
    """Does messages together until it is closed; `aside` is given what is to be done by itself."""

    def __init__(
        self, aside: Callable[[Offer], None], run: Callable[[Callable[[], None]], None], *, now: Clock
    ) -> None:
        """Do batches by `run`, which lends a connection to the database."""
        super().__init__(name="gateway-counter", daemon=True)
        self._aside = aside
        self._run = run
        self._now = now
        self._offers: queue.SimpleQueue[Offer | None] = queue.SimpleQueue()
        self._open: list[tuple[float, Offer, Open]] = []
        self._closed = False

    def put(self, data: bytes, caller: Caller, at: Instant) -> "Future[bytes]":
        """Take a message; its answer is promised. What lets nobody in is raised in its place."""
        offer = Offer(data, caller, at, Future())
        if len(data) > BYTES_MAX:
            self._aside(offer)
        else:
            self._offers.put(offer)
        return offer.answer

    def close(self) -> None:
        """Answer what is here, and end."""
        self._offers.put(None)

    def run(self) -> None:
        """Work until closed. A fault of a batch is logged, its messages are done one by one."""
        while not self._closed or self._open:
            offers = self._next()
            if not offers and not self._open:
                continue
            try:
                self._run(partial(self.work, offers))
            except Exception:
                log.exception("a batch of messages was not done")
                waits = [offer.answer for _, offer, _ in self._open]
                for offer in offers:
                    if not offer.answer.done() and offer.answer not in waits:
                        self._aside(offer)

    def work(self, offers: list[Offer]) -> None:
        """Begin what came, and answer whoever has waited long enough or was answered."""
        if offers:
            self._begin(offers)
        if self._open:
            self._look()

    def _next(self) -> list[Offer]:
        """Return what has come; wait for something, but only for a moment while somebody waits for an answer."""
        found: list[Offer] = []
        patience = LOOK_SECONDS if self._open or self._closed else None
        try:
            while len(found) < MESSAGES_MAX:
                offer = self._offers.get(timeout=patience) if not found else self._offers.get_nowait()
                if offer is None:
                    self._closed = True
                    break
                found.append(offer)
        except queue.Empty:
            pass
        return found

    def _begin(self, offers: list[Offer]) -> None:
        read = [(offer, message) for offer in offers if (message := _read(offer)) is not None]
        codes = {message.head.fixmedins_code for _, message in read}
        held = institutions.contracts(codes=codes, day=day_of(self._now())) if codes else {}
        come = [(offer, one) for offer, message in read if (one := self._come(offer, message, held)) is not None]
        if not come:
            return
        try:
            begun = together.begin([one for _, one in come], at=self._now())
        except (Refused, DatabaseError):  # of all of them: each is told by itself what is the matter
            log.info("%d messages are done one by one", len(come))
            begun = [None] * len(come)
        for (offer, _), what in zip(come, begun, strict=True):
            if isinstance(what, Open):
                self._open.append((monotonic() + WAIT_SECONDS, offer, what))
            elif what is None:
                self._aside(offer)
            else:
                offer.answer.set_result(what)

    def _come(self, offer: Offer, message: Message, held: Mapping[str, models.Institution]) -> Come | None:
        """Return what is to be done; None where that is to refuse, or is done by itself."""
        try:
            one = dispatch.come(message, held, at=offer.at)
        except Refused as refused:
            _refuse(offer, refused)
            return None
        if one.deed.asks and one.deed.orders is None:
            self._aside(offer)
            return None
        return one

    def _look(self) -> None:
        """End those who were answered, and those who have waited long enough."""
        now = monotonic()
        said = {one.event for one in crowd.answered([open_.waiting for _, _, open_ in self._open])}
        due = [each for each in self._open if each[2].waiting.event in said or each[0] <= now]
        if not due:
            return
        told = together.end([open_ for _, _, open_ in due], at=self._now())
        self._open = [each for each in self._open if each not in due]
        for (_, offer, _), reply in zip(due, told, strict=True):
            offer.answer.set_result(reply)


def _read(offer: Offer) -> Message | None:
    try:
        return dispatch.read(offer.data, offer.caller)
    except Refused as refused:
        _refuse(offer, refused)
        return None


def _refuse(offer: Offer, refused: Refused) -> None:
    if isinstance(refused.code, CallerRefusal):
        offer.answer.set_exception(refused)
    else:
        offer.answer.set_result(dispatch.failed(refused, offer.at))
