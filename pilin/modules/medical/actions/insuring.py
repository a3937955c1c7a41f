"""The insured place's half of a settlement: who the person is, what the policy pays, and what the year has used."""

import json
import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation import actions as federation
from pilin.modules.medical import models
from pilin.modules.medical.actions import apart
from pilin.modules.medical.actions.kept import Computation, Insurance, Year
from pilin.modules.medical.actions.reckoning import Years
from pilin.modules.medical.rules import benefit, persons
from pilin.modules.medical.rules import claim as claims
from pilin.modules.medical.rules import quote as quotes
from pilin.modules.medical.rules import settlement as rules
from pilin.modules.medical.rules.accumulators import Accumulators
from pilin.modules.medical.rules.benefit import Amounts, Visit
from pilin.modules.medical.rules.claim import Claim
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.policy import Policy
from pilin.modules.medical.rules.quote import Quotes
from pilin.modules.medical.rules.setlinfo import setlinfo
from pilin.modules.medical.rules.settlement import Priced, Settlement

log = logging.getLogger(__name__)


class Computed(NamedTuple):
    """What we pay of a claim: for which insurance, in which year (not kept yet where it begins), by which policy."""

    insurance: Insurance
    year: Year
    policy: Policy
    amounts: Amounts


class Reckoning:
    """Computes a batch of questions for the insured place; what comes of them is written by `write`."""

    def __init__(
        self,
        told: Mapping[str, Claim | Refused],
        named: Iterable[str] = (),
        answered: Collection[str] = (),
        *,
        lock: bool = True,
    ) -> None:
        """Read what claims ask for, `told` by the identifiers of their settlements, or why one does not read.

        `named` are the settlements that may move in this batch, `answered` the questions that we answered before a
        restore: what comes of these is what we signed.
        """
        self._claims = told
        self._answered = answered
        self._named = list(named)
        self._years = Years([one for one in told.values() if isinstance(one, Claim)], lock=lock)

    @classmethod
    def of(
        cls,
        asked: Sequence[Settlement],
        named: Iterable[str] = (),
        answered: Collection[str] = (),
    ) -> "Reckoning":
        """Read the claims that came with questions, each by its `event`."""
        held = federation.contents(events=[one.event for one in asked], name=rules.CLAIM) if asked else {}
        told = {one.id: _read(held[one.event]) for one in asked if one.event in held}
        return cls(told, named, answered)

    @classmethod
    def of_quotes(cls, asked: Sequence[Sequence[Settlement]]) -> "Reckoning":
        """Read the claims that came with questions without effect, those of a fact in one part."""
        held = federation.contents(events=[batch[0].event for batch in asked], name=quotes.CLAIMS) if asked else {}
        told: dict[str, Claim | Refused] = {}
        for batch in asked:
            if batch[0].event in held:
                read = claims.read_all(held[batch[0].event], len(batch))
                told |= {one.id: claim for one, claim in zip(batch, read, strict=True)}
        return cls(told, lock=False)

    def price(self, settlement: Settlement, at: Instant) -> Priced:
        """Return what we pay of a settlement, or why we decline it. Raises CLAIM_IS_NOT_HERE while that is awaited."""
        if settlement.cancels:
            return self._taken_back(settlement, at)
        try:
            claim = self._claim(settlement)
            found = self.computed(settlement, claim)
        except Refused as refused:
            if refused.code is MedicalRefusal.CLAIM_IS_NOT_HERE:
                raise
            return Priced(reason=refused.code.value)
        amounts = found.amounts
        computation = Computation(
            settlement_id=settlement.id,
            insurance_id=found.insurance.id,
            visit=claim.visit,
            sums=dict(amounts.delta.sums),
            account_fen=amounts.account_fen,
            deductible_fen=amounts.deductible_fen,
            amounts=setlinfo(amounts),
            counts=False,
            year=found.year,
        )
        self._years.keep(computation, interim=True)
        if settlement.event not in self._answered:
            self._years.turn(computation, counts=True)  # for those behind it in the batch; the answer says the same
        return _said(found, settlement, at)

    def quote(self, asked: Sequence[Settlement], at: Instant) -> Quotes:
        """Return what we would pay of claims next door, or why we would decline; nothing of it is kept.

        Raises CLAIM_IS_NOT_HERE. Over what one claim meets in our tables the others are not held back.
        """
        found = [self._quoted(one) for one in asked]
        halves = claims.write_all(half for _, half in found)
        content = apart.detached(quotes.HALVES, halves, asked[0], at, passing=True)
        return Quotes([priced for priced, _ in found], (content,))

    def _quoted(self, asked: Settlement) -> tuple[Priced, bytes]:
        try:
            found = self.computed(asked, self._claim(asked))
        except Refused as refused:
            if refused.code is MedicalRefusal.CLAIM_IS_NOT_HERE:
                raise
            return Priced(reason=refused.code.value), b""
        except (ArithmeticError, LookupError, TypeError, ValueError):
            log.exception("a pre-settlement was not computed")
            return Priced(reason=MedicalRefusal.CLAIM_CANNOT_BE_COMPUTED.value), b""
        amounts = found.amounts
        half = claims.result(amounts, illustrative=found.policy.illustrative)
        return Priced(amounts.fund_total_fen, amounts.account_fen), half

    def _claim(self, asked: Settlement) -> Claim:
        found = self._claims.get(asked.id)
        if found is None:
            raise Refused(MedicalRefusal.CLAIM_IS_NOT_HERE)
        if isinstance(found, Refused):
            raise found
        return found

    def computed(self, asked: Settlement, claim: Claim) -> Computed:
        """Return what we pay of a claim as the year stands now.

        Raises CLAIM_DOES_NOT_READ, PERSON_IS_NOT_INSURED, and why the policy pays nothing.
        """
        if claim.parts.total_fen != asked.total_fen:
            raise Refused(MedicalRefusal.CLAIM_DOES_NOT_READ)
        insurance = self._years.insurance_of(claim.person, asked)
        if insurance is None:
            raise Refused(MedicalRefusal.PERSON_IS_NOT_INSURED, insurance=asked.insurance)
        policy = self._years.policy(asked)
        self._years.check_entitlement(insurance, claim, policy, asked.day)
        year = self._years.year(insurance, policy.year_of(asked.day))
        visit = self._visit(asked, claim, insurance, year)
        return Computed(insurance, year, policy, benefit.compute(policy, claim.parts, visit, Accumulators(year.sums)))

    def _visit(self, asked: Settlement, claim: Claim, insurance: Insurance, year: Year) -> Visit:
        """Return the facts of a visit as the policy asks for them; an earlier interim settlement of it counts."""
        charged = self._years.charged(insurance, claim.visit, year.starts_on)
        now = persons.Terms(insurance.type, insurance.civil_servant, tuple(insurance.identities))
        terms = persons.terms_on(now, insurance.earlier, asked.day)
        return Visit(
            med_type=claim.med_type,
            level=claim.level,
            person_type=terms.type,
            filing=self._years.filing(insurance, claim, care=asked.care, insured=asked.insured, day=asked.day),
            diseases=claim.diseases,
            civil_servant=terms.civil_servant,
            identities=terms.identities,
            resumed=bool(charged),
            charged_fen=sum(charged),
            hospital_fen=claim.hospital_fen,
            account_used=claim.account_used,
            account_fen=insurance.account_fen,
        )

    def _taken_back(self, settlement: Settlement, at: Instant) -> Priced:
        """Return the settlement with every sign turned, or the code with which we decline to take from an account."""
        original = self._years.computation(settlement.cancels, self._named)
        assert original is not None, "what we answered was computed"
        if self._years.locked(original.insurance_id).account_fen + original.account_fen < 0:
            return Priced(reason=MedicalRefusal.ACCOUNT_BALANCE_IS_NEGATIVE.value)  # what it gave back is spent by now
        computation = Computation(
            settlement_id=settlement.id,
            insurance_id=original.insurance_id,
            visit=original.visit,
            sums={name: -value for name, value in original.sums.items()},
            account_fen=-original.account_fen,
            deductible_fen=-original.deductible_fen,
            amounts={name: -amount for name, amount in original.amounts.items() if name != "balc"},
            counts=False,
            year=original.year,
        )
        self._years.keep(computation, interim=False)
        taken = models.Settlement.objects.get(pk=settlement.cancels)
        contents = (apart.detached(rules.RESULT, claims.taken_back(_half(taken)), settlement, at),)
        return Priced(-taken.fund_fen, -taken.account_fen, contents=contents)

    def follow(self, settlement: Settlement) -> bool:
        """Let what we signed be what the year and the account hold, whatever we compute now.

        After a restore claims are computed anew in an order that nobody promised; what was signed says all that hangs
        on it. Tells whether it did, or was computed alike: else people must look.
        """
        row = self._years.computation(settlement.id, self._named)
        if row is None:
            return False
        agrees = (row.amounts["fund_pay_sumamt"], row.account_fen) == (settlement.fund_fen, settlement.account_fen)
        if agrees and (row.counts or settlement.cancels):
            return True
        half = federation.contents(events=[settlement.answer], name=rules.RESULT).get(settlement.answer, b"{}")
        sums = claims.brought(half)
        if sums is not None and claims.answers(
            claims.read_half(half), None, settlement.fund_fen, settlement.account_fen
        ):
            self._years.follow(row, json.loads(half)["amounts"], sums)
            return True
        said = {"fund_pay_sumamt": settlement.fund_fen, "acct_pay": settlement.account_fen}
        self._years.follow(row, said, None)
        return agrees

    def count(self, settlement: Settlement) -> None:
        """Let a computation count or cease to, as its settlement stands.

        What takes from the year counts from the answer on, what gives back when it is posted, and nothing that is void.
        """
        row = self._years.computation(settlement.id, self._named)
        if row is None:
            return
        gives_back = settlement.total_fen < 0
        counts = settlement.state == rules.POSTED or (settlement.state == rules.PENDING and not gives_back)
        if counts != row.counts:
            self._years.turn(row, counts=counts)

    def cancelled(self, settlement: Settlement) -> None:
        """Note by what a settlement is taken back, or that it is no more."""
        self._years.cancelled(settlement.id, by=settlement.cancelled_by)

    def write(self) -> None:
        """Write what was computed and what counts."""
        self._years.write()


def computed(asked: Settlement, claim: Claim) -> Computed:
    """Return what we would pay of a claim of our own insured now; nothing is kept. Raises as `Reckoning.computed`."""
    return Reckoning({"": claim}, lock=False).computed(asked, claim)


def _read(data: bytes) -> Claim | Refused:
    try:
        return claims.read(data)
    except Refused as refused:
        return refused


def _said(found: Computed, settlement: Settlement, at: Instant) -> Priced:
    amounts = found.amounts
    half = claims.result(amounts, illustrative=found.policy.illustrative)
    contents = (apart.detached(rules.RESULT, half, settlement, at),)
    return Priced(amounts.fund_total_fen, amounts.account_fen, contents=contents)


def _half(settlement: models.Settlement) -> Mapping[str, Any]:
    held = federation.contents(events=[settlement.answer], name=rules.RESULT)
    found: Mapping[str, Any] = json.loads(held[settlement.answer])
    return found
