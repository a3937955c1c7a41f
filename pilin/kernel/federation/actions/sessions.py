"""One transaction of the protocol: a desk over tables, the registered rooms, and this node's keys.

A session is opened by whoever comes first - a page that tells a fact, the listener that takes a frame, the worker - and
shared by everything that handlers do inside it, so that lanes are read once and written in order.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation.actions import keyring
from pilin.kernel.federation.actions.registry import registry
from pilin.kernel.federation.actions.shelf import Shelf
from pilin.kernel.federation.actions.store import DjangoStore
from pilin.kernel.federation.protocol import documents, keys
from pilin.kernel.federation.protocol.desk import (
    Applied,
    Declined,
    Delivered,
    Desk,
    Effects,
    Failed,
    Limits,
    Marks,
    Outcome,
    Waiting,
)
from pilin.kernel.federation.protocol.documents import Document
from pilin.kernel.federation.protocol.event import Draft, Event
from pilin.kernel.federation.protocol.peer import Peer
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.suite import Signer

_current: ContextVar[Peer | None] = ContextVar("peer", default=None)

wakers: list[Callable[[], None]] = []
"""Called after each commit that wrote envelopes, in a process that carries them itself."""


def code() -> str:
    """Return this node's code."""
    return str(settings.NODE.node.code)


def limits() -> Limits:
    """Return the protocol's limits as this node is configured."""
    configured = settings.NODE.limits
    return Limits(
        batch_envelopes=configured.batch_envelopes_max,
        skew_seconds=configured.clock_skew_seconds_max,
        waiting_days=configured.waiting_days_max,
        closing_hours=configured.fail_closed_hours,
    )


@contextmanager
def session() -> Iterator[Peer]:
    """Open a transaction with the protocol in it, or join the one that is open."""
    running = _current.get()
    if running is not None:
        yield running
        return
    with transaction.atomic():
        store = DjangoStore(code())
        store.me()  # the node's row is locked first: one writer at a time moves the lanes
        peer = Peer(Desk(code(), keyring.signers, store, Rooms(), secrets.token_bytes, limits()))
        token = _current.set(peer)
        try:
            yield peer
        finally:
            _current.reset(token)


class Rooms:
    """The registered rooms, as the protocol asks them; and the voice with which documents speak."""

    def __init__(self) -> None:
        self.code = code()

    def decide(self, kind: str, delivered: Sequence[Delivered], at: Instant) -> Sequence[Outcome]:
        """Decide events of one kind by their handler. A handler that breaks leaves its events undecided."""
        own = any(item.own for item in delivered)
        try:
            with transaction.atomic():
                return self._decide(kind, delivered, at)
        except Refused:
            raise
        except DatabaseError:
            raise
        except Exception as error:  # the federation inbox: a fault of ours never loses a peer's event
            if own:
                raise
            reason = f"{type(error).__name__}: {error}"
        _forget_what_was_undone()
        return self._one_by_one(kind, delivered, at) if len(delivered) > 1 else [Failed(reason)]

    def _one_by_one(self, kind: str, delivered: Sequence[Delivered], at: Instant) -> list[Outcome]:
        return [self.decide(kind, [item], at)[0] for item in delivered]

    def _decide(self, kind: str, delivered: Sequence[Delivered], at: Instant) -> Sequence[Outcome]:
        if kind in documents.KINDS:
            return [documents.decide(Shelf(at), self, item, at) for item in delivered]
        if kind == "link.refusal":
            return [self._refused(item.event, at) for item in delivered]
        handler = registry.handlers.get(kind)
        if handler is None:
            return [Declined(LinkRefusal.KIND_IS_UNKNOWN, {"kind": kind}) for _ in delivered]
        return handler(delivered, at)

    def _refused(self, event: Event, at: Instant) -> Outcome:
        documents.refused(Shelf(at), event.re, event.author)
        for listener in registry.refusal_listeners:
            listener(event, at)
        return Applied("")

    def admits(self, event: Event, at: Instant) -> Declined | Waiting | None:
        """Check the basis of an event by the checker of its prefix."""
        prefix = event.basis.partition(":")[0] + ":"
        check = registry.basis_checks.get(prefix)
        if check is None:
            return Declined(LinkRefusal.BASIS_IS_UNKNOWN, {"basis": event.basis})
        return check(event, at)

    def tell(self, drafts: Sequence[Draft], at: Instant) -> Sequence[Event]:
        """Tell facts in the running transaction."""
        return tell(drafts, at=at)

    def replied(self, re: str, kind: str) -> bool:
        """Tell whether an own event of this kind answers `re`."""
        return replied(re, kind)


