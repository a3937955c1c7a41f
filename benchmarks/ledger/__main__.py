"""script/bench ledger [--small] [--database sqlite|postgresql]: postings a second in batches of 1, 100 and 1000.

The limit is measured in the same run, in turns with the action: the rows that the action has just written, entries and
balances, are written durably in batches of the same size into a copy of the same tables, with the same indexes,
constraints and foreign keys; entries by `executemany` (SQLite) or `COPY` (PostgreSQL), balances by one statement. The
limit reads nothing, checks nothing and computes nothing. Medians over the rounds.

A hundred accounts: one for each agreement, purpose and peer is tens, not thousands, since nobody has an account as a
person.
"""

import sys
from pathlib import Path

from benchmarks import _engines


def _configured(_folder: Path, engine: str) -> str:
    return "pinghu" if engine == "sqlite" else "test-postgresql"


if __name__ == "__main__":
    sys.exit(_engines.main("ledger", sys.argv[1:], described=__doc__, configure=_configured))
