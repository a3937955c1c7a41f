"""The measuring itself, inside a process that is set up as a node with an empty store."""

import random
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.management import call_command
from django.db import connection

from benchmarks.ledger import limits
from pilin.base import clock, ids
from pilin.base.money import Fen
from pilin.kernel.ledger import actions as ledger
from pilin.kernel.ledger.rules import Account, AccountKind, Posting

ACCOUNTS = 100
EVENT_HASH = "5d" * 32


@dataclass(frozen=True)
class Size:
    """How much is measured: postings a round, by the size of a batch, and rounds."""

    postings: dict[int, int]
    rounds: int


SMALL = Size({1: 20, 100: 200, 1000: 1000}, rounds=1)
FULL = Size({1: 300, 100: 5_000, 1000: 10_000}, rounds=7)


def run(*, small: bool) -> None:
    """Measure and print one line a batch size."""
    size = SMALL if small else FULL
    call_command("migrate", verbosity=0)
    codes = _open_accounts()
    limit = limits.beside(connection)
    rates: dict[int, list[tuple[float, float]]] = {batch: [] for batch in size.postings}
    for number in range(size.rounds):
        for batch, count in size.postings.items():
            rates[batch].append(_round(codes, limit, batch, count, random.Random(number)))
    _print(connection.vendor, rates)


def _round(
    codes: Sequence[str], limit: limits.Limit, batch: int, count: int, chance: random.Random
) -> tuple[float, float]:
    """Return the rates of the action and of the limit, which take turns batch by batch."""
    action_seconds = limit_seconds = 0.0
    for _ in range(count // batch):
        postings = [_posting(codes, chance) for _ in range(batch)]
        began = time.perf_counter()
        ledger.post(postings=postings, at=clock.now())
        action_seconds += time.perf_counter() - began
        limit_seconds += limit.write(postings)
    return count / action_seconds, count / limit_seconds


def _open_accounts() -> list[str]:
    codes = [f"bench/310116/{number:04d}" for number in range(ACCOUNTS)]
    accounts = [Account(code, AccountKind.ASSET, peer="310116") for code in codes]
    ledger.open_accounts(accounts=accounts, at=clock.now())
    return codes


def _posting(codes: Sequence[str], chance: random.Random) -> Posting:
    debit, credit = chance.sample(codes, 2)
    at = clock.now()
    return Posting(
        id=ids.new_id(at),
        debit=debit,
        credit=credit,
        amount_fen=Fen(chance.randrange(1, 100_000)),
        subject=f"transit/closing/{at:%Y-%m-%d}/{chance.randrange(10_000)}",
        basis="framework/2021/clause/9",
        event_hash=EVENT_HASH,
    )


def _print(engine: str, rates: dict[int, list[tuple[float, float]]]) -> None:
    for batch, measured in rates.items():
        action, limit = (statistics.median(column) for column in zip(*measured, strict=True))
        print(f"{engine}: batch {batch}: {action:,.0f} postings/s, limit {limit:,.0f}/s, ratio {action / limit:.2f}")
