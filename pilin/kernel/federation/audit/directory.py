"""The audit of the directory's statements: what is kept as signed stands so in the event that it names.

The room of organisations derives its tables from the statements; that a statement was signed only this room can tell.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pilin.base.refusal import Finding, Refused
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.audit.refusals import AuditRefusal
from pilin.kernel.federation.audit.scene import Fact, Scene, batches, differing, evidence, finding, letter
from pilin.kernel.organisations import models, rules

_ENTRIES = "directory.entries"


def findings(scene: Scene) -> Iterator[Finding]:
    """Yield the statements that no event signed, or signed otherwise, and the applied events that left none."""
    signed = models.Statement.objects.exclude(event_hash="").order_by("event_hash", "pk")
    for rows in batches(signed.iterator(chunk_size=100)):
        events = evidence(row.event_hash for row in rows)
        for row in rows:
            fact = events[row.event_hash][0].fact if row.event_hash in events else None
            yield from _statement(row, fact)
    yield from _without_statement(scene)


def _statement(row: models.Statement, fact: Fact | None) -> Iterator[Finding]:
    said = _said(fact).get((row.entry, row.version)) if fact is not None and fact["kind"] == _ENTRIES else None
    if fact is None or said is None:
        column = "event_hash" if fact is None else "entry/version/event_hash"
        yield finding(row, AuditRefusal.ROW_LACKS_ITS_EVIDENCE, column)
        return
    yield from differing(row, {"side": fact["author"], "content": said})


def _said(fact: Fact) -> Mapping[tuple[str, int], str]:
    """Return the entries that an event lists, each by its id and version as the text that a statement keeps."""
    listed = fact["body"].get("entries")
    found: dict[tuple[str, int], str] = {}
    for document in listed if isinstance(listed, list) else []:
        entry = _entry(document)
        if entry is not None:
            found[entry.id, entry.version] = rules.text_of(entry)
    return found


def _entry(document: Any) -> rules.Entry | None:
    try:
        return rules.from_json(document)
    except Refused:
        return None


def _without_statement(scene: Scene) -> Iterator[Finding]:
    """Name the events that took effect here and whose entries are not all kept."""
    for row in tables.Envelope.objects.filter(kind=_ENTRIES).exclude(line=b"").order_by("pk").iterator(chunk_size=100):
        took = row.outcome == "applied" or (row.author == scene.code and row.outcome == "refused" and row.effect != "")
        found = letter(bytes(row.line)) if took else None
        if found is None:
            continue
        kept = models.Statement.objects.filter(event_hash=found.event_hash).values_list("entry", "version")
        for entry, version in sorted(_said(found.fact).keys() - set(kept)):
            facts = {"column": "", "entry": entry, "version": version}
            yield Finding(f"statement {entry}", AuditRefusal.EVIDENCE_LACKS_ITS_ROW, facts)
