"""What follows from signed minutes, on our node and at a neighbour: once, by one side, and the same on both."""

from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.agreements import queries as agreements
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters.tests.stage import THEM, US
from pilin.modules.programme import actions, models
from pilin.modules.programme.rules import KINDS, ProgrammeRefusal
from pilin.modules.programme.tests.council import CALL, DIFFERENCE, HELD, OPINION, TOPIC
from pilin.modules.programme.tests.table import Table
from pilin.web.tests import samples


def test_signed_minutes_become_duties_and_disagreements_and_topics_are_closed(table: Table) -> None:
    meeting, lamps, bus = table.signed()
    assert table.carry_out() == 4
    (duty,), (dispute,) = table.of_kind("duty"), table.of_kind("dispute")
    assert (duty.meeting, duty.item, duty.topic) == (meeting, "决1", lamps)
    assert (dispute.meeting, dispute.item, dispute.topic) == (meeting, "异2", bus)
    assert (table.record(lamps).state, table.record(bus).state) == ("settled", "disagreed")
    assert table.same(meeting, lamps, bus, duty.id, dispute.id)


def test_what_was_done_is_not_done_again(table: Table) -> None:
    table.signed()
    table.carry_out()
    assert table.carry_out() == 0
    assert models.Record.objects.filter(kind="meeting", is_carried_out=False).count() == 0
    matters.retell(KINDS, at=table.stage.now)
    assert models.Record.objects.filter(kind="meeting", is_carried_out=False).count() == 1
    assert table.carry_out() == 0
    assert len(table.of_kind("duty")) == len(table.of_kind("dispute")) == 1


