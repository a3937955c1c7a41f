"""script/bench cases [--small] [--database sqlite|postgresql]: a million closed and 20,000 open cases on one node.

Measured are the desk, the list by deadline, the search by a code and by words, the list of what has ended, and one case
with 500 events: queries, median and 95th percentile at one client, and the ratio of the median to the smallest page
that the same server gives in the same run. Then both sides agree on a calendar with one year more, and every clock that
ran into it is counted anew: how long that takes, with its progress, beside the time that as many signatures take.
"""

import sys
from pathlib import Path

from benchmarks import _engines
from benchmarks.pages import node


def _configured(folder: Path, engine: str) -> str:
    return str(node.configured(folder, engine))


if __name__ == "__main__":
    sys.exit(_engines.main("cases", sys.argv[1:], described=__doc__, configure=_configured))
