"""A month of joint patrols of 137 villages, as the border room keeps it: each walks every day, both sides tell.

Plans are of ten villages each, so that none has more rounds than a plan may have; one record in ten is missing, and one
in ten lies hours apart.
"""

import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db import connection

from benchmarks.pages.seed import THEM, US
from pilin.base.clock import Instant
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations.rules import Author, Level
from pilin.kernel.organisations.tests import samples
from pilin.modules.border import queries
from pilin.modules.border.models import Record
from pilin.modules.border.rules.records import PATROLS
from pilin.modules.projects.tests import seeding

VILLAGES, TOGETHER, MONTH, LINE_M = 137, 10, "2026-03", 58_000
FIRST, DAYS = date(2026, 3, 1), 31


def fill(at: Instant) -> None:
    """Declare the villages, and keep the plans of a month with what both sides recorded of it."""
    codes = [f"{US}{100 + n // 90}{200 + n % 90:03}" for n in range(VILLAGES)]
    villages = [
        samples.place(f"村{n}", id=samples.an_id(f"village {n}"), side=US, code=code, level=Level.VILLAGE)
        for n, code in enumerate(codes)
    ]
    assert organisations.declare(entries=villages, author=Author(US), at=at) == []
    Record.objects.bulk_create(_plan(number) for number in range(-(-VILLAGES // TOGETHER)))


def measure(rounds: int) -> None:
    """Print how long the coverage of the month takes in one batch."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        found = queries.coverage_of(MONTH, day=FIRST)
        times.append(time.perf_counter() - began)
    planned, counted = (sum(one[column] for one in found.villages.values()) for column in (0, 1))
    assert len(found.villages) >= VILLAGES, len(found.villages)  # the programme has some of its own
    assert planned == VILLAGES * DAYS, planned
    told = f"{planned} rounds planned, {counted} count, longest {max(times) * 1000:.0f} ms of {rounds}"
    print(f"{connection.vendor}: coverage of {len(found.villages)} villages: {told}")


def _plan(number: int) -> Record:
    """Return the row of one plan that both sides signed, with the records of both."""
    villages = range(number * TOGETHER, min((number + 1) * TOGETHER, VILLAGES))
    rounds = list(_rounds(villages))
    records = {role: [_record(one, role) for n, one in enumerate(rounds) if n % 10 != skip] for role, skip in _SKIPS}
    content = {
        "roles": {"planner": US, "partner": THEM},
        "opener": "planner",
        "asserted": {"records": records},
        "agreed": {"month": MONTH, "rounds": rounds, "tolerance": {"minutes": 30, "metres": 100}},
        "done": {"open": FIRST.isoformat()},
        "turn": [],
    }
    name = seeding.id_of(number, of=6)
    plain = {"kind": PATROLS, "title": f"联合巡查月计划 {MONTH} {number}", "state": "signed", "is_over": False}
    return Record(id=name, opened_by=US, on=FIRST, content=content, **plain)


_SKIPS = (("planner", 3), ("partner", 7))


def _rounds(villages: range) -> Iterator[dict[str, Any]]:
    for day in range(DAYS):
        for village in villages:
            from_m = village * (LINE_M - 1_500) // VILLAGES
            yield {
                "id": f"d{day}v{village}",
                "day": (FIRST + timedelta(days=day)).isoformat(),
                "starts": "20:00",
                "minutes": 90,
                "from_m": from_m,
                "to_m": from_m + 1_500,
                "planner_village": f"村{village}",
                "partner_village": "",
            }


def _record(one: dict[str, Any], role: str) -> dict[str, Any]:
    """Return what a side recorded of a round; of every tenth village the other side walked hours before."""
    early = role == "partner" and one["id"].endswith("5")
    numbers = {"minutes": 85, "people": 3, "vehicles": 1, "cost": 120_00}
    told = {"id": f"{role} {one['id']}", "round": one["id"], "day": one["day"]}
    return {**told, "starts": "09:00" if early else "20:05", **numbers}
