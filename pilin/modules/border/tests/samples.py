"""What tests of the room plan, ask for and record: two sides, one month, and rounds along the line."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pilin.modules.border.rules.patrols import Month, Round, Tick, Tolerance

PINGHU, JINSHAN = "330482", "310116"
SUPPORT: dict[str, Any] = {
    "title": "警力支援 大型活动秩序",
    "sort": "event",
    "starts_on": "2026-03-08",
    "from_m": 28_000,
    "to_m": 29_500,
    "people": 12,
    "vehicles": 2,
    "asked_by": "廊下派出所值班岗",
    "remark": "乡村马拉松",
}
ROADBLOCK: dict[str, Any] = {"title": "山塘桥", "at_m": 28_400, "sort": "concrete", "seen_on": "2026-03-01"}
CHECK: dict[str, Any] = {"title": "新仓道口", "at_m": 21_000, "day": "2026-03-10", "starts": "21:00", "minutes": 90}
TOTALS = {"cars": 41, "lorries": 12, "coaches": 3, "others": 5, "set_right": 2}


def a_round(number: int, day: str = "2026-03-03", **members: Any) -> dict[str, Any]:
    """Return a planned round as a plan carries it."""
    plain = {"id": f"r{number}", "day": day, "starts": "20:00", "minutes": 90, "from_m": 28_000, "to_m": 29_500}
    villages = {"planner_village": "兴旺村", "partner_village": "蔷薇村"}
    return {**plain, **villages, **members}


PLAN: dict[str, Any] = {
    "title": "联合巡查月计划 2026-03",
    "month": "2026-03",
    "rounds": [a_round(1), a_round(2, "2026-03-10"), a_round(3, "2026-03-17", from_m=6_000, to_m=8_200)],
    "tolerance": {"minutes": 30, "metres": 100},
    "tell_by": "2026-04-05",
}
RECORD: dict[str, Any] = {
    "id": "a1",
    "round": "r1",
    "day": "2026-03-03",
    "starts": "20:05",
    "minutes": 85,
    "people": 3,
    "vehicles": 1,
    "cost": 120_00,
}


def tick(side: str = PINGHU, walked: str = "r1", **members: Any) -> Tick:
    """Return a record of a side; `at` is day and time."""
    day, _, starts = str(members.pop("at", "2026-03-03 20:00")).partition(" ")
    plain = {"id": f"{side}-{walked}", "minutes": 90, "people": 2, "vehicles": 1, "cost": 0}
    return Tick(**{**plain, "side": side, "round": walked, "day": date.fromisoformat(day), "starts": starts, **members})


def planned(number: int, **members: Any) -> Round:
    """Return a round of a month that both sides signed."""
    villages: Mapping[str, str] = {PINGHU: "兴旺村", JINSHAN: "蔷薇村"}
    plain = {"id": f"r{number}", "day": date(2026, 3, 3), "starts": "20:00", "minutes": 90, "squads": {}}
    return Round(**{**plain, "from_m": 28_000, "to_m": 29_500, "villages": villages, **members})


def month(*ticks: Tick, rounds: tuple[Round, ...] = (), **members: Any) -> Month:
    """Return a month with records; without rounds it has three, the last of which lies elsewhere."""
    three = (planned(1), planned(2), planned(3, from_m=6_000, to_m=8_200))
    plain = {"id": "m", "month": "2026-03", "sides": (PINGHU, JINSHAN), "tolerance": Tolerance(30, 100)}
    return Month(**{**plain, "rounds": rounds or three, "ticks": ticks, **members})
