"""What comes from another node: benefit policies are looked at before anybody signs them."""

from collections.abc import Mapping, Sequence
from typing import Any

from pilin.base.refusal import Refused
from pilin.kernel.federation.actions import Declined
from pilin.modules.medical import queries
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.policy import check_versions
from pilin.modules.medical.rules.reading import read_policy


def check_policy(text: Mapping[str, Any], parties: Sequence[str]) -> Declined | None:
    """A policy reads, is that of one of the parties, and follows the versions that hold already."""
    try:
        policy = read_policy(text)
        if policy.version.side not in parties:
            raise Refused(MedicalRefusal.POLICY_IS_OF_NO_PARTY, side=policy.version.side)
        check_versions([*queries.agreed_policies(policy.version.side, policy.version.insurance), policy])
    except Refused as refused:
        return Declined(refused.code, {name: str(fact) for name, fact in refused.facts.items()})
    return None
