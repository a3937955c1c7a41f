"""What the ledger refuses, a row for each reason, and what it answers to a repetition."""

from dataclasses import replace

import pytest

from pilin.base.money import FEN_MAX, Fen
from pilin.kernel.ledger import rules
from pilin.kernel.ledger.rules import Account, AccountKind, Action, Instruction, LedgerRefusal, Settle
from pilin.kernel.ledger.rules.booking import BATCH_LENGTH_MAX
from pilin.kernel.ledger.tests.samples import (
    ACCOUNTS,
    AT,
    CAPPED,
    CLEARING,
    COSTS,
    DEBTS,
    EMPTY,
    FARES,
    an_id,
    booked,
    correction,
    found,
    later,
    pending,
    posting,
    settle,
)

BOOK = replace(
    booked(
        *(posting(1, 500), pending(2, 300), pending(3, 300), settle(4, of=3, action=Action.VOID)),
        *(pending(5, 300), settle(6, of=5, amount_fen=200), posting(7, 900), correction(8, of=7, amount_fen=600)),
    ),
    closed=frozenset({COSTS}),
)

BY_THEMSELVES: list[tuple[str, Instruction]] = [
    ("ID_IS_NOT_AN_IDENTIFIER", posting(20, id="20")),
    ("ID_IS_NOT_AN_IDENTIFIER", posting(20, id="00000000-0000-4000-8000-000000000000")),
    ("ID_IS_NOT_AN_IDENTIFIER", replace(settle(20, of=2), id="'); DROP TABLE ledger_entry")),
    ("SUBJECT_IS_MISSING", posting(20, subject="")),
    ("TEXT_DOES_NOT_FIT", posting(20, subject="x" * 201)),
    ("TEXT_DOES_NOT_FIT", posting(20, basis="x" * 201)),
    ("TEXT_DOES_NOT_FIT", posting(20, reason="x" * 65)),
    ("TEXT_DOES_NOT_FIT", posting(20, event_hash="x" * 65)),
    ("TEXT_DOES_NOT_FIT", posting(20, subject="nul\0")),
    ("TEXT_DOES_NOT_FIT", posting(20, subject="\ud800")),
    ("TEXT_DOES_NOT_FIT", replace(settle(20, of=2), event_hash="x" * 65)),
    ("ACCOUNTS_MUST_BE_DIFFERENT", posting(20, credit=CLEARING)),
    ("AMOUNT_MUST_BE_POSITIVE", posting(20, 0)),
    ("AMOUNT_MUST_BE_POSITIVE", posting(20, -1)),
    ("AMOUNT_IS_TOO_LARGE", posting(20, FEN_MAX + 1)),
    ("AMOUNT_MUST_BE_POSITIVE", settle(20, of=2, amount_fen=0)),
    ("VOID_TAKES_NO_AMOUNT", settle(20, of=2, action=Action.VOID, amount_fen=300)),
    ("CORRECTION_NEEDS_A_REASON", correction(20, of=1, reason="")),
    ("CORRECTION_IS_NEVER_PENDING", correction(20, of=1, state=rules.State.PENDING)),
]

AGAINST_THE_BOOK: list[tuple[str, Instruction]] = [
    ("ACCOUNT_IS_UNKNOWN", posting(20, debit="nowhere")),
    ("ACCOUNT_IS_UNKNOWN", posting(20, credit="nowhere")),
    ("ACCOUNT_IS_CLOSED", posting(20, debit=COSTS)),
    ("POSTING_EXISTS_WITH_OTHER_CONTENT", posting(1, 501)),
    ("POSTING_EXISTS_WITH_OTHER_CONTENT", posting(1, 500, event_hash="ab" * 32)),
    ("POSTING_EXISTS_WITH_OTHER_CONTENT", settle(1, of=2)),
    ("POSTING_EXISTS_WITH_OTHER_CONTENT", settle(6, of=5)),
    ("POSTING_EXISTS_WITH_OTHER_CONTENT", settle(4, of=3)),
    ("POSTING_EXISTS_WITH_OTHER_CONTENT", settle(4, of=99)),
    ("PENDING_IS_UNKNOWN", settle(20, of=99)),
    ("PENDING_IS_UNKNOWN", settle(20, of=1)),
    ("PENDING_IS_UNKNOWN", Settle(an_id(20), "2", Action.POST)),
    ("PENDING_IS_ALREADY_SETTLED", settle(20, of=3)),
    ("PENDING_IS_ALREADY_SETTLED", settle(20, of=5, action=Action.VOID)),
    ("POST_EXCEEDS_PENDING", settle(20, of=2, amount_fen=301)),
    ("CORRECTION_OF_UNKNOWN_POSTING", correction(20, of=99)),
    ("ONLY_POSTED_MONEY_IS_CORRECTED", correction(20, of=2, amount_fen=300)),
    ("ONLY_POSTED_MONEY_IS_CORRECTED", correction(20, of=4, amount_fen=300)),
    ("CORRECTION_MUST_SWAP_THE_ACCOUNTS", correction(20, of=1, debit=CLEARING, credit=FARES)),
    ("CORRECTION_EXCEEDS_POSTING", correction(20, of=1, amount_fen=501)),
    ("CORRECTION_EXCEEDS_POSTING", correction(20, of=7, amount_fen=301)),
    ("CORRECTION_EXCEEDS_POSTING", correction(20, of=6, amount_fen=201)),
    ("BALANCE_WOULD_EXCEED_LIMIT", posting(20, 1001, debit=CAPPED)),
    ("BALANCE_WOULD_EXCEED_LIMIT", pending(20, 1001, credit=CAPPED)),
]


