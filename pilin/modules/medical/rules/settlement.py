"""A settlement between two agencies: asked, answered with a pending payment, ended by the asking side alone. Pure.

    medical.settle   {settlement, institution, insurance, day, total_fen,   the care side asks, on the ask lane
                      cancels}
    medical.settled  {settlement, accepted, reason, fund_fen, account_fen}  the insured side answers; what it accepts
                                                                            is pending on both sides
    medical.post     {settlement}                                           the care side ends it, before it answers
    medical.void     {settlement}                                           the hospital

Who the patient is, the lines and the computation stand in detached parts (`CLAIM`, `RESULT`), never in a body. A
settlement is never changed: a cancel is a settlement of its own that names the one that it takes back, with every
amount negative, and a cancel may be taken back in the same way (the reversal of a 2208). At most one stands of each.

After answering, the insured side never ends a pending settlement by itself. The care side that has given up waiting
voids what is answered later, so nothing stays pending once both lanes are drained.

What is refused is raised as `Refused`: a code whose remedy is to retry later lets the fact wait, any other refuses it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

from pilin.base.canonical import Json, digest_of
from pilin.base.clock import Instant
from pilin.base.ids import is_id
from pilin.base.money import FEN_MAX
from pilin.base.refusal import Refused
from pilin.modules.medical.rules.codes import MedicalRefusal

SETTLE, SETTLED, POST, VOID = "medical.settle", "medical.settled", "medical.post", "medical.void"
KINDS = (SETTLE, SETTLED, POST, VOID)
ASKED, PENDING, DECLINED, POSTED, VOIDED = "asked", "pending", "declined", "posted", "voided"
CLAIM, RESULT = "claim", "result"
_INSTITUTION_MAX, _INSURANCE_MAX, _CODE_MAX, _DAY = 30, 6, 80, 10  # characters


@dataclass(frozen=True, slots=True)
class Settlement:
    """What both agencies hold of a settlement; amounts in fen, those of a cancel negative.

    `institution` is the code of the hospital, `insurance` the kind of insurance (`insutype`) whose fund pays, `day` the
    day of service. `cancels` names the settlement that this one takes back, `cancelled_by` the one that takes this one
    back or is asked to. `event` is the hash of the question, `answer` that of its answer.
    """

    id: str
    care: str
    insured: str
    institution: str
    insurance: str
    day: date
    total_fen: int
    cancels: str
    basis: str
    event: str = ""
    state: str = ASKED
    fund_fen: int = 0
    account_fen: int = 0
    cancelled_by: str = ""
    answer: str = ""

    @property
    def pays_fen(self) -> int:
        """Return what the insured agency owes the care agency for it: all money of medical insurance."""
        return self.fund_fen + self.account_fen

    @property
    def stands(self) -> bool:
        """Tell whether it counts: posted, and nothing takes it back or is asked to."""
        return self.state == POSTED and not self.cancelled_by


@dataclass(frozen=True, slots=True)
class Priced:
    """What the insured side finds: what its fund and the personal account pay, or the code with which it declines.

    `contents` are the detached parts that go with the answer; the rules hand them on unread.
    """

    fund_fen: int = 0
    account_fen: int = 0
    reason: str = ""
    contents: Sequence[Any] = ()


@dataclass(frozen=True, slots=True)
class Saying:
    """A fact to be told to the other side about a settlement."""

    kind: str
    settlement: Settlement
    to: str
    body: Mapping[str, Json]
    re: str = ""
    contents: Sequence[Any] = ()


class Fact(Protocol):
    """A signed fact, as the federation holds it."""

    @property
    def kind(self) -> str:
        """Return the message kind."""

    @property
    def author(self) -> str:
        """Return the author's node code."""

    @property
    def parties(self) -> tuple[str, ...]:
        """Return the codes of those who share it."""

    @property
    def basis(self) -> str:
        """Return the clause on which it stands."""

    @property
    def re(self) -> str:
        """Return the hash of the fact that it answers."""

    @property
    def hash(self) -> str:
        """Return its hash."""

    @property
    def body(self) -> Mapping[str, Any]:
        """Return its body."""


class Book(Protocol):
    """Where a node keeps settlements, and what hangs on them: postings, accumulators, accounts."""

    def get(self, settlement: str) -> Settlement | None:
        """Return a settlement."""

    def put(self, settlement: Settlement, event_hash: str, at: Instant) -> None:
        """Keep a settlement's new state and write what it means."""

    def price(self, settlement: Settlement, at: Instant) -> Priced:
        """Return what the insured side says to a question. Raises CLAIM_IS_NOT_HERE while its part has not arrived."""

    def is_given_up(self, settlement: str) -> bool:
        """Tell whether the care side has stopped waiting for the answer."""


