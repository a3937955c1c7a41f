"""Each benchmark runs in its small size and prints its figures with their ratios to the limits of the same run."""

import re
import subprocess
import sys

import pytest
from django.conf import settings

RATIO = re.compile(r"ratio (to the slower )?\d+\.\d\d$")
ENGINES = [settings.NODE.database.engine]
"""That of this run: the other run measures the other one."""


def lines_of(name: str, engine: str = "") -> list[str]:
    """Run a benchmark as `script/bench` does and return what it printed."""
    command = [sys.executable, "-m", f"benchmarks.{name}", "--small", *(["--database", engine] if engine else [])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize("engine", ENGINES)
def test_federation(engine: str) -> None:
    lines = lines_of("federation", engine)
    assert re.fullmatch(r"machine: \d+ cores, \d+ GiB of memory", lines[0])
    measured = [line for line in lines if RATIO.search(line)]
    assert [line.partition(": ")[2].partition(":")[0] for line in measured] == [
        "backlog of 2,000",
        "batch 1",
        "batch 100",
        "batch 1000",
    ]
    assert any(re.search(r"ask at rest p50 \d+ ms, p99 \d+ ms, during the backlog p50 \d+", line) for line in lines)


@pytest.mark.parametrize("engine", ENGINES)
def test_pages(engine: str) -> None:
    lines = lines_of("pages", engine)
    measured = [line for line in lines if RATIO.search(line)]
    named = [line.partition(": ")[2].partition(":")[0] for line in measured]
    assert named[:6] == ["desk", "search", "matter, 20 events", "programme strip", "project list", "project"]
    assert named[6:] != []
    assert all(int(re.findall(r"(\d+) queries", line)[0]) <= 12 for line in measured)


def test_nhsa() -> None:
    lines = lines_of("nhsa")
    measured = [line.partition(":")[0] for line in lines if RATIO.search(line)]
    assert measured == [
        *("read 2201", "read 2203", "read 2204", "read 2206", "read 2207"),
        *("write 2204", "write 2207"),
    ]
    assert [line.partition(":")[0] for line in lines[len(measured) :]] == ["verify tif", "verify csb"]


@pytest.mark.parametrize("engine", ENGINES)
def test_wall(engine: str) -> None:
    *measured, lights = [line for line in lines_of("wall", engine) if RATIO.search(line)]
    assert re.search(r": lights: 60 computed in \d+ ms, \d+/s, ratio \d", lights)
    named = [line.partition(": ")[2].partition(":")[0] for line in measured]
    assert named == ["wall, a screen", "wall, 100 rows", "wall, one pair", "Gantt", "project", "quarter"]
    assert all(int(re.findall(r"(\d+) queries", line)[0]) <= 12 for line in measured)
    assert all(re.search(r"p95 \d+ ms, first \d+ ms", line) for line in measured)


@pytest.mark.parametrize("engine", ENGINES)
def test_cases(engine: str) -> None:
    lines = lines_of("cases", engine)
    *measured, clocks = [line for line in lines if RATIO.search(line)]
    named = [line.partition(": ")[2].partition(":")[0] for line in measured]
    assert named[:4] == ["desk", "by deadline", "open, last moved", "ended"]
    assert named[4:] == [
        "search by code",
        "search by words",
        "words of every case",
        "words of no case",
        "case, 20 events",
    ]
    assert all(int(re.findall(r"(\d+) queries", line)[0]) <= 12 for line in measured)
    assert any(re.search(r": 120 of 120 clocks are counted anew$", line) for line in lines)
    assert re.search(r": clocks: 120 recounted in \d+\.\d s, \d+/s, ratio \d", clocks)


@pytest.mark.parametrize("engine", ENGINES)
def test_settle(engine: str) -> None:
    lines = lines_of("settle", engine)
    assert re.search(r"pairs/s, \d+ at once; 2206 p50 \d+ ms, p95 \d+ ms, p99 \d+ ms; 2207 p50", lines[0])
    assert re.search(r"gateway \d+\.\d\d, .* ms of processor a pair", lines[1])
    assert re.search(r"whole visits/s; 2201 p50 \d+ ms, .*; 2204 p50", lines[3])
    assert [line.endswith("refused 0") for line in lines[:4]] == [True, False, True, True]
    assert lines[4].count("'open': 0") == 2, "nothing is pending on either side"
    care, insured = lines[4].split("insured place")
    assert re.findall(r"'(?:fund|account|posted)': \d+", care) == re.findall(r"'(?:fund|account|posted)': \d+", insured)
    shared = [line.partition(": ")[2] for line in lines[5:8]]
    assert [line.partition(",")[0] for line in shared] == ["gateway", "care worker", "insured worker"]
    assert all(re.search(r"signatures \d+\.\d\d \(\d+%\)", line) and re.search(r"rest \d+", line) for line in shared)
