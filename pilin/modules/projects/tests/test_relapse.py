"""A finding that is taken up again is a finding anew: its owner may object, and is answered (政府督查工作条例 17)."""

from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.matters.rules import fold, soundness
from pilin.kernel.matters.rules.refusals import MatterRefusal
from pilin.kernel.matters.tests import alone
from pilin.kernel.matters.tests.kit import Case
from pilin.modules.projects.rules.refusals import SupervisionRefusal
from pilin.modules.projects.rules.supervision import CLOSED
from pilin.modules.projects.tests.test_finding_kind import DONE, recorded, struck_off
from pilin.modules.projects.tests.watch import Watch

AGAIN = {"reason": "汛后塌岸", "next_due": "2026-09-30"}
OBJECTION = "塌岸在另一标段"


@pytest.fixture
def relapsed() -> Case:
    """Return a finding that was struck off by both and that the recorder took up again."""
    case = struck_off(recorded().take("take_on", "owner", fields={"measures": "增派两个班组"}))
    return case.take("reopen", "recorder", fields=AGAIN)


def test_the_owner_has_thirty_days_anew(relapsed: Case) -> None:
    assert soundness.findings(relapsed.kind) == []
    assert relapsed.kind.version == 2
    assert fold.turn(relapsed.kind, relapsed.matter).roles == ("owner",)
    assert relapsed.ends("objecting_again") == ("2026-04-01", "2026-04-01")
    relapsed.on("2026-04-02").take("objecting_again", action="expire")
    assert (relapsed.matter.state, relapsed.ends("next_day")[1]) == ("rectifying_again", "2026-09-30")
    assert relapsed.refused("object_again", "owner") == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE


def test_who_takes_it_on_has_the_day_that_was_set(relapsed: Case) -> None:
    relapsed.take("take_on_again", "owner", fields={"measures": "加固堤脚"})
    assert (relapsed.matter.state, relapsed.ends("next_day")[1]) == ("rectifying_again", "2026-09-30")
    assert struck_off(relapsed).matter.state == "struck_off"


def test_the_objection_is_answered_with_a_day_or_gives_the_strike_off_back(relapsed: Case) -> None:
    relapsed.on("2026-03-20").take("object_again", "owner", fields={"objection": OBJECTION})
    assert (relapsed.matter.state, relapsed.ends("answering_again")[0]) == ("objected_again", "2026-04-19")
    assert fold.turn(relapsed.kind, relapsed.matter).roles == ("recorder",)
    relapsed.take("accept_again", "recorder", fields={"answer": "另立一个问题"})
    assert relapsed.matter.state == "struck_off"
    assert {name: relapsed.matter.agreed[name] for name in DONE} == DONE  # what both signed stands


def test_it_may_relapse_a_second_time_with_the_same_right(relapsed: Case) -> None:
    relapsed.take("object_again", "owner", fields={"objection": OBJECTION}).take("accept_again", "recorder")
    relapsed.on("2026-06-01").take("reopen", "recorder", fields=AGAIN)
    assert relapsed.ends("objecting_again")[0] == "2026-07-01"
    assert relapsed.refused("accept_again", "recorder") == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE
    relapsed.take("object_again", "owner", fields={"objection": OBJECTION})
    answer = {"answer": "同一处", "next_due": "2026-10-31"}
    relapsed.take("uphold_again", "recorder", fields=answer)
    assert (relapsed.matter.state, relapsed.ends("next_day")[1]) == ("rectifying_again", "2026-10-31")


def test_an_objection_is_taken_back_by_setting_it_right(relapsed: Case) -> None:
    relapsed.take("object_again", "owner", fields={"objection": OBJECTION})
    assert relapsed.refused("withdraw_objection_again", "recorder") == MatterRefusal.STEP_BELONGS_TO_ANOTHER
    relapsed.take("withdraw_objection_again", "owner", fields={"measures": "加固堤脚"})
    assert relapsed.matter.state == "rectifying_again"


@pytest.mark.parametrize("role", ["recorder", "owner"])
@pytest.mark.parametrize("objected", [False, True])
def test_no_side_alone_closes_what_was_taken_up_again(relapsed: Case, role: str, objected: bool) -> None:
    if objected:
        relapsed.take("object_again", "owner", fields={"objection": OBJECTION})
    reached = alone.states_reached(relapsed, role) & {*CLOSED}
    assert reached <= ({"struck_off"} if objected and role == "recorder" else set())  # it accepts what the owner said


def reopened(watch: Watch, **said: Any) -> None:
    """Let us take up again a finding that both struck off."""
    watch.finding()
    watch.struck_off()
    watch.take("reopen", **{**AGAIN, **said})


def test_both_hold_the_same_and_the_page_says_whose_turn_it_is(watch: Watch, read: Any) -> None:
    reopened(watch)
    page = f"/projects/findings/{watch.stage.matter}/"
    words = read(page)
    assert "已重开，待责任方认领或提异议" in words
    assert "政府督查工作条例 第17条" in words.replace("《", "").replace("》", " ").replace("  ", " ")
    watch.they_take("object_again", objection=OBJECTION)
    assert OBJECTION in read(page)
    watch.take("uphold_again", answer="同一处", next_due="2026-10-31")
    assert (watch.record.state, str(watch.record.day), watch.stage.same()) == ("rectifying_again", "2026-10-31", True)


def test_our_answer_sets_a_day_that_is_ahead(watch: Watch) -> None:
    reopened(watch)
    watch.they_take("object_again", objection=OBJECTION)
    with pytest.raises(Refused) as refusal:
        watch.take("uphold_again", answer="同一处", next_due="2026-03-01")
    assert refusal.value.code is SupervisionRefusal.DAY_TO_SET_RIGHT_IS_PAST
    assert watch.record.state == "objected_again"
