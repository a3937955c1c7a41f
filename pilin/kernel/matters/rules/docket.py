"""The docket: what an event does to the chain of a matter. Pure; the simulation runs these lines with files in memory.

A matter is a chain of ordered events. In every state one party orders: its own steps enter the chain at once, a step
of any other party is a proposal until the orderer's `matters.include` carries it in. An event names the head that it
builds on: an unknown head waits, an old one is refused. What any party refuses falls out of the chain on every node,
together with all that was built on it, and goes back to its authors as drafts; a fact stays shared while all hold it.

The effect of an ordered event is the digest of the fold after it: it depends on the chain alone, not on arrival.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from pilin.base.canonical import digest_of
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation.protocol.desk import Applied, Declined, Delivered, Outcome, Waiting
from pilin.kernel.federation.protocol.documents import Voice
from pilin.kernel.federation.protocol.event import Event
from pilin.kernel.matters.rules import chain, docket_beside, fold
from pilin.kernel.matters.rules.chain import Entry, File
from pilin.kernel.matters.rules.clocks import Calendar
from pilin.kernel.matters.rules.docket_refusals import DocketRefusal
from pilin.kernel.matters.rules.fold import Matter, Ordered
from pilin.kernel.matters.rules.kinds import Kind
from pilin.kernel.matters.rules.refusals import Refusal

REFUSAL = "link.refusal"


class Files(Protocol):
    """Where matters are kept."""

    def get(self, matter: str) -> File | None:
        """Return a matter's file, locked for this transaction."""
        ...

    def put(self, file: File, at: Instant) -> None:
        """Keep a file."""
        ...

    def kind(self, kind_hash: str) -> Kind | None:
        """Return an agreed kind."""
        ...

    def kind_parties(self, kind_hash: str) -> Sequence[str]:
        """Return the codes of those who agreed on a kind."""
        ...

    def calendars(self) -> Mapping[str, Calendar]:
        """Return the agreed calendars by hash."""
        ...

    def calendar(self, parties: Sequence[str]) -> str:
        """Return the hash of the calendar that these parties agreed on last, or the empty text."""
        ...

    def matter_of(self, event_hash: str) -> str:
        """Return the matter in whose chain or pendings an event stands, or the empty text."""
        ...

    def refuse(self, event_hash: str, by: str) -> None:
        """Remember that a party refused an event."""
        ...

    def was_refused(self, event_hash: str, parties: Sequence[str]) -> bool:
        """Tell whether one of the parties refused an event."""
        ...

    def note(self, matter: str, event: Event) -> None:
        """Keep a note beside the chain."""
        ...

    def asked(self, matter: str, author: str) -> Mapping[str, Instant]:
        """Return the notes by which a party asked again in a matter: hash and time."""
        ...

    def verify(self, event: Event) -> Outcome | None:
        """Check the signature of an embedded event; None where it holds."""
        ...


def decide(files: Files, voice: Voice, item: Delivered, at: Instant) -> Outcome:
    """Decide one matter event: it enters the chain, stands as a proposal or a note, waits, or is refused."""
    event = item.event
    if files.was_refused(event.hash, event.parties):
        return Declined(DocketRefusal.A_PARTY_REFUSED_IT)
    try:
        return _open(files, event, at) if event.kind == chain.OPEN else _onto(files, voice, event, at)
    except Refused as refused:
        return Declined(refused.code)


def _open(files: Files, event: Event, at: Instant) -> Outcome:
    body = event.body
    if (kind := files.kind(str(body.get("kind")))) is None:
        return Waiting(DocketRefusal.KIND_IS_NOT_AGREED)
    if body.get("calendar") and str(body["calendar"]) not in files.calendars():
        return Waiting(DocketRefusal.CALENDAR_IS_NOT_AGREED)
    if not _are_parties(event, files.kind_parties(kind.digest)):
        return Declined(DocketRefusal.PARTIES_ARE_NOT_THE_MATTERS)
    if files.get(str(body.get("matter"))) is not None:
        return Declined(DocketRefusal.MATTER_EXISTS)
    ordered = chain.ordered_of(event, action="open", orderer=event.author)
    matter = fold.opened(kind, ordered, files.calendars())
    if isinstance(matter, Refusal):
        return _declined(matter)
    files.put(File(matter, (Entry(ordered, event.hash, _orderer(kind, matter)),)), at)
    return Applied(fold.digest(matter))


