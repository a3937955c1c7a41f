"""Reference data of a programme: a row of YAML becomes an agreement.

A row is an agreement as `as_json` writes it, but made for hands: it has a `key` in place of the id, days may be YAML's,
and members of a clause that are empty may be left out. The id follows from the key, so that every node finds the same.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from typing import Any

from pilin.base.refusal import Refused
from pilin.kernel.agreements.rules.codes import AgreementRefusal
from pilin.kernel.agreements.rules.reading import plain
from pilin.kernel.agreements.rules.texts import Agreement, Clause, from_json
from pilin.kernel.organisations.rules import reference_id

_EMPTY = {field.name: plain(field.default) for field in fields(Clause) if field.default is not MISSING}


@dataclass(frozen=True)
class Row:
    """One agreement of the file; `offered_by` is the node that offers it, `standing` and `source` are for readers."""

    key: str
    offered_by: str
    standing: str
    source: str
    title: Mapping[str, Any]
    parties: list[Any]
    from_day: date
    term: Mapping[str, Any]
    clauses: list[Any]
    note: str = ""


def from_row(row: Row) -> Agreement:
    """Return the agreement of a row. Raises AGREEMENT_DOES_NOT_READ with key and place."""
    members = {name: _plain(getattr(row, name)) for name in ("title", "parties", "from_day", "term")}
    clauses = [{**_EMPTY, **_plain(clause)} if isinstance(clause, dict) else clause for clause in row.clauses]
    try:
        read = from_json({"type": Agreement.type, "id": reference_id(row.key), **members, "clauses": clauses})
    except Refused as refused:
        raise Refused(AgreementRefusal.AGREEMENT_DOES_NOT_READ, key=row.key, where=refused.facts["where"]) from None
    assert isinstance(read, Agreement)
    return read


def _plain(value: Any) -> Any:
    """Return a value of YAML as canonical JSON: days become text."""
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
