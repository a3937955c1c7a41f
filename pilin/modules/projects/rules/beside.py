"""What stands beside a plan and is heard at its light: reasons that both accepted, papers taken on, readings.

Each is read off a matter of its own. An excuse counts once the other side approved it; a paper counts as soon as its
receiver took it on, until both close it or sign a later day; a reading changes no light, it only stands beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pilin.modules.projects.rules.records import CONTEST, EXCUSE, ORDER, Record

_CLOSED = ("ended", "called_off")
_STANDING = ("contested", "answered")


@dataclass(frozen=True)
class Excuse:
    """A reason that lowers one red trigger to yellow until a day: which line, about what, why, and by whom it came."""

    id: str
    trigger: str
    item: str
    until: date
    reason: str
    side: str
    approved_on: date


@dataclass(frozen=True)
class Paper:
    """A 督办单 about the plan that its receiver took on and both have not closed; `due` is the day that both hold."""

    id: str
    title: str
    due: date
    holder: str


@dataclass(frozen=True)
class Reading:
    """How one side reads a light that is contested, and why."""

    id: str
    side: str
    colour: str
    reason: str


@dataclass(frozen=True)
class Beside:
    """All that stands beside one plan; of several excuses for one thing the first that was approved counts."""

    excuses: tuple[Excuse, ...] = ()
    papers: tuple[Paper, ...] = ()
    readings: tuple[Reading, ...] = ()


NOTHING = Beside()


def beside_of(records: Sequence[Record]) -> Beside:
    """Return what the records that name a plan say, whatever the order in which they come."""
    ordered = sorted((one for one in records if not one.refused_by), key=lambda one: one.id)
    excuses = [excuse_of(one) for one in ordered if one.kind == EXCUSE and one.state == "approved"]
    first: dict[tuple[str, str], Excuse] = {}
    for excuse in sorted(excuses, key=lambda one: (one.approved_on, one.id)):
        first.setdefault((excuse.trigger, excuse.item), excuse)
    return Beside(
        excuses=tuple(first.values()),
        papers=tuple(_paper(one) for one in ordered if one.kind == ORDER and _is_open(one)),
        readings=tuple(said for one in ordered if one.kind == CONTEST for said in readings_of(one)),
    )


def excuse_of(record: Record) -> Excuse:
    """Return what a matter of an excuse asks for; `approved_on` is the day on which it was opened until it is."""
    return Excuse(
        id=record.id,
        trigger=record.text("trigger"),
        item=record.text("item"),
        until=date.fromisoformat(record.text("until")),
        reason=record.text("reason", "initiator"),
        side=record.roles["initiator"],
        approved_on=date.fromisoformat(record.done.get("approve", record.done["open"])),
    )


def readings_of(record: Record) -> tuple[Reading, ...]:
    """Return how the sides of a contest read the light, who raised it first; none once it is settled or taken back."""
    if record.state not in _STANDING:
        return ()
    said = (
        ("initiator", record.value("reading", "initiator"), record.text("reason", "initiator")),
        ("responder", _answer(record, "answer_reading"), str(_answer(record, "answer") or "")),
    )
    return tuple(Reading(record.id, record.roles[role], str(colour), why) for role, colour, why in said if colour)


def _answer(record: Record, name: str) -> Any:
    return record.asserted.get(name, {}).get("responder")


def _is_open(record: Record) -> bool:
    return "take_on" in record.done and record.state not in _CLOSED


def _paper(record: Record) -> Paper:
    """The day that counts: that of both, else the one with which the receiver took the paper on.

    A day that one side sets by itself (`next_due`, an extension that is not signed) moves no light.
    """
    day = record.agreed.get("due") or record.asserted["due"]["sender"]
    return Paper(record.id, record.title, date.fromisoformat(str(day)), record.holder)
