"""What the pages of the deliberation share: names of sides, the matter as its visitor sees it, lights, and steps."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext

from pilin.base import clock
from pilin.base.refusal import Refused
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters import queries
from pilin.kernel.matters.queries import Hands, MatterView
from pilin.kernel.matters.queries.single import StepView
from pilin.kernel.organisations.rules import Right
from pilin.modules.programme import rules
from pilin.modules.programme.rules import Record, standing
from pilin.web import matter_pages
from pilin.web.access import PageRequest
from pilin.web.components import Cell, Light, LinkTo
from pilin.web.lamps import lamp
from pilin.web.sides import Sides


def view_of(request: PageRequest, matter: str, kind: str) -> MatterView:
    """Return a matter of a kind as the visitor sees it, or 404."""
    hands = Hands(act=request.visitor.offices(Right.ACT), sign=request.visitor.offices(Right.SIGN))
    day = clock.day_of(request.at)
    view = queries.matter(matter, me=facts.me(), day=day, hands=hands, related=False)
    if view is None or view.kind.name != kind:
        raise Http404
    return view


def record_of(view: MatterView) -> Record:
    """Return the record of a matter that is at hand, without a query."""
    return rules.record_of(view.matter, view.kind, refused_by=view.refused_by)


def step_of(view: MatterView, name: str) -> StepView:
    """Return a step of ours by its name, or 404, also for one that only the other side may take."""
    mine = {role for role, node in view.matter.roles.items() if node == facts.me()}
    found = next((step for step in view.steps if step.rule.name == name and mine & {*step.rule.by}), None)
    if found is None:
        raise Http404
    return found


def take(request: PageRequest, view: MatterView, step: StepView, fields: Mapping[str, Any], sides: Sides) -> None:
    """Take a step in the office that gives the right to it. Raises what stops it, in words that people know."""
    right = Right.SIGN if step.rule.joint else Right.ACT
    offices = request.visitor.offices(right)
    if not offices:
        raise request.visitor.refusal(right)
    members = {"fields": fields, "office": step.option.office or offices[0]}
    try:
        matters.take_step(matter=view.id, step=step.rule.name, members=members, at=request.at)
    except Refused as refused:
        raise Refused(refused.code, **matter_pages.in_words(view, refused.facts, sides.called)) from refused


def light_of(record: Record, day: date) -> Light:
    """Return how a duty or a disagreement stands on a day, as a light."""
    return lamp(standing(record, day))


def link_to(record: Record) -> LinkTo:
    """Return a link to the page of a record's matter."""
    name = "programme:meeting" if record.kind == "meeting" else "web:matter"
    return LinkTo(record.title, reverse(name, args=[record.id]))


def trace_of(record: Record) -> Cell:
    """Return a link to the threads that run through a record's matter."""
    return LinkTo(gettext("来龙去脉"), reverse("programme:trace", args=[record.id]))
