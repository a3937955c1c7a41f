"""Many projects: the rows are those that the followers make, and pages read them in the promised number of queries."""

from datetime import date
from typing import Any

import pytest

from pilin.base.clock import day_of
from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.projects import actions, queries
from pilin.modules.projects.models import Month, Project
from pilin.modules.projects.queries import Filters
from pilin.modules.projects.rules import columns
from pilin.modules.projects.rules.lights import ORDER, Colour
from pilin.modules.projects.tests import seeding
from pilin.web.tests import samples


@pytest.fixture
def many(scene: Stage) -> date:
    """Fill the tables with sixty projects and a year of reports each; return the day."""
    seeding.seed(60, at=scene.now)
    return day_of(scene.now)


def test_rows_are_what_the_rules_make_of_plans_and_reports(scene: Stage, many: date) -> None:
    assert (Project.objects.count(), Month.objects.count()) == (60, 720)
    for number in (0, 7, 9, 33, 59):
        made = columns.project(
            seeding.plan(number, many),
            list(seeding.reports(number, many, 12)),
            queries.yardstick_of(seeding.SIDES),
            many,
        )
        assert Project.objects.values(*made).get(pk=seeding.id_of(number)) == made


def test_following_the_reports_again_changes_no_row(scene: Stage, many: date) -> None:
    before = list(Project.objects.order_by("pk").values())
    for number in (3, 4):
        actions.keep_reports(list(seeding.reports(number, many, 12)), at=scene.now)
    assert list(Project.objects.order_by("pk").values()) == before


def test_the_seed_has_lights_of_several_kinds(many: date) -> None:
    found = queries.counts(Filters())
    assert {Colour.YELLOW, Colour.UNDATED, Colour.PAUSED, Colour.DONE, Colour.OFFERED} <= {*found}
    assert sum(found.values()) == 60


def test_the_list_is_read_in_the_order_of_its_lights(many: date) -> None:
    page = queries.projects(Filters())
    shown = [row.light.colour for row in page.rows]
    while page.after:
        page = queries.projects(Filters(), after=page.after)
        shown += [row.light.colour for row in page.rows]
    assert len(shown) == 60
    assert shown == sorted(shown, key=ORDER.index)


@pytest.mark.parametrize(
    "filters",
    [
        Filters(project_field="f5"),
        Filters(domain="d6"),
        Filters(pair="P7"),
        Filters(side="310116"),
        Filters(words="00024"),
        Filters(year="2026"),
        Filters(light="undated"),
        Filters(project_field="f2", words="项目"),
    ],
)
def test_a_filter_finds_some_and_leaves_out_others(many: date, filters: Filters) -> None:
    found = queries.projects(filters, limit=100).rows
    assert 0 < len(found) < 60
    assert sum(queries.counts(filters).values()) >= len(found)


def test_pages_of_many_projects_cost_twelve_queries_at_most(many: date, django_assert_max_num_queries: Any) -> None:
    browser = samples.browser("li")
    for address in ("/projects/", "/projects/?pair=P7&words=单位&year=2026", f"/projects/{seeding.id_of(1)}/"):
        with django_assert_max_num_queries(12):
            assert browser.get(address).status_code == 200


def test_all_lights_are_computed_in_batches(scene: Stage, many: date, django_assert_max_num_queries: Any) -> None:
    scene.later(days=40)
    with django_assert_max_num_queries(12):
        assert actions.light_the_day(at=scene.now) == 60
    assert actions.light_the_day(at=scene.now) == 0
    assert Project.objects.filter(light_day=day_of(scene.now)).count() == 60