class Voice(Protocol):
    """How a handler speaks: its node's code, what it tells in the running transaction, and what it has answered."""

    @property
    def code(self) -> str:
        """Return the node's code."""

    def say(self, saying: Saying, at: Instant) -> None:
        """Tell a fact."""

    def replied(self, re: str, kind: str) -> bool:
        """Tell whether we answered a fact by one of a kind."""


def decide(book: Book, voice: Voice, fact: Fact, at: Instant) -> str:
    """Decide one fact about a settlement, an own one by the same call as the peer's; return its effect.

    Raises SETTLEMENT_IS_UNKNOWN and CLAIM_IS_NOT_HERE, which wait, and what the three steps below refuse.
    """
    if fact.kind == SETTLE:
        later = _ask(book, voice, fact, at)
    else:
        found = book.get(str(fact.body.get("settlement")))
        if found is None or (found.state == ASKED and fact.kind != SETTLED):
            raise Refused(MedicalRefusal.SETTLEMENT_IS_UNKNOWN)
        later = answered(found, fact) if fact.kind == SETTLED else ended(found, fact)
        book.put(later, fact.hash, at)
        if later.state in (DECLINED, VOIDED):
            _release(book, later, fact.hash, at)
        given_up = later.state == PENDING and later.care == voice.code and book.is_given_up(later.id)
        if given_up and not voice.replied(fact.hash, VOID) and not voice.replied(fact.hash, POST):
            voice.say(end(later, VOID), at)
    return digest_of([later.id, later.state, fact.hash])


def _ask(book: Book, voice: Voice, fact: Fact, at: Instant) -> Settlement:
    """Keep a question; the insured side answers it in the same transaction. What is raised undoes what was kept."""
    asked = read(fact)
    if book.get(asked.id) is not None:
        raise Refused(MedicalRefusal.SETTLEMENT_EXISTS)
    taken = book.get(asked.cancels) if asked.cancels else None
    if asked.insured == voice.code and taken is not None and _moves(book, taken):
        raise Refused(MedicalRefusal.SETTLEMENT_IS_UNKNOWN)  # after a restore its end may still be on its way: wait
    original = check_cancel(taken, asked) if asked.cancels else None
    book.put(asked, fact.hash, at)
    if original is not None:
        book.put(replace(original, cancelled_by=asked.id), fact.hash, at)
    if asked.insured == voice.code:
        priced = book.price(asked, at)  # after a restore too: what it writes was lost with the answer's tables
        if not voice.replied(fact.hash, SETTLED):
            voice.say(answer(asked, priced), at)
    return asked


def _moves(book: Book, taken: Settlement) -> bool:
    """Tell whether it is open yet what became of a settlement, or of a cancel of it."""
    cancel = book.get(taken.cancelled_by) if taken.cancelled_by else None
    return any(one is not None and one.state in (ASKED, PENDING) for one in (taken, cancel))


def read(fact: Fact) -> Settlement:
    """Return the settlement that a question asks for. Raises SETTLEMENT_IS_MALFORMED."""
    return asked_by(fact, fact.body)


def asked_by(fact: Fact, body: Mapping[str, Any]) -> Settlement:
    """Return the settlement that a fact asks for in these members. Raises SETTLEMENT_IS_MALFORMED."""
    peers = [party for party in fact.parties if party != fact.author]
    settlement, cancels = _text(body, "settlement"), _text(body, "cancels")
    institution, insurance = _text(body, "institution"), _text(body, "insurance")
    day, total = _day(body.get("day")), _fen(body, "total_fen")
    named = is_id(settlement) and (cancels == "" or (is_id(cancels) and cancels != settlement))
    whose = 0 < len(institution) <= _INSTITUTION_MAX and 0 < len(insurance) <= _INSURANCE_MAX
    if not (named and whose) or len(peers) != 1 or (total < 0 and not cancels):
        raise Refused(MedicalRefusal.SETTLEMENT_IS_MALFORMED)
    (insured,) = peers
    return Settlement(
        settlement, fact.author, insured, institution, insurance, day, total, cancels, fact.basis, fact.hash
    )  # fmt: skip


def check_cancel(original: Settlement | None, cancel: Settlement) -> Settlement:
    """Return the settlement that a cancel takes back: a posted one, whole, and not taken back already.

    Raises SETTLEMENT_IS_UNKNOWN, CANCEL_DIFFERS_FROM_ITS_SETTLEMENT or SETTLEMENT_DOES_NOT_STAND.
    """
    if original is None:
        raise Refused(MedicalRefusal.SETTLEMENT_IS_UNKNOWN)
    ours, its = ((one.care, one.insured, one.institution, one.insurance, one.day) for one in (original, cancel))
    if ours != its or cancel.total_fen != -original.total_fen:
        raise Refused(MedicalRefusal.CANCEL_DIFFERS_FROM_ITS_SETTLEMENT)
    if not original.stands:
        raise Refused(MedicalRefusal.SETTLEMENT_DOES_NOT_STAND, state=original.state)
    return original


