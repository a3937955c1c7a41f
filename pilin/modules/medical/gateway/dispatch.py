"""From the bytes of a message to the bytes of its answer: read, known or new, done, answered.

The same message is answered by the same bytes. What changes only our tables is done in one transaction with its answer;
what asks another agency is taken up first, so that it can be taken back while it is on its way.
"""

import logging
import secrets

from django.db import DatabaseError, transaction
from django.utils import translation

from pilin.base.clock import Instant, day_of
from pilin.base.refusal import Refused
from pilin.kernel.federation.queries import facts
from pilin.modules.medical.actions import answering, institutions, signing
from pilin.modules.medical.actions.answering import Key
from pilin.modules.medical.actions.visiting import Said
from pilin.modules.medical.gateway.table import DEEDS, Deed
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.web import sentences
from pilin.wire.nhsa import envelope, registry
from pilin.wire.nhsa.registry import Message
from pilin.wire.nhsa.transport import Caller

log = logging.getLogger(__name__)


def answer(data: bytes, caller: Caller, *, at: Instant) -> bytes:
    """Answer a message: done, or refused in a sentence. Raises CALLER_SPEAKS_FOR_ANOTHER, which lets nobody in."""
    try:
        message = registry.read(data)
    except Refused as refused:
        return failed(refused, at)
    caller.speaks_for(message.head.fixmedins_code)
    try:
        said = Said(
            institutions.under_contract(code=message.head.fixmedins_code, day=day_of(at)),
            message.head.insuplc_admdvs,
            message.head.msgid,
            at,
            message.head.opter,
            message.head.opter_name,
            message.head.sign_no,
        )
        deed = DEEDS.get(message.transaction.infno)
        if deed is None:
            raise Refused(MedicalRefusal.TRANSACTION_IS_NOT_ANSWERED, infno=message.transaction.infno)
        return _asked(message, said, deed) if deed.asks else _done(message, said, deed)
    except Refused as refused:
        return failed(refused, at)
    except DatabaseError:  # nothing was written; the hospital finds out by 2601, as after a lost reply
        log.exception("a message was not taken")
        return failed(Refused(MedicalRefusal.GATEWAY_IS_BUSY), at)


def _done(message: Message, said: Said, deed: Deed) -> bytes:
    """Do what concerns our tables alone, with its answer in one transaction; a refusal leaves nothing."""
    key = _key(message)
    with transaction.atomic():
        known = answering.begin(key=key, at=said.at)
        if known is not None:
            return known
        reply = _succeeded(message, deed, said)
        answering.end(key=key, reply=reply)
    return reply


def _asked(message: Message, said: Said, deed: Deed) -> bytes:
    """Do what asks another agency: the message is taken up for all to see, then answered."""
    key = _key(message)
    known = answering.begin(key=key, at=said.at)
    if known is not None:
        return known
    try:
        reply = _succeeded(message, deed, said)
    except Refused as refused:
        reply = failed(refused, said.at)
        answering.end_refused(key=key, reply=reply)
        return reply
    answering.end(key=key, reply=reply)
    return reply


def _succeeded(message: Message, deed: Deed, said: Said) -> bytes:
    signing.check(said=said)
    done = deed.do(said, message.body)
    if isinstance(done, bytes):  # a file goes out as it is, not within an envelope
        return done
    return envelope.write_reply(_head(said.at), message.transaction.reply.write(done))


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


def _key(message: Message) -> Key:
    head = message.head
    return Key(head.fixmedins_code, head.msgid, message.transaction.infno, message.fingerprint)
