"""One side alone: the states of a kind that one role reaches by its own steps, from where a case is."""

from collections import deque

from pilin.kernel.matters.rules.fold import Matter
from pilin.kernel.matters.tests.kit import Case

PLACES_MAX = 500


def states_reached(case: Case, role: str) -> set[str]:
    """Return the states that a role reaches by itself."""
    seen: set[object] = set()
    waiting, states = deque([case.matter]), set[str]()
    while waiting:
        case.matter = waiting.popleft()
        for rule in case.kind.steps:
            after = case.tried(case.event(rule.name, role)) if role in rule.by else None
            if isinstance(after, Matter) and (place := _place(after)) not in seen:
                seen.add(place)
                assert len(seen) <= PLACES_MAX
                states.add(after.state)
                waiting.append(after)
    return states


def _place(matter: Matter) -> object:
    """Return what decides what may happen next."""
    signed = tuple(sorted((step, tuple(sorted(by))) for step, by in matter.signed.items()))
    return matter.state, signed, frozenset(matter.done)
