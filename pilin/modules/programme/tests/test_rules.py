"""The rules of the deliberation with plain values: who chairs, what a draft lacks, what signatures ask for."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.kernel.matters.tests.stage import THEM, US
from pilin.modules.programme import rules
from pilin.modules.programme.rules import Move, ProgrammeRefusal, Record, Signature, Standing
from pilin.modules.programme.tests.council import (
    AGENDA,
    BUS,
    CALL,
    DECISION,
    DIFFERENCE,
    LAMPS,
    LATER_MEETING,
    MEETING,
    OPINION,
    TEXT,
    TOPIC,
    agreed,
    held,
    opened,
    record,
)
from pilin.modules.programme.tests.test_kinds import DISPUTE, DUTY

ROLES = ("chair", "partner")


def a_meeting(**changes: Any) -> Record:
    """Return the record of a meeting that we called, with changes to the record itself."""
    return replace(record(opened("meeting", CALL)), **changes)


def a_topic(name: str = LAMPS, **changes: Any) -> Record:
    return replace(record(opened("topic", TOPIC, matter=name)), **changes)


# Who chairs


def test_the_side_that_did_not_chair_the_last_meeting_chairs_the_next() -> None:
    assert rules.chair_next([a_meeting()], [US, THEM]) == THEM
    theirs = record(opened("meeting", CALL, nodes=(THEM, US)))
    assert rules.chair_next([a_meeting(), replace(theirs, day=date(2026, 6, 1))], [US, THEM]) == US


@pytest.mark.parametrize("state", ["called_off", "handed_over"])
def test_a_meeting_that_fell_through_was_chaired_by_nobody(state: str) -> None:
    assert rules.chair_next([a_meeting(state=state)], [US, THEM]) == rules.chair_next([], [US, THEM]) == THEM


@given(st.lists(st.booleans(), max_size=30))
def test_of_three_sides_none_waits_longer_than_three_meetings_that_took_place(fell_through: list[bool]) -> None:
    sides, chairs, meetings = ["310116", "330421", "330482"], list[str](), list[Record]()
    for number, fell in enumerate(fell_through):
        chair = rules.chair_next(meetings, sides)
        chairs += [] if fell else [chair]
        made = replace(HELD, roles={"chair": chair, "partner": "000000"}, day=date(2026, 1, 1) + timedelta(number))
        meetings.append(replace(made, state="called_off") if fell else made)
    assert all({*chairs[n : n + 3]} == {*sides} for n in range(len(chairs) - 2))


HELD = a_meeting()
"""Made once: folding a matter for each example took a minute."""


def test_numbers_begin_anew_each_year() -> None:
    assert rules.number_next([a_meeting()], 2026) == 2
    assert rules.number_next([a_meeting()], 2027) == 1


# Agendas


def test_a_call_with_a_taken_number_or_a_topic_of_another_agenda_is_refused() -> None:
    found = rules.faults_of_call([a_meeting()], number=(2026, 1), topics=[LAMPS, DISPUTE["topic"]])
    assert [(one.where, one.code) for one in found] == [
        ("number", ProgrammeRefusal.MEETING_NUMBER_IS_TAKEN),
        ("topics", ProgrammeRefusal.TOPIC_IS_ON_ANOTHER_AGENDA),
        ("topics", ProgrammeRefusal.TOPIC_IS_ON_ANOTHER_AGENDA),
    ]


def test_what_is_over_or_replaced_or_called_again_holds_no_topic() -> None:
    over = a_meeting(is_over=True)
    assert rules.faults_of_call([over], number=(2026, 2), topics=[LAMPS]) == []
    assert rules.faults_of_call([a_meeting()], number=(2026, 2), topics=[LAMPS], instead_of=MEETING) == []
    assert rules.faults_of_call([a_meeting()], number=(2026, 1), topics=[LAMPS], ours=MEETING) == []


def test_a_topic_on_two_agendas_is_found_and_counts_for_the_meeting_called_first() -> None:
    both = [a_meeting(id=LATER_MEETING, title="另一次"), a_meeting()]
    assert rules.on_agendas(both)[LAMPS].id == MEETING
    assert rules.doubled(both)[LAMPS] == [CALL["title"], "另一次"]
    assert rules.doubled([a_meeting()]) == {}


# An absent chair


@pytest.mark.parametrize(("day", "may"), [("2026-03-23", False), ("2026-03-24", True)])
def test_the_other_side_may_take_over_some_days_after_the_day_of_the_meeting(day: str, may: bool) -> None:
    case = opened("meeting", CALL).take("accept_agenda", "partner")
    on = date.fromisoformat(day)
    assert rules.may_take_over(record(case), case.matter.clocks, me=THEM, day=on) is may
    assert not rules.may_take_over(record(case), case.matter.clocks, me=US, day=on)
    assert not rules.may_take_over(record(case), case.matter.clocks, me="330421", day=on)


def test_nobody_takes_over_where_the_chair_is_not_awaited() -> None:
    case = held().take("draft_minutes", "chair", fields=TEXT)
    assert not rules.may_take_over(record(case), case.matter.clocks, me=THEM, day=date(2030, 1, 1))


# Drafts of minutes


def faults(**changes: Any) -> list[tuple[str, ProgrammeRefusal]]:
    found = rules.faults_of({**TEXT, **changes}, topics=[LAMPS, BUS], roles=ROLES)
    return [(one.where, ProgrammeRefusal(one.code)) for one in found]


def test_a_whole_draft_has_no_faults() -> None:
    assert faults() == []


@pytest.mark.parametrize("role", ROLES)
def test_a_decision_without_a_lead_is_refused_at_its_place(role: str) -> None:
    half = {name: value for name, value in DECISION.items() if name != f"{role}_lead"}
    assert faults(decisions=[DECISION, half]) == [(f"decisions.1.{role}_lead", ProgrammeRefusal.DECISION_LACKS_A_LEAD)]


def test_a_decision_about_a_topic_that_was_not_on_the_agenda_is_refused() -> None:
    assert faults(decisions=[{**DECISION, "topic": MEETING}]) == [
        ("decisions.0.topic", ProgrammeRefusal.TOPIC_IS_NOT_ON_THE_AGENDA)
    ]


def test_an_agreement_needs_its_text() -> None:
    empty = {**TEXT["items"][0], "text": ""}
    assert faults(items=[empty, TEXT["items"][1]]) == [("items.0.text", ProgrammeRefusal.AGREEMENT_LACKS_ITS_TEXT)]


@pytest.mark.parametrize("name", ["chair_text", "partner_text", "chair_rule", "partner_rule", "interim", "review_on"])
def test_a_difference_needs_both_texts_both_rules_an_arrangement_and_a_day(name: str) -> None:
    half = {key: value for key, value in DIFFERENCE.items() if key != name}
    assert faults(differences=[half]) == [(f"items.1.{name}", ProgrammeRefusal.DIFFERENCE_LACKS_A_TEXT)]


# Signatures


def test_a_change_voids_what_was_signed_and_says_who_changed() -> None:
    told = [("hold", US), ("draft_minutes", US), ("sign_minutes", US), ("amend_minutes", THEM)]
    assert rules.signatures(told) == [Signature(US, "void", by=THEM)]
    again = [*told, ("redraft_minutes", US), ("sign_minutes", THEM)]
    assert rules.signatures(again) == [Signature(US, "void", by=THEM), Signature(THEM, "holds")]
    assert rules.signatures([*again, ("sign_minutes", US)])[0] == Signature(US, "holds")


# What follows


def test_signed_minutes_open_a_duty_a_decision_and_a_disagreement_a_difference() -> None:
    duty, dispute = rules.openings(record(agreed()))
    assert (duty.kind, duty.item, dispute.kind, dispute.item) == ("duty", "决1", "dispute", "异2")
    assert duty.fields["leads"] == {"chair": "广陈镇", "partner": "廊下镇"}
    assert (duty.fields["due"], duty.fields["topic"], duty.fields["meeting"]) == ("2026-09-30", LAMPS, MEETING)
    assert (dispute.fields["text"], dispute.fields["line"]) == ("延伸到山塘村", "嘉兴市交通运输局")
    assert DIFFERENCE["partner_text"] not in dispute.fields.values()


@pytest.mark.parametrize("state", ["minuting", "minutes", "no_minutes", "handed_over"])
def test_minutes_that_are_not_signed_open_nothing(state: str) -> None:
    assert rules.openings(replace(record(agreed()), state=state)) == []


def test_what_is_opened_fits_its_kind() -> None:
    for wanted in rules.openings(record(agreed())):
        assert opened(wanted.kind, dict(wanted.fields)).matter.state in ("under_way", "standing")


def test_topics_go_onto_the_agenda_once_and_leave_it_with_the_meeting() -> None:
    topics = {LAMPS: a_topic()}
    put = Move(LAMPS, "put_on_agenda", {"meeting": MEETING})
    assert rules.moves(a_meeting(), topics) == [put]
    on = opened("topic", TOPIC, matter=LAMPS).take("put_on_agenda", "proposer", fields=dict(put.fields))
    assert rules.moves(a_meeting(), {LAMPS: record(on)}) == []
    assert [move.step for move in rules.moves(a_meeting(is_over=True, state="called_off"), {LAMPS: record(on)})] == [
        "take_off"
    ]
    assert rules.moves(a_meeting(asserted={"agenda": {"chair": AGENDA[1:]}}), {LAMPS: record(on)})[0].step == "take_off"


def test_a_topic_of_another_agenda_stays_there_but_where_we_stand_in_for_that_meeting() -> None:
    on = opened("topic", TOPIC, matter=LAMPS).take("put_on_agenda", "proposer", fields={"meeting": MEETING})
    second = record(opened("meeting", CALL, matter=LATER_MEETING))
    assert rules.moves(second, {LAMPS: record(on)}) == []
    instead = record(opened("meeting", {**CALL, "instead_of": MEETING}, matter=LATER_MEETING))
    assert [move.step for move in rules.moves(instead, {LAMPS: record(on)})] == ["put_on_agenda"]


def test_signed_minutes_settle_a_topic_or_leave_it_as_a_disagreement() -> None:
    topics = {LAMPS: a_topic(), BUS: a_topic(BUS)}
    lamps, bus = rules.moves(record(agreed()), topics)
    assert (lamps.step, lamps.fields["result"]) == ("settle", "同款，各装一岸")
    assert (bus.step, bus.fields["meeting"]) == ("leave_open", MEETING)
    assert rules.moves(record(agreed()), {LAMPS: a_topic(is_over=True)}) == []


def test_a_deferred_topic_goes_back_into_the_box() -> None:
    items = [{**item, "outcome": "deferred"} for item in TEXT["items"]]
    meeting = record(agreed({"items": items, "decisions": [], "differences": []}))
    on = opened("topic", TOPIC, matter=LAMPS).take("put_on_agenda", "proposer", fields={"meeting": MEETING})
    assert [move.step for move in rules.moves(meeting, {LAMPS: record(on)})] == ["take_off"]
    assert rules.moves(meeting, {LAMPS: a_topic()}) == []


# Records and how they stand


def test_a_record_says_what_each_side_holds_by_its_code() -> None:
    topic = record(opened("topic", TOPIC).take("answer", "respondent", fields=OPINION))
    assert topic.said("position") == {US: TOPIC["position"], THEM: OPINION["position"]}
    assert (topic.opened_by, topic.role_of(THEM), topic.role_of("330421")) == (US, "respondent", "")
    assert topic.value("position", "respondent") == OPINION["position"]


def test_the_day_of_a_record_is_the_one_that_counts() -> None:
    assert record(opened("meeting", CALL)).day == date(2026, 3, 20)
    assert record(held(planned_on="2026-03-18")).day == date(2026, 3, 20)
    duty = opened("duty", DUTY).take("offer_extension", "chair", fields={"later_due": "2026-12-31", "reason": "缺料"})
    assert record(duty).day == date(2026, 9, 30)
    assert record(duty.take("extend", "chair").take("extend", "partner")).day == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("day", "word"),
    [
        ("2026-09-22", Standing.NORMAL),
        ("2026-09-23", Standing.NEAR),
        ("2026-09-30", Standing.NEAR),
        ("2026-10-01", Standing.LATE),
    ],
)
def test_a_duty_is_near_a_week_before_its_day_and_late_after_it(day: str, word: Standing) -> None:
    assert rules.standing(record(opened("duty", DUTY)), date.fromisoformat(day)) is word


def test_what_is_over_is_done_or_just_over_and_without_a_day_it_says_so() -> None:
    duty = record(opened("duty", DUTY))
    day = date(2030, 1, 1)
    assert rules.standing(replace(duty, is_over=True, state="done"), day) is Standing.DONE
    assert rules.standing(replace(duty, is_over=True, state="handed_back"), day) is Standing.OVER
    assert rules.standing(replace(duty, is_over=True, state="done", refused_by=THEM), day) is Standing.OVER
    assert rules.standing(replace(duty, day=None), day) is Standing.UNDATED


def test_what_a_party_did_not_accept_is_over() -> None:
    case = opened("duty", DUTY)
    assert rules.record_of(case.matter, case.kind, refused_by=THEM).is_over


# Threads


def test_a_thread_leads_from_the_topic_to_the_result_and_back() -> None:
    meeting, topic = record(agreed()), a_topic()
    wanted = rules.openings(meeting)
    duty = record(opened("duty", dict(wanted[0].fields), matter="019d0000-0000-7000-8000-0000000000d1"))
    found = rules.thread(LAMPS, [duty, meeting, topic])
    assert (found.topic, found.title) == (topic, TOPIC["title"])
    (treated,) = found.treated
    assert (treated.meeting.id, treated.item["outcome"]) == (MEETING, "agreed")
    assert [asked.carried_by for asked in treated.decisions] == [duty]
    assert treated.differences == []


def test_a_decision_that_names_no_topic_has_a_thread_of_its_own() -> None:
    loose = {name: value for name, value in DECISION.items() if name != "topic"}
    meeting = record(agreed({**TEXT, "decisions": [loose]}))
    assert rules.topics_of(meeting) == [LAMPS, BUS, ""]
    found = rules.thread("", [meeting])
    assert (found.topic, found.title) == (None, "")
    assert found.treated[0].decisions[0].text["id"] == "决1"
    assert found.treated[0].decisions[0].carried_by is None


def test_a_topic_that_this_node_does_not_hold_is_called_as_the_agenda_calls_it() -> None:
    assert rules.thread(BUS, [record(agreed())]).title == "廊下2路延伸"
