"""What is looked at before information, law and the standing organisation are opened or moved from here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pilin.base.clock import Instant, day_of
from pilin.base.refusal import Refused
from pilin.kernel.federation.queries import facts as federation
from pilin.kernel.matters.actions import Attempt
from pilin.modules.border import queries
from pilin.modules.border.rules import law, sharing, standing, texts
from pilin.modules.border.rules.codes import BorderRefusal
from pilin.modules.border.rules.records import (
    CATALOGUE,
    DRILL,
    LAW_EVENT,
    LAW_STOP,
    REQUEST,
    ROSTER,
    Record,
    Value,
)


@dataclass(frozen=True)
class Scene:
    """With whom a matter is opened, and on which day."""

    peer: str
    day: date


def _check_item(fields: Mapping[str, Any], _scene: Scene) -> None:
    sharing.check_item(fields)


def _check_request(fields: Mapping[str, Any], scene: Scene) -> None:
    sharing.check_asked_for(_item(fields["item"]), holder=scene.peer)
    sharing.check_article(str(fields["article"]))
    sharing.check_day(str(fields["until"]), scene.day)


def _check_event(fields: Mapping[str, Any], scene: Scene) -> None:
    law.check_event(fields, today=scene.day)


def _check_stop(fields: Mapping[str, Any], scene: Scene) -> None:
    law.check_stop(fields, length_m=queries.length_m(day=scene.day))


def _check_roster(fields: Mapping[str, Any], _scene: Scene) -> None:
    me = federation.me()
    standing.check_roster(fields, others=[one for one in queries.records(ROSTER, is_over=False) if one.opened_by == me])


def _check_drill(fields: Mapping[str, Any], scene: Scene) -> None:
    sharing.check_day(str(fields["day"]), scene.day)


_OPENINGS: Mapping[str, Callable[[Mapping[str, Any], Scene], None]] = {
    CATALOGUE: _check_item,
    REQUEST: _check_request,
    LAW_EVENT: _check_event,
    LAW_STOP: _check_stop,
    ROSTER: _check_roster,
    DRILL: _check_drill,
}


def check(name: str, fields: Mapping[str, Any], *, peer: str, day: date) -> None:
    """Refuse to open what does not hold; what a kind asks for nothing more is opened as it is."""
    found = _OPENINGS.get(name)
    if found is not None:
        found(fields, Scene(peer, day))


def _item(matter: str) -> Record | None:
    return queries.record(matter, CATALOGUE)


def answer_day(item: str, *, parties: tuple[str, str], day: date) -> date:
    """Return by when a request for an item is answered. Raises what stands against asking, or CALENDAR_IS_UNKNOWN.

    Both nodes hold the item and the calendar, so both count the same.
    """
    found = sharing.check_asked_for(_item(item), holder=parties[1])
    return sharing.answer_day(found.number("days"), queries.calendar(parties), day)


def admit_request(fields: Mapping[str, Any], at: Instant) -> None:
    """Refuse a request of the other side whose day of answering no catalogue gives. See `sharing.check_answer_by`."""
    sharing.check_answer_by(fields.get("answer_by"), asked_on=day_of(at))


def object_to_shared_steps(attempt: Attempt, at: Instant) -> None:
    """Hold back a step that does not hold, or whose texts bear numbers of persons: they are not changed unseen."""
    _kept, places = texts.masked(attempt.kind, attempt.fields)
    if places:
        raise Refused(BorderRefusal.TEXT_HOLDS_NUMBERS_OF_PERSONS, places=places)
    found = _STEPS.get((attempt.kind.name, attempt.step))
    if found is not None:
        found(attempt, day_of(at))


def _said(attempt: Attempt, name: str) -> Value:
    """Return what who opened the matter says in a field."""
    return attempt.matter.asserted.get(name, {}).get(attempt.kind.opening_by)


def _grant(attempt: Attempt, _day: date) -> None:
    sharing.check_asked_for(_item(str(_said(attempt, "item"))), holder=federation.me())


def _deliver(attempt: Attempt, day: date) -> None:
    sharing.check_receipt(attempt.fields, until=str(_said(attempt, "until") or ""), today=day)


def _amend_item(attempt: Attempt, _day: date) -> None:
    sharing.check_item(attempt.fields)


def _amend_event(attempt: Attempt, _day: date) -> None:
    law.check_materials(attempt.fields)


def _report(attempt: Attempt, _day: date) -> None:
    law.check_report(attempt.fields)


def _confirm(attempt: Attempt, _day: date) -> None:
    law.check_report({name: _said(attempt, name) for name in (*law.NUMBERS, "asked")})


def _amend_stop(attempt: Attempt, day: date) -> None:
    law.check_stop(attempt.fields, length_m=queries.length_m(day=day))


def _sign_stop(attempt: Attempt, day: date) -> None:
    law.check_stop({"chainage_m": _said(attempt, "chainage_m") or 0}, length_m=queries.length_m(day=day))


def _amend_roster(attempt: Attempt, _day: date) -> None:
    first, last = (date.fromisoformat(str(_said(attempt, name))) for name in ("valid_from", "valid_to"))
    standing.check_shifts(standing.shifts_of(attempt.fields["shifts"]), first, last)


def _close_drill(attempt: Attempt, _day: date) -> None:
    standing.check_lessons(attempt.matter.asserted.get("learnt", {}), attempt.kind.roles)


_STEPS: Mapping[tuple[str, str], Callable[[Attempt, date], None]] = {
    (CATALOGUE, "amend"): _amend_item,
    (REQUEST, "grant"): _grant,
    (REQUEST, "deliver"): _deliver,
    (LAW_EVENT, "amend"): _amend_event,
    (LAW_EVENT, "report"): _report,
    (LAW_EVENT, "confirm"): _confirm,
    (LAW_STOP, "amend"): _amend_stop,
    (LAW_STOP, "sign"): _sign_stop,
    (ROSTER, "amend"): _amend_roster,
    (DRILL, "close"): _close_drill,
}
