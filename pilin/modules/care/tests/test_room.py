"""The room on one node, with the other body behind a signing key: rules 1, 2, 4 to 9 and 15 of governance 7.2."""

from datetime import date, timedelta
from typing import Any

import pytest

from pilin.base.clock import day_of
from pilin.base.refusal import Refused
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters.tests.stage import THEM, US
from pilin.modules.care import actions, models, queries, rules
from pilin.modules.care.rules import CareRefusal
from pilin.modules.care.tests.conftest import ARTICLE, CHEN, CONTENT, HERE, THERE, WU, ZHAO, ZHENG, Room


def refused_with(code: CareRefusal, act: Any, **members: Any) -> None:
    with pytest.raises(Refused) as refused:
        act(**members)
    assert refused.value.code is code


def emergency(room: Room, envelope: str, **changed: Any) -> None:
    said: dict[str, Any] = {"reason": "有人落水", "danger": True, "by": WU} | changed
    actions.open_alone(envelope=envelope, at=room.stage.now, **said)


def test_rule_1_nothing_is_sent_before_the_room_is_open(room: Room) -> None:
    refused_with(CareRefusal.ASSESSMENT_IS_MISSING, room.send)
    start = actions.draft_start(room.drafted(), by=WU, at=room.stage.now).pk
    refused_with(CareRefusal.APPROVALS_ARE_MISSING, room.send)
    refused_with(CareRefusal.APPROVER_WROTE_THE_START, actions.approve, start=start, by=WU, at=room.stage.now)
    actions.approve(start=start, by=ZHENG, at=room.stage.now)
    refused_with(CareRefusal.APPROVERS_ARE_OF_ONE_BODY, actions.approve, start=start, by=ZHENG, at=room.stage.now)
    refused_with(CareRefusal.APPROVALS_ARE_MISSING, room.send)
    actions.approve(start=start, by=CHEN, at=room.stage.now)
    assert room.send()


def test_rule_1_a_start_that_lacks_something_is_not_written(room: Room) -> None:
    late = room.drafted(ends_on=day_of(room.stage.now) + timedelta(days=366))
    refused_with(CareRefusal.START_ENDS_TOO_LATE, actions.draft_start, drafted=late, by=WU, at=room.stage.now)
    assert not models.Start.objects.exists()


def test_rule_1_a_stopped_or_ended_start_shuts_the_room(room: Room) -> None:
    start = room.open()
    room.stage.later(days=301)
    refused_with(CareRefusal.START_IS_OVER, queries.started, at=room.stage.now)
    actions.stop(start=start, at=room.stage.now)
    refused_with(CareRefusal.ASSESSMENT_IS_MISSING, queries.started, at=room.stage.now)
    refused_with(CareRefusal.START_IS_OVER, actions.approve, start=start, by=ZHENG, at=room.stage.now)


def test_rule_1_what_comes_to_a_shut_room_is_refused_and_stands_nowhere(room: Room) -> None:
    room.they_send()
    assert not models.Envelope.objects.exists()
    assert "link.refusal" in room.stage.neighbour.node.store.t.applied.values()


def test_rule_2_the_signed_fact_holds_nothing_but_the_outside(room: Room) -> None:
    room.open()
    envelope = room.send()
    row = models.Envelope.objects.get()
    told = facts.event(row.event)
    assert told is not None
    body = dict(told.body)
    assert body == {
        "envelope": envelope, "sender": HERE, "receiver": THERE, "article": ARTICLE,
        "delete_on": (day_of(room.stage.now) + timedelta(days=30)).isoformat(),
    }  # fmt: skip
    assert CONTENT.text.encode() not in told.text
    assert CONTENT.case_number.encode() not in told.text


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"text": "电话 13800138000"}, CareRefusal.CONTENT_NAMES_SOMEBODY),
        ({"text": "今年 16 岁"}, CareRefusal.CONTENT_IS_ABOUT_A_CHILD),
        ({"kind": "release_support"}, CareRefusal.ARTICLE_IS_NOT_OF_THE_KIND),
        ({"days": 91}, CareRefusal.ENVELOPE_STAYS_TOO_LONG),
    ],
)
def test_rule_2_what_must_not_be_said_is_not_sent(room: Room, members: dict[str, Any], code: CareRefusal) -> None:
    room.open()
    refused_with(code, room.send, **members)
    assert not models.Envelope.objects.exists()


