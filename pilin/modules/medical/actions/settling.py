"""The care place's half of a settlement: ask the insured agency, wait, and end what it answered, once.

The end is written before anybody outside is told. Who is told of no answer gives up: an answer that comes later is
voided by the handler in the transaction that takes it, and what a stopped process left pending is voided by a duty.
"""

from dataclasses import dataclass
from datetime import date

from pilin.base import ids
from pilin.base.clock import Instant, after, day_of
from pilin.base.refusal import Refused
from pilin.kernel.agreements import queries as agreements
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.actions import Draft
from pilin.kernel.federation.queries import facts
from pilin.modules.medical import models
from pilin.modules.medical.actions import apart, insuring
from pilin.modules.medical.actions.booking import TableBook
from pilin.modules.medical.rules import claim as claims
from pilin.modules.medical.rules import quote as quotes
from pilin.modules.medical.rules import settlement as rules
from pilin.modules.medical.rules.claim import Claim, Half
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.settlement import Saying, Settlement

WAIT_SECONDS = 20.0
"""How long a counter waits for the insured agency; hospitals' clients wait 120 seconds and more (captures)."""
LEFT_SECONDS = 300
"""After how long a settlement is ended that nobody waits for any more."""


class Teller:
    """How the rules speak on this node."""

    @property
    def code(self) -> str:
        """Return this node's code."""
        return facts.me()

    def say(self, saying: Saying, at: Instant) -> None:
        """Tell a fact in the running transaction."""
        federation.tell([draft_of(saying)], at=at)

    def replied(self, re: str, kind: str) -> bool:
        """Tell whether we answered a fact by one of a kind."""
        return federation.replied(re, kind)


