"""A small ledger for tests: accounts of 平湖 (330482) towards 金山 (310116), and short ways to write postings."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pilin.base.clock import Instant
from pilin.base.ids import new_id
from pilin.base.money import Fen
from pilin.kernel.ledger import rules
from pilin.kernel.ledger.rules import Account, AccountKind, Action, Draft, Instruction, Known, Posting, Settle, State

AT = Instant(datetime(2026, 7, 1, 8, 30, tzinfo=UTC))
US, PEER = "330482", "310116"
CLEARING, DEBTS, FARES, COSTS, CAPPED = "transit/310116/clearing", "fund/310116", "fares", "costs", "capped"

ACCOUNTS = (
    Account(CLEARING, AccountKind.ASSET, PEER),
    Account(DEBTS, AccountKind.LIABILITY, PEER),
    Account(FARES, AccountKind.INCOME),
    Account(COSTS, AccountKind.EXPENSE),
    Account(CAPPED, AccountKind.ASSET, limit_fen=Fen(1000)),
)
EMPTY = Known(accounts={account.code: account for account in ACCOUNTS})


def an_id(number: int) -> str:
    """Return the same identifier for the same number."""
    return new_id(AT, entropy=lambda size: number.to_bytes(size, "big"))


def later(minutes: int) -> Instant:
    return Instant(AT + timedelta(minutes=minutes))


def posting(number: int, amount_fen: int = 500, **changes: Any) -> Posting:
    """Return an ordinary posting: 500 fen of fares that the peer owes us."""
    plain = Posting(an_id(number), CLEARING, FARES, Fen(amount_fen), "transit/closing/2026-07", "clause/9")
    return replace(plain, **changes)


def pending(number: int, amount_fen: int = 500, **changes: Any) -> Posting:
    return posting(number, amount_fen, state=State.PENDING, **changes)


def correction(number: int, of: int, amount_fen: int = 500, **changes: Any) -> Posting:
    swapped = {"debit": FARES, "credit": CLEARING, "reverses": an_id(of), "reason": "wrong_line"}
    return posting(number, amount_fen, **swapped | changes)


def settle(number: int, of: int, action: Action = Action.POST, amount_fen: int | None = None) -> Settle:
    return Settle(an_id(number), an_id(of), action, None if amount_fen is None else Fen(amount_fen))


def follow(known: Known, drafted: Draft) -> Known:
    """Return what is known after a draft was written."""
    fresh = drafted.fresh
    corrected = dict(known.corrected)
    for entry in fresh:
        if entry.reverses:
            corrected[entry.reverses] = Fen(corrected.get(entry.reverses, 0) + entry.amount_fen)
    return replace(
        known,
        entries={**known.entries, **{entry.id: entry for entry in fresh}},
        balances={**known.balances, **drafted.balances},
        settled={**known.settled, **{entry.pending_id: entry.id for entry in fresh if entry.pending_id}},
        corrected=corrected,
    )


def booked(*instructions: Instruction, known: Known = EMPTY) -> Known:
    """Return what is known after instructions against which there is nothing."""
    assert rules.check(instructions) == []
    drafted = rules.draft(instructions, known, AT)
    assert drafted.findings == []
    return follow(known, drafted)


def found(instructions: Sequence[Instruction], known: Known = EMPTY) -> list[str]:
    """Return the names of what is wrong with instructions, in order."""
    findings = rules.check(instructions) or rules.draft(instructions, known, AT).findings
    return [finding.code.name for finding in findings]
