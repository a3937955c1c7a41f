"""What may be written: each refusal with the facts that make it, and what stands right beside it and is allowed."""

from datetime import date
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.modules.projects.rules import checks
from pilin.modules.projects.rules.codes import ProjectRefusal
from pilin.modules.projects.rules.facts import Half, Plan, Report, Standing
from pilin.modules.projects.rules.lists import Item, Yearly
from pilin.modules.projects.tests.samples import JINSHAN, PINGHU, POND, SIDES, half, plan, report

TODAY = date(2026, 6, 15)


def code_of(refused: pytest.ExceptionInfo[Refused]) -> Any:
    return refused.value.code


@pytest.mark.parametrize("month", ["2026-06", "2026-05", "2024-01"])
def test_a_month_that_has_begun_may_be_reported(month: str) -> None:
    checks.check_month(month, plan(), TODAY)


@pytest.mark.parametrize(
    ("month", "changes", "code"),
    [
        ("2026-6", {}, ProjectRefusal.MONTH_IS_NOT_A_MONTH),
        ("", {}, ProjectRefusal.MONTH_IS_NOT_A_MONTH),
        ("2026-07", {}, ProjectRefusal.MONTH_HAS_NOT_BEGUN),
        ("2030-01", {}, ProjectRefusal.MONTH_HAS_NOT_BEGUN),
        ("2026-05", {"standing": Standing.OFFERED}, ProjectRefusal.PLAN_IS_NOT_IN_FORCE),
        ("2026-05", {"standing": Standing.SUSPENDED}, ProjectRefusal.PLAN_IS_NOT_IN_FORCE),
        ("2026-05", {"standing": Standing.COMPLETED}, ProjectRefusal.PLAN_IS_NOT_IN_FORCE),
        ("2026-05", {"standing": Standing.ENDED}, ProjectRefusal.PLAN_IS_NOT_IN_FORCE),
        ("2026-05", {"standing": Standing.VOID}, ProjectRefusal.PLAN_IS_NOT_IN_FORCE),
    ],
)
def test_other_months_are_refused(month: str, changes: dict[str, Any], code: ProjectRefusal) -> None:
    with pytest.raises(Refused) as refused:
        checks.check_month(month, plan(**changes), TODAY)
    assert code_of(refused) is code


@pytest.mark.parametrize("percent", [0, 1, 99, 100])
def test_a_half_with_a_percentage_fits(percent: int) -> None:
    checks.check_half({"done": "x", "percent": percent, "reached": [{"id": "m1"}, {"id": "m2"}]}, plan())


@pytest.mark.parametrize("percent", [-1, 101, 100_000])
def test_what_is_no_percentage_is_refused(percent: int) -> None:
    with pytest.raises(Refused) as refused:
        checks.check_half({"done": "x", "percent": percent}, plan())
    assert code_of(refused) is ProjectRefusal.PERCENT_IS_OUT_OF_RANGE
    assert refused.value.facts == {"percent": percent}


@pytest.mark.parametrize("name", ["arrived_amount", "paid_amount"])
def test_an_amount_below_nothing_is_refused(name: str) -> None:
    checks.check_half({"done": "x", "percent": 1, name: 0}, plan())
    with pytest.raises(Refused) as refused:
        checks.check_half({"done": "x", "percent": 1, name: -1}, plan())
    assert code_of(refused) is ProjectRefusal.AMOUNT_IS_BELOW_NOTHING


def test_a_milestone_that_the_plan_does_not_know_is_refused_by_its_id() -> None:
    with pytest.raises(Refused) as refused:
        checks.check_half({"done": "x", "percent": 5, "reached": [{"id": "m1"}, {"id": "m9"}]}, plan())
    assert code_of(refused) is ProjectRefusal.MILESTONE_IS_NOT_IN_THE_PLAN
    assert refused.value.facts == {"milestone": "m9"}


def test_what_the_other_side_wrote_is_looked_at_by_side() -> None:
    wrong = {PINGHU: half(), JINSHAN: half(None, reached={"m9": TODAY, "m1": TODAY})}
    assert checks.faults(report(halves=wrong), plan()) == {JINSHAN: ["percent", "m9"]}
    assert checks.faults(report(), plan()) == {}


