"""The pages of projects: the list, one project, a month, as people of either side read them."""

from collections.abc import Callable
from typing import Any

import pytest

from pilin.base import ids
from pilin.kernel.matters.tests.stage import MILESTONES, POND, THEM, US
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations.rules import Author
from pilin.kernel.organisations.tests.samples import AT, DAY, EVENT, place
from pilin.modules.projects.models import Project
from pilin.modules.projects.tests.play import Play
from pilin.modules.projects.views.listing import pair_names
from pilin.web.tests import samples

Read = Callable[..., str]
SCRIPT = "<script>alert(1)</script>"


def more(number: int) -> None:
    """Let so many more projects stand in the list."""
    row = Project.objects.get()
    for count in range(number):
        row.pk = ids.new_id(ids_at())
        row.place = f"{row.place[:9]}{row.pk}"
        row.title = f"{POND} {count}"
        row.save(force_insert=True)


def ids_at() -> Any:
    return samples.an_instant(2026)


@pytest.mark.parametrize("address", ["/projects/", "/projects/lists/", "/projects/article/"])
def test_nobody_enters_who_is_not_signed_in_or_holds_no_role(play: Play, client: Any, address: str) -> None:
    assert client.get(address).status_code == 302
    assert samples.browser("hu").get(address).status_code == 403


def test_an_empty_list_says_what_will_stand_here(play: Play, read: Read) -> None:
    assert "由一方提出一项一策，双方签署后执行" in read("/projects/", "li")


def test_the_list_says_light_leads_next_milestone_and_last_month(play: Play, read: Read) -> None:
    plan = play.plan()
    play.month(plan, "2026-03", ours={}, theirs={})
    words = read("/projects/", "li")
    assert f"{POND} ● 正常 平湖市水利局｜金山区水务局 清淤 2026-06-30 还有 120 天 2026-03（双方已签）" in words
    assert "● 正常 1" in words


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("light=not_started", True),
        ("light=red", False),
        ("project_field=f5", True),
        ("project_field=f1", False),
        ("side=330482", True),
        (f"side={THEM}", False),
        ("words=水务局", True),
        ("words=水务局 清淤", False),
        ("year=2026", False),
        ("year=x", True),
        ("domain=d6&words=山塘", True),
        ("domain=d1", False),
    ],
)
def test_the_list_is_narrowed_by_its_address(play: Play, read: Read, query: str, shown: bool) -> None:
    play.plan(particulars={"domain": "d6"})
    words = read(f"/projects/?{query}", "li")
    assert ("还有 120 天" in words) == shown
    assert ("没有符合条件的项目" in words) != shown


@pytest.mark.parametrize("query", ["after=%E2%82%AC", "light=<script>", "year=99999", "page=x"])
def test_an_odd_address_is_no_error(play: Play, read: Read, query: str) -> None:
    play.plan()
    assert "合作项目" in read(f"/projects/?{query}", "li")


def test_a_long_list_is_read_page_by_page(play: Play) -> None:
    play.plan()
    more(60)
    browser, shown, address = samples.browser("li"), [], "?light=not_started"
    while address:
        table = browser.get(f"/projects/{address}").context["table"]
        shown += [row[0].url for row in table.rows]
        address = table.next_url
    assert len(shown) == len({*shown}) == 61


def test_a_project_shows_plan_light_months_and_lists(play: Play, read: Read) -> None:
    plan = play.plan(particulars={"domain": "d6", "proposer": "沪浙山塘联合党支部", "risks": ["汛期"]})
    play.stage.later(days=80)
    words = read(f"/projects/{plan}/", "li")
    assert "资源方面 生态环境" in words
    assert "提出单位 沪浙山塘联合党支部" in words
    assert "平湖市牵头单位 平湖市水利局 金山区牵头单位 金山区水务局" in words
    assert "风险 汛期" in words
    assert "没有列入双方签署的年度重点项目清单" in words


def test_a_light_says_its_reasons_by_the_rule_and_that_the_rule_is_a_proposal(play: Play, read: Read) -> None:
    plan = play.plan()
    play.stage.later(days=125)
    play.month(plan, "2026-06", ours={"help": "用地审批", "help_from": "金山区"}, theirs={})
    words = read(f"/projects/{plan}/", "li")
    assert "■ 滞后" in words
    assert "▲ 预警 里程碑“清淤”超期 5 天 规则第 1 条" in words
    assert "月报逾期未报未签 2 个月（2026-04：平湖市、金山区、2026-05：平湖市、金山区） 规则第 3 条" in words
    assert "平湖市请求协调：用地审批（请金山区协调） 规则第 4 条" in words
    assert "示例 各项数字为设计建议，双方尚未签署" in words


