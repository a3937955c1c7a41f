"""The desk says where another side noted a step alone and waits for our answer, and leads to it."""

from collections.abc import Callable

from pilin.kernel.matters.rules import chain
from pilin.kernel.matters.tests.stage import CLAUSE, Stage

Read = Callable[..., str]
REPORT = {"milestone": "m1", "progress": "完成一半"}
SAID = "对方在离线期间单方记录了 1 件事项的步骤，等我方追认或提出不同意见"


def test_it_stands_on_the_desk_until_it_is_answered(scene: Stage, read: Read) -> None:
    scene.plan_in_force()
    assert "单方记录了" not in read("/desk/", "wu")
    draft = chain.provisioning(scene.theirs, "report_milestone", basis=CLAUSE, receipt_at=scene.now, fields=REPORT)
    note = scene.they_tell(draft)
    scene.meet()
    assert SAID in read("/desk/", "wu")
    assert scene.view().title in read("/matters/?whose=noted", "wu")
    assert "单方记录了" not in read("/desk/?whose=theirs", "wu")
    scene.they_tell(chain.answering(scene.theirs, note.hash, "reversed", basis=CLAUSE, reason="记错了"))
    scene.meet()
    assert "单方记录了" not in read("/desk/", "wu")
