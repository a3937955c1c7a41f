"""Reads of projects. All of it may be seen by everybody of this node who may read: it is shared with the other side.

Each answer takes a fixed number of queries, whatever the number of projects, months and lists.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.db.models import Count, Q, QuerySet

from pilin.base import canonical, refdata
from pilin.kernel.federation.queries import facts as federation
from pilin.kernel.matters import queries as matters
from pilin.kernel.matters.rules import clocks
from pilin.kernel.matters.rules.clocks import Calendar
from pilin.kernel.matters.rules.kinds import Kind
from pilin.kernel.organisations import queries as organisations
from pilin.modules.projects.models import Draft, Listed, Month, Project, YearlyList
from pilin.modules.projects.queries.photos import photos_of
from pilin.modules.projects.rules import kept, lights
from pilin.modules.projects.rules.columns import Yardstick, next_milestone
from pilin.modules.projects.rules.facts import Facts, Milestone, Plan, Report, standing_reports
from pilin.modules.projects.rules.lights import Colour, Light
from pilin.modules.projects.rules.lists import Yearly, items_of
from pilin.modules.projects.rules.public import (
    PROGRESS,
    PUBLIC_FIELDS,
    PublicList,
    PublicMilestone,
    PublicProject,
    PublicProjects,
)
from pilin.modules.projects.rules.schedule import parse_schedule, scheduled
from pilin.web.public.fields import only

LIGHTS, CALENDAR, SCHEDULE, KIND = "lights", "calendar", "schedule", "kind"
_REFERENCE = Path(__file__).parents[1] / "reference"
_NO_HOLIDAYS = Calendar("calendar", "", {})
LIMIT, PUBLIC_MAX = 25, 100


def yardstick_of(parties: Sequence[str]) -> Yardstick:
    """Return by what lights between parties are computed, as they agreed on it last; one query.

    Without a signed rule it is the proposal that ships; without a calendar, Monday to Friday are worked. A rule that is
    only offered is named and computes nothing.
    """
    known = federation.on_the_table_or_agreed((LIGHTS, CALENDAR, SCHEDULE))
    return _yardstick([row for row in known if {*parties} <= {*row.parties}])


def agreed_between(parties: Sequence[str]) -> tuple[Yardstick, dict[str, Kind]]:
    """Return by what lights between parties are computed, and by name the newest kinds that they signed; one query."""
    known = federation.on_the_table_or_agreed((LIGHTS, CALENDAR, SCHEDULE, KIND))
    found = [row for row in known if {*parties} <= {*row.parties}]
    kinds: dict[str, Kind] = {}
    for row in found:
        if (row.type, row.state) == (KIND, "agreed"):
            kind = matters.read_kind(row.text, row.hash)
            kinds.setdefault(kind.name, kind)
    return _yardstick(found), kinds


def _yardstick(found: Sequence[Any]) -> Yardstick:
    """Return the yardstick from the documents of its parties, the last agreed first."""
    last = {row.type: row for row in reversed(found) if row.state == "agreed"}
    rule, calendar, schedule = (last.get(name) for name in (LIGHTS, CALENDAR, SCHEDULE))
    read = lights.parse_rule(rule.text, digest=rule.hash, signed=True) if rule else lights.parse_rule(proposed_rule())
    agreed = parse_schedule(schedule.text, digest=schedule.hash) if schedule else None
    offered = [row for row in found if (row.type, row.state) == (LIGHTS, "open")]
    return Yardstick(
        scheduled(read, agreed),
        _calendar(canonical.encode(calendar.text)) if calendar else _NO_HOLIDAYS,
        tuple((row.offered_by, int(row.text["version"])) for row in offered),
        agreed,
    )


@lru_cache(maxsize=16)
def _calendar(text: bytes) -> Calendar:
    return clocks.parse_calendar(canonical.decode(text))


@cache
def proposed_schedule() -> Mapping[str, Any]:
    """Return the schedule of reports that ships, as the document that both sides may sign."""
    document = refdata.load(_REFERENCE / "schedule.yaml").tables["document"]
    assert isinstance(document, dict)
    return document


@cache
def proposed_rule() -> Mapping[str, Any]:
    """Return the rule that ships, as the document that both sides may sign."""
    document = refdata.load(_REFERENCE / "lights.yaml").tables["document"]
    assert isinstance(document, dict)
    return document


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; what is empty narrows nothing.

    `side` is who offered the plan, `owing` who is awaited in a month that is late.
    """

    project_field: str = ""
    domain: str = ""
    pair: str = ""
    group: str = ""
    light: str = ""
    side: str = ""
    words: str = ""
    year: str = ""
    owing: str = ""

    def conditions(self) -> Q:
        """Return the filters as a condition."""
        named = {name: getattr(self, name) for name in ("project_field", "domain", "pair", "group", "light")}
        plain = {name: value for name, value in {**named, "initiator": self.side}.items() if value}
        found = Q(**plain)
        if self.owing:
            found &= Q(owing__contains=f",{self.owing},")
        for word in self.words.split():
            found &= Q(words__icontains=word)
        if self.year.isascii() and self.year.isdigit() and len(self.year) == 4:
            found &= Q(pk__in=Listed.objects.filter(year=int(self.year)).values("project"))
        return found


