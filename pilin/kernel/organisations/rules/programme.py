"""Reference data of a programme: rows of YAML become directory entries.

A row is an entry as `as_json` writes it, but made for hands: it has a `key` in place of the id, it names other rows by
their keys, and `version` may be left out. The id follows from the key, so that every node finds the same one. `side` is
the side that declares a row; `sides` names all parties where the row is joint.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import cast

from pilin.base.canonical import Json
from pilin.base.clock import Instant
from pilin.base.ids import new_id
from pilin.base.refusal import Refused
from pilin.kernel.organisations.rules.codes import OrganisationsRefusal
from pilin.kernel.organisations.rules.entries import Entry
from pilin.kernel.organisations.rules.reading import from_json

Row = Mapping[str, object]

FILES = {
    "places": {"borders": "border", "places": "place"},
    "organisations": {"bodies": "body", "offices": "office"},
    "pairs": {"pairs": "pair", "groups": "group"},
}
"""The files of a programme without their ending, and the kind of entry in each of their tables."""

_EPOCH = Instant(datetime(2026, 1, 1, tzinfo=UTC))  # rows have no instant of birth: all identifiers take this one
_ONE_KEY = ("parent", "place", "body")
_KEYS = ("successors", "members")


def reference_id(key: str) -> str:
    """Return the identifier that every node gives to the row of this key."""
    return new_id(_EPOCH, lambda size: hashlib.sha256(f"pilin/programme/{key}".encode()).digest()[:size])


def entries_of(tables: Mapping[str, Sequence[Row]], *, side: str) -> list[Entry]:
    """Return the entries that the side declares; `tables` are the rows by kind of entry.

    Raises PROGRAMME_KEY_STANDS_TWICE, PROGRAMME_KEY_IS_NOT_KNOWN or PROGRAMME_ROW_DOES_NOT_READ, naming the row.
    """
    keys = _keys_of([row for rows in tables.values() for row in rows])
    return [_entry(kind, row, keys) for kind, rows in tables.items() for row in rows if row.get("side") == side]


def _keys_of(rows: Sequence[Row]) -> set[str]:
    keys: set[str] = set()
    for row in rows:
        key = row.get("key")
        if not isinstance(key, str):
            raise Refused(OrganisationsRefusal.PROGRAMME_ROW_DOES_NOT_READ, row=key, reason="key")
        if key in keys:
            raise Refused(OrganisationsRefusal.PROGRAMME_KEY_STANDS_TWICE, row=key)
        keys.add(key)
    return keys


def _entry(kind: str, row: Row, keys: set[str]) -> Entry:
    members = {name: _plain(value) for name, value in row.items() if name != "key" and value is not None}
    for name in _named(members):
        members[name] = _ids(row, members[name], keys)
    members |= {"kind": kind, "id": reference_id(str(row["key"])), "version": members.get("version", 1)}
    try:
        return from_json(members)
    except Refused as refused:
        reason = refused.facts["reason"]
        raise Refused(OrganisationsRefusal.PROGRAMME_ROW_DOES_NOT_READ, row=row["key"], reason=reason) from None


def _named(members: Mapping[str, Json]) -> list[str]:
    return [name for name in (*_ONE_KEY, *_KEYS) if name in members]


def _ids(row: Row, named: Json, keys: set[str]) -> Json:
    """Return the identifiers of the rows that a row names, one or a list of them."""
    for key in named if isinstance(named, list) else [named]:
        if str(key) not in keys:
            raise Refused(OrganisationsRefusal.PROGRAMME_KEY_IS_NOT_KNOWN, row=row["key"], key=key)
    return [reference_id(str(key)) for key in named] if isinstance(named, list) else reference_id(str(named))


def _plain(value: object) -> Json:
    return value.isoformat() if isinstance(value, date) else cast("Json", value)
