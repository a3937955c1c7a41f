"""What pages of the deliberation say of plain records: names, lights, tables, signatures; no database, no browser."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pilin.kernel.matters.tests.kit import Case
from pilin.kernel.matters.tests.stage import THEM, US
from pilin.modules.programme.queries import Council
from pilin.modules.programme.rules import Record, Standing
from pilin.modules.programme.tests.council import (
    CALL,
    DECISION,
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
from pilin.modules.programme.views import council, meeting
from pilin.modules.programme.views.common import light_of, link_to, trace_of
from pilin.web.components import Light, LinkTo, Table, Tone
from pilin.web.sides import Sides

SIDES = Sides(US, {US: "平湖市", THEM: "金山区"}, ())
DAY = date(2026, 3, 2)


def words(table: Table) -> list[list[Any]]:
    """Return the cells of a table as people read them."""
    return [[_word(cell) for cell in row] for row in table.rows]


def _word(cell: Any) -> Any:
    if isinstance(cell, Light):
        return f"{cell.shape} {cell.word}"
    return cell.text if isinstance(cell, LinkTo) else cell


def a_council(*topics: Record, meetings: tuple[Record, ...] = ()) -> Council:
    return Council(meetings, topics, (), (), ())


def amended(**changes: Any) -> Case:
    """Return a meeting whose minutes the chair drafted and the other side amended."""
    text = {**TEXT, **changes, "reason": "经费"}
    return held().take("draft_minutes", "chair", fields=TEXT).take("amend_minutes", "partner", fields=text)


# Sides


def test_the_same_side_stands_left_whoever_looks() -> None:
    assert SIDES.order == [US, THEM]
    assert Sides(US, {THEM: "金山区", US: "平湖市"}, ()).order == [US, THEM]
    assert [*SIDES.by_role({"chair": THEM, "partner": US})] == ["partner", "chair"]
    assert (SIDES.name(THEM), SIDES.name("330421"), SIDES.names([US, THEM])) == ("金山区", "330421", "平湖市、金山区")


# Lights


@pytest.mark.parametrize(
    ("day", "light"),
    [
        (date(2026, 9, 1), Light(Tone.NORMAL, "正常")),
        (date(2026, 9, 25), Light(Tone.WARNING, "临期")),
        (date(2026, 10, 1), Light(Tone.LATE, "超期")),
    ],
)
def test_a_duty_has_a_light_with_a_word(day: date, light: Light) -> None:
    assert light_of(record(opened("duty", DUTY)), day) == light


def test_every_standing_has_its_light() -> None:
    duty = record(opened("duty", DUTY))
    found = {
        light_of(duty, DAY).word,
        light_of(replace(duty, day=None), DAY).word,
        light_of(replace(duty, is_over=True, state="done"), DAY).word,
        light_of(replace(duty, is_over=True, state="handed_back"), DAY).word,
    }
    assert found == {"正常", "未定期", "已完成", "已结束"}
    assert len(Standing) == len(found) + 2


@pytest.mark.parametrize("state", [*council.STATES])
def test_every_state_of_a_meeting_has_a_light_with_the_word_of_its_kind(state: str) -> None:
    case = opened("meeting", CALL)
    shown = council.state_light(replace(record(case), state=state))
    assert shown.word == case.kind.states[state].title["zh"]
    assert {*council.STATES} == {*case.kind.states}


def test_a_call_that_was_not_accepted_says_so() -> None:
    assert council.state_light(replace(record(opened("meeting", CALL)), refused_by=THEM)).word == "对方未接受"


# Links


def test_a_meeting_has_its_own_page_and_everything_has_its_thread() -> None:
    called, duty = record(opened("meeting", CALL)), record(opened("duty", DUTY))
    assert link_to(called).url == f"/programme/council/meetings/{MEETING}/"
    assert link_to(duty).url == f"/matters/{duty.id}/"
    assert isinstance(trace := trace_of(duty), LinkTo)
    assert trace.url == f"/programme/council/trace/{duty.id}/"


# The register


def test_the_topic_box_says_whose_position_is_missing_and_where_a_topic_is_treated() -> None:
    topic = opened("topic", TOPIC, matter=LAMPS)
    called = record(opened("meeting", CALL))
    (row,) = words(council.topics(a_council(record(topic), meetings=(called,)), SIDES))
    assert row[1:5] == ["平湖市 · 沪浙山塘联合党支部", "待金山区表态", "▲ 待另一方表态", CALL["title"]]
    topic.take("answer", "respondent", fields=OPINION)
    (row,) = words(council.topics(a_council(record(topic)), SIDES))
    assert row[2:5] == ["双方均已表态", "● 待列入议程", None]


def test_a_topic_on_two_agendas_names_both_meetings() -> None:
    both = (record(opened("meeting", CALL)), replace(record(opened("meeting", CALL)), id=LATER_MEETING, title="另一次"))
    topic = record(opened("topic", TOPIC, matter=LAMPS))
    (row,) = words(council.topics(a_council(topic, meetings=both), SIDES))
    assert row[4] == f"■ 重复列入：{CALL['title']}、另一次"


def test_meetings_say_who_chairs_and_whose_turn_it_is() -> None:
    (row,) = words(council.meetings([record(opened("meeting", CALL))], SIDES))
    assert row == [CALL["title"], "平湖市", date(2026, 3, 20), 2, "▲ 已召集，待另一方答复", "金山区"]
    (row,) = words(council.meetings([record(agreed())], SIDES))
    assert row[-2:] == ["✓ 纪要各方已签", None]


def test_a_number_given_twice_is_marked_on_both() -> None:
    found = [record(opened("meeting", CALL)), record(opened("meeting", CALL, matter=LATER_MEETING, nodes=(THEM, US)))]
    assert [row[0] for row in words(council.meetings(found, SIDES))] == [f"{CALL['title']}（编号重复）"] * 2
    other = record(opened("meeting", {**CALL, "number": 2}, matter=LATER_MEETING))
    assert [row[0] for row in words(council.meetings([found[0], other], SIDES))] == [CALL["title"]] * 2


def test_a_disagreement_says_whose_text_is_missing_and_when_it_is_looked_at_again() -> None:
    dispute = opened("dispute", DISPUTE)
    (row,) = words(council.disputes([record(dispute)], SIDES, DAY))
    assert row[:5] == ["廊下2路延伸", "金山区", "周末试开", date(2026, 10, 15), "● 正常"]
    dispute.take("state_text", "counterpart", fields={"text": "先调查", "rule": "无"})
    assert words(council.disputes([record(dispute)], SIDES, DAY))[0][1] is None


@pytest.mark.parametrize(("nodes", "leads"), [((US, THEM), ["广陈镇", "廊下镇"]), ((THEM, US), ["廊下镇", "广陈镇"])])
def test_leads_stand_under_their_own_side_whoever_chaired(nodes: tuple[str, str], leads: list[str]) -> None:
    table = council.duties([record(opened("duty", DUTY, nodes=nodes))], SIDES, DAY)
    assert [column.title for column in table.columns[1:3]] == ["平湖市牵头", "金山区牵头"]
    assert words(table)[0][1:3] == leads


# One meeting


def test_decisions_lead_to_their_duties_and_a_paper_has_no_such_column() -> None:
    signed = record(agreed())
    duty = replace(record(opened("duty", DUTY)), item="决1")
    (row,) = words(meeting.decisions(signed, SIDES, DAY, [duty]))
    assert row == ["决1", DECISION["text"], "广陈镇", "廊下镇", "2026-09-30", "● 正常"]
    assert words(meeting.decisions(signed, SIDES, DAY, []))[0][-1] == "○ 待开立"
    assert words(meeting.decisions(signed, SIDES, DAY, None))[0][-1] == "2026-09-30"
    drafted = record(held().take("draft_minutes", "chair", fields=TEXT))
    assert words(meeting.decisions(drafted, SIDES, DAY, []))[0][-1] == "○ 签署后开立"


def test_a_decision_without_a_day_says_so() -> None:
    undated = {name: value for name, value in DECISION.items() if name != "due"}
    table = meeting.decisions(record(agreed({**TEXT, "decisions": [undated]})), SIDES, DAY, None)
    assert words(table)[0][-1] == "未定期"


def test_a_recorded_disagreement_shows_each_text_with_its_rule() -> None:
    (row,) = words(meeting.differences(record(agreed()), SIDES, DAY, None))
    assert row[1:3] == ["延伸到山塘村（无）", "客流不足，先调查（上海市公共汽车和电车客运管理条例）"]


def test_what_the_other_side_changed_stands_in_a_table_of_its_own() -> None:
    changed = {"decisions": [{**DECISION, "text": "先做方案"}]}
    (table,) = meeting.amendments(record(amended(**changed)), SIDES, DAY)
    assert (table.caption, words(table)[0][1]) == ("决定事项（金山区的修改）", "先做方案")
    assert meeting.amendments(record(amended()), SIDES, DAY) == []
    assert meeting.amendments(record(agreed()), SIDES, DAY) == []


def test_items_differ_only_where_their_texts_do() -> None:
    changed = [{**TEXT["items"][0], "text": "维护费对半"}, TEXT["items"][1]]
    first, second = meeting.items(record(amended(items=changed)), SIDES, ())
    assert [said.is_changed for said in first.texts] == [True, True]
    assert [said.is_changed for said in second.texts] == [False, False]
    assert [said.who for said in first.texts] == ["平湖市", "金山区"]
    (signed, _) = meeting.items(record(agreed()), SIDES, ())
    assert [(said.who, said.is_changed) for said in signed.texts] == [("双方一致", False)]