@dataclass(frozen=True)
class ProjectRow:
    """A project in the list."""

    id: str
    title: str
    light: Light
    light_day: date
    project_field: str
    leads: Mapping[str, str]
    next_milestone: str
    next_due: date | None
    last_month: str
    last_signed: str


@dataclass(frozen=True)
class Page:
    """Some rows, and the key after which the next page begins ("" at the end)."""

    rows: tuple[ProjectRow, ...]
    after: str


def owed(side: str) -> QuerySet[Project]:
    """Return the projects of which a side owes a month that is late, its half or its signature: to be counted."""
    return Project.objects.filter(Filters(owing=side).conditions())


def projects(filters: Filters, *, after: str = "", limit: int = LIMIT) -> Page:
    """Return projects, pressing lights first and next dates first among them; one query."""
    rows = Project.objects.filter(filters.conditions(), place__gt=after).defer("facts", "words")
    found = list(rows.order_by("place")[: limit + 1])
    shown = found[:limit]
    return Page(tuple(_row(row) for row in shown), shown[-1].place if len(found) > limit else "")


def _row(row: Project) -> ProjectRow:
    return ProjectRow(
        id=row.pk,
        title=row.title,
        light=lights.from_json(row.light, row.triggers),
        light_day=row.light_day,
        project_field=row.project_field,
        leads=row.plan["leads"],
        next_milestone=row.next_milestone,
        next_due=row.next_due,
        last_month=row.last_month,
        last_signed=row.last_signed,
    )


def counts(filters: Filters) -> dict[Colour, int]:
    """Return how many projects bear each light, whatever light the list is narrowed to; one query."""
    plain = Filters(**{**vars(filters), "light": ""})
    rows: QuerySet[Project, Any] = Project.objects.filter(plain.conditions()).values_list("light")
    found = dict(rows.annotate(number=Count("pk")).order_by())
    return {colour: found[colour.value] for colour in Colour if colour.value in found}


@dataclass(frozen=True)
class Stood:
    """A project on a yearly list that both signed."""

    list: str
    title: str
    year: int
    number: str


@dataclass(frozen=True)
class OneProject:
    """A project with all that is reported of it, oldest first, and the lists on which it stands."""

    plan: Plan
    facts: Facts
    light: Light
    light_day: date
    reports: tuple[Report, ...]
    lists: tuple[Stood, ...]


def project(project_id: str) -> OneProject | None:
    """Return one project; three queries. None where this node knows no plan of that id."""
    row = Project.objects.filter(pk=project_id).first()
    if row is None:
        return None
    stood = Listed.objects.filter(project=project_id).select_related("list").order_by("-year", "key")
    return OneProject(
        plan=kept.plan(row.plan),
        facts=kept.facts(row.facts),
        light=lights.from_json(row.light, row.triggers),
        light_day=row.light_day,
        reports=reports_of(project_id),
        lists=tuple(Stood(one.list.pk, one.list.title, one.year, one.number) for one in stood),
    )


def reports_of(project_id: str, month: str = "") -> tuple[Report, ...]:
    """Return the reports of a project, or of one month of it, as they were opened; one query."""
    rows = Month.objects.filter(plan=project_id, **({"month": month} if month else {}))
    return tuple(kept.report(row.report) for row in rows.order_by("month", "pk").only("report"))


def report_at_hand(project_id: str, month: str) -> Report | None:
    """Return the report of a month that is being worked on, else the one that stands; one query."""
    reports = [report for report in reports_of(project_id, month) if report.counts]
    return at_hand(reports)


def at_hand(reports: Sequence[Report]) -> Report | None:
    """Return of the reports of one month the one to work on: an open correction, else the one that stands."""
    corrections = [report for report in reports if report.corrects and not report.joint and report.counts]
    standing = list(standing_reports(reports).values())
    return next(iter([*corrections, *standing]), None)


def report(report_id: str) -> Report | None:
    """Return one report by the id of its matter; one query."""
    row = Month.objects.filter(pk=report_id).only("report").first()
    return kept.report(row.report) if row else None


