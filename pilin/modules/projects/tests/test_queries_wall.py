"""Reads of the wall: windows over all projects in their order, tallies, and reports of a stretch of months."""

from typing import Any

import pytest

from pilin.base.clock import day_of
from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.projects import queries
from pilin.modules.projects.models import Project
from pilin.modules.projects.queries import Filters
from pilin.modules.projects.rules import months
from pilin.modules.projects.tests import seeding
from pilin.modules.projects.tests.play import Play

ALL = 40


@pytest.fixture
def places(scene: Stage) -> list[str]:
    """Fill the tables with forty projects and half a year of reports; return their places in order."""
    seeding.seed(ALL, months_each=6, at=scene.now)
    return list(Project.objects.order_by("place").values_list("place", flat=True))


def of(found: Any) -> list[str]:
    return [row.place for row in found.rows]


def test_without_projects_a_window_is_empty_and_leads_nowhere(scene: Stage) -> None:
    found = queries.window(Filters())
    assert (found.rows, found.earlier, found.later) == ((), "", "")
    tally = queries.tally(Filters())
    assert (tally.lights, tally.pairs, tally.groups) == ({}, {}, {})


def test_the_first_window_leads_only_forward(places: list[str]) -> None:
    found = queries.window(Filters(), limit=10)
    assert of(found) == places[:10]
    assert (found.earlier, found.later) == ("", places[9])


def test_a_window_in_the_middle_leads_both_ways(places: list[str]) -> None:
    found = queries.window(Filters(), after=places[9], limit=10)
    assert of(found) == places[10:20]
    assert (found.earlier, found.later) == (places[10], places[19])


def test_the_last_window_leads_only_back(places: list[str]) -> None:
    found = queries.window(Filters(), after=places[29], limit=10)
    assert of(found) == places[30:]
    assert (found.earlier, found.later) == (places[30], "")


def test_before_a_place_stand_those_that_come_right_before_it(places: list[str]) -> None:
    found = queries.window(Filters(), before=places[25], limit=10)
    assert of(found) == places[15:25]
    assert (found.earlier, found.later) == (places[15], places[24])
    first = queries.window(Filters(), before=places[10], limit=10)
    assert (of(first), first.earlier, first.later) == (places[:10], "", places[9])


def test_before_the_first_place_there_is_nothing(places: list[str]) -> None:
    found = queries.window(Filters(), before=places[0], limit=10)
    assert (found.rows, found.earlier, found.later) == ((), "", "")


def test_a_window_that_holds_all_leads_nowhere(places: list[str]) -> None:
    found = queries.window(Filters(), limit=ALL)
    assert (of(found), found.earlier, found.later) == (places, "", "")


def test_a_window_and_a_tally_cost_one_query_each(places: list[str], django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        rows = queries.window(Filters(pair="P3"), limit=10).rows
    with django_assert_num_queries(1):
        tally = queries.tally(Filters(pair="P3"))
    assert {*Project.objects.filter(pk__in=[row.id for row in rows]).values_list("pair", flat=True)} == {"P3"}
    assert sum(tally.lights.values()) == Project.objects.filter(pair="P3").count()


@pytest.mark.parametrize("filters", [Filters(), Filters(domain="d6"), Filters(project_field="f2", light="yellow")])
def test_a_tally_counts_what_the_list_counts(places: list[str], filters: Filters) -> None:
    tally = queries.tally(filters)
    assert tally.lights == queries.counts(filters)
    assert sum(tally.pairs.values()) == sum(tally.lights.values())


def test_reports_are_those_of_the_plans_and_months_asked_for(scene: Stage, places: list[str]) -> None:
    last = months.before(months.month_of(day_of(scene.now)))
    first = months.before(last)
    ids = [seeding.id_of(number) for number in (1, 2)]
    found = queries.reports_between(ids, first, last)
    assert set(found) == {*ids}
    assert {report.month for told in found.values() for report in told} == {first, last}
    assert queries.reports_between([], first, last) == {}


def test_a_row_keeps_the_group_of_its_plan(play: Play) -> None:
    plan = play.plan(particulars={"group": "G1"})
    other = play.plan(title="另一个项目")
    kept = dict(Project.objects.values_list("pk", "group"))
    assert kept == {plan: "G1", other: ""}
    assert [row.id for row in queries.window(Filters(group="G1")).rows] == [plan]
