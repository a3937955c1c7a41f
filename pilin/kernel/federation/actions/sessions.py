"""One transaction of the protocol: a desk over tables, the registered rooms, and this node's keys.

A session is opened by whoever comes first - a page that tells a fact, the listener that takes a frame, the worker - and
shared by everything that handlers do inside it, so that lanes are read once and written in order.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.conf import settings
from django.db import DatabaseError, OperationalError, transaction

from pilin.base.canonical import INTEGER_MAX
from pilin.base.clock import Instant
from pilin.base.refusal import Refused, Remedy
from pilin.kernel.federation.actions import keyring
from pilin.kernel.federation.actions.registry import registry
from pilin.kernel.federation.actions.shelf import Shelf
from pilin.kernel.federation.actions.store import DjangoStore
from pilin.kernel.federation.protocol import documents, keys, restoring
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
from pilin.kernel.federation.protocol.failures import Failures
from pilin.kernel.federation.protocol.peer import Peer
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.suite import Signer

_FACT_MAX = 200  # characters of a fact that goes into a refusal

failures = Failures()
"""What failed in this process, so that it is not tried again at every turn."""

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
        signers = cache(keyring.signers)
        desk = Desk(code(), signers, store, Rooms(), secrets.token_bytes, limits(), failures=failures)
        peer = Peer(desk)
        token = _current.set(peer)
        try:
            yield peer
        finally:
            _current.reset(token)


@contextmanager
def alone() -> Iterator[None]:
    """Let nobody else write meanwhile: what a verb looks up before it tells a fact still holds when it tells it.

    Also a decorator of verbs (`@alone()`): two requests at once, as by a second click, come one after the other.
    """
    with session():
        yield


class Rooms:
    """The registered rooms, as the protocol asks them; and the voice with which documents speak."""

    def __init__(self) -> None:
        self.code = code()

    def decide(self, kind: str, delivered: Sequence[Delivered], at: Instant) -> Sequence[Outcome]:
        """Decide events of one kind by their handler.

        What a handler raises over a peer's event, or over our own that a restore brought back, decides that one event
        and no other. Over our own event that is just being told it is raised, and nothing is written. Where the
        database breaks over the same events time and again, they are to blame, and hold back nothing else.
        """
        events = [item.event.hash for item in delivered]
        try:
            with transaction.atomic():
                decided = self._decide(kind, delivered, at)
        except OperationalError as error:  # the database: nothing was decided, and all of it is tried again at first
            if _is_passing(error) or _is_being_told(delivered) or not failures.are_to_blame(events):
                raise
            _forget_what_was_undone()
            outcome = _outcome_of(error)
        except Exception as error:  # the federation inbox: a fault of ours never loses a peer's event
            _forget_what_was_undone()
            if _is_being_told(delivered):
                raise
            outcome = _outcome_of(error)
        else:
            failures.acquit(events)
            return decided
        if len(delivered) > 1:
            return self._one_by_one(kind, delivered, at)
        _alarm_for_own(delivered[0], outcome, at)
        return [outcome]

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

    def admits(self, event: Event, at: Instant) -> Declined | Waiting | Failed | None:
        """Check the basis of an event by the checker of its prefix; what breaks over a peer's is an outcome."""
        prefix = event.basis.partition(":")[0] + ":"
        check = registry.basis_checks.get(prefix)
        if check is None:
            return Declined(LinkRefusal.BASIS_IS_UNKNOWN, {"basis": event.basis})
        try:
            return check(event, at)
        except DatabaseError:
            raise
        except Exception as error:  # the federation inbox, as above
            if event.author == self.code:
                raise
            return _outcome_of(error)

    def tell(self, drafts: Sequence[Draft], at: Instant) -> Sequence[Event]:
        """Tell facts in the running transaction."""
        return tell(drafts, at=at)

    def replied(self, re: str, kind: str) -> bool:
        """Tell whether an own event of this kind answers `re`."""
        return replied(re, kind)


_PASSING = ("locked", "deadlock", "serialize", "connection", "timeout")


def _is_passing(error: OperationalError) -> bool:
    """Tell whether another writer or the server stood in the way: that passes, and says nothing of the events."""
    return any(word in str(error) for word in _PASSING)


