"""Years of work, written as rows: a linked node, the programme of both sides, matters, projects and their months.

Rows are those that the same work would have left: folds are folded, tables of modules are made by the modules' own
actions. Only envelopes are left out, which none of the measured pages reads.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from pilin.base import clock
from pilin.base.canonical import digest_of
from pilin.base.clock import Instant
from pilin.kernel.federation import models as federated
from pilin.kernel.federation.protocol.documents import name_of
from pilin.kernel.federation.tests import links
from pilin.kernel.matters import models
from pilin.kernel.matters.delivery import files, rows
from pilin.kernel.matters.rules import fold
from pilin.kernel.matters.rules.chain import Entry, File
from pilin.kernel.matters.rules.fold import Matter, Ordered
from pilin.kernel.matters.rules.kinds import Kind, parse
from pilin.kernel.matters.tests import kit
from pilin.kernel.organisations import actions as organisations
from pilin.modules.projects.tests import seeding
from pilin.web.tests import samples

PROGRAMME = Path(__file__).parents[2] / "nodes" / "programme"
US, THEM = "330482", "310116"
PARTIES = [THEM, US]
BATCH = 1000


@dataclass(frozen=True)
class Size:
    """How much there is: matters, events of the long one, projects, and months of each."""

    matters: int
    events: int
    projects: int
    months: int


def fill(size: Size, at: Instant) -> str:
    """Fill an empty store; return the id of the matter with many events."""
    links.link(THEM, "金山区")
    organisations.load_programme(PROGRAMME, side=US, at=at)
    samples.staff()
    kind = _agreed(at)
    day = clock.day_of(at)
    for first in range(0, size.matters, BATCH):
        numbers = range(first, min(first + BATCH, size.matters))
        models.Matter.objects.bulk_create([_row(kind, number, day, at) for number in numbers])
    seeding.seed(size.projects, months_each=size.months, at=at)
    return _long(kind, size.events, at)


def _agreed(at: Instant) -> Kind:
    """Let both sides have agreed on a kind of errands with a day that both set."""
    text = kit.document("errand")
    digest = name_of(text, PARTIES)
    federated.Document.objects.create(
        hash=digest,
        type="kind",
        text=text,
        basis=links.CHARTER,
        parties=PARTIES,
        offered_by=US,
        offer=digest,
        answers=dict.fromkeys(PARTIES, "signed"),
        state="agreed",
        offered_at=at,
        ended_at=at,
    )
    return parse(text, digest)


def _events(kind: Kind, matter: str, title: str, days: Iterator[date], at: Instant) -> File:
    """Fold an opening and a proposal of each day into a file."""
    opening = Ordered(
        hash=digest_of([matter, "open"]),
        matter=matter,
        author=US,
        orderer=US,
        at=at,
        base="",
        action="open",
        roles={"initiator": US, "responder": THEM},
        fields={"title": title, "follows": matter},
    )
    folded = fold.opened(kind, opening, {})
    assert isinstance(folded, Matter), folded
    chain = [Entry(opening, opening.hash, US)]
    for number, day in enumerate(days):
        step = Ordered(
            hash=digest_of([matter, number]),
            matter=matter,
            author=US,
            orderer=US,
            at=at,
            base=folded.head,
            action="step",
            name="propose_day",
            fields={"due": day.isoformat()},
        )
        after = fold.step(kind, folded, step, {})
        assert isinstance(after, Matter), after
        folded = after
        chain.append(Entry(step, step.hash, US))
    return File(folded, tuple(chain))


def _row(kind: Kind, number: int, day: date, at: Instant) -> models.Matter:
    """Return a matter as a row; one of three has a day, spread over a year around today."""
    days = iter([day + timedelta(days=number % 365 - 30)] if number % 3 == 0 else [])
    file = _events(kind, seeding.id_of(number, of=9), f"边界共同事项 {number:05} 踏勘", days, at)
    moved = {"basis": "", "opened_at": at, "moved_at": clock.after(at, seconds=-number)}
    return models.Matter(id=file.matter.id, **rows.columns(file, kind), **moved)


def long_one(events: int, at: Instant) -> str:
    """Keep a matter of a kind that was agreed for it alone, with many events; return its id."""
    return _long(_agreed(at), events, at)


def _long(kind: Kind, events: int, at: Instant) -> str:
    """Keep a matter with many events, chain and all."""
    day = clock.day_of(at)
    days = (day + timedelta(days=number % 60) for number in range(events))
    file = _events(kind, seeding.id_of(0, of=8), "五百次往来的事项", days, at)
    keeper = files.DjangoFiles()
    keeper.put(file, at)
    keeper.write()
    return file.matter.id
