"""What the signed events of a plan and of its reports say, as plain values, the same on every node.

A plan holds what both signed; while it is only offered, what its initiator asserts. A report holds a half for each
side. What only one side said is kept apart from what both signed: a milestone is reached, and progress counts, when a
month that says so bears both signatures.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from pilin.kernel.matters.rules.fold import Matter
from pilin.modules.projects.rules import months
from pilin.modules.projects.rules.beside import NOTHING, Beside, Excuse, Paper, Reading

PERCENT_MAX, CODE_LENGTH = 100, 10


class Standing(StrEnum):
    """How a plan stands."""

    OFFERED = "offered"
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    COMPLETED = "completed"
    ENDED = "ended"
    VOID = "void"


_STANDINGS = {
    "in_force": Standing.IN_FORCE,
    "amending": Standing.IN_FORCE,
    "suspended": Standing.SUSPENDED,
    "completed": Standing.COMPLETED,
    "ended": Standing.ENDED,
    "withdrawn": Standing.VOID,
    "declined": Standing.VOID,
}


@dataclass(frozen=True)
class Milestone:
    """A milestone of a plan; without a `due` it has no date; `progress` is what is planned to be done by then."""

    id: str
    title: str
    due: date | None = None
    measures: str = ""
    progress: int | None = None


@dataclass(frozen=True)
class Plan:
    """A plan as both signed it, or as it is offered. `leads` are the lead bodies by side.

    `offered` are the milestones of an amendment on the table.
    """

    id: str
    title: str
    standing: Standing
    initiator: str
    responder: str
    project_field: str
    milestones: tuple[Milestone, ...]
    leads: Mapping[str, str]
    particulars: Mapping[str, Any] = field(default_factory=dict)
    since: date | None = None
    aims: tuple[str, ...] = ()
    state: str = ""
    offered: tuple[Milestone, ...] = ()

    @property
    def code(self) -> str:
        """Return by what residents name the project in an address: the end of its id, the same at every side."""
        return self.id[-CODE_LENGTH:]

    @property
    def sides(self) -> tuple[str, str]:
        """Return the sides in their order on shared pages: the higher code first."""
        first, second = sorted((self.initiator, self.responder), reverse=True)
        return first, second


@dataclass(frozen=True)
class Photo:
    """A photograph of the works by the hash of its content, with what it shows."""

    digest: str
    caption: str


@dataclass(frozen=True)
class Half:
    """What one side reported of a month. `percent` is None where the number said is no percentage.

    `arrived_amount` and `paid_amount` are what came in and went out since the plan began, in fen; None where not said.
    """

    done: str
    percent: int | None
    problems: str = ""
    help: str = ""
    help_from: str = ""
    next: str = ""
    reached: Mapping[str, date] = field(default_factory=dict)
    photos: tuple[Photo, ...] = ()
    arrived_amount: int | None = None
    paid_amount: int | None = None
    permits: str = ""
    written_by: str = ""
    checked_by: str = ""


TEXTS = ("permits", "problems", "help", "help_from", "next", "written_by", "checked_by")
AMOUNTS = ("arrived_amount", "paid_amount")


@dataclass(frozen=True)
class Report:
    """A report of a plan and month: its halves by side, the day on which each came in, and whether both signed.

    `signed_by` are the sides whose signature stands on it now, `signed_on` is the day on which both had signed.
    """

    id: str
    plan: str
    month: str
    state: str
    opener: str
    halves: Mapping[str, Half]
    days: Mapping[str, date]
    corrects: str = ""
    signed_by: tuple[str, ...] = ()
    signed_on: date | None = None

    @property
    def joint(self) -> bool:
        """Tell whether both sides signed the month."""
        return self.state == "joint"

    @property
    def counts(self) -> bool:
        """Tell whether the report is more than a withdrawn one."""
        return self.state != "withdrawn"


@dataclass(frozen=True)
class Shown:
    """A photograph of a project: its hash and caption, of which month, by which side, and whether both signed it."""

    digest: str
    caption: str
    month: str
    side: str
    is_signed: bool


@dataclass(frozen=True)
class Help:
    """Help that a side asked for in its half of the last month that both signed."""

    what: str
    of: str


@dataclass(frozen=True)
class Progress:
    """The cumulative percentages by side of the last month that both signed."""

    month: str
    percents: Mapping[str, int]


@dataclass(frozen=True)
class Facts:
    """All that a light is computed from: what both signed, and what time makes of it.

    `signed` are the months that both signed; `owing` says for one that is reported and not signed which sides owe their
    half or, where both are in, their signature. `recorded` tells when the month was signed by which a milestone is
    reached. `said` and `readings` are one side's word: they are shown and turn no light.
    """

    standing: Standing
    sides: tuple[str, ...]
    milestones: tuple[Milestone, ...] = ()
    since: date | None = None
    reached: Mapping[str, date] = field(default_factory=dict)
    said: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    recorded: Mapping[str, date] = field(default_factory=dict)
    signed: tuple[str, ...] = ()
    owing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    progress: Progress | None = None
    help: Mapping[str, Help] = field(default_factory=dict)
    excuses: tuple[Excuse, ...] = ()
    papers: tuple[Paper, ...] = ()
    readings: tuple[Reading, ...] = ()


def plan_of(matter: Matter, *, refused: bool = False) -> Plan:
    """Return the plan of a matter: what both signed, else what its initiator asserts."""
    said = {name: by.get("initiator") for name, by in matter.asserted.items()}
    text = {**said, **matter.agreed}
    roles, leads = matter.roles, text.get("leads") or {}
    in_force = [matter.done[step].day for step in ("sign", "resume") if step in matter.done]
    return Plan(
        id=matter.id,
        title=str(text.get("title", "")),
        standing=Standing.VOID if refused else _STANDINGS.get(matter.state, Standing.OFFERED),
        initiator=roles["initiator"],
        responder=roles["responder"],
        project_field=str(text.get("field", "")),
        milestones=milestones_of(text.get("milestones") or ()),
        leads={roles[role]: str(body) for role, body in leads.items() if role in roles},
        particulars=text.get("particulars") or {},
        since=max(in_force, default=None),
        aims=tuple(str(aim) for aim in text.get("aims") or ()),
        state=matter.state,
        offered=milestones_of(said.get("milestones") or ()) if matter.state == "amending" else (),
    )


NAMES_A_MILESTONE = {
    "refuse_milestone": "refused_milestone",
    "refuse_amendment": "refused_milestone",
    "report_milestone": "milestone",
}
"""The steps of a plan that speak of one milestone, each with the field that names it."""


def spoken_of(plan: Plan) -> tuple[Milestone, ...]:
    """Return the milestones of which a step may speak: the plan's, and those of an amendment on the table."""
    return tuple({one.id: one for one in (*plan.milestones, *plan.offered)}.values())


