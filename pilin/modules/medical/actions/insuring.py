"""The insured place's half of a settlement: who the person is, what the policy pays, and what the year has used.

The row of the insurance is locked from the reading of its year until the answer is written, so two claims of one person
are computed one after the other and never both consume the same deductible, ceiling or balance.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F, Q

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation import actions as federation
from pilin.modules.medical import models, queries
from pilin.modules.medical.actions import apart
from pilin.modules.medical.rules import benefit
from pilin.modules.medical.rules import claim as claims
from pilin.modules.medical.rules import settlement as rules
from pilin.modules.medical.rules.accumulators import Accumulators
from pilin.modules.medical.rules.benefit import Amounts, Visit
from pilin.modules.medical.rules.claim import Claim
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.policy import Policy
from pilin.modules.medical.rules.setlinfo import setlinfo
from pilin.modules.medical.rules.settlement import Priced, Settlement
from pilin.modules.medical.rules.words import Filing


def price(settlement: Settlement, at: Instant) -> Priced:
    """Return what we pay of a settlement, or why we decline it. Raises CLAIM_IS_NOT_HERE while its part is awaited."""
    if settlement.cancels:
        return _taken_back(settlement, at)
    held = federation.contents(events=[settlement.event], name=rules.CLAIM)
    if settlement.event not in held:
        raise Refused(MedicalRefusal.CLAIM_IS_NOT_HERE)
    try:
        return _priced(settlement, claims.read(held[settlement.event]), at)
    except Refused as refused:
        return Priced(reason=refused.code.value)


def quote(asked: Settlement, at: Instant) -> Priced:
    """Return what we would pay of a claim next door, or why we would decline; nothing of it is kept."""
    held = federation.contents(events=[asked.event], name=rules.CLAIM)
    if asked.event not in held:
        raise Refused(MedicalRefusal.CLAIM_IS_NOT_HERE)
    try:
        found = computed(asked, claims.read(held[asked.event]))
    except Refused as refused:
        return Priced(reason=refused.code.value)
    return _said(found, asked, at, passing=True)


class Computed(NamedTuple):
    """What we pay of a claim: for which insurance, in which year (not kept yet where it begins), by which policy."""

    insurance: models.Insurance
    year: models.Year
    policy: Policy
    amounts: Amounts


def computed(asked: Settlement, claim: Claim, *, lock: bool = False) -> Computed:
    """Return what we pay of a claim as the year stands now; who keeps it must `lock` the insurance.

    Raises CLAIM_DOES_NOT_READ, PERSON_IS_NOT_INSURED, and why the policy pays nothing.
    """
    if claim.parts.total_fen != asked.total_fen:
        raise Refused(MedicalRefusal.CLAIM_DOES_NOT_READ)
    insurance = _in_force(asked, claim.person, lock=lock)
    policy = queries.policy_on(asked.insured, asked.insurance, asked.day)
    starts_on = policy.year_of(asked.day)
    begun = models.Year.objects.filter(insurance=insurance, starts_on=starts_on).first()
    year = begun or models.Year(insurance=insurance, starts_on=starts_on)
    visit = _visit(asked, claim, insurance, starts_on)
    amounts = benefit.compute(policy, claim.parts, visit, Accumulators(year.sums))
    return Computed(insurance, year, policy, amounts)


def _priced(settlement: Settlement, claim: Claim, at: Instant) -> Priced:
    found = computed(settlement, claim, lock=True)
    if not found.year.pk:
        found.year.save()
    models.Computation.objects.create(
        settlement_id=settlement.id,
        insurance=found.insurance,
        year=found.year,
        visit=claim.visit,
        sums=dict(found.amounts.delta.sums),
        account_fen=found.amounts.account_fen,
        deductible_fen=found.amounts.deductible_fen,
        amounts=setlinfo(found.amounts),
    )
    return _said(found, settlement, at)


def _said(found: Computed, settlement: Settlement, at: Instant, *, passing: bool = False) -> Priced:
    amounts = found.amounts
    half = claims.result(amounts, illustrative=found.policy.illustrative)
    contents = (apart.detached(rules.RESULT, half, settlement, at, passing=passing),)
    return Priced(amounts.fund_total_fen, amounts.account_fen, contents=contents)


def _in_force(settlement: Settlement, person: str, *, lock: bool) -> models.Insurance:
    """Return the insurance in force on the day of service. Raises PERSON_IS_NOT_INSURED."""
    day = settlement.day
    rows = models.Insurance.objects.filter(
        Q(until_day=None) | Q(until_day__gte=day),
        person__number=person,
        insurance=settlement.insurance,
        from_day__lte=day,
    )
    rows = rows.select_for_update(of=("self",)) if lock else rows
    found = rows.order_by("-from_day").first()
    if found is None:
        raise Refused(MedicalRefusal.PERSON_IS_NOT_INSURED, insurance=settlement.insurance)
    return found


def _visit(settlement: Settlement, claim: Claim, insurance: models.Insurance, starts_on: date) -> Visit:
    """Return the facts of a visit as the policy asks for them; an earlier interim settlement of it counts."""
    earlier = models.Computation.objects.filter(
        insurance=insurance,
        visit=claim.visit,
        counts=True,
        year__starts_on=starts_on,
        settlement__cancels="",
        settlement__cancelled_by="",
    )
    charged = list(earlier.values_list("deductible_fen", flat=True))
    return Visit(
        med_type=claim.med_type,
        level=claim.level,
        person_type=insurance.type,
        filing=_filing(insurance, claim.area, settlement),
        diseases=claim.diseases,
        civil_servant=insurance.civil_servant,
        identities=tuple(insurance.identities),
        resumed=bool(charged),
        charged_fen=sum(charged),
        hospital_fen=claim.hospital_fen,
        account_used=claim.account_used,
        account_fen=insurance.account_fen,
    )


def _filing(insurance: models.Insurance, area: str, settlement: Settlement) -> Filing:
    """Return how care at a place was filed on the day of service; what is not filed is temporary (art. 7)."""
    if settlement.care == settlement.insured:
        return Filing.LOCAL
    day = settlement.day
    rows = models.Filing.objects.filter(Q(until_day=None) | Q(until_day__gte=day), from_day__lte=day, area=area)
    found = rows.filter(person_id=insurance.person_id).order_by("-from_day", "-pk").first()
    return Filing(found.kind) if found else Filing.OTHER


def _taken_back(settlement: Settlement, at: Instant) -> Priced:
    """Return the settlement with every sign turned, or the code with which we decline to take from an empty account."""
    original = models.Computation.objects.select_related("settlement").get(settlement=settlement.cancels)
    insurance = models.Insurance.objects.select_for_update().get(pk=original.insurance_id)
    if insurance.account_fen + original.account_fen < 0:  # what an account had given back may be spent by now
        return Priced(reason=MedicalRefusal.ACCOUNT_BALANCE_IS_NEGATIVE.value)
    models.Computation.objects.create(
        settlement_id=settlement.id,
        insurance_id=original.insurance_id,
        year_id=original.year_id,
        visit=original.visit,
        sums={name: -value for name, value in original.sums.items()},
        account_fen=-original.account_fen,
        deductible_fen=-original.deductible_fen,
        amounts={name: -amount for name, amount in original.amounts.items() if name != "balc"},
    )
    half = claims.taken_back(_half(original.settlement))
    contents = (apart.detached(rules.RESULT, half, settlement, at),)
    return Priced(-original.settlement.fund_fen, -original.settlement.account_fen, contents=contents)


def _half(settlement: models.Settlement) -> Mapping[str, Any]:
    held = federation.contents(events=[settlement.answer], name=rules.RESULT)
    found: Mapping[str, Any] = json.loads(held[settlement.answer])
    return found


def count(settlement: Settlement) -> None:
    """Let a computation count or cease to, as its settlement stands.

    What takes from the year counts from the answer on, what gives back when it is posted, and nothing that is void.
    """
    row = models.Computation.objects.filter(settlement=settlement.id).first()
    if row is None:
        return
    gives_back = settlement.total_fen < 0
    counts = settlement.state == rules.POSTED or (settlement.state == rules.PENDING and not gives_back)
    if counts == row.counts:
        return
    _bring(row, 1 if counts else -1)
    row.counts = counts
    row.save(update_fields=["counts"])


def _bring(row: models.Computation, sign: int) -> None:
    """Add what a computation brings to its year and take what it pays from the account, or the other way round."""
    locked = models.Insurance.objects.select_for_update().get(pk=row.insurance_id)
    year = models.Year.objects.get(pk=row.year_id)
    brought = Accumulators(row.sums)
    year.sums = dict((Accumulators(year.sums) + (brought if sign > 0 else -brought)).sums)
    year.save(update_fields=["sums"])
    if row.account_fen:
        models.Insurance.objects.filter(pk=locked.pk).update(account_fen=F("account_fen") - sign * row.account_fen)
