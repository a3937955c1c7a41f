"""What comes from another node: rules of lights are looked at before anybody signs them."""

from collections.abc import Mapping, Sequence
from typing import Any

from pilin.base.refusal import Refused
from pilin.kernel.federation.actions import Declined
from pilin.modules.projects import queries
from pilin.modules.projects.rules import seals
from pilin.modules.projects.rules.lights import parse_rule
from pilin.modules.projects.rules.schedule import parse_schedule


def check_schedule(text: Mapping[str, Any], _parties: Sequence[str]) -> Declined | None:
    """A schedule of reports must say by which day, how it is counted, and who reports."""
    try:
        parse_schedule(text)
    except Refused as refused:
        return Declined(refused.code, {name: str(fact) for name, fact in refused.facts.items()})
    return None


def check_seal(text: Mapping[str, Any], parties: Sequence[str]) -> Declined | None:
    """A seal must name no other light than ours where facts, rule and day are the same."""
    try:
        told = seals.read(text)
        seals.check(queries.our_seal(parties, told.day), told)
    except Refused as refused:
        return Declined(refused.code, {name: str(fact) for name, fact in refused.facts.items()})
    return None


def check_rule(text: Mapping[str, Any], _parties: Sequence[str]) -> Declined | None:
    """A rule of lights must be readable and name every trigger once."""
    try:
        parse_rule(text)
    except Refused as refused:
        return Declined(refused.code, {name: str(fact) for name, fact in refused.facts.items()})
    return None
