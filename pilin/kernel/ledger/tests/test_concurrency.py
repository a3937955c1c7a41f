"""Batches at the same time, each on its own connection: nothing is lost, doubled, overdrawn, or waits in a circle."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
from django.db import connection, transaction

from pilin.base.refusal import Refused
from pilin.kernel.ledger import actions as ledger
from pilin.kernel.ledger import audit, models, queries
from pilin.kernel.ledger.rules import Balance
from pilin.kernel.ledger.tests.samples import (
    ACCOUNTS,
    AT,
    CAPPED,
    CLEARING,
    COSTS,
    DEBTS,
    FARES,
    correction,
    pending,
    posting,
    settle,
)

T = TypeVar("T")

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor == 'sqlite'", reason="SQLite has one writer: nothing happens at the same time"
    ),
]


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    """Open the accounts and offer threads, each of which closes its connection after every piece of work."""
    ledger.open_accounts(accounts=ACCOUNTS, at=AT)
    with ThreadPoolExecutor(max_workers=4) as pool:
        yield pool
    assert audit.findings() == []


def alone(verb: Callable[[], T]) -> T:
    try:
        return verb()
    finally:
        connection.close()


def outcome(future: Future[Any]) -> str:
    """Return "booked", or the name of the first reason against it."""
    try:
        future.result(timeout=60)
    except Refused as refused:
        findings = refused.facts.get("findings")
        return findings[0].code.name if isinstance(findings, tuple) else str(refused.code.name)
    return "booked"


def test_batches_over_the_same_accounts_never_wait_in_a_circle(threads: ThreadPoolExecutor) -> None:
    def work(n: int) -> object:
        there = [posting(10 * n, 1), posting(10 * n + 1, 1, debit=COSTS, credit=DEBTS)]
        back = [posting(10 * n + 2, 1, debit=DEBTS, credit=COSTS), posting(10 * n + 3, 1, debit=FARES, credit=CLEARING)]
        return alone(lambda: ledger.post(postings=there if n % 2 else back, at=AT))

    futures = [threads.submit(work, n) for n in range(1, 41)]
    assert {outcome(future) for future in futures} == {"booked"}
    assert queries.balances(codes=[CLEARING])[CLEARING] == Balance(20, 20)


def test_of_two_settlements_of_one_pending_one_is_booked(threads: ThreadPoolExecutor) -> None:
    ledger.post(postings=[pending(1)], at=AT)
    futures = [
        threads.submit(alone, lambda n=n: ledger.settle(settlements=[settle(n, of=1)], at=AT)) for n in range(2, 10)
    ]
    assert sorted(outcome(future) for future in futures) == ["PENDING_IS_ALREADY_SETTLED"] * 7 + ["booked"]


def test_the_same_posting_at_the_same_time_is_booked_once(threads: ThreadPoolExecutor) -> None:
    futures = [threads.submit(alone, lambda: ledger.post(postings=[posting(1)], at=AT)) for _ in range(8)]
    entries = [future.result(timeout=60) for future in futures]
    assert entries == [entries[0]] * 8
    assert models.Entry.objects.count() == 1


def test_a_limit_holds_against_many_at_once(threads: ThreadPoolExecutor) -> None:
    futures = [
        threads.submit(alone, lambda n=n: ledger.post(postings=[posting(n, 300, debit=CAPPED)], at=AT))
        for n in range(1, 9)
    ]
    outcomes = sorted(outcome(future) for future in futures)
    assert outcomes == ["BALANCE_WOULD_EXCEED_LIMIT"] * 5 + ["booked"] * 3


def test_corrections_at_once_take_back_no_more_than_was_posted(threads: ThreadPoolExecutor) -> None:
    ledger.post(postings=[posting(1, 500)], at=AT)
    futures = [
        threads.submit(alone, lambda n=n: ledger.correct(corrections=[correction(n, of=1, amount_fen=200)], at=AT))
        for n in range(2, 8)
    ]
    assert sorted(outcome(future) for future in futures) == ["CORRECTION_EXCEEDS_POSTING"] * 4 + ["booked"] * 2


def test_an_account_is_not_closed_under_a_pending_posting(threads: ThreadPoolExecutor) -> None:
    with transaction.atomic():
        ledger.post(postings=[pending(1)], at=AT)
        closing = threads.submit(alone, lambda: ledger.close_accounts(codes=[FARES], at=AT))
        wait_for_a_lock()
    assert outcome(closing) == "ACCOUNT_HAS_OPEN_PENDINGS"


def test_an_account_is_not_posted_to_while_it_is_closed(threads: ThreadPoolExecutor) -> None:
    with transaction.atomic():
        ledger.close_accounts(codes=[FARES], at=AT)
        late = threads.submit(alone, lambda: ledger.post(postings=[posting(1)], at=AT))
        wait_for_a_lock()
    assert outcome(late) == "ACCOUNT_IS_CLOSED"


def test_one_id_over_other_accounts_meets_the_first(threads: ThreadPoolExecutor) -> None:
    with transaction.atomic():
        ledger.post(postings=[posting(1)], at=AT)
        other = threads.submit(alone, lambda: ledger.post(postings=[posting(1, debit=COSTS, credit=DEBTS)], at=AT))
        wait_for_a_lock()
    assert outcome(other) == "BATCH_MET_ANOTHER"
    assert models.Entry.objects.count() == 1


def wait_for_a_lock() -> None:
    """Wait until another connection waits for a lock that this one holds."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            (waiting,) = cursor.fetchone()
        if waiting:
            return
        time.sleep(0.01)
    raise TimeoutError("nobody waited")
