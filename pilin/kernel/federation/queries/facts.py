"""Facts for the rooms above: stored events, agreed documents, and when a peer was last heard."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings

from pilin.base.clock import Instant
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.protocol import envelope as envelopes
from pilin.kernel.federation.protocol.event import Event

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


def agreed_documents(kind: str) -> list[tables.Document]:
    """Return the agreed documents of a type, the last agreed first."""
    return list(tables.Document.objects.filter(type=kind, state="agreed").order_by("-ended_at", "hash"))


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
