"""Questions of validity and belonging, answered from entries and a day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from pilin.kernel.organisations.rules.entries import Body, Entry, Level, Office, PairHalf

E = TypeVar("E", bound=Entry)


@dataclass(frozen=True)
class Pair:
    """A pair as its halves tell it; `whole` when every side that it names has its own half in force."""

    key: str
    level: Level
    sides: tuple[str, ...]
    halves: tuple[PairHalf, ...]

    @property
    def whole(self) -> bool:
        """Tell whether every side has said its half."""
        return {half.side for half in self.halves} == set(self.sides)

    @property
    def members(self) -> tuple[str, ...]:
        """Return the ids of the members, side by side."""
        return tuple(member for half in self.halves for member in half.members)


@dataclass(frozen=True)
class Branch:
    """A body and the bodies below it."""

    body: Body
    below: tuple["Branch", ...]


def runs_on(day: date, valid_from: date | None, valid_to: date | None) -> bool:
    """Tell whether the day lies in the half-open span [valid_from, valid_to); None leaves an end open."""
    return (valid_from is None or valid_from <= day) and (valid_to is None or day < valid_to)


def in_force(entry: Entry, day: date) -> bool:
    """Tell whether the entry is in force on the day."""
    return runs_on(day, entry.valid_from, entry.valid_to)


def current(entries: Iterable[E], day: date) -> list[E]:
    """Return the entries in force on the day, in their order."""
    return [entry for entry in entries if in_force(entry, day)]


def successors(entries: Iterable[Entry], entry_id: str, day: date) -> list[Entry]:
    """Return what carries on the entry on the day: itself while in force, else its successors' successors; [] if none.

    A body that was split has several, bodies that were merged share one; an entry that is not known is passed over.
    """
    known = {entry.id: entry for entry in entries}
    waiting, seen, found = [entry_id], set[str](), list[Entry]()
    while waiting:
        next_id = waiting.pop(0)
        entry = known.get(next_id)
        if next_id in seen or entry is None:
            continue
        seen.add(next_id)
        if in_force(entry, day):
            found.append(entry)
        elif _has_ended(entry, day):
            waiting.extend(entry.successors)
    return found


def lines_upward(entries: Iterable[Entry]) -> dict[str, list[str]]:
    """Return what each office and body belongs to, by its id: its body, the body above, and what it carries on.

    An office that moved and a body that was renamed, merged or split stay bound to what they were.
    """
    found: dict[str, list[str]] = {}
    for entry in entries:
        above = entry.body if isinstance(entry, Office) else entry.parent if isinstance(entry, Body) else None
        for lower, upper in ((entry.id, above), *((after, entry.id) for after in entry.successors)):
            if upper:
                found.setdefault(lower, []).append(upper)
    return found


def pairs(halves: Iterable[PairHalf]) -> list[Pair]:
    """Return the pairs that the halves make, by key: halves meet where key, level and named sides are the same."""
    together: dict[tuple[str, tuple[str, ...], Level], list[PairHalf]] = {}
    for half in halves:
        together.setdefault((half.pair, half.sides, half.level), []).append(half)
    return [
        Pair(key, level, sides, tuple(sorted(found, key=lambda half: (half.side, half.id))))
        for (key, sides, level), found in sorted(together.items())
    ]


def tree(bodies: Sequence[Body]) -> list[Branch]:
    """Return the bodies as trees, by name; a body whose parent is not among them or not of its sides is a root."""
    known = {body.id: body for body in bodies}
    below: dict[str | None, list[Body]] = {}
    for body in sorted(bodies, key=lambda body: (body.name or "", body.id)):
        below.setdefault(_parent_of(body, known), []).append(body)
    return [_branch(root, below) for root in below.get(None, [])]


def _has_ended(entry: Entry, day: date) -> bool:
    return entry.valid_to is not None and entry.valid_to <= day


def _parent_of(body: Body, known: Mapping[str, Body]) -> str | None:
    parent = known.get(body.parent or "")
    return parent.id if parent and body.side in parent.parties else None


def _branch(body: Body, below: Mapping[str | None, Sequence[Body]]) -> Branch:
    return Branch(body, tuple(_branch(child, below) for child in below.get(body.id, ())))
