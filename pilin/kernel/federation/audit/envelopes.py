"""The audit of envelopes: each row is derived from its line and from the rows around it, lane by lane, as a stream.

The rows are read once, in the order (peer, lane, author, number), a batch at a time; of a lane only what the next row
needs is remembered, so a hundred thousand envelopes take no more memory than a hundred.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby, islice

from pilin.base.clock import Instant
from pilin.base.refusal import Finding
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.audit import verify
from pilin.kernel.federation.audit.chain import SETTLED, Chain
from pilin.kernel.federation.audit.refusals import AuditRefusal
from pilin.kernel.federation.audit.scene import Fact, Letter, Scene, differing, finding, impossible, letter
from pilin.kernel.federation.audit.verify import START

Place = tuple[str, str, str]  # peer, lane, author
Heads = Mapping[str, str]  # scope -> running digest

_ROWS_AT_ONCE = 500
_CLOCK_STEP = timedelta(hours=1)  # by which a clock may have been set back
_UNDECIDED = ("pending", "waiting", "failed")
_WITHHELD = "text_holds_identity_number"
_REPEATED = "document_is_answered"  # decided again after a restore: the refusal that was told before stands


@dataclass
class Half:
    """What the rows of one author in a lane add up to: last number and hash, last decided, digests, and cuts."""

    seq: int = 0
    head: str = START
    inc: int = 0
    decided: int = 0
    stored_at: Instant | None = None
    heads: Heads = field(default_factory=dict)
    at_cuts: dict[int, Heads] = field(default_factory=lambda: {0: {}})


@dataclass(frozen=True)
class Lanes:
    """What the walk needs to know of lanes: their stored digests, and the numbers at which somebody cut them."""

    running: Mapping[Place, Heads]
    cuts: Mapping[Place, frozenset[int]]


def findings(scene: Scene, lanes: Lanes, halves: dict[Place, Half]) -> Iterator[Finding]:
    """Yield what is wrong with envelopes, and fill `halves` with what the lanes must say."""
    rows = tables.Envelope.objects.order_by("peer", "lane", "author", "seq").iterator(chunk_size=_ROWS_AT_ONCE)
    for place, group in groupby(_backed(scene, rows), key=lambda pair: (pair[0].peer, pair[0].lane, pair[0].author)):
        walk = _Walk(scene, own=place[2] == scene.code, cuts=lanes.cuts.get(place, frozenset()))
        for row, codes in group:
            yield from walk.take(row, codes)
        yield from walk.end(lanes.running.get(place, {}))
        halves[place] = walk.half


def _backed(scene: Scene, rows: Iterator[tables.Envelope]) -> Iterator[tuple[tables.Envelope, set[str]]]:
    """Yield each row with the codes of the refusals that answer it in the opposite direction of its lane."""
    while batch := list(islice(rows, _ROWS_AT_ONCE)):
        refusals = tables.Envelope.objects.filter(kind="link.refusal", re__in=[row.event_hash for row in batch])
        told: dict[tuple[str, str, str, str], set[str]] = {}
        for refusal in refusals.exclude(re=""):
            if refusal.author == scene.code or refusal.outcome == "applied":
                place = (refusal.peer, refusal.lane, refusal.author, refusal.re)
                told.setdefault(place, set()).add(_code(letter(bytes(refusal.line))))
        for row in batch:
            by = row.peer if row.author == scene.code else scene.code
            yield row, told.get((row.peer, row.lane, by, row.event_hash), set())


def _code(refusal: Letter | None) -> str:
    code = refusal.fact["body"].get("code") if refusal else None
    return code if isinstance(code, str) and code.isprintable() and len(code) <= 64 else ""


def effect_of(scene: Scene, fact: Fact) -> str | None:
    """Return the effect that an applied fact must have had, None where no room can tell."""
    if fact["scope"] == "link":
        return ""
    if fact["scope"] == "documents":
        return verify.sha256(verify.canonical([verify.document_of(fact), fact["author"], fact["kind"]]))
    if fact["kind"] == "directory.entries":
        return verify.sha256(verify.canonical([fact["kind"], verify.sha256(verify.canonical(fact))]))
    return scene.effects[fact["scope"]](fact) if fact["scope"] in scene.effects else None


class _Walk:
    """One author's half of a lane, row by row."""

    def __init__(self, scene: Scene, *, own: bool, cuts: frozenset[int]) -> None:
        self.scene, self.own, self.cuts = scene, own, cuts
        self.half, self.chain = Half(), Chain()
        self.unproven: tables.Envelope | None = None  # the row before, where only its column holds the hash of its line

    def take(self, row: tables.Envelope, codes: set[str]) -> Iterator[Finding]:
        """Yield what is wrong with the next row, whose refusals have these codes."""
        found = letter(bytes(row.line)) if row.line else None
        facts = {"peer": row.peer, "lane": row.lane, "author": row.author, "seq": row.seq}
        if not self._is_evidence(row, found):
            yield finding(row, AuditRefusal.LINE_IS_NOT_EVIDENCE, "line", **facts)
            found = None
        wrong = list(differing(row, found.columns(self.scene.code), **facts)) if found else []
        yield from wrong
        if any(one.facts["column"] in facts for one in wrong):
            return  # it stands in another row's place
        yield from self._order(row, found, facts)
        yield from self._moment(row, found, facts)
        yield from self._outcome(row, codes, facts)
        yield from self._effect(row, found, facts)
        scope, event_hash = (found.fact["scope"], found.event_hash) if found else (row.scope, row.event_hash)
        yield from self.chain.take(row, scope, event_hash)
        if row.seq in self.cuts:
            self.half.at_cuts[row.seq] = dict(self.chain.heads)

    def end(self, running: Heads) -> Iterator[Finding]:
        """Yield what the lane shows of the last rows, and keep what it must say."""
        yield from self.chain.end(running)
        self.half.heads, self.half.decided = self.chain.heads, self.chain.last

    def _is_evidence(self, row: tables.Envelope, found: Letter | None) -> bool:
        """Tell whether a line is signed, and its event too unless it was refused or is not decided yet.

        A peer's row lawfully has no line where the text held an identity number: it was refused for that, or will be.
        """
        if found is None:
            refused = row.outcome == "refused" and row.code == _WITHHELD
            return not row.line and not self.own and (refused or row.outcome == "pending")
        bound = self.own or row.outcome == "applied"
        return self.scene.signed(found) and (not bound or self.scene.asserted(found))

    def _order(self, row: tables.Envelope, found: Letter | None, facts: Fact) -> Iterator[Finding]:
        """The lane has no gap, each line names the hash of the one before, and no life follows a later one."""
        half = self.half
        if row.seq != half.seq + 1:
            yield finding(row, AuditRefusal.LANE_IS_BROKEN, "seq", missing=half.seq + 1, **facts)
        elif found is not None and (found.sent["prev"] != half.head or found.sent["inc"] < half.inc):
            column = "hash" if self.unproven else "line"
            yield finding(self.unproven or row, AuditRefusal.LANE_IS_BROKEN, column, **facts)
        self.unproven = None if found else row
        half.seq, half.head = row.seq, found.hash if found else row.hash
        half.inc = found.sent["inc"] if found else half.inc

    def _moment(self, row: tables.Envelope, found: Letter | None, facts: Fact) -> Iterator[Finding]:
        """Our clock stored it: not before the charter, the row before, or our own signature, and not after now."""
        moment, last = Instant(row.stored_at), self.half.stored_at
        follows = last is None or moment >= last - _CLOCK_STEP
        signed = not self.own or found is None or moment >= found.sent_at
        yield from impossible(
            row, {"stored_at": follows and signed and self.scene.is_possible(moment, row.peer)}, **facts
        )
        self.half.stored_at = moment

    def _outcome(self, row: tables.Envelope, codes: set[str], facts: Fact) -> Iterator[Finding]:
        """Refused is what the other side's refusal in the opposite direction says; nothing else has such a refusal."""
        undecided = row.outcome in _UNDECIDED and not (self.own and self.scene.mode == "open")
        if row.outcome not in SETTLED and not undecided:
            yield finding(row, AuditRefusal.COLUMN_HOLDS_THE_IMPOSSIBLE, "outcome", **facts)
        elif bool(codes) != (row.outcome == "refused"):
            yield finding(row, AuditRefusal.OUTCOME_IS_NOT_BACKED, "outcome", **facts)
        elif row.outcome == "refused" and row.code not in codes and (self.own or row.code != _REPEATED):
            yield finding(row, AuditRefusal.OUTCOME_IS_NOT_BACKED, "code", **facts)
        bare = {"applied": "", "pending": "", "failed": "handler_failed"}.get(row.outcome, row.code)
        if row.code != bare or (row.outcome == "waiting" and not row.code):
            yield finding(row, AuditRefusal.COLUMN_HOLDS_THE_IMPOSSIBLE, "code/outcome", **facts)

    def _effect(self, row: tables.Envelope, found: Letter | None, facts: Fact) -> Iterator[Finding]:
        """An applied fact had the effect that its room says; what a peer told and we did not apply had none."""
        applied = row.outcome == "applied" or (self.own and row.outcome == "refused" and row.effect != "")
        expected = effect_of(self.scene, found.fact) if applied and found is not None else None
        if row.effect != (row.effect if applied and expected is None else expected or ""):
            yield finding(row, AuditRefusal.COLUMN_DIFFERS_FROM_EVIDENCE, "effect", **facts)
