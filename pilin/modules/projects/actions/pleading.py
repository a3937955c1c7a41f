"""What is pleaded at a light: a reason that the other side may approve, a reading beside the computed one."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pilin.base.clock import Instant, day_of
from pilin.kernel.federation import actions as telling
from pilin.kernel.federation.queries import facts as federation
from pilin.kernel.matters.actions import Attempt
from pilin.modules.projects import queries
from pilin.modules.projects.actions.writing import Hand, open_under_a_clause, other_side
from pilin.modules.projects.queries import OneProject
from pilin.modules.projects.rules import lights, pleading, records
from pilin.modules.projects.rules.beside import Excuse, excuse_of
from pilin.modules.projects.rules.records import CONTEST, EXCUSE


@telling.alone()
def state_reason(project: OneProject, fields: Mapping[str, Any], *, by: Hand) -> str:
    """State a reason for a red trigger of a project; return its id. Raises what `pleading` has against it."""
    me, day = federation.me(), day_of(by.at)
    until = date.fromisoformat(str(fields["until"]))
    asked = Excuse("", str(fields["trigger"]), str(fields["item"]), until, str(fields["reason"]), me, day)
    _check(asked, project, day)
    said = {**fields, "plan": project.plan.id, "title": project.plan.title}
    return open_under_a_clause(EXCUSE, said, peer=other_side(project.plan, me), by=by)


@telling.alone()
def contest_light(project: OneProject, fields: Mapping[str, Any], *, by: Hand) -> str:
    """Put our reading of a light beside the computed one; return its id. Raises what `pleading` has against it."""
    me, day = federation.me(), day_of(by.at)
    review_on = date.fromisoformat(str(fields["review_on"]))
    pleading.check_contest(str(fields["reading"]), _light(project, day), side=me, review_on=review_on, day=day)
    said = {**fields, "plan": project.plan.id, "title": project.plan.title}
    return open_under_a_clause(CONTEST, said, peer=other_side(project.plan, me), by=by)


def object_to_excuse(attempt: Attempt, at: Instant) -> None:
    """Refuse to approve a reason for what is not red (any more), or was excused before."""
    record = records.record_of(attempt.matter, attempt.kind)
    project = queries.project(record.plan) if attempt.step == "approve" else None
    if project is not None:
        _check(excuse_of(record), project, day_of(at))


def _check(asked: Excuse, project: OneProject, day: date) -> None:
    rule = queries.yardstick_of(project.plan.sides).rule
    pleading.check_excuse(asked, _light(project, day), project.facts.excuses, rule, day)


def _light(project: OneProject, day: date) -> lights.Light:
    yardstick = queries.yardstick_of(project.plan.sides)
    return lights.light(project.facts, yardstick.rule, yardstick.calendar, day)
