"""Yearly lists on their pages: chosen from plans, signed by both, changed by both, closed, carried over; and drafts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.matters.rules.docket_refusals import DocketRefusal
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.stage import PLAN, POND, US
from pilin.modules.projects import actions, queries
from pilin.modules.projects.models import Draft, Project
from pilin.modules.projects.rules import lists
from pilin.modules.projects.rules.codes import ProjectRefusal
from pilin.modules.projects.rules.lists import Item
from pilin.modules.projects.tests.play import Play
from pilin.web.tests import samples

Read = Callable[..., str]
PROGRAMME = kit.PROGRAMME.parent
LAMPS = "南北山塘共同亮灯"


def ticked(plan: str, place: str = "") -> dict[str, str]:
    return {f"on.{plan}": "on", f"place.{plan}": place}


def offered(play: Play, **fields: str) -> str:
    """Offer the list of 2026 with both projects by its form; return its id."""
    first, second = (row.id for row in queries.to_choose())
    ticks = {**ticked(first, "2"), **ticked(second, "1")}
    chosen = {"year": "2026", "aimed": "12", **ticks, **fields}
    answer = samples.browser("zhao").post("/projects/lists/new/", chosen)
    assert answer.status_code == 302, answer.content.decode()
    play.stage.meet()
    play.stage.matter = str(answer.headers["Location"]).strip("/").split("/")[-1]
    return play.stage.matter


@pytest.fixture
def two(play: Play) -> tuple[str, str]:
    """Return two plans in force, by their names in the order of the form."""
    made = {POND: play.plan(), LAMPS: play.plan(title=LAMPS)}
    ordered = [row.title for row in queries.to_choose()]
    return made[ordered[0]], made[ordered[1]]


def test_a_list_is_chosen_from_plans_in_force_and_signed_by_both(play: Play, read: Read, two: tuple[str, str]) -> None:
    yearly = offered(play)
    words = read(f"/projects/lists/{yearly}/", "wu")
    assert "▲ 待会签 · 计划 12 项" in words
    assert "提出的清单" in words
    play.both("sign")
    found = queries.yearly(yearly)
    assert found is not None
    assert [item.plan for item in found.signed] == [two[1], two[0]]  # by the places that were typed in
    assert "● 双方已签，执行中" in read(f"/projects/lists/{yearly}/")
    assert "2026 年度重点合作项目清单 第 1 项" in read(f"/projects/{two[1]}/")
    assert POND in read("/projects/?year=2026")
    assert "2026 年度重点合作项目清单" in read("/projects/lists/")


def test_a_signed_list_is_changed_only_by_both(play: Play, read: Read, two: tuple[str, str]) -> None:
    yearly = offered(play)
    play.both("sign")
    browser = samples.browser("zhao")
    filled = {"aimed": "12", **ticked(two[1], "1"), "reason": "合并"}
    assert browser.post(f"/projects/lists/{yearly}/change/", filled).status_code == 302
    play.stage.meet()
    words = read(f"/projects/lists/{yearly}/")
    assert "调整待会签（原清单仍有效）" in words
    assert words.index("双方已签的清单") < words.index("提出的清单")
    assert len(queries.years()) == 1
    assert len(queries.project(two[0]).lists) == 1  # type: ignore[union-attr]
    play.both("sign_change")
    found = queries.yearly(yearly)
    assert found is not None
    assert [item.plan for item in found.signed] == [two[1]]


def test_a_closed_list_hands_on_what_is_carried_over(play: Play, two: tuple[str, str]) -> None:
    yearly = offered(play)
    play.both("sign")
    browser = samples.browser("zhao")
    results = {f"outcome.{two[1]}": "finished", f"outcome.{two[0]}": "carried"}
    assert browser.post(f"/projects/lists/{yearly}/close/", results).status_code == 302
    play.stage.meet()
    play.both("close")
    found = queries.yearly(yearly)
    assert found is not None
    assert found.state == "closed"
    assert [(item.plan, item.from_year) for item in lists.carried_over(found)] == [(two[0], 2026)]
    html = browser.get("/projects/lists/new/").content.decode()
    assert "结转自 2026 年" in html
    assert 'value="2027"' in html


def test_a_list_needs_a_reason_to_change_and_a_project_to_stand_on(play: Play, two: tuple[str, str]) -> None:
    browser = samples.browser("zhao")
    empty = browser.post("/projects/lists/new/", {"year": "2026", "aimed": "12"}).content.decode()
    assert "清单上一个项目也没有" in empty
    yearly = offered(play)
    play.both("sign")
    answer = browser.post(f"/projects/lists/{yearly}/change/", {"aimed": "12", **ticked(two[0])})
    assert 'id="id_reason_error"' in answer.content.decode()


def test_a_plan_that_comes_while_the_page_is_read_changes_no_choice(play: Play) -> None:
    kept = play.plan(title=LAMPS)
    form = {"year": "2026", "aimed": "12", **ticked(kept)}  # as the page was read
    play.plan()
    play.plan(title="先看到的项目")
    answer = samples.browser("zhao").post("/projects/lists/new/", form)
    found = queries.yearly(str(answer.headers["Location"]).strip("/").split("/")[-1])
    assert found is not None
    assert [item.plan for item in found.offered] == [kept]


def test_without_plans_there_is_nothing_to_choose(play: Play, read: Read) -> None:
    assert "还没有执行中的项目可选" in read("/projects/lists/new/")


@pytest.mark.parametrize(
    ("year", "plans", "code"),
    [
        (2026, ["ended"], ProjectRefusal.LIST_NAMES_AN_ENDED_PLAN),
        (2026, ["unknown"], ProjectRefusal.LIST_NAMES_AN_ENDED_PLAN),
        (2026, [], ProjectRefusal.LIST_IS_EMPTY),
    ],
)
def test_a_list_that_cannot_stand_is_refused(play: Play, year: int, plans: list[str], code: ProjectRefusal) -> None:
    ended = play.plan()
    play.both("end")
    items = [Item("", {"ended": ended}.get(name, name), POND) for name in plans]
    with pytest.raises(Refused) as refused:
        actions.open_list(year=year, aimed=12, title="x", items=items, peer="310116", by=play.hand)
    assert refused.value.code is code


def test_a_year_has_one_list(play: Play, two: tuple[str, str]) -> None:
    offered(play)
    answer = samples.browser("zhao").post("/projects/lists/new/", {"year": "2026", "aimed": "12", **ticked(two[0])})
    assert "2026 年已有清单" in answer.content.decode()
    with pytest.raises(Refused) as refused:
        actions.open_list(year=2026, aimed=1, title="x", items=[], peer="310116", by=play.hand)
    assert refused.value.code is ProjectRefusal.YEAR_HAS_A_LIST


# What the programme's source names


def test_the_programme_names_projects_and_nothing_that_the_source_does_not(play: Play, read: Read) -> None:
    for _ in range(2):
        offered = actions.load_programme(PROGRAMME, at=play.stage.now)
        assert offered == [queries.proposed_rule(), queries.proposed_schedule()]
    assert Draft.objects.count() == 17
    words = read("/projects/article/", "li")
    assert "“明月山塘”特色小镇 生态旅游" in words
    assert "铁路梦 来源未载明 长远设想，文章没有日期 ○ 尚未提出" in words


def test_a_folder_without_projects_names_none(play: Play, tmp_path: Path) -> None:
    actions.load_programme(PROGRAMME, at=play.stage.now)
    actions.load_programme(tmp_path, at=play.stage.now)
    assert not Draft.objects.exists()


def test_a_named_project_is_offered_with_one_click(play: Play, read: Read) -> None:
    actions.load_programme(PROGRAMME, at=play.stage.now)
    form = samples.browser("zhao").get("/projects/new/?key=lamps").context["form"]
    filled = {name: form[name].value() or "" for name in form.fields}
    assert (filled["title"], filled["particulars.proposer"]) == (LAMPS, "沪浙山塘联合党支部")
    milestones: Any = filled.pop("milestones")
    plain = {name: str(form.fields[name].prepare_value(value)) for name, value in filled.items()}
    sent = {**plain, **samples.rows("milestones", milestones)}
    sent["particulars.pair"] = ""  # the directory of the tests holds no pairs
    assert samples.browser("zhao").post("/projects/new/?key=lamps", sent).status_code == 302
    row = Project.objects.get()
    assert (row.title, row.project_field, row.light, row.initiator) == (LAMPS, "f3", "offered", US)
    assert "✓ 已提出" in read("/projects/article/")


def test_a_plan_from_an_unknown_draft_begins_empty(play: Play, read: Read) -> None:
    assert "提出项目：一项一策" in read("/projects/new/?key=none")


def test_what_a_form_of_a_plan_lacks_is_said_in_its_field(play: Play) -> None:
    answer: Any = samples.browser("zhao").post("/projects/new/", {"title": "x"})
    assert answer.status_code == 200
    assert 'id="id_aims_error"' in answer.content.decode()


def test_before_kinds_and_clauses_are_signed_pages_say_so(scene: Any, read: Read) -> None:
    assert "双方还没有签署“一项一策”这一事项类型" in read("/projects/new/")
    with pytest.raises(Refused) as refused:
        actions.open_plan(PLAN, peer="310116", by=actions.Hand("", scene.now))
    assert refused.value.code is DocketRefusal.KIND_IS_NOT_SIGNED_YET
    scene.agree_kind("plan")
    with pytest.raises(Refused) as refused:
        actions.open_plan(PLAN, peer="310116", by=actions.Hand("", scene.now))
    assert refused.value.code is DocketRefusal.NO_CLAUSE_ALLOWS_THIS_KIND


def test_a_plan_that_is_not_in_force_takes_no_report(play: Play) -> None:
    plan = play.project(play.stage.open_plan()).plan
    with pytest.raises(Refused) as refused:
        actions.report_month(plan, "2026-03", {"done": "x", "percent": 1}, by=play.hand)
    assert refused.value.code is ProjectRefusal.PLAN_IS_NOT_IN_FORCE