@pytest.mark.parametrize(("code", "instruction"), BY_THEMSELVES)
def test_what_is_refused_by_itself(code: str, instruction: Instruction) -> None:
    assert found([instruction], BOOK) == [code]


@pytest.mark.parametrize(("code", "instruction"), AGAINST_THE_BOOK)
def test_what_is_refused_against_the_book(code: str, instruction: Instruction) -> None:
    assert found([instruction], BOOK) == [code]


@pytest.mark.parametrize(
    "instruction",
    [
        *(settle(20, of=2, amount_fen=300), settle(20, of=2), settle(20, of=2, action=Action.VOID)),
        *(correction(20, of=1), correction(20, of=7, amount_fen=300), correction(20, of=6, amount_fen=200)),
        *(posting(20, 1000, debit=CAPPED), posting(20, FEN_MAX, debit=DEBTS, credit="costs/open")),
        *(posting(20, subject="x" * 200), posting(20, subject="平湖—金山 2026")),
    ],
)
def test_what_just_fits_is_booked(instruction: Instruction) -> None:
    open_costs = Account("costs/open", AccountKind.EXPENSE)
    book = replace(BOOK, accounts={**BOOK.accounts, open_costs.code: open_costs})
    assert found([instruction], book) == []


def test_everything_wrong_is_reported_at_once_and_where() -> None:
    findings = rules.check([posting(20, 0, credit=CLEARING), posting(21), posting(22, subject="")])
    assert [(finding.where, finding.code.name) for finding in findings] == [
        (an_id(20), "ACCOUNTS_MUST_BE_DIFFERENT"),
        (an_id(20), "AMOUNT_MUST_BE_POSITIVE"),
        (an_id(22), "SUBJECT_IS_MISSING"),
    ]
    against = rules.draft([posting(20, debit="a", credit="b"), settle(21, of=99)], BOOK, AT).findings
    assert [finding.where for finding in against] == [an_id(20), an_id(20), an_id(21)]


def test_a_batch_has_a_length() -> None:
    assert found([posting(1)] * BATCH_LENGTH_MAX) == []
    assert found([posting(1)] * (BATCH_LENGTH_MAX + 1)) == ["BATCH_IS_TOO_LONG"]


def test_balances_stay_within_what_canonical_bytes_carry() -> None:
    full = booked(posting(1, FEN_MAX))
    assert found([posting(2, 1)], full) == ["BALANCE_WOULD_BE_TOO_LARGE"] * 2
    assert found([posting(2, 1, debit=COSTS, credit=CAPPED)], full) == []


@pytest.mark.parametrize(
    "instruction",
    [posting(1, 500), pending(2, 300), settle(4, of=3, action=Action.VOID), settle(6, of=5, amount_fen=200)],
)
def test_the_same_again_is_answered_with_what_stands(instruction: Instruction) -> None:
    drafted = rules.draft([instruction], BOOK, later(60))
    assert drafted.entries == [BOOK.entries[instruction.id]]
    assert (drafted.fresh, drafted.balances, drafted.findings) == ([], {}, [])


def test_a_correction_is_repeated_like_any_other() -> None:
    assert rules.draft([correction(8, of=7, amount_fen=600)], BOOK, AT).entries == [BOOK.entries[an_id(8)]]


def test_a_repetition_within_a_batch_is_booked_once() -> None:
    drafted = rules.draft([posting(1), posting(1)], EMPTY, AT)
    assert (len(drafted.entries), len(drafted.fresh), drafted.findings) == (2, 1, [])
    assert found([posting(1), posting(1, 501)]) == ["POSTING_EXISTS_WITH_OTHER_CONTENT"]


