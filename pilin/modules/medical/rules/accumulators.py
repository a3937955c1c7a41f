"""What counts over a policy year, for one person and one kind of insurance.

A value is a set of named sums; a claim brings its own sums, and the year is what all standing claims brought. A cancel
brings the same with the sign turned, so what is left after it is exactly what was there before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pilin.modules.medical.rules.words import Care, Fund

ADMISSIONS = "admissions"
BURDEN = "burden"


def deductible_of(care: Care) -> str:
    """Return the name of the deductible that was charged for a kind of care."""
    return f"deductible/{care.value}"


def pooled_of(care: Care) -> str:
    """Return the name of what the pooled fund paid for a kind of care."""
    return f"pooled/{care.value}"


def scope_of(care: Care) -> str:
    """Return the name of what was in scope for a kind of care."""
    return f"scope/{care.value}"


def base_of(fund: Fund) -> str:
    """Return the name of what a layer above the pooled fund was computed on."""
    return f"base/{fund.value}"


def paid_of(fund: Fund) -> str:
    """Return the name of what such a layer paid."""
    return f"paid/{fund.value}"


NAMES = frozenset(
    [ADMISSIONS, BURDEN]
    + [name(care) for care in Care for name in (deductible_of, pooled_of, scope_of)]
    + [name(fund) for fund in Fund if fund is not Fund.BASIC for name in (base_of, paid_of)]
)
"""All sums that exist: admissions are counted, everything else is in fen."""


@dataclass(frozen=True, slots=True)
class Accumulators:
    """Sums by name; a sum that is zero is not held, so equal years are equal values."""

    sums: Mapping[str, int] = field(default_factory=dict)

    def get(self, name: str) -> int:
        """Return a sum, zero where nothing counted yet."""
        return self.sums.get(name, 0)

    def __add__(self, other: "Accumulators") -> "Accumulators":
        """Return what both bring together."""
        sums = dict(self.sums)
        for name, value in other.sums.items():
            total = sums.get(name, 0) + value
            if total:
                sums[name] = total
            else:
                sums.pop(name, None)
        return Accumulators(sums)

    def __neg__(self) -> "Accumulators":
        """Return what a cancel brings."""
        return Accumulators({name: -value for name, value in self.sums.items()})

    def __sub__(self, other: "Accumulators") -> "Accumulators":
        """Return what is left without the other."""
        return self + -other


def accumulated(sums: Mapping[str, int]) -> Accumulators:
    """Return sums by name as a value; a name that does not exist is a programmer's error."""
    assert sums.keys() <= NAMES, f"no such sum: {sorted(sums.keys() - NAMES)}"
    return Accumulators({name: value for name, value in sums.items() if value})


def year_of_claims(claims: Iterable[Accumulators]) -> Accumulators:
    """Return the year that standing claims and cancels make."""
    total = Accumulators()
    for claim in claims:
        total = total + claim
    return total
