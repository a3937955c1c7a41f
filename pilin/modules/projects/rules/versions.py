"""The versions of a plan: what both signed, one after the other, and what moved from one to the next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pilin.modules.projects.rules.facts import Milestone, milestones_of

_OFFERS, _SIGNS = ("open", "offer_again", "amend"), ("sign", "sign_amendment")
_VOIDS = ("refuse_amendment", "take_back")


@dataclass(frozen=True)
class Said:
    """One step of a plan's chain: its name, the fields that it carried, who took it, and on which day."""

    step: str
    fields: Mapping[str, Any]
    author: str
    day: date


@dataclass(frozen=True)
class Version:
    """The milestones and the money of a plan that both signed on a day; the first is number 1."""

    number: int
    day: date
    milestones: tuple[Milestone, ...]
    money: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class Change:
    """What moved of one milestone: `added`, `removed`, or `changed` with (member, before, after)."""

    how: str
    milestone: Milestone
    moved: Sequence[tuple[str, Any, Any]] = field(default_factory=tuple)


def versions_of(steps: Iterable[Said]) -> list[Version]:
    """Return the versions that both signed, oldest first. An offer that was taken back or refused is none."""
    return _walked(steps)[0]


def proposed_of(steps: Sequence[Said]) -> Version | None:
    """Return what is on the table, under the number that it would have; None where nothing is."""
    signed, offered, day = _walked(steps)
    return _version(len(signed) + 1, day, offered) if offered is not None and day is not None else None


def _walked(steps: Iterable[Said]) -> tuple[list[Version], Mapping[str, Any] | None, date | None]:
    """Return what both signed, and what is offered and on which day, unless nothing is."""
    signed: dict[str, Any] = {}
    offered: dict[str, Any] = {}
    by: set[str] = set()
    day: date | None = None
    found: list[Version] = []
    for step in steps:
        if step.step in _OFFERS:
            offered, by, day = {**offered, **step.fields}, set(), step.day
        elif step.step in _VOIDS:
            offered, by, day = {**signed}, set(), None
        elif step.step in _SIGNS:
            by.add(step.author)
            if len(by) > 1:
                signed, by, day = {**offered}, set(), None
                found.append(_version(len(found) + 1, step.day, signed))
    return found, offered if day else None, day


def _version(number: int, day: date, text: Mapping[str, Any]) -> Version:
    money = (text.get("particulars") or {}).get("money") or ()
    return Version(number, day, milestones_of(text.get("milestones") or ()), tuple(money))


def changes(before: Sequence[Milestone], after: Sequence[Milestone]) -> list[Change]:
    """Return what moved from some milestones to others, in the order of the later ones."""
    old, new = {one.id: one for one in before}, {one.id: one for one in after}
    found = [Change("removed", one) for name, one in old.items() if name not in new]
    for name, one in new.items():
        if name not in old:
            found.append(Change("added", one))
        elif old[name] != one:
            names = [n for n in ("title", "due", "measures", "progress") if getattr(old[name], n) != getattr(one, n)]
            found.append(Change("changed", one, [(n, getattr(old[name], n), getattr(one, n)) for n in names]))
    return found
