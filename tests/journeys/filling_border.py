"""What the border room holds in the office that is walked: a request, a month with a patrol, a roadblock, a check.

And in its registers: cameras, one of which is late with all, and look-ups that wait for an answer, a result, an end.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from pilin.kernel.matters.tests.stage import THEM, US
from pilin.modules.border import actions, queries
from pilin.modules.border.queries import cameras as queries_of_cameras
from pilin.modules.border.rules.look_ups import LookUp
from pilin.modules.border.rules.records import JOINT_CHECK, PATROLS, ROADBLOCK, SUPPORT
from pilin.modules.border.tests import register, samples
from pilin.modules.projects.tests.watch import Watch

KINDS = (SUPPORT, PATROLS, ROADBLOCK, JOINT_CHECK)


def fill(play: Watch) -> None:
    """Let both sides keep the line together."""
    stage, hand = play.stage, actions.Hand("", play.stage.now)
    first = stage.now.date().replace(day=1).isoformat()
    plan = {**samples.PLAN, "month": first[:7], "rounds": [samples.a_round(1, first)], "tell_by": "2026-12-31"}
    asked = {SUPPORT: samples.SUPPORT, ROADBLOCK: samples.ROADBLOCK, JOINT_CHECK: samples.CHECK, PATROLS: plan}
    for name, fields in asked.items():
        stage.matter = actions.open_kind(name, fields, peer=THEM, by=hand)
        stage.meet()
    month = play.both("sign")
    found = queries.month(month)
    assert found is not None
    walked = samples.tick(US, id="", at=f"{first} 08:00")
    assert actions.keep_tick(walked, of=found[1], account="zhao", by=hand)
    _registers(play)


def _registers(play: Watch) -> None:
    now = play.stage.now
    bare: dict[str, Any] = {
        "filing_number": "",
        "filed_on": None,
        "reviewed_on": None,
        "has_sign": False,
        "storage_days": 7,
    }
    actions.enter_camera(replace(register.CAMERA, place="乙道口", **bare), by="zhao", at=now)
    camera = actions.enter_camera(register.CAMERA, by="zhao", at=now)
    span: dict[str, Any] = {"first": now - timedelta(hours=2), "last": now - timedelta(hours=1), "asked_at": now}
    asked = replace(register.LOOK_UP, camera=camera, asked_by="zhao", **span)
    for steps in range(3):
        number = actions.ask_look_up(asked, storage_days=60, at=now)
        if steps > 0:
            actions.answer_look_up(_look_up(number), is_approved=True, by="wu", at=now)
        if steps > 1:
            copied: dict[str, Any] = {"was_copied": True, "destroy_on": now.date() + timedelta(days=30)}
            actions.close_look_up(_look_up(number), result="found", by="zhao", at=now, **copied)


def _look_up(number: int) -> LookUp:
    found = queries_of_cameras.look_up(number)
    assert found is not None
    return found[0]
