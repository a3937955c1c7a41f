"""What signed events say: a plan as both signed it, halves by side, which report stands, what a light is made of."""

from datetime import date
from typing import Any

import pytest

from pilin.kernel.matters.rules import fold
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.kit import Case
from pilin.modules.projects.rules import facts
from pilin.modules.projects.rules.facts import Help, Milestone, Progress, Standing
from pilin.modules.projects.tests import samples
from pilin.modules.projects.tests.samples import JINSHAN, PINGHU, half, report

OFFERED = {
    "title": "铁路梦",
    "field": "unknown",
    "particulars": {"domain": "d1", "proposer": "沪浙山塘联合党支部"},
    "aims": ["来源未载明"],
    "milestones": [{"id": "1", "title": "来源未载明"}],
    "leads": {"initiator": "平湖市", "responder": "金山区"},
}


@pytest.fixture
def dream() -> Case:
    """平湖 offers a project without a date."""
    case = Case(kit.kind("plan"), nodes={"initiator": PINGHU, "responder": JINSHAN})
    opened = fold.opened(case.kind, case.opening(fields=OFFERED), case.calendars)
    assert isinstance(opened, fold.Matter)
    case.matter = opened
    return case


def test_an_offered_plan_says_what_its_initiator_asserts(dream: Case) -> None:
    plan = facts.plan_of(dream.matter)
    assert (plan.title, plan.project_field, plan.standing, plan.since) == ("铁路梦", "unknown", Standing.OFFERED, None)
    assert plan.leads == {PINGHU: "平湖市", JINSHAN: "金山区"}
    assert plan.milestones == (Milestone("1", "来源未载明"),)
    assert plan.particulars["proposer"] == "沪浙山塘联合党支部"


def test_sides_stand_in_one_order_whoever_offered() -> None:
    there = samples.plan(initiator=JINSHAN, responder=PINGHU)
    assert there.sides == samples.plan().sides == (PINGHU, JINSHAN)


def test_what_both_signed_stands_while_an_amendment_is_on_the_table(dream: Case) -> None:
    dream.take("sign", "initiator").on("2026-03-09").take("sign", "responder")
    changed = [{"id": "1", "title": "可行性研究", "due": "2027-06-30", "progress": 250}]
    dream.take("amend", "initiator", fields={"milestones": changed, "reason": "有了日期"})
    plan = facts.plan_of(dream.matter)
    assert (plan.standing, plan.since) == (Standing.IN_FORCE, date(2026, 3, 9))
    assert plan.milestones == (Milestone("1", "来源未载明"),)
    dream.take("sign_amendment", "responder").take("sign_amendment", "initiator")
    (milestone,) = facts.plan_of(dream.matter).milestones
    assert (milestone.due, milestone.progress) == (date(2027, 6, 30), None)  # 250 is no percentage


@pytest.mark.parametrize(
    ("steps", "standing"),
    [
        ([("withdraw", "initiator")], Standing.VOID),
        (
            [("sign", "initiator"), ("sign", "responder"), ("suspend", "initiator"), ("suspend", "responder")],
            Standing.SUSPENDED,
        ),
        ([("sign", "initiator"), ("sign", "responder"), ("end", "initiator"), ("end", "responder")], Standing.ENDED),
        (
            [("sign", "initiator"), ("sign", "responder"), ("complete", "initiator"), ("complete", "responder")],
            Standing.COMPLETED,
        ),
    ],
)
def test_a_plan_stands_as_its_last_step_left_it(dream: Case, steps: Any, standing: Standing) -> None:
    for step, role in steps:
        dream.take(step, role)
    assert facts.plan_of(dream.matter).standing == standing
    assert facts.plan_of(dream.matter, refused=True).standing == Standing.VOID


def test_a_resumed_plan_counts_from_the_day_on_which_it_went_on(dream: Case) -> None:
    dream.take("sign", "initiator").take("sign", "responder")
    dream.take("suspend", "initiator").take("suspend", "responder")
    dream.on("2026-09-15").take("resume", "initiator").take("resume", "responder")
    assert facts.plan_of(dream.matter).since == date(2026, 9, 15)


# Which report of a month stands


def test_of_two_reports_opened_at_once_the_lower_id_stands() -> None:
    ours, theirs = (report(id=name, state="half") for name in ("b", "a"))
    assert facts.standing_reports([ours, theirs])["2026-04"].id == "a"


def test_a_withdrawn_report_leaves_its_place_to_the_other() -> None:
    ours, theirs = report(id="a", state="withdrawn"), report(id="b", state="half")
    assert facts.standing_reports([ours, theirs])["2026-04"].id == "b"
    assert facts.standing_reports([ours]) == {}


