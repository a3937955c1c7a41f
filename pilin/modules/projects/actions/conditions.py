"""附条件同意: a side sets a condition of a plan; nobody of ours signs one that holds nothing, or whose day is past."""

from collections.abc import Mapping
from typing import Any

from pilin.base.clock import Instant, day_of
from pilin.kernel.federation import actions as telling
from pilin.kernel.federation.queries import facts as federation
from pilin.kernel.matters import queries as matters
from pilin.kernel.matters.actions import Attempt
from pilin.kernel.matters.rules.fold import Matter
from pilin.modules.projects.actions.writing import Hand, open_under_a_clause
from pilin.modules.projects.rules import conditions, records
from pilin.modules.projects.rules.records import CONDITION

_SETS_A_DAY = ("send_back", "set_day", "take_back_report")


@telling.alone()
def set_condition(plan: str, fields: Mapping[str, Any], *, by: Hand) -> str:
    """Set a condition of a plan, for the other side to meet; return its id. Raises what is against it."""
    me, found = federation.me(), _plan(plan, by.at)
    conditions.check_condition(fields, found, me=me, day=day_of(by.at))
    assert found is not None, "a condition of no plan holds nothing"
    peer = next(code for code in found.roles.values() if code != me)
    return open_under_a_clause(CONDITION, {**fields, "plan": plan}, peer=peer, by=by)


def object_to_condition(attempt: Attempt, at: Instant) -> None:
    """Refuse to sign a condition that holds nothing, and to set another day that is past."""
    if attempt.step in _SETS_A_DAY:
        conditions.check_day(str(attempt.fields["next_due"]), day_of(at))
    elif attempt.step == "take_on":
        said = records.record_of(attempt.matter, attempt.kind)
        if said.text("holds"):
            fields = {name: said.text(name) for name in ("holds", "due")}
            conditions.check_condition(fields, _plan(said.plan, at), day=day_of(at))


def _plan(plan: str, at: Instant) -> Matter | None:
    """Return a plan as it stands between its sides; None where this node knows none, or the other has not taken it."""
    view = matters.matter(plan, me=federation.me(), day=day_of(at), related=False, story=False)
    return view.matter if view is not None and view.kind.name == "plan" and not view.refused_by else None
