"""十联一览: the ten duties on one page, whatever rooms stand on this node, in a fixed number of queries."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilin.kernel.matters.tests.stage import THEM, US, Stage
from pilin.modules.border.queries import figures
from pilin.modules.border.views.front import DUTIES
from pilin.web import flows
from pilin.web.flows import DutyFigure
from pilin.web.tests import samples

Read = Callable[..., str]
ASKED: list[tuple[date, date]] = []


def patrols(*, start: date, end: date) -> Sequence[DutyFigure]:
    """Stand for a part of this room."""
    ASKED.append((start, end))
    return [
        DutyFigure(4, "联合巡逻（次）", {US: 31, THEM: 31}),
        DutyFigure(4, "参加人次（人）", {US: 7, THEM: 124}, about_people=True),
        DutyFigure(9, "联合检查（次）", {US: 3}),
    ]


def off(*, start: date, end: date) -> None:
    """Stand for a room that is not switched on."""
    assert start < end


def disputes(*, start: date, end: date) -> Sequence[DutyFigure]:
    """Stand for another room, with a text that is no markup."""
    assert start < end
    return [DutyFigure(5, "<script>案件</script>", {US: 2, THEM: 0})]


@pytest.fixture
def rooms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this room, one more and one that is off tell figures; the fourth is not installed."""
    ASKED.clear()
    monkeypatch.setattr(figures, "PARTS", (patrols,))
    bound = {"border": figures.own, "mediation": disputes, "petitions": None, "care": off}
    monkeypatch.setattr(flows, "bound", lambda _thing, *, sink: bound if sink == "border" else {})


def test_all_ten_stand_in_their_order(read: Read, rooms: None) -> None:
    words = read("/border/duties/", "li")
    places = [words.index(f"{number} {name}") for number, name in DUTIES.items()]
    assert places == sorted(places)


def test_figures_stand_beside_each_other_the_higher_code_left(read: Read, rooms: None) -> None:
    words = read("/border/duties/", "li")
    assert "联合事项与本季度的数字 平湖市 金山区" in words
    assert "4 治安巡查联防 联合巡逻（次） 31 31" in words
    assert "矛盾纠纷联调 <script>案件</script> 2 0" in words


def test_few_people_are_said_to_be_few_and_silence_is_not_nought(read: Read, rooms: None) -> None:
    words = read("/border/duties/", "li")
    assert "参加人次（人） 少于 10 124" in words
    assert "9 道口检查联手 联合检查（次） 3 未报" in words


def test_a_duty_is_named_once_over_its_figures(read: Read, rooms: None) -> None:
    """A sheet of thirty rows reads quicker, on a phone above all, where no name comes twice."""
    words = read("/border/duties/", "li")
    assert words.count("治安巡查联防") == 1
    assert "4 治安巡查联防 联合巡逻（次） 31 31 参加人次（人） 少于 10 124 5 矛盾纠纷联调" in words


def test_in_english_silence_is_called_what_the_note_calls_it(scene: Stage, rooms: None) -> None:
    browser = samples.browser("li")
    browser.cookies[f"pilin_language_{settings.NODE.node.code}"] = "en"
    words = samples.text_of(browser.get("/border/duties/").content.decode())
    assert "“not told”" in words or '"not told"' in words
    assert "3 not told" in words


def test_a_room_that_is_missing_or_off_says_so_in_words(read: Read, rooms: None) -> None:
    words = read("/border/duties/", "li")
    assert "6 信访难题联处 本节点没有开办“信访难题联处”这一室" in words
    assert "8 特殊人群联管 “特殊人群联管”已安装而未启用" in words
    assert "1 组织体系联合 本季度没有双方签过的事实" in words


def test_the_quarter_of_today_is_asked_for_unless_another_is(read: Read, rooms: None) -> None:
    assert "2026 年第 1 季度" in read("/border/duties/", "li")
    assert "这个季度还没有结束" in read("/border/duties/", "li")
    before = read("/border/duties/?quarter=2025-4", "li")
    assert "2025 年第 4 季度" in before
    assert "这个季度还没有结束" not in before
    assert ASKED[-1] == (date(2025, 10, 1), date(2026, 1, 1))


def test_what_is_no_quarter_gets_a_sentence(read: Read, rooms: None) -> None:
    words = read("/border/duties/?quarter=<script>", "li")
    assert "“<script>”不是季度，因此显示本季度" in words
    assert "2026 年第 1 季度" in words


def test_nothing_is_wired_and_the_page_still_stands(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flows, "bound", lambda _thing, *, sink: {})
    assert read("/border/duties/", "li").count("本节点没有开办") == 10


def test_as_the_node_is_wired_it_stands_within_its_queries(scene: Stage) -> None:
    client = samples.browser("li")
    client.get("/border/duties/")
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/border/duties/").status_code == 200
    assert len(captured) <= 12


def test_who_holds_no_role_sees_nothing(scene: Stage, client: Any) -> None:
    assert client.get("/border/duties/").status_code == 302
    assert samples.browser("hu").get("/border/duties/").status_code == 403
