"""Who pays what of a claim: the insured place's policy on the parts that the care place's catalogue made.

In this order: the person pays what is not in scope; of what is in scope the deductible; on the rest the pooled fund
pays its ratio, reduced for care away from home, up to its ceilings of the year; then the layers above it; what is left
is the person's, from the account as far as it may and reaches, else in cash (浙江省医疗保障条例 arts. 34 and 58).

Each amount is computed once on the whole claim and rounded half up once. A layer pays the difference of what it owes
for the year with and without this claim, so splitting its base over claims changes nothing. Costs above the ceiling are
those of the base that the room below the ceiling does not cover at the ratio of this claim.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from pilin.base.canonical import Json
from pilin.base.refusal import Refused
from pilin.modules.medical.rules import accumulators as sums
from pilin.modules.medical.rules import explain
from pilin.modules.medical.rules.accumulators import Accumulators
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.explain import Said, Step
from pilin.modules.medical.rules.policy import Base, Benefit, Layer, LayerStep, Policy, Rate, Version
from pilin.modules.medical.rules.split import Parts
from pilin.modules.medical.rules.words import BP, Filing, Fund, Part, half_up

_ONE = BP * BP
_NO_FUNDS = dict.fromkeys(Fund, 0)


@dataclass(frozen=True, slots=True)
class Visit:
    """The facts of a visit that a policy asks for.

    `resumed` is an interim settlement of an admission that was settled in part before; `charged_fen` the deductible
    that it bore then. Balances are those of the personal account and of relatives' accounts that may be used.
    """

    med_type: str
    level: int
    person_type: str
    filing: Filing = Filing.LOCAL
    diseases: tuple[str, ...] = ()
    civil_servant: bool = False
    identities: tuple[str, ...] = ()
    resumed: bool = False
    charged_fen: int = 0
    hospital_fen: int = 0
    account_used: bool = False
    account_fen: int = 0
    relative_fen: int = 0


@dataclass(frozen=True, slots=True)
class Amounts:
    """All amounts of a claim in fen, why (`steps`), by which version of which policy, and what the year gains.

    `balance_fen` is what the personal account holds afterwards, `year` what counts over the policy year afterwards,
    `ratio_bp` the ratio of the pooled fund on this claim, rounded, for information.
    """

    version: Version
    parts: Parts
    deductible_fen: int
    ratio_bp: int
    funds: Mapping[Fund, int]
    fund_total_fen: int
    hospital_fen: int
    person_fen: int
    account_fen: int
    relative_fen: int
    cash_fen: int
    balance_fen: int
    delta: Accumulators
    year: Accumulators
    steps: tuple[Step, ...]


class _Case(NamedTuple):
    """A claim on its way: what is looked up once, and the steps as they are made."""

    policy: Policy
    benefit: Benefit
    rate: Rate
    parts: Parts
    visit: Visit
    used: Accumulators
    steps: list[Step]


def compute(policy: Policy, parts: Parts, visit: Visit, used: Accumulators) -> Amounts:
    """Return who pays what of a claim, given what the year has used so far."""
    _check(parts, visit)
    benefit = policy.benefit_of(visit.med_type)
    rate = policy.rate_of(benefit, visit.level, visit.person_type)
    case = _Case(policy, benefit, rate, parts, visit, used, [])
    _say_own(case)
    delta = {benefit.scope_name: parts.in_scope_fen}
    deductible = _deductible(case, delta)
    funds = _NO_FUNDS.copy()
    ratio, above = _basic(case, parts.in_scope_fen - deductible, funds, delta)
    burden = _layers(case, funds, above, delta)
    fund_total = parts.in_scope_fen - burden
    person = parts.total_fen - fund_total - visit.hospital_fen
    if person < 0:
        raise Refused(MedicalRefusal.HOSPITAL_SHARE_IS_TOO_LARGE, hospital_fen=visit.hospital_fen)
    account, relative = _accounts(case, burden, person)
    brought = sums.accumulated(delta)
    return Amounts(
        version=policy.version,
        parts=parts,
        deductible_fen=deductible,
        ratio_bp=ratio,
        funds=funds,
        fund_total_fen=fund_total,
        hospital_fen=visit.hospital_fen,
        person_fen=person,
        account_fen=account,
        relative_fen=relative,
        cash_fen=person - account - relative,
        balance_fen=visit.account_fen - account,
        delta=brought,
        year=used + brought,
        steps=tuple(case.steps),
    )


def negated(amounts: Amounts, *, used: Accumulators, balance_fen: int) -> Amounts:
    """Return the record that cancels another: every amount with its sign turned, so that both make zero (I7).

    `used` and `balance_fen` are the year and the account as they stand now; what was paid from the account goes back.
    """
    return replace(
        amounts,
        parts=Parts(*(-amount for amount in amounts.parts)),
        deductible_fen=-amounts.deductible_fen,
        funds={fund: -amount for fund, amount in amounts.funds.items()},
        fund_total_fen=-amounts.fund_total_fen,
        hospital_fen=-amounts.hospital_fen,
        person_fen=-amounts.person_fen,
        account_fen=-amounts.account_fen,
        relative_fen=-amounts.relative_fen,
        cash_fen=-amounts.cash_fen,
        balance_fen=balance_fen + amounts.account_fen,
        delta=-amounts.delta,
        year=used - amounts.delta,
        steps=tuple(step._replace(fen=-step.fen) for step in amounts.steps),
    )


def explained(amounts: Amounts) -> Json:
    """Return the insured place's half of an explanation, as it is signed: the policy by its hash, and the steps."""
    version = amounts.version
    return {
        "policy": {
            "side": version.side,
            "insurance": version.insurance,
            "version": version.number,
            "digest": version.digest,
            "illustrative": version.illustrative,
        },
        "steps": explain.as_json(amounts.steps),
    }