def _are_parties(event: Event, agreed: Sequence[str]) -> bool:
    """Tell whether the parties of an opening hold its roles and, among others maybe, agreed on its kind."""
    roles = event.body.get("roles")
    named = isinstance(roles, dict) and list(event.parties) == sorted({str(node) for node in roles.values()})
    return named and {*event.parties} <= {*agreed}


def _orderer(kind: Kind, matter: Matter) -> str:
    return matter.roles[kind.states[matter.state].orderer]


def _onto(files: Files, voice: Voice, event: Event, at: Instant) -> Outcome:
    """Find the matter, and whether the event belongs to it."""
    file = files.get(str(event.body.get("matter")))
    if file is None:
        return Waiting(DocketRefusal.MATTER_IS_UNKNOWN)
    if event.parties != file.parties:
        return Declined(DocketRefusal.PARTIES_ARE_NOT_THE_MATTERS)
    if file.refused_by:
        return Declined(DocketRefusal.A_PARTY_REFUSED_IT)
    if event.kind in chain.BESIDE:
        return _beside(files, file, event)
    return _on_base(files, voice, file, event, at)


def _beside(files: Files, file: File, event: Event) -> Outcome:
    """Keep what stands beside the chain; of asking again a matter bears one a working day from each side."""
    if not docket_beside.is_fitting(_kind(files, file.matter), event):
        return Declined(DocketRefusal.EVENT_DOES_NOT_FIT_THE_MATTER)
    if event.body.get("asks"):
        named = str(event.body["calendar"])
        calendar = files.calendars().get(named) if named else docket_beside.WEEKDAYS
        if calendar is None:
            return Waiting(DocketRefusal.CALENDAR_IS_NOT_AGREED)
        day = docket_beside.asked_already(event, files.asked(file.matter.id, event.author), calendar)
        if day is not None:
            return Declined(DocketRefusal.ASKED_ALREADY, {"day": day.isoformat()})
    files.note(file.matter.id, event)
    return Applied(digest_of([event.kind, event.hash]))


def _on_base(files: Files, voice: Voice, file: File, event: Event, at: Instant) -> Outcome:
    """Find the base; the node that orders after it decides how the event is taken."""
    base = str(event.body.get("base"))
    entry = file.entry(base)
    if entry is None:
        refused_here = voice.replied(base, REFUSAL)
        gone = refused_here or base in file.dropped or files.was_refused(base, file.parties)
        return Declined(DocketRefusal.BASE_WAS_REFUSED) if gone else Waiting(DocketRefusal.BASE_IS_UNKNOWN)
    if event.author == entry.orderer_after:
        return _order(files, file, event, at)
    if event.kind != chain.STEP:
        return Declined(DocketRefusal.ONLY_THE_ORDERER_MAY)
    return _propose(files, voice, file, entry, event, at)


def _order(files: Files, file: File, event: Event, at: Instant) -> Outcome:
    """An event of the orderer enters the chain, or is refused."""
    if event.body["base"] != file.matter.head:
        return Declined(DocketRefusal.BASE_IS_OLD)
    if event.kind == chain.INCLUDE:
        return _include(files, file, event, at)
    action = "step" if event.kind == chain.STEP else str(event.body.get("action"))
    return _enter(files, file, chain.ordered_of(event, action=action, orderer=event.author), event.hash, at)


def _include(files: Files, file: File, event: Event, at: Instant) -> Outcome:
    """The orderer carries a proposal in. The proposal stands inside, so a node that never got it can apply it."""
    proposal = chain.embedded(event)
    named = (proposal.kind, proposal.hash, proposal.body.get("matter"), proposal.body.get("base"), proposal.parties)
    if named != (chain.STEP, event.re, file.matter.id, file.matter.head, file.parties):
        return Declined(DocketRefusal.PROPOSAL_DOES_NOT_FIT)
    if (problem := files.verify(proposal)) is not None:
        return problem
    if files.was_refused(proposal.hash, file.parties):
        return Declined(DocketRefusal.A_PARTY_REFUSED_IT)
    return _enter(files, file, chain.carried(event, proposal), event.hash, at)


