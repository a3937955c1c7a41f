"""What every part of the audit looks at: who we are, our links, and the keys that the signed lines vouch for."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Model

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.base.refusal import Finding, Refused
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.actions import sessions
from pilin.kernel.federation.actions.registry import Effect
from pilin.kernel.federation.audit import verify
from pilin.kernel.federation.audit.refusals import AuditRefusal

Fact = Mapping[str, Any]

LANES = ("ask", "work", "bulk")
T = TypeVar("T")


@dataclass(frozen=True)
class Letter:
    """An envelope read from its line by the audit's own eyes; `line` is the parsed line."""

    line: Mapping[str, Any]
    hash: str
    event_hash: str
    sent_at: Instant

    @property
    def sent(self) -> Mapping[str, Any]:
        """Return the envelope."""
        return self.line["envelope"]  # type: ignore[no-any-return]

    @property
    def fact(self) -> Fact:
        """Return what the author of the event asserts."""
        return self.sent["event"]["fact"]  # type: ignore[no-any-return]

    def columns(self, code: str) -> dict[str, object]:
        """Return what the columns of the envelope's row must hold on the node `code`."""
        sent, fact = self.sent, self.fact
        row = {"peer": sent["to"] if sent["from"] == code else sent["from"], "author": sent["from"], "hash": self.hash}
        row |= {name: sent[name] for name in ("lane", "seq", "inc")}
        row |= {name: fact[name] for name in ("kind", "scope", "subject", "re")}
        return {**row, "event_hash": self.event_hash, "event_id": fact["id"]}


@lru_cache(maxsize=1000)
def letter(line: bytes) -> Letter | None:
    """Read an envelope's line; None where it is no envelope. A line is read by several parts of the audit."""
    try:
        value = verify.read(line)
        sent = value["envelope"]
        fact, sent_at = sent["event"]["fact"], clock.read(sent["sent_at"])
        found = Letter(value, verify.sha256(line), verify.sha256(verify.canonical(fact)), sent_at)
        whole = found.columns("") and isinstance(fact["body"], dict) and isinstance(fact["parts"], list)
    except (verify.Damaged, Refused, *verify.SHAPELESS):
        return None
    return found if whole else None


@dataclass(frozen=True)
class Scene:
    """This node and its mode, the audit's time, links, keys that are vouched for, and effects that rooms know.

    `charters` are those of each link in order, `since` the day of the first in China: nothing of the link is older.
    """

    code: str
    mode: str
    at: Instant
    links: Mapping[str, tables.Link]
    charters: Mapping[str, list[tables.Charter]]
    since: Mapping[str, str]
    ring: verify.Ring
    effects: Mapping[str, Effect]

    def signed(self, found: Letter) -> bool:
        """Tell whether an envelope is signed by a key that may sign it, and its event by a key of its author."""
        try:
            self.ring.line(found.line)
        except (verify.Damaged, *verify.SHAPELESS):
            return False
        return True

    def asserted(self, found: Letter) -> bool:
        """Tell whether the event of an envelope is its sender's and bears its author's signature."""
        try:
            self.ring.event(found.sent["event"])
        except (verify.Damaged, *verify.SHAPELESS):
            return False
        return bool(found.fact["author"] == found.sent["from"])

    def is_possible(self, moment: Instant | None, peer: str) -> bool:
        """Tell whether a moment lies between the first charter of a link and the time of the audit."""
        return moment is None or (self.since.get(peer, "") <= str(clock.day_of(moment)) and moment <= self.at)


def charter_text(row: tables.Charter) -> Mapping[str, Any]:
    """Return the text of a charter; nothing where it cannot be read."""
    try:
        text = verify.read(bytes(row.text))
    except verify.Damaged:
        return {}
    return text if isinstance(text, dict) else {}


