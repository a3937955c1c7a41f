"""The benchmark runs in its small size and prints a ratio for each size of a batch."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

CHECKOUT = Path(__file__).parents[4]


@pytest.mark.django_db
def test_the_benchmark_measures_each_batch_against_its_limit() -> None:
    engine = settings.NODE.database.engine
    command = [sys.executable, "-m", "benchmarks.ledger", "--small", "--database", engine]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True)
    pattern = rf"{engine}: batch (\d+): [\d,]+ postings/s, limit [\d,]+/s, ratio \d+\.\d\d"
    assert re.findall(pattern, done.stdout) == ["1", "100", "1000"]
