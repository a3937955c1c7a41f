"""What comes from another node: rules of lights are looked at before anybody signs them."""

from collections.abc import Mapping, Sequence
from typing import Any

from pilin.base.refusal import Refused
from pilin.kernel.federation.actions import Declined
from pilin.modules.projects.rules.lights import parse_rule


def check_rule(text: Mapping[str, Any], _parties: Sequence[str]) -> Declined | None:
    """A rule of lights must be readable and name every trigger once."""
    try:
        parse_rule(text)
    except Refused as refused:
        return Declined(refused.code, {name: str(fact) for name, fact in refused.facts.items()})
    return None
