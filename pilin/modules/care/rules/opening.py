"""Two persons open; one alone where life is in danger; what a month looked like; numbers too small to tell. Pure."""

from collections.abc import Sequence
from datetime import date

from pilin.base import canonical, clock
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.matters.rules import clocks
from pilin.kernel.matters.rules.clocks import Calendar
from pilin.modules.care.rules.codes import CareRefusal
from pilin.modules.care.rules.limits import LIMITS


def check_asker(*, is_receiver: bool, reason: str) -> None:
    """Raise ENVELOPE_IS_OPENED_BY_ITS_RECEIVER or REASON_IS_MISSING: who opens says why (视频条例 16 for pictures)."""
    if not is_receiver:
        raise Refused(CareRefusal.ENVELOPE_IS_OPENED_BY_ITS_RECEIVER)
    if not reason.strip():
        raise Refused(CareRefusal.REASON_IS_MISSING)


def check_second(*, first: str, second: str) -> None:
    """Raise SECOND_PERSON_IS_NEEDED where one person would open with his own two keys."""
    if first == second:
        raise Refused(CareRefusal.SECOND_PERSON_IS_NEEDED)


def check_alone(*, danger: bool) -> None:
    """Raise DANGER_IS_NOT_CONFIRMED: one opens alone only for danger to life (PIPL 13(4), 18(2))."""
    if not danger:
        raise Refused(CareRefusal.DANGER_IS_NOT_CONFIRMED)


def ends_at(at: Instant) -> Instant:
    """Return when a session ends that begins now."""
    return clock.after(at, seconds=LIMITS.session_minutes * 60)


def review_by(opened: date, calendar: Calendar | None) -> date:
    """Return the last day for reviewing an emergency: three working days, Monday to Friday without a calendar."""
    known = calendar or Calendar("calendar", "", {})
    return clocks.deadline(opened, LIMITS.review_working_days, "working", known).rolled_end


def digest_of(rows: Sequence[Sequence[str]]) -> str:
    """Return the digest over what a body was told of openings, row by row, as both bodies can compute it."""
    return canonical.digest_of([list(row) for row in rows])


def told(number: int) -> int | None:
    """Return a number of cases, or None for fewer than ten: a small number names somebody."""
    return number if number >= LIMITS.counted_from else None
