"""Entries for the tests: two neighbours of no real name, 110001 and 220002, and a third one, 330003."""

import hashlib
from datetime import UTC, date, datetime
from typing import Any

from pilin.base.clock import Instant, after
from pilin.base.ids import new_id
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.rules import Level, Standing

OURS, THEIRS, THIRD = "110001", "220002", "330003"
US, THEM = rules.Author(OURS), rules.Author(THEIRS)
BOTH = (OURS, THEIRS)
BORDER = f"{OURS}-{THEIRS}"
AT = Instant(datetime(2026, 3, 4, 1, 2, 3, tzinfo=UTC))
LATER = after(AT, seconds=3600)
DAY = date(2026, 3, 4)
EVENT, OTHER_EVENT = "e" * 64, "f" * 64


def an_id(name: str) -> str:
    """Return the same valid id for the same name."""
    return new_id(AT, lambda size: hashlib.sha256(name.encode(errors="replace")).digest()[:size])


def common(**members: Any) -> dict[str, Any]:
    """Return the members that every entry needs, with those given; the id follows from the name."""
    start = {"version": 1, "side": OURS, "standing": Standing.LISTED, "source": "test"}
    return {"id": an_id(members["name"] or "nameless")} | start | members


def place(name: str | None = "town", **members: Any) -> rules.Place:
    """Return a town of ours, or what the members say."""
    return rules.Place(**common(**{"name": name, "level": Level.TOWN, "code": f"{OURS}100000"} | members))


def body(name: str | None = "bureau", **members: Any) -> rules.Body:
    """Return a body of ours, or what the members say."""
    return rules.Body(**common(**{"name": name, "sort": "government_department"} | members))


def office(name: str | None = "desk", **members: Any) -> rules.Office:
    """Return an office in our bureau, or what the members say."""
    return rules.Office(**common(**{"name": name, "body": an_id("bureau"), "duties": ("liaison",)} | members))


def half(name: str | None = "half", **members: Any) -> rules.PairHalf:
    """Return our half of a pair of towns, or what the members say."""
    start = {"pair": "P1", "level": Level.TOWN, "members": (an_id("town"),), "sides": BOTH}
    return rules.PairHalf(**common(**{"name": name} | start | members))


def group(name: str | None = "group", **members: Any) -> rules.Group:
    """Return a joint group declared by us, or what the members say."""
    start = {"pattern": "1+6+4", "part": "6", "position": 2, "sides": BOTH}
    return rules.Group(**common(**{"name": name} | start | members))


def border(name: str | None = "border", **members: Any) -> rules.Border:
    """Return the border described by us, or what the members say."""
    start = {"sides": BOTH, "length_m": 57030, "starts_at": "corner", "ends_at": "coast"}
    return rules.Border(**common(**{"name": name} | start | members))


def chainage(metres: int = 6900, **members: Any) -> rules.Chainage:
    """Return a chainage on the border."""
    start: dict[str, Any] = {"border": BORDER, "chainage_m": metres, "standing": Standing.COMPUTED}
    return rules.Chainage(**start | members)


def one_of_each() -> list[rules.Entry]:
    """Return one sound entry of every kind, of ours, each filled in as far as it can be."""
    point = rules.Point(latitude_microdegrees=30_823_030, longitude_microdegrees=-121_082_430)
    return [
        border(stated_length_m=58000, note="schematic"),
        place(point=point, chainages=(chainage(distance_m=3000),), also=("old town",)),
        body(place=an_id("town"), credit_code="91110000600037341L", as_of=2010, valid_from=date(2010, 1, 1)),
        office(valid_from=date(2020, 1, 1), valid_to=date(2030, 1, 1), successors=(an_id("next desk"),)),
        half(works=("light",)),
        group(name="group", members=(an_id("bureau"),), title="not named"),
    ]


def codes(findings: list[Any]) -> list[str]:
    """Return the codes of findings, in order."""
    return [finding.code.value for finding in findings]
