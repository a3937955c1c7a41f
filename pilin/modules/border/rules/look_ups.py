"""The register of look-ups: who looked into stored pictures, what for, with whose approval, and with what result.

条例 16 asks for the reason, the content, the unit and the name of who looked; never a picture, and nobody is written
down as looked for. One person of the staff asks, another one, who may sign, approves.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from pilin.base.clock import day_of, instant
from pilin.base.refusal import Refused
from pilin.modules.border.rules.cameras import LATEST, Alarm
from pilin.modules.border.rules.register_codes import RegisterRefusal

CLOSING_DAYS = 7
"""The house's own term, which no article gives: so long may a look-up stand without its result."""
SPAN_DAYS_MAX = 31
"""PIPL 6: what is looked into is as narrow as its purpose allows; a month and more is no look-up of one event."""


class Purpose(StrEnum):
    """What stored pictures may be looked into for; a closed list, so that nobody's name has a place here."""

    CASE = "case"
    ACCIDENT = "accident"
    DANGER = "danger"
    CONCERNED = "concerned"
    INSPECTION = "inspection"
    UPKEEP = "upkeep"


class Result(StrEnum):
    """What came of a look-up, in a word."""

    FOUND = "found"
    NOTHING = "nothing"
    NOT_DONE = "not_done"


class State(StrEnum):
    """How far a look-up is."""

    ASKED = "asked"
    DECLINED = "declined"
    APPROVED = "approved"
    CLOSED = "closed"


@dataclass(frozen=True)
class LookUp:
    """One look into the stored pictures of a camera: the span, why and by which article, who, and what came of it.

    `paper` is the number of the case or of the slip, `asked_by` and the others are accounts of our own staff, `unit` is
    the body and office of who asked, as they were called then.
    """

    camera: str
    first: datetime
    last: datetime
    purpose: Purpose
    article: str
    paper: str
    asked_by: str
    unit: str
    asked_at: datetime
    answered_by: str = ""
    is_approved: bool | None = None
    closed_by: str = ""
    result: str = ""
    was_copied: bool = False
    destroy_on: date | None = None
    destroyed_on: date | None = None
    id: int = 0

    @property
    def state(self) -> State:
        """Return how far it is."""
        if self.result:
            return State.CLOSED
        if self.is_approved is None:
            return State.ASKED
        return State.APPROVED if self.is_approved else State.DECLINED

    @property
    def has_copy(self) -> bool:
        """Tell whether a copy of it is still to be destroyed."""
        return self.was_copied and self.destroyed_on is None


def late_from(look_up: LookUp) -> tuple[Alarm, date] | None:
    """Return what is late of a look-up as it stands, and from which day; None where nothing more is to be done."""
    if look_up.has_copy and look_up.destroy_on is not None:
        return Alarm.COPY_IS_TO_BE_DESTROYED, look_up.destroy_on + timedelta(days=1)
    if look_up.state in (State.CLOSED, State.DECLINED):
        return None
    return Alarm.LOOK_UP_IS_OPEN, day_of(instant(look_up.asked_at)) + timedelta(days=CLOSING_DAYS + 1)


def check_asked(look_up: LookUp, *, storage_days: int, at: datetime) -> None:
    """Refuse a span that runs backwards, lies ahead, is longer than one event, or older than what is stored."""
    # 条例 17: what is older than the days of storage has been deleted, so there is nothing to be looked into.
    is_stored = at - timedelta(days=storage_days) <= look_up.first < look_up.last <= at
    if not is_stored or look_up.last - look_up.first > timedelta(days=SPAN_DAYS_MAX):
        raise Refused(RegisterRefusal.SPAN_OF_A_LOOK_UP_IS_NONE, days=SPAN_DAYS_MAX, stored=storage_days)


def check_answered(look_up: LookUp, *, by: str) -> None:
    """Refuse an answer by who asks, and a second one."""
    _demand(look_up, State.ASKED)
    # Two persons (governance 7.1, after the rule of Chongqing of 2009, art. 18): nobody approves what he asks for.
    if by == look_up.asked_by:
        raise Refused(RegisterRefusal.APPROVER_IS_THE_ASKER)


def check_closed(look_up: LookUp, *, was_copied: bool, destroy_on: date | None, day: date) -> None:
    """Refuse to close what was not approved, and a copy that nobody ever destroys."""
    _demand(look_up, State.APPROVED)
    if was_copied != (destroy_on is not None) or not day <= (destroy_on or day) <= LATEST:
        raise Refused(RegisterRefusal.COPY_NEEDS_A_DAY_TO_BE_DESTROYED)


def check_destroyed(look_up: LookUp) -> None:
    """Refuse to destroy what was not copied, or was destroyed before."""
    if not look_up.has_copy:
        raise Refused(RegisterRefusal.LOOK_UP_IS_PAST_THIS)


def _demand(look_up: LookUp, state: State) -> None:
    if look_up.state is not state:
        raise Refused(RegisterRefusal.LOOK_UP_IS_PAST_THIS)
