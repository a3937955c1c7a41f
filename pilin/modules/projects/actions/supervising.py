"""The supervision of a quarter: offered with its objects, visited object by object; nothing is looked at twice."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pilin.base.clock import Instant, day_of
from pilin.kernel.federation import actions as telling
from pilin.kernel.federation.queries import facts as federation
from pilin.kernel.matters.actions import Attempt
from pilin.modules.projects import queries
from pilin.modules.projects.actions.writing import Hand, open_under_a_clause
from pilin.modules.projects.rules import objects, records
from pilin.modules.projects.rules.objects import Object
from pilin.modules.projects.rules.records import SUPERVISION, VISIT

_OPENER, _OTHER = "initiator", "responder"


@telling.alone()
def offer_supervision(named: Sequence[Object], fields: Mapping[str, Any], *, quarter: str, peer: str, by: Hand) -> str:
    """Offer the supervision of a quarter to a peer; return its id. Raises what `objects` has against it."""
    roles = {_OPENER: federation.me(), _OTHER: peer}
    objects.check_quarter(quarter, date.fromisoformat(fields["starts_on"]), date.fromisoformat(fields["ends_on"]))
    others = objects.beside(queries.of_quarter(SUPERVISION, quarter), None)
    objects.check_objects(named, roles, quarter=quarter, others=others)
    said = {**fields, "quarter": quarter, "objects": objects.written(named)}
    return open_under_a_clause(SUPERVISION, said, peer=peer, by=by)


def object_to_supervision(attempt: Attempt, _at: Instant) -> None:
    """Refuse to offer again or to sign a plan that looks at an object twice, or whose days are of another quarter."""
    if attempt.step not in ("sign", "offer_again"):
        return
    plan = records.record_of(attempt.matter, attempt.kind)
    said = {**{name: plan.value(name) for name in ("objects", "starts_on", "ends_on")}, **attempt.fields}
    objects.check_quarter(plan.quarter, *(date.fromisoformat(said[name]) for name in ("starts_on", "ends_on")))
    others = objects.beside(queries.of_quarter(SUPERVISION, plan.quarter), plan)
    objects.check_objects(objects.objects_of(said["objects"]), plan.roles, quarter=plan.quarter, others=others)


@telling.alone()
def record_visit(supervision: str, item: str, fields: Mapping[str, Any], *, by: Hand) -> str:
    """Record what was seen at an object of a signed supervision; return the visit's id. Raises what `objects` has."""
    plan = queries.records([supervision]).get(supervision)
    visits = queries.of_quarter(VISIT, plan.quarter) if plan else []
    held_on = date.fromisoformat(fields["held_on"])
    found = objects.check_visit(plan, item, held_on=held_on, visits=visits, day=day_of(by.at))
    assert plan is not None
    said = {"title": found.title, "quarter": plan.quarter, "supervision": plan.id, "item": item, "object": found.title}
    peer = next(code for code in plan.roles.values() if code != federation.me())
    return open_under_a_clause(VISIT, {**fields, **said}, peer=peer, by=by)


def object_to_visit(attempt: Attempt, _at: Instant) -> None:
    """Refuse to sign a second record of a visit to an object: where both sides wrote one, the first that was opened."""
    visit = records.record_of(attempt.matter, attempt.kind)
    if attempt.step == "sign":
        plan = visit.text("supervision")
        earlier = [one for one in queries.of_quarter(VISIT, visit.quarter) if one.id < visit.id or one.state == "joint"]
        objects.check_first(visit, objects.standing_visits(earlier, plan))
