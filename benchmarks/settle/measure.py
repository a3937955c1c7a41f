"""The measuring: who does what in which order, and what is printed."""

import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.settle import driver, scenes, shares, site
from benchmarks.settle.driver import Told
from benchmarks.settle.site import Site


@dataclass(frozen=True)
class Size:
    """How many pairs are played, to warm up and measured, and by how many programs of hospitals at once."""

    warm: int
    pairs: int
    at_once: int


SMALL = Size(warm=8, pairs=40, at_once=8)
FULL = Size(warm=384, pairs=2400, at_once=384)
LINES = (0, 100_000, 1_000_000, 10_000_000)
"""Lines of a year's history, for the curve."""


def run(engine: str, care: Site, insured: Site, size: Size) -> None:
    """Prepare both sides; play pairs as fast as they go and at half of that, then whole visits; print all of it."""
    _enter(care, insured, 2 * size.warm + 3 * size.pairs)
    care.start("gateway")
    groups = _groups(care, insured)
    _pairs(care, insured, 0, size.warm, size)
    before = site.used_seconds(groups)
    told = _pairs(care, insured, size.warm, size.pairs, size)
    used = {name: seconds - before[name] for name, seconds in site.used_seconds(groups).items()}
    rate = size.pairs / told.seconds
    _print(f"{engine}: {rate:,.1f} pairs/s, {size.at_once} at once; {_taken(('2206', '2207'), told)}")
    shares = ", ".join(f"{name} {seconds / size.pairs * 1000:.2f}" for name, seconds in used.items())
    _print(f"{engine}: {shares} ms of processor a pair; {sum(used.values()) / told.seconds:.2f} cores busy")
    half = _pairs(care, insured, size.warm + size.pairs, size.pairs // 2, size, rate=rate / 2)
    _print(f"{engine}: at half load {_taken(('2206', '2207'), half)}")
    whole = scenes.visits(size.pairs // 2, insured.code, size.warm + size.pairs + size.pairs // 2)
    visits = driver.play(care.gateway, whole, at_once=size.at_once)
    names = ("2201", "2203", "2204", "2206", "2207")
    _print(f"{engine}: {size.pairs // 2 / visits.seconds:,.1f} whole visits/s; {_taken(names, visits)}")
    sums = [json.loads(one.people("sums")) for one in (care, insured)]
    _print(f"{engine}: care place {sums[0]}; insured place {sums[1]}")
    divide(engine, care, insured, size.warm + 2 * size.pairs, size)
    for refused in [*told.refused, *half.refused, *visits.refused][:1]:
        _print(refused.decode())


def divide(engine: str, care: Site, insured: Site, first: int, size: Size) -> None:
    """Start both sides anew with a clock in every process, play pairs, and print what they spend their time on."""
    parts = {"gateway": (care, "gateway"), "care worker": (care, "worker"), "insured worker": (insured, "worker")}
    for one in (care, insured):
        one.stop()
    for one, part in reversed(parts.values()):
        one.start(part, "benchmarks.settle.shares")
    _pairs(care, insured, first, size.warm, size)
    time.sleep(2 * shares.TURN_SECONDS)
    before = {name: one.shares(part) for name, (one, part) in parts.items()}
    _pairs(care, insured, first + size.warm, size.pairs, size)
    time.sleep(2 * shares.TURN_SECONDS)
    for name, (one, part) in parts.items():
        spent = {kind: taken - before[name].get(kind, 0.0) for kind, taken in one.shares(part).items()}
        _print(f"{engine}: {name}, ms a pair: {said_of(spent, size.pairs)}")


def said_of(spent: Mapping[str, float], pairs: int) -> str:
    """Return what each kind took of a pair in milliseconds, and the rest, which is Python's."""
    whole = spent["all"]
    kinds = {kind: taken for kind, taken in spent.items() if kind != "all"}
    kinds["rest"] = whole - sum(kinds.values())
    return ", ".join(f"{kind} {taken / pairs * 1000:.2f} ({taken / whole:.0%})" for kind, taken in kinds.items())


def grow(engine: str, care: Site, insured: Site, size: Size, lines: Sequence[int]) -> None:
    """Print how fast pairs go while more and more lines of a year stand in the tables of both sides."""
    insured_people = size.warm + size.pairs * (len(lines) + 1)
    _enter(care, insured, insured_people)
    care.start("gateway")
    groups, first, fastest = _groups(care, insured), size.warm, 0.0
    _pairs(care, insured, 0, size.warm, size)
    for number in lines:
        for one in (care, insured):
            one.people("history", number, insured_people)
        os.sync()  # what was filled in is on disk before anybody waits for a sync of his own
        before = sum(site.used_seconds(groups).values())
        told = _pairs(care, insured, first, size.pairs, size)
        used = (sum(site.used_seconds(groups).values()) - before) / size.pairs * 1000
        rate = size.pairs / told.seconds
        fastest, first = fastest or rate, first + size.pairs
        flat = f"{rate:,.1f} pairs/s ({rate / fastest:.2f} of the first), {used:.2f} ms of processor a pair"
        _print(f"{engine}: {number:,} lines: {flat}; {_taken(('2206', '2207'), told)}")


def _enter(care: Site, insured: Site, people: int) -> None:
    """Let people enter what a day needs at both nodes."""
    _agree(care, insured)
    insured.people("insure", people)
    care.people("contract")


def _taken(names: Sequence[str], told: Told) -> str:
    taken = "; ".join(f"{name} {driver.percentiles(one)}" for name, one in zip(names, told.taken, strict=True))
    return f"{taken}; refused {len(told.refused)}"


def _agree(care: Site, insured: Site) -> None:
    """Let both sign the agreement and the policies of the insured place."""
    care.people("clause")
    insured.people("sign", 1)
    insured.people("policies")
    care.people("sign", 2)


def _pairs(care: Site, insured: Site, first: int, number: int, size: Size, rate: float = 0.0) -> Told:
    visits = care.people("visits", number, insured.code, first)
    return driver.play(care.gateway, scenes.pairs(visits, insured.code, first), at_once=size.at_once, rate=rate)


def _groups(care: Site, insured: Site) -> dict[str, list[int]]:
    return {
        "hospitals": [os.getpid()],
        "gateway": [care.processes["gateway"].pid],
        "care worker": [care.processes["worker"].pid],
        "insured worker": [insured.processes["worker"].pid],
        "database": site.servers(),
    }


def _print(line: str) -> None:
    print(line, flush=True)
