"""The sealed bundle: everything that both sides signed about one subject, in one text file that verifies without us.

Each line is canonical JSON, tagged with its `section`; the sections stand in this order, and the last line signs all:

    head      {v, node, subject, parties, made_at}
    charter   {hash, text, signatures}                   the charters of the links that the facts went over
    key       {node, peer, suite, public, event}         event: the rotation that brought the key, null for a charter's
    document  {hash, events}                             agreed documents that the facts cite: each party's signed event
    envelope  {peer, lane, author, seq, hash, line}      as stored; line null where a text held an identity number
    receipt   {peer, line}                               the last header that each peer signed
    part      {event, name, hash, state [, salt, data]}  included, withheld or erased; contents only when asked for
    seal      {seal: {sections: {name: {lines, sha256}}, sha256, suite, public, kid}, sig}

A bundle of one subject has gaps: between them the chain of a lane is checked, over them its numbers only grow.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from pilin.base import clock
from pilin.base.canonical import INTEGER_MAX
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.actions import cellar, keyring, registry, sessions
from pilin.kernel.federation.audit import verify
from pilin.kernel.federation.audit.refusals import AuditRefusal

VERSION = 1
CHUNK_ROWS = 200
_SIGNING = ("document.offer", "document.sign")
_CITATIONS_DEEP = 4  # a fact cites a kind, the kind a clause, the agreement what it amends
_HASH = re.compile(rb"[0-9a-f]{64}")

Line = dict[str, Any]


@dataclass(frozen=True)
class Bundle:
    """An opened bundle: its head, the lines of each section, and the seal."""

    head: Line
    sections: Mapping[str, Sequence[Line]]
    seal: Line


def register() -> None:
    """Register with the room's own actions, so that pages can hand a bundle out."""
    registry.seals(lines)


def write(subject: str, *, at: Instant, include_parts: bool = False) -> bytes:
    """Return the sealed bundle of a subject as one text; raises as `lines` does."""
    return b"".join(lines(subject, at=at, include_parts=include_parts))


def lines(subject: str, *, at: Instant, include_parts: bool = False) -> Iterator[bytes]:
    """Return the sealed bundle of a subject line by line, collected in at most 15 queries whatever its size.

    The envelopes are read twice: for what they cite, and as they are handed out, so that no more than a few lie in
    memory. `include_parts` adds the contents of detached parts that are here. Before the first line it raises
    SUBJECT_HAS_NO_EVIDENCE, or EVIDENCE_IS_DAMAGED with the place of a stored envelope that cannot be read.
    """
    survey = _surveyed(subject)
    documents = _documents(survey.cited)
    signed = [event["fact"] for line in documents for event in line["events"]]
    parties = survey.parties.union(*(fact["parties"] for fact in signed))
    node = sessions.code()
    peers = sorted(parties - {node})
    head = {"v": VERSION, "node": node, "subject": subject, "made_at": clock.write(at)}
    sections: dict[str, Iterable[Line]] = {
        "head": [{**head, "parties": sorted({node, *parties})}],
        "charter": _charters(peers),
        "key": _keys(peers),
        "document": documents,
        "envelope": map(_envelope, _rows(subject, up_to=survey.last)),
        "receipt": _receipts(peers),
        "part": _parts(survey.parts, include=include_parts),
    }
    return _sealed(sections)


def read(data: bytes) -> Bundle:
    """Open a bundle whose bytes are as they were sealed. Raises BUNDLE_IS_DAMAGED with the envelope or section."""
    try:
        sections, seal = verify.opened(data)
    except verify.Damaged as damaged:
        raise Refused(AuditRefusal.BUNDLE_IS_DAMAGED, where=damaged.args[1]) from None
    return Bundle(sections["head"][0], sections, seal)


@dataclass
class _Survey:
    """What the envelopes of a subject cite: parties, hashes of documents, parts; and the last row's number."""

    last: int = 0
    parties: set[str] = field(default_factory=set)
    cited: set[str] = field(default_factory=set)
    parts: dict[str, Sequence[Line]] = field(default_factory=dict)


def _surveyed(subject: str) -> _Survey:
    """Read every envelope of a subject once."""
    found, node = _Survey(), sessions.code()
    for row in _rows(subject):
        found.last = max(found.last, row.pk)
        found.parties.add(row.peer)
        if row.line:
            fact = _sent(row)["event"]["fact"]
            found.parties.update(fact["parties"])
            found.cited |= _hashes([fact])
            if fact["parts"] and (row.author == node or row.outcome != "refused"):
                found.parts[row.event_hash] = fact["parts"]
    if not found.last:
        raise Refused(AuditRefusal.SUBJECT_HAS_NO_EVIDENCE, subject=subject)
    return found


def _rows(subject: str, *, up_to: int = INTEGER_MAX) -> Iterator[tables.Envelope]:
    """Return the envelopes of a subject and those that answer them, refusals among them, in the order of lanes."""
    about = tables.Envelope.objects.filter(subject=subject)
    answers = tables.Envelope.objects.exclude(re="").filter(re__in=about.values("event_hash"))
    both = about.filter(pk__lte=up_to).union(answers.filter(pk__lte=up_to).exclude(subject=subject), all=True)
    return both.order_by("peer", "lane", "author", "seq").iterator(chunk_size=CHUNK_ROWS)


