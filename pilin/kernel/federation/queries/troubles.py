"""What people must see to: open alarms, our refused envelopes (dead letters), and what the commitments said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import F, OuterRef, Q, Subquery, Window
from django.db.models.functions import RowNumber

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.protocol import envelope
from pilin.kernel.federation.protocol.store import REFUSED

PAGE_ROWS = 20
COMMITMENT_DAYS = 30
_COMPARED = ("equal", "mismatch", "held")


class Place(NamedTuple):
    """Where a page ended: the time and key of its last row."""

    at: Instant
    key: str


@dataclass(frozen=True)
class AlarmView:
    """An open alarm: its code, the peer (empty for the node itself), facts, first and last time, and how often."""

    id: int
    code: str
    peer: str
    facts: Mapping[str, Any]
    first_at: Instant
    last_at: Instant
    times: int


@dataclass(frozen=True)
class DeadLetter:
    """An envelope of ours that a peer refused for good; `code` and `facts` are the peer's words."""

    id: int
    peer: str
    lane: str
    seq: int
    kind: str
    subject: str
    event_hash: str
    stored_at: Instant
    code: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class DeadLetters:
    """Some dead letters, newest first; `next` is where the following page starts, None at the end."""

    letters: list[DeadLetter]
    next: Place | None


@dataclass(frozen=True)
class CommitmentView:
    """A commitment of a peer and what comparing it said: `equal`, `mismatch`, or `held` until its cut is ours too."""

    peer: str
    event_hash: str
    result: str
    at: Instant


def alarms() -> list[AlarmView]:
    """Return the open alarms, the latest first."""
    return [_alarm(row) for row in tables.Alarm.objects.filter(closed_at=None).order_by("-last_at", "-pk")]


def _alarm(row: tables.Alarm) -> AlarmView:
    first_at, last_at = clock.instant(row.first_at), clock.instant(row.last_at)
    return AlarmView(row.pk, row.code, row.peer, row.facts, first_at, last_at, row.times)


def dead_letters(*, after: Place | None = None, rows_max: int = PAGE_ROWS) -> DeadLetters:
    """Return our refused envelopes with the peer's reason, newest first, in one query."""
    code = settings.NODE.node.code
    said = tables.Envelope.objects.filter(re=OuterRef("event_hash"), author=OuterRef("peer"), kind="link.refusal")
    rows = tables.Envelope.objects.filter(author=code, outcome=REFUSED)
    if after is not None:
        rows = rows.filter(Q(stored_at__lt=after.at) | Q(stored_at=after.at, pk__lt=int(after.key)))
    rows = rows.annotate(answer=Subquery(said.exclude(re="").values("line")[:1])).order_by("-stored_at", "-pk")
    found = [_letter(row) for row in rows.defer("line")[: rows_max + 1]]
    kept = found[:rows_max]
    return DeadLetters(kept, Place(kept[-1].stored_at, str(kept[-1].id)) if len(found) > rows_max else None)


def _letter(row: Any) -> DeadLetter:
    stored_at = clock.instant(row.stored_at)
    facts = _facts(bytes(row.answer)) if row.answer else {}
    place = (row.pk, row.peer, row.lane, row.seq, row.kind, row.subject, row.event_hash)
    return DeadLetter(*place, stored_at, row.code, facts)


def _facts(line: bytes) -> Mapping[str, Any]:
    """Return the facts of a stored refusal."""
    facts = envelope.parse(line, versions=(1, 2))[0].event.body.get("facts")
    return facts if isinstance(facts, dict) else {}


def commitments(peers: Sequence[str], *, at: Instant, each: int = 12) -> dict[str, list[CommitmentView]]:
    """Return by peer its last commitments within a month, at most `each`, oldest first: a row of seals. One query."""
    since = clock.after(at, seconds=-COMMITMENT_DAYS * 86400)
    newest = Window(RowNumber(), partition_by=F("peer"), order_by=F("at").desc())
    rows = tables.Commitment.objects.filter(peer__in=peers, author__in=peers, author=F("peer"), at__gte=since)
    rows = rows.filter(result__in=_COMPARED).annotate(place=newest).filter(place__lte=each).order_by("at")
    found: dict[str, list[CommitmentView]] = {peer: [] for peer in peers}
    for peer, event_hash, result, told_at in rows.values_list("peer", "event_hash", "result", "at"):
        found[peer].append(CommitmentView(peer, event_hash, result, clock.instant(told_at)))
    return found
