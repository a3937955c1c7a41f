"""What stands beside the chain, before it is taken: notes, provisional notes and their answers are read like steps."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation.protocol.event import Event, is_hash
from pilin.kernel.matters.rules import chain, notes
from pilin.kernel.matters.rules.clocks import Calendar
from pilin.kernel.matters.rules.kinds import Kind, fits

WEEKDAYS = Calendar("calendar", "", {})
"""What counts as working days where no calendar is agreed: Monday to Friday."""

TEXT_MAX, REASON_MAX = 4000, 1000  # characters, as the forms ask for them


def is_fitting(kind: Kind, event: Event) -> bool:
    """Tell whether a note, a provisional note or an answer is one that a matter of this kind can show."""
    body = event.body
    if event.kind == chain.NOTE:
        return _is_text(body.get("text"), TEXT_MAX) and _is_plain_or_asks(body)
    if not _is_text(body.get("reason", ""), REASON_MAX):
        return False
    if event.kind == chain.ANSWER:
        return is_hash(event.re) and body.get("outcome") in notes.ANSWERS
    return _is_step(kind, body) and _are_fields(kind, body.get("fields", {}))


def _is_plain_or_asks(body: Mapping[str, Any]) -> bool:
    """Tell whether a note says nothing about asking again, or all of it: after which event, under which calendar."""
    asks, calendar = body.get("asks"), body.get("calendar")
    return asks is None or (is_hash(asks) and (calendar == "" or is_hash(calendar)))


def asked_already(event: Event, earlier: Mapping[str, Instant], calendar: Calendar) -> date | None:
    """Return the working day on which a party asks again although it has done so, or None where it may.

    Once a working day for a side and a matter; what is asked on a day of rest belongs to the working day before it.
    `earlier` are the notes by which this author asked in this matter: hash and time.
    """
    day = working_day(event.at, calendar)
    days = (working_day(at, calendar) for name, at in earlier.items() if name != event.hash)
    return day if day in days else None


def working_day(at: Instant, calendar: Calendar) -> date:
    """Return the day of an instant, or the last working day before it."""
    day = clock.day_of(at)
    while not calendar.is_workday(day):
        day -= timedelta(days=1)
    return day


def _is_text(text: object, limit: int) -> bool:
    return isinstance(text, str) and len(text) <= limit


def _is_step(kind: Kind, body: Mapping[str, Any]) -> bool:
    """Tell whether a provisional note names a step of the kind, a head, and when the silent party was last heard."""
    try:
        clock.read(body["receipt_at"])
    except (Refused, KeyError, TypeError):
        return False
    return is_hash(body.get("base")) and body.get("step") in [rule.name for rule in kind.steps[1:]]


def _are_fields(kind: Kind, fields: object) -> bool:
    if not isinstance(fields, dict) or not fields.keys() <= kind.fields.keys():
        return False
    return all(fits(kind.fields[name], value) for name, value in fields.items())
