"""From the bytes of a message to the bytes of its answer: read, known or new, done, answered.

The same message is answered by the same bytes. What changes only our tables is done in one transaction with its answer;
what asks another agency is taken up first, so that it can be taken back while it is on its way.
"""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import translation

from pilin.base.clock import Instant, day_of
from pilin.base.refusal import Refused
from pilin.kernel.federation.queries import facts
from pilin.modules.medical import models
from pilin.modules.medical.actions import answering, institutions, signing
from pilin.modules.medical.actions.answering import Key
from pilin.modules.medical.actions.visiting import Said
from pilin.modules.medical.gateway.noticing import Noticed
from pilin.modules.medical.gateway.table import DEEDS, Deed
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.web import sentences
from pilin.wire.nhsa import envelope, registry
from pilin.wire.nhsa.refusals import CallerRefusal
from pilin.wire.nhsa.registry import Message
from pilin.wire.nhsa.transport import Caller

log = logging.getLogger(__name__)
NOTICED = Noticed()
"""What hospitals say beyond what is read, since this process began."""


@dataclass(frozen=True)
class Come:
    """A message that was read, who says it, and what is to be done."""

    message: Message
    said: Said
    deed: Deed

    @cached_property
    def key(self) -> Key:
        """Return by what the message is known."""
        head = self.message.head
        return Key(head.fixmedins_code, head.msgid, self.message.transaction.infno, self.message.fingerprint)


def read(data: bytes, caller: Caller) -> Message:
    """Read a message. Raises CALLER_SPEAKS_FOR_ANOTHER, which lets nobody in, and what is wrong with the bytes."""
    message = registry.read(data)
    caller.speaks_for(message.head.fixmedins_code)
    NOTICED.note(message)
    return message


def come(message: Message, held: Mapping[str, models.Institution], *, at: Instant) -> Come:
    """Return what is to be done with a message of one of the institutions `held` by a contract.

    Raises INSTITUTION_HAS_NO_CONTRACT or TRANSACTION_IS_NOT_ANSWERED.
    """
    head = message.head
    said = Said(
        institutions.contracted(held, head.fixmedins_code),
        head.insuplc_admdvs,
        head.msgid,
        at,
        head.opter,
        head.opter_name,
        head.sign_no,
    )
    deed = DEEDS.get(message.transaction.infno)
    if deed is None:
        raise Refused(MedicalRefusal.TRANSACTION_IS_NOT_ANSWERED, infno=message.transaction.infno)
    return Come(message, said, deed)


def answer(data: bytes, caller: Caller, *, at: Instant) -> bytes:
    """Answer a message: done, or refused in a sentence. Raises CALLER_SPEAKS_FOR_ANOTHER, which lets nobody in."""
    try:
        message = read(data, caller)
        held = institutions.contracts(codes=[message.head.fixmedins_code], day=day_of(at))
        one = come(message, held, at=at)
        return _asked(one) if one.deed.asks else done(one)
    except Refused as refused:
        if isinstance(refused.code, CallerRefusal):
            raise
        return failed(refused, at)
    except DatabaseError:  # nothing was written; the hospital finds out by 2601, as after a lost reply
        log.exception("a message was not taken")
        return failed(Refused(MedicalRefusal.GATEWAY_IS_BUSY), at)


def done(one: Come) -> bytes:
    """Do what concerns our tables alone, with its answer in one transaction; a refusal leaves nothing."""
    with transaction.atomic():
        known = answering.begin(key=one.key, at=one.said.at)
        if known is not None:
            return known
        told = reply(one, _did(one))
        answering.end(key=one.key, reply=told)
    return told


def _asked(one: Come) -> bytes:
    """Do what asks another agency: the message is taken up for all to see, then answered."""
    known = answering.begin(key=one.key, at=one.said.at)
    if known is not None:
        return known
    try:
        told = reply(one, _did(one))
    except Refused as refused:
        told = failed(refused, one.said.at)
        answering.end_refused(key=one.key, reply=told)
        return told
    answering.end(key=one.key, reply=told)
    return told


def _did(one: Come) -> Any:
    signing.check(said=one.said)
    return one.deed.do(one.said, one.message.body)


def reply(one: Come, output: Any) -> bytes:
    """Return the answer to a message that succeeded; a file goes out as it is, not within an envelope."""
    if isinstance(output, bytes):
        return output
    return envelope.write_reply(_head(one.said.at), one.message.transaction.reply.write(output))


def failed(refused: Refused, at: Instant) -> bytes:
    """Return the answer -1 with the sentence of a refusal, in Chinese, within the 200 characters that it is given."""
    return envelope.write_reply(_head(at, error=sentence(refused)))


def sentence(refused: Refused) -> str:
    """Return what the hospital's clerk reads: the sentence, the facts that it leaves out, and the other side's own."""
    with translation.override("zh-hans"):
        said = sentences.spoken(refused)
        reason = str(refused.facts.get("reason", ""))
        more = str(sentences.say(reason)) if reason in sentences.sentences() else ""
    facts_left = "; ".join(f"{name}: {value}" for name, value in said.facts)
    return said.sentence + (f" ({facts_left}) " if facts_left else "") + more


def _head(at: Instant, error: str = "") -> envelope.ReplyHead:
    serial = secrets.randbelow(10**10)
    return envelope.reply_head(admdvs=facts.me(), serial=serial, received=at, at=at, error=error)
