"""One side alone: every place of a kind that one role reaches by its own steps and the passing of days."""

from collections import deque
from collections.abc import Iterator
from typing import Any

from pilin.kernel.matters.rules.fold import Matter
from pilin.kernel.matters.tests.kit import Case

PLACES_MAX = 2000


def states_reached(case: Case, role: str) -> set[str]:
    """Return the states that a role reaches by itself from where a case stands, in whatever order it acts."""
    return {matter.state for matter in places_reached(case, role)}


def places_reached(case: Case, role: str) -> list[Matter]:
    """Return what follows from where a case stands when one role acts by itself, in whatever order, and days pass."""
    start = case.matter
    seen: set[Any] = {_place(start)}
    waiting, reached = deque([start]), []
    while waiting:
        case.matter = waiting.popleft()
        for after in _next(case, role):
            reached.append(after)
            if (place := _place(after)) not in seen:
                seen.add(place)
                assert len(seen) <= PLACES_MAX
                waiting.append(after)
    case.matter = start
    return reached


def _place(matter: Matter) -> Any:
    """Return what decides what may happen next: days and texts left out."""
    clocks = tuple(sorted((name, clock.status) for name, clock in matter.clocks.items()))
    signed = tuple(sorted((step, tuple(sorted(by))) for step, by in matter.signed.items()))
    return matter.state, clocks, signed, frozenset(matter.done)


def _next(case: Case, role: str) -> Iterator[Matter]:
    """Yield what follows: each step that the role may take, and each clock that runs out."""
    start = case.at
    for rule in case.kind.steps:
        if role in rule.by and isinstance(after := case.tried(case.event(rule.name, role)), Matter):
            yield after
    for name, clock in case.matter.clocks.items():
        if clock.status == "running":
            case.on("2027-06-01")  # later than any day of the samples, within the calendar or provisional
            if isinstance(after := case.tried(case.event(name, action="expire")), Matter):
                yield after
    case.at = start
