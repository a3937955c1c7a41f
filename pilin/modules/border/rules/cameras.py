"""The register of the cameras at the line: that they are there and that their duties are kept; never a picture.

公共安全视频图像信息系统管理条例 (State Council, in force 2025-04-01), arts. 7 and 13-17. The register knows no address
of a stream and no angle. Who answers for a camera is written as two offices: no article asks for names here.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from pilin.base.refusal import Refused
from pilin.modules.border.rules.codes import BorderRefusal
from pilin.modules.border.rules.register_codes import RegisterRefusal

IN_FORCE = date(2025, 4, 1)
FILING_DAYS, FILING_DAYS_OLD = 30, 90
STORAGE_DAYS_LEAST, STORAGE_DAYS_LONG, STORAGE_DAYS_MAX = 30, 90, 3650
"""Thirty days are the law's least (art. 17); above ninety the house warns; beyond ten years it is a slip."""
REVIEW_DAYS = 365
"""The house's own term, which no article gives: is the camera still needed, and as narrow as it can be?"""
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
_ONE = timedelta(days=1)


class Alarm(StrEnum):
    """A duty that was not kept, or whose term has passed; in the order of the articles."""

    NO_SIGN = "no_sign"
    NOT_FILED = "not_filed"
    LOOK_UP_IS_OPEN = "look_up_is_open"
    COPY_IS_TO_BE_DESTROYED = "copy_is_to_be_destroyed"
    STORAGE_IS_SHORT = "storage_is_short"
    STORAGE_IS_LONG = "storage_is_long"
    REVIEW_IS_DUE = "review_is_due"
    END_HAS_PASSED = "end_has_passed"


@dataclass(frozen=True)
class Camera:
    """One camera as an entry has it; a filing, a review and a last day may be missing.

    `operator` is the body that runs it, the offices are the two that answer for it, `complain_to` is for the sign.
    """

    place: str
    at_m: int
    operator: str
    purpose: str
    used_from: date
    has_sign: bool
    storage_days: int
    first_office: str
    second_office: str
    complain_to: str
    filing_number: str = ""
    filed_on: date | None = None
    reviewed_on: date | None = None
    ends_on: date | None = None
    is_off: bool = False
    id: str = ""
    version: int = 0


def filing_ends(camera: Camera) -> date:
    """Return the last day on which a camera is filed in time."""
    # 条例 14: within 30 days of being put to use; one that was in use before is filed within 90 days of 2025-04-01.
    if camera.used_from < IN_FORCE:
        return IN_FORCE + timedelta(days=FILING_DAYS_OLD)
    return camera.used_from + timedelta(days=FILING_DAYS)


def late_from(camera: Camera) -> dict[Alarm, date]:
    """Return by duty the first day on which it is not kept as the entry stands; one that is off has no duties."""
    if camera.is_off:
        return {}
    since = camera.used_from
    # 条例 13: a sign that is plain to see. 17: thirty days at least, then what has served its purpose is deleted.
    found = {
        Alarm.NO_SIGN: None if camera.has_sign else since,
        Alarm.NOT_FILED: None if camera.filing_number else filing_ends(camera) + _ONE,
        Alarm.STORAGE_IS_SHORT: since if camera.storage_days < STORAGE_DAYS_LEAST else None,
        Alarm.STORAGE_IS_LONG: since if camera.storage_days > STORAGE_DAYS_LONG else None,
        # PIPL 55: the impact is assessed before; so one that nobody assessed is late from its first day.
        Alarm.REVIEW_IS_DUE: camera.reviewed_on + timedelta(days=REVIEW_DAYS + 1) if camera.reviewed_on else since,
        Alarm.END_HAS_PASSED: camera.ends_on + _ONE if camera.ends_on else None,
    }
    return {alarm: day for alarm, day in found.items() if day is not None}


def alarms(camera: Camera, day: date) -> list[Alarm]:
    """Return the duties of a camera that are not kept on a day."""
    return [alarm for alarm, since in late_from(camera).items() if since <= day]


def check_camera(camera: Camera, *, day: date, length_m: int) -> None:
    """Refuse an entry that no camera can have. What breaks the law but is so is entered, and raises an alarm."""
    if not 0 <= camera.at_m <= length_m:
        at = camera.at_m
        raise Refused(BorderRefusal.STRETCH_IS_NOT_ON_THE_LINE, starts=at, ends=at, length=length_m)
    if not 1 <= camera.storage_days <= STORAGE_DAYS_MAX:
        raise Refused(RegisterRefusal.STORAGE_DAYS_ARE_NONE, least=STORAGE_DAYS_LEAST, most=STORAGE_DAYS_MAX)
    if bool(camera.filing_number) != (camera.filed_on is not None):
        raise Refused(RegisterRefusal.FILING_IS_INCOMPLETE)
    _check_days(camera, day)
    if camera.first_office.strip() == camera.second_office.strip():
        raise Refused(RegisterRefusal.OFFICES_IN_CHARGE_ARE_ONE)


def _check_days(camera: Camera, day: date) -> None:
    """Refuse what happened tomorrow or in another age, and a last day before the first."""
    for name in ("used_from", "filed_on", "reviewed_on"):
        said: date | None = getattr(camera, name)
        if said is not None and not EARLIEST <= said <= day:
            raise Refused(RegisterRefusal.DAY_OF_AN_ENTRY_IS_NONE, field=name, day=said.isoformat())
    if camera.ends_on is not None and not camera.used_from <= camera.ends_on <= LATEST:
        raise Refused(RegisterRefusal.CAMERA_ENDS_BEFORE_IT_BEGINS)


def is_same(one: Camera, other: Camera) -> bool:
    """Tell whether two entries are of one camera: at the same metre, under the same name, and neither off."""
    return not (one.is_off or other.is_off) and (one.at_m, one.place.strip()) == (other.at_m, other.place.strip())
