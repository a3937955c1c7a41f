"""What the border room holds in the office that is walked: a request, a month with a patrol, a roadblock, a check."""

from pilin.kernel.matters.tests.stage import THEM, US
from pilin.modules.border import actions, queries
from pilin.modules.border.rules.records import JOINT_CHECK, PATROLS, ROADBLOCK, SUPPORT
from pilin.modules.border.tests import samples
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
