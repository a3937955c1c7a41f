"""Time. Instants are UTC, statutory dates are dates of China Standard Time; only an edge may ask what time it is."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import NewType

from pilin.base.refusal import Code, Refused

Instant = NewType("Instant", datetime)
Clock = Callable[[], Instant]

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")  # one zone, without summer time since 1992
_FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")


class ClockRefusal(Code):
    """Why a time was not taken."""

    INSTANT_IS_NOT_UTC = "instant_is_not_utc"


def now() -> Instant:
    """Ask the machine's clock. Call it at an edge (view, command, gateway, worker loop) and pass the answer down."""
    return Instant(datetime.now(UTC))


def instant(moment: datetime) -> Instant:
    """Return an aware datetime as an Instant in UTC. Raises INSTANT_IS_NOT_UTC for a naive one."""
    if moment.tzinfo is None:
        raise Refused(ClockRefusal.INSTANT_IS_NOT_UTC, text=moment.isoformat())
    return Instant(moment.astimezone(UTC))


def write(moment: Instant) -> str:
    """Write an instant as canonical bytes carry it: 2026-03-04T01:02:03.000004Z, always with six decimals."""
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def read(text: str) -> Instant:
    """Read what `write` wrote. Raises INSTANT_IS_NOT_UTC for anything else."""
    try:
        moment = datetime.fromisoformat(text) if _FORM.fullmatch(text) else None
    except ValueError:
        moment = None
    if moment is None:
        raise Refused(ClockRefusal.INSTANT_IS_NOT_UTC, text=text)
    return Instant(moment)


def after(moment: Instant, *, seconds: float) -> Instant:
    """Return the instant that lies `seconds` after `moment`."""
    return Instant(moment + timedelta(seconds=seconds))


def seconds_between(earlier: Instant, later: Instant) -> float:
    """Return the seconds from `earlier` to `later`; negative when they stand the other way round."""
    return (later - earlier).total_seconds()


def day_of(moment: Instant) -> date:
    """Return the day in China on which the instant falls; statutory periods are counted in such days."""
    return moment.astimezone(CHINA).date()
