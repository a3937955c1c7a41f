"""督办单 and 催办单: numbers that are not given twice, feedback in its cycle, and what became of them by quarter.

Across the border a 督办单 is a request under a clause of the agreement, from one equal to another: it may be declined,
and a refusal is an answer that is counted, not a fault.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pilin.base.refusal import Refused
from pilin.modules.projects.rules import records
from pilin.modules.projects.rules.records import Record
from pilin.modules.projects.rules.refusals import SupervisionRefusal

CYCLE_DAYS = {"weekly": 7, "monthly": 31, "quarterly": 92}
"""The longest time between two feedbacks; `once` has none."""

_FEEDS_BACK = ("take_on", "feed_back")


def check_number(number: str, taken: Collection[str]) -> None:
    """Refuse a number that our side gave to another paper: a paper is found by it for ever."""
    if number in taken:
        raise Refused(SupervisionRefusal.NUMBER_IS_TAKEN, number=number)


def next_feedback(cycle: str, day: date) -> date | None:
    """Return the day until which the next feedback is due; None where there is only one."""
    days = CYCLE_DAYS.get(cycle)
    return day + timedelta(days=days) if days else None


def check_feedback(step: str, fields: Mapping[str, Any], *, cycle: str, day: date) -> None:
    """Refuse to take on or to feed back without the day of the next feedback, or with one beyond the cycle."""
    latest = next_feedback(cycle, day)
    if step not in _FEEDS_BACK or latest is None:
        return
    said = fields.get("next_feedback_on")
    if said is None or not day < date.fromisoformat(str(said)) <= latest:
        raise Refused(SupervisionRefusal.NEXT_FEEDBACK_DOES_NOT_FIT, latest=latest.isoformat())


@dataclass(frozen=True)
class Tally:
    """What became of the papers that one side received: how many, and how many of them came how far."""

    side: str
    received: int
    signed_for: int
    taken_on: int
    declined: int
    ended: int
    late: int


def tallies(orders: Sequence[Record], sides: Iterable[str], day: date) -> list[Tally]:
    """Return for each side what became of the papers that it received; those that were taken back do not count."""
    counted = [one for one in orders if one.state != "withdrawn" and not one.refused_by]
    return [_tally([one for one in counted if one.holder == side], side, day) for side in sides]


def _tally(orders: Sequence[Record], side: str, day: date) -> Tally:
    return Tally(
        side,
        received=len(orders),
        signed_for=sum("sign_for" in one.done for one in orders),
        taken_on=sum("take_on" in one.done for one in orders),
        declined=sum(one.state == "declined" for one in orders),
        ended=sum(one.state == "ended" for one in orders),
        late=sum(records.is_late(one, day) for one in orders),
    )


def refusals(orders: Iterable[Record]) -> list[Record]:
    """Return the papers that were declined, each with its reason."""
    return [one for one in orders if one.state == "declined"]