def test_a_dream_is_undated_and_says_so(play: Play, read: Read) -> None:
    plan = play.plan(title="铁路梦", field="unknown", milestones=[{"id": "m1", "title": "来源未载明"}])
    play.stage.later(days=400)
    play.stage.take("report_milestone", fields={"milestone": "m1", "progress": "设想"})
    words = read(f"/projects/{plan}/", "li")
    assert "○ 未定期" in words
    assert "项目方面 来源未载明" in words
    assert "滞后 截至" not in words


def test_an_amendment_shows_what_it_would_move_and_then_what_moved(play: Play, read: Read) -> None:
    plan = play.plan()
    later = [{**MILESTONES[0], "due": "2026-08-31"}, {"id": "m3", "title": "验收"}]
    play.stage.take("amend", fields={"milestones": later, "reason": "汛期"})
    play.stage.meet()
    words = read(f"/projects/{plan}/", "li")
    assert "修改待会签，已签方案仍有效" in words
    assert "改动 m1 清淤 时限：2026-06-30 → 2026-08-31" in words
    assert "删去 m2 共建步道" in words
    assert "新增 m3 验收" in words
    play.both("sign_amendment")
    assert "修改待会签" not in read(f"/projects/{plan}/", "li")
    words = read(f"/projects/{plan}/history/", "li")
    assert "第 2 版，2026年3月2日双方签署" in words
    assert "时限：2026-06-30 → 2026-08-31" in words


def test_what_people_wrote_is_never_markup(play: Play) -> None:
    plan = play.plan(title=SCRIPT, aims=[SCRIPT], particulars={"proposer": SCRIPT, "risks": [SCRIPT]})
    play.month(plan, "2026-03", ours={"done": SCRIPT, "help": SCRIPT, "next": SCRIPT}, theirs={"problems": SCRIPT})
    browser = samples.browser("zhao")
    for address in ("", f"{plan}/", f"{plan}/months/2026-03/", f"{plan}/months/2026-03/correct/", "lists/new/"):
        html = browser.get(f"/projects/{address}").content.decode()
        assert "&lt;script&gt;alert" in html
        assert SCRIPT not in html


@pytest.mark.parametrize("name", ["0" * 36, "01980000-0000-7000-8000-000000000001"])
def test_a_project_that_is_not_known_is_not_found(play: Play, name: str) -> None:
    assert samples.browser("li").get(f"/projects/{name}/").status_code == 404
    assert samples.browser("li").get(f"/projects/{name}/months/2026-03/").status_code == 404
    assert samples.browser("li").get(f"/projects/lists/{name}/").status_code == 404
    assert samples.browser("li").get(f"/projects/reports/{name}/").status_code == 404


def test_a_pair_is_called_by_its_members_with_what_tells_them_apart(paired: str) -> None:
    """平湖 stands left on shared pages; two villages of one name are told apart by their second ones."""
    ours, theirs = place(US, side=US, code=f"{US}100000", also=("南",)), place(THEM, side=THEM, code=f"{THEM}100000")
    assert organisations.declare(entries=[ours], author=Author(US), at=AT) == []
    assert organisations.take(entries=[theirs], author=Author(THEM), event_hash=EVENT, at=AT) == []
    assert pair_names([paired, "P0"], DAY) == {paired: f"{US}（南）—{THEM}", "P0": "P0"}


# The price


def test_more_rows_cost_no_more_queries(
    play: Play, paired: str, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    plan = play.plan(particulars={"pair": paired})
    play.month(plan, "2026-03", ours={}, theirs={})
    browser = samples.browser("li")
    pages = ("/projects/", f"/projects/{plan}/", f"/projects/{plan}/months/2026-03/", f"/projects/{plan}/history/")
    few = []
    for page in pages:
        with django_assert_max_num_queries(12) as spent:
            assert browser.get(page).status_code == 200
        few.append(len(spent))
    more(40)
    play.stage.later(days=100)
    for month in ("2026-04", "2026-05"):
        play.month(plan, month, ours={}, theirs={})
    browser = samples.browser("li")  # the session of a hundred days ago has ended
    for page, number in zip(pages, few, strict=True):
        with django_assert_num_queries(number):
            assert browser.get(page).status_code == 200
