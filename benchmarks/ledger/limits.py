"""The limit: the same rows written durably, and nothing else done, into a copy of the ledger's tables."""

import sqlite3
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

import psycopg
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from pilin.kernel.ledger.rules import Posting

COLUMNS = (
    *("id", "kind", "debit_id", "credit_id", "amount_fen", "pending_id", "reverses_id"),
    *("reason", "subject", "basis", "event_hash", "at", "seal"),
)
NAMES = ", ".join(COLUMNS)
SUMS = ("debits_posted_fen", "credits_posted_fen", "debits_pending_fen", "credits_pending_fen")
SET_SUMS = ", ".join(f"{name} = fresh.column{number}" for number, name in enumerate(SUMS, start=2))
Row = tuple[object, ...]
Written = tuple[list[Row], str]


class Limit(Protocol):
    """A copy of the ledger's store, made when its accounts were open and nothing was booked."""

    def write(self, batch: Sequence[Posting]) -> float:
        """Write what the action wrote for a batch, in one transaction; return the seconds it took."""


class Sqlite:
    """Another file beside the node's, with the same schema and the same durability."""

    def __init__(self, node: BaseDatabaseWrapper) -> None:
        self.node = node
        copy = Path(str(settings.DATABASES["default"]["NAME"])).with_name("limit.sqlite3")
        with node.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(copy)])
        self.store = sqlite3.connect(copy, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            self.store.execute(f"PRAGMA {pragma}")

    def write(self, batch: Sequence[Posting]) -> float:
        rows, balances = _written(self.node, batch)
        statement = f"INSERT INTO ledger_entry ({NAMES}) VALUES ({', '.join('?' * len(COLUMNS))})"
        began = time.perf_counter()
        self.store.execute("BEGIN IMMEDIATE")
        self.store.executemany(statement, rows)
        self.store.execute(balances)
        self.store.execute("COMMIT")
        return time.perf_counter() - began


class Postgresql:
    """Another database of the same cluster, with the same schema."""

    def __init__(self, node: BaseDatabaseWrapper) -> None:
        self.node = node
        node.close()
        with psycopg.connect(dbname="postgres", autocommit=True) as server:
            server.execute('CREATE DATABASE "limit" TEMPLATE pilin')
        self.store = psycopg.connect(dbname="limit")

    def write(self, batch: Sequence[Posting]) -> float:
        rows, balances = _written(self.node, batch)
        began = time.perf_counter()
        with self.store.cursor() as cursor:
            with cursor.copy(f"COPY ledger_entry ({NAMES}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute(balances.encode())
        self.store.commit()
        return time.perf_counter() - began


def beside(node: BaseDatabaseWrapper) -> Limit:
    """Return the limit for the node's engine."""
    return Sqlite(node) if node.vendor == "sqlite" else Postgresql(node)


def _written(node: BaseDatabaseWrapper, batch: Sequence[Posting]) -> Written:
    """Return the entries of a batch as the store bears them, and the statement that sets the balances they moved."""
    ids = _listed(f"'{posting.id.replace('-', '')}'" for posting in batch)
    codes = _listed({f"'{code}'" for posting in batch for code in (posting.debit, posting.credit)})
    with node.cursor() as cursor:
        cursor.execute(f"SELECT {NAMES} FROM ledger_entry WHERE id IN ({ids}) ORDER BY id")
        rows = list(cursor.fetchall())
        accounts = f"SELECT id FROM ledger_account WHERE code IN ({codes})"
        cursor.execute(f"SELECT account_id, {', '.join(SUMS)} FROM ledger_balance WHERE account_id IN ({accounts})")
        values = _listed(f"({_listed(map(str, row))})" for row in cursor.fetchall())
    moved = f"FROM (VALUES {values}) AS fresh WHERE account_id = fresh.column1"
    return rows, f"UPDATE ledger_balance SET {SET_SUMS} {moved}"


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(texts)
