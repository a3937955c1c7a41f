"""A store in memory with transactions: what a database is to a node, a dictionary of frozen rows is here."""

import copy
from dataclasses import dataclass, field, fields, replace

from pilin.kernel.federation.protocol.envelope import LANES, START
from pilin.kernel.federation.protocol.store import (
    APPLIED,
    UNDECIDED,
    InLane,
    Link,
    OutLane,
    Prior,
    Self,
)


@dataclass
class Tables:
    """Everything a node's disk holds; values are frozen, so a shallow copy of each table is a snapshot."""

    me: dict = field(default_factory=lambda: {"me": Self()})
    links: dict = field(default_factory=dict)
    outs: dict = field(default_factory=dict)
    ins: dict = field(default_factory=dict)
    rows: dict = field(default_factory=dict)
    events: dict = field(default_factory=dict)
    ids: dict = field(default_factory=dict)
    replies: dict = field(default_factory=dict)
    carriers: dict = field(default_factory=dict)
    keys: dict = field(default_factory=dict)
    parts: dict = field(default_factory=dict)
    lost: dict = field(default_factory=dict)
    commitments: dict = field(default_factory=dict)
    alarms: dict = field(default_factory=dict)
    quarantined: dict = field(default_factory=dict)
    documents: dict = field(default_factory=dict)
    matters: dict = field(default_factory=dict)
    where: dict = field(default_factory=dict)
    refused: dict = field(default_factory=dict)
    notes: dict = field(default_factory=dict)
    claims: dict = field(default_factory=dict)
    settlements: dict = field(default_factory=dict)
    given_up: dict = field(default_factory=dict)
    days: dict = field(default_factory=dict)
    differences: dict = field(default_factory=dict)
    remarks: dict = field(default_factory=dict)
    corrections: dict = field(default_factory=dict)
    marks: dict = field(default_factory=dict)
    applied: dict = field(default_factory=dict)

    def snapshot(self):
        copied = copy.copy(self)
        for table in fields(self):
            setattr(copied, table.name, dict(getattr(self, table.name)))
        return copied


