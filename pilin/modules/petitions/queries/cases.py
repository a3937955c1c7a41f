"""Cases for their pages. Who is excluded or has withdrawn is told nothing, not even that there is something."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, Q, QuerySet

from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters import queries as matters
from pilin.kernel.matters.rules.clocks import Calendar
from pilin.kernel.organisations import queries as organisations
from pilin.kernel.organisations.rules import Office, called, in_force, lines_upward
from pilin.modules.petitions import models
from pilin.modules.petitions.queries.law import periods
from pilin.modules.petitions.rules import looking, papers
from pilin.modules.petitions.rules.following import course_of
from pilin.modules.petitions.rules.looking import Eyes
from pilin.modules.petitions.rules.periods import Course, Run, area_of, next_promise, side_by_side, stricter
from pilin.web import strongbox
from pilin.web.cards import Onlooker

PAGE_ROWS = 50


def eyes_of(
    account: str, *, reads: Sequence[str], acts: Sequence[str] = (), held: Sequence[str] = (), day: date
) -> Eyes:
    """Return who looks, with all that his offices belong to and carry on; one query.

    `held` are all his offices, whatever he may do there.
    """
    found = organisations.offices_and_bodies(facts.me())
    bodies = looking.bodies_of([*reads, *acts, *held], lines_upward(found))
    names = {one.id: called(one) for one in found if isinstance(one, Office) and in_force(one, day)}
    return Eyes(account, tuple(reads), tuple(acts), bodies, names)


def visible_to(eyes: Eyes) -> QuerySet[models.Case]:
    """Return the cases that exist for somebody (信访工作条例 28(3), 30(3), 46(5))."""
    return models.Case.objects.exclude(_closed(eyes.account, eyes.bodies))


def _closed(account: str, bodies: Collection[str]) -> Q:
    """Return which cases do not exist for somebody: what has not told yet whom it excludes exists for nobody."""
    excluded = models.Exclusion.objects.filter(body__in=sorted(bodies)).values("case")
    recused = models.Recusal.objects.filter(account=account).values("case")
    return Q(is_readable=False) | Q(pk__in=excluded) | Q(pk__in=recused)


def closed_to(onlooker: Onlooker | None) -> QuerySet[models.Case]:
    """Return the cases that do not exist for who looks, or, for None, for somebody.

    One query on the way, once for who looks; it reads nothing where nobody is excluded from anything.
    """
    if onlooker is None:
        closed = Q(is_readable=False) | Q(pk__in=models.Exclusion.objects.values("case"))
        return models.Case.objects.filter(closed | Q(pk__in=models.Recusal.objects.values("case")))
    if "petitions" not in onlooker.known:
        found = organisations.offices_and_bodies(facts.me(), given=Exists(models.Exclusion.objects.all()))
        onlooker.known["petitions"] = looking.bodies_of(onlooker.offices, lines_upward(found))
    return models.Case.objects.filter(_closed(onlooker.account, onlooker.known["petitions"]))


def hidden(onlooker: Onlooker | None) -> QuerySet[Any]:
    """Return the ids of both matters of the cases that do not exist for who looks: nothing of this house shows them."""
    rows = closed_to(onlooker)
    transfers = rows.exclude(matter="").values_list("matter", flat=True)
    return transfers.union(rows.exclude(handling="").values_list("handling", flat=True))


@dataclass(frozen=True)
class Seen:
    """A case as lists show it: nothing of what it is about; the promise that ends next."""

    id: str
    number: str
    state: str
    is_over: bool
    urgent: bool
    received_on: date
    sender: str
    handler: str
    turn: tuple[str, ...]
    office: str
    promise: Run | None


@dataclass(frozen=True)
class OneCase:
    """A case for its page; `content` is empty for who is not of the office that handles it."""

    seen: Seen
    row: models.Case
    runs: Mapping[str, Sequence[Run]]
    areas: tuple[str, ...]
    content: Mapping[str, Any]
    offices: Mapping[str, str]
    is_handled_here: bool


def listed(eyes: Eyes, *, after: int = 0, over: bool = False) -> tuple[list[Seen], bool]:
    """Return a page of cases, urgent ones first (art. 25), and whether there are more; two queries."""
    rows = visible_to(eyes).filter(is_over=over).order_by("-urgent", "received_on", "id")[after : after + PAGE_ROWS + 1]
    found = list(rows)
    calendar = calendar_in_force() if found else None
    return [_seen(row, calendar) for row in found[:PAGE_ROWS]], len(found) > PAGE_ROWS


def one(eyes: Eyes, case: str) -> OneCase | None:
    """Return a case; None where there is none or it is closed to who looks."""
    row = visible_to(eyes).filter(pk=case).first()
    if row is None:
        return None
    calendar = calendar_in_force()
    handled = bool(row.office) and row.office in {*eyes.reads, *eyes.acts}
    course = course_of(row.course, row.received_on)
    return OneCase(
        seen=_seen(row, calendar),
        row=row,
        runs=side_by_side(periods(), course, calendar),
        areas=areas_of(row),
        content=content_of(row) if handled else {},
        offices=eyes.offices,
        is_handled_here=handled,
    )


def overstepped(found: OneCase, day: date) -> list[Run]:
    """Return the promises of a case that were overstepped, or are on a day: of each period the stricter one."""
    promised = (stricter(runs, found.areas) for runs in found.runs.values())
    return [run for run in promised if run.late_on(day)]


def areas_of(row: models.Case) -> tuple[str, ...]:
    """Return the provinces whose acts bind now: that of who handles it, of the sender before anybody does."""
    return (area_of(row.handler or (row.peer if row.matter and row.sender == facts.me() else facts.me())),)


def content_of(row: models.Case) -> Mapping[str, Any]:
    """Return what a case says; it is read from where it came in."""
    return _opened(row, bytes(row.content), papers.CONTENT)


def who_of(row: models.Case) -> Mapping[str, Any]:
    """Return who tells a case. Whoever asks has registered it first (`actions.open_name`)."""
    return _opened(row, bytes(row.petitioner), papers.WHO)


def _opened(row: models.Case, sealed: bytes, name: str) -> Mapping[str, Any]:
    if sealed:
        return papers.read(strongbox.unseal_data(sealed, owner=f"petition/{row.pk}/{name}"))
    held = federation.contents(events=[row.event], name=name) if row.event else {}
    return papers.read(held[row.event]) if row.event in held else {}


def openings_of(row: models.Case) -> list[models.Opening]:
    """Return by whom the name was opened, the earliest first."""
    return list(row.openings.order_by("at", "pk"))


def papers_of(row: models.Case) -> list[tuple[models.Paper, Mapping[str, Any]]]:
    """Return the papers of a case with what they say, the earliest first; two queries."""
    rows = list(row.papers.order_by("at", "event"))
    held = federation.contents(events=[paper.event for paper in rows], name=papers.TEXT)
    return [(paper, papers.read(held[paper.event]) if paper.event in held else {}) for paper in rows]


def calendar_in_force() -> Calendar:
    """Return the calendar on which we agreed last; without one Monday to Friday are worked, and all is provisional."""
    found = matters.known().calendars
    ours = [calendar for parties, calendar in found.items() if facts.me() in parties]
    return ours[0] if ours else Calendar("calendar", "CN", {})


def _seen(row: models.Case, calendar: Calendar | None) -> Seen:
    runs = side_by_side(periods(), _course(row), calendar) if calendar is not None else {}
    return Seen(
        id=row.pk,
        number=row.number,
        state=row.state,
        is_over=row.is_over,
        urgent=row.urgent,
        received_on=row.received_on,
        sender=row.sender,
        handler=row.handler,
        turn=tuple(code for code in row.turn.split(",") if code),
        office=row.office,
        promise=None if row.is_over else next_promise(runs, areas_of(row)),
    )


def _course(row: models.Case) -> Course:
    return course_of(row.course, row.received_on)
