"""The limits: the same rows written durably and nothing else done, the same signatures made and verified."""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from pilin.kernel.federation.protocol import envelope as envelopes

COLUMNS = (
    *("peer", "lane", "author", "seq", "inc", "hash", "event_hash", "kind", "scope", "line", "stored_at"),
    *("outcome", "code", "effect", "running", "event_id", "subject", "re"),
)
NAMES = ", ".join(COLUMNS)
TABLE = "federation_envelope"
Row = tuple[Any, ...]


class Limit(Protocol):
    """A copy of the node's store, made while it was empty."""

    def rate(self, count: int, batch: int) -> float:
        """Write the node's last `count` rows, `batch` in a transaction; return rows a second."""


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

    def rate(self, count: int, batch: int) -> float:
        """Write the node's last rows; return rows a second."""
        statement = f"INSERT INTO {TABLE} ({NAMES}) VALUES ({', '.join('?' * len(COLUMNS))})"
        seconds = 0.0
        for rows in _batches(self.node, count, batch):
            began = time.perf_counter()
            self.store.execute("BEGIN IMMEDIATE")
            self.store.executemany(statement, rows)
            self.store.execute("COMMIT")
            seconds += time.perf_counter() - began
        return count / seconds


class Postgresql:
    """Another database of the same cluster, with the same schema."""

    def __init__(self, node: BaseDatabaseWrapper) -> None:
        self.node = node
        name = str(node.settings_dict["NAME"])
        node.close()
        with psycopg.connect(dbname="postgres", autocommit=True) as server:
            server.execute(f'CREATE DATABASE "limit_{name}" TEMPLATE "{name}"'.encode())
        self.store = psycopg.connect(dbname=f"limit_{name}")

    def rate(self, count: int, batch: int) -> float:
        """Write the node's last rows; return rows a second."""
        seconds = 0.0
        for rows in _batches(self.node, count, batch):
            began = time.perf_counter()
            with self.store.cursor() as cursor, cursor.copy(f"COPY {TABLE} ({NAMES}) FROM STDIN".encode()) as copy:
                for row in rows:
                    copy.write_row(row)
            self.store.commit()
            seconds += time.perf_counter() - began
        return count / seconds


def beside(node: BaseDatabaseWrapper) -> Limit:
    """Return the limit for the node's engine."""
    return Sqlite(node) if node.vendor == "sqlite" else Postgresql(node)


def _batches(node: BaseDatabaseWrapper, count: int, batch: int) -> Iterator[Sequence[Row]]:
    """Yield the node's last rows of the lane `work` in batches, oldest first."""
    with node.cursor() as cursor:
        cursor.execute(f"SELECT {NAMES} FROM {TABLE} WHERE lane = 'work' ORDER BY id DESC LIMIT {count}")
        rows = cursor.fetchall()[::-1]
    assert len(rows) == count, "there are fewer rows than are to be written"
    return (rows[first : first + batch] for first in range(0, count, batch))


def signatures_rate(lines: Sequence[bytes]) -> float:
    """Sign and verify twice for each envelope, over its own bytes; return envelopes a second."""
    texts = []
    for line in lines:
        envelope, _, signed = envelopes.parse(line, versions=(1, 2))
        texts.append((envelope.event.text, signed))
    private = Ed25519PrivateKey.generate()
    public = private.public_key()
    began = time.perf_counter()
    for event, envelope_text in texts:
        public.verify(private.sign(event), event)
        public.verify(private.sign(envelope_text), envelope_text)
    return len(texts) / (time.perf_counter() - began)