def test_a_correction_stands_once_both_have_signed_it() -> None:
    signed, correction = report(id="a"), report(id="b", state="both", corrects="a")
    assert facts.standing_reports([correction, signed])["2026-04"].id == "a"
    assert (
        facts.standing_reports([correction, report(id="c", state="joint", corrects="a"), signed])["2026-04"].id == "c"
    )


# What follows


def test_a_milestone_is_reached_when_both_signed_the_month_that_says_so() -> None:
    says = {PINGHU: half(reached={"m1": date(2026, 6, 20)}), JINSHAN: half(reached={"m1": date(2026, 6, 25)})}
    found = facts.facts_of(samples.plan(), [report("2026-06", halves=says, state="both")])
    assert (found.reached, found.said) == ({}, {"m1": (JINSHAN, PINGHU)})
    found = facts.facts_of(samples.plan(), [report("2026-06", halves=says)])
    assert (found.reached, found.said) == ({"m1": date(2026, 6, 25)}, {})


def test_progress_is_that_of_the_last_month_that_both_signed() -> None:
    reports = [
        report("2026-05", halves={PINGHU: half(30), JINSHAN: half(20)}),
        report("2026-04"),
        report("2026-06", halves={PINGHU: half(90)}, state="half"),
    ]
    found = facts.facts_of(samples.plan(), reports)
    assert found.progress == Progress("2026-05", {PINGHU: 30, JINSHAN: 20})
    assert found.signed == ("2026-04", "2026-05")
    assert found.owing == {"2026-06": (JINSHAN,)}


@pytest.mark.parametrize(
    ("halves", "signed_by", "owing"),
    [
        ((PINGHU,), (), (JINSHAN,)),
        ((PINGHU, JINSHAN), (), (PINGHU, JINSHAN)),
        ((PINGHU, JINSHAN), (JINSHAN,), (PINGHU,)),
        ((PINGHU,), (PINGHU,), (JINSHAN,)),
    ],
)
def test_a_month_that_is_not_signed_says_whose_half_and_then_whose_signature_is_awaited(
    halves: Any, signed_by: Any, owing: Any
) -> None:
    said = report("2026-04", halves={side: half() for side in halves}, state="both", signed_by=signed_by)
    assert facts.facts_of(samples.plan(), [said]).owing == {"2026-04": owing}


def test_a_milestone_is_recorded_on_the_day_on_which_both_had_signed_that_it_is_reached() -> None:
    says = {PINGHU: half(reached={"m1": date(2026, 8, 20)}), JINSHAN: half()}
    first = report("2026-08", halves=says, signed_on=date(2026, 9, 7))
    again = report("2026-09", halves=says, signed_on=date(2026, 10, 7))
    assert facts.facts_of(samples.plan(), [again, first]).recorded == {"m1": date(2026, 9, 7)}
    unsaid = report("2026-08", halves=says)
    assert facts.facts_of(samples.plan(), [unsaid]).recorded == {"m1": date(2026, 5, 4)}


def test_help_is_asked_for_until_a_later_month_that_both_signed_asks_no_more() -> None:
    asks = report("2026-04", halves={PINGHU: half(help="用地审批", help_from="金山区"), JINSHAN: half()})
    assert facts.facts_of(samples.plan(), [asks]).help == {PINGHU: Help("用地审批", "金山区")}
    alone = report("2026-05", halves={PINGHU: half()}, state="half")
    assert facts.facts_of(samples.plan(), [asks, alone]).help == {PINGHU: Help("用地审批", "金山区")}
    assert facts.facts_of(samples.plan(), [asks, report("2026-05")]).help == {}


def test_one_side_alone_asks_for_no_help_that_turns_a_light() -> None:
    alone = report("2026-04", halves={PINGHU: half(help="用地审批")}, state="half")
    assert facts.facts_of(samples.plan(), [alone]).help == {}


@pytest.mark.parametrize(("said", "percent"), [(0, 0), (100, 100), (101, None), (-1, None), ("50", None), (None, None)])
def test_what_is_no_percentage_counts_as_not_said(said: object, percent: int | None) -> None:
    assert facts.percent_of(said) == percent


def test_a_half_is_read_as_its_event_wrote_it() -> None:
    read = facts.half_of(
        {"done": "清淤", "percent": 40, "reached": [{"id": "m1", "day": "2026-06-20"}], "next": "步道"}
    )
    assert (read.done, read.percent, read.next, read.problems) == ("清淤", 40, "步道", "")
    assert read.reached == {"m1": date(2026, 6, 20)}
