"""Reads of mediation: cases, committees, who is in charge, and what the parties told where somebody may read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from pilin.kernel.federation import actions as federation
from pilin.kernel.matters import queries as matters
from pilin.kernel.matters.queries import MatterView
from pilin.kernel.matters.rules.clocks import Calendar
from pilin.kernel.organisations import queries as organisations
from pilin.kernel.organisations.rules import Level, called
from pilin.modules.mediation import models
from pilin.modules.mediation.rules import texts
from pilin.modules.mediation.rules.agreement import NO_CALENDAR
from pilin.modules.mediation.rules.cases import WITHOUT_AGREEMENT, Case
from pilin.modules.mediation.rules.committees import Member, may_open
from pilin.modules.mediation.rules.figures import Counted
from pilin.modules.mediation.rules.public import PUBLIC_FIELDS, PublicCase
from pilin.modules.mediation.rules.public import public_case as public_case_of
from pilin.modules.mediation.rules.sweeps import Sweep
from pilin.web.public.fields import only

SHOWN_MAX = 200


@dataclass(frozen=True)
class Serving:
    """A committee with its members."""

    id: str
    name: str
    members: tuple[Member, ...]


@dataclass(frozen=True)
class InCharge:
    """Who of ours is in charge of a case, of which committee, and who chairs it."""

    committee: str = ""
    members: tuple[Member, ...] = ()
    chairs: tuple[str, ...] = ()

    def may_open(self, account: str) -> bool:
        """Tell whether an account may read what the parties told."""
        return may_open(account, assigned=[one.account for one in self.members], chairs=self.chairs)


def cases(*, over: bool = False, overdue_on: date | None = None) -> list[Case]:
    """Return cases under way by the day that presses, or those that are over, the latest first; one query.

    `overdue_on`: those with an obligation whose day is this one or past.
    """
    rows = models.Case.objects.filter(is_over=over)
    if overdue_on is not None:
        rows = rows.filter(next_due__lte=overdue_on)
    order = ("-moved_on", "-matter") if over else ("due", "matter")
    return [read(row) for row in rows.order_by(*order)[:SHOWN_MAX]]


def case(matter: str) -> Case | None:
    """Return one case by the number of its matter."""
    row = models.Case.objects.filter(pk=matter).first()
    return read(row) if row else None


def case_called(code: str) -> Case | None:
    """Return one case by its code."""
    row = models.Case.objects.filter(code=code).first()
    return read(row) if row else None


def read(row: models.Case) -> Case:
    """Return the case of a row."""
    names = ("code", "title", "state", "is_over", "opened_on", "due", "warn_on", "moved_on", "refused_by")
    kept = {**row.content, "turn": tuple(row.content["turn"])}
    return Case(id=row.matter_id, **{name: getattr(row, name) for name in names}, **kept)


def committees() -> list[Serving]:
    """Return the committees of our side with their members; two queries."""
    found = models.Committee.objects.prefetch_related("members").order_by("name", "pk")
    return [Serving(row.pk, row.name, tuple(_member(one) for one in _in_order(row))) for row in found]


def _in_order(row: models.Committee) -> list[models.Member]:
    return sorted(row.members.all(), key=lambda one: (not one.is_chair, one.pk))


def _member(row: models.Member) -> Member:
    return Member(row.name, row.account, is_chair=row.is_chair, is_woman=row.is_woman)


def in_charge(matter: str) -> InCharge:
    """Return who of ours is in charge of a case; one query."""
    given = models.Assignment.objects.filter(case=matter)
    fellows = models.Member.objects.filter(committee__in=given.values("member__committee"))
    mine = Exists(given.filter(member=OuterRef("pk")))
    rows = list(fellows.select_related("committee").annotate(is_mine=mine).order_by("pk"))
    if not rows:
        return InCharge()
    chairs = tuple(row.account for row in rows if row.is_chair and row.account)
    return InCharge(rows[0].committee.name, tuple(_member(row) for row in rows if row.is_mine), chairs)


def told(view: MatterView) -> dict[str, dict[str, str]]:
    """Return the texts that stand apart, by field and by the code of who wrote it last; one query.

    Whoever calls this has asked `InCharge.may_open`. What is erased, or has not come yet, is left out.
    """
    found = federation.contents(events=[one.event for one in view.timeline], name=texts.PART)
    said: dict[str, dict[str, str]] = {}
    for moment in view.timeline:
        if moment.event in found and moment.standing == "in_chain":
            for name, text in texts.read(found[moment.event]).items():
                said.setdefault(name, {})[moment.author] = text
    return said


def records_of(view: MatterView) -> list[tuple[Mapping[str, str], str]]:
    """Return the joint sessions of a case, the first one first, each with its record; one query."""
    sessions = [one for one in view.timeline if one.body.get("name") == "session" and one.standing == "in_chain"]
    found = federation.contents(events=[one.event for one in sessions], name=texts.PART) if sessions else {}
    return [
        (one.body["fields"]["session"], texts.read(found.get(one.event, b"")).get("record", "")) for one in sessions
    ]


def calendar_of(parties: Sequence[str]) -> Calendar:
    """Return the calendar that the sides agreed on last."""
    return matters.calendars().get(matters.calendar_of(parties), NO_CALENDAR)


def public_case(code: str) -> PublicCase | None:
    """Return what everybody with the code of a case may see of it; one query."""
    found = case_called(code)
    return only(public_case_of(found), PUBLIC_FIELDS) if found else None


def public_names(*, day: date) -> dict[str, str]:
    """Return what the sides are called for everybody: by the names of their counties; one query."""
    counties = [place for place in organisations.places(day=day) if place.level is Level.COUNTY]
    return {place.side: called(place) for place in counties}


def counted(*, start: date, end: date) -> list[Counted]:
    """Return the cases to which something happened in a span of days, as figures know them; one query."""
    days = (Q(**{f"{name}__gte": start, f"{name}__lt": end}) for name in ("opened_on", "effective_on", "moved_on"))
    rows = models.Case.objects.filter(reduce(or_, days)).order_by("pk")
    return [_counted(row) for row in rows]


def _counted(row: models.Case) -> Counted:
    ended = row.moved_on if row.state in WITHOUT_AGREEMENT else None
    by = row.content["roles"][row.content["opener"]]
    return Counted(by, row.category, row.opened_on, row.effective_on, ended)


def owed(until: date) -> QuerySet[models.Case]:
    """Return the cases that have an obligation which is due on this day or before: to be counted."""
    return models.Case.objects.filter(next_due__lte=until)


def sweeps() -> list[Sweep]:
    """Return the rounds of sweeps, the latest first; one query."""
    rows = models.Round.objects.order_by("-to_day", "-matter")[:SHOWN_MAX]
    names = ("title", "state", "is_over", "from_day", "to_day", "found")
    return [Sweep(id=row.matter_id, **{name: getattr(row, name) for name in names}) for row in rows]
