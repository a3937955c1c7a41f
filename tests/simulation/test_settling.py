"""Two agencies settle under faults: after quiet both hold the same, nothing is pending, no money is made or lost."""

import os
from concurrent.futures import ProcessPoolExecutor

import pytest

from pilin.modules.medical.rules.settlement import POSTED
from tests.simulation import promises, settling
from tests.simulation.settling import Settling

SEEDS = range(80)


def play(seed: int) -> tuple[int, list[str], int, int]:
    story = Settling(seed, nodes=3 if seed % 7 == 3 else 2).play()
    held = [one for node in story.world.nodes.values() for one in node.tables.settlements.values()]
    posted = sum(one.state == POSTED for one in held)
    return seed, [*promises.broken(story), *settling.broken(story)], posted, sum(bool(one.cancels) for one in held)


def test_no_seed_leaves_anything_pending_or_unequal() -> None:
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(play, SEEDS, chunksize=5))
    assert [(seed, found) for seed, found, _, _ in results if found] == []
    assert sum(posted for _, _, posted, _ in results) > 3 * len(SEEDS)
    assert sum(cancels for _, _, _, cancels in results) > len(SEEDS)


@pytest.mark.parametrize("spoilt", ["state", "fund_fen"])
def test_what_differs_is_found(spoilt: str) -> None:
    story = Settling(1).play()
    node = next(iter(story.world.nodes.values()))
    one = next(one for one in node.tables.settlements.values() if one.state == POSTED)
    object.__setattr__(one, spoilt, "pending" if spoilt == "state" else 1)
    node.tables.settlements = {**node.tables.settlements, one.id: one}
    assert settling.broken(story)
