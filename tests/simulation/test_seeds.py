"""Three hundred seeds in every ordinary run: no promise breaks."""

import os
from concurrent.futures import ProcessPoolExecutor

from tests.simulation.run import run_seed

SEEDS = (*range(300), 2411, 3535, 3902, 4973, 8099)  # the last ones broke a promise once


def test_no_seed_breaks_a_promise() -> None:
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(run_seed, SEEDS, chunksize=10))
    assert [(result.seed, result.broken) for result in results if result.broken] == []
    assert len(results) == len(SEEDS)
