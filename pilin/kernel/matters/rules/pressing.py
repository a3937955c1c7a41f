"""How an open matter presses a side on a day: near its end, at it, past it, or by an end that others are to keep.

It warns by the raw end of a period and is late by the rolled one, as on the matter's own page (民法典 203).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pilin.kernel.matters.rules.kinds import Title


class Pressure(StrEnum):
    """How a matter presses: what we are to do is near its end, ends today, is late; or others are to do it."""

    NEAR = "near"
    DUE = "due"
    LATE = "late"
    THEIRS = "theirs"


@dataclass(frozen=True)
class Pressing:
    """A matter that presses: what people call it, its kind, whose turn it is, from when it warns, and when it ends."""

    id: str
    title: str
    kind: str
    kind_title: Title
    turn: tuple[str, ...]
    warn_on: date | None
    ends_on: date
    pressure: Pressure


def pressure_of(
    *, turn: Collection[str], warn_on: date | None, ends_on: date | None, me: str, day: date
) -> Pressure | None:
    """Return how an open matter presses a side on a day; None where it does not, or waits for nobody."""
    if not turn or ends_on is None or not (ends_on <= day or (warn_on is not None and warn_on <= day)):
        return None
    if me not in turn:
        return Pressure.THEIRS
    if ends_on == day:
        return Pressure.DUE
    return Pressure.LATE if ends_on < day else Pressure.NEAR
