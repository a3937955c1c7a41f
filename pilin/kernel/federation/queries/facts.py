"""Facts for the rooms above: stored events, agreed documents, and when a peer was last heard."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

from django.conf import settings

from pilin.base.clock import Instant
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.protocol import envelope as envelopes
from pilin.kernel.federation.protocol.documents import Document
from pilin.kernel.federation.protocol.event import Event

__all__ = [
    "Document",
    "OpenDocument",
    "agreed_documents",
    "agreed_of",
    "agreed_text",
    "charter_of",
    "document",
    "event",
    "events",
    "heard_at",
    "me",
    "open_documents",
    "peers",
    "was_told",
]

_VERSIONS = (1, 2)


def me() -> str:
    """Return this node's code."""
    return str(settings.NODE.node.code)


def event(event_hash: str) -> Event | None:
    """Return a stored event."""
    return next(iter(events([event_hash])), None)


def events(event_hashes: Sequence[str]) -> list[Event]:
    """Return stored events, each once, in the order in which they were stored."""
    rows = tables.Envelope.objects.filter(event_hash__in=event_hashes).exclude(line=b"").order_by("pk")
    lines = dict(rows.values_list("event_hash", "line"))
    return [envelopes.parse(bytes(line), versions=_VERSIONS)[0].event for line in lines.values()]


def agreed_text(kind: str, document_hash: str) -> Mapping[str, Any] | None:
    """Return the text of an agreed document of a type."""
    rows = tables.Document.objects.filter(pk=document_hash, type=kind, state="agreed")
    return rows.values_list("text", flat=True).first()


def agreed_documents(kind: str, *, hashes: Collection[str] | None = None) -> list[tables.Document]:
    """Return the agreed documents of a type, of some hashes or of all, the last agreed first."""
    rows = tables.Document.objects.filter(type=kind, state="agreed").order_by("-ended_at", "hash")
    return list(rows if hashes is None else rows.filter(hash__in=hashes))


def agreed_of(kinds: Collection[str]) -> list[tables.Document]:
    """Return the agreed documents of several types, the last agreed first; one query."""
    return list(tables.Document.objects.filter(type__in=kinds, state="agreed").order_by("-ended_at", "hash"))


def heard_at(peer: str) -> Instant | None:
    """Return when a peer's signed header was last heard."""
    moment = tables.Link.objects.filter(pk=peer).values_list("heard_at", flat=True).first()
    return Instant(moment) if moment else None


def peers() -> list[str]:
    """Return the codes of all peers whose link is open, paused or halted."""
    return list(tables.Link.objects.exclude(mode="introduced").values_list("peer", flat=True).order_by("peer"))


def charter_of(peer: str) -> str:
    """Return the basis that the charter of a link gives: `charter:` and its hash."""
    return tables.Link.objects.values_list("charter", flat=True).get(pk=peer)


@dataclass(frozen=True)
class OpenDocument:
    """A document on the table: title in both languages, text for reading, who offered it, whether it waits for us."""

    hash: str
    type: str
    title: Mapping[Literal["zh", "en"], str]
    pretty: str
    offered_by: str
    offered_name: str
    offered_at: Instant
    waits_for_us: bool


def open_documents() -> list[OpenDocument]:
    """Return the documents that wait for a signature, the oldest first."""
    called = dict(tables.Link.objects.values_list("peer", "name")) | {me(): str(settings.NODE.node.name)}
    rows = tables.Document.objects.filter(state="open").order_by("offered_at", "hash")
    return [_open(row, called) for row in rows]


def _open(row: tables.Document, called: Mapping[str, str]) -> OpenDocument:
    said = row.text.get("title", row.text.get("name", row.type))
    title = said if isinstance(said, dict) else {"zh": str(said), "en": str(said)}
    return OpenDocument(
        hash=row.pk,
        type=row.type,
        title={"zh": str(title.get("zh", row.type)), "en": str(title.get("en", title.get("zh", row.type)))},
        pretty=json.dumps(row.text, ensure_ascii=False, indent=2, sort_keys=True),
        offered_by=row.offered_by,
        offered_name=called.get(row.offered_by, row.offered_by),
        offered_at=Instant(row.offered_at),
        waits_for_us=me() in row.parties and me() not in row.answers,
    )


def document(document_hash: str) -> Document | None:
    """Return a document as the protocol's value."""
    row = tables.Document.objects.filter(pk=document_hash).first()
    if row is None:
        return None
    values = {field.name: getattr(row, field.name) for field in fields(Document)}
    return Document(**{**values, "parties": tuple(row.parties)})


def was_told(peer: str, kind: str) -> bool:
    """Tell whether we ever told a peer a fact of this kind."""
    return tables.Envelope.objects.filter(peer=peer, author=me(), kind=kind).exists()
