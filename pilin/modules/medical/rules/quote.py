"""Pre-settlements between two agencies: what would be paid is asked and answered, and has no effect. Pure.

    medical.quote   {questions: [{settlement, institution, insurance,   the care side asks, on the ask lane, for all
                     day, total_fen}, ...]}                             who came together
    medical.quoted  {answers: [{settlement, accepted, reason,           the insured side answers each for himself, and
                     fund_fen, account_fen}, ...]}                      keeps nothing

The members are those of `settlement`. The claims stand in one detached part (`CLAIMS`) and the halves in another
(`HALVES`), each a list in the order of questions and answers, with nothing in the place of one that is declined.
Nothing is pending, nothing counts, and an identifier is used for nothing but to name a question.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from pilin.base.canonical import Json, digest_of
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.modules.medical.rules import settlement as rules
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.settlement import Fact, Priced, Saying, Settlement, Voice

QUOTE, QUOTED = "medical.quote", "medical.quoted"
KINDS = (QUOTE, QUOTED)
CLAIMS, HALVES = "claims", "halves"
QUESTIONS_MAX = 64
"""How many questions a fact asks at most."""
_MEMBERS = {"settlement", "institution", "insurance", "day", "total_fen"}


class Quotes(NamedTuple):
    """What the insured side finds of each question, in their order, and the parts that go with its answer."""

    priced: Sequence[Priced]
    contents: Sequence[Any]


class Desk(Protocol):
    """Who computes at the insured place."""

    def quote(self, asked: Sequence[Settlement], at: Instant) -> Quotes:
        """Return what would be paid. Raises CLAIM_IS_NOT_HERE while the part of the claims has not arrived."""


def decide(desk: Desk, voice: Voice, fact: Fact, at: Instant) -> str:
    """Decide questions or their answers; return the effect, which is none but the answer itself.

    Raises SETTLEMENT_IS_MALFORMED, and CLAIM_IS_NOT_HERE, which waits.
    """
    if fact.kind == QUOTE:
        asked = read(fact)
        if asked[0].insured == voice.code and not voice.replied(fact.hash, QUOTED):
            voice.say(_answer(asked, desk.quote(asked, at)), at)
    return digest_of([fact.kind, fact.hash])


def read(fact: Fact) -> list[Settlement]:
    """Return what a fact asks, at least one question. Raises SETTLEMENT_IS_MALFORMED: where one is, all are."""
    rows = fact.body.get("questions")
    if not isinstance(rows, list) or not 0 < len(rows) <= QUESTIONS_MAX:
        raise Refused(MedicalRefusal.SETTLEMENT_IS_MALFORMED)
    asked = [_question(fact, row) for row in rows]
    if len({one.id for one in asked}) < len(asked):
        raise Refused(MedicalRefusal.SETTLEMENT_IS_MALFORMED)
    return asked


def _question(fact: Fact, row: object) -> Settlement:
    if not isinstance(row, Mapping) or set(row) != _MEMBERS:
        raise Refused(MedicalRefusal.SETTLEMENT_IS_MALFORMED)
    return rules.asked_by(fact, {**row, "cancels": ""})


def ask(asked: Sequence[Settlement], contents: Sequence[Any]) -> Saying:
    """Return the questions of the care side to one insured side under one clause, with their claims beside them.

    The fact is filed under the first of them.
    """
    rows: list[Json] = [
        {
            "settlement": one.id,
            "institution": one.institution,
            "insurance": one.insurance,
            "day": one.day.isoformat(),
            "total_fen": one.total_fen,
        }
        for one in asked
    ]
    return Saying(QUOTE, asked[0], asked[0].insured, {"questions": rows}, contents=contents)


def _answer(asked: Sequence[Settlement], found: Quotes) -> Saying:
    rows: list[Json] = [dict(rules.answer(one, priced).body) for one, priced in zip(asked, found.priced, strict=True)]
    return Saying(QUOTED, asked[0], asked[0].care, {"answers": rows}, asked[0].event, found.contents)


def answers(fact: Fact) -> list[Mapping[str, Any]]:
    """Return the answers of a fact in their order; what is no answer is an empty one, which names no question."""
    rows = fact.body.get("answers")
    return [row if isinstance(row, Mapping) else {} for row in (rows if isinstance(rows, list) else [])]
