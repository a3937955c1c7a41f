"""Objects of a quarter's supervision: which ones a plan names, that none is looked at twice, and which were visited."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pilin.base.refusal import Refused
from pilin.modules.projects.rules import quarters
from pilin.modules.projects.rules.records import Record, Value
from pilin.modules.projects.rules.refusals import SupervisionRefusal

BOTH = "both"
SIGNED = ("in_force", "closing", "closed")
STANDING = ("offered", "returned", *SIGNED)
VISITED = ("recorded", "returned", "joint")


@dataclass(frozen=True)
class Object:
    """One object: `of` is the role of the side whose it is, or `both`; `plan` the project that it concerns."""

    id: str
    title: str
    of: str
    plan: str = ""


def objects_of(said: Value) -> tuple[Object, ...]:
    """Return objects as a plan's event writes them."""
    return tuple(
        Object(str(one["id"]), str(one["title"]), str(one["of"]), str(one.get("plan", ""))) for one in said or ()
    )


def written(objects: Sequence[Object]) -> list[dict[str, str]]:
    """Return objects as a plan's event carries them, numbered in their order."""
    return [
        {"id": str(number), "title": one.title, "of": one.of} | ({"plan": one.plan} if one.plan else {})
        for number, one in enumerate(objects, start=1)
    ]


def keys_of(one: Object, roles: Mapping[str, str]) -> set[str]:
    """Return by what an object is known again: its project, and its name at each side whose it is."""
    name = "".join(unicodedata.normalize("NFKC", one.title).casefold().split())
    sides = {*roles.values()} if one.of == BOTH else {roles.get(one.of, "")}
    return {f"{side}|{name}" for side in sides} | ({one.plan} if one.plan else set())


def check_objects(
    objects: Sequence[Object], roles: Mapping[str, str], *, quarter: str, others: Iterable[Record]
) -> None:
    """Refuse a plan without objects, or one that looks at an object twice, by itself or beside `others`.

    政府督查工作条例 15: a supervision is planned with its objects and scope, in limited number, and repeats none.
    """
    if not objects:
        raise Refused(SupervisionRefusal.SUPERVISION_IS_EMPTY, quarter=quarter)
    taken: dict[str, str] = {}
    for other in others:
        for one in objects_of(other.value("objects")):
            taken |= dict.fromkeys(keys_of(one, other.roles), other.title)
    for one in objects:
        keys = keys_of(one, roles)
        if held := [taken[key] for key in sorted(keys) if key in taken]:
            raise Refused(SupervisionRefusal.OBJECT_IS_LOOKED_AT_TWICE, title=one.title, quarter=quarter, plan=held[0])
        taken |= dict.fromkeys(keys, one.title)


def beside(plans: Iterable[Record], ours: Record | None) -> list[Record]:
    """Return the plans beside which a plan must fit: all that stand; for one that is to be signed, the earlier ones.

    Where both sides offer at once, the plan that was opened first is signed and the other taken back.
    """
    standing = [one for one in plans if one.state in STANDING and not one.refused_by]
    if ours is None:
        return standing
    return [one for one in standing if one.id != ours.id and (one.state in SIGNED or one.id < ours.id)]


def check_quarter(quarter: str, starts_on: date, ends_on: date) -> None:
    """Refuse days that are no days of the quarter, or that end before they begin."""
    fits = quarters.is_quarter(quarter) and quarters.quarter_of(starts_on) == quarters.quarter_of(ends_on) == quarter
    if not fits or ends_on < starts_on:
        raise Refused(SupervisionRefusal.DAYS_DO_NOT_FIT_THE_QUARTER, quarter=quarter)


def check_visit(plan: Record | None, item: str, *, held_on: date, visits: Iterable[Record], day: date) -> Object:
    """Return the object of a visit. Refuse one without a signed plan, a second one, or a day that does not fit."""
    if plan is None or plan.state != "in_force":
        raise Refused(SupervisionRefusal.SUPERVISION_IS_NOT_IN_FORCE)
    found = next((one for one in objects_of(plan.value("objects")) if one.id == item), None)
    if found is None:
        raise Refused(SupervisionRefusal.SUPERVISION_IS_NOT_IN_FORCE)
    if any(one.text("item") == item for one in standing_visits(visits, plan.id)):
        raise Refused(SupervisionRefusal.OBJECT_WAS_VISITED, title=found.title, quarter=plan.quarter)
    if not date.fromisoformat(plan.text("starts_on")) <= held_on <= day:
        raise Refused(SupervisionRefusal.VISIT_LIES_OUTSIDE_ITS_SUPERVISION, starts_on=plan.text("starts_on"))
    return found


def check_first(visit: Record, earlier: Iterable[Record]) -> None:
    """Refuse the record of a visit where an earlier one stands for the same object."""
    if any(one.id != visit.id and one.text("item") == visit.text("item") for one in earlier):
        raise Refused(SupervisionRefusal.OBJECT_WAS_VISITED, title=visit.text("object"), quarter=visit.quarter)


def standing_visits(visits: Iterable[Record], plan: str) -> list[Record]:
    """Return the visits of a plan that stand."""
    return [one for one in visits if one.text("supervision") == plan and one.state in VISITED and not one.refused_by]


@dataclass(frozen=True)
class Looked:
    """An object of a plan with the visit to it, where there was one, and the findings of that visit."""

    plan: Record
    object: Object
    visit: Record | None
    findings: Sequence[Record]


def looked_at(plans: Iterable[Record], visits: Sequence[Record], findings: Sequence[Record]) -> list[Looked]:
    """Return every object of the plans that stand, in their order, with what came of it."""
    found = []
    for plan in plans:
        if plan.state not in STANDING or plan.refused_by:
            continue
        by_item = {one.text("item"): one for one in reversed(standing_visits(visits, plan.id))}
        for one in objects_of(plan.value("objects")):
            visit = by_item.get(one.id)
            told = [each for each in findings if visit is not None and each.text("visit") == visit.id]
            found.append(Looked(plan, one, visit, told))
    return found
