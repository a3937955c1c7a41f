"""A matter's chain as values: its entries, its file, the events that make entries, and the drafts of such events.

matters.open     {matter, kind, roles, fields, attachments, calendar, office}
matters.step     {matter, base, step, fields, attachments, text, reason, calendar, office}
matters.include  {matter, base, calendar, proposal: the signed matters.step of another party}
matters.time     {matter, base, action: expire | recount, clock, calendar}
matters.note     {matter, text, attachments [, asks, calendar]}      asking again for what is to follow the head `asks`
matters.provisional  {matter, base, step, fields, reason, receipt_at}      a note on our side only, until answered
matters.answer   {matter, outcome: ratified | reversed | disputed, reason}   re the provisional note

A field that not everybody may see stands there as {"part": the salted hash of a detached part}.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation.protocol import event as events
from pilin.kernel.federation.protocol.event import Draft, Event
from pilin.kernel.matters.rules.docket_refusals import DocketRefusal
from pilin.kernel.matters.rules.fold import Matter, Ordered

OPEN, STEP, INCLUDE, TIME, NOTE = "matters.open", "matters.step", "matters.include", "matters.time", "matters.note"
PROVISIONAL, ANSWER = "matters.provisional", "matters.answer"
BESIDE = (NOTE, PROVISIONAL, ANSWER)  # append-only, on no base: they never change the chain
KINDS = (OPEN, STEP, INCLUDE, TIME, *BESIDE)
_TEXTS = {
    "step": "name",
    "clock": "name",
    "text": "text",
    "reason": "reason",
    "office": "office",
    "calendar": "calendar",
}


@dataclass(frozen=True)
class Entry:
    """One link of a chain: the ordered event, the hash of the event that carried it, and the node that orders after."""

    ordered: Ordered
    carrier: str
    orderer_after: str


@dataclass(frozen=True)
class File:
    """One matter: fold, chain, pending proposals {hash: base}, what fell out of the chain, who refused its opening."""

    matter: Matter
    chain: tuple[Entry, ...]
    pending: Mapping[str, str] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()
    refused_by: str = ""

    @property
    def parties(self) -> tuple[str, ...]:
        """Return the codes of the nodes that hold the matter."""
        return tuple(sorted(set(self.matter.roles.values())))

    def entry(self, event_hash: str) -> Entry | None:
        """Return the entry of an ordered event."""
        return next((entry for entry in reversed(self.chain) if entry.ordered.hash == event_hash), None)


def ordered_of(event: Event, *, action: str, orderer: str) -> Ordered:
    """Read an event's body into what the fold takes. Raises EVENT_DOES_NOT_FIT_THE_MATTER."""
    body = event.body
    texts = {"name": ""} | {name: body[member] for member, name in _TEXTS.items() if member in body}
    roles, fields, attachments = body.get("roles", {}), body.get("fields", {}), body.get("attachments", [])
    shapes = (isinstance(roles, dict), isinstance(fields, dict), isinstance(attachments, list))
    if not all(shapes) or not all(isinstance(text, str) for text in texts.values()):
        raise Refused(DocketRefusal.EVENT_DOES_NOT_FIT_THE_MATTER)
    return Ordered(
        hash=event.hash,
        matter=str(body["matter"]),
        author=event.author,
        orderer=orderer,
        at=event.at,
        base=str(body.get("base", "")),
        action=action,
        roles=roles,
        fields=fields,
        attachments=tuple(attachments),
        **texts,
    )


def carried(include: Event, proposal: Event) -> Ordered:
    """Return a proposal as its orderer carried it in: at the orderer's time, under the orderer's calendar."""
    ordered = ordered_of(proposal, action="step", orderer=include.author)
    return replace(ordered, at=include.at, calendar=str(include.body.get("calendar", "")))


def embedded(include: Event) -> Event:
    """Return the proposal inside an include. Raises EVENT_IS_NOT_READABLE."""
    return events.parse(include.body.get("proposal"))


def opening(*, matter: str, kind: str, roles: Mapping[str, str], basis: str, **members: Any) -> Draft:
    """Return the draft that opens a matter of an agreed kind (hash); `members` are fields, calendar, office."""
    body = {"matter": matter, "kind": kind, "roles": dict(roles), **members}
    return _draft(OPEN, basis, body, sorted(set(roles.values())))


def stepping(file: File, step: str, *, basis: str, calendar: str, **members: Any) -> Draft:
    """Return the draft of a step on the present head; `members` are fields, attachments, text, reason, office."""
    body = {"matter": file.matter.id, "base": file.matter.head, "step": step, "calendar": calendar, **members}
    return _draft(STEP, basis, body, file.parties)


def including(proposal: Event, *, calendar: str) -> Draft:
    """Return the orderer's draft that carries a proposal in."""
    matter, base = str(proposal.body["matter"]), str(proposal.body["base"])
    body = {"matter": matter, "base": base, "calendar": calendar, "proposal": proposal.as_json()}
    return replace(_draft(INCLUDE, proposal.basis, body, proposal.parties), re=proposal.hash)


def timing(file: File, action: str, clock: str, *, basis: str, calendar: str) -> Draft:
    """Return the orderer's draft that lets a clock expire or counts it anew under a calendar."""
    body = {"matter": file.matter.id, "base": file.matter.head, "action": action, "clock": clock, "calendar": calendar}
    return _draft(TIME, basis, body, file.parties)


def noting(file: File, text: str, *, basis: str, attachments: Sequence[str] = ()) -> Draft:
    """Return the draft of a note: append-only, on no base."""
    body = {"matter": file.matter.id, "text": text, "attachments": list(attachments)}
    return _draft(NOTE, basis, body, file.parties)


def asking(file: File, text: str, *, basis: str, calendar: str) -> Draft:
    """Return the draft of a note that asks again for an answer: to what the head says, counted under a calendar."""
    draft = noting(file, text, basis=basis)
    return replace(draft, body={**draft.body, "asks": file.matter.head, "calendar": calendar})


def provisioning(file: File, step: str, *, basis: str, receipt_at: Instant, **members: Any) -> Draft:
    """Return the draft of a provisional note: what we do alone while a party is out of reach."""
    at = clock.write(receipt_at)
    body = {"matter": file.matter.id, "base": file.matter.head, "step": step, "receipt_at": at, **members}
    return _draft(PROVISIONAL, basis, body, file.parties)


def answering(file: File, note: str, outcome: str, *, basis: str, reason: str) -> Draft:
    """Return the draft that ratifies, reverses or disputes a provisional note (by hash)."""
    body = {"matter": file.matter.id, "outcome": outcome, "reason": reason}
    return replace(_draft(ANSWER, basis, body, file.parties), re=note)


def _draft(kind: str, basis: str, body: Mapping[str, Any], parties: Sequence[str]) -> Draft:
    """Return a draft; detached parts among the members (`contents`) go beside its body, never into it."""
    said = {name: value for name, value in body.items() if name != "contents"}
    apart = tuple(body.get("contents", ()))
    return Draft(kind, "matters", basis, said, parties, subject=f"matter/{body['matter']}", contents=apart)
