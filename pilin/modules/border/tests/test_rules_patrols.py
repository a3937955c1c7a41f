"""When a joint patrol counts: two records that meet in time and place, each once, and never one side's alone."""

from datetime import date
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.modules.border.rules import patrols
from pilin.modules.border.rules.codes import BorderRefusal
from pilin.modules.border.rules.patrols import Month, Share, Tolerance
from pilin.modules.border.tests.samples import JINSHAN, PINGHU, PLAN, a_round, month, planned, tick


def met(found: Month) -> list[str]:
    """Return the rounds that count."""
    return [pair.round.id for pair in patrols.outcome(found).met]


def alone(found: Month) -> list[tuple[str, str]]:
    """Return what one side recorded alone: side and round."""
    return [(one.side, one.round) for one in patrols.outcome(found).unmatched]


def test_two_records_of_one_round_count_as_one_patrol() -> None:
    found = month(tick(PINGHU), tick(JINSHAN))
    assert (met(found), alone(found)) == (["r1"], [])


@pytest.mark.parametrize("side", [PINGHU, JINSHAN])
def test_one_side_alone_is_shown_and_never_counted(side: str) -> None:
    found = month(tick(side))
    assert (met(found), alone(found)) == ([], [(side, "r1")])


def test_a_patrol_recorded_twice_by_one_side_is_one() -> None:
    again = tick(PINGHU, id="second phone", at="2026-03-03 20:10")
    found = month(tick(PINGHU), again, tick(JINSHAN))
    assert (met(found), alone(found)) == (["r1"], [])
    only = month(tick(PINGHU), again)
    assert alone(only) == [(PINGHU, "r1")]


@pytest.mark.parametrize(
    ("theirs", "counts"),
    [
        ("2026-03-03 21:30", True),  # begins when ours ends
        ("2026-03-03 22:00", True),  # thirty minutes after ours ended: just within
        ("2026-03-03 22:01", False),
        ("2026-03-03 18:00", True),  # ended thirty minutes before ours began
        ("2026-03-03 17:59", False),
        ("2026-03-04 20:00", False),  # the same hour of another day
    ],
)
def test_times_may_lie_apart_as_far_as_both_signed(theirs: str, counts: bool) -> None:
    assert bool(met(month(tick(PINGHU), tick(JINSHAN, at=theirs)))) is counts


def test_a_patrol_over_midnight_meets_the_one_after_it() -> None:
    late, early = tick(PINGHU, at="2026-03-03 23:30", minutes=60), tick(JINSHAN, at="2026-03-04 00:10")
    assert met(month(late, early)) == ["r1"]


@pytest.mark.parametrize(
    ("starts", "ends", "counts"),
    [(29_400, 31_000, True), (29_401, 31_000, False), (29_500, 31_000, False), (28_200, 28_300, True)],
)
def test_two_rounds_meet_where_they_share_a_stretch(starts: int, ends: int, counts: bool) -> None:
    rounds = (planned(1), planned(2, from_m=starts, to_m=ends))
    found = month(tick(PINGHU, "r1"), tick(JINSHAN, "r2"), rounds=rounds)
    assert bool(met(found)) is counts
    assert len(alone(found)) == (0 if counts else 2)


def test_the_same_round_comes_before_one_that_overlaps() -> None:
    ticks = (tick(PINGHU, "r1"), tick(JINSHAN, "r2"), tick(JINSHAN, "r1", at="2026-03-03 20:20"))
    found = month(*ticks)
    assert (met(found), alone(found)) == (["r1"], [(JINSHAN, "r2")])


def test_each_record_counts_once() -> None:
    ticks = (tick(PINGHU, "r1"), tick(PINGHU, "r2"), tick(JINSHAN, "r1"))
    found = month(*ticks)
    assert (len(met(found)), alone(found)) == (1, [(PINGHU, "r2")])


def test_a_round_shorter_than_the_tolerance_is_still_shared_whole() -> None:
    rounds = (planned(1, from_m=28_000, to_m=28_050),)
    assert met(month(tick(PINGHU), tick(JINSHAN), rounds=rounds)) == ["r1"]


def test_both_nodes_find_the_same_whatever_came_first() -> None:
    ticks = (tick(PINGHU, "r1"), tick(PINGHU, "r2"), tick(JINSHAN, "r2"), tick(JINSHAN, "r3"))
    assert patrols.outcome(month(*ticks)) == patrols.outcome(month(*reversed(ticks)))


@pytest.mark.parametrize(
    "odd", [{"minutes": 10**15}, {"minutes": 0}, {"people": -3}, {"vehicles": 10**6}, {"round": "r99"}]
)
def test_what_a_neighbour_could_not_have_walked_meets_nothing(odd: dict[str, Any]) -> None:
    found = month(tick(PINGHU), tick(JINSHAN, at="2026-03-01 08:00", **odd))
    assert (met(found), alone(found)) == ([], [(PINGHU, "r1")])


def test_a_month_that_is_not_signed_counts_nothing() -> None:
    found = month(tick(PINGHU), tick(JINSHAN), is_signed=False)
    assert patrols.outcome(found) == patrols.Outcome((), ())


def test_what_each_side_brought_is_that_of_patrols_that_count() -> None:
    ours = tick(PINGHU, "r1", people=3, cost=120_00), tick(PINGHU, "r3", people=9)
    found = patrols.reciprocity([month(*ours, tick(JINSHAN, minutes=60, vehicles=2))])
    assert found == {PINGHU: Share(1, 90, 3, 1, 120_00), JINSHAN: Share(1, 60, 2, 2, 0)}


