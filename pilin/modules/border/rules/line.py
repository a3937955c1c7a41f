"""What counts of support, patrols and crossings in a span of days (duties 3, 4, 9), by side; pure.

What both did together (patrols that count, checks that were made, roadblocks that stand) is each side's.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pilin.modules.border.rules import patrols
from pilin.modules.border.rules.records import JOINT_CHECK, PATROLS, ROADBLOCK, SUPPORT, Record

BySide = Mapping[str, int]


@dataclass(frozen=True)
class Kept:
    """How both sides kept the line: each figure by side."""

    asked: BySide
    promised: BySide
    planned: BySide
    met: BySide
    minutes: BySide
    people: BySide
    checks: BySide
    roadblocks: BySide


def kept(found: Sequence[Record]) -> Kept:
    """Return the figures of matters: promises are those of who did not ask, plans those that both have signed."""
    sides = sorted({node for one in found for node in one.roles.values()})
    asked = [one for one in found if one.kind == SUPPORT]
    plans = [one for one in found if one.kind == PATROLS and not one.refused_by]
    months = [month for month in map(patrols.month_of, plans) if month is not None]
    shares = patrols.reciprocity(months)
    given = (node for one in asked if "promise" in one.done for node in one.roles.values() if node != one.opened_by)
    return Kept(
        asked=_of(sides, Counter(one.opened_by for one in asked)),
        promised=_of(sides, Counter(given)),
        planned=dict.fromkeys(sides, sum(len(one.rounds) for one in months if one.is_signed)),
        met=dict.fromkeys(sides, sum(len(patrols.outcome(one).met) for one in months)),
        minutes={side: share.minutes for side, share in shares.items()},
        people={side: share.people for side, share in shares.items()},
        checks=dict.fromkeys(sides, sum(one.kind == JOINT_CHECK and one.state == "done" for one in found)),
        roadblocks=dict.fromkeys(sides, sum(map(_stands, found))),
    )


def _stands(one: Record) -> bool:
    """Tell whether a roadblock stands, and is one for both: what the other side did not accept is none."""
    return one.kind == ROADBLOCK and one.state == "standing" and not one.refused_by


def _of(sides: Sequence[str], counts: Counter[str]) -> BySide:
    return {side: counts[side] for side in sides}
