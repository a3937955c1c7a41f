"""A benefit policy: what the insured place pays, as a versioned document that it signs and keeps for ever.

参保地政策: deductible, ratio, ceiling and everything above them are the insured place's (医保发[2022]22号; definitions
of 起付标准, 支付比例, 支付限额: 浙江省医疗保障条例 art. 58). A claim is computed by the version in force on the day of
service, also years later. Documents are read by `reading`; here is what they become, looked up once for all claims.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any, Literal, NamedTuple, TypeAlias, cast

from pilin.base.refusal import Refused
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.split import SplitRule
from pilin.modules.medical.rules.words import Care, Filing, Fund, Part

Title: TypeAlias = Mapping[Literal["zh", "en"], str]
"""A title in both languages, as a document bears it."""


class Base(StrEnum):
    """What a layer is computed on: costs above the ceiling, or what is left to the person of what is in scope."""

    ABOVE_CEILING = "above_ceiling"
    BURDEN = "burden"


class Rate(NamedTuple):
    """What holds for one level of hospital and one group of persons, with the rows of the document that say so.

    The deductible of the first, second, … admission; the last holds for all later ones.
    """

    group: str
    deductible_fen: tuple[int, ...]
    deductible_rule: str
    ratio_bp: int
    ratio_rule: str


class Remote(NamedTuple):
    """What care away from home takes off the basic ratio: points, or a factor; the other leaves it as it is."""

    factor_bp: int
    points_bp: int
    rule: str


class Ceiling(NamedTuple):
    """The most that the pooled fund pays in a year for some kinds of care together; `names` are their sums."""

    name: str
    fen: int
    names: tuple[str, ...]
    rule: str


class LayerStep(NamedTuple):
    """What a layer pays of its base of the year between two amounts; the last step has no end."""

    from_fen: int
    to_fen: int | None
    ratio_bp: int
    rule: str


@dataclass(frozen=True, slots=True)
class Layer:
    """A fund above the pooled one: what it pays on its base of the year, for whom, and up to which sum in a year.

    Large-amount and catastrophic insurance, civil-servant subsidy and medical assistance differ in these values alone.
    """

    fund: Fund
    base: Base
    steps: tuple[LayerStep, ...]
    ceiling_fen: int | None
    civil_servants: bool
    identities: frozenset[str]
    diseases: tuple[str, ...]
    base_name: str
    paid_name: str
    rule: str


@dataclass(frozen=True, slots=True)
class Benefit:
    """One kind of care: rates by level and person type, its ceilings and layers, and the names of its sums."""

    care: Care
    per_year: bool
    rates: Mapping[tuple[int, str], Rate]
    ceilings: tuple[Ceiling, ...]
    layers: tuple[Layer, ...]
    deductible_name: str
    pooled_name: str
    scope_name: str


@dataclass(frozen=True, slots=True)
class AccountRule:
    """Which parts the personal account may pay, and whether a relative's may help (共济)."""

    pays: frozenset[Part]
    relative: bool


@dataclass(frozen=True, slots=True)
class Version:
    """Which policy: side, kind of insurance (`insutype`), number, hash of its document, and whether it is made up."""

    side: str
    insurance: str
    number: int
    digest: str
    illustrative: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """A version of a policy, read; `document` is what was signed."""

    version: Version
    from_day: date
    until_day: date | None
    year_starts: tuple[int, int]
    groups: Mapping[str, str]
    care: Mapping[str, Benefit]
    remote: Mapping[Filing, Remote]
    account: AccountRule
    split_rule: SplitRule
    document: Mapping[str, Any]

    @property
    def illustrative(self) -> bool:
        """Tell whether the parameters are made up for demonstration; whatever shows what they yield says so."""
        return self.version.illustrative

    @property
    def title(self) -> Title:
        """Return the title in both languages."""
        return cast("Title", self.document["title"])

    @property
    def person_groups(self) -> Mapping[str, Title]:
        """Return the titles of the groups of persons by name."""
        return {row["name"]: row["title"] for row in self.document["persons"]}

    @property
    def ceiling_titles(self) -> Mapping[str, Title]:
        """Return the titles of the ceilings by name."""
        return {row["name"]: row["title"] for row in self.document["ceilings"]}

    def benefit_of(self, med_type: str) -> Benefit:
        """Return the benefit of a medical type: the longest prefix that the policy names. MED_TYPE_IS_NOT_COVERED."""
        for length in range(len(med_type), 1, -1):
            found = self.care.get(med_type[:length])
            if found is not None:
                return found
        raise Refused(MedicalRefusal.MED_TYPE_IS_NOT_COVERED, med_type=med_type, insurance=self.version.insurance)

    def rate_of(self, benefit: Benefit, level: int, person_type: str) -> Rate:
        """Return the rate of a hospital and a person. PERSON_TYPE_ or HOSPITAL_LEVEL_IS_NOT_COVERED."""
        prefix = person_type[:2]
        found = benefit.rates.get((level, prefix))
        if found is not None:
            return found
        if prefix not in self.groups:
            facts = {"person_type": person_type, "insurance": self.version.insurance}
            raise Refused(MedicalRefusal.PERSON_TYPE_IS_NOT_COVERED, **facts)
        raise Refused(MedicalRefusal.HOSPITAL_LEVEL_IS_NOT_COVERED, level=level, insurance=self.version.insurance)

    def year_of(self, day: date) -> date:
        """Return the first day of the policy year in which a day lies; it names the year."""
        month, first = self.year_starts
        return date(day.year if (day.month, day.day) >= (month, first) else day.year - 1, month, first)


def check_versions(policies: Sequence[Policy]) -> None:
    """Refuse versions of one policy that do not follow each other day by day.

    A version holds until the next begins, or until its own last day; both at once leave no day without a policy.
    """
    ordered = sorted(policies, key=lambda policy: policy.version.number)
    for before, after in pairwise(ordered):
        facts = {"insurance": after.version.insurance, "version": after.version.number, "day": after.from_day}
        if after.version.number == before.version.number or after.from_day <= before.from_day:
            raise Refused(MedicalRefusal.POLICY_VERSIONS_OVERLAP, **facts)
        if before.until_day is not None and before.until_day < after.from_day:
            raise Refused(MedicalRefusal.POLICY_VERSIONS_LEAVE_A_GAP, **facts)


def in_force(policies: Sequence[Policy], day: date) -> Policy:
    """Return the version of one policy that holds on the day of service. Raises POLICY_IS_NOT_IN_FORCE."""
    begun = [policy for policy in policies if policy.from_day <= day]
    if begun:
        latest = max(begun, key=lambda policy: policy.from_day)
        if latest.until_day is None or day < latest.until_day:
            return latest
    raise Refused(MedicalRefusal.POLICY_IS_NOT_IN_FORCE, day=day)
