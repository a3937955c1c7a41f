"""The kinds of 督办单 and 催办单: signed for, taken on or declined, fed back to, and closed by both."""

from typing import Any

import pytest

from pilin.kernel.matters.rules import fold, soundness
from pilin.kernel.matters.rules.fold import Matter
from pilin.kernel.matters.rules.refusals import MatterRefusal
from pilin.kernel.matters.tests import alone, kit
from pilin.kernel.matters.tests.kit import OTHER, Case
from pilin.modules.projects.rules import records
from pilin.modules.projects.tests.samples import JINSHAN, PINGHU

ORDER: dict[str, Any] = {
    "title": "界河北岸清障",
    "number": "平督办（2026）3号",
    "content": "清除北岸沉船两艘",
    "source": "meeting",
    "clause": "合作框架协议第5条",
    "leads": {"sender_lead": "平湖市水利局", "receiver_lead": "金山区水务局", "receiver_with": "廊下镇"},
    "contact": "广陈镇督考办 0573-00000000",
    "due": "2026-04-10",
    "cycle": "weekly",
    "wanted": "汛前清除完毕",
    "standard": "双方现场确认无沉船",
}
URGING: dict[str, Any] = {
    "title": "催办：界河北岸清障",
    "number": "平催办（2026）1号",
    "about": OTHER,
    "text": "请于本周内反馈",
    "due": "2026-03-06",
}
DONE = {"result": "两艘沉船已清除", "proof": "现场照片 3 号、验收单"}
RECEIVED = {"received_by": "廊下镇党政办"}


def opened(name: str, fields: dict[str, Any]) -> Case:
    """Return a paper that 平湖 sent to 金山."""
    case = Case(kit.kind(name), nodes={"sender": PINGHU, "receiver": JINSHAN})
    found = fold.opened(case.kind, case.opening(fields=fields), case.calendars)
    assert isinstance(found, Matter), found
    case.matter = found
    return case


@pytest.fixture
def order() -> Case:
    return opened("order", ORDER)


@pytest.fixture
def working(order: Case) -> Case:
    order.take("sign_for", "receiver", fields=RECEIVED)
    return order.take("take_on", "receiver", fields={"measures": "租船打捞", "next_feedback_on": "2026-03-09"})


@pytest.fixture
def urging() -> Case:
    return opened("urging", URGING)


@pytest.mark.parametrize("name", ["order", "urging"])
def test_a_kind_is_sound_titled_in_both_languages_and_cites_its_articles(name: str) -> None:
    kind = kit.kind(name)
    assert soundness.findings(kind) == []
    titled: list[Any] = [*kind.fields.values(), *kind.states.values(), *kind.steps, *kind.clocks]
    assert [one.title for one in titled if not {"zh", "en"} <= one.title.keys()] == []
    assert [clock.name for clock in kind.clocks if not (clock.statute and clock.article)] == []


@pytest.mark.parametrize("role", ["sender", "receiver"])
def test_no_side_alone_closes_a_request(order: Case, role: str) -> None:
    assert not alone.states_reached(order, role) & {"ended", "called_off"}


def test_a_request_is_signed_for_within_its_own_clock(order: Case) -> None:
    assert order.ends("signing_for")[1] == "2026-03-04"
    order.take("sign_for", "receiver", fields=RECEIVED)
    assert (order.matter.state, order.ends("deciding")[1]) == ("received", "2026-03-09")
    assert order.matter.clocks["signing_for"].status == "met"
    assert order.refused("sign_for", "receiver") == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE


def test_the_sender_does_not_sign_for_the_receiver(order: Case) -> None:
    for step in ("sign_for", "decline"):
        assert order.refused(step, "sender") == MatterRefusal.STEP_BELONGS_TO_ANOTHER


@pytest.mark.parametrize("is_signed_for", [False, True])
def test_a_request_may_be_declined_with_a_reason(order: Case, *, is_signed_for: bool) -> None:
    if is_signed_for:
        order.take("sign_for", "receiver", fields=RECEIVED)
    assert order.refused("decline", "receiver", fields={}) == MatterRefusal.EVENT_IS_INCOMPLETE
    order.take("decline", "receiver", fields={"reason": "属海事部门职权"})
    assert order.matter.state == "declined"


