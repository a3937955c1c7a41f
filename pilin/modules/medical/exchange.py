"""What comes from another node: policies before anybody signs them, and what the other agency says of settlements."""

from collections.abc import Mapping, Sequence
from typing import Any

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation.actions import Applied, Declined, Delivered, Event
from pilin.kernel.federation.queries import facts
from pilin.modules.medical import queries
from pilin.modules.medical.actions import insuring
from pilin.modules.medical.actions.booking import TableBook
from pilin.modules.medical.actions.settling import Teller
from pilin.modules.medical.rules import quote as quotes
from pilin.modules.medical.rules import settlement as rules
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


def decide(delivered: Sequence[Delivered], at: Instant) -> list[Applied]:
    """Decide facts about settlements, in order. What the rules refuse is raised and decides that one fact."""
    return [Applied(rules.decide(TableBook(), Teller(), item.event, at)) for item in delivered]


def quote(delivered: Sequence[Delivered], at: Instant) -> list[Applied]:
    """Decide questions without effect and their answers: the insured side answers, and nothing is kept."""
    return [Applied(quotes.decide(insuring, Teller(), item.event, at)) for item in delivered]


def refused(event: Event, at: Instant) -> None:
    """The other agency refused a question of ours itself."""
    question = facts.event(event.re)
    if question is not None and question.kind == rules.SETTLE:
        rules.refused(TableBook(), question, event.hash, at)