def milestones_of(said: Sequence[Mapping[str, Any]]) -> tuple[Milestone, ...]:
    """Return milestones as a plan writes them; planned progress that is no percentage counts as not given."""
    return tuple(
        Milestone(
            id=str(one["id"]),
            title=str(one["title"]),
            due=date.fromisoformat(one["due"]) if one.get("due") else None,
            measures=str(one.get("measures", "")),
            progress=percent_of(one.get("progress")),
        )
        for one in said
    )


def percent_of(value: object) -> int | None:
    """Return a percentage; what is none counts as not said."""
    return value if isinstance(value, int) and 0 <= value <= PERCENT_MAX else None


def amount_of(value: object) -> int | None:
    """Return an amount in fen; what is none, or less than nothing, counts as not said."""
    return value if type(value) is int and value >= 0 else None


def report_of(matter: Matter, *, refused: bool = False) -> Report | None:
    """Return the report of a matter; None where it says no month (the other side's program is not ours)."""
    said = matter.asserted.get("of", {}).get("initiator") or {}
    if not months.is_month(said.get("month")) or "plan" not in said:
        return None
    halves = {matter.roles[role]: half_of(half) for role, half in matter.asserted.get("half", {}).items()}
    done = {"initiator": "open", "responder": "report"}
    return Report(
        id=matter.id,
        plan=str(said["plan"]),
        month=str(said["month"]),
        state="withdrawn" if refused else matter.state,
        opener=matter.roles["initiator"],
        halves=halves,
        days={matter.roles[role]: matter.done[step].day for role, step in done.items() if step in matter.done},
        corrects=str(said.get("corrects", "")),
        signed_by=tuple(sorted(matter.roles[role] for role in matter.signed.get("sign", ()))),
        signed_on=matter.done["sign"].day if matter.state == "joint" and "sign" in matter.done else None,
    )


