"""What the federation tells this room: matter events, refusals by peers, and texts of kinds and calendars."""

from collections.abc import Mapping, Sequence
from typing import Any

from pilin.base import ids
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.agreements import actions as agreements
from pilin.kernel.agreements.rules import Opening
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.actions.sessions import Rooms
from pilin.kernel.federation.protocol.desk import Applied, Declined, Delivered, Outcome
from pilin.kernel.federation.protocol.documents import Document
from pilin.kernel.federation.protocol.event import Draft, Event, is_hash
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters.delivery.files import DjangoFiles
from pilin.kernel.matters.models import NAME as NAME_MAX
from pilin.kernel.matters.queries import agreed as agreed_texts
from pilin.kernel.matters.rules import chain, clocks, docket, kinds
from pilin.kernel.matters.rules.docket_refusals import DocketRefusal
from pilin.kernel.matters.rules.refusals import MatterRefusal
from pilin.kernel.matters.rules.soundness import findings


def register() -> None:
    """Register with the federation."""
    registry = federation.registry
    registry.handle(chain.KINDS, decide)
    registry.on_refusal(refused)
    registry.documents("kind", check=check_kind, agreed=agreed)
    registry.documents("calendar", check=check_calendar, agreed=agreed)
    agreements.openers[chain.OPEN] = opened_kind


def opened_kind(event: Event) -> tuple[Opening, str]:
    """Return which kind of matter an opening would open, for the clause that it cites; no name while it is unknown."""
    kind = agreed_texts.kind(str(event.body.get("kind")))
    return Opening.MATTER, kind.name if kind is not None else ""


def decide(delivered: Sequence[Delivered], at: Instant) -> Sequence[Outcome]:
    """Decide matter events in order, and ask for the attachments that they name."""
    files, outcomes = DjangoFiles(), []
    if len(delivered) > 1:
        files.fetch([item.event for item in delivered])
    for item in delivered:
        files.basis = item.event.basis
        outcome = _decide(files, item, at)
        if isinstance(outcome, Applied):
            _want(item.event)
        outcomes.append(outcome)
    files.write()
    matters.moved_to(files.moved(), at)
    return outcomes


class Speaking(Rooms):
    """The voice of the docket: what it tells in between is decided by the tables, so they are written first."""

    def __init__(self, files: DjangoFiles) -> None:
        super().__init__()
        self._files = files

    def tell(self, drafts: Sequence[Draft], at: Instant) -> Sequence[Event]:
        """Tell facts in the running transaction."""
        self._files.write()
        told = super().tell(drafts, at)
        self._files.forget()
        return told


def _decide(files: DjangoFiles, item: Delivered, at: Instant) -> Outcome:
    """Refuse what no table could hold; the docket decides the rest."""
    if not ids.is_id(str(item.event.body.get("matter"))) or _attachments(item.event) is None:
        return Declined(DocketRefusal.EVENT_DOES_NOT_FIT_THE_MATTER)
    if item.event.kind == chain.OPEN and (refused := _unadmitted(files, item.event)):
        return Declined(refused.code, {name: str(value) for name, value in refused.facts.items()})
    return docket.decide(files, Speaking(files), item, at)


def _unadmitted(files: DjangoFiles, event: Event) -> Refused | None:
    """Return what a room of ours has against an opening of another party; None where it has nothing."""
    kind = files.kind(str(event.body.get("kind")))
    admission = matters.admissions_of(kind.name) if kind is not None else None
    return matters.against(event, admission) if admission is not None and event.author != facts.me() else None


def _attachments(event: Event) -> list[str] | None:
    """Return the hashes of the attachments that an event names, or None where they are no list of hashes."""
    named = event.body.get("attachments", [])
    return named if isinstance(named, list) and all(map(is_hash, named)) else None


def _want(event: Event) -> None:
    """Ask the author for what its event names; a proposal that was carried in may never have come by itself."""
    named = chain.embedded(event) if event.kind == chain.INCLUDE else event
    if named.author != facts.me():
        for digest in _attachments(named) or ():
            federation.want_blob(digest, source=named.author, readers=named.parties)


def refused(event: Event, at: Instant) -> None:
    """A party refused an event: it falls out of its chain."""
    files = DjangoFiles()
    docket.refused(files, event.re, event.author, at)
    files.write()
    matters.moved_to(files.moved(), at)


def check_kind(text: Mapping[str, Any], _parties: Sequence[str]) -> Declined | None:
    """A kind must be readable, sound, and of names that fit a column, before anybody signs it."""
    try:
        kind = kinds.parse(text)
    except Refused as refusal:
        return _declined(refusal)
    for name in (*kind.states, *(clock.name for clock in kind.clocks)):
        if len(name) > NAME_MAX:
            return Declined(MatterRefusal.DOCUMENT_IS_MALFORMED, {"where": name[:NAME_MAX], "length_max": NAME_MAX})
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
