"""What everybody may see of the line: what the signs at cameras say, and how often both sides patrolled together.

条例 13: a sign is plain to see; so what it says may be read here too. Cameras stand here by place and chainage, never
by an angle; of patrols numbers by long stretches, never when and where one is walked: whoever knew that could avoid it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pilin.modules.border.rules import patrols
from pilin.modules.border.rules.cameras import Camera
from pilin.modules.border.rules.patrols import Month
from pilin.web.public.fields import PublicFields

STRETCH_M = 10_000
"""So long is a stretch for everybody: a round of two kilometres is not to be found in it."""


@dataclass(frozen=True)
class Stretch:
    """A stretch of the line, and how many joint patrols of a month touched it."""

    from_m: int
    to_m: int
    number: int


@dataclass(frozen=True)
class Patrolled:
    """The joint patrols of a month that count, all together and by stretch: one that touches two stands in both."""

    month: str
    number: int
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True)
class Signs:
    """The page: the cameras at which a sign stands, and this month's patrols and the last one's."""

    cameras: tuple[Camera, ...]
    patrols: tuple[Patrolled, ...]


SIGN_FIELDS: PublicFields = {
    Camera: ("place", "at_m", "operator", "purpose", "storage_days", "complain_to"),
    Patrolled: ("month", "number", "stretches"),
    Stretch: ("from_m", "to_m", "number"),
}
"""By class the fields of this page that may leave; `docs/public.md` bears the same list."""


def signed(found: Iterable[Camera]) -> list[Camera]:
    """Return the cameras in use at which a sign stands; where none does, the register raises an alarm instead."""
    return [one for one in found if one.has_sign and not one.is_off]


def two_months(day: date) -> tuple[date, date]:
    """Return the first days of the last month and of this one."""
    this = day.replace(day=1)
    return (this - timedelta(days=1)).replace(day=1), this


def patrolled(months: Sequence[Month], first: date, *, length_m: int) -> Patrolled:
    """Return how often both sides patrolled together in a month: what counts by the records of both."""
    text = f"{first:%Y-%m}"
    met = [pair.round for one in months if one.month == text for pair in patrols.outcome(one).met]
    stretches = []
    for from_m in range(0, max(length_m, 1), STRETCH_M):
        to_m = min(from_m + STRETCH_M, length_m)
        number = sum(one.from_m < to_m and one.to_m > from_m for one in met)
        stretches.append(Stretch(from_m, to_m, number))
    return Patrolled(text, len(met), tuple(stretches))
