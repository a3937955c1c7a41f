"""Records: what lists and ledgers show of one matter of the supervision, read off its fold and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeAlias

from pilin.kernel.matters.rules.fold import Matter, turn
from pilin.kernel.matters.rules.kinds import NOBODY, Kind
from pilin.kernel.matters.rules.turning import pressing
from pilin.modules.projects.rules.quarters import quarter_of

Value: TypeAlias = Any  # canonical JSON; what it must be, the kind that both sides signed says

SUPERVISION, VISIT, FINDING = "supervision", "visit", "finding"
ORDER, URGING, HARD_PROBLEM = "order", "urging", "hard_problem"
COST_FORMULA, JOINT_EXPENSE, NETTING = "cost_formula", "joint_expense", "netting"
NETTING_PAYMENT = "netting_payment"
EXCUSE, CONTEST, CONDITION = "excuse", "contest", "condition"
DUTY, LIVELIHOOD = "duty", "livelihood"

TITLE_MAX, NUMBER_MAX, QUARTER_MAX, ID_MAX = 200, 60, 7, 36


@dataclass(frozen=True)
class Record:
    """One matter as lists show it.

    `holder` is the node that is to do what the matter asks for; `day` the end that counts now and `warn_on` the day
    from which it is near; `turn` are the nodes that may act now, `done` the days on which steps were last done.
    """

    id: str
    kind: str
    title: str
    state: str
    is_over: bool
    holder: str
    roles: Mapping[str, str]
    opener: str
    asserted: Mapping[str, Mapping[str, Value]]
    agreed: Mapping[str, Value]
    done: Mapping[str, str]
    number: str = ""
    quarter: str = ""
    day: date | None = None
    warn_on: date | None = None
    refused_by: str = ""
    turn: tuple[str, ...] = ()

    def value(self, name: str, role: str = "") -> Value:
        """Return what all agreed in a field, else what a role asserts, else who opened the matter, else anybody."""
        said = self.asserted.get(name, {})
        return self.agreed.get(name, said.get(role, said.get(self.opener, next(iter(said.values()), None))))

    def text(self, name: str, role: str = "") -> str:
        """Return a field as a text; empty where nobody said anything."""
        value = self.value(name, role)
        return "" if value is None else str(value)

    @property
    def plan(self) -> str:
        """Return the plan that the matter names, or what else it is about; empty where it names none."""
        return (self.text("plan") or self.text("about"))[:ID_MAX]

    @property
    def opened_by(self) -> str:
        """Return the node that opened the matter."""
        return self.roles[self.opener]


_HOLDERS = {
    FINDING: "owner",
    ORDER: "receiver",
    URGING: "receiver",
    JOINT_EXPENSE: "sharer",
    NETTING_PAYMENT: "payee",
    CONDITION: "bearer",
}
"""The role of the side that is to do what a matter asks for; else the side that opened it."""


def record_of(matter: Matter, kind: Kind, *, refused_by: str = "") -> Record:
    """Return the record of a matter; what a party did not accept is over."""
    state = kind.states[matter.state]
    rests = state.final or bool(refused_by) or state.awaits == NOBODY
    _rule, clock = (not rests and pressing(kind, matter)) or (None, None)
    found = Record(
        id=matter.id,
        kind=kind.name,
        title="",
        state=matter.state,
        is_over=state.final or bool(refused_by),
        holder=matter.roles.get(_HOLDERS.get(kind.name, ""), matter.roles[kind.opening_by]),
        roles=matter.roles,
        opener=kind.opening_by,
        asserted=matter.asserted,
        agreed=matter.agreed,
        done={name: done.day.isoformat() for name, done in matter.done.items()},
        day=clock.rolled_end if clock else None,
        warn_on=clock.warn_on if clock else None,
        refused_by=refused_by,
        turn=() if refused_by else tuple(dict.fromkeys(matter.roles[role] for role in turn(kind, matter).roles)),
    )
    return replace(
        found,
        title=found.text("title")[:TITLE_MAX] or kind.title["zh"],
        number=found.text("number")[:NUMBER_MAX],
        quarter=found.text("quarter")[:QUARTER_MAX] or quarter_of(matter.done["open"].day),
    )


def as_json(record: Record) -> Mapping[str, Value]:
    """Return what a table keeps of a record beside its columns."""
    names = ("roles", "opener", "asserted", "agreed", "done", "turn")
    return {name: getattr(record, name) for name in names}


def is_late(record: Record, day: date) -> bool:
    """Tell whether the end that counts is past on a day; what is over or rests is never late."""
    return record.day is not None and record.day < day


def is_near(record: Record, day: date) -> bool:
    """Tell whether the end that counts is near on a day, and not past."""
    return record.warn_on is not None and record.warn_on <= day and not is_late(record, day)
