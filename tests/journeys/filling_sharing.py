"""What both sides share in the office that is walked: items, a request with its receipt, a roster, a stop, a drill."""

from pilin.kernel.matters.tests.stage import THEM
from pilin.modules.border import actions
from pilin.modules.border.rules.records import CATALOGUE, DRILL, ESCALATION, LAW_EVENT, LAW_STOP, REQUEST, ROSTER
from pilin.modules.border.tests.sharing_samples import FIELDS, GRANT, KINDS, RECEIPT, REPORT
from pilin.modules.projects.tests.watch import Watch

__all__ = ["KINDS", "fill"]


def fill(play: Watch) -> None:
    """Let both sides list, ask, answer, sign and report."""
    stage, hand = play.stage, actions.Hand("", play.stage.now)

    def begin(name: str) -> str:
        """Open a matter of ours as its sample says it."""
        stage.matter = actions.open_kind(name, FIELDS[name], peer=THEM, by=hand)
        stage.meet()
        return stage.matter

    for name in (CATALOGUE, ROSTER, ESCALATION, DRILL):
        begin(name)
    begin(LAW_STOP)
    play.both("sign")
    begin(LAW_EVENT)
    play.they_take("join")
    play.take("report", **REPORT)
    play.both("confirm")
    item = play.they_open(CATALOGUE, FIELDS[CATALOGUE])
    fields = {**FIELDS[REQUEST], "item": item}
    stage.matter = actions.open_kind(REQUEST, fields, peer=THEM, by=hand)
    stage.meet()
    play.they_take("grant", **GRANT)
    play.they_take("deliver", **RECEIPT)
    play.both("receive")
