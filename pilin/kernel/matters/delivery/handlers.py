"""What the federation tells this room: matter events, refusals by peers, and texts of kinds and calendars."""

from collections.abc import Mapping, Sequence
from typing import Any

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.actions.sessions import Rooms
from pilin.kernel.federation.protocol.desk import Applied, Declined, Delivered, Outcome
from pilin.kernel.federation.protocol.documents import Document
from pilin.kernel.federation.protocol.event import Event
from pilin.kernel.matters.delivery import chain, docket
from pilin.kernel.matters.delivery.files import DjangoFiles
from pilin.kernel.matters.queries.soundness import findings
from pilin.kernel.matters.rules import clocks, kinds


def register() -> None:
    """Register with the federation."""
    registry = federation.registry
    registry.handle(chain.KINDS, decide)
    registry.on_refusal(refused)
    registry.documents("kind", check=check_kind, agreed=agreed)
    registry.documents("calendar", check=check_calendar, agreed=agreed)


def decide(delivered: Sequence[Delivered], at: Instant) -> Sequence[Outcome]:
    """Decide matter events in order, and ask for the attachments that they name."""
    outcomes = []
    for item in delivered:
        outcome = docket.decide(DjangoFiles(), Rooms(), item, at)
        if isinstance(outcome, Applied) and not item.own:
            _want(item.event)
        outcomes.append(outcome)
    return outcomes


def _want(event: Event) -> None:
    for digest in event.body.get("attachments", ()):
        federation.want_blob(str(digest), source=event.author, readers=event.parties)


def refused(event: Event, at: Instant) -> None:
    """A party refused an event: it falls out of its chain."""
    docket.refused(DjangoFiles(), event.re, event.author, at)


def check_kind(text: Mapping[str, Any], _parties: Sequence[str]) -> Declined | None:
    """A kind must be readable and sound before anybody signs it."""
    try:
        kind = kinds.parse(text)
    except Refused as refusal:
        return _declined(refusal)
    found = findings(kind)
    return Declined(found[0].code, {"where": found[0].where, "findings": len(found)}) if found else None


def check_calendar(text: Mapping[str, Any], _parties: Sequence[str]) -> Declined | None:
    """A calendar must be readable."""
    try:
        clocks.parse_calendar(text)
    except Refused as refusal:
        return _declined(refusal)
    return None


def _declined(refusal: Refused) -> Declined:
    facts = {name: fact if isinstance(fact, (str, int)) else str(fact) for name, fact in refusal.facts.items()}
    return Declined(refusal.code, facts)


def agreed(_document: Document, _at: Instant) -> None:
    """A kind or a calendar is agreed: it is read from its document when it is needed; events that wait are tried."""
