"""The register of the deliberation, and calling a meeting: what they show, and what is wrong in words."""

from typing import Any

import pytest
from django.test import Client

from pilin.kernel.agreements import queries as agreements
from pilin.kernel.matters.rules.docket_refusals import DocketRefusal
from pilin.kernel.matters.tests.stage import US, Stage
from pilin.modules.programme.rules import ProgrammeRefusal
from pilin.modules.programme.tests.council import CALL, TOPIC
from pilin.modules.programme.tests.pages import COUNCIL, NEW, call, only, send
from pilin.modules.programme.tests.table import Table
from pilin.web.sentences import say
from pilin.web.tests import samples

# The register


def test_nobody_enters_who_holds_no_role(scene: Stage, client: Client) -> None:
    assert client.get(COUNCIL).status_code == 302
    assert samples.browser("hu").get(COUNCIL).status_code == 403
    assert samples.browser("li").get(NEW).status_code == 403


def test_the_empty_register_says_what_will_stand_there_and_who_brings_it(read: Any) -> None:
    words = read(COUNCIL)
    for said in ("议题箱是空的", "还没有联席会议", "没有分歧", "没有共同事项", "双方还没有共同签署“联席会议”"):
        assert said in words


def test_without_the_kind_nobody_can_call_and_is_told_so(scene: Stage) -> None:
    answer = samples.browser("zhao").get(NEW)
    assert answer.status_code == 409
    wanted = say(DocketRefusal.KIND_IS_NOT_SIGNED_YET.value, {"kind": "联席会议"}).sentence
    assert wanted in samples.text_of(answer.content.decode())


def test_the_register_shows_who_is_to_chair_and_whose_position_is_missing(table: Table, read: Any) -> None:
    table.open("topic", TOPIC)
    words = read(COUNCIL)
    assert "按轮值，下一次由金山区主持召集" in words
    assert "一桥两山塘的夜间照明 平湖市 · 沪浙山塘联合党支部 待金山区表态" in words


def test_the_register_counts_down_to_the_meeting_and_says_whose_turn_it_is(table: Table, read: Any) -> None:
    table.called(*table.topics())
    words = read(COUNCIL)
    assert "2026-03-20 · 还有 18 天 主持：平湖市 ▲ 已召集，待另一方答复 轮到：金山区" in words
    table.stage.later(days=18)
    assert "就在今天" in read(COUNCIL)
    table.stage.later(days=1)
    assert "会议日已过，尚未登记召开" in read(COUNCIL)


def test_a_topic_on_two_agendas_and_a_number_given_twice_are_seen(table: Table, read: Any) -> None:
    lamps, bus = table.topics()
    table.called(lamps, bus)
    table.they_open("meeting", {**CALL, "title": "另一次", "agenda": table.agenda(lamps, bus)})
    words = read(COUNCIL)
    assert "重复列入：2026年第1次联席会议、另一次" in words
    assert "另一次（编号重复）" in words


def test_duties_stand_with_both_leads_and_a_word_for_their_day(table: Table, read: Any) -> None:
    table.signed()
    table.carry_out()
    words = read(COUNCIL)
    assert "两岸同款路灯，各装一岸 廊下镇 广陈镇 2026-09-30 ● 正常" in words or (
        "两岸同款路灯，各装一岸 广陈镇 廊下镇 2026-09-30 ● 正常" in words
    )
    assert "廊下2路延伸 金山区 周末试开两班 2026-10-15 ● 正常" in words
    table.stage.later(days=220)
    assert "2026-09-30 ■ 超期" in read(COUNCIL)


def test_the_register_costs_few_queries_and_no_more_with_more_rows(
    table: Table, django_assert_max_num_queries: Any
) -> None:
    browser = samples.browser("li")
    for _ in range(3):
        lamps, bus = table.topics()
        table.called(lamps, bus, number=len(table.of_kind("meeting")) + 1)
        with django_assert_max_num_queries(12):
            assert browser.get(COUNCIL).status_code == 200


# Calling


def test_a_meeting_is_called_with_topics_from_the_box_in_the_order_written(table: Table) -> None:
    table.topics()
    words = send(NEW, **call())
    assert "已召集并签名，正在送达对方" in words
    meeting = only(table, "meeting")
    assert [row["title"] for row in meeting.value("agenda")] == ["廊下2路延伸", "一桥两山塘的夜间照明"]
    assert (meeting.value("year"), meeting.value("number"), meeting.opened_by) == (2026, 1, US)


def test_the_form_proposes_title_and_number_and_says_whose_turn_the_chair_is(table: Table, read: Any) -> None:
    table.called(*table.topics())
    html = samples.browser("zhao").get(NEW).content.decode()
    assert 'value="2026年第2次联席会议"' in html
    words = read(NEW)
    assert "按轮值，这一次轮到金山区主持" in words
    assert "已列入2026年第1次联席会议" in words


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"topic-0-chosen": "", "topic-1-chosen": ""}, "议程还没有议题"),
        ({"planned_on": "2026-02-30"}, "输入一个有效的日期"),
        ({"planned_on": ""}, "这个字段是必填项"),
        ({"number": "0"}, "大于或等于1"),
        ({"topic-0-order": "x"}, "输入整数"),
    ],
)
def test_what_is_wrong_with_a_call_is_said(table: Table, changes: dict[str, str], said: str) -> None:
    table.topics()
    assert said in send(NEW, **call(**changes))
    assert table.of_kind("meeting") == []


def test_a_topic_of_another_agenda_and_a_taken_number_are_refused_in_words(table: Table) -> None:
    table.called(*table.topics())
    words = send(NEW, **call())
    assert say(ProgrammeRefusal.MEETING_NUMBER_IS_TAKEN.value).sentence in words
    assert say(ProgrammeRefusal.TOPIC_IS_ON_ANOTHER_AGENDA.value, {"meeting": CALL["title"]}).sentence in words
    assert len(table.of_kind("meeting")) == 1


def test_a_clause_that_opens_nothing_is_said_on_the_form(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    table.topics()
    monkeypatch.setattr(agreements, "bases_for", lambda *_args, **_named: [])
    assert say(DocketRefusal.NO_CLAUSE_ALLOWS_THIS_KIND.value, {"kind": "联席会议"}).sentence in send(NEW, **call())
