"""What clocks ask of people and of the orderer: which end presses, which period is over, which may be counted anew."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pilin.kernel.matters.rules.clocks import Calendar, ClockState, counted
from pilin.kernel.matters.rules.fold import Matter
from pilin.kernel.matters.rules.kinds import NOBODY, ClockRule, Kind
from pilin.kernel.matters.rules.reading import read


def clocks_of(document: Mapping[str, Any]) -> Mapping[str, ClockState]:
    """Return the clocks of a matter that `fold.as_json` wrote, without the rest. Raises DOCUMENT_IS_MALFORMED."""
    clocks: Mapping[str, ClockState] = read(Mapping[str, ClockState], document.get("clocks"), "matter.clocks")
    return clocks


def to_turn(
    rules: Sequence[ClockRule], clocks: Mapping[str, ClockState], calendar: Calendar, day: date
) -> tuple[str, str] | None:
    """Return what the orderer has to write on a day, if anything: `expire` or `recount`, and the name of the clock."""
    for rule in rules:
        clock = clocks.get(rule.name)
        if clock is None or clock.status != "running":
            continue
        # An end that a calendar may still move is no end: it is counted anew first.
        if not clock.provisional and clock.rolled_end < day:
            return "expire", rule.name
        if clock.provisional and counted(rule, clock, calendar) != clock:
            return "recount", rule.name
    return None


def pressing(kind: Kind, matter: Matter) -> tuple[ClockRule, ClockState] | None:
    """Return the clock that presses: of those that run, and of those that ran out unmet, the one that ends first.

    Where there is none of these, the one whose running out led into this state. That an expiry was written down makes
    nothing less late; where a state is final or awaits nobody, only what runs counts.
    """
    told = [(rule, matter.clocks[rule.name]) for rule in kind.clocks if rule.name in matter.clocks]
    running = [(rule, clock) for rule, clock in told if clock.status == "running"]
    over = [(rule, clock) for rule, clock in told if clock.status == "expired"]
    state = kind.states[matter.state]
    if state.final or state.awaits == NOBODY:
        over = []
    owed = [(rule, clock) for rule, clock in over if not rule.expiry_to and _is_unmet(rule, clock, matter)]
    if running or owed:
        return min([*running, *owed], key=_end)
    led = [(rule, clock) for rule, clock in over if rule.expiry_to == matter.state]
    return max(led, key=_end, default=None)


def is_cut_short(kind: Kind, matter: Matter, rule: ClockRule) -> bool:
    """Tell whether a period ended with its matter alone: what it asked for was not done since it began.

    A final state stops every clock (`kinds.parse` adds it to the stops); that is not the same as having kept it.
    """
    ends = [name for name, state in kind.states.items() if state.final]
    own = {*rule.stops[: len(rule.stops) - len(ends)]}
    since = matter.clocks[rule.name].start
    done = {name for name, one in matter.done.items() if one.day >= since}
    reached = {step.to for step in kind.steps if step.name in done} | {matter.state}
    return kind.states[matter.state].final and own.isdisjoint(done | reached)


def _is_unmet(rule: ClockRule, clock: ClockState, matter: Matter) -> bool:
    """Tell whether what a period asked for has not been done since it ran out."""
    if rule.start_state and not rule.start_step:
        return rule.start_state == matter.state
    stopped = any(matter.done[name].day > clock.rolled_end for name in rule.stops if name in matter.done)
    return not stopped and matter.state not in rule.stops


def _end(found: tuple[ClockRule, ClockState]) -> date:
    return found[1].rolled_end
