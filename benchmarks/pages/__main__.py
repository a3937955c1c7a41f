"""script/bench pages [--small] [--database sqlite|postgresql]: the pages people open most, on a node full of work.

Desk, search, one matter with 500 events, the programme's strip, the list of 10,000 projects with 120,000 monthly
reports, a project, and two pages of the public site. Each line gives the queries of a page, its median and 95th
percentile at one client, pages a second with eight clients, and the ratio of its median to the limit: the smallest page
that the same server gives in the same run, a sheet of style made without any query.

Queries are counted in this process; times are taken over HTTP from a node that is served as `pilin serve --only web`.
"""

import sys
from pathlib import Path

from benchmarks import _engines
from benchmarks.pages import node


def _configured(folder: Path, engine: str) -> str:
    return str(node.configured(folder, engine))


if __name__ == "__main__":
    sys.exit(_engines.main("pages", sys.argv[1:], described=__doc__, configure=_configured))
