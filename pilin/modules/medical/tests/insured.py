"""A neighbour who computes as an insured agency does: by a policy, for one visitor, over the ask lane."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.federation import actions as federation
from pilin.modules.medical.actions import apart
from pilin.modules.medical.rules import benefit, quote
from pilin.modules.medical.rules import claim as claims
from pilin.modules.medical.rules import settlement as rules
from pilin.modules.medical.rules.accumulators import Accumulators
from pilin.modules.medical.rules.benefit import Visit
from pilin.modules.medical.rules.claim import Claim
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.policy import Policy
from pilin.modules.medical.rules.settlement import Priced, Settlement
from pilin.modules.medical.rules.words import Filing
from tests.simulation.rooms import Cabinet
from tests.support.neighbour import CODE, Neighbour

Half = Callable[[bytes], bytes]


def insures(
    neighbour: Neighbour,
    patch: pytest.MonkeyPatch,
    policy: Policy,
    *,
    person_type: str,
    filing: Filing,
    account_fen: int = 0,
    half: Half = bytes,
) -> None:
    """Let the neighbour pay by a policy for persons of a type; `half` may spoil what it says of it."""

    def compute(claim: Claim) -> tuple[Priced, bytes]:
        facts = Visit(
            claim.med_type, claim.level, person_type, filing, account_used=claim.account_used, account_fen=account_fen
        )
        try:
            amounts = benefit.compute(policy, claim.parts, facts, Accumulators({}))
        except Refused as refused:
            return Priced(reason=refused.code.value), b""
        said = half(claims.result(amounts, illustrative=policy.illustrative))
        return Priced(amounts.fund_total_fen, amounts.account_fen), said

    def price(_cabinet: Cabinet, one: Settlement, at: Any) -> Priced:
        if one.cancels:
            taken = neighbour.node.store.t.settlements[one.cancels]
            return Priced(-taken.fund_fen, -taken.account_fen)
        priced, said = compute(claims.read(_part(neighbour, one.event, rules.CLAIM)))
        return replace(priced, contents=(apart.detached(rules.RESULT, said, one, at),) if said else ())

    def offered(_cabinet: Cabinet, asked: Sequence[Settlement], at: Any) -> quote.Quotes:
        told = claims.read_all(_part(neighbour, asked[0].event, quote.CLAIMS), len(asked))
        found = [compute(claim) for claim in told if isinstance(claim, Claim)]
        halves = claims.write_all(said for _, said in found)
        content = apart.detached(quote.HALVES, halves, asked[0], at, passing=True)
        return quote.Quotes([priced for priced, _ in found], (content,))

    patch.setattr(Cabinet, "price", price)
    patch.setattr(Cabinet, "quote", offered)


def _part(neighbour: Neighbour, event: str, name: str) -> bytes:
    """Return what arrived with a question."""
    part = neighbour.node.store.t.parts.get((event, name))
    if part is None:
        raise Refused(MedicalRefusal.CLAIM_IS_NOT_HERE)
    found: bytes = part.data
    return found


def answers_at_once(neighbour: Neighbour, patch: pytest.MonkeyPatch) -> None:
    """Let a question reach the neighbour, and its answer us, while we wait."""

    def ask(draft: Any, *, at: Any, wait_seconds: float) -> Any:
        (question,) = federation.tell([draft], at=at)
        neighbour.exchange()
        return federation.answer_to(question.hash)

    def answers_to(questions: Any) -> Any:
        neighbour.exchange()
        return stored(questions)

    def answered(questions: Any) -> set[str]:
        return {*federation.answers_to(questions)}

    stored, looked = federation.answers_to, count()
    patch.setattr(federation, "ask", ask)
    patch.setattr(federation, "answers_to", answers_to)
    patch.setattr(federation, "answered", answered)
    patch.setattr(federation, "heard", lambda: next(looked))  # the neighbour may have spoken whenever somebody looks


__all__ = ["CODE", "answers_at_once", "insures"]
