"""The schedule of monthly reports as both sides sign it: by which day a month is reported, counted how, by whom."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pilin.base.refusal import Refused
from pilin.modules.projects.rules.codes import ProjectRefusal
from pilin.modules.projects.rules.lights import Rule

DAYS, WORKDAYS = "days", "workdays"
DAY_MAX, WHO_MAX = 28, 60
_MEMBERS = ("version", "due_day", "counts", "rolls", "who")


@dataclass(frozen=True)
class Schedule:
    """A version of the schedule: the day of the next month, counted in days or workdays, and who reports by side.

    A day that is counted in days and is no workday moves to the next one where it `rolls`. `digest` names the text.
    """

    version: int
    due_day: int
    counts: str
    rolls: bool
    who: Mapping[str, str]
    digest: str = ""


def parse_schedule(document: Mapping[str, Any], *, digest: str = "") -> Schedule:
    """Return the schedule of a document. Raises SCHEDULE_IS_MALFORMED where it is none."""
    said: Any = [document.get(name) for name in _MEMBERS]
    version, due_day, counts, rolls, who = said
    whole = all(type(number) is int and number > 0 for number in (version, due_day))
    named = isinstance(who, Mapping) and all(_is_name(name) for name in who.values())
    if not (whole and due_day <= DAY_MAX and counts in (DAYS, WORKDAYS) and type(rolls) is bool and named):
        raise Refused(ProjectRefusal.SCHEDULE_IS_MALFORMED)
    return Schedule(version, due_day, counts, rolls, dict(who), digest)


def _is_name(text: object) -> bool:
    return isinstance(text, str) and 0 < len(text.strip()) <= WHO_MAX


def scheduled(rule: Rule, schedule: Schedule | None) -> Rule:
    """Return the rule of lights with the due day of a schedule that all signed; without one, with its own."""
    if schedule is None:
        return rule
    in_workdays = schedule.counts == WORKDAYS
    return replace(rule, due_day=schedule.due_day, rolls=schedule.rolls, workdays=in_workdays)
