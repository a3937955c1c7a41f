"""Soundness: the model checks of a kind. A kind with findings is neither offered nor signed.

A place is a state together with the clocks that run or pause in it. From the place before the opening every step leads
on, and so does the expiry of a running clock that names a state; guards are taken to hold. The kinds at hand have a few
dozen places; `PLACES_MAX` bounds what a hostile one can cost.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from pilin.base.refusal import Finding
from pilin.kernel.matters.rules.kinds import NOBODY, Kind, StepRule
from pilin.kernel.matters.rules.refusals import MatterRefusal

PLACES_MAX = 1000


class Place(NamedTuple):
    """A state, the clocks that run in it, and those that are paused."""

    state: str
    running: frozenset[str] = frozenset()
    paused: frozenset[str] = frozenset()


class Mention(NamedTuple):
    """A name that a rule mentions: where, of what, and the names that are borne."""

    where: str
    what: str
    name: str
    known: Collection[str]


_BEFORE = Place("")
Graph: TypeAlias = Mapping[Place, Collection[tuple[StepRule | None, Place]]]  # None: the expiry of a clock


def findings(kind: Kind) -> list[Finding]:
    """Return what is wrong with a kind: names that nothing bears; where there are none, what its graph allows."""
    unknown = [mention for mention in _mentions(kind) if mention.name not in mention.known]
    if unknown:
        return [_finding(m.where, MatterRefusal.NAME_IS_UNKNOWN, what=m.what, name=m.name) for m in unknown]
    graph = _graph(kind)
    if len(graph) > PLACES_MAX:
        return [_finding("kind", MatterRefusal.KIND_IS_TOO_LARGE, places_max=PLACES_MAX)]
    return [*_unreached(kind, graph), *_waiting(kind, graph), *_stuck(kind, graph), *_left_out(kind, graph)]


def _finding(where: str, code: MatterRefusal, **facts: object) -> Finding:
    return Finding(where, code, facts)


def _unreached(kind: Kind, graph: Graph) -> Iterator[Finding]:
    states = {place.state for place in graph}
    for name in kind.states:
        if name not in states:
            yield _finding(f"kind.states.{name}", MatterRefusal.STATE_IS_NEVER_REACHED)


def _waiting(kind: Kind, graph: Graph) -> Iterator[Finding]:
    """Yield the states in which no clock need run and which do not say why."""
    clockless = {place.state for place in graph if not place.running}
    for name, state in kind.states.items():
        if name in clockless and not (state.final or state.waits):
            yield _finding(f"kind.states.{name}", MatterRefusal.STATE_WAITS_FOR_EVER)


def _stuck(kind: Kind, graph: Graph) -> Iterator[Finding]:
    """Yield the states out of which a party knows no step, be it its own or one by all, and no expiry."""
    stuck = {
        (place.state, role)
        for place, ways in graph.items()
        if place.state and not kind.states[place.state].final
        for role in kind.roles
        if not any(to.state != place.state and (step is None or role in step.by) for step, to in ways)
    }
    for state, role in sorted(stuck):
        yield _finding(f"kind.states.{state}", MatterRefusal.STATE_HAS_NO_EXIT, role=role)


def _left_out(kind: Kind, graph: Graph) -> Iterator[Finding]:
    """Yield the agreed states that time and all roles but one reach, from the opening or from another agreed state."""
    agreed = [name for name, state in kind.states.items() if state.agreed]
    for role in kind.roles:
        others = {*kind.roles} - {role}
        reached = {
            place.state for start in ("", *agreed) for place in _reached(graph, start, others) - _at(graph, start)
        }
        for state in agreed:
            if state in reached:
                yield _finding(f"kind.states.{state}", MatterRefusal.PARTY_IS_LEFT_OUT, role=role)


def _reached(graph: Graph, state: str, roles: Collection[str]) -> set[Place]:
    """Return the places to which roles, with time but without the others, can come from a state."""
    reached = _at(graph, state)
    waiting = [*reached]
    while waiting:
        for step, place in graph[waiting.pop()]:
            if place not in reached and _may(step, roles):
                reached.add(place)
                waiting.append(place)
    return reached


def _at(graph: Graph, state: str) -> set[Place]:
    return {place for place in graph if place.state == state}


def _graph(kind: Kind) -> Graph:
    """Return every place that can be reached at all, with the ways on from it; broken off beyond PLACES_MAX."""
    graph: dict[Place, list[tuple[StepRule | None, Place]]] = {}
    waiting = [_BEFORE]
    while waiting and len(graph) <= PLACES_MAX:
        place = waiting.pop()
        if place not in graph:
            graph[place] = list(_ways(kind, place))
            waiting += [to for _, to in graph[place]]
    return graph


def _may(step: StepRule | None, roles: Collection[str]) -> bool:
    if step is None:
        return True
    return {*step.by} <= {*roles} if step.joint else not {*step.by}.isdisjoint(roles)


def _ways(kind: Kind, place: Place) -> Iterator[tuple[StepRule | None, Place]]:
    """Yield the ways on from a place: the step, or None for the expiry of a clock, and the place to which it leads."""
    for step in kind.steps:
        if place.state in step.from_:
            yield step, _after(kind, place, step.name, step.to or place.state)
    for clock in kind.clocks:
        if clock.name in place.running and clock.expiry_to:
            yield None, _after(kind, place, clock.name, clock.expiry_to)


def _after(kind: Kind, place: Place, name: str, to: str) -> Place:
    """Return the place after a step is done or a clock expires: what stopped, began, paused and went on."""
    names, clocks = {name, to} - {place.state}, kind.clocks
    over = {clock.name for clock in clocks if names & {clock.name, *clock.stops}}
    begun = {clock.name for clock in clocks if names & {clock.start_step, clock.start_state}}
    still = {clock.name for clock in clocks if clock.pause_from_step in names} & place.running
    again = {clock.name for clock in clocks if clock.pause_until_step in names} & place.paused
    running = (place.running - over - still) | (again - over) | begun
    return Place(to, running, (place.paused - over - again) | (still - over) - begun)


def _mentions(kind: Kind) -> Iterator[Mention]:
    states, steps = tuple(kind.states), tuple(step.name for step in kind.steps)
    days = tuple(name for name, field in kind.fields.items() if field.type == "date")
    for name, field in kind.fields.items():
        yield from _all(f"kind.fields.{name}", "role", field.sees, (*kind.roles, "all", "own", "masked"))
    for name, state in kind.states.items():
        awaited = () if state.awaits == NOBODY else state.awaits
        yield from _all(f"kind.states.{name}", "role", (state.orderer, *awaited), kind.roles)
    for step in kind.steps:
        yield from _mentions_of_step(kind, step)
    for clock in kind.clocks:
        where = f"kind.clocks.{clock.name}"
        pause = (clock.pause_from_step, clock.pause_until_step)
        yield from _all(where, "step", (*_given(clock.extension_step), *(pause if any(pause) else ())), steps)
        yield from _all(where, "state", _given(clock.expiry_to), states)
        yield from _all(where, "field of days", _given(clock.until_field), days)
        starts = _given(clock.start_step) + _given(clock.start_state) or ("",)
        yield from _all(where, "step or state", starts + clock.stops, (*steps, *states))


def _mentions_of_step(kind: Kind, step: StepRule) -> Iterator[Mention]:
    where, steps = f"kind.steps.{step.name}", tuple(rule.name for rule in kind.steps)
    states = tuple(kind.states) if step.name != "open" else ("", *kind.states)
    yield from _all(where, "state", (*step.from_, *_given(step.to)), states)
    yield from _all(where, "role", (*step.by, *_given(step.signs_of)), kind.roles)
    yield from _all(where, "field", (*step.needs_fields, *step.takes, *step.signs_fields), tuple(kind.fields))
    yield from _all(where, "step", step.needs_steps, steps)
    clocks = tuple(clock.name for clock in kind.clocks)
    for guard in step.guards:
        of_step = guard.name in ("at_most", "not_same_actor")
        yield Mention(where, "step", guard.step, steps) if of_step else Mention(where, "clock", guard.clock, clocks)


def _all(where: str, what: str, names: Collection[str], known: Collection[str]) -> Iterator[Mention]:
    return (Mention(where, what, name, known) for name in names)


def _given(name: str | None) -> tuple[str, ...]:
    return (name,) if name else ()