def test_a_batch_is_read_in_its_order() -> None:
    assert found([pending(1), settle(2, of=1), correction(3, of=2)]) == []
    assert found([settle(2, of=1), pending(1)]) == ["PENDING_IS_UNKNOWN"]
    assert found([pending(1), settle(2, of=1), settle(3, of=1)]) == ["PENDING_IS_ALREADY_SETTLED"]
    assert found([posting(1), correction(2, of=1, amount_fen=300), correction(3, of=1, amount_fen=201)]) == [
        "CORRECTION_EXCEEDS_POSTING"
    ]


def test_limits_are_held_once_after_the_whole_batch() -> None:
    there_and_back = [posting(1, 1500, debit=CAPPED), posting(2, 600, debit=FARES, credit=CAPPED)]
    assert found(there_and_back) == []
    assert found([posting(1, 1500, debit=CAPPED), pending(2, 600, debit=FARES, credit=CAPPED)]) == [
        "BALANCE_WOULD_EXCEED_LIMIT"
    ]


def test_a_settlement_bears_what_the_pending_entry_bears() -> None:
    entry = BOOK.entries[an_id(6)]
    assert (entry.kind, entry.debit, entry.credit, entry.amount_fen) == (Action.POST, CLEARING, FARES, 200)
    assert (entry.pending_id, entry.subject, entry.basis) == (an_id(5), "transit/closing/2026-07", "clause/9")
    assert BOOK.entries[an_id(4)].amount_fen == 300


@pytest.mark.parametrize(
    ("code", "account"),
    [
        ("ACCOUNT_HAS_NO_CODE", Account("", AccountKind.ASSET)),
        ("TEXT_DOES_NOT_FIT", Account("x" * 121, AccountKind.ASSET)),
        ("TEXT_DOES_NOT_FIT", Account("tab\t", AccountKind.ASSET)),
        ("PEER_IS_NOT_A_NODE_CODE", Account("new", AccountKind.ASSET, "31011")),
        ("PEER_IS_NOT_A_NODE_CODE", Account("new", AccountKind.ASSET, "31011x")),
        ("PEER_IS_NOT_A_NODE_CODE", Account("new", AccountKind.ASSET, "31011\uff16")),
        ("ONLY_CLAIMS_AND_DEBTS_HAVE_A_PEER", Account("new", AccountKind.INCOME, "310116")),
        ("LIMIT_MUST_NOT_BE_NEGATIVE", Account("new", AccountKind.ASSET, limit_fen=Fen(-1))),
        ("AMOUNT_IS_TOO_LARGE", Account("new", AccountKind.ASSET, limit_fen=Fen(FEN_MAX + 1))),
        ("ACCOUNT_EXISTS_WITH_OTHER_CONTENT", replace(ACCOUNTS[0], kind=AccountKind.LIABILITY)),
        ("ACCOUNT_IS_CLOSED", ACCOUNTS[3]),
    ],
)
def test_what_account_is_not_opened(code: str, account: Account) -> None:
    findings = rules.check_accounts([account], BOOK)
    assert [(finding.where, finding.code.name) for finding in findings] == [(account.code, code)]


@pytest.mark.parametrize("limit_fen", [None, 0, FEN_MAX])
def test_an_account_may_have_any_limit_that_money_can_have(limit_fen: int | None) -> None:
    limit = None if limit_fen is None else Fen(limit_fen)
    assert rules.check_accounts([Account("new", AccountKind.ASSET, "310116", limit_fen=limit)], BOOK) == []


def test_two_accounts_of_one_code_in_a_batch_must_be_the_same() -> None:
    fresh = Account("new", AccountKind.ASSET)
    assert rules.check_accounts([fresh, fresh], EMPTY) == []
    (finding,) = rules.check_accounts([fresh, replace(fresh, kind=AccountKind.EQUITY)], EMPTY)
    assert finding.code is LedgerRefusal.ACCOUNT_EXISTS_WITH_OTHER_CONTENT


def test_an_account_is_closed_when_nothing_is_pending_on_it() -> None:
    findings = rules.check_closing([CLEARING, CAPPED, "nowhere"], BOOK)
    assert [(finding.where, finding.code.name) for finding in findings] == [
        (CLEARING, "ACCOUNT_HAS_OPEN_PENDINGS"),
        ("nowhere", "ACCOUNT_IS_UNKNOWN"),
    ]
    assert rules.check_closing([CLEARING], booked(settle(20, of=2), known=BOOK)) == []