def plans(project_ids: Sequence[str]) -> dict[str, Plan]:
    """Return plans by id; one query."""
    return {row.pk: kept.plan(row.plan) for row in Project.objects.filter(pk__in=project_ids).only("plan")}


def drafts() -> list[Draft]:
    """Return the projects that the programme's source names, in its order; one query."""
    return list(Draft.objects.order_by("position"))


def offered_titles() -> dict[str, str]:
    """Return the ids of plans that are not void, by title; one query."""
    rows = Project.objects.exclude(standing="void").order_by("-pk")
    return dict(rows.values_list("title", "pk"))


def lists() -> list[Yearly]:
    """Return the yearly lists, the latest year first; one query."""
    return [_list(row) for row in YearlyList.objects.order_by("-year", "-pk")]


def yearly(list_id: str) -> Yearly | None:
    """Return one yearly list."""
    row = YearlyList.objects.filter(pk=list_id).first()
    return _list(row) if row else None


def _list(row: YearlyList) -> Yearly:
    return Yearly(
        id=row.pk,
        year=row.year,
        title=row.title,
        state=row.state,
        initiator=row.initiator,
        aimed=row.aimed,
        signed=items_of(row.signed),
        offered=items_of(row.offered),
        results=row.results,
    )


def titles(project_ids: Sequence[str]) -> dict[str, ProjectRow]:
    """Return projects by id, for lists that name them; one query."""
    rows = Project.objects.filter(pk__in=project_ids).defer("facts", "words")
    return {row.pk: _row(row) for row in rows}


def to_choose(*, limit: int = 200) -> list[ProjectRow]:
    """Return the projects that a yearly list may name, those in force, by name; one query."""
    rows = (
        Project.objects.filter(standing__in=("in_force", "suspended")).defer("facts", "words").order_by("title", "pk")
    )
    return [_row(row) for row in rows[:limit]]


def years() -> list[int]:
    """Return the years that have a signed list, the latest first; one query."""
    return list(Listed.objects.values_list("year", flat=True).distinct().order_by("-year"))


def pairs_in_force(day: date) -> list[str]:
    """Return the pairs of the directory that are in force on a day, by key; one query."""
    return [pair.key for pair in organisations.pairs(day=day)]


def pairs() -> list[str]:
    """Return the pairs to which projects belong; one query."""
    return list(Project.objects.exclude(pair="").values_list("pair", flat=True).distinct().order_by("pair"))


def public_projects(*, limit: int = PUBLIC_MAX) -> PublicProjects:
    """Return what everybody may see, read through the list of public fields; three queries."""
    rows = published()
    found = [public(row) for row in rows.order_by("title", "pk")[:limit]]
    signed = [only(one, PUBLIC_FIELDS) for one in lists() if one.signed]
    listed = [PublicList(one.year, tuple(item.title for item in one.signed)) for one in signed]
    return PublicProjects(tuple(found), rows.count(), tuple(listed))


def public_project(code: str) -> PublicProject | None:
    """Return one signed project by its code, as everybody may see it; three queries. None where none is public."""
    row = published().filter(pk__endswith=code).order_by("pk").first()
    if row is None:
        return None
    years = [only(one, PUBLIC_FIELDS).year for one in lists() if row.pk in {item.plan for item in one.signed}]
    photos = [only(one, PUBLIC_FIELDS) for one in photos_of(reports_of(row.pk)) if one.is_signed]
    return replace(public(row), years=tuple(years), photos=tuple(photos))


def published() -> "QuerySet[Project, Project]":
    """Return the projects that both sides signed; what is only offered, or fell away, is not public."""
    return Project.objects.filter(light__in=[colour.value for colour in PROGRESS]).exclude(standing="void")


def public(row: Project) -> PublicProject:
    """Return a signed project as everybody may see it."""
    plan, facts = kept.plan(row.plan), kept.facts(row.facts)
    shown, following = only(plan, PUBLIC_FIELDS), next_milestone(facts)
    return PublicProject(
        code=shown.code,
        title=shown.title,
        project_field=shown.project_field,
        aims=tuple(shown.aims),
        leads=tuple(shown.leads[side] for side in plan.sides if side in shown.leads),
        progress=PROGRESS[Colour(row.light)],
        milestones=tuple(_public_milestone(one, facts) for one in plan.milestones),
        following=_public_milestone(following, facts) if following else None,
    )


def _public_milestone(one: Milestone, facts: Facts) -> PublicMilestone:
    shown = only(one, PUBLIC_FIELDS)
    return PublicMilestone(shown.title, shown.due, one.id in facts.reached)
