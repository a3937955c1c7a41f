"""The Gantt chart: the plan of each project over two years beside the one that both signed first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from pilin.base import clock
from pilin.kernel.organisations.rules import Right
from pilin.modules.projects import queries
from pilin.modules.projects.queries import Hung, Window
from pilin.modules.projects.rules import gantt, wall
from pilin.modules.projects.rules.facts import Facts, Milestone
from pilin.modules.projects.rules.gantt import Line
from pilin.modules.projects.views import border, words
from pilin.modules.projects.views.bars import Spoken, marks_drawn, milestone_words, spoken
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
from pilin.web.languages import labelled
from pilin.web.sides import Sides, sides_of

LIMIT, HEIGHT = 500, 30
_ANY = "0" * 36


@dataclass(frozen=True)
class Row:
    """A project as a row of the chart: drawn, and in words."""

    title: str
    url: str
    light: Light
    line: SafeString
    words: str


@require_GET
@needs(Right.READ)
def show_gantt(request: PageRequest) -> HttpResponse:
    """Show a page of the chart: two years from January of one on."""
    scene, day, asked = sides_of(request), clock.day_of(request.at), asked_of(request)
    filters, ends, year = filters_of(asked), ends_of(request), year_of(asked, day)
    found = queries.window(filters, after=ends["after"], before=ends["before"], limit=LIMIT)
    tally = queries.tally(filters)
    first = queries.signed_first([one.id for one in found.rows])
    choosing = selects(asked, scene, day, tally, border.directory(tally, day))
    context = {
        "rows": _rows(found, scene, first, year, day),
        "years": [(year + number, number * 12 * gantt.MONTH_UNITS) for number in range(gantt.YEARS)],
        "months": [(number % 12 + 1, number * gantt.MONTH_UNITS) for number in range(12 * gantt.YEARS)],
        "width": gantt.WIDTH,
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


def _rows(found: Window, scene: Sides, first: Mapping[str, Sequence[Milestone]], year: int, day: date) -> list[Row]:
    """Return the rows of a page. What is the same in each is made once: words, and the line of the day."""
    said, made, page = spoken(), [], reverse("projects:project", args=[_ANY])
    today = _today(gantt.x_of(day, year)) if year <= day.year < year + gantt.YEARS else ""
    for one in found.rows:
        before = first.get(one.id, ())
        line = gantt.line_of(one.facts, first=before, offered=one.offered, year=year, day=day)
        row = Row(
            title=one.title,
            url=page.replace(_ANY, one.id),
            light=words.light_of(one.light, scene),
            line=_drawn(line, today),
            words=_words(one, before, line, said),
        )
        made.append(row)
    return made


def _today(x: int) -> SafeString:
    return format_html('<line class="gantt-today" x1="{}" y1="0" x2="{}" y2="{}"/>', x, x, HEIGHT)


def _drawn(line: Line, today: str) -> SafeString:
    """Return a line as a drawing: the plan signed first above, the one signed last in the middle, an offer below."""
    bars = [
        f'<rect class="gantt-{name}" x="{bar.x}" y="{top}" width="{bar.width}" height="{height}"/>'
        for name, bar, top, height in (
            ("baseline", line.baseline, 2, 5),
            ("plan", line.plan, 10, 10),
            ("offered", line.offered, 23, 5),
        )
        if bar
    ]
    if not (line.plan or line.baseline):
        none = gettext("两年内没有定期的计划")
        bars.append(format_html('<text class="gantt-none" x="4" y="20">{}</text>', none))
    return format_html(
        '<svg class="gantt-line" viewBox="0 0 {} {}" aria-hidden="true">{}{}{}</svg>',
        gantt.WIDTH,
        HEIGHT,
        today,
        SafeString("".join(bars)),
        marks_drawn([(mark.x, mark.due) for mark in line.marks], 20),
    )


def _words(one: Hung, first: Sequence[Milestone], line: Line, said: Spoken) -> str:
    """Return a line in words: how far each plan reaches, and the milestones that are drawn."""
    now, then, next_ = (_reach(one.facts, plan, said) for plan in (one.facts.milestones, first, one.offered))
    parts = [now or said.undated]
    parts += [labelled(gettext("首次签署的方案"), then)] if then else []
    parts += [labelled(gettext("待会签的修改"), next_)] if next_ else []
    return said.apart.join([*parts, *(milestone_words(mark.milestone, mark.due, said) for mark in line.marks)])


def _reach(facts: Facts, milestones: Sequence[Milestone], said: Spoken) -> str:
    found = wall.span_of(milestones, facts.since)
    return said.span % {"first": found[0], "last": found[1]} if found else ""