def look(*, at: Instant, effects: Mapping[str, Effect]) -> Scene:
    """Read links, charters and rotations; the ring holds the keys that follow from them."""
    charters: dict[str, list[tables.Charter]] = {}
    for row in tables.Charter.objects.order_by("link_id", "serial"):
        charters.setdefault(row.link_id, []).append(row)
    ring = verify.Ring()
    for row in (row for rows in charters.values() for row in rows):
        if not admitted(ring, row):
            _provisional(ring, row.link_id)
    for found in rotations():
        try:
            ring.rotation(found.sent["event"])
        except (verify.Damaged, *verify.SHAPELESS):
            continue  # refused when it came: no key follows from it
    since = {peer: min(str(charter_text(row).get("date", "")) for row in rows) for peer, rows in charters.items()}
    mode = tables.NodeState.objects.values_list("mode", flat=True).first() or "open"
    return Scene(sessions.code(), mode, at, tables.Link.objects.in_bulk(), charters, since, ring, effects)


def _provisional(ring: verify.Ring, peer: str) -> None:
    """Where a charter is damaged, which is found, go on with the keys in the table: else every line were accused."""
    for row in tables.Key.objects.filter(link_id=peer).order_by("pk"):
        other = peer if row.node != peer else sessions.code()
        ring.keys.setdefault((row.node, other), {}).setdefault(row.kid, verify.Key(row.suite, row.public, row.until))


def admitted(ring: verify.Ring, row: tables.Charter) -> bool:
    """Let a ring take the keys of a charter; tell whether both signatures hold."""
    try:
        ring.charter(verify.read(bytes(row.text)), row.signatures)
    except (verify.Damaged, *verify.SHAPELESS):
        return False
    return True


def rotations() -> Iterator[Letter]:
    """Yield the envelopes that carried rotations, in the order of lanes."""
    rows = tables.Envelope.objects.filter(lane="work", scope="link", kind="link.key")
    for line in rows.order_by("peer", "author", "seq").values_list("line", flat=True):
        found = letter(bytes(line))
        if found is not None:
            yield found


def finding(row: Model, code: AuditRefusal, column: str, **facts: object) -> Finding:
    """Return a finding that names table, row and column, and where the row stands."""
    return Finding(f"{type(row).__name__.lower()} {row.pk}", code, {"column": column, **facts})


def differing(row: Model, expected: Mapping[str, object], **facts: object) -> Iterator[Finding]:
    """Yield a finding for each column that holds something else than the evidence says."""
    for column, value in expected.items():
        if getattr(row, column) != value:
            yield finding(row, AuditRefusal.COLUMN_DIFFERS_FROM_EVIDENCE, column, **facts)


def impossible(row: Model, possible: Mapping[str, object], **facts: object) -> Iterator[Finding]:
    """Yield a finding for each column for which it does not hold that its value is possible."""
    for column, holds in possible.items():
        if not holds:
            yield finding(row, AuditRefusal.COLUMN_HOLDS_THE_IMPOSSIBLE, column, **facts)


def evidence(hashes: Iterable[str]) -> dict[str, tuple[Letter, tables.Envelope | None]]:
    """Return events by hash, each from the first line that carried it, with its row; withdrawn ones have none."""
    wanted = sorted(set(hashes))
    found: dict[str, tuple[Letter, tables.Envelope | None]] = {}
    for lost in tables.LostEnvelope.objects.filter(event_hash__in=wanted).order_by("-pk"):
        if (withdrawn := letter(bytes(lost.line))) is not None:
            found[withdrawn.event_hash] = withdrawn, None
    for row in tables.Envelope.objects.filter(event_hash__in=wanted).exclude(line=b"").order_by("-pk"):
        if (carried := letter(bytes(row.line))) is not None:
            found[carried.event_hash] = carried, row
    return found


def batches(rows: Iterable[T]) -> Iterator[list[T]]:
    """Yield rows by the hundred, so that what belongs to them is read at once."""
    stream = iter(rows)
    while batch := list(islice(stream, 100)):
        yield batch
