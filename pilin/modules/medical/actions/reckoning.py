"""What the insured place computes with, for one batch of claims: read at once, computed one by one, written at once.

The rows of the insurances are locked from the reading of their years until the answers are written, and the claims of a
batch are computed one after the other on what those before them left; so two claims of one person never both consume
the same deductible, ceiling or balance, whether they come apart or together.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from pilin.modules.medical import models, queries
from pilin.modules.medical.rules.accumulators import Accumulators
from pilin.modules.medical.rules.claim import Claim
from pilin.modules.medical.rules.policy import Policy
from pilin.modules.medical.rules.settlement import Settlement
from pilin.modules.medical.rules.words import Filing

_ROWS_A_STATEMENT = 200


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
        people = {row.person_id for row in self._insurances.values()}
        if not people:
            return []
        rows = models.Filing.objects.filter(person__in=people, area__in=areas)
        return list(rows.order_by("-from_day", "-pk"))

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
        day = settlement.day
        held = [
            row
            for row in self._insurances.values()
            if row.person.number == person and row.insurance == settlement.insurance and _holds(row, day)
        ]
        return max(held, key=lambda row: row.from_day, default=None)

    def year(self, insurance: models.Insurance, starts_on: date) -> models.Year:
        """Return a year of an insurance; one that begins is not kept until something counts in it."""
        place = insurance.pk, starts_on
        if place not in self._years:
            self._years[place] = models.Year(insurance=insurance, starts_on=starts_on)
        return self._years[place]

    def filing(self, insurance: models.Insurance, area: str, settlement: Settlement) -> Filing:
        """Return how care at a place was filed on the day of service; what is not filed is temporary (art. 7)."""
        if settlement.care == settlement.insured:
            return Filing.LOCAL
        for row in self._filings:
            if row.person_id == insurance.person_id and row.area == area and _holds(row, settlement.day):
                return Filing(row.kind)
        return Filing.OTHER

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
        models.Year.objects.bulk_update(held, ["sums"], batch_size=_ROWS_A_STATEMENT)
        models.Computation.objects.bulk_create(self._fresh.values(), batch_size=_ROWS_A_STATEMENT)
        for counts in (True, False):
            turned = [pk for pk, row in self._turned.items() if row.counts is counts and pk not in self._fresh]
            if turned:
                models.Computation.objects.filter(pk__in=turned).update(counts=counts)
        models.Insurance.objects.bulk_update(
            self._changed_accounts.values(), ["account_fen"], batch_size=_ROWS_A_STATEMENT
        )
        self._known |= self._fresh
        self._fresh, self._turned, self._changed_years, self._changed_accounts = {}, {}, {}, {}


def _holds(row: models.Insurance | models.Filing, day: date) -> bool:
    return row.from_day <= day and (row.until_day is None or row.until_day >= day)
