"""The closed lists that policies and claims use. Values are those of the institution interface where it has them."""

from collections.abc import Mapping
from enum import StrEnum

BP = 10_000
"""A ratio of one in basis points."""


class Care(StrEnum):
    """What kind of benefit a visit falls under; a policy says which medical types (`med_type`) belong to which."""

    OUTPATIENT = "outpatient"
    CHRONIC = "chronic"
    INPATIENT = "inpatient"


class Fund(StrEnum):
    """Who pays but the person; by the name that `<value>_pay` has in setlinfo."""

    BASIC = "hifp"
    CIVIL_SERVANT = "cvlserv"
    ENTERPRISE = "hifes"
    CATASTROPHIC = "hifmi"
    LARGE_AMOUNT = "hifob"
    ASSISTANCE = "maf"
    OTHER = "oth"
    DISABLED = "hifdm"


class Filing(StrEnum):
    """How care away from home was filed (备案). `OTHER` is temporary, neither referred nor an emergency."""

    LOCAL = "local"
    LONG_TERM = "long_term"
    REFERRED = "referred"
    EMERGENCY = "emergency"
    OTHER = "other"


class Part(StrEnum):
    """Where an amount of a line falls: outside the catalogue, over the price limit, prior self-pay, or in scope."""

    FULL_SELF = "full_self"
    OVER_LIMIT = "over_limit"
    PRIOR_SELF = "prior_self"
    IN_SCOPE = "in_scope"


class Decider(StrEnum):
    """Whose ratio of the prior self-pay of class 乙 holds: the catalogue's (default) or the policy's."""

    CARE = "care"
    INSURED = "insured"


PERSON_TYPES: Mapping[str, str] = {
    "11": "employed",
    "12": "retired",
    "13": "retired_cadre",
    "14": "minor",
    "15": "adult_resident",
    "16": "elderly_resident",
}
"""The national person types (`psn_type`) by their first two digits, which alone decide for a policy."""


def half_up(numerator: int, denominator: int) -> int:
    """Return the quotient of non-negative integers rounded half up."""
    return (2 * numerator + denominator) // (2 * denominator)
