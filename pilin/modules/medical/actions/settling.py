"""The care place's half of a settlement: ask the insured agency, wait, and end what it answered, once.

The end is written before anybody outside is told. Who is told of no answer gives up: an answer that comes later is
voided by the handler in the transaction that takes it, and what a stopped process left pending is voided by a duty.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from pilin.base import ids
from pilin.base.clock import Instant, after, day_of
from pilin.base.refusal import Refused
from pilin.kernel.agreements import queries as agreements
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.actions import Draft, Event
from pilin.kernel.federation.queries import facts
from pilin.modules.medical import models
from pilin.modules.medical.actions import apart, insuring
from pilin.modules.medical.actions.booking import TableBook
from pilin.modules.medical.actions.telling import Teller, draft_of
from pilin.modules.medical.queries import counter as reads
from pilin.modules.medical.queries.spelled import IS_OPEN
from pilin.modules.medical.rules import claim as claims
from pilin.modules.medical.rules import quote as quotes
from pilin.modules.medical.rules import settlement as rules
from pilin.modules.medical.rules.claim import Claim, Half
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.settlement import Settlement

WAIT_SECONDS = 20.0
"""How long a counter waits for the insured agency; hospitals' clients wait 120 seconds and more (captures)."""
ANSWER_IS_VOID = "medical_answer_is_void"
"""The alarm about an insured agency whose answer makes no sense: people must look, not the next patient."""
CLAIMS_BYTES = 262_144
"""How long the claims of pre-settlements that are asked by one fact may be together."""
LEFT_SECONDS = 300
"""After how long a settlement is ended that nobody waits for any more."""


@dataclass(frozen=True)
class Asked:
    """What a settlement is asked for: the insured agency, the hospital, the kind of insurance, the day of service."""

    insured: str
    institution: str
    insurance: str
    day: date


@dataclass(frozen=True)
class Ending:
    """How a settlement ended; `changed` is why an answer that makes sense was voided: something else had been told."""

    settlement: Settlement
    changed: Refused | None = None


@dataclass(frozen=True)
class Question:
    """What is asked of an insured agency: the settlement, and the claim beside it."""

    settlement: Settlement
    claim: Claim

    def draft(self, at: Instant) -> Draft:
        """Return the fact that asks for a settlement, with the claim apart from it."""
        one = self.settlement
        return draft_of(rules.ask(one, (apart.detached(rules.CLAIM, claims.write(self.claim), one, at),)))


Asking = tuple[Draft, list[Settlement]]  # a fact, and what it asks


def quote_drafts(asked: Sequence[Question], at: Instant) -> list[Asking]:
    """Return the facts that ask for pre-settlements, one for many of one insured agency, their claims apart from them.

    Their claims are not kept for long. One fact asks no more than its peer reads, nor for more bytes than are sealed
    at once with ease: a long stay has thousands of lines.
    """
    found: list[Asking] = []
    for _, group in groupby(sorted(asked, key=_whose), key=_whose):
        batch: list[Settlement] = []
        written: list[bytes] = []
        for one in group:
            claim = claims.write(one.claim)
            if batch and (len(batch) == quotes.QUESTIONS_MAX or sum(map(len, written)) + len(claim) > CLAIMS_BYTES):
                found.append(_asking(batch, written, at))
                batch, written = [], []
            batch.append(one.settlement)
            written.append(claim)
        found.append(_asking(batch, written, at))
    return found


def _whose(one: Question) -> tuple[str, str]:
    return one.settlement.insured, one.settlement.basis


def _asking(batch: list[Settlement], written: Sequence[bytes], at: Instant) -> Asking:
    contents = (apart.detached(quotes.CLAIMS, claims.write_all(written), batch[0], at, passing=True),)
    return draft_of(quotes.ask(batch, contents)), batch


