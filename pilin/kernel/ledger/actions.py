"""Writes of the ledger: open and close accounts, post, settle, correct. Each takes a batch and books it whole or not.

How a batch moves: what is wrong with it by itself is refused first. Then the accounts that it names are locked with
their balances, in the order of their row ids, so that batches can wait for each other but never in a circle (SQLite has
one writer and needs no row locks). Only then is read what the batch may meet: entries under its own ids, settlements of
what it settles, corrections of what it corrects. The rules answer on paper; the new entries go in by one statement, the
balances that follow by another, all in one transaction. A batch of one and a batch of a thousand take the same road and
the same number of round trips.

Several batches inside one outer transaction hold their locks until its end: the promise about circles is for one batch.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.backends.utils import CursorWrapper

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.base.refusal import Finding, Refused
from pilin.kernel.ledger import models, queries, rules
from pilin.kernel.ledger.rules import (
    Account,
    AccountKind,
    Balance,
    Draft,
    Entry,
    Instruction,
    Known,
    LedgerRefusal,
    Posting,
    Settle,
    State,
)

Row: TypeAlias = tuple[str | int | None, ...]

_LOCK = (
    "SELECT account.id, code, kind, peer, limit_fen, closed_at, "
    "debits_posted_fen, credits_posted_fen, debits_pending_fen, credits_pending_fen "
    "FROM ledger_account account JOIN ledger_balance balance ON balance.account_id = account.id "
    "WHERE code IN ({codes}) ORDER BY account.id {for_update}"
)
_FIND_IDS = "SELECT id FROM ledger_entry WHERE id IN ({ids})"
_COPY_ENTRIES = (
    "COPY ledger_entry (id, kind, debit_id, credit_id, amount_fen, pending_id, reverses_id, "
    "reason, subject, basis, event_hash, at, seal) FROM STDIN"
)
_ADD_ENTRIES = (
    "INSERT INTO ledger_entry (id, kind, debit_id, credit_id, amount_fen, pending_id, reverses_id, "
    "reason, subject, basis, event_hash, at, seal) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_SET_BALANCES = (
    "UPDATE ledger_balance SET debits_posted_fen = fresh.column2, credits_posted_fen = fresh.column3, "
    "debits_pending_fen = fresh.column4, credits_pending_fen = fresh.column5 "
    "FROM (VALUES {rows}) AS fresh WHERE ledger_balance.account_id = fresh.column1"
)
_BALANCE = "%d, %d, %d, %d"


@dataclass(frozen=True)
class _Locked:
    """The accounts that a batch names, with their row ids, whose balances nobody else can change until it is done."""

    ids: dict[str, int]
    accounts: dict[str, Account]
    closed: frozenset[str]
    balances: dict[str, Balance]


def open_accounts(*, accounts: Sequence[Account], at: Instant) -> list[Account]:
    """Open accounts with empty balances; those that stand already with the same content are left as they are.

    Raises BATCH_IS_REFUSED with every finding, or BATCH_MET_ANOTHER where a code is just being opened elsewhere.
    """
    with transaction.atomic():
        locked = _lock({account.code for account in accounts})
        _refuse(rules.check_accounts(accounts, Known(locked.accounts, locked.closed)))
        fresh = {account.code: account for account in accounts if account.code not in locked.accounts}
        try:
            rows = models.Account.objects.bulk_create([_account_row(account, at) for account in fresh.values()])
        except IntegrityError:
            raise Refused(LedgerRefusal.BATCH_MET_ANOTHER) from None
        models.Balance.objects.bulk_create([models.Balance(account=row) for row in rows])
    return list(accounts)


def close_accounts(*, codes: Sequence[str], at: Instant) -> list[str]:
    """Close accounts to new postings; what they hold stays. One with open pendings is refused."""
    with transaction.atomic():
        locked = _lock(codes)
        _refuse(rules.check_closing(codes, Known(locked.accounts, locked.closed, locked.balances)))
        rows = list(models.Account.objects.filter(id__in=locked.ids.values(), closed_at=None))
        for row in rows:
            row.closed_at = at
            row.seal = _account_seal(row)
        models.Account.objects.bulk_update(rows, ["closed_at", "seal"])
    return list(codes)


def post(*, postings: Sequence[Posting], at: Instant) -> list[Entry]:
    """Book postings, posted or pending, at `at`; return their entries in order, for repeated ones those that stand.

    Raises BATCH_IS_REFUSED with every finding, or BATCH_MET_ANOTHER where an id is just being booked elsewhere.
    """
    _refuse(rules.check(postings))
    with transaction.atomic():
        return _book(postings, _reversed(postings), _codes(postings), at)


def settle(*, settlements: Sequence[Settle], at: Instant) -> list[Entry]:
    """End pending postings, each by a new entry that posts it, in part or whole, or voids it. Raises as `post`."""
    _refuse(rules.check(settlements))
    with transaction.atomic():
        pendings = queries.entries(ids=[settlement.pending_id for settlement in settlements])
        return _book(settlements, pendings, _codes(pendings.values()), at)


def correct(*, corrections: Sequence[Posting], at: Instant) -> list[Entry]:
    """Take posted money back, each time by a new entry with a reason code. Raises as `post`.

    Every posting here must name the one that it reverses; the right posting that follows is an ordinary one.
    """
    plain = [posting.id for posting in corrections if not posting.reverses]
    _refuse([Finding(posting_id, LedgerRefusal.CORRECTION_NAMES_NO_POSTING) for posting_id in plain])
    return post(postings=corrections, at=at)


def _reversed(postings: Sequence[Posting]) -> dict[str, Entry]:
    ids = [posting.reverses for posting in postings if posting.reverses]
    return queries.entries(ids=ids) if ids else {}


def _codes(sides: Iterable[Posting | Entry]) -> set[str]:
    return {code for side in sides for code in (side.debit, side.credit)}


def _refuse(findings: Sequence[Finding]) -> None:
    if findings:
        raise Refused(LedgerRefusal.BATCH_IS_REFUSED, findings=tuple(findings))


def _book(
    instructions: Sequence[Instruction], named: dict[str, Entry], codes: Iterable[str], at: Instant
) -> list[Entry]:
    """Lock, read, ask the rules, write. `named` holds by id the entries that the instructions refer to."""
    locked = _lock(codes)
    draft = rules.draft(instructions, _known(instructions, named, locked), at)
    _refuse(draft.findings)
    before_fen = sum(locked.balances[code].balance_fen for code in draft.balances)
    after_fen = sum(balance.balance_fen for balance in draft.balances.values())
    assert before_fen == after_fen, "a batch moves money and never makes any"
    _write(draft, locked, at)
    return draft.entries


def _lock(codes: Iterable[str]) -> _Locked:
    """Read accounts with their balances, locking both, in the order of their row ids."""
    wanted = list(codes)
    marks = ", ".join(["%s"] * len(wanted)) or "NULL"
    for_update = connection.ops.for_update_sql(no_key=True) if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK.format(codes=marks, for_update=for_update), wanted)
        rows = cursor.fetchall()
    accounts = {row[1]: Account(row[1], AccountKind(row[2]), row[3], row[4]) for row in rows}
    return _Locked(
        ids={row[1]: row[0] for row in rows},
        accounts=accounts,
        closed=frozenset(row[1] for row in rows if row[5] is not None),
        balances={row[1]: Balance(*row[6:]) for row in rows},
    )


def _known(instructions: Sequence[Instruction], named: dict[str, Entry], locked: _Locked) -> Known:
    """Read what may have been booked while we waited: the instructions' own ids, and what they settle or correct."""
    taken = _taken([instruction.id for instruction in instructions])
    pending_ids = [entry.id for entry in named.values() if entry.kind is State.PENDING]
    posted_ids = [entry.id for entry in named.values() if entry.kind is not State.PENDING]
    settled = queries.settlements(pending_ids=pending_ids) if pending_ids else {}
    return Known(
        accounts=locked.accounts,
        closed=locked.closed,
        balances=locked.balances,
        entries=named | queries.entries(ids=taken) if taken else named,
        settled={pending_id: entry.id for pending_id, entry in settled.items()},
        corrected=queries.corrected_fen(ids=posted_ids) if posted_ids else {},
    )


