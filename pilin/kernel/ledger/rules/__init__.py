"""The pure half of the ledger: values, what is booked and refused, balances, seals."""

from pilin.kernel.ledger.rules.balances import fold, mirrored, moved_fen, positions
from pilin.kernel.ledger.rules.booking import Draft, Known, check, check_accounts, check_closing, draft
from pilin.kernel.ledger.rules.seals import seal
from pilin.kernel.ledger.rules.values import (
    Account,
    AccountKind,
    Action,
    Balance,
    Entry,
    EntryKind,
    Instruction,
    LedgerRefusal,
    Position,
    Posting,
    Settle,
    State,
)

__all__ = [
    "Account",
    "AccountKind",
    "Action",
    "Balance",
    "Draft",
    "Entry",
    "EntryKind",
    "Instruction",
    "Known",
    "LedgerRefusal",
    "Position",
    "Posting",
    "Settle",
    "State",
    "check",
    "check_accounts",
    "check_closing",
    "draft",
    "fold",
    "mirrored",
    "moved_fen",
    "positions",
    "seal",
]
