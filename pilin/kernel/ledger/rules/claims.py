"""Claims between two nodes: ask, answer, post or void. Pure; the simulation runs these lines with a book in memory.

    ledger.claim   {claim, amount_fen, purpose}   ask lane: "you owe us this under clause N"
    ledger.answer  {claim, accepted, reason}      re the claim: accepted leaves a pending posting on both sides
    ledger.post    {claim}                        re the answer: the asker alone ends it, before it tells others
    ledger.void    {claim}                        re the answer

The answerer never ends a pending claim by itself. A position is what the peer owes us: on both nodes the same amount
with opposite signs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from pilin.base.canonical import Json, digest_of
from pilin.base.clock import Instant
from pilin.base.ids import is_id
from pilin.base.money import FEN_MAX
from pilin.base.refusal import Code, Remedy
from pilin.kernel.federation.protocol.desk import Applied, Declined, Delivered, Outcome, Waiting
from pilin.kernel.federation.protocol.documents import Voice
from pilin.kernel.federation.protocol.event import Draft, Event, is_name

CLAIM, ANSWER, POST, VOID = "ledger.claim", "ledger.answer", "ledger.post", "ledger.void"
KINDS = (CLAIM, ANSWER, POST, VOID)
ASKED, PENDING, DECLINED, POSTED, VOIDED = "asked", "pending", "declined", "posted", "voided"
_PURPOSE_MAX = 200  # characters


class ClaimRefusal(Code):
    """Why an event about a claim is refused."""

    CLAIM_IS_UNKNOWN = "claim_is_unknown", Remedy.RETRY_LATER
    CLAIM_EXISTS = "claim_exists", Remedy.FINAL
    CLAIM_IS_MALFORMED = "claim_is_malformed", Remedy.FIX_AND_RESEND
    CLAIM_IS_NOT_THE_AUTHORS = "claim_is_not_the_authors", Remedy.FINAL
    CLAIM_IS_NOT_IN_THAT_STATE = "claim_is_not_in_that_state", Remedy.FINAL


@dataclass(frozen=True)
class Claim:
    """What `asker` says that `payer` owes it, in fen, and what became of it."""

    id: str
    asker: str
    payer: str
    amount_fen: int
    purpose: str
    basis: str
    event: str
    state: str


class Book(Protocol):
    """Where claims and their postings are kept."""

    def get(self, claim: str) -> Claim | None:
        """Return a claim."""
        ...

    def put(self, claim: Claim, event_hash: str, at: Instant) -> None:
        """Keep a claim's new state and write the postings that it means."""
        ...

    def answer(self, claim: Claim) -> str:
        """Return the reason why we decline a claim, or the empty text to accept it."""
        ...


def decide(book: Book, voice: Voice, item: Delivered, at: Instant) -> Outcome:
    """Decide one ledger event."""
    event = item.event
    if event.kind == CLAIM:
        return _claimed(book, voice, event, at)
    claim = book.get(str(event.body.get("claim")))
    if claim is None:
        return Waiting(ClaimRefusal.CLAIM_IS_UNKNOWN)
    if event.kind == ANSWER:
        accepted = event.body.get("accepted") is True
        return _move(book, claim, event, PENDING if accepted else DECLINED, at)
    if claim.state == ASKED:
        return Waiting(ClaimRefusal.CLAIM_IS_UNKNOWN)
    return _move(book, claim, event, POSTED if event.kind == POST else VOIDED, at)


def _claimed(book: Book, voice: Voice, event: Event, at: Instant) -> Outcome:
    body, payers = event.body, [party for party in event.parties if party != event.author]
    if not _fits(body) or len(payers) != 1:
        return Declined(ClaimRefusal.CLAIM_IS_MALFORMED)
    if book.get(body["claim"]) is not None:
        return Declined(ClaimRefusal.CLAIM_EXISTS)
    claim = Claim(
        body["claim"], event.author, payers[0], body["amount_fen"], body["purpose"], event.basis, event.hash, ASKED
    )
    book.put(claim, event.hash, at)
    if claim.payer == voice.code and not voice.replied(event.hash, ANSWER):
        voice.tell([answer(claim, reason=book.answer(claim))], at)
    return Applied(digest_of([claim.id, ASKED, event.hash]))


def _fits(body: Mapping[str, Any]) -> bool:
    claim, purpose, amount = (body.get(name) for name in ("claim", "purpose", "amount_fen"))
    named = isinstance(claim, str) and is_id(claim) and is_name(purpose, _PURPOSE_MAX) and purpose != ""
    return named and type(amount) is int and 0 < amount <= FEN_MAX


def _move(book: Book, claim: Claim, event: Event, state: str, at: Instant) -> Outcome:
    author, before = (claim.payer, ASKED) if state in (PENDING, DECLINED) else (claim.asker, PENDING)
    if event.author != author:
        return Declined(ClaimRefusal.CLAIM_IS_NOT_THE_AUTHORS)
    if claim.state != before:
        return Declined(ClaimRefusal.CLAIM_IS_NOT_IN_THAT_STATE, {"state": claim.state})
    book.put(replace(claim, state=state, event=event.hash), event.hash, at)
    return Applied(digest_of([claim.id, state, event.hash]))


def refused(book: Book, claim_id: str, event_hash: str, at: Instant) -> None:
    """The peer refused our claim itself: nothing was ever pending."""
    claim = book.get(claim_id)
    if claim is not None and claim.event == event_hash and claim.state == ASKED:
        book.put(replace(claim, state=DECLINED), event_hash, at)


def ask(*, claim: str, payer: str, amount_fen: int, purpose: str, basis: str) -> Draft:
    """Return the draft that asks a peer for an amount in fen."""
    body: dict[str, Json] = {"claim": claim, "amount_fen": amount_fen, "purpose": purpose}
    return Draft(CLAIM, "ledger", basis, body, (payer,), subject=f"claim/{claim}", lane="ask")


def answer(claim: Claim, *, reason: str) -> Draft:
    """Return the payer's answer: accepted where there is no reason against it."""
    return _reply(claim, ANSWER, {"claim": claim.id, "accepted": not reason, "reason": reason}, claim.asker)


def end(claim: Claim, *, kind: str) -> Draft:
    """Return the asker's post or void of an answered claim."""
    return _reply(claim, kind, {"claim": claim.id}, claim.payer)


def _reply(claim: Claim, kind: str, body: Mapping[str, Any], to: str) -> Draft:
    subject = f"claim/{claim.id}"
    return Draft(kind, "ledger", claim.basis, body, (to,), subject=subject, re=claim.event, lane="ask")
