"""Envelope rows written many at a time, as each database does it best.

SQLite runs a prepared statement for each row inside the process. To PostgreSQL the rows go as one statement of arrays:
hundreds of small statements would be parsed, planned and answered one by one.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection

_TYPES = {  # columns in the order of their values, as PostgreSQL calls their types
    "peer": "text", "lane": "text", "author": "text", "seq": "bigint", "inc": "bigint", "hash": "text",
    "event_hash": "text", "kind": "text", "scope": "text", "line": "bytea", "stored_at": "timestamptz",
    "outcome": "text", "code": "text", "effect": "text", "running": "text", "event_id": "text", "subject": "text",
    "re": "text",
}  # fmt: skip
COLUMNS = tuple(_TYPES)
_NEW, _PLACE = ("outcome", "code", "effect", "running"), ("peer", "lane", "author", "seq")
OUTCOME_COLUMNS = _NEW + _PLACE


def _unnest(names: Sequence[str]) -> str:
    arrays = ", ".join(f"%s::{_TYPES[name]}[]" for name in names)
    return f"unnest({arrays}) AS given ({', '.join(names)})"


_INTO = f"INSERT INTO federation_envelope ({', '.join(COLUMNS)}) "
_INSERT = f"{_INTO}VALUES ({', '.join(['%s'] * len(COLUMNS))})"
_INSERT_MANY = f"{_INTO}SELECT * FROM {_unnest(COLUMNS)}"  # noqa: S608 - made of the names above alone
_UPDATE = (
    "UPDATE federation_envelope SET outcome = %s, code = %s, effect = %s, running = %s "
    "WHERE peer = %s AND lane = %s AND author = %s AND seq = %s"
)
_UPDATE_MANY = (
    "UPDATE federation_envelope AS kept "
    "SET outcome = given.outcome, code = given.code, effect = given.effect, running = given.running FROM "
    + _unnest(OUTCOME_COLUMNS)
    + " WHERE kept.peer = given.peer AND kept.lane = given.lane AND kept.author = given.author AND kept.seq = given.seq"
    " AND kept.peer = ANY(%s) AND kept.lane = ANY(%s) AND kept.author = ANY(%s) AND kept.seq BETWEEN %s AND %s"
)
"""The last line says nothing new; it keeps a planner that knows nothing of the arrays from reading the whole table."""


def insert(rows: Sequence[Sequence[Any]]) -> None:
    """Insert envelopes; each row has the values of `COLUMNS`, in their order."""
    _write(rows, one=_INSERT, many=_INSERT_MANY, bounds=[])


def update_outcomes(rows: Sequence[Sequence[Any]]) -> None:
    """Give envelopes their outcome; each row has the values of `OUTCOME_COLUMNS`, in their order."""
    if rows:
        *places, numbers = [sorted({row[column] for row in rows}) for column in range(len(_NEW), len(OUTCOME_COLUMNS))]
        _write(rows, one=_UPDATE, many=_UPDATE_MANY, bounds=[*places, numbers[0], numbers[-1]])


def _write(rows: Sequence[Sequence[Any]], *, one: str, many: str, bounds: Sequence[Any]) -> None:
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(many, [list(column) for column in zip(*rows, strict=True)] + [*bounds])
        else:
            cursor.executemany(one, rows)