def _check(parts: Parts, visit: Visit) -> None:
    """Refuse a claim in which more comes back than was given, and a balance or share below zero."""
    if min(parts) < 0:
        raise Refused(MedicalRefusal.CLAIM_PART_IS_NEGATIVE, total_fen=parts.total_fen)
    if visit.account_fen < 0 or visit.relative_fen < 0:
        raise Refused(MedicalRefusal.ACCOUNT_BALANCE_IS_NEGATIVE)
    if visit.hospital_fen < 0:
        raise Refused(MedicalRefusal.HOSPITAL_SHARE_IS_TOO_LARGE, hospital_fen=visit.hospital_fen)


def _say_own(case: _Case) -> None:
    """Say what the catalogue leaves to the person: outside it, over the limit, and the prior self-pay."""
    _total, full, over, prior, _scope = case.parts
    if full:
        case.steps.append(Step(Said.FULL_SELF, explain.PERSON, full, "", {}))
    if over:
        case.steps.append(Step(Said.OVER_LIMIT, explain.PERSON, over, "", {}))
    if prior:
        case.steps.append(Step(Said.PRIOR_SELF, explain.PERSON, prior, "", {}))


def _deductible(case: _Case, delta: dict[str, int]) -> int:
    """Return the deductible of this claim, never more than what is in scope (I8).

    起付标准: what of the costs in scope the person bears before the fund pays (浙江省医疗保障条例 art. 58). Over a year
    it is borne once; for admissions it is borne each time, by the number of the admission.
    """
    rate, benefit, visit, used = case.rate, case.benefit, case.visit, case.used
    facts: dict[str, int | str]
    if benefit.per_year:
        before = used.get(benefit.deductible_name)
        standard = rate.deductible_fen[0]
        said, facts = Said.DEDUCTIBLE_OF_YEAR, {"standard_fen": standard, "used_fen": before}
    else:
        before = visit.charged_fen if visit.resumed else 0
        number = used.get(sums.ADMISSIONS) + (0 if visit.resumed else 1)
        standard = rate.deductible_fen[min(max(number, 1), len(rate.deductible_fen)) - 1]
        said = Said.DEDUCTIBLE_OF_ADMISSION
        facts = {"standard_fen": standard, "admission": number, "charged_fen": before}
        if not visit.resumed:
            delta[sums.ADMISSIONS] = 1
    charged = min(case.parts.in_scope_fen, max(0, standard - before))
    delta[benefit.deductible_name] = charged
    if charged:
        case.steps.append(Step(said, explain.PERSON, charged, rate.deductible_rule, facts))
    return charged


def _basic(case: _Case, base: int, funds: dict[Fund, int], delta: dict[str, int]) -> tuple[int, int]:
    """Return the pooled fund's ratio and the costs above its ceilings; what it pays goes into the funds.

    支付比例 and 最高支付限额 (浙江省医疗保障条例 art. 58). Temporary care elsewhere may get less (医保发[2022]22号,
    notice II(6)): points come off the ratio, a factor multiplies it, and neither touches the layers above.
    """
    benefit, rate, used = case.benefit, case.rate, case.used
    remote = case.policy.remote[case.visit.filing]
    ratio = max(0, rate.ratio_bp - remote.points_bp) * remote.factor_bp  # of _ONE
    pays, covered, reached = half_up(base * ratio, _ONE), base, None
    for ceiling in benefit.ceilings:
        paid = sum(map(used.get, ceiling.names))
        left = max(0, ceiling.fen - paid)
        pays = min(pays, left)
        room = half_up(left * _ONE, ratio) if ratio else base
        if room < covered:
            covered, reached = room, (ceiling, paid)
    funds[Fund.BASIC] = delta[benefit.pooled_name] = pays
    if pays:
        _say_basic(case, covered, pays)
    if reached is not None:
        ceiling, paid = reached
        facts: dict[str, int | str] = {
            "ceiling": ceiling.name,
            "ceiling_fen": ceiling.fen,
            "paid_fen": paid,
            "above_fen": base - covered,
        }
        case.steps.append(Step(Said.CEILING, Fund.BASIC, base - covered, ceiling.rule, facts))
    return half_up(ratio, BP), base - covered


