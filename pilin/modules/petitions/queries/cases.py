"""Cases for their pages. Who is excluded or has withdrawn is told nothing, not even that there is something."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters import queries as matters
from pilin.kernel.matters.rules.clocks import Calendar
from pilin.kernel.organisations import queries as organisations
from pilin.kernel.organisations.rules import Branch, called
from pilin.modules.petitions import models
from pilin.modules.petitions.queries.law import periods
from pilin.modules.petitions.rules import looking, papers
from pilin.modules.petitions.rules.following import course_of
from pilin.modules.petitions.rules.looking import Eyes
from pilin.modules.petitions.rules.periods import Course, Run, area_of, next_promise, side_by_side
from pilin.web import strongbox

PAGE_ROWS = 50


def eyes_of(account: str, *, reads: Sequence[str], acts: Sequence[str] = (), day: date) -> Eyes:
    """Return who looks, with all the bodies to which the offices belong; two queries."""
    side = facts.me()
    found = organisations.offices(side=side, day=day)
    body_of = {office.id: office.body for office in found}
    parent_of: dict[str, str] = {}
    for root in organisations.tree_of_bodies(side=side, day=day):
        _walk(root, parent_of)
    bodies = looking.bodies_of([*reads, *acts], body_of, parent_of)
    return Eyes(account, tuple(reads), tuple(acts), bodies, {office.id: called(office) for office in found})


def _walk(branch: Branch, parent_of: dict[str, str]) -> None:
    for below in branch.below:
        parent_of[below.body.id] = branch.body.id
        _walk(below, parent_of)


def visible_to(eyes: Eyes) -> QuerySet[models.Case]:
    """Return the cases that exist for somebody (信访工作条例 28(3), 30(3), 46(5))."""
    closed_ones = Q(pk__in=models.Exclusion.objects.filter(body__in=sorted(eyes.bodies)).values("case"))
    closed_ones |= Q(pk__in=models.Recusal.objects.filter(account=eyes.account).values("case"))
    return models.Case.objects.filter(is_readable=True).exclude(closed_ones)


def closed(matter: str, *, account: str, offices: Sequence[str], day: date) -> bool:
    """Tell whether a matter of a petition does not exist for a visitor; asked by the shell's own pages."""
    row = models.Case.objects.filter(Q(matter=matter) | Q(handling=matter)).first()
    if row is None:
        return False
    return not visible_to(eyes_of(account, reads=offices, day=day)).filter(pk=row.pk).exists()


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
