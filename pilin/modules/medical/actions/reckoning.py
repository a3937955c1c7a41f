"""What the insured place computes with, for one batch of claims: read at once, computed one by one, written at once.

The rows of the insurances are locked from the reading of their years until the answers are written, and the claims of a
batch are computed one after the other on what those before them left; so two claims of one person never both consume
the same deductible, ceiling or balance, whether they come apart or together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from django.db.models import QuerySet

from pilin.base.refusal import Refused
from pilin.kernel.federation.actions import many
from pilin.modules.medical import models, queries
from pilin.modules.medical.rules import persons
from pilin.modules.medical.rules.accumulators import Accumulators
from pilin.modules.medical.rules.claim import Claim
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.policy import Policy
from pilin.modules.medical.rules.settlement import Settlement
from pilin.modules.medical.rules.waiver import Waiver, waived_as
from pilin.modules.medical.rules.words import Care, Filing

_ROWS_A_STATEMENT = 200
_COMPUTED = (
    "settlement_id", "insurance_id", "year_id", "visit", "sums", "account_fen", "deductible_fen", "amounts", "counts",
)  # fmt: skip


@dataclass
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
        found = self._rows().filter(person__number__in={one.person for one in claims}) if claims else ()
        self._insurances = {row.pk: row for row in found}
        held = models.Year.objects.filter(insurance__in=list(self._insurances)) if self._insurances else ()
        self._years = {(row.insurance_id, row.starts_on): row for row in held}
        self._filings = self._filed({one.area for one in claims})
        self._chronics: list[models.Chronic] | None = None
        self._waivers: Sequence[Waiver] | None = None
        self._interims = self._charged({one.visit for one in claims})
        self._fresh: dict[str, models.Computation] = {}
        self._known: dict[str, models.Computation | None] = {}
        self._turned: dict[str, models.Computation] = {}
        self._changed_years: dict[tuple[int, date], models.Year] = {}
        self._changed_accounts: dict[int, models.Insurance] = {}

    def _rows(self) -> QuerySet[models.Insurance]:
        rows = models.Insurance.objects.select_related("person").order_by("pk")
        return rows.select_for_update(of=("self",)) if self._lock else rows

    def _filed(self, areas: set[str]) -> list[models.Filing]:
        people = self._people()
        if not people:
            return []
        wanted = {one for area in areas for one in persons.areas_that_cover(area)}
        rows = models.Filing.objects.filter(person__in=people, area__in=wanted, withdrawn_at=None)
        return list(rows.order_by("-from_day", "-pk"))

    def _people(self) -> set[int]:
        return {row.person_id for row in self._insurances.values()}

    def _charged(self, visits: set[str]) -> dict[tuple[int, str, date], dict[str, _Interim]]:
        """Return what settlements of the same visits charged already, by insurance, visit and year."""
        found: dict[tuple[int, str, date], dict[str, _Interim]] = {}
        if not self._insurances:
            return found
        rows = models.Computation.objects.filter(insurance__in=list(self._insurances), visit__in=visits)
        told = rows.filter(settlement__cancels="").values_list(
            "insurance_id", "visit", "year__starts_on", "pk", "deductible_fen", "counts", "settlement__cancelled_by"
        )
        for insurance, visit, starts_on, pk, deductible, counts, cancelled_by in told:
            interim = _Interim(deductible, counts, not cancelled_by)
            found.setdefault((insurance, visit, starts_on), {})[pk] = interim
        return found

    def policy(self, settlement: Settlement) -> Policy:
        """Return the policy of a day of service, asked for once. Raises POLICY_IS_NOT_IN_FORCE."""
        place = settlement.insured, settlement.insurance, settlement.day
        if place not in self._policies:
            self._policies[place] = queries.policy_on(*place)
        return self._policies[place]

    def insurance_of(self, person: str, settlement: Settlement) -> models.Insurance | None:
        """Return the insurance of a person that is in force on the day of service."""
        return self.insurance_on(person, settlement.insurance, settlement.day)

    def insurance_on(self, person: str, kind: str, day: date) -> models.Insurance | None:
        """Return the insurance of a kind that is in force for a person on a day."""
        held = [
            row
            for row in self._insurances.values()
            if row.person.number == person and row.insurance == kind and _holds(row, day)
        ]
        return max(held, key=lambda row: row.from_day, default=None)

    def year(self, insurance: models.Insurance, starts_on: date) -> models.Year:
        """Return a year of an insurance; one that begins is not kept until something counts in it."""
        place = insurance.pk, starts_on
        if place not in self._years:
            self._years[place] = models.Year(insurance=insurance, starts_on=starts_on)
        return self._years[place]

    def filing(self, insurance: models.Insurance, claim: Claim, *, care: str, insured: str, day: date) -> Filing:
        """Return how care next door counts as filed on the day of service; the last filing that covers it holds."""
        if care == insured:
            return Filing.LOCAL
        covering = persons.areas_that_cover(claim.area)
        for row in self._filings:
            own = row.person_id == insurance.person_id and row.insurance in ("", insurance.insurance)
            if own and row.area in covering and _holds(row, day):
                return Filing(row.kind)
        if self._waivers is None:
            self._waivers = queries.waivers()
        waived = waived_as(self._waivers, side=insured, area=claim.area, day=day)
        return persons.filed_as("", waived, claim.med_type)

    def check_entitlement(self, insurance: models.Insurance, claim: Claim, policy: Policy, day: date) -> None:
        """Let care of a chronic disease be paid only to whom it was granted. Raises CHRONIC_DISEASE_IS_NOT_ENTITLED."""
        if policy.benefit_of(claim.med_type).care is not Care.CHRONIC:
            return
        if self._chronics is None:
            self._chronics = list(models.Chronic.objects.filter(person__in=self._people(), withdrawn_at=None))
        for row in self._chronics:
            own = row.person_id == insurance.person_id and row.insurance == insurance.insurance
            if own and row.disease in claim.diseases and _holds(row, day):
                return
        raise Refused(MedicalRefusal.CHRONIC_DISEASE_IS_NOT_ENTITLED)

    def charged(self, insurance: models.Insurance, visit: str, starts_on: date) -> list[int]:
        """Return the deductibles that earlier settlements of a visit charged and that stand, in fen."""
        held = self._interims.get((insurance.pk, visit, starts_on), {})
        return [one.deductible_fen for one in held.values() if one.counts and one.stands]

    def keep(self, computation: models.Computation, *, interim: bool) -> None:
        """Keep a new computation; it counts when `turn` says so. An `interim` one may be followed in its visit."""
        self._fresh[computation.settlement_id] = computation
        if interim:
            place = computation.insurance_id, computation.visit, computation.year.starts_on
            one = _Interim(computation.deductible_fen, counts=False, stands=True)
            self._interims.setdefault(place, {})[computation.settlement_id] = one

    def computation(self, settlement: str, among: Iterable[str]) -> models.Computation | None:
        """Return the computation of a settlement; what belongs to others `among` which it stands is read with it."""
        if settlement in self._fresh:
            return self._fresh[settlement]
        if settlement not in self._known:
            names = {settlement, *among} - self._known.keys()
            self._known |= dict.fromkeys(names)
            self._known |= models.Computation.objects.select_related("year").in_bulk(list(names))
        return self._known[settlement]

    def locked(self, insurance: int) -> models.Insurance:
        """Return an insurance, locked."""
        if insurance not in self._insurances:
            self._insurances[insurance] = self._rows().get(pk=insurance)
        return self._insurances[insurance]

    def turn(self, row: models.Computation, *, counts: bool) -> None:
        """Let a computation count from now on or cease to: add what it brings to its year, take what it pays."""
        insurance = self.locked(row.insurance_id)
        place = row.insurance_id, row.year.starts_on
        year = self._years.setdefault(place, row.year)
        brought = Accumulators(row.sums)
        year.sums = dict((Accumulators(year.sums) + (brought if counts else -brought)).sums)
        self._changed_years[place] = year
        if row.account_fen:
            insurance.account_fen += -row.account_fen if counts else row.account_fen
            self._changed_accounts[insurance.pk] = insurance
        row.counts = counts
        self._turned[row.settlement_id] = row
        for held in self._interims.values():
            if row.settlement_id in held:
                held[row.settlement_id].counts = counts

    def follow(self, row: models.Computation, amounts: Mapping[str, int], sums: Mapping[str, int] | None) -> None:
        """Let a computation say what was signed: who pays what, and where it is told what the year gains."""
        row.amounts = row.amounts | dict(amounts)
        row.account_fen = row.amounts["acct_pay"]
        row.deductible_fen = row.amounts["act_pay_dedc"]
        row.sums = row.sums if sums is None else dict(sums)
        for held in self._interims.values():
            if row.settlement_id in held:
                held[row.settlement_id].deductible_fen = row.deductible_fen
        if row.settlement_id not in self._fresh:
            row.save(update_fields=["account_fen", "amounts", "deductible_fen", "sums"])

    def cancelled(self, settlement: str, *, by: str) -> None:
        """Note that something takes a settlement back, or does so no more: it is no earlier one of its visit then."""
        for held in self._interims.values():
            if settlement in held:
                held[settlement].stands = not by

    def write(self) -> None:
        """Write what has changed, by one statement for each sort of row."""
        years = {id(row): row for row in [*self._changed_years.values(), *(row.year for row in self._fresh.values())]}
        held = [row for row in self._changed_years.values() if row.pk]
        models.Year.objects.bulk_create([row for row in years.values() if not row.pk], batch_size=_ROWS_A_STATEMENT)
        many.update(models.Year, "id", ("sums",), [(row.sums, row.pk) for row in held])
        for row in self._fresh.values():
            row.year = row.year  # which has its key only now, where it began
        many.insert(models.Computation, _COMPUTED, map(attrgetter(*_COMPUTED), self._fresh.values()))
        for counts in (True, False):
            turned = [pk for pk, row in self._turned.items() if row.counts is counts and pk not in self._fresh]
            if turned:
                models.Computation.objects.filter(pk__in=turned).update(counts=counts)
        accounts = [(row.account_fen, row.pk) for row in self._changed_accounts.values()]
        many.update(models.Insurance, "id", ("account_fen",), accounts)
        self._known |= self._fresh
        self._fresh, self._turned, self._changed_years, self._changed_accounts = {}, {}, {}, {}


def _holds(row: models.Insurance | models.Filing | models.Chronic, day: date) -> bool:
    return row.from_day <= day and (row.until_day is None or row.until_day >= day)