def _is_being_told(delivered: Sequence[Delivered]) -> bool:
    """Tell whether these are own events that are not stored yet; a restore brings back stored ones."""
    own = [item.event.hash for item in delivered if item.own]
    with session() as peer:
        return any(peer.desk.store.event(event_hash) is None for event_hash in own)


def _outcome_of(error: Exception) -> Declined | Waiting | Failed:
    """Return what a handler meant that raised: a refusal refuses, or waits where it may go later; the rest is a fault.

    Where a batch was refused for many things, the first one stands for all.
    """
    if not isinstance(error, Refused):
        return Failed(f"{type(error).__name__}: {error}"[:_FACT_MAX])
    found: Any = error.facts.get("findings")
    code, facts = (found[0].code, found[0].facts) if found else (error.code, error.facts)
    if code.remedy is Remedy.RETRY_LATER:
        return Waiting(code)
    return Declined(code, {name: _plain(fact) for name, fact in facts.items()})


def _plain(fact: object) -> str | int:
    """Return a fact as canonical bytes carry it: a number within 2^53, or a text of some length."""
    return fact if isinstance(fact, int) and abs(fact) <= INTEGER_MAX else str(fact)[:_FACT_MAX]


def _alarm_for_own(item: Delivered, outcome: Outcome, at: Instant) -> None:
    """What a peer's event meets, its row says; own ones that a restore brought back are silent without an alarm."""
    if item.own:
        reason = outcome.reason if isinstance(outcome, Failed) else _code_of(outcome)
        with session() as peer:
            peer.desk.store.alarm("handler_failed", "", at, {"kind": item.event.kind, "reason": reason})


def _code_of(outcome: Outcome) -> str:
    return outcome.code.value if isinstance(outcome, (Declined, Waiting)) else ""


def _forget_what_was_undone() -> None:
    running = _current.get()
    if running is not None:
        assert isinstance(running.desk.store, DjangoStore)
        running.desk.store.forget()


def tell(drafts: Sequence[Draft], *, at: Instant, hurried: bool = True) -> list[Event]:
    """Sign facts, apply them here, and enqueue them for every other party, in the caller's transaction.

    What is not `hurried`, since nobody waits for it, goes with what is told next or with the next turn, which comes
    within a second.
    """
    with session() as peer:
        if hurried:
            transaction.on_commit(_wake)
        _remember_replies(peer, [draft.re for draft in drafts])
        return peer.tell(drafts, at)


def _remember_replies(peer: Peer, asked: Sequence[str]) -> None:
    assert isinstance(peer.desk.store, DjangoStore)
    peer.desk.store.remember_replies(re for re in asked if re)


def _wake() -> None:
    for waker in wakers:
        waker()


def replied(re: str, kind: str) -> bool:
    """Tell whether we wrote an event of this kind in answer to `re`, applied here or not."""
    with session() as peer:
        return peer.desk.store.reply(code(), re, kind) is not None


def replied_of(asked: Sequence[str], kind: str) -> set[str]:
    """Return which of these events, given by their hashes, we answered by one of a kind; one query for all."""
    with session() as peer:
        _remember_replies(peer, asked)
        return {re for re in asked if peer.desk.store.reply(code(), re, kind) is not None}


def verify(event: Event) -> Outcome | None:
    """Check the signature of an event that stands inside another one; None where it holds."""
    with session() as peer:
        try:
            keys.check_event(keys.ring(peer.desk, event.author, "").get(event.kid), event)
        except Refused as refused:
            known = refused.code is not LinkRefusal.KEY_IS_NOT_KNOWN_YET
            return Declined(refused.code) if known else Waiting(refused.code)
    return None


def receive(frames: Sequence[bytes], *, sender: str, at: Instant) -> list[Effects]:
    """Take frames of the node `sender`, each in its own transaction; return what is to be done for each after it."""
    return [_receive(frame, sender, at) for frame in frames]


def _receive(frame: bytes, sender: str, at: Instant) -> Effects:
    with session() as peer:
        return peer.receive(frame, at, sender=sender)


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


def reason_to_recover(*, marks: Marks | None) -> str:
    """Return why the next start would begin to recover; nothing where it would not."""
    with session() as peer:
        return restoring.reason(peer.desk, marks)


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
