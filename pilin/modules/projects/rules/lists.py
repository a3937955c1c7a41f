"""Yearly lists: what both signed, what is on the table, and what goes over into the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pilin.kernel.matters.rules.fold import Matter

AIMED_2018 = 12
"""The list of 2018 held twelve key projects (../programme.yaml, A6); the article names none of them."""

FINISHED, CARRIED, DROPPED = OUTCOMES = ("finished", "carried", "dropped")


@dataclass(frozen=True)
class Item:
    """A project on a list, and the year of the list from which it was carried over."""

    id: str
    plan: str
    title: str
    from_year: int | None = None


@dataclass(frozen=True)
class Yearly:
    """A list of a year. `signed` is what both signed, `offered` what its initiator put on the table."""

    id: str
    year: int
    title: str
    state: str
    initiator: str
    aimed: int
    signed: tuple[Item, ...] = ()
    offered: tuple[Item, ...] = ()
    results: Mapping[str, str] = field(default_factory=dict)


def yearly_of(matter: Matter, *, refused: bool = False) -> Yearly:
    """Return the list of a matter."""
    said = {name: by.get("initiator") for name, by in matter.asserted.items()}
    text = {**said, **matter.agreed}
    results = text.get("results") or ()
    return Yearly(
        id=matter.id,
        year=int(text.get("year") or 0),
        title=str(text.get("title", "")),
        state="withdrawn" if refused else matter.state,
        initiator=matter.roles["initiator"],
        aimed=max(0, int(text.get("aimed") or 0)),
        signed=items_of(matter.agreed.get("items") or ()),
        offered=items_of(said.get("items") or ()),
        results={str(one["plan"]): str(one["outcome"]) for one in results},
    )


def items_of(said: Sequence[Mapping[str, Any]]) -> tuple[Item, ...]:
    """Return items as a list writes them."""
    return tuple(Item(str(one["id"]), str(one["plan"]), str(one["title"]), one.get("from_year")) for one in said)


def written(items: Sequence[Item]) -> list[dict[str, Any]]:
    """Return items as a list's event carries them, numbered in their order."""
    return [
        {"id": str(number), "plan": item.plan, "title": item.title}
        | ({"from_year": item.from_year} if item.from_year else {})
        for number, item in enumerate(items, start=1)
    ]


def carried_over(last: Yearly) -> tuple[Item, ...]:
    """Return what a closed list hands on to the next year, in its order."""
    going = (item for item in last.signed if last.results.get(item.plan) == CARRIED)
    return tuple(Item(item.id, item.plan, item.title, item.from_year or last.year) for item in going)
