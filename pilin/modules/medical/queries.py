"""What the medical room reads: so far the policies that ship with it, which are illustrative and say so."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, cast

from pilin.base import refdata
from pilin.base.refusal import Refused
from pilin.modules.medical.rules import policy as rules
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.policy import Policy
from pilin.modules.medical.rules.reading import read_policy

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