def _taken(ids: Iterable[str]) -> list[str]:
    """Return those ids under which something is booked. Checked as they are, they may stand in the statement."""
    listed = ", ".join([f"'{text.replace('-', '')}'" for text in ids])
    with connection.cursor() as cursor:
        cursor.execute(_FIND_IDS.format(ids=listed or "NULL"))
        return [str(UUID(str(row[0]))) for row in cursor.fetchall()]


def _write(draft: Draft, locked: _Locked, at: Instant) -> None:
    if not draft.fresh:
        return
    moment = str(connection.ops.adapt_datetimefield_value(at))
    text = clock.write(at)
    rows = (_entry_row(entry, locked.ids, moment, text) for entry in draft.fresh)
    balances = ", ".join(f"({locked.ids[code]}, {_BALANCE % balance})" for code, balance in draft.balances.items())
    with connection.cursor() as cursor:
        try:
            _add_entries(cursor, rows)
        except IntegrityError:
            raise Refused(LedgerRefusal.BATCH_MET_ANOTHER) from None
        cursor.execute(_SET_BALANCES.format(rows=balances))


def _add_entries(cursor: CursorWrapper, rows: Iterable[Row]) -> None:
    """Insert rows the fastest way of each database; PostgreSQL takes the first while the rest are still being made."""
    if connection.vendor == "sqlite":
        cursor.executemany(_ADD_ENTRIES, list(rows))
        return
    with connection.wrap_database_errors, cursor.copy(_COPY_ENTRIES) as copy:
        for row in rows:
            copy.write_row(row)


def _entry_row(entry: Entry, ids: dict[str, int], moment: str, text: str) -> Row:
    """Return an entry as its table bears it; both databases read a UUID from thirty-two hexadecimal digits."""
    debit_id, credit_id = ids[entry.debit], ids[entry.credit]
    numbers = (debit_id, credit_id, entry.amount_fen)
    entry_id, pending_id, reverses = (name.replace("-", "") for name in (entry.id, entry.pending_id, entry.reverses))
    texts = (entry.reason, entry.subject, entry.basis, entry.event_hash)
    seal = rules.seal((entry_id, entry.kind.value, *map(str, numbers), pending_id, reverses, *texts, text))
    return (entry_id, entry.kind.value, *numbers, pending_id or None, reverses or None, *texts, moment, seal)


def _account_row(account: Account, at: Instant) -> models.Account:
    row = models.Account(
        code=account.code, kind=account.kind.value, peer=account.peer, limit_fen=account.limit_fen, opened_at=at
    )
    row.seal = _account_seal(row)
    return row


def _account_seal(row: models.Account) -> str:
    """Seal an account; every missing value is sealed as empty text."""
    limit = "" if row.limit_fen is None else str(row.limit_fen)
    moments = [clock.write(clock.instant(moment)) if moment else "" for moment in (row.opened_at, row.closed_at)]
    return rules.seal((row.code, row.kind, row.peer, limit, *moments))
