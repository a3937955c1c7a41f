"""Samples of the tests: a plan of 明月山塘 with two dated milestones, reports of it, and the rule as it ships."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from pilin.base import refdata
from pilin.kernel.matters.rules.clocks import Calendar
from pilin.kernel.matters.tests import kit
from pilin.modules.projects.rules import lights
from pilin.modules.projects.rules.facts import Facts, Half, Milestone, Plan, Report, Standing

PINGHU, JINSHAN = "330482", "310116"
SIDES = (PINGHU, JINSHAN)
POND = "明月山塘生态修复"
M1 = Milestone("m1", "清淤", date(2026, 6, 30), "分段清淤", 40)
M2 = Milestone("m2", "共建步道", date(2026, 12, 31), "", 100)
CALENDAR: Calendar = kit.CALENDAR
NO_HOLIDAYS = Calendar("calendar", "", {})


def rule_text() -> dict[str, Any]:
    """Return the rule of lights as it ships, as a document."""
    reference = refdata.load(Path(__file__).parents[1] / "reference" / "lights.yaml")
    document = reference.tables["document"]
    assert isinstance(document, dict)
    return document


RULE = lights.parse_rule(rule_text())


def plan(**changes: Any) -> Plan:
    """Return the plan of the pond, in force since March the 2nd."""
    pond = Plan(
        id="plan",
        title=POND,
        standing=Standing.IN_FORCE,
        initiator=PINGHU,
        responder=JINSHAN,
        project_field="f5",
        milestones=(M1, M2),
        leads={PINGHU: "平湖市水利局", JINSHAN: "金山区水务局"},
        since=date(2026, 3, 2),
    )
    return replace(pond, **changes)


def half(percent: int | None = 10, **changes: Any) -> Half:
    return replace(Half("清淤一段", percent), **changes)


def report(month: str = "2026-04", *, halves: Mapping[str, Half] | None = None, **changes: Any) -> Report:
    """Return the report of a month that both sides wrote and signed, unless told otherwise."""
    said = {PINGHU: half(), JINSHAN: half()} if halves is None else halves
    days = dict.fromkeys(said, date(2026, 5, 4))
    signed = Report(f"report-{month}", "plan", month, "joint", PINGHU, said, days)
    return replace(signed, **changes)


def facts(**changes: Any) -> Facts:
    """Return facts of the pond with nothing reported; `reported` are halves by month, signed where both are in."""
    pond, halves = plan(), changes.pop("reported", {})
    changes = {
        "signed": tuple(month for month, sides in halves.items() if len(sides) == len(SIDES)),
        "owing": {month: tuple({*SIDES} - {*sides}) for month, sides in halves.items() if len(sides) < len(SIDES)},
        **changes,
    }
    return replace(Facts(pond.standing, pond.sides, pond.milestones, pond.since), **changes)


def reported(*months: str, sides: tuple[str, ...] = SIDES) -> dict[str, tuple[str, ...]]:
    return dict.fromkeys(months, sides)
