"""What this node asks of its own people before they take a step in a mediation."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from pilin.base.refusal import Refused
from pilin.kernel.matters.rules.clocks import Calendar
from pilin.modules.mediation.rules import agreement
from pilin.modules.mediation.rules.cases import Case
from pilin.modules.mediation.rules.refusals import MediationRefusal

_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")


def check(
    step: str, fields: Mapping[str, Any], case: Case, *, day: date, calendar: Calendar = agreement.NO_CALENDAR
) -> None:
    """Raise what the law has against a step that is about to be taken here on a day."""
    if step == "file":
        _file(fields, case, calendar)
    asked = _CHECKS.get(step)
    if asked:
        asked(fields, case, day)


def _consent(fields: Mapping[str, Any], _case: Case, day: date) -> None:
    """Ask for a consent its day and time: from then on the party takes part of its own will (人民调解法 3, 17)."""
    said = fields["consent"]
    if said["on"] > day.isoformat():
        raise Refused(MediationRefusal.CONSENT_LIES_AHEAD, day=said["on"])
    if not _TIME.fullmatch(str(said["time"])):
        raise Refused(MediationRefusal.CONSENT_TIME_IS_NOT_ONE, time=said["time"])


def _ending(fields: Mapping[str, Any], _case: Case, day: date) -> None:
    """Ask that the parties were told of arbitration, administration and court (人民调解法 26), today or before."""
    if fields["told_on"] > day.isoformat():
        raise Refused(MediationRefusal.OTHER_WAYS_WERE_NOT_TOLD, day=fields["told_on"])


def _draft(fields: Mapping[str, Any], _case: Case, day: date) -> None:
    agreement.check(fields, day=day)


def _file(fields: Mapping[str, Any], case: Case, calendar: Calendar) -> None:
    """Ask whether a court may confirm, on the day of the filing; both parties file together (人民调解法 33)."""
    why = agreement.why_not_for_courts(case, day=date.fromisoformat(fields["filing"]["on"]), calendar=calendar)
    if why:
        raise Refused(why, until=case.agreed.get("confirm_until", ""))


def _perform(fields: Mapping[str, Any], case: Case, _day: date) -> None:
    agreement.check_numbers(case, fields["performed"])


def _miss(fields: Mapping[str, Any], case: Case, _day: date) -> None:
    agreement.check_numbers(case, [fields["breach"]])


def check_joining(case: Case, named: str, other: Case | None) -> None:
    """Raise JOINED_CASE_DOES_NOT_FIT unless the other is an open case of the same sides that was opened no later.

    So the same dispute that both opened on one day goes on under one code: the first one's, or of two of one moment
    that of the smaller number, on both nodes alike.
    """
    fits = (
        other is not None
        and not other.is_over
        and {*other.roles.values()} == {*case.roles.values()}
        and (other.opened_on, other.id) < (case.opened_on, case.id)
        and all(said == named for said in case.asserted.get("joined_with", {}).values())
    )
    if not fits:
        raise Refused(MediationRefusal.JOINED_CASE_DOES_NOT_FIT)


_CHECKS: Mapping[str, Callable[[Mapping[str, Any], Case, date], None]] = {
    "consent": _consent,
    "refuse": _ending,
    "fail": _ending,
    "draft": _draft,
    "perform": _perform,
    "miss": _miss,
}
