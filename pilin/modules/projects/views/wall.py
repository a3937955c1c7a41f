"""挂图作战: projects in rows, months across, on a screen that is read at five metres and refreshes itself.

The wall has a frame of its own without navigation; it is read with the right to read and takes no act. Asking again
goes in the background and prolongs no session: once that has ended, the screen goes to the door and shows nothing more.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.kernel.organisations.rules import Right
from pilin.modules.projects import queries
from pilin.modules.projects.queries import Hung, Tally, Window
from pilin.modules.projects.rules import months, wall
from pilin.modules.projects.rules.lights import Colour
from pilin.modules.projects.views import border, words
from pilin.modules.projects.views.bars import months_drawn
from pilin.modules.projects.views.narrowing import (
    NARROWING,
    ROWS,
    TURN,
    Given,
    address,
    asked_of,
    ends_of,
    filters_of,
    selects,
    year_of,
)
from pilin.web import sessions, wording
from pilin.web.access import STOP_ASKING, PageRequest, needs
from pilin.web.components import Light
from pilin.web.languages import apart, given, labelled
from pilin.web.sides import Sides, sides_of

EVERY_SECONDS, TURN_SECONDS, WORST_MAX, REASONS_MAX = 60, 20, 3, 2
_PRESSING = (Colour.RED, Colour.YELLOW)
_GONE = (STOP_ASKING, 403)

Page = Callable[[HttpRequest], HttpResponseBase]


def _leaving(view: Page) -> Page:
    """Let an open wall leave when its session has ended or the right to read is gone: the page is loaded anew."""

    @wraps(view)
    def left(request: HttpRequest) -> HttpResponseBase:
        response = view(request)
        if response.status_code in _GONE and sessions.is_background(request):
            response.headers["HX-Refresh"] = "true"
        return response

    return left


@dataclass(frozen=True)
class Row:
    """A project as a row of the wall."""

    title: str
    url: str
    light: Light
    leads: Sequence[tuple[str, str]]
    has_problem: bool
    span: str
    months: SafeString
    next_milestone: str
    next_days: str
    is_late: bool
    last_month: str
    last_word: str


@require_GET
@_leaving
@needs(Right.READ)
def show_wall(request: PageRequest) -> HttpResponse:
    """Show a window of the wall, with the totals of all projects that it is narrowed to."""
    return render(request, "projects/wall.html", context_of(request, sides_of(request), at=request.at))


def context_of(request: HttpRequest, scene: Sides, *, at: Instant, screen: str = "") -> dict[str, Any]:
    """Return what a window of the wall shows; on a `screen` that nobody signed in at, no row leads anywhere."""
    day, asked, ends = clock.day_of(at), asked_of(request, turns=bool(screen)), ends_of(request)
    filters = filters_of(asked)
    found = queries.window(filters, after=ends["after"], before=ends["before"], limit=int(asked["rows"] or ROWS[0]))
    tally, shown = queries.tally(filters), wall.months_of(year_of(asked, day))
    known = border.directory(tally, day)
    choosing = selects(asked, scene, day, tally, known)
    later = address(asked, after=found.later) if found.later else ""
    turning = asked["turn"] == TURN and bool(later or any(ends.values()))
    return {
        "rows": _rows(found, scene, shown, day, is_open=not screen),
        "months": [(month, int(month[-2:]), month == months.month_of(day)) for month in shown],
        "year": shown[0][:4],
        "totals": _totals(asked, tally),
        "total": sum(tally.lights.values()),
        "is_first": not any(ends.values()),
        "worst": _worst(found, scene),
        "strips": border.strips(known, tally, scene),
        "strip_words": border.pairs_in_words(known, tally),
        "earlier": address(asked, before=found.earlier) if found.earlier else "",
        "later": later,
        "selects": choosing,
        "chosen": [labelled(one.label, one.word) for one in choosing if one.name in NARROWING and one.chosen],
        "narrowed": any(asked[name] for name in NARROWING),
        "paper": asked["paper"] or "a3",
        "side": scene.name(scene.me),
        "links": wording.band_lights(scene.links),
        "sides": [scene.name(code) for code in scene.order],
        "at": at,
        "lit": min((one.light_day for one in found.rows), default=day),
        "refresh": f"{request.path}{later or address(asked)}" if turning else request.get_full_path(),
        "every": TURN_SECONDS if turning else EVERY_SECONDS,
        "turning": turning,
        "screen": screen,
    }


def _rows(found: Window, scene: Sides, shown: Sequence[str], day: date, *, is_open: bool) -> list[Row]:
    ids = [one.id for one in found.rows]
    reports, problems = queries.reports_between(ids, shown[0], shown[-1]), queries.with_open_problems(ids)
    made = []
    for one in found.rows:
        cells = wall.bars(one.facts, reports.get(one.id, ()), one.light, shown, day)
        row = _row(one, scene, months_drawn(cells, scene), day, has_problem=one.id in problems)
        made.append(row if is_open else replace(row, url=""))
    return made


def _row(one: Hung, scene: Sides, cells: SafeString, day: date, *, has_problem: bool) -> Row:
    planned = wall.span(one.facts)
    return Row(
        title=one.title,
        url=reverse("projects:project", args=[one.id]),
        light=words.light_of(one.light, scene),
        leads=[
            (scene.name(side), lead_below(given(one.leads.get(side, "")), scene.name(side))) for side in one.facts.sides
        ],
        has_problem=has_problem,
        span=gettext("计划 %(first)s 至 %(last)s") % {"first": planned[0], "last": planned[1]} if planned else "",
        months=cells,
        next_milestone=given(one.next_milestone),
        next_days=words.days_to(one.next_due, day) if one.next_milestone else "",
        is_late=one.next_due is not None and one.next_due < day and one.light.colour in _PRESSING,
        last_month=one.last_month,
        last_word=gettext("双方已签") if one.last_signed == one.last_month else gettext("待会签"),
    )


def lead_below(body: str, side: str) -> str:
    """Return a lead without the name of its side, which stands in the head of the column: 广陈镇, not 平湖市广陈镇."""
    return body.removeprefix(side) or body


def _totals(asked: Given, tally: Tally) -> list[tuple[str, Light, int, bool]]:
    """Return the lights that there are as links, each with how many projects of all bear it."""
    return [
        (
            address(asked, light="" if asked["light"] == colour.value else colour.value),
            words.colour_light(colour),
            number,
            asked["light"] == colour.value,
        )
        for colour, number in tally.lights.items()
    ]


def _worst(found: Window, scene: Sides) -> list[tuple[Light, str, str]]:
    """Return the first projects that press, each with its first reasons in sentences; the project's page has all."""
    pressing = [one for one in found.rows if one.light.colour in _PRESSING][:WORST_MAX]
    return [
        (
            words.light_of(one.light, scene),
            one.title,
            apart(reason.sentence for reason in words.reasons(one.light, scene)[:REASONS_MAX]),
        )
        for one in pressing
    ]