def draft_of(saying: Saying) -> Draft:
    """Return what the federation tells."""
    one = saying.settlement
    subject = f"settlement/{one.id}"
    return Draft(
        saying.kind, "ledger", one.basis, saying.body, (saying.to,),
        subject=subject, re=saying.re, lane="ask", contents=tuple(saying.contents),
    )  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What a settlement is asked for: the insured agency, the hospital, the kind of insurance, the day of service."""

    insured: str
    institution: str
    insurance: str
    day: date


def settle(
    claim: Claim,
    asked: Asked,
    *,
    at: Instant,
    wait_seconds: float = WAIT_SECONDS,
    settlement: str = "",
    explained: bool = False,
) -> Settlement:
    """Settle a claim with the insured agency and return how it ended: posted, or declined.

    `settlement` is its identifier where the caller keeps one already; where it must be `explained`, an answer without
    a half that adds up is void. Raises SETTLEMENT_HAS_NO_BASIS and INSURED_AGENCY_IS_OUT_OF_REACH; then no money has
    moved and none will.
    """
    one = _new(settlement or ids.new_id(at), claim, asked, _basis(asked.insured, at))
    return _ask(one, claims.write(claim), at=at, wait_seconds=wait_seconds, explained=explained)


def quote(claim: Claim, asked: Asked, *, at: Instant, wait_seconds: float = WAIT_SECONDS) -> Half:
    """Ask the insured agency what it would pay of a claim; nothing follows from it. Of our own insured we know it.

    Raises SETTLEMENT_HAS_NO_BASIS, INSURED_AGENCY_IS_OUT_OF_REACH, INSURED_AGENCY_DECLINES and HALF_DOES_NOT_READ.
    """
    ours = asked.insured == facts.me()
    one = _new(ids.new_id(at), claim, asked, "" if ours else _basis(asked.insured, at))
    if ours:
        found = insuring.computed(one, claim)
        return claims.read_half(claims.result(found.amounts, illustrative=found.policy.illustrative))
    contents = (apart.detached(rules.CLAIM, claims.write(claim), one, at, passing=True),)
    answer = federation.ask(draft_of(quotes.ask(one, contents)), at=at, wait_seconds=wait_seconds)
    if answer is None or answer.kind != quotes.QUOTED:
        raise Refused(MedicalRefusal.INSURED_AGENCY_IS_OUT_OF_REACH, insured=one.insured)
    body = answer.body
    if not body.get("accepted"):
        raise Refused(MedicalRefusal.INSURED_AGENCY_DECLINES, insured=one.insured, reason=str(body.get("reason")))
    half = _half(answer.hash)
    if half is None or not claims.answers(half, claim.parts, body.get("fund_fen", 0), body.get("account_fen", 0)):
        raise Refused(MedicalRefusal.HALF_DOES_NOT_READ)
    return half


def half_of(ended: Settlement) -> Half:
    """Return what the insured agency said of a settlement that it answered. Raises HALF_DOES_NOT_READ."""
    half = _half(ended.answer)
    if half is None:
        raise Refused(MedicalRefusal.HALF_DOES_NOT_READ)
    return half


def _half(answer: str) -> Half | None:
    held = federation.contents(events=[answer], name=rules.RESULT)
    return claims.read_half(held[answer]) if answer in held else None


def take_back(settlement: str, *, at: Instant, wait_seconds: float = WAIT_SECONDS, cancel: str = "") -> Settlement:
    """Cancel a settlement of ours and return how the cancel ended; `cancel` is its identifier, where one is kept.

    Raises SETTLEMENT_DOES_NOT_STAND, SETTLEMENT_IS_UNKNOWN and what `settle` raises.
    """
    taken = TableBook().get(settlement)
    if taken is None or taken.care != facts.me():
        raise Refused(MedicalRefusal.SETTLEMENT_IS_UNKNOWN)
    one = Settlement(
        id=cancel or ids.new_id(at),
        care=taken.care,
        insured=taken.insured,
        institution=taken.institution,
        insurance=taken.insurance,
        day=taken.day,
        total_fen=-taken.total_fen,
        cancels=taken.id,
        basis=_basis(taken.insured, at),
    )
    return _ask(one, b"", at=at, wait_seconds=wait_seconds)


def _new(settlement: str, claim: Claim, asked: Asked, basis: str) -> Settlement:
    """Return what is asked of the insured agency."""
    return Settlement(
        id=settlement,
        care=facts.me(),
        insured=asked.insured,
        institution=asked.institution,
        insurance=asked.insurance,
        day=asked.day,
        total_fen=claim.parts.total_fen,
        cancels="",
        basis=basis,
    )


def _basis(insured: str, at: Instant) -> str:
    found = agreements.bases_for(rules.SETTLE, parties=[facts.me(), insured], day=day_of(at))
    if not found:
        raise Refused(MedicalRefusal.SETTLEMENT_HAS_NO_BASIS, insured=insured)
    return found[0]


def _ask(one: Settlement, claim: bytes, *, at: Instant, wait_seconds: float, explained: bool = False) -> Settlement:
    contents = [apart.detached(rules.CLAIM, claim, one, at)] if claim else []
    federation.ask(draft_of(rules.ask(one, contents)), at=at, wait_seconds=wait_seconds)
    ended = finish(one.id, at=at, explained=explained)
    if ended.state not in (rules.POSTED, rules.DECLINED):
        raise Refused(MedicalRefusal.INSURED_AGENCY_IS_OUT_OF_REACH, insured=one.insured)
    return ended


def finish(settlement: str, *, at: Instant, explained: bool = False) -> Settlement:
    """End a settlement as it stands: post an answer that makes sense, void any other, give up where none came.

    Where it must be `explained`, only an answer makes sense whose half adds up to it.
    """
    with federation.alone():
        book = TableBook()
        found = book.get(settlement)
        assert found is not None, "what was asked is kept"
        if found.state == rules.PENDING:
            original = book.get(found.cancels) if found.cancels else None
            sound = rules.fits(found, original) and (not explained or _is_explained(found))
            kind = rules.POST if sound else rules.VOID
            Teller().say(rules.end(found, kind), at)
        elif found.state == rules.ASKED:
            models.Settlement.objects.filter(pk=settlement).update(given_up=True)
        ended = book.get(settlement)
        assert ended is not None
        return ended


def _is_explained(found: Settlement) -> bool:
    try:
        half = half_of(found)
    except Refused:
        return False
    whole = half.amounts["medfee_sumamt"] == found.total_fen
    return whole and claims.answers(half, None, found.fund_fen, found.account_fen)


def give_up(settlement: str, *, at: Instant) -> None:
    """Stop waiting for an answer; one that is here already and not ended is void."""
    _leave(settlement, at=at)


def end_left(*, at: Instant) -> int:
    """Void what is pending and give up what is asked of ours that nobody waits for any more; return how many."""
    old = after(at, seconds=-LEFT_SECONDS)
    rows = models.Settlement.objects.filter(care=facts.me(), asked_at__lt=old, given_up=False)
    left = list(rows.filter(state__in=(rules.ASKED, rules.PENDING)).values_list("pk", flat=True))
    for settlement in left:
        _leave(settlement, at=at)
    return len(left)


def _leave(settlement: str, *, at: Instant) -> None:
    """Give a settlement up; where it was answered meanwhile, void it."""
    with federation.alone():
        models.Settlement.objects.filter(pk=settlement).update(given_up=True)
        found = TableBook().get(settlement)
        if found is not None and found.state == rules.PENDING:
            Teller().say(rules.end(found, rules.VOID), at)
