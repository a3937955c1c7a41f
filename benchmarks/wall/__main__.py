"""script/bench wall [--small] [--database sqlite|postgresql]: the wall and the Gantt chart of 10,000 projects.

Each project has five years of monthly reports, each quarter forty supervisions. Measured are the window that a screen
shows and the largest, both with the totals of all projects, the wall narrowed to a pair, a page of the Gantt chart with
500 projects, one project, the quarter with its ledgers, and the lights of all projects computed anew. Each line
gives queries, median and 95th percentile at one client, the first fetch (that of the first page is the first of all
after the node was started), and the ratio of the median to the limit of `script/bench pages`: the smallest page that
the same server gives in the same run.
"""

import sys
from pathlib import Path

from benchmarks import _engines
from benchmarks.pages import node


def _configured(folder: Path, engine: str) -> str:
    return str(node.configured(folder, engine))


if __name__ == "__main__":
    sys.exit(_engines.main("wall", sys.argv[1:], described=__doc__, configure=_configured))
