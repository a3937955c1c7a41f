"""Figures of the duties 1, 2, 7 and 10: what both sides asked, answered, held and drilled, from signed facts."""

from collections.abc import Mapping
from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilin.modules.border.queries import sharing
from pilin.modules.border.rules.records import DRILL, ESCALATION, LAW_EVENT, ROSTER
from pilin.modules.border.tests.conftest import Read
from pilin.modules.border.tests.desk import Desk
from pilin.modules.border.tests.samples import JINSHAN, PINGHU
from pilin.modules.border.tests.sharing_samples import FIELDS, GRANT, REPORT

FIRST, AFTER = date(2026, 1, 1), date(2026, 4, 1)


def found(start: date = FIRST, end: date = AFTER) -> Mapping[tuple[int, str], Mapping[str, int]]:
    return {(one.duty, one.label): one.by_side for one in sharing.figures(start=start, end=end)}


def test_requests_are_counted_by_who_asked_and_who_answered(desk: Desk) -> None:
    desk.ask()
    desk.they_take("grant", **GRANT)
    desk.ask()
    desk.they_take("refuse", reason="负面清单第 3 条")
    desk.they_ask(desk.list_ours(), answer_by="2026-03-03")
    desk.stage.later(days=3)
    desk.take("grant", **GRANT)
    told = found()
    assert told[7, "提出的信息请求（件）"] == {PINGHU: 2, JINSHAN: 1}
    assert told[7, "同意提供（件）"] == {PINGHU: 1, JINSHAN: 1}
    assert told[7, "不予提供（件）"] == {PINGHU: 0, JINSHAN: 1}
    assert told[7, "逾期答复或未答复（件）"] == {PINGHU: 1, JINSHAN: 0}


def test_rosters_escalations_and_drills_are_counted(desk: Desk) -> None:
    desk.begin(ROSTER)
    desk.they_open(ESCALATION, FIELDS[ESCALATION])
    desk.begin(ESCALATION)
    desk.take("propose", result="各装一岸")
    desk.both("settle")
    desk.begin(DRILL, day="2026-03-30")
    desk.they_take("join")
    desk.take("hold", result="已办")
    desk.take("learn", learnt="泵不够")
    desk.they_take("learn", learnt="联络慢")
    desk.both("close")
    told = found()
    assert told[1, "列入的联系与值班表（份）"] == {PINGHU: 1}
    assert told[2, "提出的逐级提升（件）"] == {PINGHU: 1, JINSHAN: 1}
    assert told[2, "双方签了解决办法的（件）"] == {PINGHU: 1, JINSHAN: 1}
    assert told[2, "双方已演练（次）"] == {PINGHU: 1, JINSHAN: 1}


def test_an_event_counts_once_both_confirmed_it(desk: Desk) -> None:
    desk.begin(LAW_EVENT)
    desk.they_take("join")
    desk.take("report", **REPORT)
    assert found()[10, "双方确认的法治宣传活动（场）"] == {PINGHU: 0, JINSHAN: 0}
    desk.both("confirm")
    told = found()
    assert told[10, "双方确认的法治宣传活动（场）"] == {PINGHU: 1, JINSHAN: 1}
    assert told[10, "参加人次（人次）"] == {PINGHU: 120, JINSHAN: 120}
    assert told[10, "已答复的提问（件）"] == {PINGHU: 8, JINSHAN: 8}


def test_few_who_came_are_not_told_by_their_number(desk: Desk, read: Read) -> None:
    """个人信息保护法 28: small numbers at a border of villages point at persons."""
    desk.begin(LAW_EVENT)
    desk.they_take("join")
    desk.take("report", attendance=7, questions=0, answered=0, asked=[])
    desk.both("confirm")
    assert "参加人次（人次） 少于 10 少于 10" in read("/border/duties/?quarter=2026-1", "li")


def test_another_quarter_has_nothing_of_it(desk: Desk) -> None:
    desk.ask()
    later = sharing.figures(start=AFTER, end=date(2026, 7, 1))
    assert sum(sum(one.by_side.values()) for one in later) == 0
    assert {one.duty for one in later} == {1, 2, 7, 10}


def test_the_page_of_ten_shows_the_four_duties(desk: Desk, read: Read) -> None:
    desk.ask()
    words = read("/border/duties/?quarter=2026-1", "li")
    assert "7 信息资源联享 提出的信息请求（件） 1 未报 同意提供（件） 未报 0" in words
    assert "1 组织体系联合 列入的联系与值班表（份） 未报 未报" in words
    assert "10 法治宣传联谊 双方确认的法治宣传活动（场） 未报 未报" in words


def test_nought_is_told_only_where_something_signed_says_it(desk: Desk) -> None:
    assert {label: by for (_duty, label), by in found().items() if by} == {}
    desk.begin(LAW_EVENT)
    told = found()
    assert told[10, "双方确认的法治宣传活动（场）"] == {PINGHU: 0, JINSHAN: 0}
    assert told[10, "参加人次（人次）"] == told[10, "已答复的提问（件）"] == {}
    assert told[2, "双方已演练（次）"] == told[7, "同意提供（件）"] == {}


def test_an_escalation_that_is_not_settled_is_a_nought_of_both(desk: Desk) -> None:
    desk.begin(ESCALATION)
    told = found()
    assert told[2, "双方签了解决办法的（件）"] == {PINGHU: 0, JINSHAN: 0}
    assert told[2, "提出的逐级提升（件）"] == {PINGHU: 1}
    assert told[1, "列入的联系与值班表（份）"] == {}


def test_it_costs_one_query(desk: Desk) -> None:
    desk.ask()
    with CaptureQueriesContext(connection) as asked:
        sharing.figures(start=FIRST, end=AFTER)
    assert len(asked) == 1
