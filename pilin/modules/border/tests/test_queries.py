"""Reads of the room: months between days, coverage with every village of the directory, and the length of the line."""

from datetime import date

import pytest

from pilin.kernel.matters.tests.stage import THEM, US, Stage
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.rules import Level
from pilin.kernel.organisations.tests.samples import AT, place
from pilin.modules.border import queries
from pilin.modules.border.rules.records import PATROLS, ROADBLOCK, SUPPORT
from pilin.modules.border.tests.beat import Beat
from pilin.modules.border.tests.samples import PLAN, a_round
from pilin.modules.border.tests.samples import ROADBLOCK as BLOCK
from pilin.modules.border.tests.samples import SUPPORT as ASKED
from tests.web.budget import QUERIES_MAX, asked

DAY = date(2026, 3, 2)


def villages(number: int) -> None:
    """Declare villages of ours."""
    codes = [f"{US}102{200 + one:03}" for one in range(number)]
    entries = [place(f"村{one}", side=US, code=code, level=Level.VILLAGE) for one, code in enumerate(codes)]
    assert organisations.declare(entries=entries, author=rules.Author(US), at=AT) == []


def test_the_line_is_as_long_as_the_directory_says(lined: Stage) -> None:
    assert lined.matter == ""
    assert queries.length_m(day=DAY) == 58_000


def test_without_a_line_in_the_directory_it_is_the_neighbours_own_figure(scene: Stage) -> None:
    assert scene.matter == ""
    assert queries.length_m(day=DAY) == 58_000


@pytest.mark.parametrize(
    ("first", "last", "number"),
    [
        (date(2026, 3, 1), date(2026, 3, 31), 1),
        (date(2026, 1, 1), date(2026, 3, 1), 1),
        (date(2026, 1, 1), date(2026, 2, 28), 0),
        (date(2026, 3, 2), date(2026, 3, 31), 0),
    ],
)
def test_a_month_lies_where_its_first_day_lies(beat: Beat, first: date, last: date, number: int) -> None:
    beat.month()
    assert len(queries.months_between(first, last)) == number


def test_a_month_that_the_other_side_declined_is_not_signed(beat: Beat) -> None:
    beat.open(PATROLS, PLAN)
    beat.they_take("decline", reason="本月无警力")
    (found,) = queries.months_of("2026-03")
    assert not found.is_signed


def test_every_village_of_the_directory_stands_in_the_coverage(beat: Beat) -> None:
    villages(3)
    beat.month(rounds=[a_round(1, "2026-03-02", planner_village="村1")])
    found = queries.coverage_of("2026-03", day=DAY)
    assert found.villages == {"村0": (0, 0), "村1": (1, 0), "村2": (0, 0), "蔷薇村": (1, 0)}
    assert len(found.cells) == 58


def test_two_plans_of_one_month_are_added_up(beat: Beat) -> None:
    beat.month(rounds=[a_round(1, "2026-03-02")])
    beat.month(rounds=[a_round(1, "2026-03-03"), a_round(2, "2026-03-04")])
    assert queries.coverage_of("2026-03", day=DAY).villages["兴旺村"] == (3, 0)


def test_the_page_of_a_month_with_137_villages_costs_no_more(beat: Beat) -> None:
    villages(137)
    beat.month()
    assert len(asked("/border/patrols/?month=2026-03", "li")) <= QUERIES_MAX


def test_our_records_stand_in_the_order_in_which_they_were_walked(beat: Beat) -> None:
    beat.month(rounds=[a_round(1, "2026-03-02"), a_round(2, "2026-03-02")])
    beat.keep("r2", at="2026-03-02 09:00")
    beat.keep("r1", at="2026-03-02 08:00")
    held = queries.squad_records(beat.stage.matter, side=US)
    assert [(tick.round, tick.side, was_told) for tick, was_told in held] == [("r1", US, False), ("r2", US, False)]
    beat.tell()
    assert [was_told for _tick, was_told in queries.squad_records(beat.stage.matter, side=US)] == [True, True]


def test_records_of_another_month_are_none_of_this_one(beat: Beat) -> None:
    first = beat.month(rounds=[a_round(1, "2026-03-02")])
    beat.keep(at="2026-03-02 08:00")
    beat.month(rounds=[a_round(1, "2026-03-02")])
    assert queries.squad_records(beat.stage.matter, side=US) == []
    assert len(queries.squad_records(first, side=US)) == 1


def test_records_are_told_open_from_over(beat: Beat) -> None:
    beat.open(SUPPORT, ASKED)
    beat.take("withdraw")
    beat.open(SUPPORT, ASKED)
    assert [one.state for one in queries.records(SUPPORT, is_over=True)] == ["withdrawn"]
    assert [one.state for one in queries.records(SUPPORT, is_over=False)] == ["asked"]
    assert len(queries.records(SUPPORT)) == 2


def test_a_roadblock_comes_and_goes_on_both_nodes(beat: Beat) -> None:
    beat.open(ROADBLOCK, BLOCK)
    beat.they_take("report_removed", removed_on="2026-03-02")
    beat.both("confirm_removed")
    assert [one.state for one in queries.records(ROADBLOCK)] == ["removed"]
    beat.they_take("report_again", seen_on="2026-03-02")
    assert [one.state for one in queries.records(ROADBLOCK)] == ["standing"]
    assert beat.stage.same()


def test_a_request_of_theirs_waits_for_us(beat: Beat) -> None:
    beat.they_open(SUPPORT, {**ASKED, "title": "警力支援"})
    (record,) = queries.records(SUPPORT)
    assert (record.opened_by, record.turn, record.role_of(US)) == (THEM, (US,), "helper")
    beat.take("promise", people=2, vehicles=1, answered_by="新埭派出所")
    beat.take("report_outcome", outcome="partly")
    beat.both("end")
    assert queries.records(SUPPORT)[0].state == "ended"
    assert beat.stage.same()
