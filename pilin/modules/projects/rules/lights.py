"""The light of a project: a pure function of signed facts, a rule with its number, a calendar and a named day.

Nobody types a light in. Whoever holds the same signed events, the same rule and the same calendar gets the same light
for the same day, with the same reasons. A trigger that lacks its facts says nothing: progress is compared only where
the plan gives planned progress, and only for a month that both sides signed. What one side says by itself turns no
light: a month counts once both signed it, help is asked for in such a month, a paper was taken on by its receiver, and
a reason that lowers a red light was approved by the other side.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from pilin.base.canonical import digest_of
from pilin.base.refusal import Refused
from pilin.kernel.matters.rules.clocks import Calendar
from pilin.modules.projects.rules import months
from pilin.modules.projects.rules.beside import Excuse, Reading
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
FIRST_TRIGGERS = ("milestone_late", "progress_behind", "months_missing", "help_wanted")
"""The triggers of a rule of version 1, which may be signed: it knows no others."""
TRIGGERS = (*FIRST_TRIGGERS, "milestone_made_up", "paper_overdue")
DAYS_MAX = 366
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

    For `made_up_days` a milestone that was made up late stays yellow; `excuse_days_max` is the longest time for which
    an approved reason lowers a red trigger. `digest` names the text; `signed` tells whether all parties signed it, else
    it is a proposal.
    """

    version: int
    due_day: int
    rolls: bool
    thresholds: Mapping[str, Threshold]
    digest: str = ""
    signed: bool = False
    made_up_days: int = 0
    excuse_days_max: int = 0
    workdays: bool = False

    def due(self, month: str, calendar: Calendar) -> date:
        """Return the day by which a month is to be reported; the schedule may count workdays (`workdays`)."""
        if self.workdays:
            return months.due_workday(month, number=self.due_day, calendar=calendar)
        return months.due_day(month, day_of_month=self.due_day, rolls=self.rolls, calendar=calendar)

    def last_due(self, calendar: Calendar, day: date) -> str:
        """Return the last month whose due day is past: a later month is never due before an earlier one."""
        month = months.before(months.month_of(day))
        while self.due(month, calendar) >= day:
            month = months.before(month)
        return month


@dataclass(frozen=True)
class Trigger:
    """One reason of a light: the line of the rule by number and name, the value that met it, and about what.

    `about` names the `excuse` that lowered it, where one did.
    """

    number: str
    name: str
    colour: Colour
    value: int
    about: Mapping[str, Any] = field(default_factory=dict)

    @property
    def item(self) -> str:
        """Return what the trigger is about, so that an excuse for one thing excuses nothing else."""
        about = self.about
        return str(about.get("id") or (about["months"][0]["month"] if about.get("months") else ""))


@dataclass(frozen=True)
class Light:
    """A light with its reasons, the most pressing first; `readings` are what sides read in its place, if contested."""

    colour: Colour
    triggers: tuple[Trigger, ...] = ()
    readings: tuple[Reading, ...] = ()

    @property
    def digest(self) -> str:
        """Return the hash by which two nodes can tell that they show the same light for the same reasons."""
        return digest_of([self.colour, as_json(self)])


def parse_rule(document: Mapping[str, Any], *, digest: str = "", signed: bool = False) -> Rule:
    """Return the rule of a document. Raises LIGHT_RULE_IS_MALFORMED where it is none."""
    try:
        lines = [Threshold(**line) for line in document["thresholds"]]
        version, due_day, rolls = document["version"], document["due_day"], document["rolls"]
    except (KeyError, TypeError):
        raise Refused(ProjectRefusal.LIGHT_RULE_IS_MALFORMED, wants="version, due_day, rolls, thresholds") from None
    numbers = [number for line in lines for number in (line.yellow, line.red) if number is not None]
    days = {name: document.get(name, 0) for name in ("made_up_days", "excuse_days_max")}
    whole = all(type(number) is int and number > 0 for number in (version, due_day, *numbers))
    named = sorted(str(line.name) for line in lines)
    known = named in (sorted(TRIGGERS), sorted(FIRST_TRIGGERS)) and all(_is_length(one) for one in days.values())
    if not (whole and known and type(rolls) is bool and due_day <= 28):
        raise Refused(ProjectRefusal.LIGHT_RULE_IS_MALFORMED, wants=f"{', '.join(TRIGGERS)}; days, points, months")
    thresholds = {line.name: line for line in lines}
    return Rule(version, due_day, rolls, thresholds, digest or digest_of(document), signed, **days)


def _is_length(days: object) -> bool:
    return type(days) is int and 0 <= days <= DAYS_MAX


def light(facts: Facts, rule: Rule, calendar: Calendar, day: date) -> Light:
    """Return the light of a project on a day. The worst trigger wins; a project without dates is never red."""
    if facts.standing in _STILL:
        return Light(_STILL[facts.standing])
    met = (_lowered(one, facts.excuses, rule, day) for one in _triggers(facts, rule, calendar, day))
    found = sorted(met, key=lambda one: (ORDER.index(one.colour), one.number, one.item))
    if not any(milestone.due for milestone in facts.milestones):
        return Light(Colour.UNDATED, tuple(found), facts.readings)
    if found:
        return Light(found[0].colour, tuple(found), facts.readings)
    has_begun = facts.signed or facts.reached
    return Light(Colour.GREEN if has_begun else Colour.NOT_STARTED, (), facts.readings)


