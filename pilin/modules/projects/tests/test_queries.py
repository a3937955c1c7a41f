"""Reads of projects: which report is at hand, what may be chosen, and by what lights are computed."""

from dataclasses import replace
from typing import Any

import pytest

from pilin.kernel.matters.tests.stage import POND, THEM, US
from pilin.modules.projects import queries
from pilin.modules.projects.models import Project
from pilin.modules.projects.queries import Filters
from pilin.modules.projects.rules.lights import Colour
from pilin.modules.projects.tests.play import Play
from pilin.modules.projects.tests.samples import report

SIGNED = report(id="a")
CORRECTION = report(id="b", state="half", corrects="a")


@pytest.mark.parametrize(
    ("reports", "at_hand"),
    [
        ([], None),
        ([SIGNED], "a"),
        ([SIGNED, CORRECTION], "b"),
        ([CORRECTION, SIGNED], "b"),
        ([SIGNED, replace(CORRECTION, state="withdrawn")], "a"),
        ([SIGNED, replace(CORRECTION, state="joint")], "b"),
        ([replace(SIGNED, state="withdrawn")], None),
        ([report(id="d", state="half"), report(id="c", state="both")], "c"),
    ],
)
def test_at_hand_is_an_open_correction_else_what_stands(reports: list[Any], at_hand: str | None) -> None:
    found = queries.at_hand(reports)
    assert (found.id if found else None) == at_hand


def test_a_list_chooses_among_plans_that_both_signed(play: Play) -> None:
    signed = play.plan()
    suspended = play.plan(title="暂停的项目")
    play.both("suspend")
    play.plan(title="终止的项目")
    play.both("end")
    play.stage.open_plan(title="待签的项目")
    assert {row.id for row in queries.to_choose()} == {signed, suspended}
    assert Project.objects.get(pk=suspended).light == "paused"


def test_a_void_plan_is_not_an_offered_one(play: Play) -> None:
    plan = play.stage.open_plan()
    assert queries.offered_titles() == {POND: plan}
    play.stage.meet()
    play.stage.take("withdraw", fields={"reason": "重复"})
    play.stage.meet()
    assert Project.objects.get(pk=plan).standing == "void"
    assert queries.offered_titles() == {}


def test_lights_are_counted_whatever_light_is_chosen(play: Play) -> None:
    play.plan()
    play.plan(title="终止的项目")
    play.both("end")
    counted = {Colour.NOT_STARTED: 1, Colour.ENDED: 1}
    assert queries.counts(Filters()) == queries.counts(Filters(light="ended")) == counted
    assert queries.counts(Filters(words="终止")) == {Colour.ENDED: 1}


def test_without_what_both_signed_the_proposal_is_the_yardstick(play: Play) -> None:
    stranger = queries.yardstick_of((US, "330421"))
    assert (stranger.rule.signed, stranger.calendar.hash) == (False, "")
    ours = queries.yardstick_of((THEM, US))
    assert (ours.rule.signed, len(ours.calendar.hash)) == (False, 64)
    assert queries.yardstick_of((US, THEM)) == ours


@pytest.mark.parametrize("name", ["", "0" * 36])
def test_what_is_not_known_is_nothing(play: Play, name: str) -> None:
    assert queries.project(name) is None
    assert queries.yearly(name) is None
    assert queries.report(name) is None
    assert (queries.titles([name]), queries.plans([name]), queries.reports_of(name)) == ({}, {}, ())
