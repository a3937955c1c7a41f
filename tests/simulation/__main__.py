"""`script/simulate SEED` replays one seed and tells its story; `script/simulate --many N` runs N seeds."""

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor

from tests.simulation.run import run_seed


def main(argv=None):
    parser = argparse.ArgumentParser(prog="script/simulate", description=__doc__)
    parser.add_argument("seed", nargs="?", type=int, help="replay this seed, line by line")
    parser.add_argument("--many", nargs="?", type=int, const=10_000, help="run this many seeds (10000)")
    parser.add_argument("--start", type=int, default=0, help="the first seed of --many")
    options = parser.parse_args(argv)
    if options.many:
        return many(range(options.start, options.start + options.many))
    result = run_seed(options.seed or 0)
    print("\n".join(result.trace))
    print(f"seed {result.seed}: {result.summary}, wire {result.wire[:16]}")
    for problem in result.broken:
        print(f"  BROKEN {problem}")
    return 1 if result.broken else 0


def many(seeds):
    began, bad = time.monotonic(), []
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for number, result in enumerate(pool.map(run_seed, seeds, chunksize=8), start=1):
            if result.broken:
                bad.append(result.seed)
                print(f"seed {result.seed} ({result.summary}): {result.broken[0]}", flush=True)
            if number % 500 == 0:
                print(f"{number} seeds, {len(bad)} broken, {time.monotonic() - began:.0f} s", flush=True)
    print(f"{len(seeds)} seeds, {len(bad)} broken: {bad[:20]}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
