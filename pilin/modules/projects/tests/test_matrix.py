"""The duty matrix: both leads of each thing, the overdue first, counted by body, the same whoever looks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pilin.kernel.matters.rules import fold
from pilin.kernel.matters.rules.fold import Matter
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.kit import OTHER, Case
from pilin.kernel.matters.tests.stage import POND, Stage
from pilin.modules.projects import queries
from pilin.modules.projects.rules import matrix, records
from pilin.modules.projects.rules.matrix import Row
from pilin.modules.projects.tests.play import Play
from pilin.modules.projects.tests.samples import JINSHAN, PINGHU
from pilin.web.tests import samples
from tests.web.budget import costs_no_more

Read = Callable[..., str]
PAGE = "/projects/duties/"
DAY = date(2026, 3, 2)
DUTY: dict[str, Any] = {
    "title": "共建界河步道",
    "text": "两岸各修一段",
    "meeting": OTHER,
    "decision": "1",
    "leads": {"chair": "平湖市水利局", "partner": "金山区水务局"},
    "due": "2026-03-31",
}


class Both(Play):
    """A play in which duties may be opened as well."""

    kinds = ("plan", "report", "duty")

    def duty(self, **fields: Any) -> str:
        """Let the neighbour, in the chair, open a duty; return its id."""
        leads = {"chair": "金山区水务局", "partner": "平湖市水利局"}
        return self.they_open("duty", {**DUTY, "leads": leads, **fields})


@pytest.fixture
def both(scene: Stage) -> Both:
    return Both(scene)


def row(name: str, day: date | None, **changes: Any) -> Row:
    leads = {PINGHU: "平湖市水利局", JINSHAN: "金山区水务局"}
    return replace(Row(name, "duty", name, leads, day), **changes)


def test_a_duty_bears_the_leads_of_both_sides() -> None:
    case = Case(kit.kind("duty"), nodes={"chair": PINGHU, "partner": JINSHAN})
    opened = fold.opened(case.kind, case.opening(fields=DUTY), case.calendars)
    assert isinstance(opened, Matter), opened
    found = matrix.of_duty(records.record_of(opened, case.kind))
    assert found.leads == {PINGHU: "平湖市水利局", JINSHAN: "金山区水务局"}
    assert (found.day, found.title, found.turn) == (date(2026, 3, 31), "共建界河步道", (PINGHU, JINSHAN))


def test_what_ends_first_stands_first_and_what_has_no_day_last() -> None:
    rows = [row("c", None), row("b", date(2026, 5, 1)), row("a", date(2026, 2, 1)), row("d", date(2026, 5, 1))]
    assert [one.id for one in matrix.ordered(rows)] == ["a", "b", "d", "c"]
    assert matrix.ordered(reversed(rows)) == matrix.ordered(rows)


@pytest.mark.parametrize(("day", "late"), [(date(2026, 3, 1), True), (DAY, False), (None, False)])
def test_the_day_itself_is_not_overdue(day: date | None, *, late: bool) -> None:
    assert row("a", day).is_late(DAY) is late


def test_the_overdue_counts_for_both_leads_and_for_bodies_only() -> None:
    past = date(2026, 2, 1)
    rows = [row("a", past), row("b", past, leads={PINGHU: "平湖市水利局"}), row("c", date(2026, 4, 1))]
    assert matrix.late_by_lead(rows, DAY) == {(PINGHU, "平湖市水利局"): 2, (JINSHAN, "金山区水务局"): 1}
    assert matrix.late_by_lead([row("c", None)], DAY) == {}


def test_projects_and_duties_stand_with_both_leads(both: Both, read: Read) -> None:
    plan = both.plan()
    duty = both.duty()
    words = read(PAGE)
    assert "共建界河步道 共同事项 平湖市水利局 金山区水务局 — 2026-03-31 还有 29 天 ● 办理中" in words
    assert f"{POND} 合作项目 平湖市水利局 金山区水务局 清淤 2026-06-30" in words
    assert words.index("共建界河步道") < words.index(POND)
    html = samples.browser("li").get(PAGE).content.decode()
    assert f"/projects/{plan}/" in html
    assert f"/matters/{duty}/" in html
    assert "没有超期的牵头单位" in words


def test_what_is_overdue_stands_first_and_is_counted(both: Both, read: Read) -> None:
    both.plan()
    both.duty(title="不急的事", due="2027-12-31")
    both.duty()
    both.stage.later(days=40)
    words = read(PAGE)
    assert "超期 1 项，双方看板同列" in words
    assert "2026-03-31 超期 11 天 ■ 超期" in words
    assert "平湖市 平湖市水利局 1" in words
    assert "金山区 金山区水务局 1" in words
    late = read(f"{PAGE}?late=1")
    assert "共建界河步道" in late
    assert "不急的事" not in late
    assert POND not in late


def test_what_is_done_is_no_duty_any_more(both: Both, read: Read) -> None:
    both.duty()
    both.stage.take("report_result", fields={"result": "两岸贯通"})
    both.stage.meet()
    both.both("confirm_done")
    words = read(PAGE)
    assert "这里将列出双方共同的项目和会议议定的共同事项" in words
    assert "没有超期的事项" in read(f"{PAGE}?late=1")


def test_both_nodes_say_the_same(both: Both) -> None:
    both.plan()
    duty = both.duty()
    assert both.stage.same()
    found = queries.duties(both.stage.now.date()).rows
    theirs = both.stage.theirs.matter
    assert {one.id for one in found} >= {duty}
    assert theirs.clocks["due"].rolled_end == next(one.day for one in found if one.id == duty)


def test_it_is_cut_where_there_are_too_many_and_says_so(both: Both) -> None:
    for number in range(3):
        both.duty(title=f"事项 {number}")
    found = queries.duties(both.stage.now.date(), limit=2)
    assert (len(found.rows), found.is_cut) == (2, True)
    assert not queries.duties(both.stage.now.date(), limit=3).is_cut


def test_the_matrix_costs_no_more_with_more_in_it(both: Both) -> None:
    both.plan()
    both.duty()

    def more() -> None:
        for number in range(3):
            both.plan(title=f"项目 {number}")
            both.duty(title=f"事项 {number}")

    costs_no_more(PAGE, more)
    costs_no_more(f"{PAGE}?late=1", more)


def test_what_people_wrote_is_shown_as_they_wrote_it(both: Both) -> None:
    both.duty(title="<script>alert(1)</script>", leads={"chair": "<i>局", "partner": "水务局"})
    html = samples.browser("li").get(PAGE).content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;i&gt;局" in html
