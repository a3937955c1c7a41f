"""附条件同意: under what a side signs a plan, and which step each condition holds back until it is met or waived.

A condition binds both: neither side takes the step that it holds back while it is open, whoever set it. Once both have
signed it no side ends it alone. Before, who is asked may decline it, and who set it then signs or does not: it has not
signed the step yet, for `check_condition` lets nobody set a condition behind his own signature.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from pilin.base.refusal import Refused
from pilin.kernel.matters.rules.fold import Matter
from pilin.modules.projects.rules.codes import ProjectRefusal
from pilin.modules.projects.rules.records import Record

MET = ("fulfilled", "waived")
HOLDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "sign": ("offered", "returned"),
        "sign_amendment": ("in_force", "amending"),
        "complete": ("offered", "returned", "in_force", "amending", "suspended"),
    }
)
"""The steps of a plan that a condition may hold back, and the states of the plan from which each may still come."""


def open_ones(conditions: Iterable[Record]) -> list[Record]:
    """Return the conditions that hold back a step, the first that was set first; one of version 1 holds back none."""
    return sorted((one for one in conditions if not one.is_over and one.text("holds")), key=lambda one: one.id)


def check_step(step: str, conditions: Iterable[Record], *, me: str) -> None:
    """Refuse the step of a plan that an open condition holds back, whoever set it; say who is to act on it now."""
    held = next((one for one in open_ones(conditions) if one.text("holds") == step), None)
    if held is not None:
        ours = ProjectRefusal.CONDITION_AWAITS_US
        code = ours if me in held.turn else ProjectRefusal.CONDITION_AWAITS_THE_OTHER
        raise Refused(code, title=held.title, due=day_of(held).isoformat())


def check_condition(fields: Mapping[str, Any], plan: Matter | None, *, me: str = "", day: date) -> None:
    """Refuse a condition that holds back nothing, and one whose day is past.

    `plan` is the plan that it names, as it stands. It holds back nothing where the step was taken or can come no more,
    or where `me`, the side that sets it, has signed the step without it.
    """
    step = str(fields["holds"])
    if plan is None or plan.state not in HOLDS.get(step, ()) or me in _signers(plan, step):
        raise Refused(ProjectRefusal.CONDITION_HOLDS_NOTHING)
    check_day(str(fields["due"]), day)


def check_day(due: str, day: date) -> None:
    """Refuse a day by which nothing can be met any more."""
    if date.fromisoformat(due) < day:
        raise Refused(ProjectRefusal.CONDITION_DAY_IS_PAST, day=due)


def day_of(condition: Record) -> date:
    """Return the day by which a condition is to be met: the later one where another was set."""
    return date.fromisoformat(condition.text("next_due", "demander") or condition.text("due"))


def still_to_come(state: str) -> list[str]:
    """Return the steps that a condition may hold back while a plan stands in a state."""
    return [step for step, states in HOLDS.items() if state in states]


def _signers(plan: Matter, step: str) -> set[str]:
    return {plan.roles[role] for role in plan.signed.get(step, ())}
