"""Cases: opened and moved by people, with what the parties tell set apart; rows follow their matters."""

from collections.abc import Mapping, Sequence
from typing import Any

from pilin.base.clock import Instant, day_of
from pilin.base.refusal import Refused
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.actions import Detached
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters.actions import Attempt, Moved
from pilin.kernel.matters.queries import MatterView
from pilin.kernel.matters.rules.kinds import Kind
from pilin.modules.mediation import models, queries
from pilin.modules.mediation.actions.committees import Hand
from pilin.modules.mediation.rules import agreement, cases, steps, texts
from pilin.modules.mediation.rules.periods import periods
from pilin.modules.mediation.rules.refusals import MediationRefusal

INITIATOR, RESPONDER = "initiator", "responder"


def record(moved: Sequence[Moved], at: Instant) -> None:
    """Keep the rows of cases as they stand now."""
    for one in moved:
        case = cases.case_of(one.matter, one.kind, refused_by=one.refused_by)
        values = {
            "code": case.code,
            "title": case.title,
            "state": case.state,
            "is_over": case.is_over,
            "category": case.text("category"),
            "opened_on": case.opened_on,
            "effective_on": case.effective_on,
            "due": case.due,
            "warn_on": case.warn_on,
            "next_due": case.next_due,
            "moved_on": case.moved_on,
            "refused_by": case.refused_by,
            "content": cases.as_json(case),
        }
        models.Case.objects.update_or_create(pk=case.id, defaults=values)


def open_case(kind: Kind, values: Mapping[str, Any], *, peer: str, by: Hand) -> tuple[str, int]:
    """Open a case with the other side; return its id, and how many places in its texts were masked."""
    found = texts.sort(kind, values)
    roles = {INITIATOR: facts.me(), RESPONDER: peer}
    fields, contents = _apart(found, [facts.me(), peer], by)
    made = matters.open_of_kind(kind, roles=roles, fields=fields, contents=contents, office=by.office, at=by.at)
    return made, found.places


def take_step(view: MatterView, step: str, values: Mapping[str, Any], *, by: Hand, seen: str | None = None) -> int:
    """Take a step in a case; return how many places in its texts were masked.

    Raises what the law has against it, and CASE_IS_KEPT_BY_ITS_MEDIATORS for anybody else than them and their chair.
    """
    if not queries.in_charge(view.id).may_open(by.account):
        raise Refused(MediationRefusal.CASE_IS_KEPT_BY_ITS_MEDIATORS)
    if step == "draft":
        values = {**values, **agreement.derived(values)}
    found = texts.sort(view.kind, values)
    fields, contents = _apart(found, view.parties, by)
    members = {"fields": fields, "contents": contents, "office": by.office}
    matters.take_step(matter=view.id, step=step, at=by.at, members=members, seen=seen)
    return found.places


def _apart(found: texts.Sorted, readers: Sequence[str], by: Hand) -> tuple[dict[str, Any], tuple[Detached, ...]]:
    """Return the fields of an event and the one detached part that holds its texts, which they name by its hash."""
    if not found.apart:
        return found.fields, ()
    until = texts.keep_until(day_of(by.at), periods().texts_kept_years)
    data = texts.written(found.apart)
    part = federation.detach(texts.PART, data, purpose=texts.PURPOSE, keep_until=until, readers=sorted({*readers}))
    return {**found.fields, **{name: {"part": part.ref.hash} for name in found.apart}}, (part,)


def object_to_case(attempt: Attempt, at: Instant) -> None:
    """Hold back a step against the law, or with a text that tells who somebody is, on whichever page it was written."""
    if texts.tells(attempt.kind, attempt.fields):
        raise Refused(MediationRefusal.TEXT_TELLS_WHO_SOMEBODY_IS)
    case = cases.case_of(attempt.matter, attempt.kind)
    if attempt.step == "join":
        other = str(attempt.fields.get("joined_with"))
        steps.check_joining(case, other, queries.case(other))
    is_filing = attempt.step == "file"
    calendar = queries.calendar_of([*case.roles.values()]) if is_filing else agreement.NO_CALENDAR
    steps.check(attempt.step, attempt.fields, case, day=day_of(at), calendar=calendar)
