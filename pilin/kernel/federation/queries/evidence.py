"""The signed evidence of a subject, verified afresh each time it is shown, and the documents that parties sign."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, Q

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.protocol import envelope
from pilin.kernel.federation.protocol.event import Event
from pilin.kernel.federation.protocol.suite import PublicKey
from pilin.kernel.federation.queries.troubles import Place

PAGE_ROWS = 50


class Verification(StrEnum):
    """What checking a stored event said; `withheld` where it held an identity number and only the hash is kept."""

    SOUND = "sound"
    SIGNATURE_IS_BAD = "signature_is_bad"
    KEY_IS_UNKNOWN = "key_is_unknown"
    NOT_READABLE = "not_readable"
    WITHHELD = "withheld"


@dataclass(frozen=True)
class EvidenceView:
    """One signed event: who signed what when, with which key, on which lane it travelled, and whether it verifies.

    `signed_at` is the author's time, None where the text cannot be read; `stored_at` is when it came to lie here.
    `body` is what it says, empty where it cannot be read.
    """

    id: int
    event_hash: str
    kind: str
    author: str
    re: str
    peer: str
    lane: str
    seq: int
    outcome: str
    code: str
    stored_at: Instant
    signed_at: Instant | None
    kid: str
    verification: Verification
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Evidence:
    """Some signed events of a subject in the order in which they came; `next` is the id after which to go on."""

    events: list[EvidenceView]
    next: int | None


@dataclass(frozen=True)
class DocumentView:
    """A text that parties sign: `answers` says by node code who signed or declined; `state` is open, agreed or dead."""

    hash: str
    type: str
    text: Mapping[str, Any]
    basis: str
    parties: tuple[str, ...]
    offered_by: str
    answers: Mapping[str, str]
    withdrawn: bool
    state: str
    offered_at: Instant
    ended_at: Instant | None

    @property
    def subject(self) -> str:
        """Return the subject of the events about this document."""
        return f"document/{self.hash}"


@dataclass(frozen=True)
class Documents:
    """Some documents, the latest offer first; `next` is where the following page starts, None at the end."""

    documents: list[DocumentView]
    next: Place | None


def evidence(subject: str, *, after: int = 0, rows_max: int = PAGE_ROWS) -> Evidence:
    """Return the signed events of a subject, each once, with its signature checked now. Two queries."""
    earlier = tables.Envelope.objects.filter(event_hash=OuterRef("event_hash"), pk__lt=OuterRef("pk"))
    rows = tables.Envelope.objects.filter(~Exists(earlier), subject=subject, pk__gt=after).order_by("pk")
    found = list(rows[: rows_max + 1])
    kept = found[:rows_max]
    keys = _keys({row.author for row in kept})
    return Evidence([_view(row, keys) for row in kept], kept[-1].pk if len(found) > rows_max else None)


def _keys(authors: set[str]) -> dict[tuple[str, str], PublicKey]:
    rows = tables.Key.objects.filter(node__in=sorted(authors)).values_list("node", "kid", "suite", "public")
    return {(node, kid): PublicKey(suite, public) for node, kid, suite, public in rows}


def _view(row: tables.Envelope, keys: Mapping[tuple[str, str], PublicKey]) -> EvidenceView:
    event, verification = _verified(row, keys)
    return EvidenceView(
        id=row.pk,
        event_hash=row.event_hash,
        kind=row.kind,
        author=row.author,
        re=row.re,
        peer=row.peer,
        lane=row.lane,
        seq=row.seq,
        outcome=row.outcome,
        code=row.code,
        stored_at=clock.instant(row.stored_at),
        signed_at=event.at if event else None,
        kid=event.kid if event else "",
        verification=verification,
        body=event.body if event else {},
    )


def _verified(row: tables.Envelope, keys: Mapping[tuple[str, str], PublicKey]) -> tuple[Event | None, Verification]:
    """Read the stored line and check that it holds the row's event with a signature of a key of its author."""
    if not row.line:
        return None, Verification.WITHHELD
    try:
        event = envelope.parse(bytes(row.line), versions=(1, 2))[0].event
    except Refused:
        return None, Verification.NOT_READABLE
    key = keys.get((event.author, event.kid))
    if key is None:
        return event, Verification.KEY_IS_UNKNOWN
    sound = event.hash == row.event_hash and event.author == row.author and event.is_signed_by(key)
    return event, Verification.SOUND if sound else Verification.SIGNATURE_IS_BAD


def documents(*, state: str = "", type: str = "", after: Place | None = None, rows_max: int = PAGE_ROWS) -> Documents:
    """Return documents in a state and of a type, or in any and of any, the latest offer first."""
    named = {name: value for name, value in (("state", state), ("type", type)) if value}
    rows = tables.Document.objects.filter(**named)
    if after is not None:
        rows = rows.filter(Q(offered_at__lt=after.at) | Q(offered_at=after.at, pk__lt=after.key))
    found = [_document(row) for row in rows.order_by("-offered_at", "-pk")[: rows_max + 1]]
    kept = found[:rows_max]
    return Documents(kept, Place(kept[-1].offered_at, kept[-1].hash) if len(found) > rows_max else None)


def _document(row: tables.Document) -> DocumentView:
    return DocumentView(
        hash=row.hash,
        type=row.type,
        text=row.text,
        basis=row.basis,
        parties=tuple(row.parties),
        offered_by=row.offered_by,
        answers=row.answers,
        withdrawn=row.withdrawn,
        state=row.state,
        offered_at=clock.instant(row.offered_at),
        ended_at=clock.instant(row.ended_at) if row.ended_at else None,
    )
