"""Reads: pages by keyset, positions, open pendings with their age, and statements that do not grow with rows."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilin.base.clock import Instant
from pilin.base.money import Fen
from pilin.kernel.ledger import actions as ledger
from pilin.kernel.ledger import queries
from pilin.kernel.ledger.queries import Page, Place
from pilin.kernel.ledger.rules import Action, Balance, Position
from pilin.kernel.ledger.tests.samples import (
    ACCOUNTS,
    AT,
    CLEARING,
    COSTS,
    DEBTS,
    FARES,
    PEER,
    an_id,
    later,
    pending,
    posting,
    settle,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _accounts() -> None:
    ledger.open_accounts(accounts=ACCOUNTS, at=AT)


def numbers(page: Page) -> list[int]:
    """Return the numbers that the ids of a page's entries were made from."""
    return [int(entry.id[-6:], 16) for entry in page.entries]


def pages(read: Callable[[Place | None], Page]) -> list[list[int]]:
    """Return all pages of a list, each as its entries' numbers."""
    found, place = [], None
    while True:
        page = read(place)
        found.append(numbers(page))
        if page.next is None:
            return found
        place = page.next


def test_accounts_are_found_by_code_by_peer_or_all() -> None:
    assert queries.accounts() == {account.code: account for account in ACCOUNTS}
    assert list(queries.accounts(peer=PEER)) == [DEBTS, CLEARING]
    assert list(queries.accounts(codes=[COSTS, "nowhere"])) == [COSTS]
    assert queries.balances(codes=[COSTS, "nowhere"]) == {COSTS: Balance()}


def test_a_statement_is_read_page_by_page_newest_first() -> None:
    ledger.post(postings=[posting(1), posting(2, debit=FARES, credit=CLEARING)], at=AT)
    ledger.post(postings=[posting(5), posting(4), posting(3, debit=COSTS)], at=later(1))
    ledger.post(postings=[posting(6, debit=DEBTS, credit=CLEARING)], at=later(-1))
    assert pages(lambda place: queries.statement(account=CLEARING, before=place, rows_max=2)) == [[5, 4], [2, 1], [6]]
    assert numbers(queries.statement(account=CLEARING)) == [5, 4, 2, 1, 6]
    assert queries.statement(account="nowhere") == Page([], None)


def test_a_page_that_is_just_full_is_the_last() -> None:
    ledger.post(postings=[posting(1), posting(2)], at=AT)
    assert queries.statement(account=CLEARING, rows_max=2).next is None


def test_what_was_booked_about_a_subject_is_read_oldest_first() -> None:
    ledger.post(postings=[posting(3), pending(1), posting(2, subject="other")], at=AT)
    ledger.settle(settlements=[settle(4, of=1)], at=later(1))
    subject = posting(1).subject
    assert pages(lambda place: queries.of_subject(subject=subject, after=place, rows_max=2)) == [[1, 3], [4]]


def test_positions_with_peers() -> None:
    ledger.post(postings=[posting(1, 500), posting(2, 80, debit=COSTS, credit=DEBTS), pending(3, 7)], at=AT)
    assert queries.positions() == [Position(PEER, Fen(420), Fen(7), Fen(0))]


def test_open_pendings_are_read_oldest_first_with_their_age() -> None:
    ledger.post(postings=[pending(3), pending(2), posting(9)], at=later(1))
    ledger.post(postings=[pending(1), pending(4)], at=AT)
    ledger.settle(settlements=[settle(5, of=2, action=Action.VOID), settle(6, of=4)], at=later(2))
    old, young = queries.open_pendings(at=later(3))
    assert [(old.entry.id, old.age_seconds), (young.entry.id, young.age_seconds)] == [(an_id(1), 180), (an_id(3), 120)]
    after = Place(old.entry.at, old.entry.id)
    assert queries.open_pendings(at=later(3), after=after) == [young]
    assert queries.open_pendings(at=later(3), rows_max=1) == [old]


def test_the_trial_balance_balances() -> None:
    ledger.post(postings=[posting(1, 500), posting(2, 80, debit=COSTS, credit=DEBTS), pending(3, 7)], at=AT)
    trial = queries.trial_balance()
    assert [(account.code, balance.balance_fen) for account, balance in trial.lines if any(balance)] == [
        *((COSTS, 80), (FARES, -500), (DEBTS, -80), (CLEARING, 500))
    ]
    assert trial.totals == Balance(580, 580, 7, 7)


def test_an_empty_ledger_has_an_empty_trial_balance() -> None:
    assert queries.trial_balance().totals == Balance()


def test_ids_that_are_none_are_not_found() -> None:
    assert queries.entries(ids=["", "no id", an_id(1)]) == {}
    assert queries.settlements(pending_ids=["?"]) == {}


def test_entries_are_found_by_their_ids_as_they_were_booked() -> None:
    booked = ledger.post(
        postings=[posting(1, 500, subject="结算 'x' %s"), pending(2, 7)], at=Instant(AT.replace(microsecond=250_000))
    )
    (settled,) = ledger.settle(settlements=[settle(3, of=2)], at=later(1))
    names = [an_id(number) for number in (3, 1, 2, 9)]
    assert queries.entries(ids=names) == {entry.id: entry for entry in [*booked, settled]}
    assert queries.settlements(pending_ids=names) == {an_id(2): settled}
    assert queries.entries(ids=[an_id(1).upper()]) == {an_id(1): booked[0]}  # any spelling of a UUID names it
    assert queries.entries(ids=iter([])) == queries.settlements(pending_ids=iter(["?"])) == {}


def test_what_is_found_is_what_the_pages_show() -> None:
    ledger.post(postings=[posting(n, n) for n in range(1, 8)], at=later(3))
    shown = queries.statement(account=CLEARING).entries
    assert queries.entries(ids=[entry.id for entry in shown]) == {entry.id: entry for entry in shown}
    assert len(shown) == 7


def test_who_corrects_finds_what_is_corrected() -> None:
    ledger.post(postings=[posting(1, 500)], at=AT)
    back = posting(2, 200, debit=FARES, credit=CLEARING, reverses=an_id(1), reason="wrong")
    ledger.correct(corrections=[back], at=later(1))
    found = queries.entries(ids=[an_id(2)])[an_id(2)]
    assert (found.reverses, found.reason, found.pending_id, found.at) == (an_id(1), "wrong", "", later(1))
    assert queries.corrected_fen(ids=[an_id(1), an_id(2)]) == {an_id(1): 200}


def test_reads_of_no_id_ask_nothing() -> None:
    with CaptureQueriesContext(connection) as captured:
        assert queries.entries(ids=["no id"]) == {}
    assert len(captured) == 0


def test_statements_do_not_grow_with_rows() -> None:
    ledger.post(postings=[pending(n, 1) for n in range(1, 4)], at=AT)
    few = statements()
    ledger.post(postings=[pending(n, 1) for n in range(10, 200)], at=AT)
    assert statements() == few
    assert sum(few) <= 8


def statements() -> list[int]:
    """Return how many statements each read takes."""
    counts = []
    for read in (
        lambda: queries.statement(account=CLEARING),
        lambda: queries.of_subject(subject=posting(1).subject),
        lambda: queries.open_pendings(at=AT),
        *(queries.positions, queries.trial_balance, queries.accounts),
    ):
        with CaptureQueriesContext(connection) as captured:
            read()
        counts.append(len(captured))
    return counts
