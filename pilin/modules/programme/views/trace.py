"""来龙去脉: from a topic to the meeting, the decision, the duty and its result, and back from any of them."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from pilin.base import clock
from pilin.kernel.organisations.rules import Right
from pilin.modules.programme import queries
from pilin.modules.programme.forms import OUTCOMES
from pilin.modules.programme.rules import Asked, Record, Thread, Treated
from pilin.modules.programme.views.common import light_of, link_to
from pilin.modules.programme.views.council import state_light
from pilin.web.access import PageRequest, needs
from pilin.web.components import Light, LinkTo
from pilin.web.sides import Sides, sides_of

_WORDS = dict(OUTCOMES)


@dataclass(frozen=True)
class Carried:
    """A decision or a difference, the matter that carries it out, how that stands, and what each side reports."""

    number: str
    text: str
    link: LinkTo | None
    light: Light | None
    reports: list[tuple[str, str]]
    is_here: bool


@dataclass(frozen=True)
class Sat:
    """One meeting that treated a topic."""

    link: LinkTo
    state: Light
    day: date | None
    outcome: str
    text: str
    decisions: list[Carried]
    differences: list[Carried]
    is_here: bool


@dataclass(frozen=True)
class Shown:
    """A thread as the page shows it."""

    title: str
    topic: LinkTo | None
    raised_by: str
    is_here: bool
    sat: list[Sat]


@require_GET
@needs(Right.READ)
def show_trace(request: PageRequest, matter: str) -> HttpResponse:
    """Show the threads that run through a matter."""
    found = queries.records([matter])
    if not found:
        raise Http404
    sides, day = sides_of(request), clock.day_of(request.at)
    threads = [_shown(one, matter, sides, day) for one in queries.threads(found[0])]
    context = {"links": sides.links, "record": found[0], "here": link_to(found[0]), "threads": threads}
    return render(request, "programme/trace.html", context)


def _shown(one: Thread, here: str, sides: Sides, day: date) -> Shown:
    topic = one.topic
    raised_by = f"{sides.name(topic.opened_by)} · {topic.value('raised_by') or ''}" if topic else ""
    title = one.title or gettext("不针对某一议题的决定")
    sat = [_sat(treated, here, sides, day) for treated in one.treated]
    return Shown(title, link_to(topic) if topic else None, raised_by, bool(topic and topic.id == here), sat)


def _sat(treated: Treated, here: str, sides: Sides, day: date) -> Sat:
    meeting, item = treated.meeting, treated.item
    return Sat(
        link_to(meeting),
        state_light(meeting),
        meeting.day,
        str(_WORDS.get(item.get("outcome", ""), "")),
        item.get("text", ""),
        [_carried(asked, asked.text["text"], here, sides, day) for asked in treated.decisions],
        [_carried(asked, asked.text["interim"], here, sides, day) for asked in treated.differences],
        meeting.id == here,
    )


def _carried(asked: Asked, text: str, here: str, sides: Sides, day: date) -> Carried:
    carrier = asked.carried_by
    if carrier is None:
        return Carried(asked.text["id"], text, None, None, [], is_here=False)
    link, light = link_to(carrier), light_of(carrier, day)
    return Carried(asked.text["id"], text, link, light, _reports(carrier, sides), carrier.id == here)


def _reports(carrier: Record, sides: Sides) -> list[tuple[str, str]]:
    """Return what each side says of a duty or a disagreement last: its result, else its progress, else its text."""
    found = []
    for code in sides.order:
        said = [str(carrier.said(name)[code]) for name in ("result", "progress", "text") if code in carrier.said(name)]
        if said and (carrier.kind == "dispute" or "result" in carrier.asserted or "progress" in carrier.asserted):
            found.append((sides.name(code), said[0]))
    return found
