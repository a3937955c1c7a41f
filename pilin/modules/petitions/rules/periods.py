"""All clocks of both provinces side by side, and the stricter promise among those that bind.

民法典 200-203 count: the first day is not counted, a last day on a public holiday gives way to the day after it; the
warning comes from the raw day, so that nobody relies on the roll. The national regulation is the baseline: the row of a
province may shorten what is promised and never lengthens it (信访工作条例 is the later and the national act).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from pilin.kernel.matters.rules.clocks import Calendar, deadline

NATIONAL = "CN"
STEPS = (
    "registered",
    "transferred",
    "objected",
    "accepted",
    "answered",
    "review_asked",
    "reviewed",
    "final_asked",
    "ended",
)
"""What happens to a petition, in its order; periods run from one of these and stop with another."""


@dataclass(frozen=True)
class Period:
    """A period of one act: an extension is granted once, `extension` days at most; `pauses` names what stands still."""

    key: str
    area: str
    statute: str
    article: str
    runs_from: str
    stops: str
    length: int
    unit: Literal["calendar", "working"]
    warn_days: int
    title: Mapping[Literal["zh", "en"], str]
    extension: int = 0
    pauses: str = ""
    standing: str = ""


@dataclass(frozen=True)
class Course:
    """What happened to a petition: the day of each step, the days by which it was extended, hearings, when it left."""

    days: Mapping[str, date] = field(default_factory=dict)
    extended_days: int = 0
    hearings: Sequence[tuple[date, date]] = ()
    left_on: date | None = None


@dataclass(frozen=True)
class Run:
    """A period as it runs: raw end (None for working days), rolled end, warning, and the day on which it stopped."""

    period: Period
    start: date
    raw_end: date | None
    rolled_end: date
    warn_on: date
    provisional: bool
    stopped_on: date | None = None

    @property
    def runs(self) -> bool:
        """Tell whether the period still runs."""
        return self.stopped_on is None

    def late_on(self, day: date) -> bool:
        """Tell whether the period was overstepped, by the day on which it stopped or by today."""
        return (self.stopped_on or day) > self.rolled_end


def run_of(period: Period, course: Course, calendar: Calendar) -> Run | None:
    """Return how a period runs; None where what it runs from has not happened."""
    start = course.days.get(period.runs_from)
    if start is None:
        return None
    # 信访工作条例 34: extended once, by thirty days at most; 浙江省信访条例 23: by sixty at most.
    length = period.length + min(course.extended_days, period.extension)
    # 信访工作条例 36: the time that a hearing needs is not counted.
    idle = sum((until - since).days for since, until in course.hearings) if period.pauses else 0
    end = deadline(start, length + idle, period.unit, calendar)
    warn_on = (end.raw_end or end.rolled_end) - timedelta(days=period.warn_days)
    stopped_on = course.days.get(period.stops, course.left_on)  # 22: what leaves by an exit has no clock of ours
    return Run(period, start, end.raw_end, end.rolled_end, warn_on, end.provisional, stopped_on)


def side_by_side(periods: Sequence[Period], course: Course, calendar: Calendar) -> dict[str, list[Run]]:
    """Return by what they measure all periods that run or ran, the national one first."""
    found: dict[str, list[Run]] = {}
    for period in periods:
        run = run_of(period, course, calendar)
        if run is not None:
            found.setdefault(period.key, []).append(run)
    return {
        key: sorted(runs, key=lambda run: (run.period.area != NATIONAL, run.period.area)) for key, runs in found.items()
    }


def stricter(runs: Sequence[Run], areas: Collection[str]) -> Run:
    """Return the run that is promised: the earliest end among the national act and those of the areas that bind.

    The national one is always among them, so no promise is longer than it.
    """
    binding = [run for run in runs if run.period.area in {NATIONAL, *areas}]
    return min(binding, key=lambda run: (run.rolled_end, run.period.area != NATIONAL))


def next_promise(runs: Mapping[str, Sequence[Run]], areas: Collection[str]) -> Run | None:
    """Return the promise that ends first among those that still run; None where nothing runs."""
    promised = [stricter(group, areas) for group in runs.values()]
    return min((run for run in promised if run.runs), key=lambda run: run.rolled_end, default=None)


def area_of(code: str) -> str:
    """Return the province of a node's division code (GB/T 2260: its first two digits)."""
    return code[:2]
