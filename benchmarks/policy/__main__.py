"""script/bench policy [--small]: claims of five lines a second on one core, by the rules alone.

A claim is split by a catalogue of 2,000 items, its benefit is computed by one of the illustrative policies after what
the person's year has used, and both halves are explained; nothing is stored, and no message is read. In turns with it,
on the same claims: its explanation spelled as canonical JSON, and the limits. The limits are what anybody must do with
such a claim: read it, `json.loads` of its five lines and facts, and the bare arithmetic of its answer, price times
quantity in decimals, rounded, and seven products of whole numbers. Medians over the rounds.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Sequence

from benchmarks.policy import claims
from benchmarks.policy.claims import Claim

ROUNDS, CLAIMS = 9, 4_000
SMALL_ROUNDS, SMALL_CLAIMS = 1, 200
AIM = 10_000

MEASURED: dict[str, Callable[[Claim], object]] = {
    "rules": claims.settle,
    "rules, spelled": claims.settle_and_spell,
    "limit, json.loads": claims.read,
    "limit, arithmetic": claims.multiply,
}


def main(argv: Sequence[str]) -> int:
    """Measure and print one line for the rules, one for the rules with their bytes, each beside its limits."""
    parser = argparse.ArgumentParser(prog="script/bench policy", description=__doc__)
    parser.add_argument("--small", action="store_true", help="a size for the ordinary tests")
    small = parser.parse_args(argv).small
    drawn = claims.draw(SMALL_CLAIMS if small else CLAIMS)
    rates: dict[str, list[float]] = {name: [] for name in MEASURED}
    for _ in range(SMALL_ROUNDS if small else ROUNDS):
        for name, work in MEASURED.items():
            rates[name].append(len(drawn) / _seconds(work, drawn))
    medians = {name: statistics.median(measured) for name, measured in rates.items()}
    both = 1 / (1 / medians["limit, json.loads"] + 1 / medians["limit, arithmetic"])
    for name in ("rules", "rules, spelled"):
        sys.stdout.write(
            f"policy: {name}: {medians[name]:,.0f} claims/s (aim {AIM:,}), reading alone "
            f"{medians['limit, json.loads']:,.0f}/s, arithmetic alone {medians['limit, arithmetic']:,.0f}/s, "
            f"limit of both {both:,.0f}/s, ratio {medians[name] / both:.2f}\n"
        )
    return 0


def _seconds(work: Callable[[Claim], object], drawn: Sequence[Claim]) -> float:
    began = time.process_time()
    for claim in drawn:
        work(claim)
    return time.process_time() - began


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
