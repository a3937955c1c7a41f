"""One meeting: its page, its forms, minutes, threads; and what is said where something is wrong."""

from datetime import timedelta
from typing import Any

import pytest

from pilin.kernel.matters.tests.stage import THEM, US
from pilin.modules.programme.rules import ProgrammeRefusal
from pilin.modules.programme.tests.council import CALL, HELD, OPINION, TOPIC
from pilin.modules.programme.tests.pages import COUNCIL, MINUTES, NEW, SCRIPT, call, in_the_box, only, send, step
from pilin.modules.programme.tests.table import Table
from pilin.web.sentences import say
from pilin.web.tests import samples

# One meeting


def test_the_meeting_shows_both_positions_side_by_side(table: Table, read: Any) -> None:
    lamps, bus = table.topics()
    table.they_take(lamps, "answer", OPINION)
    words = read(f"{COUNCIL}meetings/{table.called(lamps, bus)}/")
    ours, theirs = words.index(TOPIC["position"]), words.index(OPINION["position"])
    assert ours < theirs  # 330482 stands left, whoever looks
    assert "金山区 尚未表态" in words


def test_a_meeting_of_another_kind_or_nobodys_is_not_found(table: Table) -> None:
    lamps, _ = table.topics()
    browser = samples.browser("li")
    for address in (f"{COUNCIL}meetings/{lamps}/", f"{COUNCIL}meetings/{US.ljust(36, '0')}/", step(lamps, "dance")):
        assert browser.get(address).status_code in (403, 404)
    assert samples.browser("zhao").get(step(table.called(*table.topics()), "dance")).status_code == 404


def test_a_button_leads_to_the_form_and_the_form_takes_the_step(table: Table) -> None:
    meeting = table.called(*table.topics())
    table.they_take(meeting, "accept_agenda")
    table.stage.later(days=19)
    shown = samples.browser("zhao").post(step(meeting, "hold"), {"step": "hold"})
    assert "出席（按单位写人数，不记姓名）" in samples.text_of(shown.content.decode())
    held = {"held_on": "2026-03-20", "place": "广陈镇", "bodies-rows": "2"}
    rows = {"bodies-0-body": "广陈镇", "bodies-0-count": "4", "bodies-1-body": "廊下镇", "bodies-1-count": "3"}
    assert "已召开，待起草纪要" in send(step(meeting, "hold"), **held, **rows)
    assert table.record(meeting).value("attendance") == [{"id": "广陈镇", "count": 4}, {"id": "廊下镇", "count": 3}]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"held_on": "2026-03-20", "bodies-0-body": "广陈镇", "bodies-0-count": "4"}, "召开日期在今天之后"),
        ({"held_on": "2026-03-02"}, "请至少写明一个出席单位和人数"),
        ({"held_on": "2026-03-02", "bodies-0-body": "广陈镇"}, "每行写一个单位和人数"),
        (
            {
                "held_on": "2026-03-02",
                **{f"bodies-{n}-{k}": v for n in "01" for k, v in (("body", "甲"), ("count", "2"))},
            },
            "每行写一个单位和人数，单位各不相同",
        ),
    ],
)
def test_what_is_wrong_with_attendance_is_said(table: Table, values: dict[str, str], said: str) -> None:
    meeting = table.called(*table.topics())
    assert said in send(step(meeting, "hold"), **{"bodies-rows": "2", **values})
    assert table.record(meeting).state == "called"


def test_today_is_chinas_day(table: Table) -> None:
    meeting = table.called(*table.topics())
    at = table.stage.now.replace(hour=16, minute=5)  # five past midnight of the next day in China
    table.stage.later(seconds=int((at - table.stage.now) / timedelta(seconds=1)))
    held = {"held_on": "2026-03-03", "bodies-rows": "1", "bodies-0-body": "广陈镇", "bodies-0-count": "1"}
    assert "已召开，待起草纪要" in send(step(meeting, "hold"), **held)


