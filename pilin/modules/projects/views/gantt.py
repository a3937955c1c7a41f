"""The Gantt chart: the plan of each project over two years beside the one that both signed first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from pilin.base import clock
from pilin.kernel.organisations.rules import Right
from pilin.modules.projects import queries
from pilin.modules.projects.queries import Hung
from pilin.modules.projects.rules import gantt, wall
from pilin.modules.projects.rules.facts import Facts, Milestone
from pilin.modules.projects.rules.gantt import Line
from pilin.modules.projects.views import border, words
from pilin.modules.projects.views.bars import DUES, milestone_words
from pilin.modules.projects.views.narrowing import (
    NARROWING,
    address,
    asked_of,
    ends_of,
    filters_of,
    selects,
    year_of,
)
from pilin.web.access import PageRequest, needs
from pilin.web.components import Light
from pilin.web.languages import apart, labelled
from pilin.web.sides import Sides, sides_of

LIMIT = 500


@dataclass(frozen=True)
class Row:
    """A project as a row of the chart: drawn, and in words; `marks` are (x, class, shape)."""

    title: str
    url: str
    light: Light
    line: Line
    marks: Sequence[tuple[int, str, str]]
    words: str


@require_GET
@needs(Right.READ)
def show_gantt(request: PageRequest) -> HttpResponse:
    """Show a page of the chart: two years from January of one on."""
    scene, day, asked = sides_of(request), clock.day_of(request.at), asked_of(request)
    filters, ends, year = filters_of(asked), ends_of(request), year_of(asked, day)
    found = queries.window(filters, after=ends["after"], before=ends["before"], limit=LIMIT)
    tally = queries.tally(filters)
    first = queries.signed_first([one.plan.id for one in found.rows])
    choosing = selects(asked, scene, day, tally, border.directory(tally, day))
    context = {
        "rows": [_row(one, scene, first.get(one.plan.id, ()), year, day) for one in found.rows],
        "years": [(year + number, number * 12 * gantt.MONTH_UNITS) for number in range(gantt.YEARS)],
        "months": [(number % 12 + 1, number * gantt.MONTH_UNITS) for number in range(12 * gantt.YEARS)],
        "width": gantt.WIDTH,
        "today": gantt.x_of(day, year) if year <= day.year < year + gantt.YEARS else None,
        "total": sum(tally.lights.values()),
        "before_url": address(asked, year=str(year - 1)),
        "after_url": address(asked, year=str(year + 1)),
        "earlier": address(asked, before=found.earlier) if found.earlier else "",
        "later": address(asked, after=found.later) if found.later else "",
        "selects": [one for one in choosing if one.name in (*NARROWING, "year")],
        "narrowed": any(asked[name] for name in NARROWING),
        "links": scene.links,
    }
    return render(request, "projects/gantt.html", context)


def _row(one: Hung, scene: Sides, first: Sequence[Milestone], year: int, day: date) -> Row:
    line = gantt.line_of(one.facts, first=first, offered=one.plan.offered, year=year, day=day)
    return Row(
        title=one.plan.title,
        url=reverse("projects:project", args=[one.plan.id]),
        light=words.light_of(one.light, scene),
        line=line,
        marks=[(mark.x, mark.due.value, DUES[mark.due][0]) for mark in line.marks],
        words=_words(one.facts, first, one.plan.offered, line),
    )


def _words(facts: Facts, first: Sequence[Milestone], offered: Sequence[Milestone], line: Line) -> str:
    """Return a line in words: how far each plan reaches, and the milestones that are drawn."""
    now, then, next_ = (_reach(facts, one) for one in (facts.milestones, first, offered))
    parts = [now or gettext("未定期")]
    parts += [labelled(gettext("首次签署的方案"), then)] if then else []
    parts += [labelled(gettext("待会签的修改"), next_)] if next_ else []
    return apart([*parts, *(milestone_words(mark.milestone, mark.due) for mark in line.marks)])


def _reach(facts: Facts, milestones: Sequence[Milestone]) -> str:
    found = wall.span_of(milestones, facts.since)
    return gettext("计划 %(first)s 至 %(last)s") % {"first": found[0], "last": found[1]} if found else ""
