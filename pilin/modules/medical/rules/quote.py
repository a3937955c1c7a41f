"""A pre-settlement between two agencies: what would be paid is asked and answered, and has no effect. Pure.

    medical.quote   {settlement, institution, insurance, day, total_fen,    the care side asks, on the ask lane
                     cancels}
    medical.quoted  {settlement, accepted, reason, fund_fen, account_fen}   the insured side answers and keeps nothing

The bodies are those of `settlement`, and claim and half stand in detached parts under the same names; nothing is
pending, nothing counts, and an identifier is used for nothing but to name the question.
"""

from typing import Protocol

from pilin.base.canonical import digest_of
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.modules.medical.rules import settlement as rules
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.settlement import Fact, Priced, Saying, Settlement, Voice

QUOTE, QUOTED = "medical.quote", "medical.quoted"
KINDS = (QUOTE, QUOTED)


class Desk(Protocol):
    """Who computes at the insured place."""

    def quote(self, asked: Settlement, at: Instant) -> Priced:
        """Return what would be paid. Raises CLAIM_IS_NOT_HERE while its part has not arrived."""


def decide(desk: Desk, voice: Voice, fact: Fact, at: Instant) -> str:
    """Decide a question or its answer; return its effect, which is none but the answer itself.

    Raises SETTLEMENT_IS_MALFORMED, and CLAIM_IS_NOT_HERE, which waits.
    """
    if fact.kind == QUOTE:
        asked = rules.read(fact)
        if asked.cancels:
            raise Refused(MedicalRefusal.SETTLEMENT_IS_MALFORMED)
        if asked.insured == voice.code and not voice.replied(fact.hash, QUOTED):
            voice.say(_as(QUOTED, rules.answer(asked, desk.quote(asked, at))), at)
    return digest_of([fact.kind, fact.hash])


def ask(asked: Settlement, contents: tuple[object, ...]) -> Saying:
    """Return the question of the care side, with the claim beside it."""
    return _as(QUOTE, rules.ask(asked, contents))


def _as(kind: str, saying: Saying) -> Saying:
    return Saying(kind, saying.settlement, saying.to, saying.body, saying.re, saying.contents)