def test_the_other_side_asks_for_a_change_and_the_chair_calls_again(table: Table, read: Any) -> None:
    lamps, bus = table.topics()
    meeting = table.they_open("meeting", {**CALL, "agenda": table.agenda(lamps, bus)})
    assert "请写明希望调整什么" in send(step(meeting, "ask_change"), wished_on="2026-04-02", reason="  ")
    send(step(meeting, "ask_change"), wished_on="2026-04-02", reason="汛期")
    table.stage.meet()
    assert "平湖市希望改在2026-04-02" in read(f"{COUNCIL}meetings/{meeting}/")


def test_a_meeting_is_called_again_with_another_day_and_agenda(table: Table) -> None:
    meeting = table.called(*table.topics())
    again = {"planned_on": "2026-04-02", "place": "廊下镇", "reason": "汛期", **in_the_box({"topic-0-chosen": "on"})}
    send(step(meeting, "call_again"), **again)
    record = table.record(meeting)
    assert (record.value("planned_on"), len(record.value("agenda"))) == ("2026-04-02", 1)
    assert "请勾选至少一项" in send(step(meeting, "call_again"), **{**again, **in_the_box({"topic-0-chosen": ""})})


def test_who_waits_for_an_absent_chair_is_led_to_taking_over(table: Table, read: Any) -> None:
    lamps, bus = table.topics()
    meeting = table.they_open("meeting", {**CALL, "agenda": table.agenda(lamps, bus)})
    table.take(meeting, "accept_agenda")
    assert "接任主持，另行召集" not in read(f"{COUNCIL}meetings/{meeting}/")
    table.stage.later(days=22)
    assert "金山区已逾期未处理" in read(f"{COUNCIL}meetings/{meeting}/")
    words = send(f"{NEW}?instead_of={meeting}", **call(number="2"))
    assert "已召集并签名" in words
    ours = next(one for one in table.of_kind("meeting") if one.opened_by == US)
    assert ours.value("instead_of") == meeting


# Minutes


def held_meeting(table: Table) -> str:
    meeting = table.called(*table.topics())
    table.they_take(meeting, "accept_agenda")
    table.take(meeting, "hold", HELD)
    return meeting


def test_minutes_are_written_in_rows_without_a_single_identifier(table: Table) -> None:
    meeting = held_meeting(table)
    assert "文本已签名送出" in send(step(meeting, "draft_minutes"), **MINUTES)
    record = table.record(meeting)
    assert [item["outcome"] for item in record.value("items")] == ["agreed", "differs"]
    (decision,) = record.value("decisions")
    assert (decision["id"], decision["partner_lead"], decision["due"]) == ("决1", "廊下镇", "2026-09-30")
    (difference,) = record.value("differences")
    assert (difference["id"], difference["partner_text"]) == ("异2", "先调查")


def test_the_form_starts_with_the_positions_of_both_sides(table: Table) -> None:
    lamps, bus = table.topics()
    table.they_take(lamps, "answer", OPINION)
    meeting = table.called(lamps, bus)
    table.take(meeting, "hold", HELD)
    html = samples.browser("zhao").get(step(meeting, "draft_minutes")).content.decode()
    assert OPINION["position"] in html
    assert TOPIC["position"] in html


def test_more_rows_are_asked_for_and_nothing_that_was_written_is_lost(table: Table) -> None:
    meeting = held_meeting(table)
    values = {name: value for name, value in {**MINUTES, "more": "decisions"}.items() if name != "filled"}
    answer = samples.browser("zhao").post(step(meeting, "draft_minutes"), values)
    html = answer.content.decode()
    assert 'name="decisions-rows" value="5"' in html
    assert 'value="廊下镇"' in html
    assert "先调查" in html
    assert 'class="error"' not in html
    assert table.record(meeting).state == "minuting"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"decisions-0-partner_lead": ""}, ProgrammeRefusal.DECISION_LACKS_A_LEAD),
        ({"items-0-text": " "}, ProgrammeRefusal.AGREEMENT_LACKS_ITS_TEXT),
        ({"items-1-review_on": ""}, ProgrammeRefusal.DIFFERENCE_LACKS_A_TEXT),
    ],
)
def test_what_minutes_lack_is_said_at_its_place(table: Table, changes: dict[str, str], code: ProgrammeRefusal) -> None:
    meeting = held_meeting(table)
    assert say(code.value).sentence in send(step(meeting, "draft_minutes"), **{**MINUTES, **changes})
    assert table.record(meeting).state == "minuting"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"decisions-0-text": ""}, "却没有写决定内容"),
        ({"decisions-0-topic": "x"}, "选择一个有效的选项"),
        ({"items-0-outcome": "maybe"}, "选择一个有效的选项"),
        ({"decisions-0-due": "31.9."}, "输入一个有效的日期"),
        ({"decisions-rows": "9" * 300}, "文本已签名送出"),
    ],
)
def test_bad_input_gets_a_sentence(table: Table, changes: dict[str, str], said: str) -> None:
    assert said in send(step(held_meeting(table), "draft_minutes"), **{**MINUTES, **changes})


