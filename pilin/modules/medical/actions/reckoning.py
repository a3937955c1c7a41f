"""What the insured place computes with, for one batch of claims: read at once, computed one by one, written at once.

The rows of the insurances are locked from the reading of their years until the answers are written, and the claims of a
batch are computed one after the other on what those before them left; so two claims of one person never both consume
the same deductible, ceiling or balance, whether they come apart or together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from pilin.base.refusal import Refused
from pilin.kernel.federation.actions import many
from pilin.modules.medical import models, queries
from pilin.modules.medical.actions import kept
from pilin.modules.medical.actions.kept import Computation, Insurance, Year
from pilin.modules.medical.rules import persons
from pilin.modules.medical.rules.accumulators import Accumulators
from pilin.modules.medical.rules.claim import Claim
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.policy import Policy
from pilin.modules.medical.rules.settlement import Settlement
from pilin.modules.medical.rules.waiver import Waiver, waived_as
from pilin.modules.medical.rules.words import Care, Filing


@dataclass(slots=True)
class _Interim:
    """What an earlier settlement of a visit charged, and whether it counts towards the visit still."""

    deductible_fen: int
    counts: bool
    stands: bool


class Years:
    """Insurances, their years, filings and computations of one batch. What changes here is written by `write`."""

    def __init__(self, claims: Iterable[Claim], *, lock: bool) -> None:
        """Read what the claims of a batch ask for; who keeps what comes of them must `lock` the insurances."""
        claims = list(claims)
        self._lock = lock
        self._policies: dict[tuple[str, str, date], Policy] = {}
        rows = kept.insurances(list({one.person for one in claims}), lock=lock)
        self._insurances = {row.id: row for row in rows}
        self._people = list({row.person_id for row in rows})
        self._own: dict[tuple[str, str], list[Insurance]] = {}
        for row in rows:
            self._own.setdefault((row.number, row.insurance), []).append(row)
        self._years = {(row.insurance_id, row.starts_on): row for row in kept.years(list(self._insurances))}
        self._filings = self._filed({one.area for one in claims})
        self._chronics: Sequence[Any] | None = None
        self._waivers: Sequence[Waiver] | None = None
        self._interim: dict[str, _Interim] = {}
        self._interims = self._charged({one.visit for one in claims})
        self._fresh: dict[str, Computation] = {}
        self._known: dict[str, Computation | None] = {}
        self._turned: dict[str, Computation] = {}
        self._changed_years: dict[tuple[int, date], Year] = {}
        self._changed_accounts: dict[int, Insurance] = {}

    def _filed(self, areas: set[str]) -> dict[int, list[Any]]:
        """Return what persons filed of care at some places, by their keys, the last first."""
        found: dict[int, list[Any]] = {}
        wanted = {one for area in areas for one in persons.areas_that_cover(area)}
        for row in kept.FILINGS(self._people, list(wanted)):
            found.setdefault(row.person_id, []).append(row)
        return found

    def _charged(self, visits: set[str]) -> dict[tuple[int, str, date], dict[str, _Interim]]:
        """Return what settlements of the same visits charged already, by insurance, visit and year."""
        found: dict[tuple[int, str, date], dict[str, _Interim]] = {}
        told = kept.CHARGED(list(self._insurances), list(visits))
        for insurance, visit, starts_on, settlement, deductible, counts, cancelled_by in told:
            interim = self._interim[settlement] = _Interim(deductible, counts, not cancelled_by)
            found.setdefault((insurance, visit, starts_on), {})[settlement] = interim
        return found

    def policy(self, settlement: Settlement) -> Policy:
        """Return the policy of a day of service, asked for once. Raises POLICY_IS_NOT_IN_FORCE."""
        place = settlement.insured, settlement.insurance, settlement.day
        if place not in self._policies:
            self._policies[place] = queries.policy_on(*place)
        return self._policies[place]

    def insurance_of(self, person: str, settlement: Settlement) -> Insurance | None:
        """Return the insurance of a person that is in force on the day of service."""
        return self.insurance_on(person, settlement.insurance, settlement.day)

    def insurance_on(self, person: str, kind: str, day: date) -> Insurance | None:
        """Return the insurance of a kind that is in force for a person on a day."""
        held = [row for row in self._own.get((person, kind), ()) if _holds(row, day)]
        return max(held, key=lambda row: row.from_day, default=None)

    def year(self, insurance: Insurance, starts_on: date) -> Year:
        """Return a year of an insurance; one that begins is not kept until something counts in it."""
        place = insurance.id, starts_on
        if place not in self._years:
            self._years[place] = Year(insurance.id, starts_on, {})
        return self._years[place]

    def filing(self, insurance: Insurance, claim: Claim, *, care: str, insured: str, day: date) -> Filing:
        """Return how care next door counts as filed on the day of service; the last filing that covers it holds."""
        if care == insured:
            return Filing.LOCAL
        covering = persons.areas_that_cover(claim.area)
        for row in self._filings.get(insurance.person_id, ()):
            if row.insurance in ("", insurance.insurance) and row.area in covering and _holds(row, day):
                return Filing(row.kind)
        if self._waivers is None:
            self._waivers = queries.waivers()
        waived = waived_as(self._waivers, side=insured, area=claim.area, day=day)
        return persons.filed_as("", waived, claim.med_type)

    def check_entitlement(self, insurance: Insurance, claim: Claim, policy: Policy, day: date) -> None:
        """Let care of a chronic disease be paid only to whom it was granted. Raises CHRONIC_DISEASE_IS_NOT_ENTITLED."""
        if policy.benefit_of(claim.med_type).care is not Care.CHRONIC:
            return
        if self._chronics is None:
            self._chronics = kept.CHRONICS(self._people)
        for row in self._chronics:
            own = row.person_id == insurance.person_id and row.insurance == insurance.insurance
            if own and row.disease in claim.diseases and _holds(row, day):
                return
        raise Refused(MedicalRefusal.CHRONIC_DISEASE_IS_NOT_ENTITLED)

    def charged(self, insurance: Insurance, visit: str, starts_on: date) -> list[int]:
        """Return the deductibles that earlier settlements of a visit charged and that stand, in fen."""
        held = self._interims.get((insurance.id, visit, starts_on), {})
        return [one.deductible_fen for one in held.values() if one.counts and one.stands]

    def keep(self, computation: Computation, *, interim: bool) -> None:
        """Keep a new computation; it counts when `turn` says so. An `interim` one may be followed in its visit."""
        name = computation.settlement_id
        self._fresh[name] = computation
        if interim:
            place = computation.insurance_id, computation.visit, computation.year.starts_on
            one = self._interim[name] = _Interim(computation.deductible_fen, counts=False, stands=True)
            self._interims.setdefault(place, {})[name] = one

    def computation(self, settlement: str, among: Iterable[str]) -> Computation | None:
        """Return the computation of a settlement; what belongs to others `among` which it stands is read with it."""
        if settlement in self._fresh:
            return self._fresh[settlement]
        if settlement not in self._known:
            names = {settlement, *among} - self._known.keys()
            self._known |= dict.fromkeys(names) | kept.computations(list(names))
        return self._known[settlement]

    def locked(self, insurance: int) -> Insurance:
        """Return an insurance, locked."""
        if insurance not in self._insurances:
            self._insurances[insurance] = kept.insurance(insurance, lock=self._lock)
        return self._insurances[insurance]

    def turn(self, row: Computation, *, counts: bool) -> None:
        """Let a computation count from now on or cease to: add what it brings to its year, take what it pays."""
        insurance = self.locked(row.insurance_id)
        place = row.insurance_id, row.year.starts_on
        year = self._years.setdefault(place, row.year)
        brought = Accumulators(row.sums)
        year.sums = dict((Accumulators(year.sums) + (brought if counts else -brought)).sums)
        self._changed_years[place] = year
        if row.account_fen:
            insurance.account_fen += -row.account_fen if counts else row.account_fen
            self._changed_accounts[insurance.id] = insurance
        row.counts = counts
        self._turned[row.settlement_id] = row
        if (held := self._interim.get(row.settlement_id)) is not None:
            held.counts = counts

    def follow(self, row: Computation, amounts: Mapping[str, int], sums: Mapping[str, int] | None) -> None:
        """Let a computation say what was signed: who pays what, and where it is told what the year gains."""
        row.amounts = {**row.amounts, **amounts}
        row.account_fen = row.amounts["acct_pay"]
        row.deductible_fen = row.amounts["act_pay_dedc"]
        row.sums = row.sums if sums is None else dict(sums)
        if (held := self._interim.get(row.settlement_id)) is not None:
            held.deductible_fen = row.deductible_fen
        if row.settlement_id not in self._fresh:
            names = ("account_fen", "amounts", "deductible_fen", "sums", "settlement_id")
            many.update(models.Computation, "settlement_id", names[:-1], [attrgetter(*names)(row)])

    def cancelled(self, settlement: str, *, by: str) -> None:
        """Note that something takes a settlement back, or does so no more: it is no earlier one of its visit then."""
        if (held := self._interim.get(settlement)) is not None:
            held.stands = not by

    def write(self) -> None:
        """Write what has changed, by one statement for each sort of row."""
        years = {id(row): row for row in [*self._changed_years.values(), *(row.year for row in self._fresh.values())]}
        held = [(row.sums, row.id) for row in self._changed_years.values() if row.id]
        kept.begin([row for row in years.values() if not row.id])
        many.update(models.Year, "id", ("sums",), held)
        kept.compute(self._fresh.values())
        for counts in (True, False):
            turned = [name for name, row in self._turned.items() if row.counts is counts and name not in self._fresh]
            if turned:
                models.Computation.objects.filter(pk__in=turned).update(counts=counts)
        accounts = [(row.account_fen, row.id) for row in self._changed_accounts.values()]
        many.update(models.Insurance, "id", ("account_fen",), accounts)
        self._known |= self._fresh
        self._fresh, self._turned, self._changed_years, self._changed_accounts = {}, {}, {}, {}


def _holds(row: Any, day: date) -> bool:
    """Tell whether an insurance, a filing or an entitlement holds on a day."""
    until: date | None = row.until_day
    return bool(row.from_day <= day) and (until is None or until >= day)
