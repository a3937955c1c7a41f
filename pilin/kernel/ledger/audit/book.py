"""The audit of the book: reads bare tables by its own code, trusts neither balances nor rules, names what differs.

It asks four things. Does every column still fit the seal of its row? Does everything that a row refers to exist? Do the
balances follow from the entries, computed here in SQL and not by the rules' fold? Is the sum over all accounts zero?
Of a row that is missing altogether, the balances of its two accounts tell.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID
from zlib import crc32

from django.db import connection

from pilin.base import clock
from pilin.base.refusal import Finding
from pilin.kernel.ledger.rules import LedgerRefusal

_ROWS_AT_ONCE = 1000
_SUM_COLUMNS = ("debits_posted_fen", "credits_posted_fen", "debits_pending_fen", "credits_pending_fen")
_ACCOUNT_COLUMNS = ("code", "kind", "peer", "limit_fen", "opened_at", "closed_at")
_ENTRY_COLUMNS = (
    *("id", "kind", "debit_id", "credit_id", "amount_fen", "pending_id", "reverses_id"),
    *("reason", "subject", "basis", "event_hash", "at"),
)
_ACCOUNTS = "SELECT id, code, kind, peer, limit_fen, opened_at, closed_at, seal FROM ledger_account ORDER BY id"
_ENTRIES = (
    "SELECT id, id, kind, debit_id, credit_id, amount_fen, pending_id, reverses_id, "
    "reason, subject, basis, event_hash, at, seal FROM ledger_entry ORDER BY id"
)
_MISSING = {
    "debit_id": "SELECT id FROM ledger_entry WHERE debit_id NOT IN (SELECT id FROM ledger_account)",
    "credit_id": "SELECT id FROM ledger_entry WHERE credit_id NOT IN (SELECT id FROM ledger_account)",
    "pending_id": (
        "SELECT entry.id FROM ledger_entry entry LEFT JOIN ledger_entry pending "
        "ON pending.id = entry.pending_id AND pending.kind = 'pending' "
        "WHERE pending.id IS NULL AND (entry.kind IN ('post', 'void') OR entry.pending_id IS NOT NULL)"
    ),
    "reverses_id": (
        "SELECT id FROM ledger_entry WHERE reverses_id IS NOT NULL "
        "AND reverses_id NOT IN (SELECT id FROM ledger_entry WHERE kind IN ('posted', 'post'))"
    ),
}
_WITHOUT_BALANCE = "SELECT code FROM ledger_account WHERE id NOT IN (SELECT account_id FROM ledger_balance)"
_DERIVED = (
    "WITH moved AS ("
    "SELECT entry.debit_id, entry.credit_id, "
    "CASE WHEN entry.kind IN ('posted', 'post') THEN entry.amount_fen ELSE 0 END AS posted_fen, "
    "CASE entry.kind WHEN 'pending' THEN entry.amount_fen WHEN 'posted' THEN 0 "
    "ELSE -COALESCE(pending.amount_fen, 0) END AS pending_fen "
    "FROM ledger_entry entry LEFT JOIN ledger_entry pending ON pending.id = entry.pending_id), "
    "sides AS ("
    "SELECT debit_id AS account_id, posted_fen AS debit_fen, 0 AS credit_fen, "
    "pending_fen AS debit_pending_fen, 0 AS credit_pending_fen FROM moved UNION ALL "
    "SELECT credit_id, 0, posted_fen, 0, pending_fen FROM moved) "
    "SELECT account_id, SUM(debit_fen), SUM(credit_fen), SUM(debit_pending_fen), SUM(credit_pending_fen) "
    "FROM sides GROUP BY account_id"
)
_STORED = (
    "SELECT balance.account_id, account.code, debits_posted_fen, credits_posted_fen, debits_pending_fen, "
    "credits_pending_fen FROM ledger_balance balance LEFT JOIN ledger_account account "
    "ON account.id = balance.account_id ORDER BY balance.account_id"
)


def findings() -> list[Finding]:
    """Return what does not fit in accounts, entries, balances; `where` names table and row, a fact the column."""
    return [
        *_altered("ledger_account", _ACCOUNTS, _ACCOUNT_COLUMNS),
        *_altered("ledger_entry", _ENTRIES, _ENTRY_COLUMNS),
        *_missing(),
        *_differing(),
        *_uneven(),
    ]


def _rows(statement: str) -> Iterator[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        while rows := cursor.fetchmany(_ROWS_AT_ONCE):
            yield from rows


def _altered(table: str, statement: str, columns: tuple[str, ...]) -> Iterator[Finding]:
    """Compare every row with its seal; a row is read as its name, the sealed columns, and the seal."""
    for name, *values, seal in _rows(statement):
        where = f"{table} {_plain(name)}"
        sums = str(seal)[:-8]
        if len(sums) != 8 * len(columns) or _checksum(_from_hex(sums)) != str(seal)[-8:]:
            yield Finding(where, LedgerRefusal.LEDGER_SEAL_IS_ALTERED, {"column": "seal"})
            continue
        for place, (column, value) in enumerate(zip(columns, values, strict=True)):
            text = _moment(value) if column.endswith("at") else _plain(value)
            if _checksum(text.encode()) != sums[8 * place : 8 * place + 8]:
                yield Finding(where, LedgerRefusal.LEDGER_COLUMN_IS_ALTERED, {"column": column})


def _missing() -> Iterator[Finding]:
    for column, statement in _MISSING.items():
        for (entry_id,) in _rows(statement):
            where = f"ledger_entry {_plain(entry_id)}"
            yield Finding(where, LedgerRefusal.LEDGER_REFERENCE_IS_MISSING, {"column": column})
    for (code,) in _rows(_WITHOUT_BALANCE):
        yield Finding(f"ledger_account {code}", LedgerRefusal.BALANCE_IS_MISSING)


def _differing() -> Iterator[Finding]:
    derived = {account_id: tuple(map(_fen, sums)) for account_id, *sums in _rows(_DERIVED)}
    for account_id, code, *sums in _rows(_STORED):
        if code is None:
            where = f"ledger_balance {account_id}"
            yield Finding(where, LedgerRefusal.LEDGER_REFERENCE_IS_MISSING, {"column": "account_id"})
        expected = derived.get(account_id, (0, 0, 0, 0))
        for column, stored_fen, derived_fen in zip(_SUM_COLUMNS, map(_fen, sums), expected, strict=True):
            if stored_fen != derived_fen:
                facts: dict[str, object] = {"column": column, "stored_fen": stored_fen, "derived_fen": derived_fen}
                yield Finding(f"ledger_balance {code}", LedgerRefusal.BALANCE_DIFFERS_FROM_ENTRIES, facts)


def _uneven() -> Iterator[Finding]:
    """Sum what is stored over all accounts: debits less credits are zero, posted and pending, each by itself."""
    posted_fen = pending_fen = 0
    for _, _, *sums in _rows(_STORED):
        debits_posted, credits_posted, debits_pending, credits_pending = map(_fen, sums)
        posted_fen += debits_posted - credits_posted
        pending_fen += debits_pending - credits_pending
    if posted_fen or pending_fen:
        facts = {"posted_fen": posted_fen, "pending_fen": pending_fen}
        yield Finding("ledger_balance", LedgerRefusal.LEDGER_DOES_NOT_SUM_TO_ZERO, facts)


def _fen(value: object) -> int:
    """Read a sum; the databases return it as integer, decimal or float. What is no number at all is no possible sum."""
    try:
        return int(str(value).partition(".")[0])
    except ValueError:
        return -1


def _plain(value: object) -> str:
    """Write a value as the seal does: nothing is the empty text, a UUID its thirty-two digits."""
    if isinstance(value, UUID):
        return value.hex
    return "" if value is None else str(value)


def _moment(value: object) -> str:
    """Write a time as the seal does; SQLite keeps it as text in UTC. What is no time stays what it is."""
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        return _plain(value)
    return clock.write(clock.instant(moment if moment.tzinfo else moment.replace(tzinfo=UTC)))


def _from_hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return text.encode()


def _checksum(data: bytes) -> str:
    return f"{crc32(data):08x}"
