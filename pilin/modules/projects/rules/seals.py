"""The lights of a day under both signatures: each node offers the same text, or it comes out which light differs.

A seal names the day, the rule with its calendar, and for each project the digest of the facts and that of the light.
A text that two parties offer alike is signed by both (`federation`, offer and countersign), so equal lights end as one
agreed document, which the commitments of both nodes bear. Lights are compared only where the facts are the same: a
project on which one side has heard more stands at another cut and says nothing. Where facts, rule and day are the same
and a light differs, one of the two programs is wrong, and the project is named.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pilin.base.canonical import digest_of
from pilin.base.refusal import Refused
from pilin.kernel.matters.rules.reading import is_day
from pilin.modules.projects.rules.codes import ProjectRefusal

TYPE, VERSION, LEAVES_MAX = "lights_seal", 1, 1000
_SHORT = 16
_TITLE = {"zh": "状态灯对签", "en": "Seal of the lights"}


@dataclass(frozen=True)
class Leaf:
    """One project in a seal: the digest of what its light was computed from, and that of the light with its reasons."""

    plan: str
    facts: str
    light: str


@dataclass(frozen=True)
class Seal:
    """The lights of a day, by the rule and calendar that `yardstick` names; leaves stand by plan."""

    day: str
    yardstick: str
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True)
class Compared:
    """What two seals say of each other: lights that differ on the same facts, and projects at another cut."""

    differing: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()


def leaf(plan: str, facts: Mapping[str, Any], colour: str, triggers: Mapping[str, Any]) -> Leaf:
    """Return a project as a seal names it."""
    return Leaf(plan, digest_of(facts)[:_SHORT], digest_of([colour, triggers])[:_SHORT])


def seal_of(day: str, yardstick: str, leaves: Iterable[Leaf]) -> Seal:
    """Return the seal of some projects, in the order of their ids: the same on every node."""
    return Seal(day, yardstick, tuple(sorted(leaves, key=lambda one: one.plan)))


def written(seal: Seal) -> dict[str, Any]:
    """Return a seal as the document that both nodes sign."""
    lights = [[one.plan, one.facts, one.light] for one in seal.leaves]
    about = {"type": TYPE, "version": VERSION, "title": _TITLE, "day": seal.day, "yardstick": seal.yardstick}
    return {**about, "lights": lights}


def read(text: Mapping[str, Any]) -> Seal:
    """Return the seal of a document. Raises LIGHTS_SEAL_IS_MALFORMED where it is none."""
    lights = text.get("lights")
    whole = isinstance(lights, list) and len(lights) <= LEAVES_MAX and all(map(_is_leaf, lights)) and _is_once(lights)
    named = is_day(text.get("day")) and isinstance(text.get("yardstick"), str)
    if not (whole and named and text.get("version") == VERSION):
        raise Refused(ProjectRefusal.LIGHTS_SEAL_IS_MALFORMED, limit=LEAVES_MAX)
    return seal_of(text["day"], text["yardstick"], (Leaf(*one) for one in text["lights"]))


def _is_leaf(one: object) -> bool:
    return isinstance(one, list) and len(one) == 3 and all(isinstance(part, str) for part in one)


def _is_once(lights: Sequence[Sequence[str]]) -> bool:
    """Tell whether each project is named once: of two the last would hide what the first says."""
    return len({one[0] for one in lights}) == len(lights)


def compared(ours: Seal, theirs: Seal) -> Compared:
    """Compare two seals of one day by one rule; of other days or rules nothing can be said."""
    if (ours.day, ours.yardstick) != (theirs.day, theirs.yardstick):
        return Compared()
    held = {one.plan: one for one in ours.leaves}
    told = {one.plan: one for one in theirs.leaves}
    both = sorted(held.keys() & told.keys())
    elsewhere = {plan for plan in both if held[plan].facts != told[plan].facts} | (held.keys() ^ told.keys())
    differing = [plan for plan in both if plan not in elsewhere and held[plan].light != told[plan].light]
    return Compared(tuple(differing), tuple(sorted(elsewhere)))


def check(ours: Seal, theirs: Seal) -> None:
    """Refuse a seal that names another light than ours where facts, rule and day are the same."""
    found = compared(ours, theirs).differing
    if found:
        raise Refused(ProjectRefusal.LIGHTS_DIFFER, plan=found[0], count=len(found), day=ours.day)


def plans_of(seals: Sequence[Seal]) -> set[str]:
    """Return the projects that seals name."""
    return {one.plan for seal in seals for one in seal.leaves}
