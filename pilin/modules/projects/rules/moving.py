"""What moved between two texts of a plan: milestones by days, money by amount, side and year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pilin.modules.projects.rules.facts import Milestone


@dataclass(frozen=True)
class Shift:
    """One milestone in two texts. `days` by which it moved: later is positive; None where either has no day."""

    id: str
    title: str
    was: date | None
    due: date | None
    how: str

    @property
    def days(self) -> int | None:
        """Return by how many days it moved."""
        return (self.due - self.was).days if self.due and self.was else None


@dataclass(frozen=True)
class MoneyMove:
    """The money of one side in one year in two texts, in fen."""

    year: int
    side: str
    was: int
    now: int

    @property
    def more(self) -> int:
        """Return by how much it grew."""
        return self.now - self.was


def shifts(before: Sequence[Milestone], after: Sequence[Milestone]) -> list[Shift]:
    """Return every milestone of two texts in the order of the later one, those that were removed last.

    `how` is `added`, `removed`, `later`, `earlier`, `dated` (it had no day), `undated`, `worded` or `same`.
    """
    old, new = {one.id: one for one in before}, {one.id: one for one in after}
    found = [_shift(old.get(name), one) for name, one in new.items()]
    gone = (one for name, one in old.items() if name not in new)
    return [*found, *(Shift(one.id, one.title, one.due, None, "removed") for one in gone)]


def _shift(was: Milestone | None, now: Milestone) -> Shift:
    if was is None:
        return Shift(now.id, now.title, None, now.due, "added")
    if was.due == now.due:
        return Shift(now.id, now.title, was.due, now.due, "same" if was == now else "worded")
    if was.due is None or now.due is None:
        return Shift(now.id, now.title, was.due, now.due, "dated" if now.due else "undated")
    return Shift(now.id, now.title, was.due, now.due, "later" if now.due > was.due else "earlier")


def money_moves(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> list[MoneyMove]:
    """Return the money of each year and side in two texts; several rows of one year and side are one sum."""
    was, now = _sums(before), _sums(after)
    return [MoneyMove(*key, was.get(key, 0), now.get(key, 0)) for key in sorted({*was, *now})]


def _sums(rows: Sequence[Mapping[str, Any]]) -> dict[tuple[int, str], int]:
    found: dict[tuple[int, str], int] = {}
    for one in rows:
        key = (int(one["year"]), str(one["side"]))
        found[key] = found.get(key, 0) + int(one["amount"])
    return found


def totals(moves: Sequence[MoneyMove]) -> list[MoneyMove]:
    """Return the sums of each side over all years, under year 0."""
    sides = dict.fromkeys(one.side for one in moves)
    return [
        MoneyMove(0, side, sum(m.was for m in moves if m.side == side), sum(m.now for m in moves if m.side == side))
        for side in sides
    ]
