"""The directory: declaring our own half, and taking what a side has signed.

Whatever is wrong with a batch is returned as findings, and then nothing of the batch is written. What was said stays in
`Statement` for ever; the tables of entries bear the highest version, and of one version the signed one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from pilin.base.clock import Instant
from pilin.base.refusal import Finding
from pilin.kernel.organisations import models, queries, rules
from pilin.kernel.organisations.rules import OrganisationsRefusal


@dataclass(frozen=True)
class _Before:
    """What is held: entries by id, the events that signed them, and the digest of each (entry, version, event)."""

    entries: Mapping[str, rules.Entry]
    events: Mapping[str, str]
    spoken: Mapping[tuple[str, int, str], str]


@transaction.atomic
def declare(*, entries: Sequence[rules.Entry], author: rules.Author, at: Instant) -> list[Finding]:
    """Declare entries of our own half; they are visible here at once and to others when signed. Returns the findings.

    The same version again changes nothing; a version below the one held is a finding.
    """
    before = _before(entries, author)
    findings = _findings(entries, author, before, {key[:2]: digest for key, digest in before.spoken.items()})
    findings += [
        Finding(entry.id, OrganisationsRefusal.VERSION_IS_NOT_HIGHER, {"held": held.version})
        for entry in entries
        if (held := before.entries.get(entry.id)) and entry.version < held.version
    ]
    if not findings:
        _write([entry for entry in entries if entry != before.entries.get(entry.id)], before, event_hash="", at=at)
    return findings


@transaction.atomic
def take(*, entries: Sequence[rules.Entry], author: rules.Author, event_hash: str, at: Instant) -> list[Finding]:
    """Take entries out of an event that `author` signed: a neighbour's, or the echo of our own. Returns the findings.

    Idempotent, and the order of events does not matter: every version is kept, the highest holds. A signed version that
    speaks against another signed one is refused; an unsigned one of our own gives way to it.
    """
    assert event_hash, "what is taken was signed"
    before = _before(entries, author)
    signed = {(entry, version): digest for (entry, version, event), digest in before.spoken.items() if event}
    findings = _findings(entries, author, before, signed)
    if not findings:
        _write(entries, before, event_hash=event_hash, at=at)
    return findings


def _before(entries: Sequence[rules.Entry], author: rules.Author) -> _Before:
    """Read what is held of the author's side, of the entries and of what they name: one query a table."""
    named = {other for entry in entries for other in (entry.id, *rules.named_by(entry))}
    rows = [
        row
        for table in queries.TABLES.values()
        for row in table.filter(Q(side=author.side) | Q(id__in=named)).values_list("id", "content", "event_hash")
    ]
    said = models.Statement.objects.filter(entry__in={entry.id for entry in entries})
    return _Before(
        entries={entry_id: rules.from_text(content) for entry_id, content, _ in rows},
        events={entry_id: event_hash for entry_id, _, event_hash in rows},
        spoken={(s.entry, s.version, s.event_hash): s.digest for s in said.defer("content")},
    )


def _findings(
    entries: Sequence[rules.Entry],
    author: rules.Author,
    before: _Before,
    spoken: dict[tuple[str, int], str],
) -> list[Finding]:
    """Return everything that is wrong with a batch; each entry is read beside what is held and beside the batch."""
    alone = [finding for entry in entries for finding in rules.check(entry, author)]
    if alone:
        return alone
    first = {entry.id: entry for entry in reversed(entries)} | dict(before.entries)
    beside = dict(before.entries) | {entry.id: entry for entry in _highest(entries, before)}
    findings: list[Finding] = []
    for entry in entries:
        said = spoken.setdefault((entry.id, entry.version), rules.digest_of(entry))
        findings += rules.check_among(entry, first=first[entry.id], said=said, beside=beside)
    return findings


def _highest(entries: Iterable[rules.Entry], before: _Before) -> list[rules.Entry]:
    """Return of each id the highest version of the batch, unless a higher one is held."""
    found: dict[str, rules.Entry] = {}
    for entry in sorted(entries, key=lambda entry: entry.version):
        held = before.entries.get(entry.id)
        if held is None or held.version <= entry.version:
            found[entry.id] = entry
    return list(found.values())


def _write(entries: Sequence[rules.Entry], before: _Before, *, event_hash: str, at: Instant) -> None:
    new = {
        (entry.id, entry.version): entry
        for entry in entries
        if (entry.id, entry.version, event_hash) not in before.spoken
    }
    models.Statement.objects.bulk_create([_statement(entry, event_hash, at) for entry in new.values()])
    changed = [entry for entry in _highest(new.values(), before) if _replaces(entry, before)]
    for kind, table in queries.TABLES.items():
        rows = [{**rules.columns_of(entry), "event_hash": event_hash} for entry in changed if entry.kind == kind]
        if rows:
            columns = rows[0].keys() - {"id"}
            made = [table.model(**row) for row in rows]
            table.bulk_create(made, update_conflicts=True, unique_fields=["id"], update_fields=columns)
    _write_links(changed)


def _replaces(entry: rules.Entry, before: _Before) -> bool:
    """Tell whether an entry takes the place of the one held: by a higher version, or signed against unsigned."""
    held = before.entries.get(entry.id)
    return held is None or held.version < entry.version or not before.events[entry.id]


def _statement(entry: rules.Entry, event_hash: str, at: Instant) -> models.Statement:
    return models.Statement(
        entry=entry.id,
        version=entry.version,
        kind=entry.kind,
        side=entry.side,
        digest=rules.digest_of(entry),
        event_hash=event_hash,
        content=rules.text_of(entry),
        recorded_at=at,
    )


def _write_links(changed: Sequence[rules.Entry]) -> None:
    """Write anew what hangs on the rows that changed: chainages of places, members of pairs."""
    ids = {kind: [entry.id for entry in changed if entry.kind == kind] for kind in ("place", "pair")}
    models.PlaceChainage.objects.filter(place__in=ids["place"]).delete()
    models.PairMember.objects.filter(half__in=ids["pair"]).delete()
    links = [(entry, link) for entry in changed for link in rules.links_of(entry)]
    models.PlaceChainage.objects.bulk_create(
        models.PlaceChainage(place_id=entry.id, border=link[0], chainage_m=link[1])
        for entry, link in links
        if entry.kind == "place"
    )
    models.PairMember.objects.bulk_create(
        models.PairMember(half_id=entry.id, member=link[0]) for entry, link in links if entry.kind == "pair"
    )
