"""The supervision of a quarter: which days may be set, and how far it has come.

政府督查工作条例 gives the frame: a plan with objects and scope, and no repeated inspection (15); 30 days to object and
30 to answer (17); set right and check again (18). Each side inspects its own; the joint team visits and records.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pilin.base.refusal import Refused
from pilin.modules.projects.rules.records import Record
from pilin.modules.projects.rules.refusals import SupervisionRefusal

STRUCK_OFF = ("struck_off", "archived")
CLOSED = (*STRUCK_OFF, "revoked")

_SETS_DAY = {
    "open": "due",
    "offer_extension": "due",
    "send_back": "next_due",
    "set_day": "next_due",
    "reopen": "next_due",
    "uphold_again": "next_due",
    "claim": "due_raiser",
    "claim_theirs": "due_other",
}


def check_days(step: str, fields: Mapping[str, Any], *, due: date | None, day: date) -> None:
    """Refuse a day to set right that is not ahead, and an extension to a day that is not later than `due`."""
    wished = fields.get(_SETS_DAY.get(step, ""))
    if wished is None:
        return
    ends = date.fromisoformat(str(wished))
    if ends <= day:
        raise Refused(SupervisionRefusal.DAY_TO_SET_RIGHT_IS_PAST, day=ends.isoformat())
    if step == "offer_extension" and due is not None and ends <= due:
        raise Refused(SupervisionRefusal.LATER_DAY_IS_NOT_LATER, day=ends.isoformat(), due=due.isoformat())


def due_of(record: Record) -> date | None:
    """Return the day by which what a matter asks for is to be done: what both signed, else what its opener set."""
    said = record.agreed.get("due") or record.asserted.get("due", {}).get(record.opener)
    return date.fromisoformat(str(said)) if said else None


def was_taken_up_again(record: Record) -> bool:
    """Tell whether a finding was struck off once and taken up again, under the number that it had."""
    return "reopen" in record.done
