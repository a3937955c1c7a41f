"""The Gantt chart: bars of the plan signed last beside the one signed first, narrowed and paged, in few queries."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from pilin.kernel.matters import queries as matters
from pilin.kernel.matters.tests.stage import MILESTONES, POND, Stage
from pilin.modules.projects import queries
from pilin.modules.projects.tests import seeding
from pilin.modules.projects.tests.play import Play
from pilin.modules.projects.views import gantt
from pilin.web.tests import samples

Read = Callable[..., str]
SCRIPT = "<script>alert(1)</script>"
GANTT = "/projects/gantt/"
LATER = [{**MILESTONES[0], "due": "2026-09-30"}, MILESTONES[1]]


def html_of(query: str = "") -> str:
    return samples.browser("li").get(f"{GANTT}{query}").content.decode()


def amended(play: Play) -> str:
    """Let a plan be signed and its last milestone be moved by both; return its id."""
    plan = play.plan()
    play.stage.take("amend", fields={"milestones": LATER, "reason": "汛期"})
    play.stage.meet()
    play.both("sign_amendment")
    return plan


def test_nobody_sees_it_who_is_not_signed_in_or_holds_no_role(play: Play, client: Any) -> None:
    assert client.get(GANTT).status_code == 302
    assert samples.browser("hu").get(GANTT).status_code == 403


def test_an_empty_chart_says_what_will_stand_here(play: Play, read: Read) -> None:
    assert "这里将画出双方签署的方案" in read(GANTT, "li")
    assert "没有符合条件的项目" in read(f"{GANTT}?light=red", "li")


def test_a_project_is_drawn_and_said(play: Play, read: Read) -> None:
    play.plan()
    words = read(GANTT, "li")
    assert f"{POND} ○ 未启动" in words
    assert "计划 2026-03 至 2026-06；里程碑“清淤”2026-06-30，计划中" in words
    assert "2026 年 1 月至 2027 年 12 月 共 1 个项目" in words
    html = html_of()
    assert html.count('class="gantt-plan"') == 1
    assert html.count('class="gantt-baseline"') == html.count('class="gantt-offered"') == 0
    assert html.count('class="gantt-mark waiting"') == 1


def test_a_plan_that_both_changed_is_drawn_beside_the_one_signed_first(play: Play, read: Read) -> None:
    plan = amended(play)
    first = queries.signed_first([plan])
    assert [one.due.isoformat() for one in first[plan] if one.due] == ["2026-06-30"]
    assert html_of().count('class="gantt-baseline"') == 1
    assert "计划 2026-03 至 2026-09；首次签署的方案：计划 2026-03 至 2026-06" in read(GANTT, "li")


def test_an_amendment_on_the_table_is_drawn_apart(play: Play, read: Read) -> None:
    plan = play.plan()
    play.stage.take("amend", fields={"milestones": LATER, "reason": "汛期"})
    play.stage.meet()
    html = html_of()
    assert html.count('class="gantt-offered"') == 1
    assert html.count('class="gantt-baseline"') == 0
    assert queries.signed_first([plan]) == {}
    assert "待会签的修改：计划 2026-03 至 2026-09" in read(GANTT, "li")


def test_chains_are_read_of_those_matters_alone_that_took_the_step(play: Play) -> None:
    changed = amended(play)
    other = play.plan(title="另一个项目")
    found = matters.chains([changed, other], having="sign_amendment")
    assert list(found) == [changed]
    assert [one.name for one in found[changed]][-2:] == ["sign_amendment", "sign_amendment"]
    assert matters.chains([other], having="sign_amendment") == {}


def test_an_undated_plan_says_so(play: Play, read: Read) -> None:
    play.plan(milestones=[{"id": "m1", "title": "来源未载明"}])
    assert "未定期" in read(GANTT, "li")
    assert "两年内没有定期的计划" in read(GANTT, "li")


def test_hostile_texts_are_escaped(play: Play) -> None:
    play.plan(title=SCRIPT, milestones=[{"id": "m1", "title": SCRIPT, "due": "2026-06-30"}])
    for query in ("", f"?pair={SCRIPT}", f"?year={SCRIPT}"):
        html = html_of(query)
        assert "<script>alert" not in samples.foreign(html)
        assert samples.faults_of(html) == []


@pytest.mark.parametrize(("year", "bars"), [("", 1), ("2025", 1), ("2024", 0), ("2027", 0), ("abcd", 1)])
def test_other_years_are_an_address_away(play: Play, year: str, bars: int) -> None:
    play.plan()
    html = html_of(f"?year={year}")
    assert html.count('class="gantt-plan"') == bars
    assert re.search(r'href="\?year=\d{4}"', html)


def test_pages_are_turned_over_all_projects(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    seeding.seed(60, months_each=1, at=scene.now)
    monkeypatch.setattr(gantt, "LIMIT", 25)
    browser, titles, address = samples.browser("li"), [], "?"
    while address:
        context = browser.get(f"{GANTT}{address}").context
        titles += [row.title for row in context["rows"]]
        address = context["later"]
    assert len(titles) == len({*titles}) == 60


def test_five_hundred_projects_cost_as_many_queries_as_a_few(
    scene: Stage, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    seeding.seed(20, months_each=1, at=scene.now)
    browser = samples.browser("li")
    with django_assert_max_num_queries(12) as spent:
        assert browser.get(GANTT).status_code == 200
    seeding.seed(120, months_each=1, at=scene.now)
    with django_assert_num_queries(len(spent)):
        assert len(browser.get(GANTT).context["rows"]) == 120
