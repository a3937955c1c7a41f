"""The kinds of the deliberation: topic, meeting, disagreement, duty; every way through them, and every way out."""

from typing import Any

import pytest

from pilin.kernel.matters.rules import fold, soundness
from pilin.kernel.matters.rules.refusals import MatterRefusal, Refusal
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.kit import Case
from pilin.kernel.matters.tests.stage import THEM, US
from pilin.modules.programme.tests import council
from pilin.modules.programme.tests.council import (
    AGENDA,
    CALL,
    DECISION,
    HELD,
    LAMPS,
    LATER_MEETING,
    MEETING,
    OPINION,
    TEXT,
    TOPIC,
    agreed,
    held,
    opened,
)

NAMES = ("topic", "meeting", "dispute", "duty")
DISPUTE = {
    "title": "廊下2路延伸",
    "topic": LAMPS,
    "text": "延伸到山塘村",
    "rule": "无",
    "interim": "周末试开",
    "review_on": "2026-10-15",
}
DUTY = {
    "title": "同款路灯",
    "text": "两岸同款路灯，各装一岸",
    "meeting": MEETING,
    "decision": "决1",
    "leads": {"chair": "广陈镇", "partner": "廊下镇"},
    "due": "2026-09-30",
}


def running(case: Case) -> set[str]:
    """Return the clocks that run."""
    return {name for name, clock in case.matter.clocks.items() if clock.status == "running"}


@pytest.mark.parametrize("name", NAMES)
def test_a_kind_is_sound_and_its_roles_are_nobodys_ours_or_theirs(name: str) -> None:
    kind = kit.kind(name)
    assert soundness.findings(kind) == []
    assert not {*kind.roles} & {"ours", "theirs", "us", "them"}


@pytest.mark.parametrize("name", NAMES)
def test_every_title_is_said_in_both_languages(name: str) -> None:
    kind = kit.kind(name)
    titles = [one.title for one in kind.fields.values()] + [one.title for one in kind.states.values()]
    titles += [one.title for one in kind.steps] + [one.title for one in kind.clocks]
    assert [title for title in titles if not {"zh", "en"} <= title.keys()] == []


# 议题


def test_both_positions_stand_side_by_side() -> None:
    topic = opened("topic", TOPIC).take("answer", "respondent", fields=OPINION)
    assert topic.matter.state == "stated"
    said = topic.matter.asserted["position"]
    assert said == {"proposer": TOPIC["position"], "respondent": OPINION["position"]}
    assert topic.matter.agreed == {}


def test_a_topic_may_stand_on_an_agenda_before_the_other_side_states_its_position() -> None:
    topic = opened("topic", TOPIC).take("put_on_agenda", "respondent", fields={"meeting": MEETING})
    topic.take("restate", "respondent", fields={"position": "原则同意"})
    assert topic.matter.state == "on_agenda"
    assert fold.turn(topic.kind, topic.matter).clock is None


@pytest.mark.parametrize(
    ("step", "role", "fields", "state"),
    [
        ("settle", "respondent", {"meeting": MEETING, "result": "同款"}, "settled"),
        ("leave_open", "proposer", {"meeting": MEETING, "reason": "各自保留"}, "disagreed"),
        ("withdraw", "proposer", {"reason": "已自行解决"}, "withdrawn"),
        ("decline", "respondent", {"reason": "不属我方职权"}, "declined"),
    ],
)
def test_a_topic_ends_in_four_ways(step: str, role: str, fields: dict[str, str], state: str) -> None:
    assert opened("topic", TOPIC).take(step, role, fields=fields).matter.state == state


def test_a_topic_needs_the_name_of_a_matter_where_it_names_a_meeting() -> None:
    topic = opened("topic", TOPIC)
    assert (
        topic.refused("put_on_agenda", "proposer", fields={"meeting": "第一次会议"}) == MatterRefusal.VALUES_DO_NOT_FIT
    )


# 联席会议


def test_minutes_are_signed_by_both_and_frozen() -> None:
    meeting = agreed()
    assert meeting.matter.state == "agreed"
    assert {name: meeting.matter.agreed[name] for name in TEXT} == TEXT
    assert meeting.matter.agreed["held_on"] == HELD["held_on"]
    for rule in meeting.kind.steps[1:]:
        assert meeting.refused(rule.name, rule.by[0]) == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE


def test_an_amendment_voids_a_signature_for_all_to_see() -> None:
    meeting = held().take("draft_minutes", "chair", fields=TEXT).take("sign_minutes", "chair")
    assert meeting.matter.signed == {"sign_minutes": {"chair": meeting.matter.signed["sign_minutes"]["chair"]}}
    meeting.take("amend_minutes", "partner", fields={**TEXT, "decisions": [], "reason": "经费未定"})
    assert (meeting.matter.state, meeting.matter.signed) == ("amended", {})
    assert [*meeting.matter.voided["sign_minutes"]] == ["chair"]
    assert meeting.refused("sign_minutes", "partner") == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE


def test_a_redraft_voids_the_signature_of_the_other_side_too() -> None:
    meeting = held().take("draft_minutes", "chair", fields=TEXT).take("sign_minutes", "partner")
    meeting.take("redraft_minutes", "chair", fields={**TEXT, "decisions": []})
    assert meeting.matter.state == "minutes"
    assert meeting.matter.signed == {}
    assert [*meeting.matter.voided["sign_minutes"]] == ["partner"]


def test_a_signature_is_of_one_text_only() -> None:
    meeting = held().take("draft_minutes", "chair", fields=TEXT)
    old = meeting.event("sign_minutes", "partner").text
    meeting.take("redraft_minutes", "chair", fields={**TEXT, "decisions": []})
    assert meeting.refused("sign_minutes", "partner", text=old) == MatterRefusal.TEXT_IS_NOT_ON_THE_TABLE


def test_the_chair_cannot_take_its_signature_back_alone_while_the_other_side_may_sign() -> None:
    meeting = held().take("draft_minutes", "chair", fields=TEXT).take("sign_minutes", "chair")
    assert meeting.kind.states["minutes"].orderer == "partner"
    event = meeting.event("redraft_minutes", "chair", orderer=US)
    assert isinstance(refusal := meeting.tried(event), Refusal)
    assert refusal.code == MatterRefusal.ORDERER_IS_NOT_IN_TURN


@pytest.mark.parametrize("lead", ["chair_lead", "partner_lead"])
def test_a_decision_without_a_lead_on_each_side_is_no_decision(lead: str) -> None:
    half = {name: value for name, value in DECISION.items() if name != lead}
    meeting = held()
    assert meeting.refused("draft_minutes", "chair", fields={**TEXT, "decisions": [half]}) == (
        MatterRefusal.VALUES_DO_NOT_FIT
    )


def test_two_decisions_of_one_number_are_refused() -> None:
    twice = {**TEXT, "decisions": [DECISION, DECISION]}
    assert held().refused("draft_minutes", "chair", fields=twice) == MatterRefusal.VALUES_DO_NOT_FIT


def test_the_day_of_the_meeting_is_a_clock_and_a_wish_moves_nothing() -> None:
    meeting = opened("meeting", CALL).take("accept_agenda", "partner")
    assert meeting.ends("meeting_day") == ("2026-03-20", "2026-03-20")
    meeting.take("ask_change", "partner", fields={"reason": "汛期", "wished_on": "2026-03-10"})
    again = {"planned_on": "2026-04-02", "place": "廊下镇", "agenda": AGENDA, "reason": "应对方请求延期"}
    meeting.take("call_again", "chair", fields=again).take("accept_agenda", "partner")
    assert meeting.ends("meeting_day") == ("2026-04-02", "2026-04-02")


def test_without_a_chair_the_other_side_takes_over_by_a_meeting_of_its_own() -> None:
    meeting = opened("meeting", CALL).take("accept_agenda", "partner")
    meeting.take("take_chair", "partner", fields={"reason": "对方节点离线"})
    assert meeting.matter.state == "handed_over"
    mine = opened("meeting", {**CALL, "instead_of": MEETING, "number": 2}, matter=LATER_MEETING, nodes=(THEM, US))
    mine.take("hold", "chair", fields=HELD).take("draft_minutes", "chair", fields=TEXT)
    assert mine.matter.state == "minutes"


@pytest.mark.parametrize("state", ["called", "returned", "scheduled", "minuting", "minutes", "amended"])
def test_either_side_can_end_a_meeting_from_every_state(state: str) -> None:
    kind = kit.kind("meeting")
    ways = {role for step in kind.steps if state in step.from_ for role in step.by if step.to in _ENDS}
    assert ways == {"chair", "partner"}


_ENDS = ("called_off", "no_minutes", "handed_over")


# 分歧


