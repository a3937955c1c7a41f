"""The protocol's store over tables. One instance serves one transaction, and keeps what it has read of links and lanes.

Rows are inserted and updated in batches: a statement costs nearly the same for one row as for hundreds.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any, TypeVar

from django.db import models

from pilin.base.canonical import Json, digest_of
from pilin.base.clock import Instant
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.actions import asked, cellar, many, reading
from pilin.kernel.federation.protocol.envelope import LANES, START
from pilin.kernel.federation.protocol.event import Event
from pilin.kernel.federation.protocol.store import (
    APPLIED,
    UNDECIDED,
    Commitment,
    InLane,
    KeyRow,
    Link,
    OutLane,
    Part,
    Prior,
    Row,
    Self,
)
from pilin.kernel.federation.protocol.suite import PublicKey

T = TypeVar("T", OutLane, InLane)
_NAMED = ("subject", "re")  # besides its identifier, what the columns of a row name of its event
_COLUMNS = (*asked.ROW, "event_id", *_NAMED)
_OUTCOME, _PLACE = ("outcome", "code", "effect", "running"), ("peer", "lane", "author", "seq")
_of_row, _of_event = attrgetter(*asked.ROW), attrgetter("id", *_NAMED)
_of_decided = attrgetter(*_OUTCOME, *_PLACE)


class DjangoStore:
    """The store of one transaction of node `code`."""

    def __init__(self, code: str) -> None:
        self.code = code
        self._links: dict[str, Link] | None = None
        self._outs: dict[str, dict[str, OutLane]] = {}
        self._ins: dict[str, dict[str, InLane]] = {}
        self._keys: dict[tuple[str, str], list[KeyRow]] = {}
        self._events: dict[str, Event] = {}  # by the hash of the envelope that brought them
        self._told: dict[str, Event] = {}  # by their own hash, what this transaction stored
        self._replies: dict[str, dict[tuple[str, str], bytes]] = {}  # what is stored in answer to what was asked for
        self._undecided: set[tuple[str, str, str]] | None = None  # peers, lanes and authors that may have such rows
        self._fresh: dict[tuple[str, str, str], dict[int, Row]] = {}  # what stands undecided since this transaction
        self._me: Self | None = None

    def forget(self) -> None:
        """Read anew from here on: a part of the transaction was rolled back."""
        self._links, self._me, self._fresh = None, None, {}
        self._outs, self._ins, self._keys = {}, {}, {}
        self._told, self._replies = {}, {}

    # This node and its links

    def me(self) -> Self:
        """Return this node's state; its row is locked, so one writer at a time moves any lane."""
        if self._me is None:
            found = asked.ME() or [tables.NodeState.objects.select_for_update().get_or_create(pk=1)[0]]
            self._me = Self(found[0].inc, found[0].mode, found[0].nonce)
        return self._me

    def save_me(self, me: Self) -> None:
        """Keep this node's state."""
        tables.NodeState.objects.filter(pk=1).update(inc=me.inc, mode=me.mode, nonce=me.nonce)
        self._me = me

    def links(self) -> Sequence[Link]:
        """Return all links, ordered by peer."""
        links = self._all_links()
        return [links[peer] for peer in sorted(links)]

    def link(self, peer: str) -> Link | None:
        """Return one link, or None."""
        return self._all_links().get(peer)

    def _all_links(self) -> dict[str, Link]:
        if self._links is None:
            self.me()
            self._links = {row.peer: _link(row) for row in asked.LINKS()}
        return self._links

    def save_link(self, link: Link) -> None:
        """Keep a link."""
        row = (*(getattr(link, name) for name in asked.LINK), *link.speaks, link.peer)
        many.update(tables.Link, "peer", [*asked.LINK, "speaks_low", "speaks_high"], [row])
        self._all_links()[link.peer] = link

    # Lanes

    def out_lanes(self, peer: str) -> Mapping[str, OutLane]:
        """Return our half of every lane of a link."""
        if peer not in self._outs:
            found = _lanes(OutLane, asked.OUTS(peer), peer)
            self._outs[peer] = {lane: _with_claim(out) for lane, out in found.items()}
        return self._outs[peer]

    def save_out(self, lane: OutLane) -> None:
        """Keep our half of a lane."""
        _put(tables.OutLane, asked.OUT, lane)
        self._outs[lane.peer] = {**self.out_lanes(lane.peer), lane.lane: lane}

    def in_lanes(self, peer: str) -> Mapping[str, InLane]:
        """Return the peer's half of every lane of a link."""
        if peer not in self._ins:
            self._ins[peer] = _lanes(InLane, asked.INS(peer), peer)
        return self._ins[peer]

    def save_in(self, lane: InLane) -> None:
        """Keep the peer's half of a lane."""
        _put(tables.InLane, asked.IN, lane)
        self._ins[lane.peer] = {**self.in_lanes(lane.peer), lane.lane: lane}

    # Envelopes

    def append(self, rows: Sequence[tuple[Row, Event]]) -> None:
        """Keep new rows with what their events name."""
        self._events |= {row.hash: event for row, event in rows}
        for row, event in rows:
            if row.line:
                self._told[event.hash] = event
                self._replies.get(event.re, {}).setdefault((event.author, event.kind), row.line)
            place = (row.peer, row.lane, row.author)
            if row.outcome in UNDECIDED and (place in self._fresh or place not in self._places_undecided()):
                self._fresh.setdefault(place, {})[row.seq] = row
        self._note_undecided([row for row, _ in rows])
        named = [(*_of_row(row), *_of_event(event)) for row, event in rows]
        many.insert(tables.Envelope, _COLUMNS, named)

    def rows(self, peer: str, lane: str, author: str, after: int, limit: int) -> Sequence[Row]:
        """Return rows of one lane and author with a number above `after`, in order."""
        return self._read(asked.rows_after(limit)(peer, lane, author, after))

    def row(self, peer: str, lane: str, author: str, seq: int) -> Row | None:
        """Return one row."""
        return next(iter(self._read(asked.ROW_AT(peer, lane, author, seq))), None)

    def rows_of_event(self, event_hash: str) -> Sequence[Row]:
        """Return the rows of all links that carried an event."""
        return self._rows(tables.Envelope.objects.filter(event_hash=event_hash).order_by("pk"))

    def undecided(self, peer: str, lane: str, outcomes: Sequence[str], after: int, limit: int) -> Sequence[Row]:
        """Return a peer's rows of a lane with one of the outcomes after a number, in order."""
        if (peer, lane, peer) not in self._places_undecided():
            return []
        if (fresh := self._fresh.get((peer, lane, peer))) is not None:
            return [fresh[seq] for seq in sorted(fresh) if seq > after and fresh[seq].outcome in outcomes][:limit]
        rows = _lane(peer, lane, peer).filter(asked.IS_UNDECIDED, outcome__in=outcomes, seq__gt=after)
        return self._rows(rows.order_by("seq")[:limit])

    def _places_undecided(self) -> set[tuple[str, str, str]]:
        if self._undecided is None:
            self._undecided = {(row.peer, row.lane, row.author) for row in asked.UNDECIDED_PLACES()}
        return self._undecided

    def _note_undecided(self, rows: Sequence[Row]) -> None:
        self._places_undecided().update((row.peer, row.lane, row.author) for row in rows if row.outcome in UNDECIDED)

    def _rows(self, found: models.QuerySet[tables.Envelope]) -> list[Row]:
        return self._read(found.values_list(*asked.ROW))

    def _read(self, rows: Iterable[Sequence[Any]]) -> list[Row]:
        found = [Row(*row) for row in rows]
        return [row.but(line=bytes(row.line), event=self._events.get(row.hash)) for row in found]

    def set_outcomes(self, rows: Sequence[Row]) -> None:
        """Keep outcome, code, effect and running digest of rows."""
        self._note_undecided(rows)
        for row in rows:
            self._set_fresh(row)
        many.update(tables.Envelope, _PLACE, _OUTCOME, [_of_decided(row) for row in rows])

    def _set_fresh(self, row: Row) -> None:
        fresh = self._fresh.get((row.peer, row.lane, row.author), {})
        if row.seq in fresh and row.outcome in UNDECIDED:
            fresh[row.seq] = row
        else:
            fresh.pop(row.seq, None)

    def running(self, peer: str, lane: str, author: str, scope: str, seq: int) -> str:
        """Return the running digest of a scope at a number."""
        rows = _lane(peer, lane, author).filter(scope=scope, seq__lte=seq).exclude(running="")
        return rows.order_by("-seq").values_list("running", flat=True).first() or START

    def withdraw(self, peer: str, lane: str, after: int) -> None:
        """Take our rows above `after` out of a lane into the archive of lost envelopes."""
        rows = _lane(peer, lane, self.code).filter(seq__gt=after).order_by("seq")
        names = ("peer", "lane", "seq", "inc", "event_hash", "line", "stored_at", "outcome", "effect")
        tables.LostEnvelope.objects.bulk_create([tables.LostEnvelope(**row) for row in rows.values(*names)])
        rows.delete()

    def lost(self) -> Sequence[Row]:
        """Return the archived rows whose events were not put into new envelopes yet, in order."""
        rows = tables.LostEnvelope.objects.filter(resolved=False).order_by("pk")
        return [reading.lost(row, self.code) for row in rows]

    def resolve_lost(self) -> None:
        """Mark every archived row as dealt with."""
        tables.LostEnvelope.objects.filter(resolved=False).update(resolved=True)

    def recovered(self) -> Sequence[Row]:
        """Return our own rows that are undecided since they were pulled back, in the order in which they were told."""
        if not any(author == self.code for _, _, author in self._places_undecided()):
            return []
        rows = tables.Envelope.objects.filter(asked.IS_UNDECIDED, author=self.code)
        found: list[Any] = [*rows.values_list("event_id", *asked.ROW, named=True)]
        found.sort(key=lambda row: (row.event_id, row.peer))  # in SQL it would hide the partial index
        return self._read(row[1:] for row in found)

    # Events

    def event(self, event_hash: str) -> Event | None:
        """Return a stored event."""
        if event_hash in self._told:
            return self._told[event_hash]
        found = asked.LINE_OF(event_hash)
        return reading.event(bytes(found[0].line)) if found else None

    def prior(self, events: Sequence[Event]) -> Mapping[str, Prior]:
        """Return, by event hash, what we know of events beside the row at hand: three queries for any number."""
        hashes = [event.hash for event in events]
        same_id = asked.SAME_ID([event.id for event in events])
        done = {row.event_hash: row.effect for row in same_id if row.outcome == APPLIED}
        applied = dict(asked.LOST(hashes)) | done
        first = {(row.author, row.event_id): row.event_hash for row in same_id}
        refused = {row.re for row in asked.REFUSALS(self.code, hashes)}
        return {
            event.hash: Prior(
                refused=event.hash in refused,
                applied=event.hash in applied,
                effect=applied.get(event.hash, ""),
                clash=_other(first.get((event.author, event.id), ""), event.hash),
            )
            for event in events
        }

    def reply(self, author: str, re: str, kind: str) -> Event | None:
        """Return the author's stored event of a kind that answers the event `re`."""
        self.remember_replies([re])
        line = self._replies[re].get((author, kind))
        return reading.event(line) if line else None

    def remember_replies(self, asked: Iterable[str]) -> None:
        """Read what answers events, given by their hashes, all at once; `reply` then asks nothing more about them."""
        fresh = [re for re in asked if re not in self._replies]
        self._replies |= reading.replies(fresh) if fresh else {}

    # Keys

    def keys(self, node: str, peer: str) -> Sequence[KeyRow]:
        """Return the keys of a node, oldest first, with their limits on the link with `peer`."""
        place = (node, peer)
        if place not in self._keys:
            rows = [row for row in asked.KEYS(node) if row.link_id == peer or not peer]
            found = [KeyRow(node, PublicKey(row.suite, row.public), row.until) for row in rows]
            self._keys[place] = list({row.key.kid: row for row in found}.values())
        return self._keys[place]

    def save_key(self, row: KeyRow, peer: str) -> None:
        """Keep a key or its limits on the link with `peer`."""
        values = {"suite": row.key.suite, "public": row.key.public, "until": row.until}
        tables.Key.objects.update_or_create(node=row.node, link_id=peer, kid=row.key.kid, defaults=values)
        self._keys.clear()

    # Beside the envelopes

    def parts(self, event_hashes: Sequence[str], reader: str) -> Sequence[Part]:
        """Return the parts of events that a reader may have and that are not erased."""
        rows = asked.PARTS(event_hashes)
        return [cellar.opened(row) for row in rows if reader == row.author or reader in row.readers]

    def save_parts(self, parts: Sequence[Part], at: Instant) -> None:
        """Keep parts that were verified against their facts, each encrypted under a key of its own."""
        cellar.store(parts, {part.event_hash: self.event(part.event_hash) for part in parts})

    def blob(self, digest: str, offset: int, limit: int, reader: str) -> tuple[bytes, int] | None:
        """Return a chunk of an attachment and its whole size, or None where the reader may not have it."""
        return cellar.chunk(digest, offset, limit, reader)

    def save_chunk(self, digest: str, offset: int, data: bytes, size: int) -> None:
        """Keep a chunk of an attachment that we asked for."""
        cellar.save_chunk(digest, offset, data, size)

    def wanted(self, peer: str, limit: int) -> Sequence[tuple[str, int]]:
        """Return attachments that we want from a peer: hash and the offset from which on they are missing."""
        return [(row.hash, row.have) for row in asked.wanted(limit)(peer)]

    def save_commitment(self, commitment: Commitment) -> None:
        """Keep a commitment, or its new result."""
        event = self.event(commitment.event_hash)
        assert event is not None, "a commitment is told or received before it is kept"
        values = {
            "peer": commitment.peer,
            "author": commitment.author,
            "cut": commitment.cut,
            "cut_hash": _cut_hash(commitment.cut),
            "digests": commitment.digests,
            "result": commitment.result,
            "at": event.at,
        }
        tables.Commitment.objects.update_or_create(event_hash=commitment.event_hash, defaults=values)

    def commitments(self, peer: str, author: str, result: str) -> Sequence[Commitment]:
        """Return the commitments of an author on a link with a result."""
        return [_commitment(row) for row in asked.COMMITMENTS(peer, author, result)]

    def commitment_at(self, peer: str, author: str, cut: Mapping[str, Any]) -> Commitment | None:
        """Return an author's commitment for exactly this cut."""
        row = tables.Commitment.objects.filter(peer=peer, author=author, cut_hash=_cut_hash(cut)).first()
        return _commitment(row) if row else None

    def alarm(self, code: str, peer: str, at: Instant, facts: Mapping[str, Any]) -> None:
        """Raise an alarm for people; the same open alarm is counted, not repeated."""
        cellar.alarm(code, peer, at, facts)

    def quarantine(self, peer: str, reason: str, data: bytes, at: Instant) -> None:
        """Keep bytes that could not be taken, encrypted, with the reason."""
        cellar.quarantine(peer, reason, data, at)