def _sent(row: tables.Envelope) -> Line:
    """Return the envelope of a stored line."""
    try:
        sent: Line = verify.read(bytes(row.line))["envelope"]
    except (verify.Damaged, *verify.SHAPELESS):
        raise Refused(AuditRefusal.EVIDENCE_IS_DAMAGED, author=row.author, lane=row.lane, seq=row.seq) from None
    return sent


def _envelope(row: tables.Envelope) -> Line:
    line = verify.read(bytes(row.line)) if row.line else None
    place = {"peer": row.peer, "lane": row.lane, "author": row.author, "seq": row.seq}
    return {**place, "hash": row.hash, "line": line}


def _charters(peers: Sequence[str]) -> Iterator[Line]:
    for row in tables.Charter.objects.filter(link_id__in=peers).order_by("link_id", "serial"):
        yield {"hash": row.hash, "text": verify.read(bytes(row.text)), "signatures": row.signatures}


def _keys(peers: Sequence[str]) -> Iterator[Line]:
    """Yield the keys of both nodes of each link, oldest first."""
    told = tables.Envelope.objects.filter(peer__in=peers, lane="work", scope="link", kind="link.key").order_by("seq")
    events = {
        (row.peer, row.author, event["fact"]["body"].get("public")): event
        for row in told
        for event in [_sent(row)["event"]]
    }
    for key in tables.Key.objects.filter(link_id__in=peers).order_by("link_id", "node", "pk"):
        peer = key.link_id if key.node != key.link_id else sessions.code()
        event = events.get((key.link_id, key.node, key.public))
        yield {"node": key.node, "peer": peer, "suite": key.suite, "public": key.public, "event": event}


def _documents(cited: set[str]) -> list[Line]:
    """Return the agreed documents of some hashes, and those that these cite, each with one signed event a party."""
    found: dict[str, tables.Document] = {}
    for _ in range(_CITATIONS_DEEP):
        fresh = tables.Document.objects.filter(hash__in=cited - found.keys(), state="agreed")
        rows = {row.hash: row for row in fresh}
        found |= rows
        cited = _hashes([row.text, row.basis] for row in rows.values())
    events = _signings(found)
    return [{"hash": name, "events": [events[name][party] for party in sorted(events[name])]} for name in sorted(found)]


def _hashes(values: Iterable[object]) -> set[str]:
    return {name.decode() for value in values for name in _HASH.findall(verify.canonical(value))}


def _signings(documents: Mapping[str, tables.Document]) -> dict[str, dict[str, Line]]:
    """Return for each document the event by which each party signed it: its offer, or its signature."""
    offers = [row.offer for row in documents.values()]
    rows = tables.Envelope.objects.filter(kind__in=_SIGNING).exclude(outcome="refused").exclude(line=b"")
    named = rows.filter(Q(subject__in=[f"document/{name}" for name in documents]) | Q(event_hash__in=offers))
    answers = rows.exclude(re="").filter(re__in=offers)
    signings: dict[str, dict[str, Line]] = {name: {} for name in documents}
    for row in sorted([*named, *answers], key=lambda row: row.pk):
        event = _sent(row)["event"]
        name = verify.document_of(event["fact"])
        if name in signings:
            signings[name].setdefault(row.author, event)
    return signings


def _receipts(peers: Sequence[str]) -> Iterator[Line]:
    for row in tables.Link.objects.filter(peer__in=peers).exclude(receipt=b"").order_by("peer"):
        yield {"peer": row.peer, "line": verify.read(bytes(row.receipt))}


def _parts(named: Mapping[str, Sequence[Line]], *, include: bool) -> Iterator[Line]:
    """Yield the detached parts that events name (by the event's hash), with their contents where they are wanted."""
    rows = {(row.event_hash, row.name): row for row in tables.Part.objects.filter(event_hash__in=named)}
    for name, refs in sorted(named.items()):
        for ref in refs:
            row = rows.get((name, ref["name"]))
            line: Line = {"event": name, "name": ref["name"], "hash": ref["hash"], "state": "withheld"}
            if row is not None and row.erased_at is not None:
                line["state"] = "erased"
            elif row is not None and include:
                part = cellar.opened(row)
                line |= {"state": "included", "salt": part.salt, "data": base64.b64encode(part.data).decode()}
            yield line


def _sealed(sections: Mapping[str, Iterable[Line]]) -> Iterator[bytes]:
    """Spell the sections and, with this node's newest key, the line that signs them all."""
    whole, counts = hashlib.sha256(), {}
    for name in verify.SECTIONS:
        part, number = hashlib.sha256(), 0
        for line in sections[name]:
            text = verify.canonical({**line, "section": name}) + b"\n"
            whole.update(text)
            part.update(text)
            number += 1
            yield text
        counts[name] = {"lines": number, "sha256": part.hexdigest()}
    signer = keyring.signers()[-1]
    seal = {
        "sections": counts,
        "sha256": whole.hexdigest(),
        "suite": signer.key.suite,
        "public": signer.key.public,
        "kid": signer.key.kid,
    }
    sig = signer.sign(verify.canonical(seal))
    yield verify.canonical({"section": "seal", "seal": seal, "sig": sig}) + b"\n"
