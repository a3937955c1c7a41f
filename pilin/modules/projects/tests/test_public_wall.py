"""The wall for everybody: months of signed projects in plain words; nothing late, nobody's half alone, no staff."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from pilin.kernel.matters.tests.stage import POND
from pilin.modules.projects import queries
from pilin.modules.projects.rules import wall
from pilin.modules.projects.rules.facts import facts_of
from pilin.modules.projects.rules.public import PublicMonth, public_months
from pilin.modules.projects.tests import seeding
from pilin.modules.projects.tests.play import Play
from pilin.modules.projects.tests.samples import JINSHAN, PINGHU, half, plan, report
from pilin.modules.projects.views import public as shown
from pilin.web.tests import samples
from tests.web.budget import QUERIES_MAX

DAY = date(2026, 8, 10)
YEAR = wall.months_of(2026)


def told(*reports: Any) -> dict[str, Any]:
    """Return the months of the pond (m1 due on June the 30th, m2 on December the 31st) as everybody sees them."""
    return {one.month: one for one in public_months(facts_of(plan(), reports), reports, YEAR, DAY)}


def test_months_say_what_was_planned_and_what_both_signed() -> None:
    found = told(report("2026-04", halves={PINGHU: half(40), JINSHAN: half(30)}))
    assert (found["2026-04"].percent, found["2026-04"].is_planned) == (30, True)
    assert (found["2026-06"].ahead, found["2026-06"].reached) == (("清淤",), ())
    assert not found["2026-01"].is_planned


def test_what_is_reached_is_told_once_both_signed_it() -> None:
    says = {PINGHU: half(reached={"m1": date(2026, 6, 20)}), JINSHAN: half()}
    assert told(report("2026-06", halves=says))["2026-06"].reached == ("清淤",)
    assert told(report("2026-06", halves=says, state="both"))["2026-06"].reached == ()


def test_what_is_late_and_what_one_side_says_alone_is_not_told() -> None:
    alone = told(report("2026-05", halves={PINGHU: half(90)}, state="half"))
    assert alone["2026-05"].percent is None
    assert alone == told()
    assert {field for one in alone.values() for field in vars(one)} == {
        "month",
        "is_planned",
        "ahead",
        "reached",
        "percent",
    }


pages = pytest.mark.usefixtures("fresh")


def html_of(address: str = "/projects/wall/") -> str:
    answer = Client(headers={"host": "public.example"}).get(address)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert samples.faults_of(html) == []
    return html


@pages
def test_an_empty_wall_says_what_will_stand_there(play: Play) -> None:
    assert "还没有两地都签了字的项目" in samples.text_of(html_of())


@pages
def test_residents_read_plain_words_and_no_reasons(play: Play) -> None:
    made = play.plan()
    play.month(made, "2026-03", ours={"percent": 40, "help": "用地审批", "problems": "资金"}, theirs={"percent": 30})
    words = samples.text_of(html_of())
    assert f"{POND}平湖市水利局、金山区水务局 ▲ 有待推进" in words
    assert "2026-03：两地都报了，完成 30%" in words
    assert "2026-06：计划做到：清淤" in words
    for hidden in ("用地审批", "资金", "滞后", "预警", "逾期", "赵敏"):
        assert hidden not in words


@pages
def test_a_project_that_is_only_offered_does_not_hang_there(play: Play) -> None:
    play.stage.open_plan()
    assert POND not in html_of()


@pages
def test_titles_are_written_as_text(play: Play) -> None:
    play.plan(title="<script>alert(1)</script>")
    assert "<script>" not in html_of()


@pages
def test_with_many_projects_it_counts_the_rest(play: Play, django_assert_max_num_queries: Any) -> None:
    seeding.seed(130, months_each=2, at=play.stage.now)
    with django_assert_max_num_queries(QUERIES_MAX):
        html = html_of()
    assert len(re.findall(r'class="wall-title"', html)) == 100
    rows, count = queries.public_wall(YEAR, DAY)
    assert f"另有 {count - len(rows)} 个项目没有列在这一页" in samples.text_of(html)


# What a month says


def said(**changes: Any) -> Any:
    plain = {"month": "2026-06", "is_planned": True, "ahead": (), "reached": (), "percent": None}
    return shown._month(PublicMonth(**{**plain, **changes}))


@pytest.mark.parametrize(
    ("changes", "mark", "figure", "words"),
    [
        ({}, "", "", ""),
        ({"ahead": ("清淤",)}, "◆", "", "2026-06：计划做到：清淤"),
        ({"reached": ("清淤",)}, "✓", "", "2026-06：做到了：清淤"),
        ({"ahead": ("护岸",), "reached": ("清淤",)}, "◆", "", "2026-06：计划做到：护岸；做到了：清淤"),
        ({"percent": 0}, "", "0%", "2026-06：两地都报了，完成 0%"),
        ({"percent": 70, "reached": ("清淤",)}, "✓", "70%", "2026-06：做到了：清淤；两地都报了，完成 70%"),
    ],
)
def test_a_month_says_in_mark_figure_and_words_what_both_signed(
    changes: dict[str, Any], mark: str, figure: str, words: str
) -> None:
    month = said(**changes)
    assert (month.number, month.mark, month.figure, month.words) == ("06", mark, figure, words)


@pages
def test_the_list_of_projects_leads_to_the_wall_and_back(play: Play) -> None:
    assert 'href="/projects/wall/"' in html_of("/projects/")
    assert 'href="/projects/"' in html_of()


@pages
def test_the_wall_is_read_in_english_as_well(play: Play) -> None:
    play.plan()
    words = samples.text_of(html_of("/en/projects/wall/"))
    assert "How far the projects are in" in words
    assert "planned: 清淤" in words
