"""Vectors of two-sided proof: times, stretches and kilometres, row by row, each with what must come of it."""

from datetime import date

import pytest

from pilin.base.refusal import Refused
from pilin.modules.border.rules import patrols
from pilin.modules.border.rules.codes import BorderRefusal
from pilin.modules.border.rules.patrols import Tolerance
from pilin.modules.border.tests.samples import JINSHAN, PINGHU, month, planned, tick

TIMES = [
    # ours from, minutes; theirs from, minutes; tolerance; whether they meet
    ("2026-03-03 20:00", 60, "2026-03-03 20:00", 60, 0, True),
    ("2026-03-03 20:00", 60, "2026-03-03 20:59", 60, 0, True),
    ("2026-03-03 20:00", 60, "2026-03-03 21:00", 60, 0, True),
    ("2026-03-03 20:00", 60, "2026-03-03 21:01", 60, 0, False),
    ("2026-03-03 20:00", 60, "2026-03-03 21:01", 60, 1, True),
    ("2026-03-03 20:00", 1, "2026-03-03 20:16", 1, 15, True),
    ("2026-03-03 20:00", 1, "2026-03-03 20:17", 1, 15, False),
    ("2026-03-03 23:59", 1, "2026-03-04 00:00", 1, 0, True),
    ("2026-03-03 23:00", 720, "2026-03-04 10:00", 30, 0, True),
    ("2026-03-03 23:00", 720, "2026-03-04 11:01", 30, 0, False),
    ("2026-03-31 23:50", 30, "2026-04-01 00:10", 30, 0, True),
    ("2026-02-28 23:50", 30, "2026-03-01 00:10", 30, 0, True),
    ("2026-03-03 20:00", 60, "2026-04-03 20:00", 60, 120, False),
    ("2026-03-03 20:00", 60, "2025-03-03 20:00", 60, 120, False),
]
STRETCHES = [
    # theirs from, to; metres that must be shared; whether it meets ours, which is 28,000 to 29,500
    (28_000, 29_500, 1_500, True),
    (28_000, 29_500, 1_501, False),
    (28_500, 28_600, 100, True),
    (28_500, 28_600, 101, False),
    (27_000, 28_001, 1, True),
    (27_000, 28_000, 1, False),
    (29_499, 31_000, 1, True),
    (29_500, 31_000, 1, False),
    (0, 58_000, 1_500, True),
    (0, 100, 1, False),
]
CELLS = [
    # from, to; kilometres that are touched
    (0, 1, [0]),
    (0, 1_000, [0]),
    (999, 1_001, [0, 1]),
    (1_000, 2_000, [1]),
    (1_500, 3_500, [1, 2, 3]),
    (56_999, 58_000, [56, 57]),
    (57_000, 58_000, [57]),
    (57_999, 58_000, [57]),
    (0, 58_000, list(range(58))),
]
OFF_THE_LINE = [
    (-1, 100),
    (100, 100),
    (101, 100),
    (0, 0),
    (0, 58_001),
    (58_000, 58_001),
    (-5, -1),
    (10**12, 10**13),
]


@pytest.mark.parametrize(("ours", "long", "theirs", "longer", "apart", "meet"), TIMES)
def test_two_records_meet_in_time(*, ours: str, long: int, theirs: str, longer: int, apart: int, meet: bool) -> None:
    ticks = (tick(PINGHU, at=ours, minutes=long), tick(JINSHAN, at=theirs, minutes=longer))
    for sides in (ticks, ticks[::-1]):
        found = patrols.outcome(month(*sides, tolerance=Tolerance(apart, 100)))
        assert bool(found.met) is meet
        assert len(found.unmatched) == (0 if meet else 2)


@pytest.mark.parametrize(("starts", "ends", "shared", "meet"), STRETCHES)
def test_two_rounds_meet_in_place(*, starts: int, ends: int, shared: int, meet: bool) -> None:
    rounds = (planned(1), planned(2, from_m=starts, to_m=ends))
    for ours, theirs in (("r1", "r2"), ("r2", "r1")):
        ticks = (tick(PINGHU, ours), tick(JINSHAN, theirs))
        found = patrols.outcome(month(*ticks, rounds=rounds, tolerance=Tolerance(30, shared)))
        assert bool(found.met) is meet
        assert len(found.unmatched) == (0 if meet else 2)


@pytest.mark.parametrize(("starts", "ends", "touched"), CELLS)
def test_a_stretch_touches_its_kilometres(starts: int, ends: int, touched: list[int]) -> None:
    one = month(tick(PINGHU), tick(JINSHAN), rounds=(planned(1, from_m=starts, to_m=ends),))
    found = patrols.coverage([one], length_m=58_000)
    assert [number for number, (planned_, _counted) in enumerate(found.cells) if planned_] == touched
    assert [number for number, (_planned, counted) in enumerate(found.cells) if counted] == touched


@pytest.mark.parametrize(("starts", "ends"), OFF_THE_LINE)
def test_what_does_not_run_along_the_line_is_refused(starts: int, ends: int) -> None:
    with pytest.raises(Refused) as caught:
        patrols.check_stretch(starts, ends, length_m=58_000)
    assert caught.value.code == BorderRefusal.STRETCH_IS_NOT_ON_THE_LINE


@pytest.mark.parametrize(("starts", "ends"), [(0, 1), (0, 58_000), (57_999, 58_000)])
def test_what_runs_along_the_line_is_taken(starts: int, ends: int) -> None:
    patrols.check_stretch(starts, ends, length_m=58_000)


def test_ten_squads_at_once_are_ten_patrols_and_no_more() -> None:
    rounds = tuple(planned(number, from_m=number * 1_000, to_m=number * 1_000 + 900) for number in range(1, 11))
    ticks = [tick(side, f"r{number}") for number in range(1, 11) for side in (PINGHU, JINSHAN)]
    again = [tick(side, f"r{number}", id=f"again {side} {number}") for number in range(1, 11) for side in (PINGHU,)]
    found = patrols.outcome(month(*ticks, *again, rounds=rounds))
    assert [pair.round.id for pair in found.met] == [f"r{number}" for number in sorted(range(1, 11), key=str)]
    assert found.unmatched == ()
    assert found.met[0].round.day == date(2026, 3, 3)
