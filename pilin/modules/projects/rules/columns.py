"""What a row of the list holds: columns of a project that follow from its plan, its reports, a yardstick and a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from pilin.base.canonical import digest_of
from pilin.kernel.matters.rules.clocks import Calendar
from pilin.modules.projects.rules import kept, lights
from pilin.modules.projects.rules.beside import NOTHING, Beside
from pilin.modules.projects.rules.facts import Facts, Milestone, Plan, Report, facts_of, standing_reports
from pilin.modules.projects.rules.lights import Light, Rule
from pilin.modules.projects.rules.schedule import Schedule

TITLE_MAX, PLACE_WITHOUT_DATE = 200, "99999999"


@dataclass(frozen=True)
class Yardstick:
    """By what a light is computed: the rule and the calendar of the parties of a plan.

    The rule bears the due day of the `schedule` where one is signed. `unsigned` are rules that lie on the table, by who
    offered them and version: they compute nothing.
    """

    rule: Rule
    calendar: Calendar
    unsigned: tuple[tuple[str, int], ...] = ()
    schedule: Schedule | None = None

    @cached_property
    def digest(self) -> str:
        """Return the hash of both: while it stays the same, a light of a day stays the same."""
        return digest_of([self.rule.digest, self.calendar.hash, *([self.schedule.digest] if self.schedule else [])])


def project(
    plan: Plan, reports: Sequence[Report], yardstick: Yardstick, day: date, beside: Beside = NOTHING
) -> dict[str, Any]:
    """Return the columns of a project."""
    facts, standing = facts_of(plan, reports, beside), standing_reports(reports)
    following = next_milestone(facts)
    signed = [month for month, report in standing.items() if report.joint]
    leads = (plan.leads[side] for side in plan.sides if side in plan.leads)
    words = (plan.title, *leads, str(plan.particulars.get("proposer", "")))
    return {
        "id": plan.id,
        "title": plan.title[:TITLE_MAX],
        "standing": plan.standing.value,
        "initiator": plan.initiator,
        "responder": plan.responder,
        "project_field": plan.project_field,
        "domain": str(plan.particulars.get("domain", "")),
        "pair": str(plan.particulars.get("pair", ""))[:TITLE_MAX],
        "group": str(plan.particulars.get("group", ""))[:TITLE_MAX],
        "words": "\n".join(words),
        "plan": kept.write(plan),
        "facts": kept.write(facts),
        "next_milestone": following.title[:TITLE_MAX] if following else "",
        "next_due": following.due if following else None,
        "last_month": max(standing, default=""),
        "last_signed": max(signed, default=""),
        **lit(facts, plan.id, yardstick, day),
    }


def lit(facts: Facts, plan: str, yardstick: Yardstick, day: date) -> dict[str, Any]:
    """Return the columns that the light of a day sets."""
    shown = lights.light(facts, yardstick.rule, yardstick.calendar, day)
    following = next_milestone(facts)
    due = following.due.isoformat().replace("-", "") if following and following.due else PLACE_WITHOUT_DATE
    return {
        "owing": owing(shown),
        "light": shown.colour.value,
        "light_day": day,
        "triggers": lights.as_json(shown),
        "yardstick": yardstick.digest,
        "place": f"{lights.ORDER.index(shown.colour)}{due}{plan}",
    }


def owing(light: Light) -> str:
    """Return the sides that are awaited in a month that is late, between commas; empty where none is."""
    named = [one for trigger in light.triggers if trigger.name == "months_missing" for one in trigger.about["months"]]
    sides = sorted({side for one in named for side in one["sides"]})
    return f",{','.join(sides)}," if sides else ""


def next_milestone(facts: Facts) -> Milestone | None:
    """Return the milestone that is to be reached next: of those not reached the first by date, then in their order."""
    waiting = [one for one in facts.milestones if one.id not in facts.reached]
    return min(waiting, key=lambda one: one.due or date.max, default=None)


def month(report: Report) -> dict[str, Any]:
    """Return the columns of a report."""
    about: Mapping[str, Any] = {"id": report.id, "plan": report.plan, "month": report.month, "state": report.state}
    return {**about, "report": kept.write(report)}