@pytest.mark.parametrize(
    "members", [{"receiver": "别的局"}, {"sender": "别的局"}, {"days": 91}, {"name": "张三"}, {"article": ""}]
)
def test_rule_2_a_peer_that_says_more_is_refused(room: Room, members: dict[str, Any]) -> None:
    room.open()
    room.they_send(**members)
    assert not models.Envelope.objects.exists()


@pytest.mark.parametrize(("sender", "receiver"), [(HERE, "别的局"), ("别的局", THERE), (THERE, HERE)])
def test_rule_1_only_the_two_named_bodies_write_to_each_other(room: Room, sender: str, receiver: str) -> None:
    room.open()
    said = rules.Sent("e", US, THEM, sender, receiver, ARTICLE, day_of(room.stage.now) + timedelta(days=30))
    code = CareRefusal.CARE_IS_FOR_THE_LAWFUL_BODY
    refused_with(code, queries.check_bodies, said=said, at=room.stage.now)


def test_rule_5_two_persons_read_for_half_an_hour_and_nobody_else(room: Room) -> None:
    room.open()
    envelope = room.they_send()
    assert room.content("zhao", envelope) is None
    room.opened(envelope)
    for account, content in (("zhao", CONTENT), ("wu", CONTENT), ("zheng", None), ("li", None)):
        assert room.content(account, envelope) == content
    room.stage.later(seconds=1801)
    assert room.content("zhao", envelope) is None


def test_rule_5_who_asks_does_not_join_himself_and_an_old_request_is_over(room: Room) -> None:
    room.open()
    envelope = room.they_send()
    actions.ask(envelope=envelope, reason="安排", by=WU, at=room.stage.now)
    session = room.session(envelope)
    refused_with(CareRefusal.SECOND_PERSON_IS_NEEDED, actions.join, session=session, by=WU, at=room.stage.now)
    room.stage.later(seconds=1801)
    refused_with(CareRefusal.ENVELOPE_IS_CLOSED, actions.join, session=session, by=ZHENG, at=room.stage.now)
    refused_with(CareRefusal.ENVELOPE_IS_CLOSED, actions.join, session=9999, by=ZHENG, at=room.stage.now)


def test_rule_5_the_sender_does_not_open_and_a_reason_is_given(room: Room) -> None:
    room.open()
    ours, theirs = room.send(), room.they_send()
    code = CareRefusal.ENVELOPE_IS_OPENED_BY_ITS_RECEIVER
    refused_with(code, actions.ask, envelope=ours, reason="看看", by=ZHAO, at=room.stage.now)
    refused_with(CareRefusal.REASON_IS_MISSING, actions.ask, envelope=theirs, reason=" ", by=ZHAO, at=room.stage.now)


def test_rule_5_alone_for_a_life_told_to_both_and_reviewed_by_another(room: Room) -> None:
    room.open()
    envelope = room.they_send()
    refused_with(CareRefusal.DANGER_IS_NOT_CONFIRMED, emergency, room=room, envelope=envelope, danger=False)
    emergency(room, envelope)
    assert room.content("wu", envelope) == CONTENT
    room.stage.meet()
    (told,) = queries.openings(envelope_id=envelope)
    assert (told.row.is_emergency, told.names, told.reason) == (True, ["吴芳"], "有人落水")
    assert told.row.review_by == date(2026, 3, 5)
    assert rules.OPENED in {*room.stage.neighbour.node.store.t.applied.values()}
    code = CareRefusal.OPENING_IS_REVIEWED_BY_ANOTHER
    refused_with(code, actions.review, opening=told.row.pk, needed=True, by=WU, at=room.stage.now)
    actions.review(opening=told.row.pk, needed=True, by=ZHENG, at=room.stage.now)
    (told,) = queries.openings(envelope_id=envelope)
    assert told.row.was_needed is True
    refused_with(code, actions.review, opening=told.row.pk, needed=False, by=ZHENG, at=room.stage.now)
    refused_with(CareRefusal.ENVELOPE_IS_UNKNOWN, actions.review, opening="x", needed=True, by=WU, at=room.stage.now)


def test_rule_7_each_body_sees_who_of_the_other_opened_what(room: Room) -> None:
    room.open()
    envelope = room.send()
    who = federation.detach(
        "who", '{"body": "乙局", "names": ["何", "许"], "reason": "安排"}'.encode(),
        purpose="x", keep_until=date(2029, 1, 1), readers=(THEM, US),
    )  # fmt: skip
    body = {"envelope": envelope, "opening": envelope[:-1] + "0", "emergency": False}
    room.they_tell(rules.OPENED, body, contents=(who,))
    (told,) = queries.openings(envelope_id=envelope)
    assert (told.is_ours, told.body, told.names, told.reason) == (False, "乙局", ["何", "许"], "安排")


