"""An estimate for anybody, without personal data: kind of insurance, hospital, filing and amount, and who would pay.

It is the same computation as a settlement's, for the first visit of a year, without a personal account. Amounts are
chosen from a short list, so that a page of the public site is a function of its address alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pilin.modules.medical.rules.accumulators import Accumulators
from pilin.modules.medical.rules.benefit import Amounts, Visit, compute
from pilin.modules.medical.rules.policy import Policy, in_force
from pilin.modules.medical.rules.split import Parts
from pilin.modules.medical.rules.words import Care, Filing, half_up

AMOUNTS_YUAN = (200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000)
OUTSIDE_PERCENT = (0, 10, 20, 30)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an estimate is asked for: a policy by side and insurance, a group of persons, and the facts of the visit."""

    side: str
    insurance: str
    group: str
    care: Care
    level: int
    filing: Filing
    yuan: int
    outside: int


def current(policies: Sequence[Policy], day: date) -> list[Policy]:
    """Return of each policy the version that holds on a day, in the order in which policies are listed."""
    own = dict.fromkeys((one.version.side, one.version.insurance) for one in policies)
    held = [[one for one in policies if (one.version.side, one.version.insurance) == key] for key in own]
    return [
        in_force(versions, day)
        for versions in held
        if any(one.from_day <= day and (one.until_day is None or day < one.until_day) for one in versions)
    ]


def fits(asked: Asked, policy: Policy) -> bool:
    """Tell whether a policy can answer, and amount and share are on the list."""
    return (
        asked.yuan in AMOUNTS_YUAN
        and asked.outside in OUTSIDE_PERCENT
        and asked.group in policy.groups.values()
        and any(benefit.care is asked.care for benefit in policy.care.values())
        and asked.level in policy.document["levels"]
    )


def estimate(asked: Asked, policy: Policy) -> Amounts:
    """Return who would pay what: so many per cent lie outside the catalogue, the rest is in scope."""
    total = asked.yuan * 100
    outside = half_up(total * asked.outside, 100)
    person_type = next(prefix for prefix, group in policy.groups.items() if group == asked.group)
    med_type = next(prefix for prefix, benefit in policy.care.items() if benefit.care is asked.care)
    visit = Visit(med_type, asked.level, person_type, asked.filing)
    return compute(policy, Parts(total, outside, 0, 0, total - outside), visit, Accumulators())