def _enter(files: Files, file: File, ordered: Ordered, carrier: str, at: Instant) -> Outcome:
    if ordered.calendar and ordered.calendar not in files.calendars():
        return Waiting(DocketRefusal.CALENDAR_IS_NOT_AGREED)
    kind = _kind(files, file.matter)
    matter = fold.step(kind, file.matter, ordered, files.calendars())
    if isinstance(matter, Refusal):
        return _declined(matter)
    entry = Entry(ordered, carrier, _orderer(kind, matter))
    pending = {name: base for name, base in file.pending.items() if name != ordered.hash}
    files.put(replace(file, matter=matter, chain=(*file.chain, entry), pending=pending), at)
    return Applied(fold.digest(matter))


def _declined(refusal: Refusal) -> Declined:
    """Return a rule's refusal as the author will read it; facts that are no plain values are written as text."""
    facts = {name: fact if isinstance(fact, (str, int)) else str(fact) for name, fact in refusal.facts.items()}
    return Declined(refusal.code, facts)


def _kind(files: Files, matter: Matter) -> Kind:
    kind = files.kind(matter.kind)
    assert kind is not None, "a matter's kind was agreed before it was opened"
    return kind


def _propose(files: Files, voice: Voice, file: File, entry: Entry, event: Event, at: Instant) -> Outcome:
    """A proposal: the orderer judges it and carries it in; everybody else notes that it stands."""
    standing = Applied(digest_of(["proposal", event.hash]))
    if file.entry(event.hash) is not None or voice.replied(event.hash, chain.INCLUDE):
        return standing
    if entry.orderer_after != voice.code:
        if entry.ordered.hash == file.matter.head:
            files.put(replace(file, pending={**file.pending, event.hash: entry.ordered.hash}), at)
        return standing
    if entry.ordered.hash != file.matter.head:
        return Declined(DocketRefusal.BASE_IS_OLD)
    calendar = files.calendar(file.parties)
    ordered = replace(chain.ordered_of(event, action="step", orderer=voice.code), at=at, calendar=calendar)
    tried = fold.step(_kind(files, file.matter), file.matter, ordered, files.calendars())
    if isinstance(tried, Refusal):
        return _declined(tried)
    voice.tell([chain.including(event, calendar=calendar)], at)
    return standing


def refused(files: Files, event_hash: str, by: str, at: Instant) -> Sequence[str]:
    """A party refused an event: it falls out of its chain with all that was built on it. Returns what fell out.

    Where the opening itself was refused the matter stays as a record, and nothing more can happen in it.
    """
    name = files.matter_of(event_hash)
    file = files.get(name) if name else None
    if file is not None and by not in file.parties:
        return ()
    files.refuse(event_hash, by)
    if file is None:
        return ()
    pending = {proposal: base for proposal, base in file.pending.items() if proposal != event_hash}
    place = next((n for n, entry in enumerate(file.chain) if event_hash in (entry.carrier, entry.ordered.hash)), None)
    if not place:
        files.put(replace(file, pending=pending, refused_by=by if place == 0 else file.refused_by), at)
        return ()
    kept, fallen = file.chain[:place], file.chain[place:]
    gone = {hash_ for entry in fallen for hash_ in (entry.ordered.hash, entry.carrier)}
    matter = refold(_kind(files, file.matter), kept, files.calendars())
    dropped = (*file.dropped, *sorted(gone))
    files.put(replace(file, matter=matter, chain=kept, pending=pending, dropped=dropped), at)
    return [entry.ordered.hash for entry in fallen]


def refold(kind: Kind, entries: Sequence[Entry], calendars: Mapping[str, Calendar]) -> Matter:
    """Fold a chain anew from its opening. Every entry fitted once, so it fits again."""
    matter = fold.opened(kind, entries[0].ordered, calendars)
    for entry in entries[1:]:
        assert isinstance(matter, Matter), matter
        matter = fold.step(kind, matter, entry.ordered, calendars)
    assert isinstance(matter, Matter), matter
    return matter
