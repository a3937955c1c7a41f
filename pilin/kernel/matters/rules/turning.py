"""What the orderer of a matter has to write by the clock alone: periods that are over, and ends that may be counted."""

from collections.abc import Mapping, Sequence
from datetime import date

from pilin.kernel.matters.rules.clocks import Calendar, ClockState, counted
from pilin.kernel.matters.rules.kinds import ClockRule


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