def test_what_is_taken_on_is_not_declined_any_more(working: Case) -> None:
    assert working.refused("decline", "receiver") == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE
    assert working.refused("withdraw", "sender") == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE


def test_each_feedback_says_when_the_next_one_comes(working: Case) -> None:
    assert working.ends("feeding_back")[1] == "2026-03-09"
    working.on("2026-03-06").take(
        "feed_back", "receiver", fields={"feedback": "已租船", "next_feedback_on": "2026-03-13"}
    )
    assert working.ends("feeding_back")[1] == "2026-03-13"
    assert working.ends("due_day")[1] == "2026-04-10"


def test_a_feedback_that_is_missed_is_late_though_the_day_is_far(working: Case) -> None:
    working.on("2026-03-10").take("feeding_back", action="expire")
    found = records.record_of(working.matter, working.kind)
    assert (working.matter.state, found.day.isoformat() if found.day else "") == ("under_way", "2026-03-09")
    assert records.is_late(found, working.at.date())
    working.take("feed_back", "receiver", fields={"feedback": "已租船", "next_feedback_on": "2026-03-17"})
    assert not records.is_late(records.record_of(working.matter, working.kind), working.at.date())


def test_it_is_closed_when_both_signed_what_was_done(working: Case) -> None:
    working.take("report_done", "receiver", fields=DONE).take("close", "sender")
    assert (working.matter.state, working.ends("review")[1]) == ("reviewing", "2026-03-16")
    working.take("close", "receiver")
    assert working.matter.state == "ended"
    assert {name: working.matter.agreed[name] for name in DONE} == DONE


def test_it_goes_back_with_another_day(working: Case) -> None:
    again = {"reason": "仍有一艘", "next_due": "2026-04-30"}
    working.take("report_done", "receiver", fields=DONE).take("send_back", "sender", fields=again)
    assert (working.matter.state, working.ends("next_day")[1]) == ("redoing", "2026-04-30")
    working.on("2026-05-01").take("next_day", action="expire")
    assert working.matter.state == "overdue"
    working.take("set_day", "sender", fields={"reason": "汛期", "next_due": "2026-05-20"})
    working.take("report_done", "receiver", fields=DONE).take("close", "receiver").take("close", "sender")
    assert working.matter.state == "ended"


def test_a_later_day_counts_once_both_signed_it(working: Case) -> None:
    working.take("offer_extension", "receiver", fields={"due": "2026-05-10", "reason": "汛期"})
    working.take("extend", "receiver").take("extend", "sender")
    assert working.ends("due_day")[1] == "2026-05-10"
    working.take("offer_extension", "receiver", fields={"due": "2026-06-10", "reason": "汛期"})
    working.take("refuse_extension", "sender", fields={"reason": "已近汛期"})
    assert working.ends("due_day")[1] == "2026-05-10"


def test_the_sender_takes_it_back_while_nobody_works_on_it(order: Case) -> None:
    assert order.take("withdraw", "sender", fields={"reason": "发错"}).matter.state == "withdrawn"


def test_both_call_off_what_is_under_way(working: Case) -> None:
    working.take("call_off", "receiver", fields={"reason": "已由海事清除"})
    assert working.matter.state == "under_way"
    assert working.take("call_off", "sender", fields={"reason": "同意"}).matter.state == "called_off"


def test_a_paper_that_urges_is_signed_for_and_replied_to(urging: Case) -> None:
    assert urging.ends("signing_for")[1] == "2026-03-03"
    assert urging.refused("answer", "receiver") == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE
    urging.take("sign_for", "receiver", fields=RECEIVED)
    assert urging.ends("reply_day")[1] == "2026-03-06"
    assert urging.take("answer", "receiver", fields={"reply": "周五前反馈"}).matter.state == "replied"


def test_a_paper_that_urges_sets_no_work(urging: Case) -> None:
    assert {step.name for step in urging.kind.steps} == {"open", "sign_for", "answer", "withdraw"}
    assert urging.take("withdraw", "sender", fields={"reason": "已反馈"}).matter.state == "withdrawn"