def _forget_what_was_undone() -> None:
    running = _current.get()
    if running is not None:
        assert isinstance(running.desk.store, DjangoStore)
        running.desk.store.forget()


def tell(drafts: Sequence[Draft], *, at: Instant) -> list[Event]:
    """Sign facts, apply them here, and enqueue them for every other party, in the caller's transaction."""
    with session() as peer:
        transaction.on_commit(_wake)
        return peer.tell(drafts, at)


def _wake() -> None:
    for waker in wakers:
        waker()


def replied(re: str, kind: str) -> bool:
    """Tell whether we wrote an event of this kind in answer to `re`, applied here or not."""
    with session() as peer:
        return peer.desk.store.reply(code(), re, kind) is not None


def verify(event: Event) -> Outcome | None:
    """Check the signature of an event that stands inside another one; None where it holds."""
    with session() as peer:
        try:
            keys.check_event(keys.ring(peer.desk, event.author, "").get(event.kid), event)
        except Refused as refused:
            known = refused.code is not LinkRefusal.KEY_IS_NOT_KNOWN_YET
            return Declined(refused.code) if known else Waiting(refused.code)
    return None


def receive(frames: Sequence[bytes], *, at: Instant) -> list[Effects]:
    """Take frames, each in its own transaction, and return what is to be done for each after its commit."""
    return [_receive(frame, at) for frame in frames]


def _receive(frame: bytes, at: Instant) -> Effects:
    with session() as peer:
        return peer.receive(frame, at)


def due(*, at: Instant) -> Effects:
    """Return what is to be sent now."""
    with session() as peer:
        return peer.due(at)


def transport_failed(*, peer: str, lane: str, at: Instant, reason: str) -> None:
    """The transport did not carry a frame: try again later."""
    with session() as running:
        running.failed(peer, lane, at, reason)


def wake(*, marks: Marks | None, at: Instant) -> str:
    """Compare the tables with the high-water file at start; return the node's mode after it."""
    with session() as peer:
        peer.wake(marks, at)
        return peer.desk.store.me().mode


def rotate(*, new: Signer, at: Instant) -> None:
    """Tell every link of our next key, and keep it as the newest of this node once that is committed."""
    with session() as peer:
        keyring.stage(new)
        peer.rotate(new, at)
    keyring.promote(new)


def override(*, peer: str, first: str, second: str, at: Instant) -> None:
    """Two different persons end a recovery that waits for a peer. Raises TWO_PERSONS_ARE_NEEDED."""
    if not first or not second or first == second:
        raise Refused(LinkRefusal.TWO_PERSONS_ARE_NEEDED)
    with session() as running:
        running.override(peer, at)


def set_mode(*, peer: str, mode: str) -> None:
    """Open or pause a link: maintenance."""
    assert mode in ("open", "paused"), mode
    with session() as running:
        running.set_mode(peer, mode)


def offer(text: Mapping[str, Any], *, basis: str, parties: Sequence[str], at: Instant) -> Event:
    """Offer a text to parties; our own signature stands with the offer."""
    return tell([documents.offer(text, basis=basis, parties=[*parties, code()])], at=at)[0]


def sign(document: Document, *, at: Instant) -> Event:
    """Sign a document that a peer offered."""
    return tell([documents.sign(document)], at=at)[0]


def decline(document: Document, *, reason_code: str, reason: str, at: Instant) -> Event:
    """Decline a document with a code and a reason in words."""
    return tell([documents.decline(document, reason_code, reason)], at=at)[0]


def withdraw(document: Document, *, at: Instant) -> Event:
    """Take an own offer back; it ends when the one who may still sign has heard of it."""
    return tell([documents.withdraw(document)], at=at)[0]
