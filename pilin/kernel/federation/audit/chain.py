"""The running digests of one half of a lane, derived anew row by row.

A digest covers all rows of its scope before it. Where one does not fit, the next row shows what was altered: if it
builds on the derived digest, the stored one was; if it builds on the stored one, the effect was.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pilin.base.refusal import Finding
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.audit import verify
from pilin.kernel.federation.audit.refusals import AuditRefusal
from pilin.kernel.federation.audit.scene import finding
from pilin.kernel.federation.audit.verify import START

SETTLED = ("applied", "refused")


@dataclass(frozen=True)
class _Doubt:
    """A row whose digest does not fit, its scope, and the digest derived for it."""

    row: tables.Envelope
    scope: str
    derived: str


class Chain:
    """What the digests of the rows so far add up to: `heads` by scope, and the number of the last row that has one."""

    def __init__(self) -> None:
        self.heads: dict[str, str] = {}
        self.last = 0
        self._doubts: dict[str, _Doubt] = {}
        self._blank: _Doubt | None = None

    def take(self, row: tables.Envelope, scope: str, event_hash: str) -> Iterator[Finding]:
        """Yield what is wrong with the digests, as far as the next row shows it."""
        if not row.running:  # undecided, or behind one that is
            self._blank = self._blank or self._derived(row, scope, event_hash)
            return
        if self._blank is not None:
            yield _altered(self._blank.row, "running")
            self.heads[self._blank.scope] = self._blank.derived
            self._blank = None
        if row.outcome not in SETTLED:
            yield finding(row, AuditRefusal.OUTCOME_IS_NOT_BACKED, "outcome")
        self.last = row.seq
        yield from self._judge(row, scope, event_hash)

    def _judge(self, row: tables.Envelope, scope: str, event_hash: str) -> Iterator[Finding]:
        derived, doubt = self._derived(row, scope, event_hash), self._doubts.pop(scope, None)
        fits = row.running == derived.derived
        if doubt is not None:
            self.heads[scope] = doubt.derived
            on_derived = row.running == self._derived(row, scope, event_hash).derived
            yield _altered(doubt.row, "effect" if fits and not on_derived else "running")
            fits = fits or on_derived
        self.heads[scope] = row.running
        if not fits:
            self._doubts[scope] = derived

    def _derived(self, row: tables.Envelope, scope: str, event_hash: str) -> _Doubt:
        before = self.heads.get(scope, START)
        if row.outcome == "refused":
            return _Doubt(row, scope, before)
        return _Doubt(row, scope, verify.sha256(f"{before}{event_hash}{row.effect}".encode()))

    def end(self, running: Mapping[str, str]) -> Iterator[Finding]:
        """Yield what the lane's own digests show of the last rows."""
        for scope, doubt in self._doubts.items():
            stored = running.get(scope, START) == self.heads[scope]
            yield _altered(doubt.row, "effect" if stored else "running")
            self.heads[scope] = self.heads[scope] if stored else doubt.derived
        if self._blank is not None and self._blank.row.outcome in SETTLED:
            yield _altered(self._blank.row, "running/outcome")


def _altered(row: tables.Envelope, column: str) -> Finding:
    """Name what was altered; in a refused row, which is left out of the digests, it is what made it a refused one."""
    column = "outcome" if column == "effect" and row.outcome == "refused" else column
    return finding(row, AuditRefusal.RUNNING_DIGEST_DIFFERS, column, lane=row.lane, author=row.author, seq=row.seq)
