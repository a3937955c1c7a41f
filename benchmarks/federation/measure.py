"""The measuring: who does what in which order, and what is printed."""

import os
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.federation.pair import End


@dataclass(frozen=True)
class Size:
    """How much is measured: envelopes a round by the size of a batch, rounds, the backlog, questions at rest."""

    envelopes: dict[int, int]
    rounds: int
    backlog: int
    questions: int


SMALL = Size({1: 20, 100: 200, 1000: 1000}, rounds=1, backlog=2_000, questions=10)
FULL = Size({1: 200, 100: 2_000, 1000: 5_000}, rounds=3, backlog=100_000, questions=100)
_BATCH_OF_BACKLOG = 1000


@dataclass(frozen=True)
class Rates:
    """Envelopes a second of one round: node to node, rows alone, signatures alone."""

    nodes: float
    rows: float
    signatures: float


def machine() -> str:
    """Return the machine in one line: cores and memory."""
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"machine: {len(os.sched_getaffinity(0))} cores, {memory_gib:.0f} GiB of memory"


def run(engine: str, sender: End, receiver: End, size: Size) -> None:
    """Measure and print a line a batch size, one for the backlog and one for the questions."""
    _print(f"{engine}: {size.backlog:,} envelopes are queued while the link is down")
    sender("tell", count=size.backlog, batch=_BATCH_OF_BACKLOG)
    began = sender("carry")
    during = sender("ask", count=0)
    drained = size.backlog / (sender("settled") - began)
    limit = _limits(receiver, size.backlog, _BATCH_OF_BACKLOG, drained)
    _print(_line(f"{engine}: backlog of {size.backlog:,}", [limit]))
    rest = sender("ask", count=size.questions)
    _print(f"{engine}: ask at rest {_latency(rest)}, during the backlog {_latency(during)}, {len(during)} asked")
    measured: dict[int, list[Rates]] = {batch: [] for batch in size.envelopes}
    for _ in range(size.rounds):
        for batch, count in size.envelopes.items():
            measured[batch].append(_round(sender, receiver, batch, count))
    for batch, rates in measured.items():
        _print(_line(f"{engine}: batch {batch}", rates))


def _round(sender: End, receiver: End, batch: int, count: int) -> Rates:
    began = sender("tell", count=count, batch=batch)
    return _limits(receiver, count, batch, count / (sender("settled") - began))


def _limits(receiver: End, count: int, batch: int, nodes: float) -> Rates:
    rows = receiver("rows_limit", count=count, batch=batch)
    return Rates(nodes, rows, receiver("signatures_limit", count=min(count, 2000)))


def _line(what: str, rates: Sequence[Rates]) -> str:
    nodes, rows, signatures = (
        statistics.median(getattr(rate, name) for rate in rates) for name in ("nodes", "rows", "signatures")
    )
    limits = f"limits: rows {rows:,.0f}/s, signatures {signatures:,.0f}/s"
    return f"{what}: {nodes:,.0f} envelopes/s, {limits}, ratio to the slower {nodes / min(rows, signatures):.2f}"


def _latency(seconds: Sequence[float]) -> str:
    ordered = sorted(seconds)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return f"p50 {statistics.median(ordered) * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms"


def _print(line: str) -> None:
    print(line, flush=True)
