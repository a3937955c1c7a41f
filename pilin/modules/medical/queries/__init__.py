"""What the medical room reads: policies that both sides signed, and those that ship with it, which are illustrative."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from pilin.base import refdata
from pilin.base.refusal import Refused
from pilin.kernel.federation.queries import facts as federation
from pilin.modules.medical.queries.clearing import (
    BatchRow,
    DayRow,
    advance_calls,
    advances,
    batch_rows,
    batches,
    clearable,
    cleared_in,
    day_of,
    days_stated,
    difference,
    difference_of,
    differences,
    differences_of,
    free_until,
    held,
    holding,
    listed_in,
    open_differences,
    rows_of,
    terms_are_illustrative,
    terms_with,
    with_peer,
)
from pilin.modules.medical.queries.counter import entry_of
from pilin.modules.medical.rules import estimate as estimates
from pilin.modules.medical.rules import policy as rules
from pilin.modules.medical.rules import waiver as waiving
from pilin.modules.medical.rules.benefit import Amounts
from pilin.modules.medical.rules.catalogue import Item
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.estimate import Asked
from pilin.modules.medical.rules.policy import Policy
from pilin.modules.medical.rules.public import PUBLIC_FIELDS, PublicPolicy
from pilin.modules.medical.rules.reading import TYPE, read_policy
from pilin.modules.medical.rules.setlinfo import PayerCode
from pilin.modules.medical.rules.waiver import Waiver
from pilin.web.public.fields import only

__all__ = [
    "BatchRow",
    "DayRow",
    "advance_calls",
    "advances",
    "batch_rows",
    "batches",
    "clearable",
    "cleared_in",
    "day_of",
    "days_stated",
    "difference",
    "difference_of",
    "differences",
    "differences_of",
    "entry_of",
    "free_until",
    "held",
    "holding",
    "listed_in",
    "open_differences",
    "rows_of",
    "terms_are_illustrative",
    "terms_with",
    "with_peer",
]

_Signed = TypeVar("_Signed")
_REFERENCE = Path(__file__).parents[1] / "reference"
_READ: dict[str, Policy] = {}
"""Policies by the hash of their document, read once in the life of a process: what was signed never changes."""
_WAIVERS: dict[str, Waiver] = {}
"""Waivers of filing likewise."""


@cache
def illustrative_policies() -> Sequence[Policy]:
    """Return every version of the policies that ship with the software, as `policies.yaml` lists them."""
    documents = cast("list[dict[str, Any]]", refdata.load(_REFERENCE / "policies.yaml").tables["documents"])
    return tuple(read_policy(document) for document in documents)


@cache
def fund_pay_types(insurance: str) -> Mapping[str, str]:
    """Return the code of each payer for a kind of insurance, for `setldetail`; a kind of its own goes before all."""
    rows = refdata.load(_REFERENCE / "codes.yaml").rows("fund_pay_types", PayerCode)
    common, own = ({row.payer: row.code for row in rows if row.insurance == kind} for kind in ("", insurance))
    return common | own


@cache
def illustrative_items() -> Sequence[Item]:
    """Return the made-up items that ship with the software, as `catalogue.yaml` lists them."""
    return refdata.load(_REFERENCE / "catalogue.yaml").rows("items", Item)


def illustrative_policy(side: str, insurance: str, day: date) -> Policy:
    """Return the illustrative version that holds on a day of service. Raises POLICY_IS_NOT_IN_FORCE."""
    own = [one for one in illustrative_policies() if (one.version.side, one.version.insurance) == (side, insurance)]
    if not own:
        raise Refused(MedicalRefusal.POLICY_IS_NOT_IN_FORCE, day=day)
    return rules.in_force(own, day)


def _signed(kind: str, known: dict[str, _Signed], read: Callable[[Mapping[str, Any]], _Signed]) -> list[_Signed]:
    """Return the signed documents of a type as they were read, the last agreed first; one query where all are known."""
    hashes = federation.agreed_hashes(kind)
    if new := [one for one in hashes if one not in known]:
        known |= {row.hash: read(row.text) for row in federation.agreed_documents(kind, hashes=new)}
    return [known[one] for one in hashes if one in known]


def agreed_policies(side: str = "", insurance: str = "") -> list[Policy]:
    """Return every version that was ever signed, of one policy or of all, in the order of their numbers; one query."""
    found = _signed(TYPE, _READ, read_policy)
    if (side, insurance) != ("", ""):
        found = [one for one in found if (one.version.side, one.version.insurance) == (side, insurance)]
    return sorted(found, key=lambda one: (one.version.side, one.version.insurance, one.version.number))


def policy_on(side: str, insurance: str, day: date) -> Policy:
    """Return the signed version that holds on a day of service, whenever asked. Raises POLICY_IS_NOT_IN_FORCE."""
    return rules.in_force(agreed_policies(side, insurance), day)


def waivers() -> list[Waiver]:
    """Return every waiver of filing that the parties ever signed, the last one last; one query."""
    return _signed(waiving.TYPE, _WAIVERS, waiving.read_waiver)[::-1]


def _tried() -> list[Policy]:
    """Return what estimates go by: signed policies, and an illustrative one where none of its kind was signed."""
    signed = agreed_policies()
    own = {(one.version.side, one.version.insurance) for one in signed}
    return signed + [one for one in illustrative_policies() if (one.version.side, one.version.insurance) not in own]


def public_policies(day: date) -> list[PublicPolicy]:
    """Return the policies that anybody may try on a day, as a public page shows them."""
    found = []
    for policy in estimates.current(_tried(), day):
        shown, version = only(policy, PUBLIC_FIELDS), policy.version
        one = PublicPolicy(version.side, version.insurance, shown.title, shown.illustrative, shown.person_groups)
        found.append(one)
    return found


def estimate(asked: Asked, day: date) -> tuple[Policy, Amounts] | None:
    """Return the policy of a day and who would pay what under it; None where it has no answer to what is asked."""
    for policy in estimates.current(_tried(), day):
        if (policy.version.side, policy.version.insurance) == (asked.side, asked.insurance):
            fits = estimates.fits(asked, policy)
            return (only(policy, PUBLIC_FIELDS), estimates.estimate(asked, policy)) if fits else None
    return None
