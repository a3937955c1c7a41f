"""The audit of this node's state, its links and charters, and the keys that speak for each side."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.base.refusal import Finding, Refused
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.audit import verify
from pilin.kernel.federation.audit.lanes import header
from pilin.kernel.federation.audit.refusals import AuditRefusal
from pilin.kernel.federation.audit.scene import (
    LANES,
    Scene,
    admitted,
    charter_text,
    differing,
    finding,
    impossible,
)

_MODES = ("introduced", "open", "paused", "halted")
_FENCE = re.compile(r"[0-9A-Za-z]{32}:(\d+)")


def findings(scene: Scene) -> Iterator[Finding]:
    """Yield what is wrong with the node's state, charters, links and keys."""
    yield from _node(scene)
    for rows in scene.charters.values():
        for row in rows:
            yield from _charter(scene, row)
    for link in scene.links.values():
        yield from _link(scene, link)
    yield from _keys(scene)


def _node(scene: Scene) -> Iterator[Finding]:
    """The node stands in one life, not below any that it signed in or that a peer has fenced for it."""
    rows = list(tables.NodeState.objects.all())
    lives = tables.Envelope.objects.filter(author=scene.code).order_by("-inc").values_list("inc", flat=True)[:1]
    known = max([1, *lives, *(link.fenced for link in scene.links.values())])
    for row in rows:
        possible = {
            "id": len(rows) == 1 and row.pk == 1,
            "inc": row.inc >= known,
            "mode": row.mode in ("open", "recovering", "halted"),
            "nonce": re.fullmatch(r"([0-9a-f]{32})?", row.nonce) and (row.nonce != "" or row.inc == 1),
        }
        yield from impossible(row, possible)


def _charter(scene: Scene, row: tables.Charter) -> Iterator[Finding]:
    text = charter_text(row)
    if not text or verify.sha256(bytes(row.text)) != row.hash:
        column = "hash" if text and admitted(verify.Ring(), row) else "text"
        yield finding(row, AuditRefusal.LINE_IS_NOT_EVIDENCE, column)
    elif not admitted(verify.Ring(), row):
        yield finding(row, AuditRefusal.LINE_IS_NOT_EVIDENCE, "signatures")
    else:
        others = [card["code"] for card in text["parties"] if card["code"] != scene.code]
        yield from differing(row, {"link_id": others[0] if len(others) == 1 else "", "serial": text.get("serial")})


def _link(scene: Scene, row: tables.Link) -> Iterator[Finding]:
    charters = scene.charters.get(row.peer, [])
    yield from impossible(row, _modes(row))
    if charters and row.mode != "introduced":
        yield from differing(row, _card(row, charters[-1]))
        yield from differing(row, _introduced(row, charters[-1]))
    elif row.mode != "introduced":
        yield finding(row, AuditRefusal.ROW_LACKS_ITS_EVIDENCE, "charter")
    yield from _heard(scene, row, charters)
    committed = tables.Commitment.objects.filter(peer=row.peer, author=scene.code).order_by("-at")
    digests = [verify.sha256(verify.canonical(one)) for one in committed.values_list("digests", flat=True)[:1]]
    yield from differing(row, {"committed": digests[0] if digests else ""})
    own = scene.ring.keys.get((scene.code, row.peer), {})
    yield from impossible(row, {"kid": row.kid in own or not own, "fenced": _is_life(scene, row.fenced)})


def _is_life(scene: Scene, fenced: int) -> bool:
    inc = tables.NodeState.objects.values_list("inc", flat=True).first() or 1
    return fenced in (0, inc) and (fenced == 0 or inc > 1)


def _modes(row: tables.Link) -> dict[str, object]:
    """An alarm stands where a commitment did not match or the link is halted; a search only while an alarm stands."""
    mismatch = tables.Commitment.objects.filter(peer=row.peer, result="mismatch").exists()
    search = row.bisect is None or (isinstance(row.bisect, list) and len(row.bisect) == 5 and row.bisect[1] in LANES)
    return {
        "mode": row.mode in _MODES,
        "introduced": re.fullmatch(r"([0-9a-f]{64})?", row.introduced),
        "alarm_since": row.alarm_since is None or mismatch or row.mode == "halted",
        "bisect": search and (row.bisect is None or row.alarm_since is not None),
    }


def _card(row: tables.Link, charter: tables.Charter) -> dict[str, object]:
    """Return what the peer's card in the newest charter says of it."""
    parties = charter_text(charter).get("parties", [])
    expected: dict[str, object] = {"charter": f"charter:{charter.hash}"}
    for card in parties:
        if card["code"] == row.peer:
            expected |= {name: card[name] for name in ("name", "url", "certificate")}
    return expected


def _introduced(row: tables.Link, charter: tables.Charter) -> dict[str, object]:
    """Return what stands for the card that was introduced: the digest of the one in the newest charter, or nothing."""
    parties = charter_text(charter).get("parties", [])
    digests = [verify.sha256(verify.canonical(card)) for card in parties if card["code"] == row.peer]
    return {"introduced": digests[0]} if row.introduced and digests else {}


