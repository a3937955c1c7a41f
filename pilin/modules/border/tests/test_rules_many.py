"""A month of hundreds of rounds: what counts is what a look at every two records finds, and few are looked at."""

import random
from datetime import date
from typing import Any

import pytest

from pilin.modules.border.rules import patrols
from pilin.modules.border.rules.patrols import Month, Tick, Tolerance
from pilin.modules.border.tests.samples import JINSHAN, PINGHU, month, planned, tick

PLACES = 10


def clock(minutes: int) -> str:
    """Return a time of a March day, some minutes after its beginning."""
    return f"2026-03-{1 + minutes // 1440:02} {minutes % 1440 // 60:02}:{minutes % 60:02}"


def a_month(rounds: int, *ticks: Tick, **members: Any) -> Month:
    """Return a month whose rounds lie along the line, ten to a day, each stretch overlapping the next."""
    many = tuple(
        planned(
            n,
            day=date(2026, 3, 1 + n // PLACES % 31),
            from_m=1_000 * (n % PLACES),
            to_m=1_000 * (n % PLACES) + 1_500,
            villages={PINGHU: f"村{n % PLACES}", JINSHAN: f"里{n % PLACES}"},
        )
        for n in range(rounds)
    )
    return month(*ticks, rounds=many, **members)


def drawn(seed: int) -> Month:
    """Return a month as chance draws it: records of both sides, some twice, some late, some of no round."""
    chance = random.Random(seed)
    ticks = [
        tick(
            chance.choice((PINGHU, JINSHAN)),
            f"r{chance.randrange(14)}",
            id=f"t{n}",
            at=clock(chance.randrange(3 * 1440)),
            minutes=chance.choice((0, 30, 90, 720)),
        )
        for n in range(chance.randrange(60))
    ]
    return a_month(12, *ticks, tolerance=Tolerance(chance.choice((0, 30, 120)), chance.choice((100, 600))))


def plain(found: Month) -> tuple[list[tuple[str, str]], set[str]]:
    """Return what counts and what is left, by a look at every two records."""
    rounds = {one.id: one for one in found.rounds}
    first, second = (patrols._once(found.ticks, side, rounds) for side in found.sides)
    met = []
    for same in (True, False):
        for one in list(first):
            fitting = [
                (abs(other.begins - one.begins), other.id, other)
                for other in second
                if (one.round == other.round) is same and patrols._meet(one, other, rounds, found.tolerance)
            ]
            if fitting:
                met.append((one.id, min(fitting)[2].id))
                first.remove(one)
                second.remove(min(fitting)[2])
    return sorted(met), {one.id for one in (*first, *second)}


@pytest.mark.parametrize("seed", range(60))
def test_what_counts_is_what_a_look_at_every_two_records_finds(seed: int) -> None:
    found = drawn(seed)
    outcome = patrols.outcome(found)
    met = sorted((pair.ticks[0].id, pair.ticks[1].id) for pair in outcome.met)
    assert (met, {one.id for one in outcome.unmatched}) == plain(found)


@pytest.mark.parametrize(("hours", "counts"), [(0, 310), (3, 0)])
def test_few_records_of_a_full_month_are_compared(monkeypatch: pytest.MonkeyPatch, hours: int, counts: int) -> None:
    compared, real = [], patrols._meet

    def watched(*given: Any) -> bool:
        compared.append(given[:2])
        return real(*given)

    monkeypatch.setattr(patrols, "_meet", watched)
    days = [1440 * (n // PLACES) + 60 * 12 for n in range(310)]
    ours = [tick(PINGHU, f"r{n}", at=clock(day), minutes=60) for n, day in enumerate(days)]
    theirs = [tick(JINSHAN, f"r{n}", at=clock(day + 60 * hours), minutes=60) for n, day in enumerate(days)]
    found = patrols.coverage([a_month(310, *ours, *theirs)], length_m=58_000)
    assert sum(counted for _, counted in found.villages.values()) == counts * 2
    assert len(compared) <= 310 * (2 * PLACES + 1)
