"""The bars of the wall: what was planned for each month of a project, and what both sides signed of it.

The plan bar runs from the day on which a plan came into force, or from its first dated milestone where that lies
before, to its last dated one. The fact bar stands in the months that both sides signed; its figure is the lower of the
two that they reported, as the light compares them. Which months are late is read off the light: the bars and the light
of one day never tell two stories.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pilin.modules.projects.rules import months
from pilin.modules.projects.rules.facts import Facts, Milestone, Report, Standing, standing_reports
from pilin.modules.projects.rules.lights import Light, planned_by

MONTHS = 12


class Fact(StrEnum):
    """What is known of a month: nothing, both signed it, a half is in or waits for signatures, not reported, late."""

    NOTHING = "nothing"
    SIGNED = "signed"
    OPEN = "open"
    UNREPORTED = "unreported"
    LATE = "late"


class Due(StrEnum):
    """How a milestone stands on a day."""

    WAITING = "waiting"
    REACHED = "reached"
    LATE = "late"


@dataclass(frozen=True)
class Cell:
    """One month of one project.

    `planned` is what is to be done by its end, where the plan says so; `percent` what both signed; `silent` are the
    sides whose half is late; `corrected` tells that the signed month stands in the place of an earlier one,
    `correcting` that a correction of it waits.
    """

    month: str
    is_planned: bool = False
    planned: int | None = None
    dues: tuple[tuple[Milestone, Due], ...] = ()
    fact: Fact = Fact.NOTHING
    percent: int | None = None
    silent: tuple[str, ...] = ()
    corrected: bool = False
    correcting: bool = False


def months_of(year: int) -> tuple[str, ...]:
    """Return the months of a year."""
    return tuple(f"{year:04}-{number:02}" for number in range(1, MONTHS + 1))


def span(facts: Facts) -> tuple[str, str] | None:
    """Return the first and the last month of the plan bar; None where no milestone has a date: an undated plan."""
    return span_of(facts.milestones, facts.since)


def span_of(milestones: Sequence[Milestone], since: date | None) -> tuple[str, str] | None:
    """Return the months over which some milestones reach, for a plan in force since a day."""
    days = days_of(milestones, since)
    return (months.month_of(days[0]), months.month_of(days[1])) if days else None


def days_of(milestones: Sequence[Milestone], since: date | None) -> tuple[date, date] | None:
    """Return the first and the last day of the same; a plan that was resumed late began with its first milestone."""
    dues = [one.due for one in milestones if one.due]
    return (min([*dues, *([since] if since else [])]), max(dues)) if dues else None


def bars(facts: Facts, reports: Sequence[Report], light: Light, shown: Sequence[str], day: date) -> tuple[Cell, ...]:
    """Return the cells of the months shown. `reports` are those of these months, in any order and state."""
    standing, late, planned, owed = standing_reports(reports), late_months(light), span(facts), owed_months(facts, day)
    dues = dues_by_month(facts, day)
    waiting = {one.month for one in reports if one.corrects and one.counts and not one.joint}
    return tuple(
        Cell(
            month=month,
            is_planned=planned is not None and planned[0] <= month <= planned[1],
            planned=planned_by(facts.milestones, months.last_day(month)),
            dues=dues.get(month, ()),
            fact=_fact(standing.get(month), is_late=month in late, is_owed=_within(month, owed)),
            percent=_percent(standing.get(month)),
            silent=late.get(month, ()),
            corrected=month in standing and standing[month].joint and bool(standing[month].corrects),
            correcting=month in waiting,
        )
        for month in shown
    )


def late_months(light: Light) -> Mapping[str, tuple[str, ...]]:
    """Return the months that a light calls late, with the sides whose half is missing."""
    named = [one for trigger in light.triggers if trigger.name == "months_missing" for one in trigger.about["months"]]
    return {one["month"]: tuple(one["sides"]) for one in named}


def owed_months(facts: Facts, day: date) -> tuple[str, str] | None:
    """Return the first and the last month that should be reported by a day, late or not; None where none is."""
    if facts.standing is not Standing.IN_FORCE or facts.since is None:
        return None
    return months.first_to_report(facts.since), months.before(months.month_of(day))


def dues_by_month(facts: Facts, day: date) -> dict[str, tuple[tuple[Milestone, Due], ...]]:
    """Return the milestones of each month by date, each with how it stands; only a plan in force has late ones."""
    found: dict[str, tuple[tuple[Milestone, Due], ...]] = {}
    dated = [(one.due, one.id, one) for one in facts.milestones if one.due]
    for due, _, one in sorted(dated, key=lambda dated: dated[:2]):
        month = months.month_of(due)
        found[month] = (*found.get(month, ()), (one, due_of(one, facts, day)))
    return found


def due_of(milestone: Milestone, facts: Facts, day: date) -> Due:
    """Return how a milestone stands: reached when a signed month says so, late past its day, else waiting."""
    if milestone.id in facts.reached:
        return Due.REACHED
    is_past = milestone.due is not None and milestone.due < day
    return Due.LATE if is_past and facts.standing is Standing.IN_FORCE else Due.WAITING


def _within(month: str, bounds: tuple[str, str] | None) -> bool:
    return bounds is not None and bounds[0] <= month <= bounds[1]


def _fact(report: Report | None, *, is_late: bool, is_owed: bool) -> Fact:
    """A signed month is never late; a half that is in does not hide that the other is late."""
    if report is not None and report.joint:
        return Fact.SIGNED
    if is_late:
        return Fact.LATE
    if report is not None:
        return Fact.OPEN
    return Fact.UNREPORTED if is_owed else Fact.NOTHING


def _percent(report: Report | None) -> int | None:
    if report is None or not report.joint:
        return None
    return min((half.percent for half in report.halves.values() if half.percent is not None), default=None)