def test_rule_5_a_sender_that_claims_to_have_opened_is_refused(room: Room) -> None:
    room.open()
    envelope = room.they_send()
    room.they_tell(rules.OPENED, {"envelope": envelope, "opening": envelope, "emergency": False})
    assert not models.Opening.objects.exists()


def test_what_is_said_of_an_unknown_envelope_waits(room: Room) -> None:
    room.open()
    other = room.send()
    unknown = other[:-1] + ("0" if other[-1] != "0" else "1")
    room.they_tell(rules.CLOSED, {"envelope": unknown})
    assert models.Envelope.objects.get().closed_at is None
    refused_with(CareRefusal.ENVELOPE_IS_CLOSED, actions.ask, envelope=unknown, reason="x", by=ZHAO, at=room.stage.now)


def test_rule_6_closed_is_erased_with_proof_and_leaves_a_tombstone(room: Room) -> None:
    room.open()
    envelope = room.they_send()
    room.opened(envelope)
    actions.close(envelope=envelope, at=room.stage.now)
    row = models.Envelope.objects.get(pk=envelope)
    assert federation.contents(events=[row.event], name="content") == {}
    assert (row.erased_at, {*row.proofs}) == (None, {US})  # the other side's proof is still to come
    room.they_tell(rules.ERASED, {"envelope": envelope, "digest": row.proofs[US]})
    row.refresh_from_db()
    assert row.erased_at is not None
    assert (row.sender, row.receiver, row.article) == (THERE, HERE, ARTICLE)
    assert row.kept_until is not None
    assert row.kept_until.year == 2029
    assert room.content("wu", envelope) is None
    refused_with(CareRefusal.ENVELOPE_IS_CLOSED, emergency, room=room, envelope=envelope)


def test_rule_6_proofs_that_differ_make_no_tombstone(room: Room) -> None:
    room.open()
    envelope = room.send()
    actions.close(envelope=envelope, at=room.stage.now)
    room.they_tell(rules.ERASED, {"envelope": envelope, "digest": "0" * 64})
    assert models.Envelope.objects.get().erased_at is None


def test_rules_6_and_15_the_day_of_deletion_erases_by_itself(room: Room) -> None:
    room.open()
    envelope = room.send(days=5)
    room.stage.later(days=5)
    assert actions.erase_due(at=room.stage.now) == 0
    room.stage.later(days=1)
    federation.erase(until=day_of(room.stage.now), at=room.stage.now)  # the node's own duty may come first
    assert actions.erase_due(at=room.stage.now) == 1
    assert actions.erase_due(at=room.stage.now) == 0
    assert {*models.Envelope.objects.get(pk=envelope).proofs} == {US}


def test_rule_6_after_three_years_the_tombstone_goes_too(room: Room) -> None:
    room.open()
    envelope = room.send()
    actions.close(envelope=envelope, at=room.stage.now)
    room.they_tell(rules.ERASED, {"envelope": envelope, "digest": models.Envelope.objects.get().proofs[US]})
    room.stage.later(days=3 * 366)
    assert actions.forget_old(at=room.stage.now) == 0
    room.stage.later(days=500)
    assert actions.forget_old(at=room.stage.now) == 4  # the envelope; the start and its two approvals
    assert not models.Envelope.objects.exists()
    assert not models.Start.objects.exists()


def test_rule_9_a_quarter_of_few_cases_tells_nothing(room: Room) -> None:
    quarter = {"start": date(2026, 1, 1), "end": date(2026, 4, 1)}
    assert queries.figures(**quarter) is None
    room.open()
    for _ in range(9):
        room.send()
    assert [one.by_side for one in queries.figures(**quarter) or ()] == [{}]
    room.send()
    (figure,) = queries.figures(**quarter) or ()
    assert (figure.duty, figure.by_side, figure.about_people) == (8, {US: 10}, True)


def test_what_a_peer_should_not_have_written_is_not_shown_either(room: Room) -> None:
    room.open()
    envelope = room.they_send(rules.Content("help", "work", "1", "电话 13800138000"))
    room.opened(envelope)
    refused_with(CareRefusal.CONTENT_NAMES_SOMEBODY, room.content, account="wu", envelope=envelope)