def test_a_disagreement_stays_one_with_both_texts_and_two_lines() -> None:
    dispute = opened("dispute", DISPUTE)
    dispute.take("state_text", "counterpart", fields={"text": "先调查客流", "rule": "客运条例"})
    dispute.take("escalate", "opener", fields={"line": "嘉兴市交通运输局", "line_on": "2026-04-01"})
    dispute.take("escalate", "counterpart", fields={"line": "上海市交通委", "line_on": "2026-05-06"})
    dispute.on("2027-12-01")
    assert dispute.matter.state == "standing"
    assert dispute.matter.asserted["line"] == {"opener": "嘉兴市交通运输局", "counterpart": "上海市交通委"}
    assert not dispute.kind.states["standing"].final
    assert dispute.ends("review") == ("2026-10-15", "2026-10-15")


def test_a_review_goes_on_to_another_day_that_both_sign() -> None:
    dispute = opened("dispute", DISPUTE)
    outcome = {"interim": "周末试开四班", "next_review_on": "2027-04-15", "reason": "客流上升"}
    dispute.take("offer_review", "opener", fields=outcome)
    assert running(dispute) == {"review"}
    dispute.take("agree_review", "counterpart").take("agree_review", "opener")
    assert dispute.matter.state == "standing"
    assert dispute.matter.agreed == {"interim": "周末试开四班", "next_review_on": "2027-04-15"}
    assert running(dispute) == {"next_review"}
    assert dispute.ends("next_review") == ("2027-04-15", "2027-04-15")


@pytest.mark.parametrize(
    ("offer", "by", "sign"),
    [("offer_settlement", "opener", "sign_settlement"), ("propose_settlement", "counterpart", "sign_proposal")],
)
def test_either_side_offers_a_settlement_and_both_sign_it(offer: str, by: str, sign: str) -> None:
    dispute = opened("dispute", DISPUTE).take(offer, by, fields={"settlement": "试开半年后定线"})
    dispute.take(sign, "opener")
    assert dispute.matter.state != "resolved"
    assert dispute.take(sign, "counterpart").matter.agreed == {"settlement": "试开半年后定线"}


def test_a_settlement_that_is_turned_down_leaves_the_disagreement_standing() -> None:
    dispute = opened("dispute", DISPUTE).take("offer_settlement", "opener").take("turn_down", "counterpart")
    assert dispute.matter.state == "standing"
    assert dispute.matter.clocks["review"].status == "running"


# 共同事项


def test_a_duty_is_done_when_both_say_so() -> None:
    duty = opened("duty", DUTY)
    assert duty.ends("due") == ("2026-09-30", "2026-09-30")
    assert duty.refused("confirm_done", "chair") == MatterRefusal.EARLIER_STEP_IS_MISSING
    duty.take("report", "chair", fields={"progress": "已立杆"}).take("report", "partner", fields={"progress": "已招标"})
    duty.take("report_result", "partner", fields={"result": "全线亮灯"}).take("confirm_done", "partner")
    assert duty.matter.state == "under_way"
    assert duty.take("confirm_done", "chair").matter.state == "done"


def test_a_later_day_counts_once_both_signed_it() -> None:
    duty = opened("duty", DUTY)
    duty.take("ask_extension", "partner", fields={"wished_due": "2026-08-01", "reason": "缺料"})
    duty.take("offer_extension", "chair", fields={"later_due": "2026-12-31", "reason": "缺料"})
    assert duty.ends("due") == ("2026-09-30", "2026-09-30")
    duty.take("extend", "chair").take("extend", "partner")
    assert duty.matter.clocks["due"].status == "met"
    assert duty.ends("later") == ("2026-12-31", "2026-12-31")


def test_a_refused_later_day_leaves_the_agreed_one() -> None:
    duty = opened("duty", DUTY)
    duty.take("offer_extension", "chair", fields={"later_due": "2026-12-31", "reason": "缺料"})
    duty.take("refuse_extension", "partner")
    assert (duty.matter.state, duty.ends("due")) == ("under_way", ("2026-09-30", "2026-09-30"))
    assert duty.matter.clocks["due"].status == "running"


def test_a_duty_goes_back_only_by_both() -> None:
    duty = opened("duty", DUTY).take("hand_back", "chair", fields={"reason": "两地标准不同"})
    assert duty.matter.state == "under_way"
    assert duty.take("hand_back", "partner", fields={"reason": "同意再议"}).matter.state == "handed_back"


def test_a_duty_without_a_day_has_no_clock_and_says_why() -> None:
    fields: dict[str, Any] = {name: value for name, value in DUTY.items() if name != "due"}
    duty = opened("duty", fields)
    assert duty.matter.clocks == {}
    assert duty.kind.states["under_way"].waits
    assert council.record(duty).day is None
