"""Messages that come at once, done together: one transaction that takes them all, one that answers those who asked.

What a message says is done as `dispatch` does it alone; only the transaction and the round trip next door are shared.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import DatabaseError

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation import actions as federation
from pilin.modules.medical.actions import answering, crowd, signing
from pilin.modules.medical.actions.crowd import Order, Waiting
from pilin.modules.medical.gateway import dispatch, replies
from pilin.modules.medical.gateway.dispatch import Come
from pilin.modules.medical.rules.codes import MedicalRefusal

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Open:
    """A message whose sender waits for an answer from next door."""

    come: Come
    waiting: Waiting


def begin(come: Sequence[Come], *, at: Instant) -> list[bytes | Open | None]:
    """Do messages that concern our tables alone, and ask for those that ask: all in one transaction.

    Returns for each its reply, or that it waits; None where it is to be done by itself, and nothing of it was. What is
    raised concerns all of them; then nothing was done.
    """
    found: list[bytes | Open | None] = [None] * len(come)
    with federation.alone():
        for place, one in enumerate(come):
            if not one.deed.asks:
                found[place] = _done(one)
        for place, begun in _asked(come, at):
            found[place] = begun
    return found


def _done(one: Come) -> bytes:
    try:
        return dispatch.done(one)
    except Refused as refused:
        return dispatch.failed(refused, one.said.at)
    except DatabaseError:  # of this message alone; the hospital finds out by 2601, as after a lost reply
        log.exception("a message was not taken")
        return dispatch.failed(Refused(MedicalRefusal.GATEWAY_IS_BUSY), one.said.at)


def _asked(come: Sequence[Come], at: Instant) -> list[tuple[int, bytes | Open | None]]:
    """Ask for new messages; of several that bind in one visit for the first, the others are done by themselves."""
    unsigned = signing.unsigned([one.said for one in come])
    places = [place for place, one in enumerate(come) if one.deed.orders is not None and one.said not in unsigned]
    new = set(answering.unknown([come[place].key for place in places]))
    orders: dict[int, Order] = {}
    taken: set[str] = set()
    for place in places:
        one = come[place]
        assert one.deed.orders is not None
        terms = one.deed.orders(one.message.body)
        if one.key not in new or (one.deed.binding and terms.visit in taken):
            continue
        new.discard(one.key)
        taken |= {terms.visit} if one.deed.binding else set()
        orders[place] = Order(one.said, terms, one.deed.binding)
    if not orders:
        return []
    begun = dict(zip(orders, crowd.ask(list(orders.values()), at=at), strict=True))
    answering.take_up([come[place].key for place, one in begun.items() if isinstance(one, Waiting)], at=at)
    return [(place, _begun(come[place], one)) for place, one in begun.items()]


def _begun(come: Come, one: crowd.Begun) -> bytes | Open | None:
    if isinstance(one, Refused):
        return dispatch.failed(one, come.said.at)
    return Open(come, one) if one is not None else None


def end(waiting: Sequence[Open], *, at: Instant) -> list[bytes]:
    """Answer those who wait, whatever next door has said, in one transaction; return their replies."""
    with federation.alone():
        ended = crowd.end([one.waiting for one in waiting], at=at)
        told = [_reply(one.come, told) for one, told in zip(waiting, ended, strict=True)]
        kept, gone = [], []
        for one, what, reply in zip(waiting, ended, told, strict=True):
            if isinstance(what, Refused) and not one.come.deed.binding:
                gone.append(one.come.key)
            else:
                kept.append((one.come.key, reply))
        answering.end_all(kept, at=at)
        answering.forget(gone)
    return told


def _reply(come: Come, told: crowd.Ended) -> bytes:
    if isinstance(told, Refused):
        return dispatch.failed(told, come.said.at)
    return dispatch.reply(come, replies.settled(told, msgid=come.said.msgid, at=come.said.at))
