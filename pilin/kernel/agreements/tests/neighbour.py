"""The other side as a signing key: it writes events, seals them into its lanes, and reads what we answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pilin.base.clock import Instant
from pilin.base.ids import new_id
from pilin.kernel.agreements.rules import Text
from pilin.kernel.agreements.tests.samples import AT, US
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.protocol import documents
from pilin.kernel.federation.protocol import envelope as envelopes
from pilin.kernel.federation.protocol import event as events
from pilin.kernel.federation.protocol.documents import Document
from pilin.kernel.federation.protocol.envelope import LANES, START, Place
from pilin.kernel.federation.protocol.event import Draft, Event
from pilin.kernel.federation.protocol.frame import Header, LaneReport, build, parse
from pilin.kernel.federation.protocol.suite import Ed25519Signer

OUR_SIGNER = Ed25519Signer(b"u" * 32)


@dataclass
class Neighbour:
    """A node that is nothing but its code, its key and the heads of its lanes."""

    code: str
    heads: dict[str, tuple[int, str]] = field(default_factory=lambda: dict.fromkeys(LANES, (0, START)))

    @property
    def signer(self) -> Ed25519Signer:
        return Ed25519Signer(self.code.encode().ljust(32, b"k"))

    @property
    def charter(self) -> str:
        return f"charter:{self.code.ljust(64, '0')}"

    def introduce(self) -> "Neighbour":
        """Let our node know this one as a key ceremony leaves it."""
        tables.Link.objects.create(
            peer=self.code, name=self.code, url="", certificate="", mode="open", charter=self.charter
        )
        for code, signer in ((self.code, self.signer), (US, OUR_SIGNER)):
            key = signer.key
            tables.Key.objects.create(node=code, link_id=self.code, kid=key.kid, suite=key.suite, public=key.public)
        return self

    def event(self, draft: Draft, *, at: Instant = AT) -> Event:
        """Sign a draft."""
        return events.sign(draft, author=self.code, signer=self.signer, at=at, entropy=bytes)

    def tell(self, draft: Draft, *, at: Instant = AT, known_at: Instant | None = None) -> Event:
        """Sign a draft and push it to our node, which takes it at `known_at`."""
        seq, prev = self.heads[draft.lane]
        event = self.event(Draft(**{**vars(draft), "id": draft.id or _id(at, seq, draft.lane)}), at=at)
        place = Place(self.code, US, draft.lane, seq + 1, prev, 1)
        envelope = envelopes.seal(event, place, signer=self.signer, sent_at=at, seen=None)
        self.heads[draft.lane] = (seq + 1, envelope.hash)
        self.push(draft.lane, [envelope.line], at=known_at or at)
        return event

    def push(self, lane: str, lines: Sequence[bytes], *, at: Instant) -> None:
        """Send a frame of the lane; our node must not refuse it."""
        lanes = {name: LaneReport(*self.heads[name], 0, START, 0) for name in LANES}
        header = Header("push", self.code, US, 1, at, (1, 2), "open", lanes, {"lane": lane})
        (effects,) = federation.receive([build(header, lines, self.signer)], sender=self.code, at=at)
        assert effects.reply is not None
        assert parse(effects.reply).header.type == "receipt"

    # Documents

    def offer(self, text: Text | Mapping[str, Any], parties: Sequence[str], *, at: Instant = AT) -> Event:
        """Offer a text to parties under this link's charter."""
        written = text if isinstance(text, Mapping) else text.as_json()
        return self.tell(documents.offer(written, basis=self.charter, parties=parties), at=at)

    def sign(self, document_hash: str, *, at: Instant = AT) -> Event:
        """Sign a document that lies with our node."""
        return self.tell(documents.sign(_document(document_hash)), at=at)

    def decline(self, document_hash: str, *, at: Instant = AT) -> Event:
        """Decline a document that lies with our node."""
        return self.tell(documents.decline(_document(document_hash), "no", "不同意"), at=at)

    # What came of it

    def outcome(self, event: Event) -> tuple[str, str]:
        """Return what our node decided about an event of this one: outcome and code."""
        row = tables.Envelope.objects.get(peer=self.code, author=self.code, event_hash=event.hash)
        return row.outcome, row.code

    def heard(self, kind: str) -> list[Event]:
        """Return the events of a kind that our node has written for this one, oldest first."""
        rows = tables.Envelope.objects.filter(peer=self.code, author=US, kind=kind).order_by("seq")
        return [envelopes.parse(bytes(row.line), versions=(1, 2))[0].event for row in rows]


def _id(at: Instant, seq: int, lane: str) -> str:
    """Return an id that no other event of this neighbour has."""
    return new_id(at, lambda size: f"{lane}{seq}".encode().rjust(size, b"\0"))


def _document(document_hash: str) -> Document:
    row = tables.Document.objects.get(pk=document_hash)
    texts = {name: getattr(row, name) for name in ("hash", "type", "text", "basis", "offered_by", "offer", "answers")}
    return Document(**texts, parties=tuple(row.parties))
