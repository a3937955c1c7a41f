"""Documents: offer and countersign. One primitive for agreements, matter kinds, calendars and rules of lights.

A document is agreed when every party has signed and dead when one has declined. Each party answers once, so both cannot
happen, and the order in which answers arrive does not matter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from pilin.base.canonical import digest_of
from pilin.base.clock import Instant
from pilin.kernel.federation.protocol.desk import Applied, Declined, Delivered, Outcome, Waiting
from pilin.kernel.federation.protocol.event import Draft, Event
from pilin.kernel.federation.protocol.refusals import LinkRefusal

OFFER, SIGN, DECLINE, WITHDRAW = "document.offer", "document.sign", "document.decline", "document.withdraw"
KINDS = (OFFER, SIGN, DECLINE, WITHDRAW)


@dataclass(frozen=True)
class Document:
    """A text on the table. `answers` says for each party that has answered: `signed` or `declined`."""

    hash: str
    type: str
    text: Mapping[str, Any]
    basis: str
    parties: tuple[str, ...]
    offered_by: str
    offer: str  # hash of the event of the first offer
    answers: Mapping[str, str]
    withdrawn: bool = False

    @property
    def state(self) -> str:
        """Return `agreed`, `dead` or `open`."""
        if "declined" in self.answers.values():
            return "dead"
        return "agreed" if all(party in self.answers for party in self.parties) else "open"


class Shelf(Protocol):
    """Where documents are kept, and whom to tell when one is agreed."""

    def get(self, document_hash: str) -> Document | None:
        """Return a document."""
        ...

    def offered(self, offer: str) -> Document | None:
        """Return the document that an event first offered."""
        ...

    def put(self, document: Document) -> None:
        """Keep a document."""
        ...

    def check(self, text: Mapping[str, Any], parties: Sequence[str]) -> Declined | Waiting | None:
        """Let the room that owns this type of document look at an offered text."""
        ...

    def agreed(self, document: Document, at: Instant) -> None:
        """The last party signed."""
        ...


class Voice(Protocol):
    """How a handler speaks: it tells facts, and asks whether we answered an event already."""

    code: str

    def tell(self, drafts: Sequence[Draft], at: Instant) -> Sequence[Event]:
        """Tell facts in the running transaction."""
        ...

    def replied(self, re: str, kind: str) -> bool:
        """Tell whether an own event of this kind answers `re`, decided here or not."""
        ...


def decide(shelf: Shelf, voice: Voice, item: Delivered, at: Instant) -> Outcome:
    """Decide one document event."""
    if item.event.kind == OFFER:
        return _offered(shelf, item.event, at)
    document = shelf.get(str(item.event.body.get("document")))
    if document is None:
        return Waiting(LinkRefusal.DOCUMENT_IS_UNKNOWN)
    if item.event.author not in document.parties:
        return Declined(LinkRefusal.DOCUMENT_IS_NOT_FOR_AUTHOR)
    if item.event.kind == WITHDRAW:
        return _withdrawn(shelf, voice, document, item.event, at)
    return _answered(shelf, document, item.event, at)


def _offered(shelf: Shelf, event: Event, at: Instant) -> Outcome:
    """A new text, or the same text offered by another party as well: then the offer is that party's signature."""
    text = event.body.get("document")
    if not isinstance(text, dict) or not isinstance(text.get("type"), str):
        return Declined(LinkRefusal.EVENT_IS_NOT_READABLE)
    name = name_of(text, event.parties)
    document = shelf.get(name)
    if document is not None:
        return _answered(shelf, document, event, at)
    if (objection := shelf.check(text, event.parties)) is not None:
        return objection
    answers = {event.author: "signed"}
    shelf.put(Document(name, text["type"], text, event.basis, event.parties, event.author, event.hash, answers))
    return _effect(name, event)


def _answered(shelf: Shelf, document: Document, event: Event, at: Instant) -> Outcome:
    if event.author not in document.parties or event.parties != document.parties:
        return Declined(LinkRefusal.DOCUMENT_IS_NOT_FOR_AUTHOR)
    if event.author in document.answers:
        return Declined(LinkRefusal.DOCUMENT_IS_ANSWERED)
    answer = "declined" if event.kind == DECLINE else "signed"
    later = replace(document, answers={**document.answers, event.author: answer})
    shelf.put(later)
    if later.state == "agreed":
        shelf.agreed(later, at)
    return _effect(document.hash, event)


def _withdrawn(shelf: Shelf, voice: Voice, document: Document, event: Event, at: Instant) -> Outcome:
    """Taken back by its offerer: who has not answered declines at once; who has signed changes nothing."""
    if event.author != document.offered_by:
        return Declined(LinkRefusal.DOCUMENT_IS_NOT_FOR_AUTHOR)
    shelf.put(replace(document, withdrawn=True))
    answered = voice.code in document.answers or voice.replied(document.offer, SIGN) or event.author == voice.code
    if not answered:
        voice.tell([decline(document, LinkRefusal.DOCUMENT_WAS_WITHDRAWN.value, "")], at)
    return _effect(document.hash, event)


def refused(shelf: Shelf, offer: str, by: str) -> None:
    """A party refused an offer itself (the event `offer`): for everybody it declined the document."""
    document = shelf.offered(offer)
    if document is not None and by in document.parties and by not in document.answers:
        shelf.put(replace(document, answers={**document.answers, by: "declined"}))


def _effect(name: str, event: Event) -> Applied:
    return Applied(digest_of([name, event.author, event.kind]))


def name_of(text: Mapping[str, Any], parties: Sequence[str]) -> str:
    """Return the hash that names a text between parties: the same text between others is another document."""
    return digest_of({"parties": sorted({*parties}), "text": text})


def offer(text: Mapping[str, Any], *, basis: str, parties: Sequence[str]) -> Draft:
    """Return the draft that offers a text; `parties` are all of them, its author too."""
    return Draft(OFFER, "documents", basis, {"document": text}, parties, subject=f"document/{name_of(text, parties)}")


def sign(document: Document) -> Draft:
    """Return the draft that signs a document."""
    return _answer(document, SIGN, {"document": document.hash})


def decline(document: Document, code: str, reason: str) -> Draft:
    """Return the draft that declines a document, with a code and a reason in words."""
    return _answer(document, DECLINE, {"document": document.hash, "code": code, "reason": reason})


def withdraw(document: Document) -> Draft:
    """Return the draft by which its offerer takes a document back."""
    return _answer(document, WITHDRAW, {"document": document.hash})


def _answer(document: Document, kind: str, body: Mapping[str, Any]) -> Draft:
    subject = f"document/{document.hash}"
    return Draft(kind, "documents", document.basis, body, document.parties, subject=subject, re=document.offer)
