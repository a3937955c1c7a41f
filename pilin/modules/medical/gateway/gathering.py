"""The thread that does messages together which come at once, and looks for the answers of those that ask.

A single message is done at once. While one batch is worked on, the next one gathers by itself; and where several were
together a moment ago, those who follow them come one by one within a few milliseconds, so there is a short wait as long
as they keep coming: a batch costs nearly the same for one as for dozens.
"""

import logging
import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
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
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.wire.nhsa.refusals import CallerRefusal
from pilin.wire.nhsa.registry import Message
from pilin.wire.nhsa.transport import Caller

log = logging.getLogger(__name__)

MESSAGES_MAX = 24
"""How many messages are done together where few wait; of more than twice as many, half of them. So two batches are on
their way, and next door computes one while this side begins another; and where many wait, which makes each message
cheaper, batches grow with them. With quarters in place of halves messages cost a third more, and waited longer.
"""
BATCHES = 2
"""Into how many batches those who wait are divided, where they are many."""
BYTES_MAX = 65_536
"""A longer message is done by itself, so that the others do not wait for it."""
LOOK_SECONDS = 0.004
"""How often it looks for answers while somebody waits for one."""
CROWD, RESTS_MAX = 12, 5
"""For each so many who wait it rests as long between two looks, but no longer than so many times: who waits with a
crowd waits long, and they are answered together.
"""
FOLLOW_SECONDS = 0.005
"""How long the next message is waited for where several were together before; while none comes, nobody waits."""
GATHER_SECONDS = 0.03
"""How long a batch may gather at most, however fast messages keep coming."""
AGAIN_SECONDS = 0.5
"""After which time one whose answer could not be ended alone is tried again, as long as he may wait."""


@dataclass(frozen=True)
class Offer:
    """A message as it came, who may send it, and the promise of its answer."""

    data: bytes
    caller: Caller
    at: Instant
    answer: "Future[bytes]"


@dataclass(frozen=True)
class Wait:
    """One who waits for an answer from next door: how long at most, and from when on it is looked for."""

    until: float
    offer: Offer
    open: Open
    rests_until: float = 0.0


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
        self._open: list[Wait] = []
        self._heard: int | None = None
        self._rests_until = 0.0
        self._together = 0
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
        """Work until closed: begin what came, then answer who was answered or has waited long enough."""
        while not self._closed or self._open:
            self.work(self._next())

    def work(self, offers: Sequence[Offer]) -> None:
        """Begin what came, and end what can be ended. What a fault keeps from that together is done one by one."""
        if offers and not self._did(partial(self._begin, offers)):
            waits = [one.offer.answer for one in self._open]
            for offer in offers:
                if not offer.answer.done() and offer.answer not in waits:
                    self._aside(offer)
        if self._open and not self._did(self._look):
            self._look_at_each()

    def _did(self, work: Callable[[], None]) -> bool:
        """Tell whether work was done; a fault is logged and nothing else ends by it: the edge of the worker loop."""
        try:
            self._run(work)
        except Exception:
            log.exception("a batch of messages was not done")
            return False
        return True

    def _next(self) -> list[Offer]:
        """Return what has come; wait for something, but only for a moment while somebody waits for an answer."""
        found: list[Offer] = []
        patience = LOOK_SECONDS if self._open or self._closed else None
        follow = FOLLOW_SECONDS if self._together > 1 else 0.0
        until = 0.0
        try:
            while len(found) < max(MESSAGES_MAX, (len(self._open) + len(found) + self._offers.qsize()) // BATCHES):
                if found and monotonic() > until:
                    follow = 0.0
                offer = self._offers.get(timeout=follow if found else patience)
                if offer is None:
                    self._closed = True
                    break
                found.append(offer)
                until = until or monotonic() + GATHER_SECONDS
        except queue.Empty:
            pass
        self._together = len(found) or self._together
        return found

    def _begin(self, offers: Sequence[Offer]) -> None:
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
                self._open.append(Wait(monotonic() + WAIT_SECONDS, offer, what))
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
        """End together those who were answered, and those who have waited long enough.

        While nothing new was heard from next door nobody was answered, but who rested after a fault may have been.
        """
        now = monotonic()
        if now < self._rests_until:
            return
        self._rests_until = now + LOOK_SECONDS * min(len(self._open) // CROWD, RESTS_MAX)
        awake = [one for one in self._open if one.rests_until <= now]
        heard = crowd.heard()
        asked = [one for one in awake if heard != self._heard or one.rests_until]
        said = {one.event for one in crowd.answered([one.open.waiting for one in asked])} if asked else set()
        self._end([one for one in awake if one.open.waiting.event in said or one.until <= now])
        self._heard = heard

    def _look_at_each(self) -> None:
        """End each by himself. Whom a fault keeps from it is tried again for a while, then told that we are busy.

        What he asked is ended by the duty that ends what nobody waits for, and he finds out by 2601.
        """
        for one in list(self._open):
            now = monotonic()
            if one.rests_until > now or self._did(partial(self._look_at, one)):
                continue
            self._open.remove(one)
            if one.until > now:
                self._open.append(replace(one, rests_until=now + AGAIN_SECONDS))
            else:
                _refuse(one.offer, Refused(MedicalRefusal.GATEWAY_IS_BUSY))

    def _look_at(self, one: Wait) -> None:
        if one.until <= monotonic() or crowd.answered([one.open.waiting]):
            self._end([one])

    def _end(self, due: Sequence[Wait]) -> None:
        if not due:
            return
        told = together.end([one.open for one in due], at=self._now())
        gone = {id(one) for one in due}
        self._open = [one for one in self._open if id(one) not in gone]
        for one, reply in zip(due, told, strict=True):
            one.offer.answer.set_result(reply)


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
