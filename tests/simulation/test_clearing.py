"""Two agencies reconcile and clear under faults: both see the same, and every settlement is in exactly one batch."""

import os
from concurrent.futures import ProcessPoolExecutor

import pytest

from pilin.modules.medical.rules import clearing as rules
from pilin.modules.medical.rules.settlement import POSTED
from tests.simulation import clearing, promises, settling
from tests.simulation.clearing import Clearing
from tests.simulation.marks import held

SEEDS = range(1000, 1030)


def batches(story: Clearing) -> list[rules.Batch]:
    node = story.world.nodes[story.parties[0]]
    return [rules.batch_of(file.matter) for file in node.tables.matters.values() if "until" in file.matter.asserted]


def play(seed: int) -> tuple[int, list[str], int, int, int]:
    story = Clearing(seed, nodes=3 if seed % 7 == 3 else 2).play()
    found = [*promises.broken(story), *settling.broken(story), *clearing.broken(story)]
    states = [one.state for one in batches(story)]
    differences = [one for node in story.world.nodes.values() for one in node.tables.differences.values()]
    return seed, found, sum(state in rules.HOLDS for state in states), states.count(rules.CLOSED), len(differences)


def test_no_seed_shows_the_sides_other_differences_or_batches() -> None:
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(play, SEEDS, chunksize=5))
    assert [(seed, found) for seed, found, *_ in results if found] == []
    _, _, confirmed, closed, differences = (
        sum(column) for column in zip(*((0, 0, *row[2:]) for row in results), strict=True)
    )
    assert confirmed > len(SEEDS) // 3
    assert closed > 2
    assert differences > len(SEEDS) // 3


@pytest.fixture(scope="module")
def story() -> Clearing:
    """Return the first seed in which a batch that holds something was confirmed."""
    for seed in range(1000, 1050):
        story = Clearing(seed).play()
        if any(one.count and one.state in rules.HOLDS for one in batches(story)):
            return story
    raise AssertionError("no seed confirms a batch")


def test_rows_and_positions_are_negatives_of_each_other(story: Clearing) -> None:
    sides = (story.parties[0], story.parties[1])
    for one in batches(story):
        payer, owed = rules.net(one.rows, sides)
        assert rules.net(one.rows, (sides[1], sides[0]))[1] == owed >= 0
        assert sum(row.pays_fen if row.payer == payer else -row.pays_fen for row in one.rows) == owed


def test_what_no_batch_holds_goes_into_the_next(story: Clearing) -> None:
    node = story.world.nodes[story.parties[0]]
    posted = {one.id for one in node.tables.settlements.values() if one.state == POSTED}
    taken = [row.settlement for one in batches(story) for row in held(node.rooms, one)]
    assert len(taken) == len({*taken})
    assert {*taken} <= posted
    assert {*taken} == {*node.tables.marks}


@pytest.mark.parametrize("spoilt", ["marks", "differences"])
def test_what_differs_is_found(spoilt: str) -> None:
    for seed in range(1000, 1050):
        found = Clearing(seed).play()
        tables = found.world.nodes[found.parties[0]].tables
        kept = {one.id for one in batches(found) if one.state in rules.HOLDS}
        rows = tables.marks if spoilt == "marks" else tables.differences
        named = [key for key, value in rows.items() if spoilt == "differences" or value in kept]
        if named:
            setattr(tables, spoilt, {key: value for key, value in rows.items() if key != named[0]})
            other = found.world.nodes[found.parties[1]].tables
            assert clearing.broken(found) or other is tables
            return
    raise AssertionError("no seed has any")
