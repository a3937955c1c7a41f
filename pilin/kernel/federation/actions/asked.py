"""What the store asks of its tables with every message, each query spelled once."""

from dataclasses import fields
from functools import cache
from typing import Any

from django.db import models
from django.db.models.expressions import RawSQL

from pilin.kernel.federation import models as tables
from pilin.kernel.federation.protocol.store import APPLIED, InLane, Link, OutLane, Row
from pilin.kernel.federation.queries.prepared import Prepared

ROW = tuple(field.name for field in fields(Row) if field.name != "event")
IS_UNDECIDED: Any = RawSQL(  # spelled as the partial index spells it: a parameter would hide the index from SQLite
    "outcome IN ('pending', 'waiting', 'failed')", (), output_field=models.BooleanField()
)
LINK = tuple(field.name for field in fields(Link) if field.name not in ("peer", "speaks"))
OUT, IN = (
    tuple(field.name for field in fields(kind) if field.name not in ("peer", "lane")) for kind in (OutLane, InLane)
)

ME = Prepared(lambda: tables.NodeState.objects.filter(pk=1).select_for_update().values_list("inc", "mode", "nonce"))
LINKS = Prepared(lambda: tables.Link.objects.order_by("pk").values_list("peer", "speaks_low", "speaks_high", *LINK))
OUTS = Prepared(lambda peer: tables.OutLane.objects.filter(link_id=peer).values_list("lane", *OUT))
INS = Prepared(lambda peer: tables.InLane.objects.filter(link_id=peer).values_list("lane", *IN))
KEYS = Prepared(
    lambda node: tables.Key.objects.filter(node=node).order_by("pk").values_list("suite", "public", "until", "link_id")
)
UNDECIDED_PLACES = Prepared(
    lambda: tables.Envelope.objects.filter(IS_UNDECIDED).values_list("peer", "lane", "author").distinct()
)
REFUSALS = Prepared(
    lambda author, hashes: (
        tables.Envelope.objects.filter(author=author, kind="link.refusal", re__in=hashes)
        .exclude(re="")  # as the partial index is spelled
        .values_list("re")
    )
)
LOST = Prepared(
    lambda hashes: tables.LostEnvelope.objects.filter(event_hash__in=hashes, outcome=APPLIED).values_list(
        "event_hash", "effect"
    )
)
SAME_ID = Prepared(  # the rows of an event are among them: its hash is over its identifier
    lambda ids: (
        tables.Envelope.objects.filter(event_id__in=ids)
        .order_by("-pk")
        .values_list("author", "event_id", "event_hash", "outcome", "effect")
    )
)
PARTS = Prepared(
    lambda hashes: tables.Part.objects.filter(event_hash__in=hashes, erased_at=None).values_list(
        "event_hash", "name", "author", "readers", "salt", "key", "cipher"
    )
)
COMMITMENTS = Prepared(
    lambda peer, author, result: (
        tables.Commitment.objects.filter(peer=peer, author=author, result=result)
        .order_by("at")
        .values_list("peer", "author", "event_hash", "cut", "digests", "result")
    )
)
LINE_OF = Prepared(
    lambda event_hash: (
        tables.Envelope.objects.filter(event_hash=event_hash).exclude(line=b"").order_by("pk").values_list("line")[:1]
    )
)
ROW_AT = Prepared(
    lambda peer, lane, author, seq: tables.Envelope.objects.filter(
        peer=peer, lane=lane, author=author, seq=seq
    ).values_list(*ROW)
)


@cache
def rows_after(limit: int) -> Prepared:
    """Return the query of rows of a lane and author after a number, so many at most."""
    rows = tables.Envelope.objects.order_by("seq")
    return Prepared(
        lambda peer, lane, author, seq: rows.filter(peer=peer, lane=lane, author=author, seq__gt=seq).values_list(*ROW)[
            :limit
        ]
    )


@cache
def wanted(limit: int) -> Prepared:
    """Return the query of attachments that are wanted from a peer, so many at most."""
    rows = tables.Blob.objects.filter(verdict="").order_by("pk")
    return Prepared(lambda peer: rows.filter(source=peer).values_list("hash", "have")[:limit])
