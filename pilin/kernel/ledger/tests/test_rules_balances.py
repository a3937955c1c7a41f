"""Entries fold into balances, balances into positions, and the two nodes of a posting mirror each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.base.money import Fen
from pilin.base.refusal import Refused
from pilin.kernel.ledger import rules
from pilin.kernel.ledger.rules import Account, AccountKind, Action, Balance, Instruction, Known, LedgerRefusal, Position
from pilin.kernel.ledger.tests.samples import (
    ACCOUNTS,
    AT,
    CLEARING,
    COSTS,
    DEBTS,
    FARES,
    PEER,
    US,
    booked,
    correction,
    pending,
    posting,
    settle,
)

THIRD = "330421"


@pytest.mark.parametrize(
    ("instructions", "debit_side", "credit_side"),
    [
        ([posting(1, 500)], Balance(500, 0, 0, 0), Balance(0, 500, 0, 0)),
        ([pending(1, 300)], Balance(0, 0, 300, 0), Balance(0, 0, 0, 300)),
        ([pending(1, 300), settle(2, of=1)], Balance(300, 0, 0, 0), Balance(0, 300, 0, 0)),
        ([pending(1, 300), settle(2, of=1, amount_fen=200)], Balance(200, 0, 0, 0), Balance(0, 200, 0, 0)),
        ([pending(1, 300), settle(2, of=1, action=Action.VOID)], Balance(), Balance()),
        ([posting(1, 500), correction(2, of=1, amount_fen=200)], Balance(500, 200), Balance(200, 500)),
    ],
)
def test_entries_fold_into_balances(instructions: list[Instruction], debit_side: Balance, credit_side: Balance) -> None:
    assert booked(*instructions).balances == {CLEARING: debit_side, FARES: credit_side}


def test_a_fold_goes_on_from_where_another_ended() -> None:
    entries = list(booked(posting(1), pending(2), settle(3, of=2), pending(4)).entries.values())
    first = rules.fold(entries[:2])
    pendings = {entry.id: entry for entry in entries[:2]}
    assert rules.fold(entries[2:], start=first, pendings=pendings) == rules.fold(entries)


@pytest.mark.parametrize(
    ("balance", "balance_fen", "exposure_fen"),
    [
        (Balance(700, 200), 500, 500),
        (Balance(200, 700), -500, 500),
        (Balance(700, 200, 50, 900), 500, 550),
        (Balance(0, 0, 30, 40), 0, 40),
    ],
)
def test_a_balance_tells_what_it_holds_and_could_reach(balance: Balance, balance_fen: int, exposure_fen: int) -> None:
    assert (balance.balance_fen, balance.exposure_fen) == (balance_fen, exposure_fen)


def test_the_position_with_a_peer_is_claims_less_debts() -> None:
    accounts = [*ACCOUNTS, Account("fund/330421", AccountKind.ASSET, THIRD)]
    known = booked(posting(1, 500), posting(2, 80, debit=COSTS, credit=DEBTS), pending(3, 7))
    towards_peer = Position(PEER, Fen(420), debits_pending_fen=Fen(7), credits_pending_fen=Fen(0))
    assert rules.positions(accounts, known.balances) == [towards_peer, Position(THIRD, Fen(0), Fen(0), Fen(0))]


def test_a_posting_is_mirrored() -> None:
    there = rules.mirrored(posting(1), me=US, peer=PEER)
    assert (there.debit, there.credit) == (FARES, "transit/330482/clearing")
    assert (there.id, there.amount_fen, there.subject) == (posting(1).id, 500, posting(1).subject)


def test_a_posting_without_the_peer_has_no_mirror() -> None:
    with pytest.raises(Refused) as refused:
        rules.mirrored(posting(1, debit=COSTS), me=US, peer=PEER)
    assert refused.value.code is LedgerRefusal.POSTING_DOES_NOT_NAME_THE_PEER


AMOUNTS = st.lists(
    st.tuples(st.sampled_from([(CLEARING, FARES), (COSTS, DEBTS), (FARES, CLEARING)]), st.integers(1, 10**9))
)


@given(AMOUNTS)
def test_on_two_nodes_the_positions_are_negatives(moves: list[tuple[tuple[str, str], int]]) -> None:
    here = [posting(n, fen, debit=debit, credit=credit) for n, ((debit, credit), fen) in enumerate(moves)]
    there = [rules.mirrored(one, me=US, peer=PEER) for one in here]
    assert [rules.mirrored(one, me=PEER, peer=US) for one in there] == here
    their_accounts = [
        Account(account.code.replace(PEER, US), account.kind, US if account.peer else "") for account in ACCOUNTS
    ]
    theirs = Known({account.code: account for account in their_accounts})
    (ours_fen,) = [row.balance_fen for row in rules.positions(ACCOUNTS, booked(*here).balances)]
    drafted = rules.draft(there, theirs, AT)
    (theirs_fen,) = [row.balance_fen for row in rules.positions(their_accounts, drafted.balances)]
    assert ours_fen == -theirs_fen