class MemoryStore:
    """The protocol's store over `tables`; the driver swaps `tables` for a snapshot to open a transaction."""

    def __init__(self, code, tables):
        self.code = code
        self.t = tables

    def me(self):
        return self.t.me["me"]

    def save_me(self, me):
        self.t.me["me"] = me

    def links(self):
        return [self.t.links[peer] for peer in sorted(self.t.links)]

    def link(self, peer):
        return self.t.links.get(peer)

    def save_link(self, link):
        self.t.links[link.peer] = link

    def out_lanes(self, peer):
        return {lane: self.t.outs.get((peer, lane)) or OutLane(peer, lane) for lane in LANES}

    def save_out(self, lane):
        self.t.outs[lane.peer, lane.lane] = lane

    def in_lanes(self, peer):
        return {lane: self.t.ins.get((peer, lane)) or InLane(peer, lane) for lane in LANES}

    def save_in(self, lane):
        self.t.ins[lane.peer, lane.lane] = lane

    def append(self, rows):
        for row, event in rows:
            key = (row.peer, row.lane, row.author, row.seq)
            assert key not in self.t.rows, f"a number is taken twice: {key}"
            self.t.rows[key] = row
            self.t.carriers[row.event_hash] = (*self.t.carriers.get(row.event_hash, ()), key)
            if row.line and event.hash not in self.t.events:
                self.t.events[event.hash] = event
                self.t.ids.setdefault((event.author, event.id), event.hash)
                if event.re:
                    self.t.replies.setdefault((event.author, event.re, event.kind), event.hash)

    def rows(self, peer, lane, author, after, limit):
        found = []
        seq = after + 1
        while len(found) < limit and (row := self.t.rows.get((peer, lane, author, seq))):
            found.append(row)
            seq += 1
        return found

    def row(self, peer, lane, author, seq):
        return self.t.rows.get((peer, lane, author, seq))

    def rows_of_event(self, event_hash):
        return [self.t.rows[key] for key in self.t.carriers.get(event_hash, ()) if key in self.t.rows]

    def undecided(self, peer, lane, outcomes, after, limit):
        first = max(after, self.in_lanes(peer)[lane].decided) + 1
        last = self.in_lanes(peer)[lane].seq
        rows = [self.t.rows[peer, lane, peer, seq] for seq in range(first, last + 1)]
        return [row for row in rows if row.outcome in outcomes][:limit]

    def set_outcomes(self, rows):
        for row in rows:
            self.t.rows[row.peer, row.lane, row.author, row.seq] = row

    def running(self, peer, lane, author, scope, seq):
        last = self.out_lanes(peer)[lane].seq if author == self.code else self.in_lanes(peer)[lane].seq
        for number in range(min(seq, last), 0, -1):
            row = self.t.rows.get((peer, lane, author, number))
            if row is not None and row.scope == scope and row.running:
                return row.running
        return START

    def withdraw(self, peer, lane, after):
        for key in [k for k in self.t.rows if k[:3] == (peer, lane, self.code) and k[3] > after]:
            row = self.t.rows.pop(key)
            self.t.lost[(*key, row.inc)] = (row, "open")
            self.t.carriers[row.event_hash] = tuple(k for k in self.t.carriers[row.event_hash] if k != key)

    def lost(self):
        return [row for row, state in self.t.lost.values() if state == "open"]

    def resolve_lost(self):
        for key, (row, _) in list(self.t.lost.items()):
            self.t.lost[key] = (row, "done")

    def recovered(self):
        rows = [row for row in self.t.rows.values() if row.author == self.code and row.outcome in UNDECIDED]
        return sorted(rows, key=lambda row: (self.t.events[row.event_hash].id, row.peer))

    def event(self, event_hash):
        return self.t.events.get(event_hash)

    def prior(self, events):
        return {event.hash: self._prior(event) for event in events}

    def _prior(self, event):
        lost = [row for row, _ in self.t.lost.values() if row.event_hash == event.hash]
        rows = [*self.rows_of_event(event.hash), *lost]
        applied = next((row for row in rows if row.outcome == APPLIED), None)
        clash = self.t.ids.get((event.author, event.id), event.hash)
        return Prior(
            refused=(self.code, event.hash, "link.refusal") in self.t.replies,
            applied=applied is not None,
            effect=applied.effect if applied else "",
            clash="" if clash == event.hash else clash,
        )

    def reply(self, author, re, kind):
        found = self.t.replies.get((author, re, kind))
        return self.t.events[found] if found else None

    def keys(self, node, peer):
        places = [place for place in sorted(self.t.keys) if place[0] == node and peer in ("", place[1])]
        return list({row.key.kid: row for place in places for row in self.t.keys[place]}.values())

    def save_key(self, row, peer):
        rows = {old.key.kid: old for old in self.t.keys.get((row.node, peer), ())}
        rows[row.key.kid] = row
        self.t.keys[row.node, peer] = tuple(rows.values())

    def parts(self, event_hashes, reader):
        found = [part for (event, _), part in self.t.parts.items() if event in event_hashes and part is not None]
        return [part for part in found if self._may_read(part, reader)]

    def _may_read(self, part, reader):
        event = self.t.events[part.event_hash]
        readers = next(ref.readers for ref in event.parts if ref.name == part.name)
        return reader == event.author or reader in readers

    def save_parts(self, parts, at):
        for part in parts:
            self.t.parts.setdefault((part.event_hash, part.name), part)  # an erased one stays erased

    def erase(self, event_hash, name):
        self.t.parts[event_hash, name] = None

    def blob(self, digest, offset, limit, reader):
        return None

    def save_chunk(self, digest, offset, data, size):
        return

    def wanted(self, peer, limit):
        return []

    def save_commitment(self, commitment):
        self.t.commitments[commitment.event_hash] = commitment

    def commitments(self, peer, author, result):
        rows = self.t.commitments.values()
        return [row for row in rows if (row.peer, row.author, row.result) == (peer, author, result)]

    def commitment_at(self, peer, author, cut):
        rows = self.t.commitments.values()
        return next((row for row in rows if (row.peer, row.author) == (peer, author) and row.cut == cut), None)

    def alarm(self, code, peer, at, facts):
        self.t.alarms[code, peer] = (self.t.alarms.get((code, peer), (0, None))[0] + 1, dict(facts))

    def quarantine(self, peer, reason, data, at):
        self.t.quarantined[len(self.t.quarantined)] = (peer, reason, data)


def linked(peer, charter):
    """Return an open link, as the ceremony leaves it."""
    return replace(Link(peer), charter=charter)
