"""A node whose clock the test moves: python -m tests.journeys.quarter.served VERB …, else as `pilin` is called.

`clock` in the folder above the nodes says by how many seconds both are ahead of the machine. The duties of the worker
come each second, so that a day that has begun is seen at once.
"""

import os
import sys
from importlib import import_module
from pathlib import Path

import django

from pilin.base import clock
from pilin.base.clock import Instant

_of_the_machine = clock.now
_FILE = Path(os.environ["PILIN_DATA_DIR"]).parents[1] / "clock"


def moved() -> Instant:
    """Return the time as the test has moved it."""
    return clock.after(_of_the_machine(), seconds=float(_FILE.read_text(encoding="ascii")))


clock.now = moved  # before anything else of the product is there

if __name__ == "__main__":
    django.setup()
    vars(import_module("pilin.node.duties"))["EVERY_SECONDS"] = 1.0
    sys.exit(import_module("pilin.node.__main__").main())
