"""The tables of projects: they follow plans, reports and lists, are the same after `retell`, and bear a day's light."""

from datetime import date
from typing import Any

import pytest

from pilin.kernel.federation.queries import facts
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters.rules import fold
from pilin.kernel.matters.tests.stage import POND, THEM, US
from pilin.modules.projects import actions, queries
from pilin.modules.projects.models import Listed, Month, Project, YearlyList
from pilin.modules.projects.rules import lights
from pilin.modules.projects.rules.facts import facts_of, plan_of, report_of
from pilin.modules.projects.rules.lights import Colour
from pilin.modules.projects.tests import samples
from pilin.modules.projects.tests.play import Play

TABLES = (Project, Month, YearlyList, Listed)


def kept() -> list[list[dict[str, Any]]]:
    """Return every row of the room's tables."""
    rows: list[list[Any]] = [list(table.objects.order_by("pk").values()) for table in TABLES]
    return rows


def items(*plans: str) -> list[dict[str, Any]]:
    return [{"id": str(number), "plan": plan, "title": POND} for number, plan in enumerate(plans, start=1)]


def test_a_plan_stands_in_the_list_from_its_offer_on(play: Play) -> None:
    plan = play.stage.open_plan()
    row = Project.objects.get(pk=plan)
    assert (row.title, row.standing, row.light, row.initiator, row.responder) == (POND, "offered", "offered", US, THEM)
    play.both("sign")
    row.refresh_from_db()
    assert (row.standing, row.light) == ("in_force", "not_started")
    assert (row.next_milestone, row.next_due) == ("清淤", date(2026, 6, 30))
    assert row.light_day == date(2026, 3, 2)


def test_a_plan_that_the_other_side_refused_is_void(play: Play) -> None:
    plan = play.stage.open_plan()
    play.stage.they_refuse(play.stage.told(play.stage.ours.chain[0].ordered.hash))
    play.stage.meet()
    assert (Project.objects.get(pk=plan).standing, Project.objects.get(pk=plan).light) == ("void", "ended")


def test_a_month_follows_its_halves_and_signatures(play: Play) -> None:
    plan = play.plan()
    report = play.report(plan, "2026-03", percent=30)
    assert Project.objects.get(pk=plan).last_month == "2026-03"
    play.they_add(percent=10, reached=[{"id": "m1", "day": "2026-03-30"}])
    found = play.project(plan)
    assert [(one.id, one.state, sorted(one.halves)) for one in found.reports] == [(report, "both", [THEM, US])]
    assert (found.facts.said, found.facts.reached) == ({"m1": (THEM,)}, {})
    play.both("sign")
    found = play.project(plan)
    assert found.facts.reached == {"m1": date(2026, 3, 30)}
    assert Project.objects.get(pk=plan).last_signed == "2026-03"
    assert Project.objects.get(pk=plan).next_milestone == "共建步道"


def test_both_nodes_compute_the_same_light_from_what_they_hold(play: Play) -> None:
    plan = play.plan()
    play.stage.later(days=70)
    play.month(plan, "2026-04", ours={"percent": 40}, theirs={"percent": 20, "help": "用地审批"})
    play.report(plan, "2026-05")
    tables = play.stage.neighbour.node.tables.matters
    theirs = [report_of(file.matter) for file in tables.values() if "of" in file.matter.asserted]
    held = facts_of(plan_of(tables[plan].matter), [report for report in theirs if report])
    for day in (date(2026, 5, 7), date(2026, 6, 20), date(2026, 9, 1)):
        ours = lights.light(play.project(plan).facts, samples.RULE, samples.CALENDAR, day)
        assert ours == lights.light(held, samples.RULE, samples.CALENDAR, day)
        assert ours.colour in (Colour.YELLOW, Colour.RED)
    assert fold.digest(play.stage.ours.matter) == fold.digest(play.stage.theirs.matter)


def test_retelling_makes_the_same_rows(play: Play) -> None:
    plan, other = play.plan(), play.plan(title="南北山塘共同亮灯")
    play.stage.later(days=70)
    play.month(plan, "2026-04", ours={"percent": 40}, theirs={"percent": 20})
    play.they_report(other, "2026-04")
    play.they_open("yearly_list", {"title": "2026 年清单", "year": 2026, "aimed": 12, "items": items(plan, other)})
    play.both("sign")
    actions.light_the_day(at=play.stage.now)
    before = kept()
    assert [len(rows) for rows in before] == [2, 2, 1, 2]
    for table in TABLES:
        table.objects.all().delete()
    matters.retell(at=play.stage.now)
    assert kept() == before
    matters.retell(["report", "plan"], at=play.stage.now)  # on top of what is there, and the other way round
    assert kept() == before


def test_reports_may_be_retold_before_their_plan(play: Play) -> None:
    plan = play.plan()
    play.month(plan, "2026-03", ours={}, theirs={})
    before = kept()
    Project.objects.all().delete()
    matters.retell(["report"], at=play.stage.now)
    assert not Project.objects.exists()
    matters.retell(["plan"], at=play.stage.now)
    assert kept() == before


# The light of a day


def test_the_duty_lights_a_new_day_and_does_nothing_twice(play: Play, django_assert_num_queries: Any) -> None:
    plan = play.plan()
    play.stage.later(days=80)
    assert actions.light_the_day(at=play.stage.now) == 1
    row = Project.objects.get(pk=plan)
    assert (row.light, row.light_day) == ("yellow", date(2026, 5, 21))
    assert row.place.startswith("120260630")
    with django_assert_num_queries(3):
        assert actions.light_the_day(at=play.stage.now) == 0


def test_a_rule_that_both_sign_lights_anew(play: Play) -> None:
    plan = play.plan()
    play.stage.later(days=80)
    actions.light_the_day(at=play.stage.now)
    text = samples.rule_text()
    lenient = [{**line, "yellow": 9, "red": 99} for line in text["thresholds"]]
    name = play.stage.agree({**text, "version": 2, "thresholds": lenient})
    assert (queries.yardstick_of((US, THEM)).rule.digest, queries.yardstick_of((US, THEM)).rule.signed) == (name, True)
    assert actions.light_the_day(at=play.stage.now) == 1
    assert Project.objects.get(pk=plan).light == "not_started"


def test_a_rule_that_is_none_never_waits_for_our_signature(play: Play) -> None:
    play.stage.they_offer({**samples.rule_text(), "due_day": 40})
    assert facts.open_documents() == []
    play.stage.they_offer({**samples.rule_text(), "version": 3})
    assert [document.type for document in facts.open_documents()] == ["lights"]
    assert queries.yardstick_of((US, THEM)).rule.signed is False  # not before we have signed it, too


# Yearly lists


def test_a_project_is_listed_once_both_signed(play: Play) -> None:
    plan = play.plan()
    play.they_open("yearly_list", {"title": "2026 年清单", "year": 2026, "aimed": 12, "items": items(plan)})
    assert not Listed.objects.exists()
    yearly = play.both("sign")
    (stood,) = play.project(plan).lists
    assert (stood.list, stood.year, stood.number) == (yearly, 2026, "1")
    assert queries.years() == [2026]


@pytest.mark.parametrize("number", [-5, 0, 7])
def test_a_list_from_elsewhere_with_an_odd_number_breaks_nothing(play: Play, number: int) -> None:
    yearly = play.they_open("yearly_list", {"title": "x", "year": 2026, "aimed": number, "items": []})
    assert YearlyList.objects.get(pk=yearly).aimed == max(0, number)
