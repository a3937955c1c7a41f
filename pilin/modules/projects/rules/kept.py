"""Plans, reports and facts as tables keep them: JSON out, the same value back in."""

from collections.abc import Mapping, Sequence
from dataclasses import is_dataclass
from datetime import date
from typing import Any

from pilin.modules.projects.rules.beside import Excuse, Paper, Reading
from pilin.modules.projects.rules.facts import Facts, Half, Help, Milestone, Photo, Plan, Progress, Report, Standing

Kept = dict[str, Any]


def write(value: Plan | Report | Facts) -> Kept:
    """Return a value as JSON: days as text, tuples as lists."""
    written: Kept = _plain(value)
    return written


def plan(kept: Mapping[str, Any]) -> Plan:
    """Return the plan that `write` wrote."""
    changed: Kept = {
        "standing": Standing(kept["standing"]),
        "milestones": milestones(kept["milestones"]),
        "since": _day(kept["since"]),
    }
    changed |= {"aims": tuple(kept["aims"]), "offered": milestones(kept["offered"])}
    return Plan(**{**kept, **changed})


def report(kept: Mapping[str, Any]) -> Report:
    """Return the report that `write` wrote."""
    halves = {side: _half(half) for side, half in kept["halves"].items()}
    signed = {"signed_by": tuple(kept.get("signed_by", ())), "signed_on": _day(kept.get("signed_on"))}
    return Report(**{**kept, "halves": halves, "days": _days(kept["days"]), **signed})


def _half(kept: Mapping[str, Any]) -> Half:
    photos = tuple(Photo(**one) for one in kept.get("photos", ()))
    return Half(**{**kept, "reached": _days(kept["reached"]), "photos": photos})


def facts(kept: Mapping[str, Any]) -> Facts:
    """Return the facts that `write` wrote."""
    excuses = [{**one, "until": _day(one["until"]), "approved_on": _day(one["approved_on"])} for one in kept["excuses"]]
    return Facts(
        standing=Standing(kept["standing"]),
        sides=tuple(kept["sides"]),
        milestones=milestones(kept["milestones"]),
        since=_day(kept["since"]),
        reached=_days(kept["reached"]),
        said=_sides(kept["said"]),
        recorded=_days(kept["recorded"]),
        signed=tuple(kept["signed"]),
        owing=_sides(kept["owing"]),
        progress=Progress(**kept["progress"]) if kept["progress"] else None,
        help={side: Help(**one) for side, one in kept["help"].items()},
        excuses=tuple(Excuse(**one) for one in excuses),
        papers=tuple(Paper(**{**one, "due": _day(one["due"])}) for one in kept["papers"]),
        readings=tuple(Reading(**one) for one in kept["readings"]),
    )


def milestones(kept: Sequence[Mapping[str, Any]]) -> tuple[Milestone, ...]:
    """Return the milestones that `write` wrote in a plan or in facts."""
    return tuple(map(_milestone, kept))


def _sides(kept: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(sides) for name, sides in kept.items()}


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {name: _plain(inner) for name, inner in vars(value).items()}
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def _milestone(kept: Mapping[str, Any]) -> Milestone:
    return Milestone(kept["id"], kept["title"], _day(kept["due"]), kept.get("measures", ""), kept.get("progress"))


def _days(kept: Mapping[str, str]) -> dict[str, date]:
    return {name: date.fromisoformat(day) for name, day in kept.items()}


def _day(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None
