"""Reads of the duty matrix: projects and joint duties with their leads, what ends first first; one query each."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F

from pilin.modules.projects.models import Project
from pilin.modules.projects.models import Record as Row
from pilin.modules.projects.queries.records import LISTED_MAX, read_all
from pilin.modules.projects.rules import matrix
from pilin.modules.projects.rules.lights import Colour
from pilin.modules.projects.rules.matrix import PROJECT
from pilin.modules.projects.rules.records import DUTY

_OVER = (Colour.DONE.value, Colour.ENDED.value, Colour.OFFERED.value, Colour.PAUSED.value)
"""Projects of which nothing is due: over, not signed yet, or suspended by both."""


@dataclass(frozen=True)
class Matrix:
    """The rows of the matrix, and whether there are more than it shows."""

    rows: list[matrix.Row]
    is_cut: bool


def duties(day: date, *, late_only: bool = False, limit: int = LISTED_MAX) -> Matrix:
    """Return what is to be done, the overdue first; two queries, however many there are."""
    projects = Project.objects.exclude(light__in=_OVER).only("title", "plan", "next_milestone", "next_due")
    joint = Row.objects.filter(kind=DUTY, is_over=False)
    if late_only:
        projects, joint = projects.filter(next_due__lt=day), joint.filter(day__lt=day)
    planned = list(projects.order_by(F("next_due").asc(nulls_last=True), "id")[: limit + 1])
    agreed = list(joint.order_by(F("day").asc(nulls_last=True), "id")[: limit + 1])
    rows = [
        matrix.Row(one.pk, PROJECT, one.title, one.plan["leads"], one.next_due, one.next_milestone) for one in planned
    ]
    rows += [matrix.of_duty(record) for record in read_all(agreed)]
    found = matrix.ordered(rows)
    return Matrix(found[:limit], len(found) > limit)
