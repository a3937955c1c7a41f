"""Why each yuan is paid by whom: an ordered list of steps, each a key with its facts, for pages and papers to word.

A step names the rule that moved the amount by its place in the policy's document, or the entry of the catalogue. Two
halves belong to a claim: the care place explains its lines, the insured place what it pays; each signs its own.
Amounts add up: of the lines' steps to the total of each line; of the counting steps of a benefit, by payer, to what
each payer pays. Steps that do not count say why (a ceiling, a deductible) and repeat amounts that others hold.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from pilin.base.canonical import Json
from pilin.modules.medical.rules.split import Split

PERSON = "person"
SCOPE = "scope"
HOSPITAL = "hospital"
ACCOUNT = "account"
RELATIVE = "relative"
CASH = "cash"


class Said(StrEnum):
    """What a step says. Pages hold a sentence for each, with the facts of `FACTS`."""

    LINE_FULL_SELF = "line_full_self"
    LINE_USE_REFUSED = "line_use_refused"
    LINE_OVER_LIMIT = "line_over_limit"
    LINE_PRIOR_SELF = "line_prior_self"
    LINE_IN_SCOPE = "line_in_scope"
    FULL_SELF = "full_self"
    OVER_LIMIT = "over_limit"
    PRIOR_SELF = "prior_self"
    DEDUCTIBLE_OF_YEAR = "deductible_of_year"
    DEDUCTIBLE_OF_ADMISSION = "deductible_of_admission"
    BASIC = "basic"
    BASIC_BY_FACTOR = "basic_by_factor"
    BASIC_BY_POINTS = "basic_by_points"
    CEILING = "ceiling"
    LAYER = "layer"
    LAYER_CEILING = "layer_ceiling"
    BURDEN = "burden"
    HOSPITAL = "hospital"
    ACCOUNT = "account"
    RELATIVE = "relative"
    CASH = "cash"


FACTS: Mapping[Said, str] = {
    Said.LINE_FULL_SELF: "line item grade",
    Said.LINE_USE_REFUSED: "line item grade",
    Said.LINE_OVER_LIMIT: "line item grade price_max",
    Said.LINE_PRIOR_SELF: "line item grade ratio_bp",
    Said.LINE_IN_SCOPE: "line item grade",
    Said.FULL_SELF: "",
    Said.OVER_LIMIT: "",
    Said.PRIOR_SELF: "",
    Said.DEDUCTIBLE_OF_YEAR: "standard_fen used_fen",
    Said.DEDUCTIBLE_OF_ADMISSION: "standard_fen admission charged_fen",
    Said.BASIC: "base_fen ratio_bp level group",
    Said.BASIC_BY_FACTOR: "base_fen ratio_bp level group filing factor_bp",
    Said.BASIC_BY_POINTS: "base_fen ratio_bp level group filing points_bp",
    Said.CEILING: "ceiling ceiling_fen paid_fen above_fen",
    Said.LAYER: "base_fen ratio_bp from_fen before_fen",
    Said.LAYER_CEILING: "ceiling_fen paid_fen",
    Said.BURDEN: "",
    Said.HOSPITAL: "",
    Said.ACCOUNT: "balance_fen",
    Said.RELATIVE: "balance_fen",
    Said.CASH: "",
}
"""The facts that a sentence can use, by key."""

WHY = frozenset({Said.DEDUCTIBLE_OF_YEAR, Said.DEDUCTIBLE_OF_ADMISSION, Said.CEILING})
"""Steps that say why and move nothing."""
FROM_PERSON = frozenset({Said.HOSPITAL, Said.ACCOUNT, Said.RELATIVE, Said.CASH})
"""Steps that say who pays what was left to the person."""


class Step(NamedTuple):
    """One step: key, who pays, how much, the rule by its place, and facts; all amounts in fen."""

    said: Said
    payer: str
    fen: int
    rule: str
    facts: Mapping[str, int | str]


def of_lines(splits: Iterable[Split]) -> tuple[Step, ...]:
    """Return the care place's half: a step for each part of each line that is not zero."""
    steps: list[Step] = []
    for split in splits:
        steps += of_line(split)
    return tuple(steps)


def of_line(split: Split) -> list[Step]:
    """Return the steps of one line; its parts make its amount."""
    entry = split.entry
    rule = entry.rule
    facts: dict[str, int | str] = {"line": split.number, "item": entry.item, "grade": entry.grade}
    steps = []
    if split.full_self_fen:
        said = Said.LINE_USE_REFUSED if split.use_refused else Said.LINE_FULL_SELF
        steps.append(Step(said, PERSON, split.full_self_fen, rule, facts))
    if split.over_limit_fen:
        limit = {**facts, "price_max": str(entry.price_max)}
        steps.append(Step(Said.LINE_OVER_LIMIT, PERSON, split.over_limit_fen, rule, limit))
    if split.prior_self_fen:
        ratio = {**facts, "ratio_bp": split.selfpay_bp}
        steps.append(Step(Said.LINE_PRIOR_SELF, PERSON, split.prior_self_fen, rule, ratio))
    if split.in_scope_fen:
        steps.append(Step(Said.LINE_IN_SCOPE, SCOPE, split.in_scope_fen, rule, facts))
    return steps


def by_payer(steps: Iterable[Step]) -> Counter[str]:
    """Return what each payer pays by the steps that count; what is left to the person, and how that was paid, apart."""
    found: Counter[str] = Counter()
    for step in steps:
        if step.said not in WHY:
            found[step.payer] += step.fen
    return found


def as_json(steps: Sequence[Step]) -> Json:
    """Return steps as canonical JSON."""
    return [
        {"said": step.said, "payer": step.payer, "fen": step.fen, "rule": step.rule, "facts": step.facts}
        for step in steps
    ]


def from_json(raw: Iterable[Mapping[str, Any]]) -> tuple[Step, ...]:
    """Return the steps that `as_json` wrote. Raises KeyError or TypeError where it did not."""
    return tuple([_step(**step) for step in raw])


_SAID: Mapping[str, Said] = {said.value: said for said in Said}


def _step(said: str, payer: str, fen: int, rule: str, facts: Mapping[str, int | str]) -> Step:
    """Return a step from its members. Raises KeyError where it says what no page has a sentence for."""
    return Step(_SAID[said], payer, fen, rule, facts)
