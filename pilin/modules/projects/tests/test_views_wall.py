"""The wall: what hangs there, by whom it is read, how it is narrowed and turned, and what it costs."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from pilin.base.clock import day_of
from pilin.kernel.matters.tests.stage import POND, THEM, US, Stage
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations.rules import Author
from pilin.kernel.organisations.tests.samples import AT, border, chainage, place
from pilin.modules.projects import queries
from pilin.modules.projects.models import Project
from pilin.modules.projects.queries import Filters
from pilin.modules.projects.rules import months
from pilin.modules.projects.tests import seeding
from pilin.modules.projects.tests.play import Play
from pilin.modules.projects.tests.watch import Watch
from pilin.modules.projects.views import wall
from pilin.web.tests import samples

Read = Callable[..., str]
SCRIPT = "<script>alert(1)</script>"
WALL = "/projects/wall/"


@pytest.fixture
def many(scene: Stage) -> str:
    """Fill the tables with sixty projects and a year of reports each; return the year."""
    seeding.seed(60, at=scene.now)
    return str(day_of(scene.now).year)


def shown(html: str) -> list[str]:
    """Return the projects of a page by their titles, in order."""
    return re.findall(r'class="wall-title"[^>]*>([^<]+)<', html)


def html_of(query: str = "", account: str = "li") -> str:
    return samples.browser(account).get(f"{WALL}{query}").content.decode()


# What hangs there


def test_nobody_sees_it_who_is_not_signed_in_or_holds_no_role(play: Play, client: Any) -> None:
    assert client.get(WALL).status_code == 302
    assert samples.browser("hu").get(WALL).status_code == 403


def test_it_is_read_by_anybody_who_may_read_and_takes_no_act(play: Play) -> None:
    play.plan()
    assert POND in html_of()
    assert samples.browser("wu").post(WALL).status_code == 405
    assert 'method="post"' not in html_of(account="wu")


def test_an_empty_wall_says_what_will_hang_here(play: Play, read: Read) -> None:
    assert "这里将挂出双方共同的项目" in read(WALL, "li")


def test_a_project_hangs_with_light_leads_next_milestone_and_last_report(play: Play, read: Read) -> None:
    plan = play.plan()
    play.month(plan, "2026-03", ours={"percent": 30}, theirs={"percent": 20})
    words = read(WALL, "li")
    assert f"● 正常 {POND}平湖市 水利局｜金山区 水务局 计划 2026-03 至 2026-06" in words
    assert "20%2026-03：月报双方已签；累计完成 20%" in words
    assert "还有 120 天 清淤" in words
    assert "2026-03 双方已签" in words


@pytest.mark.parametrize(
    ("body", "side", "short"),
    [
        ("平湖市广陈镇", "平湖市", "广陈镇"),
        ("廊下镇", "金山区", "廊下镇"),
        ("金山区", "金山区", "金山区"),
        ("", "x", ""),
    ],
)
def test_a_lead_stands_without_the_name_of_its_side_which_the_head_gives(body: str, side: str, short: str) -> None:
    assert wall.lead_below(body, side) == short


def test_a_print_says_how_many_of_all_it_shows(many: str, read: Read) -> None:
    assert "本页印 7 个，共 60 个 · 状态灯截至" in read(WALL, "li")
    assert "本页印" not in read(f"{WALL}?rows=100", "li")


def test_months_that_nobody_reported_are_late_with_who_is_silent(play: Play, read: Read) -> None:
    plan = play.plan()
    play.stage.later(days=125)
    play.report(plan, "2026-04")
    words = read(WALL, "li")
    assert "逾期2026-04：月报逾期未报未签：金山区" in words
    assert "逾期2026-05：月报逾期未报未签：平湖市、金山区" in words
    assert "■30未报2026-06：里程碑“清淤”2026-06-30，逾期；月报未报，尚未到期" in words
    silent = "月报逾期未报未签 2 个月（2026-04：金山区、2026-05：平湖市、金山区）"
    assert f"■ 滞后 {POND} {silent}；里程碑“清淤”超期 5 天" in words


def test_an_undated_project_says_so_and_is_never_late(play: Play, read: Read) -> None:
    play.plan(milestones=[{"id": "m1", "title": "来源未载明"}])
    words = read(WALL, "li")
    assert "水利局｜金山区 水务局 未定期" in words
    assert "未定期 来源未载明" in words


def test_a_corrected_month_is_marked(play: Play, read: Read) -> None:
    plan = play.plan()
    first = play.month(plan, "2026-03", ours={"percent": 30}, theirs={"percent": 30})
    of = {"plan": plan, "month": "2026-03", "corrects": first}
    fields = {"title": "更正", "of": of, "due": "2026-05-06", "half": {"done": "x", "percent": 25, "next": "y"}}
    play.they_open("report", fields)
    assert "更正待会签" in read(WALL, "li")
    row = Project.objects.get(pk=plan)
    assert row.last_signed == "2026-03"


def test_a_project_with_an_open_hard_problem_bears_a_flag(watch: Watch, read: Read) -> None:
    plan = watch.plan()
    assert "⚑ 难题" not in read(WALL, "li")
    watch.problem(plan=plan)
    assert "⚑ 难题" in read(WALL, "li")
    assert queries.with_open_problems([plan, "0" * 36]) == {plan}
    watch.both("drop", fields={"reason": "改由项目解决"})
    assert queries.with_open_problems([plan]) == set()


def test_hostile_texts_are_escaped(play: Play) -> None:
    plan = play.plan(title=SCRIPT, leads={"initiator": SCRIPT, "responder": SCRIPT})
    play.stage.later(days=125)
    play.report(plan, "2026-06", help=SCRIPT, help_from=SCRIPT)
    for query in ("", f"?pair={SCRIPT}", f"?light={SCRIPT}&group={SCRIPT}", f"?after={SCRIPT}"):
        html = html_of(query)
        assert "<script>alert" not in samples.foreign(html)
        assert samples.faults_of(html) == []


# Totals, filters, windows


def test_totals_count_all_projects_whatever_window_is_shown(many: str) -> None:
    found = queries.tally(Filters())
    assert sum(found.lights.values()) == 60
    assert found.lights == queries.counts(Filters())
    html = html_of("?rows=5")
    assert len(shown(html)) == 5
    assert all(f"<strong>{number}</strong>" in html for number in (60, *found.lights.values()))


def test_windows_lead_forward_and_back_over_all_projects(many: str) -> None:
    browser, titles, address = samples.browser("li"), [], "?rows=25"
    while address:
        context = browser.get(f"{WALL}{address}").context
        titles.append([row.title for row in context["rows"]])
        address, last = context["later"], address
    assert [len(one) for one in titles] == [25, 25, 10]
    assert len({title for one in titles for title in one}) == 60
    back = browser.get(f"{WALL}{last}").context["earlier"]
    assert [row.title for row in browser.get(f"{WALL}{back}").context["rows"]] == titles[1]


def test_the_way_back_ends_at_the_first_window(many: str) -> None:
    browser = samples.browser("li")
    second = browser.get(f"{WALL}?rows=25").context["later"]
    first = browser.get(WALL + browser.get(WALL + second).context["earlier"]).context
    assert (len(first["rows"]), first["earlier"]) == (25, "")
    assert first["later"] != ""


@pytest.mark.parametrize(
    ("query", "filters"),
    [
        ("project_field=f5", Filters(project_field="f5")),
        ("domain=d6", Filters(domain="d6")),
        ("pair=P7", Filters(pair="P7")),
        ("light=undated", Filters(light="undated")),
        ("project_field=f2&pair=P3", Filters(project_field="f2", pair="P3")),
        ("group=none", Filters(group="none")),
    ],
)
def test_the_wall_is_narrowed_by_its_address(many: str, query: str, filters: Filters) -> None:
    expected = [row.title for row in queries.projects(filters, limit=100).rows]
    assert shown(html_of(f"?rows=100&{query}")) == expected
    assert sum(queries.tally(filters).lights.values()) == sum(queries.counts(filters).values())


def test_a_group_is_a_filter_where_plans_name_one(play: Play, read: Read) -> None:
    play.plan(title="甲", particulars={"group": "G1"})
    play.plan(title="乙")
    assert queries.tally(Filters()).groups == {"G1": 1}
    html = html_of("?group=G1")
    assert shown(html) == ["甲"]
    assert "工作组：G1" in read(f"{WALL}?group=G1", "li")


def test_other_pairs_can_be_chosen_though_one_is(many: str) -> None:
    found = queries.tally(Filters(pair="P7"))
    assert set(found.pairs) == {f"P{number}" for number in range(1, 10)}
    assert sum(found.lights.values()) == found.pairs["P7"]


@pytest.mark.parametrize(
    "query",
    ["?rows=x", "?rows=9999", "?year=abcd", "?year=99999", "?paper=b5", "?before=zz", "?after=%E2%82%AC", "?year="],
)
def test_an_odd_address_is_no_error(play: Play, query: str) -> None:
    play.plan()
    assert samples.browser("li").get(f"{WALL}{query}").status_code == 200


def test_another_year_shows_its_own_months(play: Play, read: Read) -> None:
    play.plan()
    assert "2027 年各项目的计划与双方签署的月报" in read(f"{WALL}?year=2027", "li")
    assert "（本月）" not in read(f"{WALL}?year=2027", "li")
    assert "（本月）" in read(WALL, "li")


def test_nothing_found_and_a_window_that_emptied_say_what_to_do(play: Play, read: Read) -> None:
    play.plan()
    assert "没有符合条件的项目" in read(f"{WALL}?light=red", "li")
    assert "这一屏没有项目" in read(f"{WALL}?after=9", "li")


# The screen


def test_it_refreshes_itself_in_the_background_and_keeps_its_window(many: str) -> None:
    later = samples.browser("li").get(f"{WALL}?rows=5&pair=P7").context["later"]
    html = html_of(later)
    asked = re.search(r'hx-get="([^"]+)" hx-trigger="every 60s"', html)
    assert asked is not None
    assert asked.group(1).replace("&amp;", "&") == WALL + later
    assert """hx-headers='{"X-Background": "1"}'""" in html


def test_a_screen_whose_session_ended_goes_to_the_door(play: Play, client: Any) -> None:
    answer = client.get(WALL, headers={"X-Background": "1"})
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (286, "true")
    assert answer.content == b""


def test_a_screen_whose_right_is_gone_shows_nothing_more(play: Play) -> None:
    answer = samples.browser("hu").get(WALL, headers={"X-Background": "1"})
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (403, "true")
    assert "HX-Refresh" not in samples.browser("hu").get(WALL).headers
    assert "HX-Refresh" not in samples.browser("li").get(WALL, headers={"X-Background": "1"}).headers


def test_it_has_no_navigation_and_says_on_which_side_it_hangs(play: Play, read: Read) -> None:
    words = read(WALL, "li")
    assert "平湖市" in words
    assert "金山区" in words
    assert 'class="navigation"' not in html_of()


def test_paper_is_a3_unless_a0_is_asked_for(play: Play) -> None:
    assert 'class="wall paper-a3"' in html_of()
    assert 'class="wall paper-a0"' in html_of("?paper=a0")


@pytest.fixture
def along(paired: str) -> str:
    """Declare a border and the place of our half along it; return the key of the pair."""
    line = border("样例边界", side=US, sides=(THEM, US), length_m=57_030, starts_at="西端", ends_at="海岸")
    ours = place(US, side=US, code=f"{US}100000", chainages=(chainage(border=line.key),))
    assert organisations.declare(entries=[line, ours], author=Author(US), at=AT) == []
    return paired


def test_the_border_stands_above_with_the_projects_of_its_pairs(play: Play, along: str, read: Read) -> None:
    play.plan(particulars={"pair": along})
    html = html_of()
    assert 'class="strip-name below"' in html
    assert "1 个项目" in read(WALL, "li")


def test_it_reads_in_english(play: Play) -> None:
    plan = play.plan()
    play.stage.later(days=125)
    play.report(plan, "2026-06")
    client = samples.browser("li")
    client.post("/language/", {"language": "en"})
    words = samples.text_of(client.get(WALL).content.decode())
    assert "Wall" in words
    assert "late" in words


# The price


def test_more_rows_cost_no_more_queries(many: str, django_assert_max_num_queries: Any) -> None:
    browser, spent = samples.browser("li"), []
    for query in ("?rows=5", "?rows=100", "?rows=100&pair=P7&domain=d6"):
        with django_assert_max_num_queries(12) as captured:
            assert browser.get(f"{WALL}{query}").status_code == 200
        spent.append(len(captured))
    assert spent[0] == spent[1]


def test_a_directory_costs_no_more_than_twelve_either(
    watch: Watch, along: str, django_assert_max_num_queries: Any
) -> None:
    watch.problem(plan=watch.plan(particulars={"pair": along, "group": "G1"}))
    browser = samples.browser("li")
    with django_assert_max_num_queries(12):
        assert browser.get(WALL).status_code == 200
    with django_assert_max_num_queries(12):
        assert browser.get("/projects/gantt/").status_code == 200


def test_a_window_reads_no_month_that_it_does_not_show(many: str) -> None:
    ids = [row.id for row in queries.window(Filters(), limit=6).rows]
    found = queries.reports_between(ids, f"{many}-01", f"{many}-12")
    assert set(found) <= set(ids)
    assert all(months.is_month(one.month) and one.month[:4] == many for told in found.values() for one in told)
