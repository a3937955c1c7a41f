"""Documents in their table, as the protocol's shelf."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from pilin.base.clock import Instant
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.actions.registry import registry
from pilin.kernel.federation.protocol.desk import Declined, Waiting
from pilin.kernel.federation.protocol.documents import Document
from pilin.kernel.federation.protocol.refusals import LinkRefusal


class Shelf:
    """Where offered and agreed texts stand; `at` dates what is put."""

    def __init__(self, at: Instant) -> None:
        self.at = at

    def get(self, document_hash: str) -> Document | None:
        """Return a document."""
        return read(tables.Document.objects.filter(pk=document_hash).first())

    def offered(self, offer: str) -> Document | None:
        """Return the document that an event first offered."""
        return read(tables.Document.objects.filter(offer=offer).first())

    def put(self, document: Document) -> None:
        """Keep a document."""
        values = {field.name: getattr(document, field.name) for field in fields(Document) if field.name != "hash"}
        ended = {} if document.state == "open" else {"ended_at": self.at}
        values |= {"parties": list(document.parties), "state": document.state, **ended}
        tables.Document.objects.update_or_create(
            hash=document.hash, defaults=values, create_defaults={**values, "offered_at": self.at}
        )

    def check(self, text: Mapping[str, Any], parties: Sequence[str]) -> Declined | Waiting | None:
        """Let the room that owns this type of document look at an offered text."""
        owner = registry.text_checks.get(str(text.get("type")))
        if owner is None:
            return Declined(LinkRefusal.KIND_IS_UNKNOWN, {"kind": str(text.get("type"))})
        return owner(text, parties)

    def agreed(self, document: Document, at: Instant) -> None:
        """Tell the owner that the last party signed."""
        registry.agreed_listeners[document.type](document, at)


def read(row: tables.Document | None) -> Document | None:
    """Return a row as the protocol's value."""
    if row is None:
        return None
    values = {field.name: getattr(row, field.name) for field in fields(Document)}
    return Document(**{**values, "parties": tuple(row.parties)})
