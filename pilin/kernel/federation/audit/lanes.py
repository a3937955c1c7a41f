"""The audit of lanes: what a lane remembers of its rows, of what the peer's last header said, and of withdrawn rows."""

from collections.abc import Iterator, Mapping
from typing import Any

from pilin.base.clock import Instant
from pilin.base.refusal import Finding
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.audit import verify
from pilin.kernel.federation.audit.envelopes import Half, Place, effect_of
from pilin.kernel.federation.audit.refusals import AuditRefusal
from pilin.kernel.federation.audit.scene import LANES, Letter, Scene, differing, finding, impossible, letter
from pilin.kernel.federation.audit.verify import START

_LOST_OUTCOMES = ("applied", "refused", "pending")


def findings(scene: Scene, halves: Mapping[Place, Half]) -> Iterator[Finding]:
    """Yield what is wrong with our halves of lanes and with the peers' halves."""
    told = {peer: header(link) for peer, link in scene.links.items()}
    committed = _committed(scene.code)
    for out in tables.OutLane.objects.order_by("pk"):
        half = halves.get((out.link_id, out.lane, scene.code), Half())
        yield from differing(out, {"seq": half.seq, "head": half.head}, **_place(out))
        yield from _digests(out, half)
        said = told.get(out.link_id, {}).get("lanes", {}).get(out.lane, {})
        cut = committed.get((out.link_id, out.lane), 0)
        possible = {"link_id": out.link_id in scene.links, **_sending(out, half, said.get("got", 0), cut)}
        yield from impossible(out, possible, **_place(out))
    for lane in tables.InLane.objects.order_by("pk"):
        half = halves.get((lane.link_id, lane.lane, lane.link_id), Half())
        expected = {"seq": half.seq, "head": half.head, "decided": half.decided, "stored_at": half.stored_at}
        yield from differing(lane, expected, **_place(lane))
        yield from _digests(lane, half)
        link = told.get(lane.link_id, {})
        put = link.get("lanes", {}).get(lane.lane, {}).get("put", 0) if link.get("type") != "fence" else 0
        possible = {"link_id": lane.link_id in scene.links, "put": lane.put >= max(half.seq, put)}
        yield from impossible(lane, {**possible, "lane": lane.lane in LANES}, **_place(lane))
    yield from _without_lane(scene, halves)


def header(link: tables.Link) -> Mapping[str, Any]:
    """Return the last header that a peer signed, nothing where none is kept; `links` audits its signature."""
    try:
        found: Mapping[str, Any] = verify.read(bytes(link.receipt))["header"] if link.receipt else {}
    except (verify.Damaged, *verify.SHAPELESS):
        return {}
    return found


def _place(row: tables.OutLane | tables.InLane) -> dict[str, object]:
    return {"peer": row.link_id, "lane": row.lane}


def _digests(row: tables.OutLane | tables.InLane, half: Half) -> Iterator[Finding]:
    stored = {scope: head for scope, head in row.running.items() if head != START}
    if stored != {scope: head for scope, head in half.heads.items() if head != START}:
        yield finding(row, AuditRefusal.RUNNING_DIGEST_DIFFERS, "running", **_place(row))


def _sending(out: tables.OutLane, half: Half, got: int, cut: int) -> dict[str, bool]:
    """Say what is possible: the peer has at least what its last header says, and settled stays what we signed."""
    claim = out.claim is None or (len(out.claim) == 2 and out.settled < out.claim[0] <= half.seq and out.claim[1] > 0)
    return {
        "lane": out.lane in LANES,
        "acked": min(got, half.seq) <= out.acked <= half.seq,
        "settled": cut <= out.settled <= half.seq,
        "claim": claim,
    }


def _committed(code: str) -> dict[tuple[str, str], int]:
    """Return by peer and lane the number up to which our last signed commitment called our rows settled."""
    rows = tables.Commitment.objects.filter(author=code).order_by("peer", "-at").values_list("peer", "cut")
    last: dict[str, Any] = {}
    for peer, cut in rows.iterator():
        last.setdefault(peer, cut)
    numbers = {(peer, lane): cut.get(lane, {}).get(code, 0) for peer, cut in last.items() for lane in LANES}
    return {place: number for place, number in numbers.items() if isinstance(number, int)}


def _without_lane(scene: Scene, halves: Mapping[Place, Half]) -> Iterator[Finding]:
    """Name the lanes whose row is gone."""
    outs = {(row.link_id, row.lane, scene.code) for row in tables.OutLane.objects.all()}
    ins = {(row.link_id, row.lane, row.link_id) for row in tables.InLane.objects.all()}
    for peer, lane, author in sorted(halves.keys() - outs - ins):
        table = "outlane" if author == scene.code else "inlane"
        facts = {"column": "", "peer": peer, "lane": lane}
        yield Finding(f"{table} {peer} {lane}", AuditRefusal.EVIDENCE_LACKS_ITS_ROW, facts)


def lost(scene: Scene) -> Iterator[Finding]:
    """Yield what is wrong with the envelopes that a restore took out of our lanes."""
    for row in tables.LostEnvelope.objects.order_by("pk").iterator(chunk_size=500):
        found = letter(bytes(row.line))
        if found is None or not _is_ours(scene, found):
            yield finding(row, AuditRefusal.LINE_IS_NOT_EVIDENCE, "line")
            continue
        derived = found.columns(scene.code)
        names = ("peer", "lane", "seq", "inc", "event_hash")
        yield from differing(row, {name: derived[name] for name in names})
        effect = effect_of(scene, found.fact) if row.outcome == "applied" else None
        yield from differing(row, {} if effect is None else {"effect": effect})
        stored = Instant(row.stored_at)
        possible = {
            "stored_at": found.sent_at <= stored and scene.is_possible(stored, str(derived["peer"])),
            "outcome": row.outcome in _LOST_OUTCOMES,
            "resolved": row.resolved or scene.mode != "open",
        }
        yield from impossible(row, possible)


def _is_ours(scene: Scene, found: Letter) -> bool:
    """Tell whether we signed an envelope, with whichever of our keys: its number counts no more."""
    sent = found.sent
    try:
        scene.ring.signer(sent, sent, found.line["sig"], (scene.code, sent["to"]))
    except (verify.Damaged, *verify.SHAPELESS):
        return False
    return scene.asserted(found)
