"""组织体系联合, 工作机制联建: who is on duty at three levels day by day, what was lifted, what drills taught; pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pilin.base.refusal import Refused
from pilin.modules.border.rules.codes import BorderRefusal
from pilin.modules.border.rules.records import Record
from pilin.modules.border.rules.sharing import day_of

LEVELS = ("village", "town", "city")
"""From below to above; a question is lifted on both sides at once."""
SOON_DAYS = 7
_DAY = timedelta(days=1)
_OFFICE_LINE = re.compile(r"(0\d{2,3}-?)?[2-9]\d{6,7}(-\d{1,5})?|1\d{2}|1\d{4}")


@dataclass(frozen=True)
class Shift:
    """A post that can be reached from a day until another one, both included, by an office telephone."""

    day_first: date
    day_last: date
    post: str
    phone: str


@dataclass(frozen=True)
class OnDuty:
    """Who is on duty for a body of a side and level on a day."""

    side: str
    level: str
    body: str
    shift: Shift


@dataclass(frozen=True)
class Line:
    """One level of an escalation: what each side's line answered, by node; and whether the question stands there."""

    level: str
    answers: Mapping[str, str]
    is_now: bool


def shifts_of(told: Sequence[Mapping[str, Any]]) -> list[Shift]:
    """Return the shifts of a roster in their order."""
    found = [
        Shift(
            date.fromisoformat(one["day_first"]),
            date.fromisoformat(one["day_last"]),
            str(one["post"]),
            str(one["phone"]),
        )
        for one in told
    ]
    return sorted(found, key=lambda one: (one.day_first, one.day_last))


def check_roster(fields: Mapping[str, Any], *, others: Sequence[Record] = ()) -> None:
    """Refuse a roster that leaves a day out, has two posts on a day, or stands beside another of the same body."""
    first, last = date.fromisoformat(fields["valid_from"]), date.fromisoformat(fields["valid_to"])
    check_span(first, last)
    check_shifts(shifts_of(fields["shifts"]), first, last)
    same = [one for one in others if (one.text("level"), one.text("body")) == (fields["level"], fields["body"])]
    for one in same:
        if (held := span_of(one)) and not one.is_over and held[0] <= last and first <= held[1]:
            raise Refused(BorderRefusal.ROSTER_OVERLAPS, day=max(first, held[0]).isoformat(), other=one.title)


def check_span(first: date, last: date) -> None:
    """Refuse a span that ends before it begins. Raises SPAN_ENDS_BEFORE_IT_BEGINS."""
    if last < first:
        raise Refused(BorderRefusal.SPAN_ENDS_BEFORE_IT_BEGINS, starts=first.isoformat(), ends=last.isoformat())


def check_shifts(shifts: Sequence[Shift], first: date, last: date) -> None:
    """Refuse shifts that do not cover a span day by day, each day once. Raises one of the codes of rosters."""
    due = first
    for one in shifts:
        check_span(one.day_first, one.day_last)
        if _OFFICE_LINE.fullmatch(one.phone) is None:
            raise Refused(BorderRefusal.TELEPHONE_IS_NO_OFFICE_LINE, post=one.post[:20])
        if one.day_first < first or one.day_last > last:
            day = one.day_first if one.day_first < first else one.day_last
            raise Refused(BorderRefusal.SHIFT_LEAVES_ITS_ROSTER, day=day.isoformat(), post=one.post[:20])
        if one.day_first < due:
            raise Refused(BorderRefusal.ROSTER_OVERLAPS, day=one.day_first.isoformat(), other=one.post[:20])
        if one.day_first > due:
            raise Refused(BorderRefusal.ROSTER_HAS_A_GAP, day=due.isoformat())
        due = one.day_last + _DAY
    if due <= last:
        raise Refused(BorderRefusal.ROSTER_HAS_A_GAP, day=due.isoformat())


def span_of(roster: Record) -> tuple[date, date] | None:
    """Return the first and the last day of a roster; None where it names none."""
    first, last = day_of(roster.value("valid_from")), day_of(roster.value("valid_to"))
    return (first, last) if first and last else None


def on_duty(rosters: Sequence[Record], day: date) -> list[OnDuty]:
    """Return who is on duty on a day, by the rosters that hold: not ended, and the day within a shift."""
    return [
        OnDuty(one.opened_by, one.text("level"), one.text("body"), shift)
        for one in rosters
        if not one.is_over
        for shift in shifts_of(one.value("shifts") or ())
        if shift.day_first <= day <= shift.day_last
    ]


def uncovered(rosters: Sequence[Record], sides: Sequence[str], day: date) -> list[tuple[str, str]]:
    """Return the levels of sides at which nobody is on duty on a day, as (side, level), from above to below."""
    there = {(one.side, one.level) for one in on_duty(rosters, day)}
    return [(side, level) for side in sides for level in LEVELS[::-1] if (side, level) not in there]


def lines_of(record: Record) -> tuple[Line, ...]:
    """Return the lines of an escalation from below to above, each with the answers of both sides."""
    return tuple(
        Line(level, said_by(record, f"{level}_answer"), is_now=record.state == level and not record.refused_by)
        for level in LEVELS
    )


def said_by(record: Record, name: str) -> Mapping[str, str]:
    """Return by node what each side said in a field."""
    return {record.roles[role]: str(text) for role, text in record.asserted.get(name, {}).items()}


def check_lessons(learnt: Mapping[str, object], roles: Sequence[str]) -> None:
    """Refuse to sign a drill from which a side has not said what it learnt. Raises LESSON_OF_A_SIDE_IS_MISSING."""
    if not {*roles} <= {*learnt}:
        raise Refused(BorderRefusal.LESSON_OF_A_SIDE_IS_MISSING)
