"""Records: what lists of the deliberation show of a matter, read off its fold and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from pilin.kernel.matters.rules.fold import Matter, turn
from pilin.kernel.matters.rules.kinds import Kind

Value: TypeAlias = Any  # canonical JSON; what it must be, the kind that both sides signed says

TOPIC, MEETING, DISPUTE, DUTY = KINDS = ("topic", "meeting", "dispute", "duty")

_CLOCKS = {DISPUTE: ("review", "next_review"), DUTY: ("due", "later"), MEETING: ("meeting_day",)}
_ITEMS = {DISPUTE: "item", DUTY: "decision"}


@dataclass(frozen=True)
class Record:
    """One matter as lists show it.

    `day` is the day that counts: of the meeting, of the review, the day due; `warn_on` the day from which it is near.
    `meeting` and `item` are the minutes, and the number in them, from which a duty or a disagreement comes; `turn` are
    the nodes that may act now.
    """

    id: str
    kind: str
    title: str
    state: str
    is_over: bool
    roles: Mapping[str, str]
    asserted: Mapping[str, Mapping[str, Value]]
    agreed: Mapping[str, Value]
    opener: str
    meeting: str = ""
    item: str = ""
    topic: str = ""
    day: date | None = None
    warn_on: date | None = None
    refused_by: str = ""
    turn: tuple[str, ...] = ()

    def value(self, name: str, role: str = "") -> Value:
        """Return what all agreed in a field, else what a role (or who opened the matter) asserts; None for neither."""
        return self.agreed.get(name, self.asserted.get(name, {}).get(role or self.opener))

    def said(self, name: str) -> Mapping[str, Value]:
        """Return what each side asserts in a field, by the code of its node."""
        return {self.roles[role]: value for role, value in self.asserted.get(name, {}).items() if role in self.roles}

    def role_of(self, node: str) -> str:
        """Return the role that a node holds; empty where it holds none."""
        return next((role for role, holder in self.roles.items() if holder == node), "")

    @property
    def opened_by(self) -> str:
        """Return the node that opened the matter: of a meeting, the side in the chair."""
        return self.roles[self.opener]


def record_of(matter: Matter, kind: Kind, *, refused_by: str = "") -> Record:
    """Return the record of a matter; what a party did not accept is over."""
    record = Record(
        id=matter.id,
        kind=kind.name,
        title="",
        state=matter.state,
        is_over=kind.states[matter.state].final or bool(refused_by),
        roles=matter.roles,
        asserted=matter.asserted,
        agreed=matter.agreed,
        opener=kind.opening_by,
        refused_by=refused_by,
        turn=tuple(dict.fromkeys(matter.roles[role] for role in turn(kind, matter).roles)),
    )
    day, warn_on = _day(record, matter)
    return Record(
        **{
            **vars(record),
            "title": _text(record, "title")[:200] or kind.title["zh"],
            "meeting": _text(record, "meeting") if kind.name in _ITEMS else "",
            "item": _text(record, _ITEMS.get(kind.name, ""))[:40],
            "topic": _text(record, "topic"),
            "day": day,
            "warn_on": warn_on,
        }
    )


def _day(record: Record, matter: Matter) -> tuple[date | None, date | None]:
    """Return the day that counts and the day from which it is near: of the clock begun last, else the day held."""
    held = record.value("held_on") if record.kind == MEETING else None
    if held:
        return date.fromisoformat(held), None
    begun = [matter.clocks[name] for name in _CLOCKS.get(record.kind, ()) if name in matter.clocks]
    if begun:
        return begun[-1].rolled_end, begun[-1].warn_on
    planned = record.value("planned_on") if record.kind == MEETING else None
    return (date.fromisoformat(planned) if planned else None), None


def _text(record: Record, name: str) -> str:
    value = record.value(name)
    return value if isinstance(value, str) else ""


def as_json(record: Record) -> Mapping[str, Value]:
    """Return what a table keeps of a record beside its columns."""
    return {name: getattr(record, name) for name in ("roles", "asserted", "agreed", "opener", "turn")}


def by_kind(records: Sequence[Record], kind: str) -> list[Record]:
    """Return the records of a kind, in their order."""
    return [record for record in records if record.kind == kind]