def answered(found: Settlement, fact: Fact) -> Settlement:
    """Return a settlement after its answer: pending where the insured side accepts, else declined.

    Raises SETTLEMENT_IS_NOT_THE_AUTHORS, SETTLEMENT_IS_NOT_IN_THAT_STATE or SETTLEMENT_IS_MALFORMED.
    """
    if fact.author != found.insured:
        raise Refused(MedicalRefusal.SETTLEMENT_IS_NOT_THE_AUTHORS)
    if found.state != ASKED:
        raise Refused(MedicalRefusal.SETTLEMENT_IS_NOT_IN_THAT_STATE, state=found.state)
    accepted, reason = fact.body.get("accepted"), _text(fact.body, "reason")
    told = type(accepted) is bool and accepted is not bool(reason) and len(reason) <= _CODE_MAX
    if not told or fact.re != found.event:
        raise Refused(MedicalRefusal.SETTLEMENT_IS_MALFORMED)
    fund, account = _fen(fact.body, "fund_fen"), _fen(fact.body, "account_fen")
    state = PENDING if accepted else DECLINED
    return replace(found, state=state, answer=fact.hash, fund_fen=fund, account_fen=account)


def ended(found: Settlement, fact: Fact) -> Settlement:
    """Return a settlement that the care side posted or voided: it alone does, once, and only what is pending.

    Raises SETTLEMENT_IS_NOT_THE_AUTHORS or SETTLEMENT_IS_NOT_IN_THAT_STATE.
    """
    if fact.author != found.care:
        raise Refused(MedicalRefusal.SETTLEMENT_IS_NOT_THE_AUTHORS)
    if found.state != PENDING or fact.re != found.answer:
        raise Refused(MedicalRefusal.SETTLEMENT_IS_NOT_IN_THAT_STATE, state=found.state)
    return replace(found, state=POSTED if fact.kind == POST else VOIDED)


def refused(book: Book, question: Fact, refusal_hash: str, at: Instant) -> None:
    """The peer refused our question itself: nothing was ever pending."""
    found = book.get(str(question.body.get("settlement")))
    if found is not None and found.event == question.hash and found.state == ASKED:
        later = replace(found, state=DECLINED)
        book.put(later, refusal_hash, at)
        _release(book, later, refusal_hash, at)


def _release(book: Book, cancel: Settlement, event_hash: str, at: Instant) -> None:
    """Let the settlement stand again whose cancel came to nothing."""
    original = book.get(cancel.cancels) if cancel.cancels else None
    if original is not None and original.cancelled_by == cancel.id:
        book.put(replace(original, cancelled_by=""), event_hash, at)


def ask(settlement: Settlement, contents: Sequence[Any] = ()) -> Saying:
    """Return the question of the care side, with the claim beside it."""
    body: dict[str, Json] = {
        "settlement": settlement.id,
        "institution": settlement.institution,
        "insurance": settlement.insurance,
        "day": settlement.day.isoformat(),
        "total_fen": settlement.total_fen,
        "cancels": settlement.cancels,
    }
    return Saying(SETTLE, settlement, settlement.insured, body, contents=contents)


def answer(settlement: Settlement, priced: Priced) -> Saying:
    """Return the answer of the insured side, with its computation beside it."""
    body: dict[str, Json] = {
        "settlement": settlement.id,
        "accepted": not priced.reason,
        "reason": priced.reason,
        "fund_fen": priced.fund_fen,
        "account_fen": priced.account_fen,
    }
    return Saying(SETTLED, settlement, settlement.care, body, settlement.event, priced.contents)


def end(settlement: Settlement, kind: str) -> Saying:
    """Return the care side's post or void of a settlement that is pending."""
    return Saying(kind, settlement, settlement.insured, {"settlement": settlement.id}, settlement.answer)


def fits(answered: Settlement, original: Settlement | None) -> bool:
    """Tell whether an answer makes sense; the care side voids one that does not.

    No more than the whole is paid and nothing is taken; a cancel gives back exactly what was paid (I7).
    """
    if original is not None:
        return (answered.fund_fen, answered.account_fen) == (-original.fund_fen, -original.account_fen)
    return min(answered.fund_fen, answered.account_fen) >= 0 and answered.pays_fen <= answered.total_fen


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise Refused(MedicalRefusal.SETTLEMENT_IS_MALFORMED)
    return value


def _fen(body: Mapping[str, Any], name: str) -> int:
    value = body.get(name)
    if type(value) is not int or abs(value) > FEN_MAX:
        raise Refused(MedicalRefusal.SETTLEMENT_IS_MALFORMED)
    return value


def _day(text: object) -> date:
    try:
        if isinstance(text, str) and len(text) == _DAY:
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Refused(MedicalRefusal.SETTLEMENT_IS_MALFORMED)
