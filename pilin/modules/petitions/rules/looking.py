"""Who may look at a petition: never the unit complained of (信访工作条例 30(3)), never who must withdraw (28(3))."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Eyes:
    """Who looks: the account, the offices in which it reads and acts, every body to which these belong, upwards.

    `offices` are the names of all offices of this side.
    """

    account: str
    reads: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    bodies: frozenset[str] = frozenset()
    offices: Mapping[str, str] = field(default_factory=dict)


def bodies_of(offices: Collection[str], lines: Mapping[str, Collection[str]]) -> frozenset[str]:
    """Return all that offices belong to and carry on: their bodies, all above these, and what any of them was before.

    Who sits below a unit is of that unit: it is excluded with it, and so is what the unit became, renamed, merged or
    split. Who sits above may have to handle it: it is not.
    """
    found: set[str] = set()
    waiting = [above for office in offices for above in lines.get(office, ())]
    while waiting:
        body = waiting.pop()
        if body not in found:
            found.add(body)
            waiting.extend(lines.get(body, ()))
    return frozenset(found)


def is_closed(eyes: Eyes, *, excluded: Collection[str], recused: Collection[str]) -> bool:
    """Tell whether a petition does not exist for somebody: one office in the unit complained of is enough."""
    return bool(eyes.bodies & {*excluded}) or eyes.account in recused
