"""A settlement explained: both halves as they were signed, read strictly, and put together line by line. Pure.

The care place's half (its lines under its catalogue) stands beside the question, the insured place's (what its policy
pays) beside the answer; each is bound into a signed fact. A cancel has no half of its own lines: it is what it takes
back with every sign turned (I7). A part whose days of keeping are over is gone, and with it that half.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, NamedTuple

from pilin.base.refusal import Refused
from pilin.modules.medical.rules import claim as claims
from pilin.modules.medical.rules import explain
from pilin.modules.medical.rules.claim import Claim
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.explain import FACTS, Said, Step
from pilin.modules.medical.rules.settlement import Settlement
from pilin.modules.medical.rules.words import Filing, Fund

_PAYERS = {fund.value for fund in Fund} | {
    explain.PERSON, explain.SCOPE, explain.HOSPITAL, explain.ACCOUNT, explain.RELATIVE, explain.CASH,
}  # fmt: skip
_LEVELS, _FACT_MAX = (1, 2, 3), 60
_WHOLE = ("level", "admission")


class Line(NamedTuple):
    """A fee line: its number, item and grade, the entry of the catalogue that split it, and where each part fell."""

    number: str
    item: str
    grade: str
    rule: str
    fen: int
    in_scope_fen: int
    steps: tuple[Step, ...]


class Named(NamedTuple):
    """The version of a policy that a half cites, by its hash."""

    side: str
    insurance: str
    number: int
    digest: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A settlement with both halves; an empty tuple or None where a half is gone. Amounts by names of the interface.

    `claim` is what was claimed, of a cancel that of the settlement it takes back; `sign` is -1 where every sign turns.
    """

    settlement: Settlement
    sign: int = 1
    claim: Claim | None = None
    lines: tuple[Line, ...] = ()
    amounts: Mapping[str, int] | None = None
    steps: tuple[Step, ...] = ()
    policy: Named | None = None
    illustrative: bool = False

    @property
    def whole(self) -> bool:
        """Tell whether both halves are here."""
        return bool(self.lines) and self.amounts is not None


def explained(settlement: Settlement, *, sign: int, claim: bytes | None, half: bytes | None) -> Explained:
    """Put both halves together; `claim` and `half` are those of the settlement at the root, turned by `sign`.

    Raises CLAIM_DOES_NOT_READ or HALF_DOES_NOT_READ: what came is of another shape or does not add up.
    """
    found = Explained(settlement, sign)
    if claim is not None:
        said = claims.read(claim)
        _check(said.lines, MedicalRefusal.CLAIM_DOES_NOT_READ)
        lines = lines_of(said.lines, sign=sign)
        found = replace(found, claim=said, lines=lines)
    if half is not None:
        told = claims.read_half(half)
        steps, policy = _steps(half)
        amounts = {name: sign * amount for name, amount in told.amounts.items() if sign > 0 or name != "balc"}
        turned = tuple(step._replace(fen=sign * step.fen) for step in steps)
        found = replace(found, amounts=amounts, steps=turned, policy=policy, illustrative=told.illustrative)
    return found


def lines_of(steps: Iterable[Step], *, sign: int = 1) -> tuple[Line, ...]:
    """Return the lines of a claim from its steps, in their order; the parts of a line make its amount (I5)."""
    found = []
    for number, group in groupby(steps, key=lambda step: str(step.facts["line"])):
        own = tuple(step._replace(fen=sign * step.fen) for step in group)
        in_scope = sum(step.fen for step in own if step.said is Said.LINE_IN_SCOPE)
        facts, rule = own[0].facts, own[0].rule
        whole = sum(step.fen for step in own)
        found.append(Line(number, str(facts["item"]), str(facts["grade"]), rule, whole, in_scope, own))
    return tuple(found)


def _steps(half: bytes) -> tuple[tuple[Step, ...], Named]:
    """Return the steps of a half and the policy that it cites. Raises HALF_DOES_NOT_READ."""
    try:
        raw = json.loads(half)
        steps, policy = explain.from_json(raw["steps"]), Named(**raw["policy"])
    except (ValueError, TypeError, KeyError):
        raise Refused(MedicalRefusal.HALF_DOES_NOT_READ) from None
    _check(steps, MedicalRefusal.HALF_DOES_NOT_READ)
    fits = (type(policy.number), type(policy.digest), type(policy.side), type(policy.insurance)) == (int, str, str, str)
    if not fits:
        raise Refused(MedicalRefusal.HALF_DOES_NOT_READ)
    return steps, policy


def _check(steps: Sequence[Step], refusal: MedicalRefusal) -> None:
    """Refuse steps that no sentence can be made of: facts missing, of another type, or of no word that we know."""
    if not all(_is_step(step) for step in steps):
        raise Refused(refusal)


def _is_step(step: Any) -> bool:
    said = step.payer in _PAYERS and type(step.fen) is int and isinstance(step.rule, str) and len(step.rule) <= 200
    facts = step.facts
    named = isinstance(facts, Mapping) and facts.keys() == {*FACTS[step.said].split()}
    return said and named and all(_is_fact(name, value) for name, value in facts.items())


def _is_fact(name: str, value: object) -> bool:
    if name == "level":
        return value in _LEVELS
    if name.endswith(("_fen", "_bp")) or name in _WHOLE:
        return type(value) is int
    if name == "filing":
        return value in list(Filing)
    return isinstance(value, str) and 0 < len(value) <= _FACT_MAX
