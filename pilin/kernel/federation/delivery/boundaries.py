"""The line between two sides: a document that both sign, looked at before anybody signs it.

It is read from its document when it is needed (`queries.boundaries`); the rules of it are those of organisations.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation import actions
from pilin.kernel.federation.protocol.desk import Declined
from pilin.kernel.federation.protocol.documents import Document
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.rules import OrganisationsRefusal


def register() -> None:
    """Register the document with the federation."""
    actions.registry.documents(rules.BOUNDARY, check=check, agreed=agreed)


def check(text: Mapping[str, Any], parties: Sequence[str]) -> Declined | None:
    """A line must be readable, sound, and one between those who sign it."""
    try:
        boundary = rules.boundary_of(text)
    except Refused as refused:
        return Declined(refused.code, {name: str(fact) for name, fact in refused.facts.items()})
    if {*boundary.sides} != {*parties}:
        return Declined(OrganisationsRefusal.BOUNDARY_IS_NOT_OF_ITS_PARTIES, {"sides": "-".join(boundary.sides)})
    found = rules.faults_of(boundary)
    return Declined(found[0].code, {"where": found[0].where, "findings": len(found)}) if found else None


def agreed(_document: Document, _at: Instant) -> None:
    """A line is agreed: it is read when it is needed."""
