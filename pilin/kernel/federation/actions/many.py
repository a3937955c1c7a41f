"""Rows of any table written many at a time, from plain values: what the mapper makes of each row costs more than both.

SQLite runs a prepared statement for each row inside the process. To PostgreSQL the rows go as one statement with
one record set, which it reads from JSON.
For tables that are written by the dozen with every message; what is written now and then goes through the mapper.
Statements are made of the names of models and fields alone; values never stand in them.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, TypeAlias

from django.db import connection, models, transaction

Model = type[models.Model]
Adapter: TypeAlias = Callable[[Any], Any]
_TYPES: Mapping[str, str] = {
    "CharField": "text",
    "TextField": "text",
    "IntegerField": "bigint",
    "PositiveSmallIntegerField": "bigint",
    "PositiveIntegerField": "bigint",
    "BigIntegerField": "bigint",
    "PositiveBigIntegerField": "bigint",
    "AutoField": "bigint",
    "BigAutoField": "bigint",
    "BooleanField": "boolean",
    "DecimalField": "numeric",
    "DateField": "date",
    "DateTimeField": "timestamptz",
    "JSONField": "jsonb",
    "BinaryField": "bytea",
}
"""Fields by their kind, as PostgreSQL calls their types; a text is checked when it is kept."""


def insert(
    model: Model,
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    unique: Sequence[str] = (),
    update: Sequence[str] = (),
) -> int:
    """Insert rows; each has a value for each of the fields `names`, a reference as the key of what it refers to.

    A row that is there by its `unique` fields is left as it is, but for those that are to be `update`d.
    Return how many were written.
    """
    vendor, fields = connection.vendor, tuple(names)
    statement = _statement(vendor, model, fields, tuple(unique), tuple(update))
    return _write(vendor, statement, _adapters(vendor, model, fields), rows)


def update(model: Model, key: str | Sequence[str], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Give fields `names` of rows their values; each row has these, and last its `key`. Return how many were there."""
    vendor, keys = connection.vendor, (key,) if isinstance(key, str) else tuple(key)
    fields = (*names, *keys)
    statement = _update_statement(vendor, model, keys, fields[: len(names)])
    return _write(vendor, statement, _adapters(vendor, model, fields), rows)


def _write(vendor: str, statement: str, adapters: Sequence[Adapter | None], rows: Iterable[Sequence[Any]]) -> int:
    given = list(zip(*rows, strict=True))
    if not given:
        return 0
    columns = [
        values if adapt is None else [None if value is None else adapt(value) for value in values]
        for adapt, values in zip(adapters, given, strict=True)
    ]
    written = list(zip(*columns, strict=True))
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        if vendor == "postgresql":
            places = [f"c{place}" for place in range(len(columns))]
            records = _spell([dict(zip(places, row, strict=True)) for row in written])
            cursor.execute(statement, [records, len(written)])
        else:
            cursor.executemany(statement, written)
        return int(cursor.rowcount)


_spell = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


@cache
def _adapters(vendor: str, model: Model, names: Sequence[str]) -> list[Adapter | None]:
    """Return by column how its values become what the database takes: PostgreSQL takes them as JSON."""
    adapters: Mapping[str, Adapter] = {"DateField": str, "DateTimeField": str, "BinaryField": _hex}
    if vendor != "postgresql":
        adapters = {"DateField": str, "DateTimeField": _moment, "JSONField": json.dumps}
    return [adapters.get(_kind(_field(model, name))) for name in names]


@lru_cache
def _moment(value: Any) -> Any:
    """Return a moment as SQLite keeps it; the rows of a batch mostly bear the same ones."""
    return connection.ops.adapt_datetimefield_value(value)


def _hex(value: Any) -> str:
    return "\\x" + bytes(value).hex()


@cache
def _field(model: Model, name: str) -> "models.Field[Any, Any]":
    found: models.Field[Any, Any] = getattr(model, name).field
    return found


@cache
def _kind(field: "models.Field[Any, Any]") -> str:
    """Return the kind of a field; that of a reference is the kind of the key that it refers to."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field.get_internal_type()


def _table(model: Model) -> str:
    return f'"{models.QuerySet(model).query.get_meta().db_table}"'


def _column(model: Model, name: str) -> str:
    return f'"{_field(model, name).column}"'


def _listed(model: Model, names: Sequence[str]) -> str:
    return ", ".join(_column(model, name) for name in names)


def _given(model: Model, names: Sequence[str]) -> str:
    """Return the rows as PostgreSQL reads them; by the limit its planner knows how many there are."""
    columns = ", ".join(f"c{place} {_TYPES[_kind(_field(model, name))]}" for place, name in enumerate(names))
    return f"(SELECT * FROM json_to_recordset(%s::json) AS given ({columns}) LIMIT %s) AS given"  # noqa: S608


@cache
def _statement(
    vendor: str, model: Model, names: tuple[str, ...], unique: tuple[str, ...], update: tuple[str, ...]
) -> str:
    marks, given = ", ".join(["%s"] * len(names)), _given(model, names)
    values = f"SELECT * FROM {given}" if vendor == "postgresql" else f"VALUES ({marks})"  # noqa: S608
    conflict = ""
    if unique:
        changes = ", ".join(f"{_column(model, name)} = excluded.{_column(model, name)}" for name in update)
        conflict = f" ON CONFLICT ({_listed(model, unique)}) DO " + (f"UPDATE SET {changes}" if update else "NOTHING")
    return f"INSERT INTO {_table(model)} ({_listed(model, names)}) {values}{conflict}"


@cache
def _update_statement(vendor: str, model: Model, keys: tuple[str, ...], names: tuple[str, ...]) -> str:
    given = _given(model, [*names, *keys])
    values = [f"given.c{place}" if vendor == "postgresql" else "%s" for place in range(len(names) + len(keys))]
    said = [f"{_column(model, name)} = {value}" for name, value in zip([*names, *keys], values, strict=True)]
    changes, where = ", ".join(said[: len(names)]), " AND ".join(f"kept.{one}" for one in said[len(names) :])
    source = f" FROM {given}" if vendor == "postgresql" else ""
    return f"UPDATE {_table(model)} AS kept SET {changes}{source} WHERE {where}"  # noqa: S608
