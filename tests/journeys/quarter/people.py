"""The people of a node whose clock the test moves: python -m tests.journeys.quarter.people."""

import sys

from pilin.base import clock
from tests.journeys.quarter import served
from tests.pair import driver

if __name__ == "__main__":
    assert clock.now is served.moved
    sys.exit(driver.main())
