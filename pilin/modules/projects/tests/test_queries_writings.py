"""Reads of drafts, and what tables are filled with: plans that stand, projects in force, our last half of each."""

import pytest

from pilin.kernel.matters.tests.stage import POND, THEM, US
from pilin.modules.projects import actions, queries
from pilin.modules.projects.actions import Begun
from pilin.modules.projects.tests.play import Play

LAMPS = "南北山塘共同亮灯"


def test_plans_that_stand_are_those_that_are_offered_or_in_force_by_name(play: Play) -> None:
    play.plan()
    play.stage.open_plan(title=LAMPS)
    play.stage.meet()
    assert [plan.title for plan in queries.standing_plans()] == [LAMPS, POND]
    assert [plan.title for plan in queries.standing_plans(limit=1)] == [LAMPS]
    assert [plan.title for plan in queries.standing_plans(initiator=US)] == [LAMPS, POND]
    assert queries.standing_plans(initiator=THEM) == []


def test_a_plan_that_was_withdrawn_or_completed_stands_no_more(play: Play) -> None:
    play.plan()
    play.both("complete")
    play.stage.open_plan(title=LAMPS)
    play.stage.take("withdraw", fields={"reason": "重复"})
    play.stage.meet()
    assert queries.standing_plans() == []


def test_only_projects_in_force_are_reported_on(play: Play) -> None:
    play.plan()
    play.stage.open_plan(title=LAMPS)
    play.stage.meet()
    known = queries.reportable(["2026-03"], me=US)
    assert [*known] == ["2026-03"]
    assert [*known["2026-03"]] == [POND]
    assert known["2026-03"][POND].report is None
    assert known["2026-03"][POND].last is None


def test_a_month_knows_our_last_half_before_it_and_its_own_report(play: Play) -> None:
    plan = play.plan()
    play.stage.later(days=40)
    play.report(plan, "2026-03", done="清淤一段", next="清淤二段")
    play.they_add(done="对方一段")
    known = queries.reportable(["2026-03", "2026-04"], me=US)
    march, april = known["2026-03"][POND], known["2026-04"][POND]
    assert march.last is None
    assert march.ours(US).done == "清淤一段"  # type: ignore[union-attr]
    assert april.report is None
    assert april.ours(US) is None
    assert april.last.next == "清淤二段"  # type: ignore[union-attr]


def test_what_we_did_not_report_is_not_what_we_planned(play: Play) -> None:
    plan = play.plan()
    play.stage.later(days=40)
    play.they_report(plan, "2026-03", next="对方的计划")
    known = queries.reportable(["2026-03", "2026-04"], me=US)
    assert known["2026-03"][POND].report is not None
    assert known["2026-03"][POND].ours(US) is None
    assert known["2026-04"][POND].last is None


@pytest.mark.parametrize("months", [[], ["2026-03"]])
def test_months_are_asked_for_in_a_fixed_number_of_queries(
    play: Play, months: list[str], django_assert_num_queries: object
) -> None:
    for title in (POND, LAMPS, "界河共治"):
        play.plan(title=title)
    with django_assert_num_queries(2):  # type: ignore[operator]
        known = queries.reportable(months, me=US)
    assert [*known] == months
    assert all(len(projects) == 3 for projects in known.values())


def test_a_draft_is_read_with_who_saved_it_when(play: Play) -> None:
    made = actions.begin(Begun("half", POND, {"done": "清淤"}, "p" * 36, "2026-03"), by="赵", at=play.stage.now)
    (found,) = queries.writings()
    assert found == queries.writing(made)
    assert (found.sort, found.plan, found.month, found.title) == ("half", "p" * 36, "2026-03", POND)
    assert (found.version, found.saved_by, found.saved_at) == (1, "赵", play.stage.now)
    assert (found.matter, found.is_dropped, found.fields) == ("", False, {"done": "清淤"})
    (version,) = queries.latest_versions(made)
    assert (version.number, version.saved_by, version.is_aside, version.fields) == (1, "赵", False, {"done": "清淤"})


def test_a_draft_that_nobody_began_is_none(play: Play) -> None:
    assert queries.writing("0" * 36) is None
    assert queries.latest_versions("0" * 36) == []
    assert queries.saved_by_others("0" * 36, since=0, account_name="赵") == []


def test_who_else_saved_since_is_told_the_latest_first(play: Play) -> None:
    at = play.stage.now
    made = actions.begin(Begun("plan", POND, {"title": "一"}), by="赵", at=at)
    for base, (name, title) in enumerate((("李", "二"), ("吴", "三"), ("赵", "四")), start=1):
        actions.save(made, {"title": title}, base=base, both_seen=True, by=name, at=at)
    told = queries.saved_by_others(made, since=1, account_name="赵")
    assert told == [("吴", at), ("李", at)]
    assert queries.saved_by_others(made, since=2, account_name="赵") == [("吴", at)]
    assert [one.number for one in queries.latest_versions(made, limit=2)] == [4, 3]
