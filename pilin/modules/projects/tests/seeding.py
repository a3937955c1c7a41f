"""Many projects for tests and benchmarks: rows as the followers would make them from signed plans and reports.

Plans and reports are made as values and go through the same actions that follow matters, in batches; no events stand
behind them, so `retell` and the audit know nothing of them. Titles, leads and figures follow from the number alone.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from pilin.base.clock import Instant, day_of
from pilin.modules.projects import actions
from pilin.modules.projects.rules import months
from pilin.modules.projects.rules.facts import Half, Milestone, Plan, Report, Standing
from pilin.modules.projects.rules.lists import Item, Yearly

SIDES = ("330482", "310116")
FIELDS = ("f1", "f2", "f3", "f4", "f5", "f6", "f7", "unknown")
DOMAINS = ("d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8")
STANDINGS = (Standing.IN_FORCE,) * 7 + (Standing.SUSPENDED, Standing.COMPLETED, Standing.OFFERED)
BATCH = 500


def id_of(number: int, of: int = 0) -> str:
    """Return an id as matters bear them."""
    return f"0198{of:04x}-0000-7000-8000-{number:012x}"


def plan(number: int, day: date) -> Plan:
    """Return one plan: one of eleven has no dates, the others a milestone each quarter of two years around a day."""
    began = day - timedelta(days=400 + number % 30)
    dated = number % 11 != 10
    milestones = tuple(
        Milestone(f"m{n}", f"节点{n}", began + timedelta(days=90 * n) if dated else None, "", 12 * n)
        for n in range(1, 9)
    )
    return Plan(
        id=id_of(number),
        title=f"合作项目 {number:05}",
        standing=STANDINGS[number % len(STANDINGS)],
        initiator=SIDES[number % 2],
        responder=SIDES[1 - number % 2],
        project_field=FIELDS[number % len(FIELDS)],
        milestones=milestones,
        leads={side: f"{side} 单位 {number % 40}" for side in SIDES},
        particulars={"domain": DOMAINS[number % len(DOMAINS)], "pair": f"P{number % 9 + 1}"},
        since=began,
        state=STANDINGS[number % len(STANDINGS)].value,
    )


def reports(number: int, day: date, count: int) -> Iterator[Report]:
    """Yield the reports of one project for the months before a day; now and then a side is silent or a month open."""
    month = months.month_of(day)
    for back in range(count, 0, -1):
        past = month
        for _ in range(back):
            past = months.before(past)
        done = 8 - back * 8 // (count + 1)
        reached = {f"m{n}": months.first_day(past) for n in range(1, done)} if number % 3 else {}
        silent = (number + back) % 17 == 0
        halves = {
            side: Half(f"{past} 完成", min(100, 10 * done), reached=reached) for side in SIDES[: 1 if silent else 2]
        }
        state = "half" if silent else "joint"
        days: Mapping[str, date] = dict.fromkeys(halves, months.last_day(past))
        yield Report(id_of(number * 1000 + back, of=1), id_of(number), past, state, SIDES[0], halves, days)


def seed(projects: int, *, months_each: int = 12, at: Instant) -> None:
    """Fill the tables with so many projects, each with reports, and a list of a year with the first of them."""
    day = day_of(at)
    for first in range(0, projects, BATCH):
        numbers = range(first, min(first + BATCH, projects))
        actions.put_reports([report for number in numbers for report in reports(number, day, months_each)])
        actions.rebuild([plan(number, day) for number in numbers], at=at)
    items = tuple(Item(str(number + 1), id_of(number), f"合作项目 {number:05}") for number in range(min(12, projects)))
    yearly = Yearly(
        id_of(0, of=2), day.year, f"{day.year} 年度重点合作项目清单", "in_force", SIDES[0], 12, items, items
    )
    actions.keep_list(yearly)
