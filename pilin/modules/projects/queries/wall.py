"""Reads of the wall and of the Gantt chart: a window of projects with their months, totals of all; no query a row."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from pilin.base.clock import day_of
from pilin.kernel.matters import queries as matters
from pilin.kernel.matters.rules.fold import Ordered
from pilin.modules.projects import models
from pilin.modules.projects.models import Month, Project
from pilin.modules.projects.queries.projects import Filters
from pilin.modules.projects.rules import gantt, kept, lights
from pilin.modules.projects.rules.facts import Facts, Milestone, Report
from pilin.modules.projects.rules.lights import Colour, Light
from pilin.modules.projects.rules.records import HARD_PROBLEM
from pilin.modules.projects.rules.versions import Said

ROWS_MAX = 100
_SHOWN = ("pk", "plan", "facts", "light", "triggers", "light_day")
_COLUMNS = (*_SHOWN, "next_milestone", "next_due", "last_month", "last_signed", "place")


@dataclass(frozen=True)
class Hung:
    """A project as it hangs on the wall; `place` is its place among all, `offered` an amendment on the table."""

    id: str
    title: str
    leads: Mapping[str, str]
    offered: tuple[Milestone, ...]
    facts: Facts
    light: Light
    light_day: date
    next_milestone: str
    next_due: date | None
    last_month: str
    last_signed: str
    place: str


@dataclass(frozen=True)
class Window:
    """Some projects, and the places at which the windows beside it begin ("" where there is none)."""

    rows: tuple[Hung, ...]
    earlier: str
    later: str


@dataclass(frozen=True)
class Tally:
    """How many projects there are by light, and by pair and group those among which one may choose."""

    lights: Mapping[Colour, int]
    pairs: Mapping[str, int]
    groups: Mapping[str, int]


def window(filters: Filters, *, after: str = "", before: str = "", limit: int = ROWS_MAX) -> Window:
    """Return projects in the order of the list, behind a place or before one; one query."""
    rows = Project.objects.filter(filters.conditions()).values_list(*_COLUMNS, named=True)
    if before:
        turned = list(rows.filter(place__lt=before).order_by("-place")[: limit + 1])
        shown, is_more = turned[:limit][::-1], len(turned) > limit
        return _window(shown, has_earlier=is_more, has_later=bool(shown))
    found = list(rows.filter(place__gt=after).order_by("place")[: limit + 1])
    return _window(found[:limit], has_earlier=bool(after), has_later=len(found) > limit)


def _window(shown: Sequence[Any], *, has_earlier: bool, has_later: bool) -> Window:
    ends = (shown[0].place, shown[-1].place) if shown else ("", "")
    return Window(tuple(map(_hung, shown)), ends[0] if has_earlier else "", ends[1] if has_later else "")


def _hung(row: Any) -> Hung:
    return Hung(
        id=row.pk,
        title=row.plan["title"],
        leads=row.plan["leads"],
        offered=kept.milestones(row.plan["offered"]),
        facts=kept.facts(row.facts),
        light=lights.from_json(row.light, row.triggers),
        light_day=row.light_day,
        next_milestone=row.next_milestone,
        next_due=row.next_due,
        last_month=row.last_month,
        last_signed=row.last_signed,
        place=row.place,
    )


def reports_between(plans: Collection[str], first: str, last: str) -> Mapping[str, list[Report]]:
    """Return the reports of plans from one month to another, by plan; one query."""
    found: defaultdict[str, list[Report]] = defaultdict(list)
    rows = Month.objects.filter(plan__in=plans, month__gte=first, month__lte=last)
    for row in rows.order_by("plan", "month", "pk").values_list("report", flat=True):
        report = kept.report(row)
        found[report.plan].append(report)
    return found


def tally(filters: Filters) -> Tally:
    """Count projects by light as the filters say, whatever light is chosen; and by pair and group to choose; one query.

    A pair is counted whatever pair is chosen, and a group whatever group: else there would be nothing else to choose.
    """
    plain = Filters(**{**vars(filters), "light": "", "pair": "", "group": ""})
    rows: QuerySet[Project, Any] = Project.objects.filter(plain.conditions()).values_list("pair", "group", "light")
    colours, pairs, groups = Counter[str](), Counter[str](), Counter[str]()
    for pair, group, light, number in rows.annotate(number=Count("pk")).order_by():
        is_pair, is_group = filters.pair in ("", pair), filters.group in ("", group)
        colours[light] += number if is_pair and is_group else 0
        pairs[pair] += number if is_group else 0
        groups[group] += number if is_pair else 0
    return Tally(
        lights={colour: colours[colour.value] for colour in Colour if colours[colour.value]},
        pairs={name: number for name, number in sorted(pairs.items()) if name and number},
        groups={name: number for name, number in sorted(groups.items()) if name and number},
    )


def with_open_problems(plans: Collection[str]) -> set[str]:
    """Return those of some plans that an open hard problem names; one query."""
    rows = models.Record.objects.filter(kind=HARD_PROBLEM, is_over=False, plan__in=list(plans))
    return {*rows.values_list("plan", flat=True)}


def signed_first(plans: Collection[str]) -> Mapping[str, tuple[Milestone, ...]]:
    """Return the milestones that both signed first, of those plans that were changed since; one query."""
    chains = matters.chains(plans, having="sign_amendment")
    found = {plan: gantt.first_of(map(_said, chain)) for plan, chain in chains.items()}
    return {plan: milestones for plan, milestones in found.items() if milestones}


def _said(event: Ordered) -> Said:
    return Said("open" if event.action == "open" else event.name, event.fields, event.author, day_of(event.at))
