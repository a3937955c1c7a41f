"""What the ledger books and what it refuses: instructions against what is known, answered by entries or findings.

A batch is one moment: it is booked whole or not at all, its instructions are read in their order, and balances are
held against their limits once, as the whole batch leaves them. The same id with the same content is answered with the
entry that stands already; with other content it is refused. What is wrong with an instruction by itself (`check`) is
found before anything is read or locked for it; only a batch without such faults comes to the desk (`draft`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pilin.base.clock import Instant
from pilin.base.ids import is_id
from pilin.base.money import FEN_MAX, Fen, MoneyRefusal
from pilin.base.refusal import Finding
from pilin.kernel.ledger.rules.balances import fold
from pilin.kernel.ledger.rules.values import (
    Account,
    AccountKind,
    Action,
    Balance,
    Entry,
    Instruction,
    LedgerRefusal,
    Posting,
    Settle,
    State,
)

BATCH_LENGTH_MAX = 5_000  # so that no statement outgrows what SQLite takes (1,000,000 bytes)
CODE_LENGTH_MAX = 120
SUBJECT_LENGTH_MAX = 200
BASIS_LENGTH_MAX = 200
REASON_LENGTH_MAX = 64
HASH_LENGTH = 64
NODE_LENGTH = 6


@dataclass(frozen=True)
class Known:
    """What the ledger holds of the things that a batch names: accounts and balances by code, entries by id.

    `settled` maps a pending id to the id of its settlement, `corrected` an entry's id to the fen taken back from it.
    """

    accounts: Mapping[str, Account]
    closed: frozenset[str] = frozenset()
    balances: Mapping[str, Balance] = field(default_factory=dict)
    entries: Mapping[str, Entry] = field(default_factory=dict)
    settled: Mapping[str, str] = field(default_factory=dict)
    corrected: Mapping[str, Fen] = field(default_factory=dict)


@dataclass(frozen=True)
class Draft:
    """The answer to a batch: an entry for each instruction in order, those to write, the balances that follow.

    Nothing of it holds where `findings` is not empty.
    """

    entries: list[Entry]
    fresh: list[Entry]
    balances: dict[str, Balance]
    findings: list[Finding]


def check(instructions: Sequence[Instruction]) -> list[Finding]:
    """Return what is wrong with instructions by themselves, whatever the ledger holds."""
    if len(instructions) > BATCH_LENGTH_MAX:
        return [Finding("-", LedgerRefusal.BATCH_IS_TOO_LONG, {"length_max": BATCH_LENGTH_MAX})]
    findings: list[Finding] = []
    for instruction in instructions:
        if not is_id(instruction.id):
            findings.append(Finding(instruction.id, LedgerRefusal.ID_IS_NOT_AN_IDENTIFIER))
        if isinstance(instruction, Posting):
            findings.extend(_faults_of_posting(instruction))
        else:
            findings.extend(_faults_of_settlement(instruction))
        findings.extend(_faults_of_text(instruction.id, "event_hash", instruction.event_hash, HASH_LENGTH))
    return findings


def draft(instructions: Sequence[Instruction], known: Known, at: Instant) -> Draft:
    """Book a batch, in which `check` finds nothing, on paper at the instant `at`, or find everything against it."""
    desk = _Desk(known, at)
    for instruction in instructions:
        desk.take(instruction)
    balances = fold(desk.fresh, start=known.balances, pendings=desk.entries)
    for code, balance in balances.items():
        desk.findings.extend(_faults_of_balance(known.accounts[code], balance))
    return Draft(desk.answers, desk.fresh, balances, desk.findings)


def check_accounts(accounts: Sequence[Account], known: Known) -> list[Finding]:
    """Return everything that is wrong with accounts to be opened beside the known ones."""
    findings: list[Finding] = []
    seen = dict(known.accounts)
    for account in accounts:
        if seen.setdefault(account.code, account) != account:
            findings.append(Finding(account.code, LedgerRefusal.ACCOUNT_EXISTS_WITH_OTHER_CONTENT))
        if account.code in known.closed:
            findings.append(Finding(account.code, LedgerRefusal.ACCOUNT_IS_CLOSED, {"account": account.code}))
        findings.extend(_faults_of_account(account))
    return findings


def check_closing(codes: Sequence[str], known: Known) -> list[Finding]:
    """Return everything that stands against closing accounts: they must exist, and nothing may be pending on them."""
    findings: list[Finding] = []
    for code in codes:
        balance = known.balances.get(code, Balance())
        pending_fen = balance.debits_pending_fen + balance.credits_pending_fen
        if code not in known.accounts:
            findings.append(Finding(code, LedgerRefusal.ACCOUNT_IS_UNKNOWN))
        elif pending_fen:
            findings.append(Finding(code, LedgerRefusal.ACCOUNT_HAS_OPEN_PENDINGS, {"pending_fen": pending_fen}))
    return findings


class _Desk:
    """One batch on its way: what is known grows by every instruction that was taken."""

    def __init__(self, known: Known, at: Instant) -> None:
        self.known = known
        self.at = at
        self.entries = dict(known.entries)
        self.settled = dict(known.settled)
        self.corrected = dict(known.corrected)
        self.answers: list[Entry] = []
        self.fresh: list[Entry] = []
        self.findings: list[Finding] = []

    def take(self, instruction: Instruction) -> None:
        """Answer an instruction with the entry that stands already, a new entry, or findings."""
        stored = self.entries.get(instruction.id)
        candidate = self._candidate(instruction)
        if stored is not None:
            self._repeat(stored, candidate)
            return
        faults = list(self._faults(instruction))
        if faults or candidate is None:
            self.findings.extend(faults)
        else:
            self._keep(candidate)

    def _candidate(self, instruction: Instruction) -> Entry | None:
        if isinstance(instruction, Posting):
            return _entry_of_posting(instruction, self.at)
        pending = self.entries.get(instruction.pending_id)
        return None if pending is None else _entry_of_settlement(instruction, pending, self.at)

    def _repeat(self, stored: Entry, candidate: Entry | None) -> None:
        if candidate is not None and candidate._replace(at=stored.at) == stored:
            self.answers.append(stored)
        else:
            self.findings.append(Finding(stored.id, LedgerRefusal.POSTING_EXISTS_WITH_OTHER_CONTENT))

    def _keep(self, entry: Entry) -> None:
        self.entries[entry.id] = entry
        self.answers.append(entry)
        self.fresh.append(entry)
        if entry.pending_id:
            self.settled[entry.pending_id] = entry.id
        if entry.reverses:
            self.corrected[entry.reverses] = Fen(self.corrected.get(entry.reverses, 0) + entry.amount_fen)

    def _faults(self, instruction: Instruction) -> Iterator[Finding]:
        if isinstance(instruction, Settle):
            yield from self._faults_of_ending(instruction)
            return
        for code in (instruction.debit, instruction.credit):
            if code not in self.known.accounts:
                yield Finding(instruction.id, LedgerRefusal.ACCOUNT_IS_UNKNOWN, {"account": code})
            elif code in self.known.closed:
                yield Finding(instruction.id, LedgerRefusal.ACCOUNT_IS_CLOSED, {"account": code})
        if instruction.reverses:
            yield from self._faults_of_correction(instruction)

    def _faults_of_ending(self, settle: Settle) -> Iterator[Finding]:
        pending = self.entries.get(settle.pending_id)
        if pending is None or pending.kind is not State.PENDING:
            yield Finding(settle.id, LedgerRefusal.PENDING_IS_UNKNOWN, {"pending": settle.pending_id})
            return
        if settle.pending_id in self.settled:
            facts = {"pending": settle.pending_id, "settlement": self.settled[settle.pending_id]}
            yield Finding(settle.id, LedgerRefusal.PENDING_IS_ALREADY_SETTLED, facts)
        if settle.amount_fen is not None and settle.amount_fen > pending.amount_fen:
            facts_fen = {"amount_fen": settle.amount_fen, "pending_fen": pending.amount_fen}
            yield Finding(settle.id, LedgerRefusal.POST_EXCEEDS_PENDING, facts_fen)

    def _faults_of_correction(self, posting: Posting) -> Iterator[Finding]:
        corrected = self.entries.get(posting.reverses)
        if corrected is None:
            yield Finding(posting.id, LedgerRefusal.CORRECTION_OF_UNKNOWN_POSTING, {"posting": posting.reverses})
        elif corrected.kind in (State.PENDING, Action.VOID):
            yield Finding(posting.id, LedgerRefusal.ONLY_POSTED_MONEY_IS_CORRECTED, {"posting": posting.reverses})
        else:
            yield from self._faults_of_reversal(posting, corrected)

    def _faults_of_reversal(self, posting: Posting, corrected: Entry) -> Iterator[Finding]:
        if (posting.debit, posting.credit) != (corrected.credit, corrected.debit):
            yield Finding(posting.id, LedgerRefusal.CORRECTION_MUST_SWAP_THE_ACCOUNTS, {"posting": corrected.id})
        left_fen = corrected.amount_fen - self.corrected.get(corrected.id, 0)
        if posting.amount_fen > left_fen:
            facts = {"amount_fen": posting.amount_fen, "left_fen": left_fen}
            yield Finding(posting.id, LedgerRefusal.CORRECTION_EXCEEDS_POSTING, facts)


def _entry_of_posting(posting: Posting, at: Instant) -> Entry:
    return Entry(
        posting.id,
        posting.state,
        posting.debit,
        posting.credit,
        posting.amount_fen,
        "",
        posting.reverses,
        posting.reason,
        posting.subject,
        posting.basis,
        posting.event_hash,
        at,
    )


def _entry_of_settlement(settle: Settle, pending: Entry, at: Instant) -> Entry:
    return pending._replace(
        id=settle.id,
        kind=settle.action,
        amount_fen=pending.amount_fen if settle.amount_fen is None else settle.amount_fen,
        pending_id=pending.id,
        event_hash=settle.event_hash,
        at=at,
    )


def _faults_of_posting(posting: Posting) -> Iterator[Finding]:
    if posting.debit == posting.credit:
        yield Finding(posting.id, LedgerRefusal.ACCOUNTS_MUST_BE_DIFFERENT, {"account": posting.debit})
    if not posting.subject:
        yield Finding(posting.id, LedgerRefusal.SUBJECT_IS_MISSING)
    if posting.reverses and not posting.reason:
        yield Finding(posting.id, LedgerRefusal.CORRECTION_NEEDS_A_REASON)
    if posting.reverses and posting.state is State.PENDING:
        yield Finding(posting.id, LedgerRefusal.CORRECTION_IS_NEVER_PENDING)
    yield from _faults_of_amount(posting.id, posting.amount_fen)
    yield from _faults_of_text(posting.id, "subject", posting.subject, SUBJECT_LENGTH_MAX)
    yield from _faults_of_text(posting.id, "basis", posting.basis, BASIS_LENGTH_MAX)
    yield from _faults_of_text(posting.id, "reason", posting.reason, REASON_LENGTH_MAX)


def _faults_of_settlement(settle: Settle) -> Iterator[Finding]:
    if settle.amount_fen is None:
        return
    if settle.action is Action.VOID:
        yield Finding(settle.id, LedgerRefusal.VOID_TAKES_NO_AMOUNT, {"amount_fen": settle.amount_fen})
    else:
        yield from _faults_of_amount(settle.id, settle.amount_fen)


def _faults_of_amount(where: str, amount_fen: Fen) -> Iterable[Finding]:
    if amount_fen <= 0:
        return (Finding(where, LedgerRefusal.AMOUNT_MUST_BE_POSITIVE, {"amount_fen": amount_fen}),)
    if amount_fen > FEN_MAX:
        return (Finding(where, MoneyRefusal.AMOUNT_IS_TOO_LARGE, {"value": amount_fen}),)
    return ()


def _faults_of_text(where: str, name: str, text: str, length_max: int) -> Iterable[Finding]:
    """Find a text that one of the databases would not keep as it is: too long, or with control characters."""
    if len(text) <= length_max and text.isprintable():
        return ()
    return (Finding(where, LedgerRefusal.TEXT_DOES_NOT_FIT, {"field": name, "length_max": length_max}),)


def _faults_of_balance(account: Account, balance: Balance) -> Iterator[Finding]:
    if max(balance) > FEN_MAX:
        yield Finding(account.code, LedgerRefusal.BALANCE_WOULD_BE_TOO_LARGE)
    if account.limit_fen is not None and balance.exposure_fen > account.limit_fen:
        facts: dict[str, object] = {"limit_fen": account.limit_fen, "exposure_fen": balance.exposure_fen}
        yield Finding(account.code, LedgerRefusal.BALANCE_WOULD_EXCEED_LIMIT, facts)


def _faults_of_account(account: Account) -> Iterator[Finding]:
    if not account.code:
        yield Finding(account.code, LedgerRefusal.ACCOUNT_HAS_NO_CODE)
    yield from _faults_of_text(account.code, "code", account.code, CODE_LENGTH_MAX)
    if account.peer:
        yield from _faults_of_peer(account)
    if account.limit_fen is not None:
        yield from _faults_of_limit(account.code, account.limit_fen)


def _faults_of_peer(account: Account) -> Iterator[Finding]:
    if not (len(account.peer) == NODE_LENGTH and account.peer.isascii() and account.peer.isdigit()):
        yield Finding(account.code, LedgerRefusal.PEER_IS_NOT_A_NODE_CODE, {"peer": account.peer})
    if account.kind not in (AccountKind.ASSET, AccountKind.LIABILITY):
        yield Finding(account.code, LedgerRefusal.ONLY_CLAIMS_AND_DEBTS_HAVE_A_PEER, {"kind": account.kind.value})


def _faults_of_limit(where: str, limit_fen: Fen) -> Iterator[Finding]:
    if limit_fen < 0:
        yield Finding(where, LedgerRefusal.LIMIT_MUST_NOT_BE_NEGATIVE, {"limit_fen": limit_fen})
    elif limit_fen > FEN_MAX:
        yield Finding(where, MoneyRefusal.AMOUNT_IS_TOO_LARGE, {"value": limit_fen})
