"""The docket's files over tables: one instance serves one call of a handler.

Kinds and calendars are read once for that call: nothing that it decides can agree on another one meanwhile.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property

from django.db.models import Q

from pilin.base.clock import Instant
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.protocol.desk import Outcome
from pilin.kernel.federation.protocol.event import Event
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters import models, queries
from pilin.kernel.matters.actions import Moved
from pilin.kernel.matters.delivery import rows
from pilin.kernel.matters.rules import chain
from pilin.kernel.matters.rules.chain import File
from pilin.kernel.matters.rules.clocks import Calendar
from pilin.kernel.matters.rules.kinds import Kind


class DjangoFiles:
    """Matters in their tables; `voice` of the docket is `Speaking` of them.

    What is put is written by `write`, all of it together: a statement costs nearly the same for one row as for
    hundreds. Until then it is read from here.
    """

    def __init__(self) -> None:
        self._kinds: dict[str, Kind | None] = {}
        self._stored: dict[str, File | None] = {}  # as the tables have them
        self._held: dict[str, File] = {}  # as they are now
        self._bases: dict[str, str] = {}
        self._unwritten: dict[str, Instant] = {}  # when they moved
        self._moved: dict[str, None] = {}
        self._refusals: dict[str, str] = {}  # by hash who refused, nothing where nobody did
        self.basis = ""  # of the event at hand: an opening is not stored yet when its own author applies it

    def fetch(self, told: Sequence[Event]) -> None:
        """Read at once what several events will ask for: their matters' files, and who refused them."""
        for name, (file, basis) in queries.held_of({str(event.body.get("matter")) for event in told}).items():
            self._know(name, file, basis)
        refused = models.PartyRefusal.objects.filter(pk__in=[event.hash for event in told])
        self._refusals = dict.fromkeys((event.hash for event in told), "") | dict(refused.values_list("pk", "by"))

    def _know(self, name: str, file: File, basis: str) -> None:
        self._stored[name] = self._held[name] = file
        self._bases[name] = basis

    def get(self, matter: str) -> File | None:
        """Return a matter's file; writers hold the node's lock, so its row cannot move meanwhile."""
        if matter not in self._held:
            row = models.Matter.objects.filter(pk=matter).first()
            if row is None:
                return None
            self._know(matter, queries.file_of(row), row.basis)
        return self._held[matter]

    def put(self, file: File, at: Instant) -> None:
        """Keep a file that was got from here, or that is new."""
        name = file.matter.id
        self._bases.setdefault(name, self.basis)
        self._held[name], self._unwritten[name] = file, at

    def write(self) -> None:
        """Write what was put: the rows that lists read, new links of the chains, and pending proposals."""
        fresh = {name: self._held[name] for name in self._unwritten}
        kinds = {name: self._kind_of(file) for name, file in fresh.items()}
        rows.put_matters((file, kinds[name], self._bases[name], self._unwritten[name]) for name, file in fresh.items())
        rows.put_chains((file, self._stored.get(name)) for name, file in fresh.items())
        rows.put_pending((file, self._stored.get(name)) for name, file in fresh.items())
        for name, file in fresh.items():
            rows.put_references(kinds[name], file.matter)
        self._stored |= fresh
        self._moved |= dict.fromkeys(fresh)
        self._unwritten = {}

    def moved(self) -> list[Moved]:
        """Return the matters that this call moved, as its followers read them."""
        assert not self._unwritten, "followers read the tables"
        files = [self._held[name] for name in self._moved]
        queries.hold({file.matter.id: (file, self._bases[file.matter.id]) for file in files})
        return [self._as_moved(file) for file in files]

    def _as_moved(self, file: File) -> Moved:
        kind, basis = self._kind_of(file), self._bases[file.matter.id]
        return Moved(file.matter.id, kind, file.matter, basis, tuple(file.parties), file.refused_by)

    def _kind_of(self, file: File) -> Kind:
        kind = self.kind(file.matter.kind)
        assert kind is not None, "a matter's kind was agreed before it was opened"
        return kind

    def forget(self) -> None:
        """Read anew what is written: others may move it before the next event of this call is decided."""
        assert not self._unwritten
        self._stored, self._held = {}, {}

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
        asking = models.Note.objects.filter(matter_id=matter, author=author, kind=chain.NOTE, body__has_key="asks")
        return {name: Instant(at) for name, at in asking.values_list("hash", "at")}

    def verify(self, event: Event) -> Outcome | None:
        """Check the signature of an embedded event; None where it holds."""
        return federation.verify(event)
