"""The light of a project: a pure function of signed facts, a rule with its number, a calendar and a named day.

Nobody types a light in. Whoever holds the same signed events, the same rule and the same calendar gets the same light
for the same day, with the same reasons. A trigger that lacks its facts says nothing: progress is compared only where
the plan gives planned progress, and only for a month that both sides signed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from pilin.base.canonical import digest_of
from pilin.base.refusal import Refused
from pilin.kernel.matters.rules.clocks import Calendar
from pilin.modules.projects.rules import months
from pilin.modules.projects.rules.codes import ProjectRefusal
from pilin.modules.projects.rules.facts import Facts, Milestone, Standing


class Colour(StrEnum):
    """What a light says, the most pressing first; `ORDER` is the order in which projects are listed."""

    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    NOT_STARTED = "not_started"
    UNDATED = "undated"
    OFFERED = "offered"
    PAUSED = "paused"
    DONE = "done"
    ENDED = "ended"


ORDER: Sequence[Colour] = tuple(Colour)
TRIGGERS = ("milestone_late", "progress_behind", "months_missing", "help_wanted")
_STILL = {
    Standing.OFFERED: Colour.OFFERED,
    Standing.SUSPENDED: Colour.PAUSED,
    Standing.COMPLETED: Colour.DONE,
    Standing.ENDED: Colour.ENDED,
    Standing.VOID: Colour.ENDED,
}


@dataclass(frozen=True)
class Threshold:
    """One numbered line of the rule: from which value on a trigger turns the light yellow, and from which red."""

    number: str
    name: str
    yellow: int
    red: int | None = None

    def colour(self, value: int) -> Colour | None:
        """Return what a value turns the light to, if anything."""
        if self.red is not None and value >= self.red:
            return Colour.RED
        return Colour.YELLOW if value >= self.yellow else None


@dataclass(frozen=True)
class Rule:
    """A version of the rule: the day of the next month on which a month is due, and the thresholds.

    `digest` names the text; `signed` tells whether all parties signed it, else it is a proposal.
    """

    version: int
    due_day: int
    rolls: bool
    thresholds: Mapping[str, Threshold]
    digest: str = ""
    signed: bool = False

    def due(self, month: str, calendar: Calendar) -> date:
        """Return the day by which a month is to be reported."""
        return months.due_day(month, day_of_month=self.due_day, rolls=self.rolls, calendar=calendar)


@dataclass(frozen=True)
class Trigger:
    """One reason of a light: the line of the rule by number and name, the value that met it, and about what."""

    number: str
    name: str
    colour: Colour
    value: int
    about: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Light:
    """A light with its reasons, the most pressing first."""

    colour: Colour
    triggers: tuple[Trigger, ...] = ()


def parse_rule(document: Mapping[str, Any], *, digest: str = "", signed: bool = False) -> Rule:
    """Return the rule of a document. Raises LIGHT_RULE_IS_MALFORMED where it is none."""
    try:
        lines = [Threshold(**line) for line in document["thresholds"]]
        version, due_day, rolls = document["version"], document["due_day"], document["rolls"]
    except (KeyError, TypeError):
        raise Refused(ProjectRefusal.LIGHT_RULE_IS_MALFORMED, wants="version, due_day, rolls, thresholds") from None
    numbers = [number for line in lines for number in (line.yellow, line.red) if number is not None]
    whole = all(type(number) is int and number > 0 for number in (version, due_day, *numbers))
    known = sorted(str(line.name) for line in lines) == sorted(TRIGGERS)
    if not (whole and known and type(rolls) is bool and due_day <= 28):
        raise Refused(ProjectRefusal.LIGHT_RULE_IS_MALFORMED, wants=f"{', '.join(TRIGGERS)}; days, points, months")
    return Rule(version, due_day, rolls, {line.name: line for line in lines}, digest or digest_of(document), signed)


def light(facts: Facts, rule: Rule, calendar: Calendar, day: date) -> Light:
    """Return the light of a project on a day. The worst trigger wins; a project without dates is never red."""
    if facts.standing in _STILL:
        return Light(_STILL[facts.standing])
    found = sorted(_triggers(facts, rule, calendar, day), key=lambda one: (ORDER.index(one.colour), one.number))
    if not any(milestone.due for milestone in facts.milestones):
        return Light(Colour.UNDATED, tuple(found))
    if found:
        return Light(found[0].colour, tuple(found))
    return Light(Colour.GREEN if facts.reported or facts.reached else Colour.NOT_STARTED)


def missing(facts: Facts, rule: Rule, calendar: Calendar, day: date) -> dict[str, tuple[str, ...]]:
    """Return the months whose due day is past, with the sides whose half is not in; none before the plan held."""
    if facts.standing is not Standing.IN_FORCE or facts.since is None:
        return {}
    found = {}
    for month in months.from_to(months.first_to_report(facts.since), months.before(months.month_of(day))):
        silent = tuple(side for side in facts.sides if side not in facts.reported.get(month, ()))
        if silent and rule.due(month, calendar) < day:
            found[month] = silent
    return found


def planned_by(milestones: Sequence[Milestone], day: date) -> int | None:
    """Return the progress that is planned to be reached by a day; None where no milestone up to it plans any."""
    planned = (one.progress for one in milestones if one.progress is not None and one.due and one.due <= day)
    return max(planned, default=None)


def as_json(light: Light) -> list[dict[str, Any]]:
    """Return the reasons of a light as a table keeps them."""
    return [asdict(trigger) for trigger in light.triggers]


def from_json(colour: str, triggers: Sequence[Mapping[str, Any]]) -> Light:
    """Return the light that `as_json` wrote."""
    return Light(Colour(colour), tuple(Trigger(**{**one, "colour": Colour(one["colour"])}) for one in triggers))


def _triggers(facts: Facts, rule: Rule, calendar: Calendar, day: date) -> Iterator[Trigger]:
    for milestone in facts.milestones:
        days = (day - milestone.due).days if milestone.due and milestone.id not in facts.reached else 0
        about = {"id": milestone.id, "title": milestone.title, "said_by": list(facts.said.get(milestone.id, ()))}
        yield from _met(rule, "milestone_late", days, about)
    if facts.progress is not None:
        yield from _behind(facts, rule)
    late = missing(facts, rule, calendar, day)
    silent = [{"month": month, "sides": list(sides)} for month, sides in late.items()]
    yield from _met(rule, "months_missing", len(late), {"months": silent})
    for side, help_ in sorted(facts.help.items()):
        yield from _met(rule, "help_wanted", 1, {"side": side, "what": help_.what, "of": help_.of})


def _behind(facts: Facts, rule: Rule) -> Iterator[Trigger]:
    """Compare what the slower side reported for the last month that both signed with what was planned by its end."""
    assert facts.progress is not None
    month, percents = facts.progress.month, facts.progress.percents
    planned = planned_by(facts.milestones, months.last_day(month))
    if planned is not None and percents:
        side = min(sorted(percents), key=lambda one: percents[one])
        about = {"month": month, "planned": planned, "reported": percents[side], "side": side}
        yield from _met(rule, "progress_behind", planned - percents[side], about)


def _met(rule: Rule, name: str, value: int, about: Mapping[str, Any]) -> Iterator[Trigger]:
    line = rule.thresholds[name]
    if (colour := line.colour(value)) is not None:
        yield Trigger(line.number, name, colour, value, about)
