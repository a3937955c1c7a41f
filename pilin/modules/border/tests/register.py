"""What tests of the registers enter: one camera whose duties are all kept, a look-up, and what forms send."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from pilin.base import clock
from pilin.base.clock import Instant, day_of
from pilin.modules.border.models import CameraEntry
from pilin.modules.border.models import LookUp as Row
from pilin.modules.border.rules.cameras import Camera
from pilin.modules.border.rules.look_ups import LookUp, Purpose
from pilin.modules.border.views.cameras import waiting
from pilin.web.cards import Onlooker
from pilin.web.tests import samples

DAY = date(2026, 3, 2)
AT = Instant(datetime(2026, 3, 2, 4, tzinfo=UTC))
LENGTH_M = 58_000
CAMERA = Camera(
    place="新仓道口",
    at_m=21_000,
    operator="平湖市公安局",
    purpose="道口治安",
    used_from=date(2026, 1, 10),
    has_sign=True,
    storage_days=60,
    first_office="新仓派出所值班岗",
    second_office="科信大队运维岗",
    complain_to="平湖市公安局 0573-85000000",
    filing_number="备2026-1",
    filed_on=date(2026, 2, 1),
    reviewed_on=date(2026, 1, 5),
)
LOOK_UP = LookUp(
    camera="c1",
    first=datetime(2026, 3, 1, 12, tzinfo=UTC),
    last=datetime(2026, 3, 1, 14, tzinfo=UTC),
    purpose=Purpose.CASE,
    article="治安管理处罚法 样例条",
    paper="平公受字2026-12",
    asked_by="zhao",
    unit="新仓派出所 值班岗",
    asked_at=AT,
)
APPROVED = replace(LOOK_UP, is_approved=True, answered_by="wu")
CLOSED = replace(APPROVED, result="found", closed_by="zhao")
COPIED = replace(CLOSED, was_copied=True, destroy_on=date(2026, 3, 31))
FORM = {
    **{name: str(getattr(CAMERA, name)) for name in ("place", "at_m", "operator", "purpose", "storage_days")},
    **{name: getattr(CAMERA, name) for name in ("first_office", "second_office", "complain_to", "filing_number")},
    **{name: getattr(CAMERA, name).isoformat() for name in ("used_from", "filed_on", "reviewed_on")},
    "has_sign": "on",
    "ends_on": "",
}
ASKED = {
    "first": "2026-03-01T12:00",
    "last": "2026-03-01T14:00",
    "purpose": "case",
    "article": "治安管理处罚法 样例条",
    "paper": "平公受字2026-12",
}
NEW = "/border/cameras/new/"


def sent(address: str, data: dict[str, Any], account: str = "zhao") -> tuple[int, str]:
    """Send a form; return the status and the words of the answer."""
    answer = samples.browser(account).post(address, data)
    return answer.status_code, samples.text_of(answer.content.decode())


def entered(**changes: str) -> str:
    """Enter a camera by its form; return its id."""
    assert sent(NEW, {**FORM, **changes})[0] == 302
    return str(CameraEntry.objects.latest("pk").camera)


def asked(camera: str, account: str = "zhao", **changes: str) -> int:
    """Ask to look into the pictures of a camera by the form; return the number of the look-up."""
    assert sent(f"/border/cameras/{camera}/look-up/", {**ASKED, **changes}, account)[0] == 302
    return int(Row.objects.latest("pk").pk)


def answered(number: int, answer: str = "approve", account: str = "wu") -> int:
    """Answer a look-up; return the status."""
    return sent(f"/border/look-ups/{number}/answer/", {"answer": answer}, account)[0]


def closed(number: int, account: str = "zhao", **changes: str) -> tuple[int, str]:
    """Say what came of a look-up."""
    return sent(f"/border/look-ups/{number}/close/", {"result": "found", **changes}, account)


def on_the_desk() -> int:
    """Return how many of the register the desk of today says to be late, whoever looks."""
    (late,) = waiting("", Onlooker("li"), day_of(clock.now()))
    return late.rows.count()
