"""Rows of a node's links as they stand after some days of work, for tests of reads and of pages."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from pilin.base.canonical import digest
from pilin.base.clock import Instant, after
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.protocol import envelope as envelopes
from pilin.kernel.federation.protocol import event as events
from pilin.kernel.federation.protocol.envelope import START, Place
from pilin.kernel.federation.protocol.event import Draft, Event
from pilin.kernel.federation.protocol.suite import Ed25519Signer

AT = Instant(datetime(2026, 3, 4, 1, 2, 3, tzinfo=UTC))
PEER, THIRD = "310116", "330421"
CHARTER = "charter:" + "c" * 64
SIGNERS = {code: Ed25519Signer(bytes([number]) * 32) for number, code in enumerate(("330482", PEER, THIRD), start=1)}


def ours() -> str:
    """Return the code of the node of the tests."""
    return str(settings.NODE.node.code)


def ago(seconds: float) -> Instant:
    """Return the instant so many seconds before `AT`."""
    return after(AT, seconds=-seconds)


def node(mode: str, inc: int = 1) -> None:
    """Put this node into a mode and a life."""
    tables.NodeState.objects.update_or_create(pk=1, defaults={"mode": mode, "inc": inc})


def link(peer: str = PEER, name: str = "金山区", **members: Any) -> tables.Link:
    """Make an open link whose peer was heard half a minute ago, with the keys of both sides."""
    start = {"mode": "open", "charter": CHARTER, "heard_at": ago(30), "url": f"https://{peer}.example:9001"}
    row = tables.Link.objects.create(peer=peer, name=name, certificate="", **start | members)
    for node in (ours(), peer):
        key = SIGNERS[node].key
        tables.Key.objects.create(node=node, link=row, kid=key.kid, suite=key.suite, public=key.public)
    return row


def out_lane(peer: str = PEER, lane: str = "work", **members: Any) -> tables.OutLane:
    """Make our half of a lane."""
    return tables.OutLane.objects.create(link_id=peer, lane=lane, head=START, **members)


def in_lane(peer: str = PEER, lane: str = "work", **members: Any) -> tables.InLane:
    """Make a peer's half of a lane."""
    return tables.InLane.objects.create(link_id=peer, lane=lane, head=START, **members)


def event(author: str, kind: str = "document.offer", at: Instant = AT, **members: Any) -> Event:
    """Sign an event of an author for both sides."""
    start = {"scope": "documents", "basis": CHARTER, "body": {}, "parties": (ours(), PEER)}
    draft = Draft(kind=kind, **start | members)
    return events.sign(draft, author=author, signer=SIGNERS[author], at=at, entropy=bytes)


def envelope(seq: int, *, author: str = "", told: Event | None = None, **members: Any) -> tables.Envelope:
    """Store an envelope of an author (ours by default) on the link with `PEER`; applied, unless told otherwise."""
    author = author or ours()
    fact = told or event(author, at=after(AT, seconds=seq))
    place = Place(author, PEER if author == ours() else ours(), "work", seq, START, 1)
    sealed = envelopes.seal(fact, place, signer=SIGNERS[author], sent_at=fact.at, seen=None)
    names = {"event_hash": fact.hash, "event_id": fact.id, "kind": fact.kind, "subject": fact.subject, "re": fact.re}
    start = {"peer": PEER, "lane": "work", "outcome": "applied", "code": "", "stored_at": fact.at, "running": START}
    fixed = {"seq": seq, "inc": 1, "hash": sealed.hash, "scope": fact.scope, "line": sealed.line, "effect": ""}
    return tables.Envelope.objects.create(author=author, **names | start | fixed | members)


def refused(seq: int, code: str = "basis_is_unknown", **facts: str | int) -> tables.Envelope:
    """Store an envelope of ours that the peer refused, and its refusal."""
    letter = event(ours(), at=ago(600 - seq), subject=f"matter/{seq}")
    row = envelope(seq, told=letter, outcome="refused", code=code, stored_at=letter.at)
    body = {"code": code, "facts": facts, "remedy": "final"}
    answer = event(PEER, "link.refusal", ago(590 - seq), scope="link", re=letter.hash, body=body)
    envelope(seq, author=PEER, told=answer)
    return row


def commitment(seconds_ago: float, result: str = "equal", peer: str = PEER, author: str = "") -> None:
    """Store a commitment of a peer (or of ourselves) with what comparing it said."""
    author = author or peer
    name = digest(f"{author} {peer} {seconds_ago}".encode())
    tables.Commitment.objects.create(
        event_hash=name, peer=peer, author=author, cut={}, cut_hash=name, digests={}, result=result, at=ago(seconds_ago)
    )


def alarm(code: str = "clock_skew", peer: str = PEER, **members: Any) -> tables.Alarm:
    """Raise an alarm an hour ago that is still open."""
    start = {"facts": {}, "first_at": ago(3600), "last_at": ago(60), "times": 3}
    return tables.Alarm.objects.create(code=code, peer=peer, **start | members)


def quarantined(name: str, peer: str = PEER) -> None:
    """Put bytes of a peer into quarantine."""
    tables.Quarantine.objects.create(
        peer=peer, reason="signature_is_bad", hash=name.ljust(64, "0"), size=9, cipher=b"", at=AT
    )


def document(name: str, seconds_ago: float = 60, **members: Any) -> tables.Document:
    """Put a document of ours on the table."""
    start = {"type": "kind", "text": {"type": "kind"}, "basis": CHARTER, "parties": [PEER, ours()], "state": "open"}
    said = {"offered_by": ours(), "offer": "0" * 64, "answers": {ours(): "signed"}, "offered_at": ago(seconds_ago)}
    return tables.Document.objects.create(hash=name.ljust(64, "0"), **start | said | members)


def busy(peers: Sequence[tuple[str, str]] = ((PEER, "金山区"), (THIRD, "嘉善县")), *, each: int = 1) -> None:
    """Make links with `each` times of everything that the diagnostics page shows."""
    for peer, name in peers:
        link(peer, name)
        for lane in ("ask", "work", "bulk"):
            out_lane(peer, lane, seq=7 * each, acked=0, heard_at=ago(720), attempt=4, refusal="peer_is_unreachable")
            in_lane(peer, lane, seq=5 * each, decided=5 * each, put=6 * each, stored_at=ago(720))
        alarm("mismatch", peer)
        for number in range(each):
            quarantined(f"{number}", peer)
            commitment(900.0 * number, peer=peer)
    for number in range(each):
        refused(number + 1)
