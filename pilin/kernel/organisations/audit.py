"""The audit of the directory: every row is derived again from the statements, and what differs is named."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Manager

from pilin.base import canonical
from pilin.base.refusal import Finding, Refused
from pilin.kernel.organisations import models, queries, rules
from pilin.kernel.organisations.rules import OrganisationsRefusal

_LINKS: dict[str, tuple[Manager[Any], tuple[str, ...]]] = {
    "place": (models.PlaceChainage.objects, ("place_id", "border", "chainage_m")),
    "pair": (models.PairMember.objects, ("half_id", "member")),
}


def findings() -> list[Finding]:
    """Return what differs between statements and rows; `where` is table and id, the fact `column` what differs."""
    broken = list(_statements())
    held = _highest({str(finding.facts["entry"]) for finding in broken})
    return broken + [finding for kind in queries.TABLES for finding in (*_rows(kind, held), *_links(kind, held))]


def _statements() -> Iterator[Finding]:
    """Yield the statements whose columns differ from their content."""
    for row in models.Statement.objects.order_by("id"):
        for column in _wrong_columns(row):
            facts = {"column": column, "entry": row.entry}
            yield Finding(f"statement {row.pk}", OrganisationsRefusal.ROW_DIFFERS_FROM_ITS_EVIDENCE, facts)


def _wrong_columns(row: models.Statement) -> list[str]:
    try:
        entry = rules.from_text(row.content)
    except Refused:
        return ["content"]
    expected = {
        "entry": entry.id,
        "version": entry.version,
        "kind": entry.kind,
        "side": entry.side,
        "digest": canonical.digest(row.content.encode()),
    }
    return [column for column, value in expected.items() if getattr(row, column) != value]


def _highest(broken: set[str]) -> dict[str, tuple[rules.Entry, str]]:
    """Return of each entry what its statements say should hold, with the event; broken ones are left out."""
    found: dict[str, tuple[rules.Entry, str]] = {}
    rows = models.Statement.objects.order_by("entry", "version", "id").values_list("entry", "content", "event_hash")
    for entry_id, content, event_hash in rows:
        if entry_id in broken:
            continue
        entry, held = rules.from_text(content), found.get(entry_id)
        if held is None or held[0].version < entry.version or (event_hash and not held[1]):
            found[entry_id] = (entry, event_hash)
    return found


def _rows(kind: str, held: dict[str, tuple[rules.Entry, str]]) -> Iterator[Finding]:
    """Yield the rows of a table that differ from what should hold, are missing, or stand without a statement."""
    expected = {entry_id: said for entry_id, said in held.items() if said[0].kind == kind}
    rows = {row.id: row for row in queries.TABLES[kind].all()}
    for entry_id in sorted(expected.keys() ^ rows.keys()):
        yield _finding(kind, entry_id, "id")
    for entry_id in sorted(expected.keys() & rows.keys()):
        entry, event_hash = expected[entry_id]
        for column, value in {**rules.columns_of(entry), "event_hash": event_hash}.items():
            if getattr(rows[entry_id], column) != value:
                yield _finding(kind, entry_id, column)


def _links(kind: str, held: dict[str, tuple[rules.Entry, str]]) -> Iterator[Finding]:
    """Yield the entries whose chainages or members stand otherwise in their table."""
    if kind not in _LINKS:
        return
    table, columns = _LINKS[kind]
    entries = [entry for entry, _ in held.values() if entry.kind == kind]
    expected = {(entry.id, *link) for entry in entries for link in rules.links_of(entry)}
    for entry_id in sorted({str(row[0]) for row in expected ^ set(table.values_list(*columns))}):
        yield _finding(kind, entry_id, columns[1])


def _finding(kind: str, entry_id: str, column: str) -> Finding:
    facts = {"column": column, "entry": entry_id}
    return Finding(f"{kind} {entry_id}", OrganisationsRefusal.ROW_DIFFERS_FROM_ITS_EVIDENCE, facts)
