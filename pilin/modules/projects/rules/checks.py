"""What may be written: months that have begun, halves that fit the plan, lists of plans that are in force."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from pilin.base.refusal import Refused
from pilin.modules.projects.rules import months
from pilin.modules.projects.rules.codes import ProjectRefusal
from pilin.modules.projects.rules.facts import (
    AMOUNTS,
    PERCENT_MAX,
    Half,
    Milestone,
    Plan,
    Report,
    Standing,
    percent_of,
    standing_reports,
)
from pilin.modules.projects.rules.lists import Item, Yearly

PHOTOS_MAX = 6
STANDS = (Standing.IN_FORCE, Standing.SUSPENDED)


class Reopening(StrEnum):
    """How a signed month is reopened: the last one with its figures, an earlier one without them.

    Later months build on the figures of an earlier one: what was reached by then, and how much of the whole.
    """

    LAST = "last"
    LIMITED = "limited"


_OVER = ("withdrawn", "declined")


def check_month(month: str, plan: Plan, day: date) -> None:
    """Refuse a month that is none, that has not begun, or of a plan that is not in force."""
    if not months.is_month(month):
        raise Refused(ProjectRefusal.MONTH_IS_NOT_A_MONTH, month=month)
    if months.first_day(month) > day:
        raise Refused(ProjectRefusal.MONTH_HAS_NOT_BEGUN, month=month)
    if plan.standing is not Standing.IN_FORCE:
        raise Refused(ProjectRefusal.PLAN_IS_NOT_IN_FORCE, title=plan.title)


def check_plan(text: Mapping[str, Any], pairs: Collection[str], *, signed_pair: str = "") -> None:
    """Refuse a plan with a planned progress that is no percentage, or with a pair that is not (or no longer) in force.

    The pair that both signed before may stay: what ends later does not undo what was signed.
    """
    for one in text["milestones"]:
        if one.get("progress") is not None and percent_of(one["progress"]) is None:
            facts = {"milestone": one["title"], "progress": one["progress"]}
            raise Refused(ProjectRefusal.PLANNED_PROGRESS_IS_OUT_OF_RANGE, **facts)
    pair = (text.get("particulars") or {}).get("pair") or ""
    if pair not in {"", signed_pair, *pairs}:
        raise Refused(ProjectRefusal.PAIR_IS_NOT_IN_FORCE, pair=pair)


def check_named(milestone: str, milestones: Sequence[Milestone]) -> None:
    """Refuse to speak of a milestone that stands in no text of the plan."""
    if milestone not in {one.id for one in milestones}:
        raise Refused(ProjectRefusal.MILESTONE_IS_NOT_IN_THE_PLAN, milestone=milestone)


def check_half(half: Mapping[str, Any], plan: Plan) -> None:
    """Refuse a half with a percentage or amount that is none, or with milestones that the plan does not know."""
    if not 0 <= half["percent"] <= PERCENT_MAX:
        raise Refused(ProjectRefusal.PERCENT_IS_OUT_OF_RANGE, percent=half["percent"])
    for name in AMOUNTS:
        if half.get(name) is not None and half[name] < 0:
            raise Refused(ProjectRefusal.AMOUNT_IS_BELOW_NOTHING, fen=half[name])
    for one in half.get("reached", ()):
        check_named(one["id"], plan.milestones)
    check_photos(half.get("photos", ()))


def check_photos(photos: Sequence[Mapping[str, Any]]) -> None:
    """Refuse too many photographs, and one of which nobody said that it shows works and no faces."""
    if len(photos) > PHOTOS_MAX:
        raise Refused(ProjectRefusal.PHOTOS_ARE_TOO_MANY, limit=PHOTOS_MAX)
    if not all(one.get("shows_works") is True for one in photos):
        raise Refused(ProjectRefusal.PHOTO_MAY_SHOW_FACES)


def reopening(month: str, reports: Sequence[Report]) -> Reopening:
    """Return how a signed month may be reopened: with its figures only while no later month is signed."""
    later = any(name > month and one.joint for name, one in standing_reports(reports).items())
    return Reopening.LIMITED if later else Reopening.LAST


def check_reopened(half: Half, signed: Half | None, month: str, how: Reopening) -> None:
    """Refuse other figures than those that were signed where a later month builds on them."""
    if how is Reopening.LAST or signed is None:
        return
    if figures(half) != figures(signed):
        raise Refused(ProjectRefusal.MONTH_IS_BUILT_UPON, month=month)


def figures(half: Half) -> tuple[object, ...]:
    """Return the figures of a half on which later months build: how much is done, reached, received and paid."""
    return (half.percent, dict(half.reached), half.arrived_amount, half.paid_amount)


def faults(report: Report, plan: Plan) -> dict[str, list[str]]:
    """Return what is wrong with a report that is about to be signed, by side: `percent`, and ids of milestones.

    The other side's program is not ours: what it lets pass is looked at before we sign.
    """
    known = {milestone.id for milestone in plan.milestones}
    found: dict[str, list[str]] = {}
    for side, half in report.halves.items():
        wrong = ["percent"] if half.percent is None else []
        wrong += sorted({*half.reached} - known)
        if wrong:
            found[side] = wrong
    return found


def our_step(report: Report | None, me: str) -> str:
    """Return the step by which we write our half now: `open`, or one of the report's kind; empty where none is."""
    if report is None or not report.counts:
        return "open"
    if report.state == "half":
        return "correct" if report.opener == me else "report"
    return "amend" if report.state == "returned" else ""


def awaited(report: Report | None, sides: Sequence[str]) -> tuple[str, ...]:
    """Return the sides whose half is awaited."""
    held = report.halves if report is not None and report.counts else {}
    return tuple(side for side in sides if side not in held)


def draft_half(last: Half | None) -> dict[str, Any]:
    """Return what a half begins with: what was planned for this month, and the figure that was reached.

    Nobody types a figure twice: last month's plan for the next is this month's first line.
    """
    if last is None:
        return {}
    carried = ("percent", *AMOUNTS, "permits", "problems", "written_by", "checked_by")
    return {"done": last.next, **{name: getattr(last, name) for name in carried}}


def check_list(items: Sequence[Item], plans: Mapping[str, Plan]) -> None:
    """Refuse a list without projects, or with one whose plan is not in force."""
    if not items:
        raise Refused(ProjectRefusal.LIST_IS_EMPTY)
    for item in items:
        plan = plans.get(item.plan)
        if plan is None or plan.standing not in STANDS:
            raise Refused(ProjectRefusal.LIST_NAMES_AN_ENDED_PLAN, title=item.title)


def check_year(year: int, lists: Collection[Yearly]) -> None:
    """Refuse a second list for a year: the one there is gets changed by both."""
    if any(one.year == year and one.state not in _OVER for one in lists):
        raise Refused(ProjectRefusal.YEAR_HAS_A_LIST, year=year)
