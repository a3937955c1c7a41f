"""The docket's files over tables: one instance serves one call of a handler.

Kinds and calendars are read once for that call: nothing that it decides can agree on another one meanwhile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cached_property

from django.db.models import Q

from pilin.base import clock
from pilin.base.canonical import Json
from pilin.base.clock import Instant
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.protocol.desk import Outcome
from pilin.kernel.federation.protocol.event import Event
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters import models, queries
from pilin.kernel.matters.actions import Moved
from pilin.kernel.matters.rules import chain, fold, turning
from pilin.kernel.matters.rules.chain import File
from pilin.kernel.matters.rules.clocks import Calendar
from pilin.kernel.matters.rules.fold import Matter, Ordered
from pilin.kernel.matters.rules.kinds import Kind
from pilin.kernel.matters.rules.references import references


class DjangoFiles:
    """Matters in their tables; `voice` of the docket is the federation itself."""

    def __init__(self) -> None:
        self._kinds: dict[str, Kind | None] = {}
        self._moved: dict[str, File] = {}
        self._held: dict[str, File] = {}  # as the tables have them
        self._refusals: dict[str, str] = {}  # by hash who refused, nothing where nobody did
        self.basis = ""  # of the event at hand: an opening is not stored yet when its own author applies it

    def fetch(self, told: Sequence[Event]) -> None:
        """Read at once what several events will ask for: their matters' files, and who refused them."""
        matters = {str(event.body.get("matter")) for event in told}
        self._held = {file.matter.id: file for file, _basis in queries.files_of(matters)}
        refused = models.PartyRefusal.objects.filter(pk__in=[event.hash for event in told])
        self._refusals = dict.fromkeys((event.hash for event in told), "") | dict(refused.values_list("pk", "by"))

    def get(self, matter: str) -> File | None:
        """Return a matter's file; writers hold the node's lock, so its row cannot move meanwhile."""
        if matter in self._held:
            return self._held[matter]
        row = models.Matter.objects.filter(pk=matter).first()
        return queries.file_of(row) if row else None

    def put(self, file: File, at: Instant) -> None:
        """Keep a file: the row that lists read, new links of the chain, and pending proposals."""
        kind = self.kind(file.matter.kind)
        assert kind is not None, "a matter's kind was agreed before it was opened"
        values = columns(file, kind) | {"moved_at": at}
        held = self._held.get(file.matter.id)
        if held is not None:
            models.Matter.objects.filter(pk=file.matter.id).update(**values)
        else:
            opened = {"basis": self.basis, "opened_at": file.chain[0].ordered.at}
            models.Matter.objects.update_or_create(
                pk=file.matter.id, defaults=values, create_defaults={**values, **opened}
            )
        self._put_chain(file, held)
        if held is None or held.pending or file.pending:
            self._put_pending(file)
        _put_references(kind, file.matter)
        self._moved[file.matter.id] = self._held[file.matter.id] = file

    def moved(self) -> list[Moved]:
        """Return the matters that this call moved, as its followers read them."""
        rows = models.Matter.objects.filter(pk__in=self._moved).values_list("pk", "basis") if self._moved else ()
        bases = dict(rows)
        return [self._as_moved(file, bases[file.matter.id]) for file in self._moved.values()]

    def _as_moved(self, file: File, basis: str) -> Moved:
        kind = self.kind(file.matter.kind)
        assert kind is not None, "a matter's kind was agreed before it was opened"
        return Moved(file.matter.id, kind, file.matter, basis, tuple(file.parties), file.refused_by)

    def _put_chain(self, file: File, held: File | None) -> None:
        known = len(held.chain) if held else models.Entry.objects.filter(matter_id=file.matter.id).count()
        if known > len(file.chain):
            models.Entry.objects.filter(matter_id=file.matter.id, n__gt=len(file.chain)).delete()
        fresh = enumerate(file.chain[known:], start=known + 1)
        models.Entry.objects.bulk_create(
            [
                models.Entry(
                    matter_id=file.matter.id,
                    n=n,
                    hash=entry.ordered.hash,
                    carrier=entry.carrier,
                    orderer_after=entry.orderer_after,
                    ordered=_ordered_json(entry.ordered),
                )
                for n, entry in fresh
            ]
        )

    def _put_pending(self, file: File) -> None:
        rows = models.Proposal.objects.filter(matter_id=file.matter.id)
        rows.exclude(pk__in=list(file.pending)).delete()
        models.Proposal.objects.bulk_create(
            [models.Proposal(hash=name, matter_id=file.matter.id, base=base) for name, base in file.pending.items()],
            ignore_conflicts=True,
        )

    def kind(self, kind_hash: str) -> Kind | None:
        """Return an agreed kind."""
        if kind_hash not in self._kinds:
            self._kinds[kind_hash] = queries.kind(kind_hash)
        return self._kinds[kind_hash]

    def kind_parties(self, kind_hash: str) -> Sequence[str]:
        """Return the codes of those who agreed on a kind."""
        found = facts.document(kind_hash)
        return found.parties if found else ()

    def calendars(self) -> Mapping[str, Calendar]:
        """Return the agreed calendars by hash."""
        return self._calendars

    @cached_property
    def _calendars(self) -> Mapping[str, Calendar]:
        return queries.calendars()

    def calendar(self, parties: Sequence[str]) -> str:
        """Return the hash of the calendar that these parties agreed on last, or the empty text."""
        return queries.calendar_of(parties)

    def matter_of(self, event_hash: str) -> str:
        """Return the matter in whose chain or pendings an event stands, or the empty text."""
        found = models.Entry.objects.filter(Q(hash=event_hash) | Q(carrier=event_hash)).first()
        pending = found or models.Proposal.objects.filter(pk=event_hash).first()
        return pending.matter_id if pending else ""

    def refuse(self, event_hash: str, by: str) -> None:
        """Remember that a party refused an event."""
        models.PartyRefusal.objects.get_or_create(hash=event_hash, defaults={"by": by})
        self._refusals.pop(event_hash, None)

    def was_refused(self, event_hash: str, parties: Sequence[str]) -> bool:
        """Tell whether one of the parties refused an event."""
        if event_hash in self._refusals:
            return self._refusals[event_hash] in parties
        return models.PartyRefusal.objects.filter(pk=event_hash, by__in=list(parties)).exists()

    def note(self, matter: str, event: Event) -> None:
        """Keep a note beside the chain."""
        values = {"matter_id": matter, "kind": event.kind, "author": event.author, "re": event.re, "at": event.at}
        models.Note.objects.get_or_create(hash=event.hash, defaults={**values, "body": dict(event.body)})

    def asked(self, matter: str, author: str) -> Mapping[str, Instant]:
        """Return the notes by which a party asked again in a matter: hash and time."""
        rows = models.Note.objects.filter(matter_id=matter, author=author, kind=chain.NOTE, body__has_key="asks")
        return {name: Instant(at) for name, at in rows.values_list("hash", "at")}

    def verify(self, event: Event) -> Outcome | None:
        """Check the signature of an embedded event; None where it holds."""
        return federation.verify(event)


def _put_references(kind: Kind, matter: Matter) -> None:
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
    return asdict(ordered) | {"at": clock.write(ordered.at), "attachments": list(ordered.attachments)}