def _lowered(trigger: Trigger, excuses: Sequence[Excuse], rule: Rule, day: date) -> Trigger:
    """Lower a red trigger to yellow where the other side approved a reason for it that has not run out."""
    if trigger.colour is not Colour.RED:
        return trigger
    for excuse in excuses:
        if (excuse.trigger, excuse.item) == (trigger.name, trigger.item) and day <= last_day_of(excuse, rule):
            said = {"id": excuse.id, "until": last_day_of(excuse, rule).isoformat(), "side": excuse.side}
            return replace(trigger, colour=Colour.YELLOW, about={**trigger.about, "excuse": said})
    return trigger


def last_day_of(excuse: Excuse, rule: Rule) -> date:
    """Return the last day on which an excuse counts: that which both signed, within the longest time of the rule."""
    return min(excuse.until, excuse.approved_on + timedelta(days=rule.excuse_days_max))


def missing(facts: Facts, rule: Rule, calendar: Calendar, day: date) -> dict[str, tuple[str, ...]]:
    """Return the months whose due day is past and which both have not signed, with the sides that are awaited.

    A month is in when both signed it: so neither side brings it in by itself. None is missing before the plan held.
    """
    if facts.standing is not Standing.IN_FORCE or facts.since is None:
        return {}
    signed, last = {*facts.signed}, rule.last_due(calendar, day)
    due = months.from_to(months.first_to_report(facts.since), last)
    return {month: facts.owing.get(month, facts.sides) for month in due if month not in signed}


def planned_by(milestones: Sequence[Milestone], day: date) -> int | None:
    """Return the progress that is planned to be reached by a day; None where no milestone up to it plans any."""
    last = _planned(milestones, day)
    return None if last is None else last.progress


def as_json(light: Light) -> dict[str, list[dict[str, Any]]]:
    """Return the reasons of a light, and how sides read it, as a table keeps them."""
    return {
        "triggers": [dict(vars(one)) for one in light.triggers],
        "readings": [asdict(one) for one in light.readings],
    }


def from_json(colour: str, kept: Mapping[str, Sequence[Mapping[str, Any]]]) -> Light:
    """Return the light that `as_json` wrote."""
    triggers = tuple(Trigger(**{**one, "colour": Colour(one["colour"])}) for one in kept["triggers"])
    return Light(Colour(colour), triggers, tuple(Reading(**one) for one in kept["readings"]))


def _triggers(facts: Facts, rule: Rule, calendar: Calendar, day: date) -> Iterator[Trigger]:
    for milestone in facts.milestones:
        yield from _of_milestone(milestone, facts, rule, day)
    if facts.progress is not None:
        yield from _behind(facts, rule)
    late = missing(facts, rule, calendar, day)
    silent = [{"month": month, "sides": list(sides)} for month, sides in late.items()]
    yield from _met(rule, "months_missing", len(late), {"months": silent})
    for side, help_ in sorted(facts.help.items()):
        yield from _met(rule, "help_wanted", 1, {"side": side, "what": help_.what, "of": help_.of})
    for paper in facts.papers:
        about = {"id": paper.id, "title": paper.title, "due": paper.due.isoformat(), "side": paper.holder}
        yield from _met(rule, "paper_overdue", (day - paper.due).days, about)


def _of_milestone(milestone: Milestone, facts: Facts, rule: Rule, day: date) -> Iterator[Trigger]:
    """A milestone is late until it is reached; made up after it would have been red, it stays yellow for a while."""
    if milestone.due is None:
        return
    reached = facts.reached.get(milestone.id)
    if reached is None and milestone.due < day:
        late = {"id": milestone.id, "title": milestone.title, "said_by": list(facts.said.get(milestone.id, ()))}
        yield from _met(rule, "milestone_late", (day - milestone.due).days, late)
    if reached is None or reached <= milestone.due:
        return
    until = facts.recorded.get(milestone.id, reached) + timedelta(days=rule.made_up_days)
    if day <= until:
        on = {"reached": reached.isoformat(), "until": until.isoformat()}
        about = {"id": milestone.id, "title": milestone.title, **on}
        yield from _met(rule, "milestone_made_up", (reached - milestone.due).days, about)


def _behind(facts: Facts, rule: Rule) -> Iterator[Trigger]:
    """Compare what the slower side reported for the last month that both signed with what was planned by its end."""
    assert facts.progress is not None
    month, percents = facts.progress.month, facts.progress.percents
    last = _planned(facts.milestones, months.last_day(month))
    if last is not None and percents:
        side = min(sorted(percents), key=lambda one: percents[one])
        planned = last.progress or 0
        about = {"id": last.id, "month": month, "planned": planned, "reported": percents[side], "side": side}
        yield from _met(rule, "progress_behind", planned - percents[side], about)


def _planned(milestones: Sequence[Milestone], day: date) -> Milestone | None:
    """Return the milestone that plans most of those up to a day; None where none of them plans any progress."""
    planning = [one for one in milestones if one.progress is not None and one.due and one.due <= day]
    return max(planning, key=lambda one: one.progress or 0, default=None)


def _met(rule: Rule, name: str, value: int, about: Mapping[str, Any]) -> Iterator[Trigger]:
    line = rule.thresholds.get(name)
    if line is not None and (colour := line.colour(value)) is not None:
        yield Trigger(line.number, name, colour, value, about)