# Whose step


@pytest.mark.parametrize(
    ("state", "opener", "step"),
    [
        ("half", PINGHU, "correct"),
        ("half", JINSHAN, "report"),
        ("returned", PINGHU, "amend"),
        ("returned", JINSHAN, "amend"),
        ("both", PINGHU, ""),
        ("joint", JINSHAN, ""),
        ("withdrawn", JINSHAN, "open"),
    ],
)
def test_our_step_follows_from_the_state(state: str, opener: str, step: str) -> None:
    assert checks.our_step(report(state=state, opener=opener), PINGHU) == step


def test_where_there_is_no_report_we_open_one() -> None:
    assert checks.our_step(None, PINGHU) == "open"


@pytest.mark.parametrize(
    ("held", "awaited"),
    [
        (None, SIDES),
        (report(halves={PINGHU: half()}, state="half"), (JINSHAN,)),
        (report(halves={JINSHAN: half()}, state="half"), (PINGHU,)),
        (report(), ()),
        (report(state="withdrawn"), SIDES),
    ],
)
def test_who_is_awaited_is_who_has_said_nothing(held: Report | None, awaited: tuple[str, ...]) -> None:
    assert checks.awaited(held, SIDES) == awaited


@pytest.mark.parametrize(
    ("last", "begins"),
    [
        (None, {}),
        (half(30, next="步道", problems="用地"), {"done": "步道", "percent": 30, "problems": "用地"}),
        (half(None), {"done": "", "percent": None, "problems": ""}),
        (half(30, arrived_amount=500, paid_amount=0), {"arrived_amount": 500, "paid_amount": 0}),
        (
            half(30, permits="用地预审", written_by="水利局计财科"),
            {"permits": "用地预审", "written_by": "水利局计财科"},
        ),
    ],
)
def test_a_half_begins_with_what_was_planned_for_it(last: Half | None, begins: dict[str, Any]) -> None:
    found = checks.draft_half(last)
    assert {**found, **begins} == found
    assert found == {} if last is None else "next" not in found


# Lists


def yearly(year: int, state: str) -> Yearly:
    return Yearly(id="list", year=year, title="x", state=state, initiator=PINGHU, aimed=12)


@pytest.mark.parametrize("standing", [Standing.IN_FORCE, Standing.SUSPENDED])
def test_a_list_names_plans_that_both_signed(standing: Standing) -> None:
    checks.check_list([Item("1", "plan", POND)], {"plan": plan(standing=standing)})


@pytest.mark.parametrize(
    "held", [{}, {"plan": plan(standing=Standing.ENDED)}, {"plan": plan(standing=Standing.OFFERED)}]
)
def test_a_list_names_no_other_plan(held: dict[str, Plan]) -> None:
    with pytest.raises(Refused) as refused:
        checks.check_list([Item("1", "plan", POND)], held)
    assert code_of(refused) is ProjectRefusal.LIST_NAMES_AN_ENDED_PLAN
    assert refused.value.facts == {"title": POND}


def test_a_list_names_something() -> None:
    with pytest.raises(Refused) as refused:
        checks.check_list([], {})
    assert code_of(refused) is ProjectRefusal.LIST_IS_EMPTY


@pytest.mark.parametrize("state", ["offered", "returned", "in_force", "asked", "amending", "closing", "closed"])
def test_a_year_that_has_a_list_takes_no_second(state: str) -> None:
    with pytest.raises(Refused) as refused:
        checks.check_year(2026, [yearly(2026, state)])
    assert code_of(refused) is ProjectRefusal.YEAR_HAS_A_LIST


@pytest.mark.parametrize(
    "held", [[], [yearly(2025, "closed")], [yearly(2026, "withdrawn")], [yearly(2026, "declined")]]
)
def test_a_year_without_a_standing_list_takes_one(held: list[Yearly]) -> None:
    checks.check_year(2026, held)