def question(claim: Claim, asked: Asked, *, at: Instant, settlement: str = "", basis: str = "") -> Question:
    """Return what is to be asked; `settlement` is its identifier and `basis` its clause where the caller has them.

    Of our own insured we know the answer, and nothing is its basis. Raises SETTLEMENT_HAS_NO_BASIS.
    """
    if not basis and asked.insured != facts.me():
        basis = basis_for(asked.insured, at)
    one = Settlement(
        id=settlement or ids.new_id(at),
        care=facts.me(),
        insured=asked.insured,
        institution=asked.institution,
        insurance=asked.insurance,
        day=asked.day,
        total_fen=claim.parts.total_fen,
        cancels="",
        basis=basis,
    )
    return Question(one, claim)


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

    Where it must be `explained`, an answer without a half that adds up is void. Raises SETTLEMENT_HAS_NO_BASIS,
    INSURED_AGENCY_IS_OUT_OF_REACH, POLICY_CHANGED_SINCE_PRESETTLEMENT and HALF_DOES_NOT_READ; then no money has moved
    and none will.
    """
    told = question(claim, asked, at=at, settlement=settlement)
    federation.ask(told.draft(at), at=at, wait_seconds=wait_seconds)
    return reached(finish([told.settlement.id], at=at, explained=explained)[told.settlement.id])


def reached(ending: Ending) -> Settlement:
    """Return a settlement that the insured agency answered.

    Raises INSURED_AGENCY_IS_OUT_OF_REACH; where the answer was voided HALF_DOES_NOT_READ, since it made no sense, or
    POLICY_CHANGED_SINCE_PRESETTLEMENT.
    """
    ended = ending.settlement
    if ending.changed is not None:
        raise ending.changed
    if ended.state == rules.VOIDED:
        raise Refused(MedicalRefusal.HALF_DOES_NOT_READ)
    if ended.state not in (rules.POSTED, rules.DECLINED):
        raise Refused(MedicalRefusal.INSURED_AGENCY_IS_OUT_OF_REACH, insured=ended.insured)
    return ended


def quote(claim: Claim, asked: Asked, *, at: Instant, wait_seconds: float = WAIT_SECONDS) -> Half:
    """Ask the insured agency what it would pay of a claim; nothing follows from it. Of our own insured we know it.

    Raises SETTLEMENT_HAS_NO_BASIS, INSURED_AGENCY_IS_OUT_OF_REACH, INSURED_AGENCY_DECLINES and HALF_DOES_NOT_READ.
    """
    told = question(claim, asked, at=at)
    if asked.insured == facts.me():
        return quoted_here(told)
    ((draft, _),) = quote_drafts([told], at)
    answer = federation.ask(draft, at=at, wait_seconds=wait_seconds)
    return quoted(told, answer, quotes_of([answer] if answer else ()))


def quoted_here(asked: Question) -> Half:
    """Return what we ourselves would pay. Raises what `insuring.computed` raises."""
    found = insuring.computed(asked.settlement, asked.claim)
    return claims.read_half(claims.result(found.amounts, illustrative=found.policy.illustrative))


class Quote(NamedTuple):
    """What an insured agency says that it would pay: the answer of its fact, and the half that came with it."""

    body: Mapping[str, Any]
    half: object


def quotes_of(answers: Collection[Event]) -> dict[tuple[str, str], Quote]:
    """Return what answers say, by their hashes and the identifiers of questions; one query for any number."""
    held = federation.contents(events=[one.hash for one in answers], name=quotes.HALVES) if answers else {}
    found = {}
    for answer in answers:
        said = quotes.answers(answer)
        for body, half in zip(said, claims.rows(held.get(answer.hash, b""), len(said)), strict=True):
            found[answer.hash, str(body.get("settlement"))] = Quote(body, half)
    return found


def quoted(asked: Question, answer: Event | None, said: Mapping[tuple[str, str], Quote]) -> Half:
    """Return what an answer says that would be paid; `said` is what `quotes_of` found in answers.

    Raises as `quote`.
    """
    insured = asked.settlement.insured
    if answer is None or answer.kind != quotes.QUOTED:
        raise Refused(MedicalRefusal.INSURED_AGENCY_IS_OUT_OF_REACH, insured=insured)
    told = said.get((answer.hash, asked.settlement.id))
    if told is None:
        raise Refused(MedicalRefusal.HALF_DOES_NOT_READ)
    if not told.body.get("accepted"):
        raise Refused(MedicalRefusal.INSURED_AGENCY_DECLINES, insured=insured, reason=str(told.body.get("reason")))
    half = claims.half_of(told.half)
    if not claims.answers(half, asked.claim.parts, told.body.get("fund_fen", 0), told.body.get("account_fen", 0)):
        raise Refused(MedicalRefusal.HALF_DOES_NOT_READ)
    return half


def halves(answers: Collection[str]) -> dict[str, bytes]:
    """Return what came with answers, by their hashes; one query for any number."""
    return federation.contents(events=list(answers), name=rules.RESULT) if answers else {}


def half_of(ended: Settlement) -> Half:
    """Return what the insured agency said of a settlement that it answered. Raises HALF_DOES_NOT_READ."""
    return claims.read_half(halves([ended.answer]).get(ended.answer, b""))


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
        basis=basis_for(taken.insured, at),
    )
    federation.ask(draft_of(rules.ask(one)), at=at, wait_seconds=wait_seconds)
    return reached(finish([one.id], at=at)[one.id])


def basis_for(insured: str, at: Instant) -> str:
    """Return the clause under which an agency is asked on a day. Raises SETTLEMENT_HAS_NO_BASIS."""
    found = agreements.bases_for(rules.SETTLE, parties=[facts.me(), insured], day=day_of(at))
    if not found:
        raise Refused(MedicalRefusal.SETTLEMENT_HAS_NO_BASIS, insured=insured)
    return found[0]


def finish(settlements: Sequence[str], *, at: Instant, explained: bool = False) -> dict[str, Ending]:
    """End settlements as they stand, each once: post an answer that makes sense, void any other, give up without one.

    Where they must be `explained`, only an answer makes sense whose half adds up to it, and one by another policy is
    voided where the pre-settlement told other amounts. Returns them as they ended.
    """
    with federation.alone():
        book, teller = TableBook(settlements), Teller()
        found = {name: one for name in settlements if (one := book.get(name)) is not None}
        assert len(found) == len(set(settlements)), "what was asked is kept"
        pending = [one for one in found.values() if one.state == rules.PENDING]
        endings = {name: Ending(one) for name, one in found.items()}
        held = halves([one.answer for one in pending]) if explained else {}
        told = _told([one.id for one in pending]) if explained and pending else {}
        for one in pending:
            original = book.get(one.cancels) if one.cancels else None
            half = _explained(one, held.get(one.answer, b""))
            sound = rules.fits(one, original) and (half is not None or not explained)
            changed = claims.changed(told.get(one.id), half) if sound and half is not None else None
            posted = sound and changed is None
            teller.say(rules.end(one, rules.POST if posted else rules.VOID), at)
            endings[one.id] = Ending(replace(one, state=rules.POSTED if posted else rules.VOIDED), changed)
            if not sound:
                federation.alarm(ANSWER_IS_VOID, one.insured, at, {"settlement": one.id})
        asked = [name for name, one in found.items() if one.state == rules.ASKED]
        if asked:
            models.Settlement.objects.filter(pk__in=asked).update(given_up=True)
        teller.tell(at, hurried=False)  # money is pending next door as it is; the end goes with the next question
        return endings


def _told(settlements: Sequence[str]) -> dict[str, Any]:
    """Return what the last pre-settlement of the visit of each settlement told; one query for any number."""
    return dict(reads.told(settlements))


def _explained(found: Settlement, data: bytes) -> Half | None:
    """Return the half of an answer where it adds up to it."""
    try:
        half = claims.read_half(data)
    except Refused:
        return None
    whole = half.amounts["medfee_sumamt"] == found.total_fen
    return half if whole and claims.answers(half, None, found.fund_fen, found.account_fen) else None


def give_up(settlement: str, *, at: Instant) -> None:
    """Stop waiting for an answer; one that is here already and not ended is void."""
    _leave(settlement, at=at)


def end_left(*, at: Instant, left_seconds: float = LEFT_SECONDS) -> int:
    """Void what is pending and give up what is asked of ours that nobody waits for any more; return how many."""
    old = after(at, seconds=-left_seconds)
    rows = models.Settlement.objects.filter(IS_OPEN, care=facts.me(), asked_at__lt=old, given_up=False)
    left = list(rows.values_list("pk", flat=True))
    for settlement in left:
        _leave(settlement, at=at)
    return len(left)


def _leave(settlement: str, *, at: Instant) -> None:
    """Give a settlement up; where it was answered meanwhile, void it."""
    with federation.alone():
        models.Settlement.objects.filter(pk=settlement).update(given_up=True)
        found = TableBook().get(settlement)
        if found is not None and found.state == rules.PENDING:
            teller = Teller()
            teller.say(rules.end(found, rules.VOID), at)
            teller.tell(at)
