"""The promises of the house, checked on the disks of a finished story. Each check returns what is broken, in words."""

from pilin.base.refusal import Refused
from pilin.kernel.federation.protocol import keys
from pilin.kernel.federation.protocol.envelope import LANES
from pilin.kernel.federation.protocol.store import APPLIED, REFUSED
from pilin.kernel.ledger.rules import claims
from pilin.kernel.matters.rules import docket, fold
from tests.simulation.rooms import Files

EXPECTED_ALARMS = {"signature_is_bad", "clock_skew", "recovering", "envelopes_withdrawn"}


def broken(story):
    """Return every promise that a finished story broke."""
    nodes = story.world.nodes
    checks = (converged, agreed, signed, kept, conserved, quiet_alarms)
    return [*story.world.broken, *(problem for check in checks for problem in check(story, nodes))]


def pairs(nodes):
    return [(a, b) for a in nodes.values() for b in nodes.values() if a.code < b.code]


def converged(story, nodes):
    """G2: lanes are settled, and both sides stored the same envelopes with the same outcomes."""
    if not story.is_quiet():
        yield f"G2: not quiet after the faults stopped: {[_state(node) for node in nodes.values()]}"
        return
    for a, b in pairs(nodes):
        for lane in LANES:
            for author in (a, b):
                other = b if author is a else a
                mine = line(author, other, lane, author.code)
                theirs = line(other, author, lane, author.code)
                if mine != theirs:
                    differing = next((x, y) for x, y in zip(mine + [None], theirs + [None], strict=False) if x != y)
                    yield f"G2: {author.code}->{other.code} {lane}: {differing}"


def line(node, peer, lane, author):
    rows = node.store.rows(peer.code, lane, author, 0, 10**6)
    return [(r.seq, r.hash, r.outcome, r.kind, r.effect if r.outcome == APPLIED else "") for r in rows]


def _state(node):
    t = node.tables
    lanes = {f"{o.peer}/{o.lane}": (o.seq, o.acked, o.settled, o.claim) for o in t.outs.values()}
    halves = {f"{i.peer}/{i.lane}": (i.seq, i.put, i.decided) for i in t.ins.values()}
    undecided = [(r.kind, r.outcome, r.code) for r in t.rows.values() if r.outcome not in (APPLIED, REFUSED)]
    held = sum(c.result == "held" for c in t.commitments.values())
    return node.code, t.me["me"], {p: li.mode for p, li in t.links.items()}, lanes, halves, undecided, held


def agreed(story, nodes):
    """G2, G7: the same matters, documents and claims on every node that shares them."""
    for a, b in pairs(nodes):
        for what, view in (("matters", _matters), ("documents", _documents), ("claims", _claims)):
            mine, theirs = view(a, b), view(b, a)
            for name in sorted(mine.keys() | theirs.keys()):
                if mine.get(name) != theirs.get(name):
                    yield f"G2: {what} {name[:8]}: {a.code} {mine.get(name)} {b.code} {theirs.get(name)}"


def _matters(node, peer):
    files = node.tables.matters.values()
    shared = [f for f in files if peer.code in f.parties and not f.refused_by]
    return {f.matter.id: (f.matter.n, f.matter.state, fold.digest(f.matter), f.pending) for f in shared}


def _documents(node, peer):
    shared = [d for d in node.tables.documents.values() if peer.code in d.parties]
    return {d.hash: (d.state, dict(sorted(d.answers.items()))) for d in shared}


def _claims(node, peer):
    return {c.id: c.state for c in node.tables.claims.values() if peer.code in (c.asker, c.payer)}


def signed(story, nodes):
    """G1: every entry of every chain is signed by its author and carried by its orderer; refolding gives the fold."""
    for node in nodes.values():
        for file in node.tables.matters.values():
            for entry in file.chain:
                carrier = node.store.event(entry.carrier)
                problem = _verify(node, carrier) if carrier else "its carrier is not stored"
                if problem:
                    yield f"G1: {node.code} {entry.ordered.name}: {problem}"
                if carrier and carrier.author != entry.ordered.orderer:
                    yield f"G1: {node.code} {entry.ordered.name} was carried by another than its orderer"
            kind = Files(node.rooms).kind(file.matter.kind)
            if fold.digest(docket.refold(kind, file.chain, Files(node.rooms).calendars())) != fold.digest(file.matter):
                yield f"G1: {node.code} {file.matter.id} is not the fold of its chain"


def _verify(node, event):
    try:
        keys.check_event(keys.ring(node.desk, event.author, "").get(event.kid), event)
    except Refused as refused:
        return str(refused)
    return ""


def kept(story, nodes):
    """G3, G4: every act is applied once at every party, or refused and with its author, or lost with a disk."""
    for event_hash, (code, event) in story.acts.items():
        author = nodes[code]
        rows = [row for row in author.store.rows_of_event(event_hash) if row.author == code]
        if not rows and code not in story.restored:
            yield f"G4: {code} lost its own {event.kind} {event_hash[:8]}"
        if any(row.outcome == REFUSED for row in rows) or not rows:
            continue
        for party in set(event.parties) - {code}:
            if event_hash not in nodes[party].tables.applied:
                yield f"G4: {event.kind} {event_hash[:8]} of {code} was neither applied nor refused at {party}"


def conserved(story, nodes):
    """G6: positions of two nodes towards each other are negatives."""
    for a, b in pairs(nodes):
        if _position(a, b) + _position(b, a) != 0:
            yield f"G6: {a.code} {_position(a, b)} and {b.code} {_position(b, a)} do not cancel"


def _position(node, peer):
    total = 0
    for claim in node.tables.claims.values():
        if claim.state == claims.POSTED and peer.code in (claim.asker, claim.payer):
            total += claim.amount_fen if claim.asker == node.code else -claim.amount_fen
    return total


def quiet_alarms(story, nodes):
    """No alarm but those that the faults explain: never a mismatch, a fork, an equivocation or a failed handler."""
    for node in nodes.values():
        for (code, peer), (times, facts) in node.tables.alarms.items():
            if code not in EXPECTED_ALARMS:
                yield f"alarm at {node.code} about {peer}: {code} {facts} ({times} times)"