def test_a_side_that_brought_nothing_stands_there_too() -> None:
    assert patrols.reciprocity([month(tick(PINGHU))]) == {PINGHU: Share(), JINSHAN: Share()}


def test_coverage_is_by_village_and_by_kilometre() -> None:
    found = patrols.coverage([month(tick(PINGHU), tick(JINSHAN))], length_m=57_030, villages=["兴旺村", "永久村"])
    assert found.villages == {"兴旺村": (3, 1), "蔷薇村": (3, 1), "永久村": (0, 0)}
    assert len(found.cells) == 58
    assert [number for number, (_planned, counted) in enumerate(found.cells) if counted] == [28, 29]
    assert [number for number, (planned, _counted) in enumerate(found.cells) if planned] == [6, 7, 8, 28, 29]


def test_a_stretch_that_ends_at_a_kilometre_does_not_touch_the_next() -> None:
    found = patrols.coverage([month(rounds=(planned(1, from_m=1_000, to_m=2_000),))], length_m=5_000)
    assert found.cells == ((0, 0), (1, 0), (0, 0), (0, 0), (0, 0))


def test_a_stretch_beyond_the_line_breaks_nothing() -> None:
    found = patrols.coverage([month(rounds=(planned(1, from_m=56_000, to_m=90_000),))], length_m=57_030)
    assert sum(planned for planned, _counted in found.cells) == 2


def test_the_month_of_137_villages_is_one_batch() -> None:
    rounds = tuple(planned(n, villages={PINGHU: f"村{n % 137}", JINSHAN: ""}) for n in range(137 * 4))
    ticks = [tick(side, f"r{n}") for side in (PINGHU, JINSHAN) for n in range(137)]
    months = [month(*ticks[n::137], rounds=rounds[n::137], id=str(n)) for n in range(137)]
    found = patrols.coverage(months, length_m=58_000)
    assert len(found.villages) == 137
    assert sum(counted for _planned, counted in found.villages.values()) == 137


def refused(fields: dict[str, Any]) -> BorderRefusal:
    with pytest.raises(Refused) as caught:
        patrols.check_plan({**PLAN, **fields}, length_m=58_000)
    assert isinstance(caught.value.code, BorderRefusal)
    return caught.value.code


def test_a_plan_that_holds_is_taken() -> None:
    patrols.check_plan(PLAN, length_m=58_000)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"day": "2026-04-01"}, BorderRefusal.ROUND_DOES_NOT_FIT_ITS_MONTH),
        ({"starts": "24:00"}, BorderRefusal.TIME_OF_DAY_IS_NONE),
        ({"starts": "8 Uhr"}, BorderRefusal.TIME_OF_DAY_IS_NONE),
        ({"minutes": 0}, BorderRefusal.NUMBER_IS_OUT_OF_RANGE),
        ({"minutes": 721}, BorderRefusal.NUMBER_IS_OUT_OF_RANGE),
        ({"from_m": -1}, BorderRefusal.STRETCH_IS_NOT_ON_THE_LINE),
        ({"from_m": 29_500}, BorderRefusal.STRETCH_IS_NOT_ON_THE_LINE),
        ({"to_m": 58_001}, BorderRefusal.STRETCH_IS_NOT_ON_THE_LINE),
    ],
)
def test_a_round_that_does_not_hold_is_refused(change: dict[str, Any], code: BorderRefusal) -> None:
    assert refused({"rounds": [a_round(1), a_round(2, **change)]}) == code


@pytest.mark.parametrize(("minutes", "metres"), [(-1, 100), (121, 100), (30, 0), (30, 58_001)])
def test_a_tolerance_that_lets_anything_meet_is_refused(minutes: int, metres: int) -> None:
    assert refused({"tolerance": {"minutes": minutes, "metres": metres}}) == BorderRefusal.TOLERANCE_IS_NONE


def test_a_plan_needs_a_month_and_some_rounds() -> None:
    assert refused({"month": "2026-13"}) == BorderRefusal.ROUND_DOES_NOT_FIT_ITS_MONTH
    assert refused({"rounds": []}) == BorderRefusal.NUMBER_IS_OUT_OF_RANGE


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"walked": "r9"}, BorderRefusal.ROUND_IS_NOT_IN_THE_PLAN),
        ({"at": "2026-03-06 08:00"}, BorderRefusal.RECORD_LIES_AHEAD),
        ({"minutes": 0}, BorderRefusal.NUMBER_IS_OUT_OF_RANGE),
        ({"people": 0}, BorderRefusal.NUMBER_IS_OUT_OF_RANGE),
        ({"vehicles": 51}, BorderRefusal.NUMBER_IS_OUT_OF_RANGE),
        ({"cost": -1}, BorderRefusal.NUMBER_IS_OUT_OF_RANGE),
    ],
)
def test_a_record_that_does_not_hold_is_refused(members: dict[str, Any], code: BorderRefusal) -> None:
    with pytest.raises(Refused) as caught:
        patrols.check_tick(tick(**members), month(), today=date(2026, 3, 5))
    assert caught.value.code == code


def test_a_record_of_the_day_is_taken() -> None:
    patrols.check_tick(tick(at="2026-03-05 23:59"), month(), today=date(2026, 3, 5))


def test_a_tolerance_is_what_both_signed() -> None:
    wide = month(tick(PINGHU), tick(JINSHAN, at="2026-03-03 23:00"), tolerance=Tolerance(90, 100))
    assert met(wide) == ["r1"]
    narrow = month(tick(PINGHU), tick(JINSHAN, at="2026-03-03 23:00"), tolerance=Tolerance(89, 100))
    assert met(narrow) == []