def _heard(scene: Scene, row: tables.Link, charters: list[tables.Charter]) -> Iterator[Finding]:
    """The last header is signed by the peer, and says the peer's life, versions, key and clock."""
    if not row.receipt and row.heard_at is not None:
        yield finding(row, AuditRefusal.ROW_LACKS_ITS_EVIDENCE, "receipt")
        return
    if not row.receipt:
        silent = {"speaks_low": 1, "speaks_high": 1, "inc": 1, "nonce": "", "peer_kid": "", "skew_seconds": 0}
        yield from differing(row, silent)
        return
    said = header(row)
    if not _is_signed(scene, row):
        yield finding(row, AuditRefusal.LINE_IS_NOT_EVIDENCE, "receipt")
        return
    low, high = said["speaks"]
    renewed = row.peer_kid == "" and len(charters) > 1
    yield from differing(row, {"speaks_low": low, "speaks_high": high})
    yield from differing(row, {} if renewed else {"peer_kid": said["kid"]})
    yield from impossible(row, {"inc": _is_peer_life(row, said), "nonce": _is_fence(row)})
    if not _is_heard(scene, row, said):
        yield finding(row, AuditRefusal.COLUMN_DIFFERS_FROM_EVIDENCE, "skew_seconds/heard_at")


def _is_signed(scene: Scene, row: tables.Link) -> bool:
    try:
        line = verify.read(bytes(row.receipt))
        scene.ring.line(line)
        return (line["header"]["from"], line["header"]["to"]) == (row.peer, scene.code)
    except (verify.Damaged, *verify.SHAPELESS):
        return False


def _is_peer_life(row: tables.Link, said: Mapping[str, Any]) -> bool:
    """The peer speaks in the life that we know; only a fence that we did not grant names a later one."""
    return bool(said["inc"] == row.inc or (said["type"] == "fence" and said["inc"] > row.inc))


def _is_fence(row: tables.Link) -> bool:
    """A later life than the first began with a fence: its nonce, and the life before it."""
    found = _FENCE.fullmatch(row.nonce)
    return row.inc == 1 if row.nonce == "" else found is not None and int(found.group(1)) < row.inc


def _is_heard(scene: Scene, row: tables.Link, said: Mapping[str, Any]) -> bool:
    """The skew is what lies between the peer's clock in the header and ours when we heard it, in whole seconds."""
    if row.heard_at is None:
        return False
    try:
        skew = clock.seconds_between(clock.read(said["at"]), Instant(row.heard_at))
    except Refused:
        return False
    return abs(max(-1e9, min(1e9, skew)) - row.skew_seconds) <= 0.5 and scene.is_possible(
        Instant(row.heard_at), row.peer
    )


def _keys(scene: Scene) -> Iterator[Finding]:
    """Every key is brought by a charter or a rotation of its link, and ends where the rotation says."""
    rows: dict[tuple[str, str], list[tables.Key]] = {place: [] for place in scene.ring.keys}
    for row in tables.Key.objects.order_by("pk"):
        other = row.link_id if row.node == scene.code else scene.code
        rows.setdefault((row.node, other), []).append(row)
        if row.link_id not in scene.links or row.node not in (scene.code, row.link_id):
            yield finding(row, AuditRefusal.ROW_LACKS_ITS_EVIDENCE, "node/link_id", node=row.node)
    for place, mine in rows.items():
        vouched = scene.ring.keys.get(place, {})
        for row in mine:
            yield from _key(row, vouched, newest=row is mine[-1])
        for name in sorted(vouched.keys() - {row.kid for row in mine}):
            facts = {"column": "", "node": place[0], "kid": name}
            yield Finding(f"key {place[0]} {name}", AuditRefusal.EVIDENCE_LACKS_ITS_ROW, facts)
        yield from _in_order(scene, mine, vouched)


def _in_order(scene: Scene, rows: list[tables.Key], vouched: Mapping[str, verify.Key]) -> Iterator[Finding]:
    """Rows stand in the order in which keys came, since the protocol reads them so; of two charters none is known."""
    order = [row.kid for row in rows if row.kid in vouched]
    if rows and len(scene.charters.get(rows[0].link_id, [])) == 1:
        for row, name in zip(rows, [name for name in vouched if name in order], strict=False):
            if row.kid in vouched and row.kid != name:
                yield finding(row, AuditRefusal.COLUMN_DIFFERS_FROM_EVIDENCE, "id", node=row.node)


def _key(row: tables.Key, vouched: Mapping[str, verify.Key], *, newest: bool) -> Iterator[Finding]:
    by_public = {key.public: name for name, key in vouched.items()}
    name = row.kid if row.kid in vouched else by_public.get(row.public, "")
    if not name:
        yield finding(row, AuditRefusal.ROW_LACKS_ITS_EVIDENCE, "public", node=row.node)
        return
    key = vouched[name]
    yield from differing(row, {"kid": name, "suite": key.suite, "public": key.public}, node=row.node)
    if key.until is not None or newest:
        yield from differing(row, {"until": key.until}, node=row.node)
    else:  # ended by a later charter, at numbers that nobody signed
        ends = isinstance(row.until, dict) and row.until.keys() == set(LANES)
        yield from impossible(row, {"until": ends}, node=row.node)
