"""The benchmark of the rules runs in its small size, prints its lines with their ratios, and measures what it says."""

import json
import re
import subprocess
import sys

from benchmarks.policy import claims
from pilin.modules.medical.rules.words import Care
from pilin.modules.medical.tests import samples

LINE = re.compile(
    r"policy: (rules|rules, spelled): [\d,]+ claims/s \(aim 10,000\), reading alone [\d,]+/s, "
    r"arithmetic alone [\d,]+/s, limit of both [\d,]+/s, ratio \d\.\d\d"
)


def test_policy() -> None:
    command = [sys.executable, "-m", "benchmarks.policy", "--small"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = [LINE.fullmatch(line) for line in done.stdout.splitlines()]
    assert [one and one.group(1) for one in found] == ["rules", "rules, spelled"]


def test_the_claims_are_many_kinds_and_keep_the_identities() -> None:
    drawn = claims.draw(300)
    assert {len(claim.lines) for claim in drawn} == {5}
    assert {claim.policy.benefit_of(claim.visit.med_type).care for claim in drawn} == {*Care}
    settled = [claims.settle(claim) for claim in drawn]
    assert [samples.broken(found) for found, _ in settled if samples.broken(found)] == []
    assert len({step.said for found, lines in settled for step in (*found.steps, *lines)}) >= 12
    assert all(lines for _, lines in settled)


def test_what_is_spelled_reads_back_and_what_is_read_is_the_claim() -> None:
    (claim,) = claims.draw(1)
    found, lines = claims.settle(claim)
    assert [len(json.loads(half)) for half in claims.settle_and_spell(claim)] == [len(lines), len(found.steps)]
    assert len(json.loads(claim.text)["lines"]) == 5
    assert claims.multiply(claim) > 0
