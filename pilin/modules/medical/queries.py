"""What the medical room reads: so far the policies that ship with it, which are illustrative and say so."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, cast

from pilin.base import refdata
from pilin.base.refusal import Refused
from pilin.modules.medical.rules import estimate as estimates
from pilin.modules.medical.rules import policy as rules
from pilin.modules.medical.rules.benefit import Amounts
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.estimate import Asked
from pilin.modules.medical.rules.policy import Policy
from pilin.modules.medical.rules.public import PUBLIC_FIELDS, PublicPolicy
from pilin.modules.medical.rules.reading import read_policy
from pilin.web.public.fields import only

_FILE = Path(__file__).parent / "reference" / "policies.yaml"


@cache
def illustrative_policies() -> Sequence[Policy]:
    """Return every version of the policies that ship with the software, as `policies.yaml` lists them."""
    documents = cast("list[dict[str, Any]]", refdata.load(_FILE).tables["documents"])
    return tuple(read_policy(document) for document in documents)


def illustrative_policy(side: str, insurance: str, day: date) -> Policy:
    """Return the illustrative version that holds on a day of service. Raises POLICY_IS_NOT_IN_FORCE."""
    own = [one for one in illustrative_policies() if (one.version.side, one.version.insurance) == (side, insurance)]
    if not own:
        raise Refused(MedicalRefusal.POLICY_IS_NOT_IN_FORCE, day=day)
    return rules.in_force(own, day)


def public_policies(day: date) -> list[PublicPolicy]:
    """Return the policies that anybody may try on a day, as a public page shows them."""
    found = []
    for policy in estimates.current(illustrative_policies(), day):
        shown, version = only(policy, PUBLIC_FIELDS), policy.version
        one = PublicPolicy(version.side, version.insurance, shown.title, shown.illustrative, shown.person_groups)
        found.append(one)
    return found


def estimate(asked: Asked, day: date) -> tuple[Policy, Amounts] | None:
    """Return the policy of a day and who would pay what under it; None where it has no answer to what is asked."""
    for policy in estimates.current(illustrative_policies(), day):
        if (policy.version.side, policy.version.insurance) == (asked.side, asked.insurance):
            return (policy, estimates.estimate(asked, policy)) if estimates.fits(asked, policy) else None
    return None