def _say_basic(case: _Case, base: int, pays: int) -> None:
    """Say on what, at which ratio, and with which reduction the pooled fund pays."""
    rate, filing = case.rate, case.visit.filing
    remote = case.policy.remote[filing]
    facts: dict[str, int | str] = {
        "base_fen": base,
        "ratio_bp": rate.ratio_bp,
        "level": case.visit.level,
        "group": rate.group,
    }
    said, rule = Said.BASIC, rate.ratio_rule
    if remote.points_bp:
        said = Said.BASIC_BY_POINTS
        facts |= {"filing": filing, "points_bp": remote.points_bp}
    elif remote.factor_bp != BP:
        said = Said.BASIC_BY_FACTOR
        facts |= {"filing": filing, "factor_bp": remote.factor_bp}
    if said is not Said.BASIC:
        rule = f"{rule} {remote.rule}"
    case.steps.append(Step(said, Fund.BASIC, pays, rule, facts))


def _layers(case: _Case, funds: dict[Fund, int], above: int, delta: dict[str, int]) -> int:
    """Let each layer pay in its order and return what is left to the person of what is in scope."""
    burden = case.parts.in_scope_fen - funds[Fund.BASIC]
    for layer in case.benefit.layers:
        base = above if layer.base is Base.ABOVE_CEILING else burden
        if base and _is_for(layer, case.visit):
            paid = _layer(case, layer, base)
            funds[layer.fund] = delta[layer.paid_name] = paid
            delta[layer.base_name] = base
            burden -= paid
            above = max(0, above - paid)
    delta[sums.BURDEN] = burden
    if burden:
        case.steps.append(Step(Said.BURDEN, explain.PERSON, burden, "", {}))
    return burden


def _is_for(layer: Layer, visit: Visit) -> bool:
    """Tell whether a layer pays for this person and illness; an empty list asks for nothing."""
    if layer.civil_servants and not visit.civil_servant:
        return False
    if layer.identities and layer.identities.isdisjoint(visit.identities):
        return False
    return not layer.diseases or any(disease.startswith(layer.diseases) for disease in visit.diseases)


def _layer(case: _Case, layer: Layer, base: int) -> int:
    """Return what a layer pays: its steps on the base of the year, with less without this claim, up to its ceiling.

    大病保险 counts the burden of the whole settlement year above its threshold (浙江省医疗保障条例 art. 34).
    """
    before = case.used.get(layer.base_name)
    pays, payer = 0, layer.fund
    for step in layer.steps:
        amount = _owed(step, before + base) - _owed(step, before)
        if amount:
            facts: dict[str, int | str] = {
                "base_fen": _within(step, before + base) - _within(step, before),
                "ratio_bp": step.ratio_bp,
                "from_fen": step.from_fen,
                "before_fen": before,
            }
            case.steps.append(Step(Said.LAYER, payer, amount, step.rule, facts))
            pays += amount
    if layer.ceiling_fen is None:
        return pays
    paid = case.used.get(layer.paid_name)
    cut = max(0, pays - max(0, layer.ceiling_fen - paid))
    if cut:
        facts = {"ceiling_fen": layer.ceiling_fen, "paid_fen": paid}
        case.steps.append(Step(Said.LAYER_CEILING, payer, -cut, layer.rule, facts))
    return pays - cut


def _within(step: LayerStep, base: int) -> int:
    """Return how much of a year's base lies within a step."""
    return max(0, (base if step.to_fen is None else min(base, step.to_fen)) - step.from_fen)


def _owed(step: LayerStep, base: int) -> int:
    """Return what a step pays on a year's base."""
    return half_up(_within(step, base) * step.ratio_bp, BP)


def _accounts(case: _Case, burden: int, person: int) -> tuple[int, int]:
    """Return what the personal account pays and what a relative's does; say it, and what is left in cash.

    Which parts an account may pay differs by place and is the policy's word.
    """
    account, visit, steps = case.policy.account, case.visit, case.steps
    if visit.hospital_fen:
        steps.append(Step(Said.HOSPITAL, explain.HOSPITAL, visit.hospital_fen, "", {}))
    own = helped = 0
    if visit.account_used and account.pays:
        own = min(visit.account_fen, person, _payable(case.parts, burden, account.pays))
    if own:
        steps.append(Step(Said.ACCOUNT, explain.ACCOUNT, own, "account", {"balance_fen": visit.account_fen}))
    if visit.account_used and account.relative and account.pays:
        helped = min(visit.relative_fen, person - own, _payable(case.parts, burden, account.pays) - own)
    if helped:
        steps.append(Step(Said.RELATIVE, explain.RELATIVE, helped, "account", {"balance_fen": visit.relative_fen}))
    if person > own + helped:
        steps.append(Step(Said.CASH, explain.CASH, person - own - helped, "", {}))
    return own, helped


def _payable(parts: Parts, burden: int, pays: frozenset[Part]) -> int:
    """Return how much of a claim an account may pay."""
    amounts = (
        (Part.IN_SCOPE, burden),
        (Part.PRIOR_SELF, parts.prior_self_fen),
        (Part.OVER_LIMIT, parts.over_limit_fen),
        (Part.FULL_SELF, parts.full_self_fen),
    )
    return sum(amount for part, amount in amounts if part in pays)
