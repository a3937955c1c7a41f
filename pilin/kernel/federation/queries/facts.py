"""Facts for the rooms above: stored events, agreed documents, and when a peer was last heard."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

from django.conf import settings
from django.db.models import Count, Min, QuerySet, TextField, Value
from django.db.models.functions import Cast

from pilin.base.clock import Instant
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.protocol import envelope as envelopes
from pilin.kernel.federation.protocol.documents import Document
from pilin.kernel.federation.protocol.event import Event
from pilin.kernel.federation.protocol.store import REFUSED
from pilin.kernel.federation.queries.links import NodeView
from pilin.kernel.federation.queries.prepared import Prepared

__all__ = [
    "Document",
    "Found",
    "Front",
    "OpenDocument",
    "agreed_documents",
    "agreed_hashes",
    "agreed_of",
    "agreed_text",
    "beginning",
    "charter_of",
    "document",
    "event",
    "events",
    "front",
    "heard_at",
    "me",
    "on_the_table_or_agreed",
    "open_documents",
    "peers",
    "to_sign",
    "was_told",
]

_PEERS = Prepared(lambda: tables.Link.objects.exclude(mode="introduced").values_list("peer").order_by("peer"))

_AGREED = Prepared(
    lambda kind: (
        tables.Document.objects.filter(type=kind, state="agreed").order_by("-ended_at", "hash").values_list("hash")
    )
)

_VERSIONS = (1, 2)


@dataclass(frozen=True)
class Found:
    """A signed event that was looked up by its hash: of which subject, by whom, of what kind, and its place there."""

    event_hash: str
    subject: str
    kind: str
    author: str
    place: int


def beginning(digits: str, *, rows_max: int = 20) -> list[Found]:
    """Return the events whose hash begins with some hexadecimal digits, each once; one query over an index."""
    rows = tables.Envelope.objects.filter(event_hash__gte=digits, event_hash__lt=f"{digits}g")
    found = rows.values_list("event_hash", "subject", "kind", "author").annotate(place=Min("pk")).order_by("event_hash")
    return [Found(*row) for row in found[:rows_max]]


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


def agreed_documents(*kinds: str, hashes: Collection[str] | None = None) -> list[tables.Document]:
    """Return the agreed documents of a type or of several, of some hashes or of all, the last agreed first."""
    rows = tables.Document.objects.filter(type__in=kinds, state="agreed").order_by("-ended_at", "hash")
    return list(rows if hashes is None else rows.filter(hash__in=hashes))


def agreed_hashes(kind: str) -> list[str]:
    """Return the hashes of the agreed documents of a type, the last agreed first: who holds their texts reads less."""
    return [row.hash for row in _AGREED(kind)]


def agreed_of(kinds: Collection[str]) -> list[tables.Document]:
    """Return the agreed documents of several types, the last agreed first; one query."""
    return list(tables.Document.objects.filter(type__in=kinds, state="agreed").order_by("-ended_at", "hash"))


def on_the_table_or_agreed(kinds: Collection[str]) -> list[tables.Document]:
    """Return the documents of several types that are agreed, the last agreed first, and then those offered; one query.

    What is offered binds nobody; who shows it says so.
    """
    rows = tables.Document.objects.filter(type__in=kinds, state__in=("agreed", "open"))
    return list(rows.order_by("state", "-ended_at", "hash"))


def heard_at(peer: str) -> Instant | None:
    """Return when a peer's signed header was last heard."""
    moment = tables.Link.objects.filter(pk=peer).values_list("heard_at", flat=True).first()
    return Instant(moment) if moment else None


def peers() -> list[str]:
    """Return the codes of all peers whose link is open, paused or halted."""
    return [row.peer for row in _PEERS()]


def charter_of(peer: str) -> str:
    """Return the basis that the charter of a link gives: `charter:` and its hash."""
    return tables.Link.objects.values_list("charter", flat=True).get(pk=peer)


@dataclass(frozen=True)
class OpenDocument:
    """A document on the table: its title in both languages and text, who offered it, and whether it waits for us."""

    hash: str
    type: str
    title: Mapping[Literal["zh", "en"], str]
    text: Mapping[str, Any]
    parties: tuple[str, ...]
    offered_by: str
    offered_name: str
    offered_at: Instant
    waits_for_us: bool


def open_documents() -> list[OpenDocument]:
    """Return the documents that wait for a signature, the oldest first."""
    return _opened(tables.Document.objects.filter(state="open"))


def to_sign(called: Mapping[str, str] | None = None) -> list[OpenDocument]:
    """Return the documents that wait for our answer, the oldest first; `called` where the caller has read the names."""
    return _opened(_waiting_for_us(), called)


@dataclass(frozen=True)
class Front:
    """What stands on the front page beside matters: documents to sign, refused envelopes of ours, the node's state."""

    to_sign: int
    refused: int
    node: NodeView


def front(*, since: Instant) -> Front:
    """Return what waits for our signature, how many of our envelopes peers refused, and our state; one query."""
    refused = tables.Envelope.objects.filter(author=me(), outcome=REFUSED, stored_at__gte=since)
    counts = [
        rows.values(what=Value(what)).annotate(number=Count("pk")).values_list("what", "number")
        for what, rows in (("to_sign", _waiting_for_us()), ("refused", refused))
    ]
    state = tables.NodeState.objects.filter(pk=1).values_list("mode", "inc")  # a text and a number, as the counts are
    found = dict(counts[0].union(counts[1], state, all=True))
    to_sign, refused_ = found.pop("to_sign"), found.pop("refused")
    return Front(to_sign, refused_, next((NodeView(inc, mode) for mode, inc in found.items()), NodeView(1, "open")))


def _waiting_for_us() -> QuerySet[tables.Document]:
    rows = tables.Document.objects.filter(state="open").exclude(answers__has_key=me())
    return rows.alias(codes=Cast("parties", TextField())).filter(codes__contains=f'"{me()}"')


def _opened(rows: QuerySet[tables.Document], called: Mapping[str, str] | None = None) -> list[OpenDocument]:
    if called is None:
        called = dict(tables.Link.objects.values_list("peer", "name")) | {me(): str(settings.NODE.node.name)}
    return [_open(row, called) for row in rows.order_by("offered_at", "hash")]


def _open(row: tables.Document, called: Mapping[str, str]) -> OpenDocument:
    said = row.text.get("title", row.text.get("name", row.type))
    title = said if isinstance(said, dict) else {"zh": str(said), "en": str(said)}
    return OpenDocument(
        hash=row.pk,
        type=row.type,
        title={"zh": str(title.get("zh", row.type)), "en": str(title.get("en", title.get("zh", row.type)))},
        text=row.text,
        parties=tuple(row.parties),
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