def test_a_stored_script_is_shown_and_never_run(table: Table) -> None:
    lamps, bus = table.open("topic", {**TOPIC, "title": SCRIPT, "position": SCRIPT, "raised_by": SCRIPT}), ""
    bus = table.open("topic", TOPIC)
    meeting = table.called(lamps, bus, title=SCRIPT, place=SCRIPT)
    table.take(meeting, "hold", {**HELD, "attendance": [{"id": SCRIPT, "count": 1}]})
    hostile = {
        name: SCRIPT if name.endswith(("text", "lead", "rule", "interim")) else value for name, value in MINUTES.items()
    }
    send(step(meeting, "draft_minutes"), **hostile)
    for address in (COUNCIL, f"{COUNCIL}meetings/{meeting}/", f"{COUNCIL}meetings/{meeting}/paper/",
                    f"{COUNCIL}trace/{meeting}/", step(meeting, "redraft_minutes"), NEW):  # fmt: skip
        html = samples.browser("zhao").get(address).content.decode()
        assert SCRIPT not in html
        assert "&lt;script&gt;" in html


def test_an_amendment_voids_the_signature_and_the_page_says_whose_and_by_whom(table: Table, read: Any) -> None:
    lamps, bus = table.topics()
    meeting = table.they_open("meeting", {**CALL, "agenda": table.agenda(lamps, bus)})
    table.take(meeting, "accept_agenda")
    table.they_take(meeting, "hold", HELD)
    table.they_take(meeting, "draft_minutes", table.minutes(lamps, bus))
    table.they_take(meeting, "sign_minutes")
    assert "平湖市 ▲ 待签署 金山区 ✓ 已签署" in read(f"{COUNCIL}meetings/{meeting}/")
    assert "请写明为什么修改" in send(step(meeting, "amend_minutes"), **MINUTES)
    send(step(meeting, "amend_minutes"), **MINUTES, reason="经费未定")
    words = read(f"{COUNCIL}meetings/{meeting}/")
    assert "金山区 ■ 签署已作废 平湖市修改了文本，原签署作废，须对新文本重新签署。" in words
    assert "决定事项（平湖市的修改）" in words
    assert (
        "分歧（平湖市的修改） 编号 平湖市文本与依据 金山区文本与依据 临时安排 复议日期 异2 先调查（客运条例）" in words
    )


def test_where_the_texts_of_an_item_differ_both_stand_side_by_side(table: Table, read: Any) -> None:
    meeting = held_meeting(table)
    lamps, bus = (row["topic"] for row in table.record(meeting).value("agenda"))
    table.take(meeting, "draft_minutes", table.minutes(lamps, bus))
    amended = table.minutes(lamps, bus)
    amended["items"][0]["text"] = "同款，维护费对半"
    table.they_take(meeting, "amend_minutes", {**amended, "reason": "维护"})
    words = read(f"{COUNCIL}meetings/{meeting}/")
    assert "纪要文本 · 平湖市 不一致 结论 达成一致 议定 同款，各装一岸" in words
    assert "纪要文本 · 金山区 不一致 结论 达成一致 议定 同款，维护费对半" in words
    assert words.count("不一致") == 2
    assert "决定事项（金山区的修改）" not in words


