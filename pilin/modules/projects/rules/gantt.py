"""The Gantt chart of two years: the plan that both signed last beside the one that they signed first.

Places are whole units across: thirty a month, however many days it has, so that months are equally wide.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pilin.modules.projects.rules import months
from pilin.modules.projects.rules.facts import Facts, Milestone
from pilin.modules.projects.rules.versions import Said, versions_of
from pilin.modules.projects.rules.wall import Due, days_of, due_of

YEARS, MONTH_UNITS = 2, 30
WIDTH = YEARS * 12 * MONTH_UNITS


@dataclass(frozen=True)
class Bar:
    """A bar as drawn: where it begins, and how wide it is; a bar is never so short that nobody sees it."""

    x: int
    width: int


@dataclass(frozen=True)
class Mark:
    """A milestone as drawn."""

    x: int
    due: Due
    milestone: Milestone


@dataclass(frozen=True)
class Line:
    """A project as drawn: bars of the plan signed first (where it was changed), last, and on the table; milestones."""

    baseline: Bar | None
    plan: Bar | None
    offered: Bar | None
    marks: tuple[Mark, ...]


def x_of(day: date, year: int) -> int:
    """Return where a day lies, from the first of January of a year on; a day before it lies left of zero."""
    ended = months.last_day(months.month_of(day)).day
    return ((day.year - year) * 12 + day.month - 1) * MONTH_UNITS + (day.day - 1) * MONTH_UNITS // ended


def bar_of(milestones: Sequence[Milestone], since: date | None, year: int) -> Bar | None:
    """Return the bar of milestones within the two years; None where none has a date, or the bar lies outside."""
    days = days_of(milestones, since)
    if days is None:
        return None
    left, right = x_of(days[0], year), x_of(days[1], year) + 1
    if right <= 0 or left >= WIDTH:
        return None
    left, right = max(left, 0), min(right, WIDTH)
    return Bar(left, max(right - left, 2))


def line_of(facts: Facts, *, first: Sequence[Milestone], offered: Sequence[Milestone], year: int, day: date) -> Line:
    """Return the line of a project. `first` are the milestones signed first, where they were changed since."""
    placed = [(x_of(one.due, year), one) for one in facts.milestones if one.due]
    return Line(
        baseline=bar_of(first, facts.since, year),
        plan=bar_of(facts.milestones, facts.since, year),
        offered=bar_of(offered, facts.since, year),
        marks=tuple(Mark(x, due_of(one, facts, day), one) for x, one in placed if 0 <= x < WIDTH),
    )


def first_of(steps: Iterable[Said]) -> tuple[Milestone, ...]:
    """Return the milestones that both signed first; none where no later version was signed."""
    found = versions_of(steps)
    return found[0].milestones if len(found) > 1 else ()
