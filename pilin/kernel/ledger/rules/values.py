"""The ledger's words: accounts, what somebody asks for (`Posting`, `Settle`), what was booked (`Entry`), balances."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from pilin.base.clock import Instant
from pilin.base.money import Fen
from pilin.base.refusal import Code, Remedy


class LedgerRefusal(Code):
    """Why the ledger did not book, and, in the last paragraph, what its audit found."""

    BATCH_IS_REFUSED = "ledger_batch_is_refused"
    BATCH_IS_TOO_LONG = "ledger_batch_is_too_long"
    BATCH_MET_ANOTHER = "ledger_batch_met_another", Remedy.RETRY_LATER
    ID_IS_NOT_AN_IDENTIFIER = "posting_id_is_not_an_identifier"
    SUBJECT_IS_MISSING = "posting_subject_is_missing"
    TEXT_DOES_NOT_FIT = "ledger_text_does_not_fit"

    ACCOUNT_HAS_NO_CODE = "account_has_no_code"
    ACCOUNT_IS_UNKNOWN = "account_is_unknown"
    ACCOUNT_IS_CLOSED = "account_is_closed", Remedy.FINAL
    ACCOUNT_EXISTS_WITH_OTHER_CONTENT = "account_exists_with_other_content", Remedy.FINAL
    ACCOUNT_HAS_OPEN_PENDINGS = "account_has_open_pendings", Remedy.RETRY_LATER
    PEER_IS_NOT_A_NODE_CODE = "peer_is_not_a_node_code"
    ONLY_CLAIMS_AND_DEBTS_HAVE_A_PEER = "only_claims_and_debts_have_a_peer"
    LIMIT_MUST_NOT_BE_NEGATIVE = "limit_must_not_be_negative"

    ACCOUNTS_MUST_BE_DIFFERENT = "accounts_must_be_different"
    AMOUNT_MUST_BE_POSITIVE = "amount_must_be_positive"
    POSTING_EXISTS_WITH_OTHER_CONTENT = "posting_exists_with_other_content", Remedy.FINAL
    BALANCE_WOULD_EXCEED_LIMIT = "balance_would_exceed_limit"
    BALANCE_WOULD_BE_TOO_LARGE = "balance_would_be_too_large", Remedy.FINAL
    POSTING_DOES_NOT_NAME_THE_PEER = "posting_does_not_name_the_peer"

    PENDING_IS_UNKNOWN = "pending_is_unknown"
    PENDING_IS_ALREADY_SETTLED = "pending_is_already_settled", Remedy.FINAL
    POST_EXCEEDS_PENDING = "post_exceeds_pending"
    VOID_TAKES_NO_AMOUNT = "void_takes_no_amount"

    CORRECTION_NAMES_NO_POSTING = "correction_names_no_posting"
    CORRECTION_NEEDS_A_REASON = "correction_needs_a_reason"
    CORRECTION_OF_UNKNOWN_POSTING = "correction_of_unknown_posting"
    CORRECTION_MUST_SWAP_THE_ACCOUNTS = "correction_must_swap_the_accounts"
    CORRECTION_EXCEEDS_POSTING = "correction_exceeds_posting"
    CORRECTION_IS_NEVER_PENDING = "correction_is_never_pending"
    ONLY_POSTED_MONEY_IS_CORRECTED = "only_posted_money_is_corrected"

    LEDGER_COLUMN_IS_ALTERED = "ledger_column_is_altered", Remedy.FINAL
    LEDGER_SEAL_IS_ALTERED = "ledger_seal_is_altered", Remedy.FINAL
    LEDGER_REFERENCE_IS_MISSING = "ledger_reference_is_missing", Remedy.FINAL
    BALANCE_IS_MISSING = "balance_is_missing", Remedy.FINAL
    BALANCE_DIFFERS_FROM_ENTRIES = "balance_differs_from_entries", Remedy.FINAL
    LEDGER_DOES_NOT_SUM_TO_ZERO = "ledger_does_not_sum_to_zero", Remedy.FINAL


class AccountKind(StrEnum):
    """What an account holds. Claims (assets) and debts (liabilities) may stand towards a peer, the others may not."""

    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    INCOME = "income"
    EXPENSE = "expense"


class State(StrEnum):
    """How a posting enters the ledger: at once, or reserved until it is settled."""

    POSTED = "posted"
    PENDING = "pending"


class Action(StrEnum):
    """How a pending posting ends."""

    POST = "post"
    VOID = "void"


EntryKind: TypeAlias = State | Action


@dataclass(frozen=True)
class Account:
    """An account of this node. `peer` is the six-digit code of the node that it stands towards, or empty.

    `limit_fen` bounds what may stand on either side of it, pending postings included; None is no bound.
    """

    code: str
    kind: AccountKind
    peer: str = ""
    limit_fen: Fen | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """Move `amount_fen` from the `credit` account to the `debit` account.

    `subject` says what it is about, `basis` under which clause; `event_hash` names the signed event behind it, or is
    empty. A correction names in `reverses` the entry that it takes back (in part, where its amount is smaller), and
    bears a `reason` code.
    """

    id: str
    debit: str
    credit: str
    amount_fen: Fen
    subject: str
    basis: str
    state: State = State.POSTED
    reverses: str = ""
    reason: str = ""
    event_hash: str = ""


@dataclass(frozen=True, slots=True)
class Settle:
    """End a pending posting: post it (wholly, or `amount_fen` of it, which releases the rest) or void it."""

    id: str
    pending_id: str
    action: Action
    amount_fen: Fen | None = None
    event_hash: str = ""


Instruction: TypeAlias = Posting | Settle


class Entry(NamedTuple):
    """One booked instruction; it never changes. A tuple, because a batch holds thousands of them.

    A settlement bears accounts, subject and basis of its pending entry; a void bears the amount that it releases.
    """

    id: str
    kind: EntryKind
    debit: str
    credit: str
    amount_fen: Fen
    pending_id: str
    reverses: str
    reason: str
    subject: str
    basis: str
    event_hash: str
    at: Instant


class Balance(NamedTuple):
    """The four sums of an account in fen; none is ever negative."""

    debits_posted_fen: int = 0
    credits_posted_fen: int = 0
    debits_pending_fen: int = 0
    credits_pending_fen: int = 0

    @property
    def balance_fen(self) -> Fen:
        """Return what the account holds: debits less credits, pending ones not counted."""
        return Fen(self.debits_posted_fen - self.credits_posted_fen)

    @property
    def exposure_fen(self) -> Fen:
        """Return what the fuller side could reach if every pending posting against it were posted and none for it."""
        debit_side = self.debits_posted_fen + self.debits_pending_fen - self.credits_posted_fen
        credit_side = self.credits_posted_fen + self.credits_pending_fen - self.debits_posted_fen
        return Fen(max(debit_side, credit_side))


class Position(NamedTuple):
    """How we stand with a peer, in fen: what it owes us (negative: we owe it), and what is still pending both ways."""

    peer: str
    balance_fen: Fen
    debits_pending_fen: Fen
    credits_pending_fen: Fen
