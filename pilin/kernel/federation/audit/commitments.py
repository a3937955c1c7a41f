"""The audit of commitments: each against its signed event, and against the digests that the rows have at its cut."""

from collections.abc import Iterator, Mapping
from typing import Any

from pilin.base import clock
from pilin.base.refusal import Finding, Refused
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.audit import verify
from pilin.kernel.federation.audit.envelopes import Half, Heads, Lanes, Place
from pilin.kernel.federation.audit.refusals import AuditRefusal
from pilin.kernel.federation.audit.scene import LANES, Fact, Scene, batches, differing, evidence, finding, letter
from pilin.kernel.federation.audit.verify import START

_SCOPES = ("directory", "documents", "ledger", "matters", "observations")
_KIND = "link.commitment"

Settled = Mapping[Place, int]


def lanes(scene: Scene) -> Lanes:
    """Return what the walk over envelopes must know: the lanes' digests, and the numbers at which somebody cut them."""
    running = {(out.link_id, out.lane, scene.code): out.running for out in tables.OutLane.objects.all()}
    running |= {(lane.link_id, lane.lane, lane.link_id): lane.running for lane in tables.InLane.objects.all()}
    cuts: dict[Place, set[int]] = {}
    for peer, cut in tables.Commitment.objects.values_list("peer", "cut").iterator(chunk_size=500):
        for place, number in _numbers(peer, cut).items():
            cuts.setdefault(place, set()).add(number)
    return Lanes(running, {place: frozenset(numbers) for place, numbers in cuts.items()})


def _numbers(peer: str, cut: object) -> dict[Place, int]:
    """Return the numbers of a cut by place; nothing where it has another shape."""
    if not isinstance(cut, dict) or not all(isinstance(numbers, dict) for numbers in cut.values()):
        return {}
    found = {(peer, lane, author): number for lane, numbers in cut.items() for author, number in numbers.items()}
    return found if all(isinstance(number, int) for number in found.values()) else {}


def findings(scene: Scene, halves: Mapping[Place, Half]) -> Iterator[Finding]:
    """Yield what is wrong with commitments, and name those of peers that have no row."""
    settled: Settled = {(out.link_id, out.lane, scene.code): out.settled for out in tables.OutLane.objects.all()}
    settled = {**settled, **{(i.link_id, i.lane, i.link_id): i.decided for i in tables.InLane.objects.all()}}
    for rows in batches(tables.Commitment.objects.order_by("pk").iterator(chunk_size=100)):
        events = evidence(row.event_hash for row in rows)
        for row in rows:
            fact = events[row.event_hash][0].fact if row.event_hash in events else None
            if fact is None or fact["kind"] != _KIND:
                yield finding(row, AuditRefusal.ROW_LACKS_ITS_EVIDENCE, "event_hash")
            else:
                yield from differing(row, _columns(scene, fact))
                yield from _compared(scene, row, fact, _Known(halves, settled))
    yield from _missing(scene)


def _columns(scene: Scene, fact: Fact) -> dict[str, object]:
    """Return what a row must hold by its event, except for the result."""
    others = [code for code in fact["parties"] if code != scene.code]
    cut, digests = fact["body"].get("cut"), fact["body"].get("digests")
    row = {"peer": others[0] if others else "", "author": fact["author"], "cut": cut, "digests": digests}
    row["cut_hash"] = verify.sha256(verify.canonical(cut))
    try:
        row["at"] = clock.read(fact["at"])
    except Refused:
        row["at"] = None
    return row


class _Known:
    """The digests that our rows have at cuts, and how far each half of a lane is settled."""

    def __init__(self, halves: Mapping[Place, Half], settled: Settled) -> None:
        self._halves, self._settled = halves, settled

    def is_settled(self, numbers: Mapping[Place, int]) -> bool:
        """Tell whether a cut lies within what is settled here."""
        return all(number <= self._settled.get(place, 0) for place, number in numbers.items())

    def digests(self, scene: Scene, peer: str, numbers: Mapping[Place, int]) -> dict[str, str] | None:
        """Return the digest of each scope at a cut, None where our rows do not reach it."""
        heads: dict[Place, Heads] = {}
        for place, number in numbers.items():
            at_cuts = self._halves.get(place, Half()).at_cuts
            if number not in at_cuts:
                return None
            heads[place] = at_cuts[number]
        return {scope: self._digest(scene, peer, heads, scope) for scope in _SCOPES}

    @staticmethod
    def _digest(scene: Scene, peer: str, heads: Mapping[Place, Heads], scope: str) -> str:
        places = [(lane, author) for lane in LANES for author in sorted((scene.code, peer))]
        found = [[lane, author, heads.get((peer, lane, author), {}).get(scope, START)] for lane, author in places]
        return verify.sha256(verify.canonical(found))


def _compared(scene: Scene, row: tables.Commitment, fact: Fact, known: _Known) -> Iterator[Finding]:
    """Ours says what our rows say; a peer's is held until its cut is settled here, and then equal or not."""
    body: Mapping[str, Any] = fact["body"]
    others = [code for code in fact["parties"] if code != scene.code]
    numbers = _numbers(others[0], body.get("cut")) if others else {}
    mine = known.digests(scene, others[0], numbers) if numbers else None
    own = fact["author"] == scene.code
    if own and mine is not None and mine != body.get("digests"):
        yield finding(row, AuditRefusal.RUNNING_DIGEST_DIFFERS, "digests")
    compared = mine is not None and known.is_settled(numbers)
    result = ("equal" if mine == body.get("digests") else "mismatch") if compared else "held"
    yield from differing(row, {"result": "told" if own else result})


def _missing(scene: Scene) -> Iterator[Finding]:
    """Name the applied commitments of peers that have no row: of two for one cut only the first is kept."""
    told = tables.Envelope.objects.filter(kind=_KIND, outcome="applied").exclude(author=scene.code).exclude(line=b"")
    for rows in batches(told.order_by("pk").iterator(chunk_size=100)):
        found = {row.event_hash: letter(bytes(row.line)) for row in rows}
        cuts = {
            name: verify.sha256(verify.canonical(carried.fact["body"].get("cut")))
            for name, carried in found.items()
            if carried is not None
        }
        here = tables.Commitment.objects.filter(cut_hash__in=cuts.values()).values_list("author", "cut_hash")
        kept = set(here)
        for row in rows:
            if row.event_hash in cuts and (row.author, cuts[row.event_hash]) not in kept:
                facts = {"column": "", "peer": row.peer}
                yield Finding(f"commitment {row.event_hash}", AuditRefusal.EVIDENCE_LACKS_ITS_ROW, facts)
