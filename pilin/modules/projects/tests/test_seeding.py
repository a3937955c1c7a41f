"""Many projects: the rows are those that the followers make, and pages read them in the promised number of queries."""

from datetime import date, timedelta
from typing import Any

import pytest

from pilin.base.clock import Instant, day_of
from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.projects import actions, queries
from pilin.modules.projects.models import Month, Project
from pilin.modules.projects.queries import Filters
from pilin.modules.projects.rules import columns, kept, quarters
from pilin.modules.projects.rules.lights import ORDER, Colour
from pilin.modules.projects.tests import seeding
from pilin.modules.projects.tests.seeding_quarters import seed_quarters
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
        with django_assert_max_num_queries(14):
            assert browser.get(address).status_code == 200


def test_all_lights_are_computed_in_batches(scene: Stage, many: date, django_assert_max_num_queries: Any) -> None:
    scene.later(days=40)
    with django_assert_max_num_queries(14):
        assert actions.light_the_day(at=scene.now) == 60
    assert actions.light_the_day(at=scene.now) == 0
    assert Project.objects.filter(light_day=day_of(scene.now)).count() == 60


def test_quarters_have_so_many_supervisions_each_and_pages_show_them(scene: Stage) -> None:
    day = day_of(scene.now)
    seed_quarters(3, each=4, day=day)
    now = quarters.quarter_of(day)
    for quarter in (now, quarters.before(now), quarters.before(quarters.before(now))):
        for kind in ("supervision", "visit", "finding"):
            assert len(queries.of_quarter(kind, quarter)) == 4
    numbers = [one.number for one in queries.of_quarter("finding", now)]
    assert len({*numbers}) == 4
    assert all(number.startswith("DC-") for number in numbers)
    assert numbers[0] in samples.text_of(samples.browser("li").get("/projects/supervision/").content.decode())


def test_the_lights_of_a_new_day_are_those_of_the_rules_and_nothing_else_moves(scene: Stage, many: date) -> None:
    before = {row["id"]: row for row in Project.objects.values()}
    later = Instant(scene.now + timedelta(days=40))
    assert actions.light_the_day(at=later) == 60
    yardstick = queries.yardstick_of(seeding.SIDES)
    for row in Project.objects.values():
        made = columns.lit(kept.facts(row["facts"]), row["id"], yardstick, day_of(later))
        assert row == {**before[row["id"]], **made}
    assert actions.light_the_day(at=later) == 0


def test_lights_are_written_in_few_statements(scene: Stage, many: date, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(14):
        actions.light_the_day(at=Instant(scene.now + timedelta(days=1)))