def half_of(said: Mapping[str, Any]) -> Half:
    """Return one side's half as its event wrote it."""
    plain: dict[str, Any] = {name: str(said.get(name, "")) for name in TEXTS}
    plain |= {name: amount_of(said.get(name)) for name in AMOUNTS}
    reached = {str(one["id"]): date.fromisoformat(one["day"]) for one in said.get("reached", ())}
    photos = tuple(Photo(str(one["digest"]), str(one["caption"])) for one in said.get("photos", ()))
    return Half(str(said["done"]), percent_of(said.get("percent")), reached=reached, photos=photos, **plain)


def standing_reports(reports: Sequence[Report]) -> dict[str, Report]:
    """Return for each month the report that stands, oldest month first.

    What both signed stands, the latest of them; else the one with the lowest id: where both sides opened one at once,
    the other is to be withdrawn by its opener. A correction stands for nothing until both have signed it.
    """
    found: dict[str, Report] = {}
    for report in sorted(reports, key=lambda one: (one.month, one.id)):
        held = found.get(report.month)
        if report.counts and (report.joint or (held is None and not report.corrects)):
            found[report.month] = report
    return found


def facts_of(plan: Plan, reports: Sequence[Report], beside: Beside = NOTHING) -> Facts:
    """Return the facts of a plan with its reports and with what stands beside it."""
    standing = standing_reports(reports)
    signed = [report for report in standing.values() if report.joint]
    reached, recorded = _reached(signed)
    return Facts(
        standing=plan.standing,
        sides=plan.sides,
        milestones=plan.milestones,
        since=plan.since,
        reached=reached,
        said=_said(list(standing.values()), reached),
        recorded=recorded,
        signed=tuple(report.month for report in signed),
        owing={month: owing(report, plan.sides) for month, report in standing.items() if not report.joint},
        progress=_progress(signed[-1]) if signed else None,
        help=_help(signed),
        excuses=beside.excuses,
        papers=beside.papers,
        readings=beside.readings,
    )


def owing(report: Report, sides: Sequence[str]) -> tuple[str, ...]:
    """Return who is awaited in a month that is not signed: whose half is missing, else whose signature."""
    silent = tuple(side for side in sides if side not in report.halves)
    return silent or tuple(side for side in sides if side not in report.signed_by) or tuple(sides)


def _reached(signed: Sequence[Report]) -> tuple[dict[str, date], dict[str, date]]:
    """Return the days on which milestones were reached, and those on which both had signed that they were."""
    reached: dict[str, date] = {}
    recorded: dict[str, date] = {}
    for report in signed:
        day = report.signed_on or max(report.days.values(), default=None)
        for half in report.halves.values():
            for name, on in half.reached.items():
                reached[name] = max(on, reached.get(name, on))
                recorded.setdefault(name, day or on)
    return reached, recorded


def _said(reports: Sequence[Report], reached: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return by milestone who says that it is reached, where not both have signed so."""
    said: dict[str, set[str]] = {}
    for report in reports:
        for side, half in report.halves.items():
            for name in {*half.reached} - {*reached}:
                said.setdefault(name, set()).add(side)
    return {name: tuple(sorted(sides)) for name, sides in said.items()}


def _progress(report: Report) -> Progress:
    percents = {side: half.percent for side, half in report.halves.items() if half.percent is not None}
    return Progress(report.month, percents)


def _help(reports: Sequence[Report]) -> dict[str, Help]:
    """Return the help that sides ask for in their half of the last month that both signed; a later one without ends it.

    A half that is not signed asks as well, and is read on its page; it turns no light.
    """
    last: dict[str, Half] = {}
    for report in reports:
        last |= report.halves
    return {side: Help(half.help, half.help_from) for side, half in last.items() if half.help}
