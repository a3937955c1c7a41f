"""The stage of the Django tests: this node over its tables, and a neighbour in memory that runs the same docket."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from pilin.base.clock import Instant, day_of
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.protocol import documents
from pilin.kernel.federation.protocol.desk import Applied, Declined
from pilin.kernel.federation.protocol.event import Draft, Event
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters import models, queries
from pilin.kernel.matters.delivery.files import DjangoFiles
from pilin.kernel.matters.queries import MatterView
from pilin.kernel.matters.rules import chain, clocks, fold
from pilin.kernel.matters.rules.chain import File
from pilin.kernel.matters.tests import kit
from tests.support import neighbour as neighbours

US, THEM = "330482", neighbours.CODE
CLAUSE = f"clause:{'1' * 64}/1"
POND = "明月山塘生态修复"
MILESTONES = [{"id": "m1", "title": "清淤", "due": "2026-06-30"}, {"id": "m2", "title": "共建步道"}]
PLAN = {
    "title": POND,
    "field": "f5",
    "particulars": {},
    "aims": ["水质达到三类"],
    "milestones": MILESTONES,
    "leads": {"initiator": "平湖市水利局", "responder": "金山区水务局"},
}
OPINION = {"refused_milestone": "m2", "reason": "步道用地尚未落实"}
REPORT = {"milestone": "m1", "progress": "清淤过半"}


def calendars_in_memory(files: Any) -> Mapping[str, clocks.Calendar]:
    """Read the agreed calendars of the neighbour, as our tables are read."""
    found = files.t.documents.values()
    return {
        row.hash: clocks.parse_calendar(row.text) for row in found if (row.type, row.state) == ("calendar", "agreed")
    }


def calendar_in_memory(files: Any, _parties: Sequence[str]) -> str:
    return next(reversed([*calendars_in_memory(files)]), "")


def notes() -> list[tuple[str, str]]:
    """Return what stands beside the chains here, by time: the hash and the kind of each note."""
    return list(models.Note.objects.order_by("at", "pk").values_list("pk", "kind"))


class Stage:
    """Two sides of one matter. What `they_…` does is the neighbour's; the rest is ours."""

    def __init__(self, neighbour: Any) -> None:
        self.neighbour = neighbour
        self.matter = ""

    @property
    def now(self) -> Instant:
        return Instant(self.neighbour.now)

    def later(self, *, days: int = 0, seconds: int = 0) -> None:
        self.neighbour.pass_time(seconds=seconds + days * 86400)

    def meet(self) -> None:
        """Let both sides hear everything."""
        self.neighbour.exchange()

    def offer(self, text: Mapping[str, Any]) -> None:
        """Put a text on the table; both sides hear of it."""
        federation.offer(text, basis=self.neighbour.charter, parties=[US, THEM], at=self.now)
        self.meet()

    def they_offer(self, text: Mapping[str, Any]) -> None:
        """Let the neighbour put a text on the table; both sides hear of it."""
        self.neighbour.tell(documents.offer(text, basis=self.neighbour.charter, parties=[US, THEM]))
        self.meet()

    def they_sign(self, document: str) -> None:
        """Let the neighbour sign a document (by hash) that is on the table."""
        self.neighbour.tell(documents.sign(self.neighbour.node.tables.documents[document]))
        self.meet()

    def agree(self, text: Mapping[str, Any]) -> str:
        """Offer a text, let the neighbour sign it; return its hash."""
        self.offer(text)
        self.neighbour.tell(documents.sign(self.neighbour.node.tables.documents[documents.name_of(text, [US, THEM])]))
        self.meet()
        return documents.name_of(text, [US, THEM])

    def agree_kind(self, name: str) -> str:
        return self.agree(kit.document(name))

    def agree_calendar(self, *years: str) -> str:
        text = kit.document("calendar")
        return self.agree({**text, "years": {year: days for year, days in text["years"].items() if year in years}})

    def open_plan(self, **fields: Any) -> str:
        """Agree on the plan kind where that is still to be done, and open the plan of the pond."""
        kind = documents.name_of(kit.document("plan"), [US, THEM])
        if queries.kind(kind) is None:
            self.agree_kind("plan")
        roles = {"initiator": US, "responder": THEM}
        self.matter = matters.open_matter(kind=kind, roles=roles, fields={**PLAN, **fields}, basis=CLAUSE, at=self.now)
        return self.matter

    def plan_in_force(self) -> str:
        """Open the plan and let both sides sign it: from then on we order."""
        matter = self.open_plan()
        self.take("sign")
        self.meet()
        self.they_take("sign", text=self.text("sign"))
        self.meet()
        assert self.row().state == "in_force"
        return matter

    def open_petition(self, *years: str) -> str:
        """Open a petition of ours under a calendar of these years; the sender orders until the receiver accepts it."""
        kind = self.agree_kind("petition")
        self.agree_calendar(*(years or ("2025", "2026")))
        roles = {"sender": US, "receiver": THEM}
        fields = {"number": "2026-1", "petitioner": kit.PART}
        self.matter = matters.open_matter(kind=kind, roles=roles, fields=fields, basis=CLAUSE, at=self.now)
        self.meet()
        return self.matter

    def open_errand(self, follows: str, **fields: Any) -> str:
        """Open an errand of ours that follows from another matter."""
        kind = documents.name_of(kit.document("errand"), [US, THEM])
        if queries.kind(kind) is None:
            self.agree_kind("errand")
        roles, said = {"initiator": US, "responder": THEM}, {"title": "踏勘", "follows": follows, **fields}
        self.matter = matters.open_matter(kind=kind, roles=roles, fields=said, basis=CLAUSE, at=self.now)
        self.meet()
        return self.matter

    def take(self, step: str, **members: Any) -> Event:
        """Take a step of ours on the matter that was opened last."""
        return matters.take_step(matter=self.matter, step=step, members=members, at=self.now)

    def told(self, event_hash: str) -> Event:
        event = facts.event(event_hash)
        assert event is not None
        return event

    def they_take(self, step: str, **members: Any) -> Event:
        calendar = next(reversed([*self.their_calendars]), "")
        return self.they_tell(chain.stepping(self.theirs, step, basis=CLAUSE, calendar=calendar, **members))

    def they_tell(self, draft: Draft) -> Event:
        event: Event = self.neighbour.tell(draft)[0]
        return event

    def told_by_them(self, draft: Draft) -> Event:
        """Let the neighbour put an event into its lane that its own docket would not take."""
        decide = self.neighbour.node.rooms.decide
        self.neighbour.node.rooms.decide = lambda _kind, items, _at: [Applied("") for _ in items]
        event = self.they_tell(draft)
        self.neighbour.node.rooms.decide = decide
        self.meet()
        return event

    def they_refuse(self, event: Event) -> None:
        """Let the neighbour refuse one event for its basis, once it hears of it."""
        theirs = self.neighbour.node.rooms
        theirs.admits = lambda heard, _at: (
            Declined(LinkRefusal.BASIS_DOES_NOT_ALLOW_KIND) if heard.hash == event.hash else None
        )

    @property
    def their_calendars(self) -> Mapping[str, clocks.Calendar]:
        return calendars_in_memory(self.neighbour.node.store)

    @property
    def theirs(self) -> File:
        """Return the neighbour's file of the matter."""
        file: File = self.neighbour.node.tables.matters[self.matter]
        return file

    @property
    def ours(self) -> File:
        file = DjangoFiles().get(self.matter)
        assert file is not None
        return file

    def same(self) -> bool:
        """Tell whether both sides hold the same chain and the same fold."""
        return (self.ours.chain, fold.digest(self.ours.matter)) == (self.theirs.chain, fold.digest(self.theirs.matter))

    def text(self, step: str) -> str:
        """Return the digest of the text that a step signs now."""
        return fold.text_of(self.ours.matter, next(rule for rule in self.view().kind.steps if rule.name == step))

    def row(self) -> models.Matter:
        return models.Matter.objects.get(pk=self.matter)

    def view(self) -> MatterView:
        view = queries.matter(self.matter, me=US, day=day_of(self.now))
        assert view is not None
        return view

    def days(self, number: int) -> Instant:
        return Instant(self.now + timedelta(days=number))


def busy(*, done: int, total: int, at: Instant) -> models.Progress:
    """Let the worker be in a long round over the clocks of many matters."""
    return models.Progress.objects.create(began_at=at, done=done, total=total)
