"""The rows of matters, written many at a time: what lists read, the chains, pending proposals, and references."""

from collections.abc import Iterable
from dataclasses import fields
from typing import TypeAlias

from pilin.base import clock
from pilin.base.canonical import Json
from pilin.base.clock import Instant
from pilin.kernel.matters import models, queries
from pilin.kernel.matters.rules import fold, turning
from pilin.kernel.matters.rules.chain import Entry, File
from pilin.kernel.matters.rules.fold import Matter, Ordered
from pilin.kernel.matters.rules.kinds import Kind
from pilin.kernel.matters.rules.references import references

Change: TypeAlias = tuple[File, File | None]
"""A file as it is now, and as the tables have it; None where they have none."""

_ORDERED = tuple(member.name for member in fields(Ordered))


def put_matters(changed: Iterable[tuple[File, Kind, str, Instant]]) -> None:
    """Write the rows of matters, each with its basis and when it moved; what a known one has from its opening stays."""
    moved = [
        (file, columns(file, kind) | {"moved_at": at}, {"basis": basis, "opened_at": file.chain[0].ordered.at})
        for file, kind, basis, at in changed
    ]
    if moved:
        models.Matter.objects.bulk_create(
            [models.Matter(id=file.matter.id, **values, **kept) for file, values, kept in moved],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=[*moved[0][1]],
        )


def put_chains(changed: Iterable[Change]) -> None:
    """Write the links that chains have won, and take away those that fell out."""
    fresh: list[models.Entry] = []
    for file, stored in changed:
        known = len(stored.chain) if stored else 0
        if known > len(file.chain):
            models.Entry.objects.filter(matter_id=file.matter.id, n__gt=len(file.chain)).delete()
        links = enumerate(file.chain[known:], start=known + 1)
        fresh += [_link(file.matter.id, n, entry) for n, entry in links]
    models.Entry.objects.bulk_create(fresh)


def _link(matter_id: str, n: int, entry: Entry) -> models.Entry:
    return models.Entry(
        matter_id=matter_id,
        n=n,
        hash=entry.ordered.hash,
        carrier=entry.carrier,
        orderer_after=entry.orderer_after,
        ordered=_ordered_json(entry.ordered),
    )


def put_pending(changed: Iterable[Change]) -> None:
    """Write the proposals that wait, and take away those that do no longer."""
    for file, stored in changed:
        if not file.pending and not (stored and stored.pending):
            continue
        models.Proposal.objects.filter(matter_id=file.matter.id).exclude(pk__in=list(file.pending)).delete()
        models.Proposal.objects.bulk_create(
            [models.Proposal(hash=name, matter_id=file.matter.id, base=base) for name, base in file.pending.items()],
            ignore_conflicts=True,
        )


def put_references(kind: Kind, matter: Matter) -> None:
    """Keep what a matter names: few matters name any, so kinds without such fields cost nothing."""
    if not any(rule.names_matters for rule in kind.fields.values()):
        return
    named = {f"{matter.id}|{name}|{to}": (name, to) for name, to in references(kind, matter)}
    models.Reference.objects.filter(matter_id=matter.id).exclude(pk__in=named).delete()
    rows = [models.Reference(key=key, matter_id=matter.id, field=name, to=to) for key, (name, to) in named.items()]
    models.Reference.objects.bulk_create(rows, ignore_conflicts=True)


def columns(file: File, kind: Kind) -> dict[str, object]:
    """Return what the row of a matter holds beside its id, its basis and its times."""
    matter = file.matter
    turn = fold.turn(kind, matter)
    rule, clock = turning.pressing(kind, matter) or (None, None)
    running = matter.clocks[turn.clock] if turn.clock else None
    return {
        "kind": matter.kind,
        "kind_name": kind.name,
        "parties": list(file.parties),
        "title": queries.title_of(matter, kind),
        "state": matter.state,
        "final": kind.states[matter.state].final,
        "n": matter.n,
        "head": matter.head,
        "fold": fold.as_json(matter),
        "dropped": list(file.dropped),
        "refused_by": file.refused_by,
        "turn": "".join(f",{code}" for code in sorted({matter.roles[role] for role in turn.roles})) + ",",
        "clock": rule.name if rule else "",
        "warn_on": running.warn_on if running else None,
        "rolled_end": clock.rolled_end if clock else None,
        "provisional": running is not None and running.provisional,
    }


def _ordered_json(ordered: Ordered) -> Json:
    plain = {name: getattr(ordered, name) for name in _ORDERED}
    return plain | {"at": clock.write(ordered.at), "attachments": list(ordered.attachments)}