def _other(found: str, event_hash: str) -> str:
    return "" if found == event_hash else found


def _link(row: Any) -> Link:
    values = {name: getattr(row, name) for name in ("peer", *asked.LINK)}
    values["bisect"] = tuple(row.bisect) if row.bisect else None
    return Link(**{**values, "receipt": bytes(row.receipt), "speaks": (row.speaks_low, row.speaks_high)})


def _lanes(kind: type[T], rows: Sequence[Any], peer: str) -> dict[str, T]:
    found = {row.lane: kind(peer, **row._asdict()) for row in rows}
    return {lane: found.get(lane) or kind(peer, lane) for lane in LANES}


def _with_claim(out: OutLane) -> OutLane:
    return replace(out, claim=(out.claim[0], out.claim[1])) if out.claim else out  # JSON gives lists


def _put(table: type[models.Model], names: Sequence[str], lane: OutLane | InLane) -> None:
    """Update the row of a lane; the first time, make it."""
    row = (*(getattr(lane, name) for name in names), lane.lane, lane.peer)
    if not many.update(table, ("lane", "link"), names, [row]):
        many.insert(table, [*names, "lane", "link"], [row])


def _lane(peer: str, lane: str, author: str) -> models.QuerySet[tables.Envelope]:
    return tables.Envelope.objects.filter(peer=peer, lane=lane, author=author)


def _cut_hash(cut: Mapping[str, Json]) -> str:
    return digest_of({lane: dict(numbers) for lane, numbers in cut.items()})  # type: ignore[arg-type]


def _commitment(row: Any) -> Commitment:
    return Commitment(row.peer, row.author, row.event_hash, row.cut, row.digests, row.result)