def test_our_signature_waits_for_the_other_sides_node_and_the_page_says_so(table: Table, read: Any) -> None:
    meeting = held_meeting(table)
    lamps, bus = (row["topic"] for row in table.record(meeting).value("agenda"))
    table.take(meeting, "draft_minutes", table.minutes(lamps, bus))
    table.stage.matter = meeting
    table.stage.take("sign_minutes")
    assert "平湖市 ‖ 已签署 待对方节点纳入后生效 金山区 ▲ 待签署" in read(f"{COUNCIL}meetings/{meeting}/")
    table.stage.meet()
    assert "平湖市 ✓ 已签署 金山区 ▲ 待签署" in read(f"{COUNCIL}meetings/{meeting}/")


def test_the_chair_takes_the_other_sides_text_as_its_draft(table: Table) -> None:
    meeting = held_meeting(table)
    lamps, bus = (row["topic"] for row in table.record(meeting).value("agenda"))
    table.take(meeting, "draft_minutes", table.minutes(lamps, bus))
    amended = table.minutes(lamps, bus)
    amended["items"][0]["text"] = "同款，各装一岸，维护费对半"
    table.they_take(meeting, "amend_minutes", {**amended, "reason": "维护"})
    browser = samples.browser("zhao")
    assert "维护费对半" not in browser.get(step(meeting, "redraft_minutes")).content.decode()
    assert "维护费对半" in browser.get(step(meeting, "redraft_minutes") + "?from=partner").content.decode()


def test_signed_minutes_say_that_duties_wait_for_the_chairs_node(table: Table, read: Any) -> None:
    meeting, *_ = table.they_signed()
    words = read(f"{COUNCIL}meetings/{meeting}/")
    assert "纪要已由双方签署；2件事项由金山区节点自动开立" in words
    assert "○ 待开立" in words


def test_the_paper_has_places_for_two_seals_and_says_what_is_only_a_draft(table: Table, read: Any) -> None:
    meeting = held_meeting(table)
    lamps, bus = (row["topic"] for row in table.record(meeting).value("agenda"))
    table.take(meeting, "draft_minutes", table.minutes(lamps, bus))
    words = read(f"{COUNCIL}meetings/{meeting}/paper/")
    assert "草稿：尚未由双方签署" in words
    assert words.count("（盖章）") == 2
    table.they_take(meeting, "sign_minutes")
    table.take(meeting, "sign_minutes")
    assert "草稿" not in read(f"{COUNCIL}meetings/{meeting}/paper/")


# Threads


@pytest.mark.parametrize("start", ["topic", "meeting", "duty"])
def test_from_any_of_them_the_thread_leads_to_all(table: Table, read: Any, start: str) -> None:
    meeting, lamps, _bus = table.signed()
    table.carry_out()
    duty = only(table, "duty").id
    table.take(duty, "report_result", {"result": "全线亮灯"})
    words = read(f"{COUNCIL}trace/{ {'topic': lamps, 'meeting': meeting, 'duty': duty}[start] }/")
    for said in ("议题 · 一桥两山塘的夜间照明", "会议 · 2026年第1次联席会议", "决定 决1", "平湖市 全线亮灯"):
        assert said in words
    assert "从这里看" in words


def test_a_thread_without_a_meeting_says_so_and_an_unknown_matter_has_none(table: Table, read: Any) -> None:
    lamps, _bus = table.topics()
    assert "还没有会议讨论过这一议题" in read(f"{COUNCIL}trace/{lamps}/")
    assert samples.browser("li").get(f"{COUNCIL}trace/{THEM.ljust(36, '0')}/").status_code == 404


def test_pages_of_a_meeting_cost_few_queries(table: Table, django_assert_max_num_queries: Any) -> None:
    meeting, *_ = table.signed()
    table.carry_out()
    browser = samples.browser("li")
    for address in (f"meetings/{meeting}/", f"meetings/{meeting}/paper/", f"trace/{meeting}/"):
        with django_assert_max_num_queries(12):
            assert browser.get(f"{COUNCIL}{address}").status_code == 200
