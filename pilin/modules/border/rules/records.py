"""What lists of the room show of one matter, read off its fold and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from pilin.kernel.matters.rules.fold import Matter, turn
from pilin.kernel.matters.rules.kinds import NOBODY, Kind
from pilin.kernel.matters.rules.turning import pressing

Value: TypeAlias = Any  # canonical JSON; what it must be, the kind that both sides signed says

SUPPORT, PATROLS, ROADBLOCK, JOINT_CHECK = "support", "patrols", "roadblock", "joint_check"
CATALOGUE, REQUEST = "catalogue_item", "information_request"
LAW_EVENT, LAW_STOP = "law_event", "law_stop"
ROSTER, ESCALATION, DRILL = "duty_roster", "escalation", "drill"
TITLE_MAX = 200


@dataclass(frozen=True)
class Record:
    """One matter as lists show it.

    `day` is the end that counts now, `warn_on` the day from which it is near; `turn` are the nodes that may act now,
    `done` the days on which steps were last done, `on` the day that the matter itself is about.
    """

    id: str
    kind: str
    title: str
    state: str
    is_over: bool
    roles: Mapping[str, str]
    opener: str
    asserted: Mapping[str, Mapping[str, Value]]
    agreed: Mapping[str, Value]
    done: Mapping[str, str]
    on: date
    day: date | None = None
    warn_on: date | None = None
    refused_by: str = ""
    turn: tuple[str, ...] = ()

    def value(self, name: str, role: str = "") -> Value:
        """Return what a role asserts in a field; without a role what all agreed, else what the opener asserts."""
        said = self.asserted.get(name, {})
        return said.get(role) if role else self.agreed.get(name, said.get(self.opener))

    def text(self, name: str, role: str = "") -> str:
        """Return a field as a text; empty where nobody said anything."""
        value = self.value(name, role)
        return "" if value is None else str(value)

    def number(self, name: str, role: str = "") -> int:
        """Return a field as a number; 0 where nobody said anything."""
        value = self.value(name, role)
        return value if isinstance(value, int) else 0

    @property
    def opened_by(self) -> str:
        """Return the node that opened the matter."""
        return self.roles[self.opener]

    def role_of(self, node: str) -> str:
        """Return the role that a node holds; empty where it has none."""
        return next((role for role, holder in self.roles.items() if holder == node), "")


_DAYS = ("day", "starts_on", "seen_on")
"""Fields that say on which day a matter is about; without one it is the day on which it was opened."""


def record_of(matter: Matter, kind: Kind, *, refused_by: str = "") -> Record:
    """Return the record of a matter; what a party did not accept is over."""
    state = kind.states[matter.state]
    rests = state.final or bool(refused_by) or state.awaits == NOBODY
    _rule, clock = (not rests and pressing(kind, matter)) or (None, None)
    opener = kind.opening_by
    said = {name: by.get(opener) for name, by in matter.asserted.items()}
    # Either side may report again what came back: it is about the day on which it was last seen, whoever saw it.
    days = [max(map(str, by.values())) for name in _DAYS if (by := matter.asserted.get(name))]
    if said.get("month"):
        days = [f"{said['month']}-01"]
    return Record(
        id=matter.id,
        kind=kind.name,
        title=str(said.get("title") or kind.title["zh"])[:TITLE_MAX],
        state=matter.state,
        is_over=state.final or bool(refused_by),
        roles=matter.roles,
        opener=opener,
        asserted=matter.asserted,
        agreed=matter.agreed,
        done={name: done.day.isoformat() for name, done in matter.done.items()},
        on=_day(days, matter.done["open"].day),
        day=clock.rolled_end if clock else None,
        warn_on=clock.warn_on if clock else None,
        refused_by=refused_by,
        turn=() if refused_by else tuple(dict.fromkeys(matter.roles[role] for role in turn(kind, matter).roles)),
    )


def _day(said: list[str], opened: date) -> date:
    """Return the first day that is one; a neighbour may have written a month that is none."""
    try:
        return date.fromisoformat(said[0])
    except (IndexError, ValueError):
        return opened


def as_json(record: Record) -> Mapping[str, Value]:
    """Return what a table keeps of a record beside its columns."""
    names = ("roles", "opener", "asserted", "agreed", "done", "turn")
    return {name: getattr(record, name) for name in names}
