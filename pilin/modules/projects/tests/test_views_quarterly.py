"""The quarter on its page: both halves of one project, all projects in few queries, and the files handed out."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook

from pilin.kernel.matters.tests.stage import POND, Stage
from pilin.modules.projects import queries
from pilin.modules.projects.models import Project
from pilin.modules.projects.rules.quarterly import months_of
from pilin.modules.projects.tests import seeding
from pilin.modules.projects.tests.play import Play
from pilin.web.tests import samples

Read = Callable[..., str]
PAGE = "/projects/quarterly/"
OURS = {"done": "清淤一段", "percent": 20, "arrived_amount": 80_000_50, "permits": "用地预审"}
THEIRS = {"done": "护岸一段", "percent": 25}


@pytest.fixture
def told(play: Play) -> str:
    """Return a project of which both signed March; April is only half."""
    plan = play.plan()
    play.month(plan, "2026-03", ours=OURS, theirs=THEIRS)
    return plan


def sheet_of(address: str) -> list[list[Any]]:
    answer = samples.browser("li").get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith('.xlsx"')
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows()]


@pytest.mark.parametrize("page", ["", "sheet/", "public/"])
def test_nobody_sees_it_who_holds_no_role(play: Play, client: Any, page: str) -> None:
    assert client.get(f"{PAGE}{page}").status_code == 302
    assert samples.browser("hu").get(f"{PAGE}{page}").status_code == 403


def test_an_empty_quarter_says_what_will_stand_here(play: Play, read: Read) -> None:
    assert "这里将汇总双方已签的月报" in read(PAGE, "li")


def test_all_projects_stand_with_both_halves(told: str, read: Read) -> None:
    words = read(f"{PAGE}?quarter=2026-Q1", "li")
    for said in (POND, "2026-03：清淤一段", "2026-03：护岸一段", "20%", "25%", "2026-01、2026-02"):
        assert said in words


def test_one_project_stands_with_both_halves_side_by_side(told: str, read: Read) -> None:
    words = read(f"{PAGE}?quarter=2026-Q1&plan={told}", "li")
    for said in ("清淤一段", "护岸一段", "80,000.50", "用地预审", "双方尚未签署：2026-01、2026-02"):
        assert said in words
    assert f"{PAGE}?plan={told}" in samples.browser("li").get(f"/projects/{told}/").content.decode()


def test_a_month_that_only_one_side_reported_is_not_in_it(play: Play, read: Read) -> None:
    plan = play.plan()
    play.report(plan, "2026-03", done="只有我方")
    assert "只有我方" not in read(f"{PAGE}?quarter=2026-Q1&plan={plan}", "li")
    assert "只有我方" not in read(f"{PAGE}?quarter=2026-Q1", "li")


@pytest.mark.parametrize("asked", ["abcd", "2026-Q5", "<script>", ""])
def test_a_quarter_that_is_none_shows_the_last_that_ended(told: str, read: Read, asked: str) -> None:
    assert "2025-Q4 季度汇总" in read(f"{PAGE}?quarter={asked}", "li")


@pytest.mark.parametrize("page", ["", "sheet/"])
def test_a_project_that_is_none_is_not_found(told: str, page: str) -> None:
    assert samples.browser("li").get(f"{PAGE}{page}?plan=abc").status_code == 404


def test_hostile_texts_are_escaped(play: Play) -> None:
    plan = play.plan()
    play.month(plan, "2026-03", ours={"done": "<script>alert(1)</script>"}, theirs=THEIRS)
    for asked in ("", f"&plan={plan}"):
        html = samples.browser("li").get(f"{PAGE}?quarter=2026-Q1{asked}").content.decode()
        assert "<script>alert" not in samples.foreign(html)
        assert samples.faults_of(html) == []


def test_the_table_holds_what_the_page_says(told: str) -> None:
    head, row = sheet_of(f"{PAGE}sheet/?quarter=2026-Q1&plan={told}")[2:]
    cells = dict(zip(head, row, strict=True))
    assert cells["项目名称"] == POND
    assert cells["双方已签月份"] == "2026-03"
    assert {cells[title] for title in head if title.endswith("完成情况")} == {
        "3月：清淤一段\n累计完成 20%",
        "3月：护岸一段\n累计完成 25%",
    }


@pytest.mark.parametrize(
    ("form", "quarter", "title"),
    [("2025", "2026-Q1", "一季度重点工作完成情况"), ("2024", "2026-Q3", "前三季度完成情况"), ("", "2026-Q1", "一季度")],
)
def test_the_public_table_holds_our_half_in_the_layout_asked_for(
    told: str, form: str, quarter: str, title: str
) -> None:
    _lead, head, row = sheet_of(f"{PAGE}public/?quarter={quarter}&form={form}")
    assert any(str(one).startswith(title) for one in head)
    assert "3月：清淤一段\n累计完成 20%" in row
    assert "护岸一段" not in repr(row)


def test_many_projects_cost_as_many_queries_as_a_few(
    scene: Stage, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    seeding.seed(20, months_each=6, at=scene.now)
    browser = samples.browser("li")
    with django_assert_max_num_queries(12) as spent:
        assert browser.get(PAGE).status_code == 200
    seeding.seed(60, months_each=6, at=scene.now)
    with django_assert_num_queries(len(spent)):
        assert browser.get(PAGE).status_code == 200


def test_pages_are_turned_over_all_signed_projects(scene: Stage) -> None:
    seeding.seed(60, months_each=2, at=scene.now)
    months, found, after = months_of("2026-Q1"), [], ""
    while True:
        page = queries.quarterly_of(months, after=after, limit=25)
        found += [one.plan.id for one in page.rows]
        after = page.after
        if not after:
            break
    assert found == sorted(Project.objects.exclude(standing="offered").values_list("pk", flat=True))
    assert [one.plan.id for one in queries.all_quarterly(months)] == found
