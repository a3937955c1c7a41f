"""Stored envelopes as the protocol takes them: their facts, those that were lost, and what answers them."""

from collections.abc import Sequence
from dataclasses import replace

from pilin.base.clock import Instant
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.protocol import envelope as envelopes
from pilin.kernel.federation.protocol.event import Event
from pilin.kernel.federation.protocol.store import Row
from pilin.kernel.federation.queries.prepared import Prepared

_REPLIES = Prepared(
    lambda asked: (
        tables.Envelope.objects.filter(re__in=asked)
        .exclude(re="")
        .exclude(line=b"")
        .order_by("pk")
        .values_list("re", "author", "kind", "line")
    )
)


def event(line: bytes) -> Event:
    """Return the fact of a stored envelope."""
    return envelopes.parse(line, versions=(1, 2))[0].event


def lost(row: tables.LostEnvelope, code: str) -> Row:
    """Return an archived row of this node, whose fact may have to be told anew."""
    envelope = envelopes.parse(bytes(row.line), versions=(1, 2))[0]
    told = envelope.event
    found = Row(
        row.peer, row.lane, code, row.seq, row.inc, envelope.hash, told.hash, told.kind, told.scope,
        envelope.line, Instant(row.stored_at),
    )  # fmt: skip
    return replace(found, outcome=row.outcome, effect=row.effect)


def replies(asked: Sequence[str]) -> dict[str, dict[tuple[str, str], bytes]]:
    """Return by event, each given by its hash, the lines that answer it, the first of each author and kind."""
    found = {re: dict[tuple[str, str], bytes]() for re in asked}
    for re, author, kind, line in _REPLIES(list(found)):
        found[re].setdefault((author, kind), bytes(line))
    return found
