"""排摸: rounds in which both sides look for disputes, with findings in numbers that tell of nobody."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pilin.kernel.matters.rules.fold import Matter
from pilin.kernel.matters.rules.kinds import Kind

SWEEP = "sweep"


@dataclass(frozen=True)
class Sweep:
    """A round: its days, who reported, and how many disputes of each sort were found by each side."""

    id: str
    title: str
    state: str
    is_over: bool
    from_day: date
    to_day: date
    found: Mapping[str, Mapping[str, int]]

    @property
    def count(self) -> int:
        """Return how many disputes both sides found."""
        return sum(sum(sorts.values()) for sorts in self.found.values())


def sweep_of(matter: Matter, kind: Kind, *, refused_by: str = "") -> Sweep:
    """Return the round of a matter."""
    said = matter.asserted
    opener = kind.opening_by
    return Sweep(
        id=matter.id,
        title=str(said["title"][opener])[:200],
        state=matter.state,
        is_over=kind.states[matter.state].final or bool(refused_by),
        from_day=date.fromisoformat(said["from_day"][opener]),
        to_day=date.fromisoformat(said["to_day"][opener]),
        found={matter.roles[role]: _sorts(rows) for role, rows in said.get("findings", {}).items()},
    )


def _sorts(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    sorts: Counter[str] = Counter()
    for row in rows:
        sorts[str(row["category"])] += max(int(row["count"]), 0)
    return dict(sorts)


def next_day(last: date | None, *, day: date, every_days: int) -> date:
    """Return by when the next round ends: so many days after the last one ended, today where there was none."""
    return last + timedelta(days=every_days) if last else day