def test_a_crash_in_between_repeats_nothing(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    table.signed()
    opened = matters.open_under_a_clause

    def breaks_at_disputes(kind: str, **members: Any) -> str:
        if kind == "dispute":
            raise OSError("the power went")
        return opened(kind, **members)

    monkeypatch.setattr(matters, "open_under_a_clause", breaks_at_disputes)
    with pytest.raises(OSError, match="power"):
        table.carry_out()
    monkeypatch.setattr(matters, "open_under_a_clause", opened)
    assert len(table.of_kind("duty")) == 0
    assert table.carry_out() == 4
    assert len(table.of_kind("duty")) == len(table.of_kind("dispute")) == 1


def test_what_is_refused_waits_and_the_rest_goes_on(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    table.signed()
    monkeypatch.setattr(agreements, "openings", lambda *_args, name, **_named: name if name == "dispute" else None)
    assert table.carry_out() == 3
    assert table.of_kind("dispute") == []
    monkeypatch.setattr(agreements, "openings", lambda *_args, **_named: None)
    assert table.carry_out() == 1


def test_only_the_node_in_the_chair_opens(table: Table) -> None:
    meeting, lamps, bus = table.they_signed()
    assert table.carry_out() == 0
    assert table.of_kind("duty") == table.of_kind("dispute") == []
    assert (table.record(lamps).state, table.record(bus).state) == ("raised", "raised")
    assert table.same(meeting)


def test_our_half_of_a_disagreement_is_stated_by_us(table: Table) -> None:
    meeting, _lamps, bus = table.they_signed()
    said = {"title": "廊下2路延伸", "topic": bus, "interim": "周末试开", "review_on": "2026-10-15", "meeting": meeting}
    half = {"text": DIFFERENCE["chair_text"], "rule": "无", "item": "异2"}
    dispute = table.they_open("dispute", {**said, **half})
    assert table.carry_out() == 1
    assert table.record(dispute).said("text") == {THEM: DIFFERENCE["chair_text"], US: DIFFERENCE["partner_text"]}
    assert table.record(dispute).said("rule")[US] == DIFFERENCE["partner_rule"]
    assert table.carry_out() == 0
    assert table.same(dispute)


def test_a_disagreement_that_names_other_minutes_gets_no_text_from_us(table: Table) -> None:
    meeting, _lamps, bus = table.they_signed()
    said = {"title": "廊下2路延伸", "topic": bus, "interim": "周末试开", "review_on": "2026-10-15", "meeting": meeting}
    dispute = table.they_open("dispute", {**said, "text": "延伸", "rule": "无", "item": "异9"})
    assert table.carry_out() == 0
    assert table.record(dispute).said("text") == {THEM: "延伸"}


def test_topics_follow_the_agenda_and_leave_it_when_the_meeting_is_called_off(table: Table) -> None:
    lamps, bus = table.topics()
    table.they_take(lamps, "answer", OPINION)
    meeting = table.called(lamps, bus)
    assert table.carry_out() == 2
    assert {table.record(lamps).state, table.record(bus).state} == {"on_agenda"}
    assert table.carry_out() == 0
    table.take(meeting, "call_off", {"reason": "汛期"})
    assert table.carry_out() == 2
    assert {table.record(lamps).state, table.record(bus).state} == {"stated"}
    assert table.same(lamps, bus, meeting)


def test_a_topic_of_theirs_is_proposed_once_while_their_node_is_silent(table: Table) -> None:
    theirs = table.they_open("topic", TOPIC)
    meeting = table.called(theirs, table.open("topic", TOPIC))
    assert actions.carry_out(at=table.stage.now) == 2
    assert actions.carry_out(at=table.stage.now) == 0
    assert table.record(theirs).state == "raised"
    table.stage.meet()
    assert table.record(theirs).state == "on_agenda"
    assert table.same(theirs, meeting)


def test_a_topic_on_two_agendas_stays_on_the_first(table: Table) -> None:
    lamps, bus = table.topics()
    first = table.called(lamps, bus)
    table.carry_out()
    table.they_open("meeting", {**CALL, "agenda": table.agenda(lamps, bus)})
    assert table.carry_out() == 0
    assert table.record(lamps).said("meeting") == {US: first}


def test_the_other_side_takes_over_from_an_absent_chair_and_its_topics_come_along(table: Table) -> None:
    lamps, bus = table.topics()
    absent = table.they_open("meeting", {**CALL, "agenda": table.agenda(lamps, bus)})
    ours = table.called(lamps, bus, instead_of=absent, number=2)
    assert table.carry_out() == 2
    table.take(ours, "hold", HELD)
    table.take(ours, "draft_minutes", table.minutes(lamps, bus))
    assert table.record(ours).state == "minutes"
    table.take(absent, "take_chair", {"reason": "对方节点离线"})
    assert table.record(absent).state == "handed_over"


def test_an_amendment_that_crosses_a_signature_leaves_one_text_on_both_sides(table: Table) -> None:
    lamps, bus = table.topics()
    meeting = table.called(lamps, bus)
    table.they_take(meeting, "accept_agenda")
    table.take(meeting, "hold", HELD)
    table.take(meeting, "draft_minutes", table.minutes(lamps, bus))
    amended = {**table.minutes(lamps, bus), "decisions": [], "reason": "经费未定"}
    table.stage.they_take("amend_minutes", fields=amended)
    table.stage.take("sign_minutes")
    table.stage.meet()
    record = table.record(meeting)
    assert record.state == "amended"
    assert record.agreed == {}
    assert table.same(meeting)


def test_a_record_follows_what_falls_out_of_a_chain(table: Table) -> None:
    lamps = table.open("topic", TOPIC)
    table.stage.matter = lamps
    event = table.stage.take("withdraw", fields={"reason": "重复"})
    assert table.record(lamps).is_over
    table.stage.they_refuse(event)
    table.stage.meet()
    assert not table.record(lamps).is_over


def test_retelling_makes_the_same_records(table: Table) -> None:
    table.signed()
    table.carry_out()
    before = [table.record(row.pk) for row in models.Record.objects.all()]
    models.Record.objects.all().delete()
    matters.retell(KINDS, at=table.stage.now)
    assert [table.record(one.id) for one in before] == before


def test_a_topic_is_put_on_no_agenda_of_a_meeting_that_is_over(table: Table) -> None:
    lamps, bus = table.topics()
    held = table.called(lamps, bus)
    later = table.open("topic", TOPIC)
    table.take(held, "call_off", {"reason": "改期"})
    with pytest.raises(Refused) as refused:
        table.take(later, "put_on_agenda", {"meeting": held})
    assert (refused.value.code, refused.value.facts) == (ProgrammeRefusal.MEETING_IS_OVER, {"meeting": CALL["title"]})
    assert table.record(later).state == "raised"


def test_a_meeting_without_minutes_takes_no_topic_and_one_to_come_does(table: Table) -> None:
    lamps, bus = table.topics()
    held = table.called(lamps, bus)
    table.they_take(held, "accept_agenda")
    table.take(held, "hold", HELD)
    table.take(held, "leave", {"reason": "未形成"})
    coming = table.called(lamps, bus, number=2, title="2026年第2次联席会议")
    later = table.open("topic", TOPIC)
    with pytest.raises(Refused):
        table.take(later, "put_on_agenda", {"meeting": held})
    table.take(later, "put_on_agenda", {"meeting": coming})
    assert table.record(later).state == "on_agenda"


def test_the_form_offers_only_meetings_that_are_to_come(table: Table) -> None:
    over, _lamps, _bus = table.signed()
    later = table.open("topic", TOPIC)
    coming = table.called(later, later, number=2, agenda=[{"id": "1", "topic": later, "title": "x"}])
    html = samples.browser("wu").get(f"/matters/{later}/steps/put_on_agenda/").content.decode()
    assert f'value="{coming}"' in html
    assert f'value="{over}"' not in html
