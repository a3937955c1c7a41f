"""The audit finds nothing in a true history, and names table, row and column of whatever is altered in it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction

from pilin.base.refusal import Finding
from pilin.kernel.federation import audit
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.audit import local
from pilin.kernel.federation.tests import audit_story
from pilin.kernel.federation.tests.audit_story import US, Story, effect_of

pytestmark = pytest.mark.django_db

OTHER = {
    "lane": "side",
    "seq": 1000,
    "id": 10**9,  # after every row, however far a sequence has run
    "inc": 77,
    "until": {"ask": 9, "work": 9, "bulk": 9},
    "keep_until": date(2030, 1, 1),
}
LONG_AGO, FAR_AHEAD = (datetime(year, 1, 1, tzinfo=UTC) for year in (1999, 2099))
CHOSEN: Mapping[str, list[Any]] = {
    "NodeState.id": [2],
    "NodeState.inc": [1],
    "NodeState.mode": ["asleep"],
    "NodeState.nonce": ["chance"],
    "Link.mode": ["asleep"],
    "Link.receipt": [b"", b"{}"],
    "Link.bisect": [["matters", "work", US, 0, 1]],
    "OutLane.acked": [0, 1000],
    "OutLane.settled": [1000],
    "OutLane.claim": [[1, 1], [1000, 1]],
    "InLane.put": [0],
    "Envelope.line": [b"", b"{}"],
    "Envelope.code": ["", "forged"],
    "Envelope.stored_at": [LONG_AGO, FAR_AHEAD],
    "Envelope.outcome": ["applied", "refused", "pending", "waiting", "failed", "forged"],
    "Envelope.running": ["", "0" * 64],
    "LostEnvelope.stored_at": [LONG_AGO, FAR_AHEAD],
    "LostEnvelope.outcome": ["waiting"],
    "Charter.text": [b"{}", b"x"],
    "Charter.signatures": [{}],
    "Part.erased_at": [FAR_AHEAD, None],
    "Part.salt": ["", "0" * 32, "salt"],
    "Document.state": ["open", "agreed", "dead"],
    "Document.offered_at": [LONG_AGO, FAR_AHEAD],
    "Document.ended_at": [LONG_AGO, FAR_AHEAD, None],
    "Commitment.result": ["told", "held", "equal", "mismatch"],
    "Blob.verdict": ["forged"],
}
"""What columns are altered to, where any other value will not do; a value that the row has already is left out."""

LOOSE = {"Link.peer": "charter"}
"""Columns for which the finding names another: here what is missing under the altered name."""

ROWS: Mapping[str, Mapping[str, Any]] = {
    "Envelope": {"kind": audit_story.STEP, "outcome__in": ["applied", "refused"]},
    "Envelope.code": {"outcome__in": ["applied", "refused", "failed"]},
    "Envelope.outcome": {"outcome__isnull": False},
    "Key.id": {"until__isnull": False},
    "OutLane": {"lane": "work"},
    "InLane": {"lane": "work"},
}


@dataclass(frozen=True)
class Column:
    """One column of one table."""

    model: type[models.Model]
    field: Any

    @property
    def name(self) -> str:
        return f"{self.model.__name__}.{self.field.name}"


def columns() -> list[Column]:
    found = [
        Column(model, field)
        for model in apps.get_app_config("federation").get_models()
        for field in model._meta.concrete_fields
    ]
    return [one for one in found if one.model.__name__ not in local.LOCAL_TABLES and one.name not in local.LOCAL]


@pytest.fixture(scope="module")
def story(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Story]:
    """A history in the tables, for all tests of this file; each alters it and puts it back."""
    with audit_story.kept(django_db_blocker, tmp_path_factory.mktemp("home")):
        yield audit_story.history()


def found(story: Story) -> list[Finding]:
    return audit.findings(at=story.at, effects={"matters": effect_of})


def others(column: Column, value: Any) -> list[Any]:
    """Return what a value of a column is altered to."""
    if column.name in CHOSEN:
        return [other for other in CHOSEN[column.name] if other != value]
    name = column.field.name
    return [OTHER[name] if name in OTHER else another(value)]


def another(value: Any) -> Any:
    """Return another value of the same kind."""
    if isinstance(value, (bytes, memoryview)):
        data = bytes(value) or b"x"
        return data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :]
    if isinstance(value, str):
        return "999999" if len(value) == 6 else ("1" if value[:1] == "0" else "0") + value[1:]
    if isinstance(value, bool) or value is None:
        return FAR_AHEAD if value is None else not value
    if isinstance(value, dict):
        return {**value, "forged": 1}
    return value + {datetime: timedelta(days=1), list: ["forged"], int: 1}.get(type(value), 1)


def rows(column: Column) -> list[models.Model]:
    """Return the rows in which a column is altered: of many alike the first of each kind."""
    chosen = {**ROWS.get(column.model.__name__, {}), **ROWS.get(column.name, {})}
    found = list(column.model._default_manager.filter(**chosen).order_by("pk"))
    names = ("author", "outcome", "state", "result", "erased_at", "until")
    kinds = {
        tuple(str(getattr(row, name, "")) for name in names): row
        for row in reversed(found)
        if getattr(row, "line", b"x")
    }
    return list(kinds.values())


def test_a_true_history_has_no_findings(story: Story) -> None:
    assert found(story) == []
    assert audit.findings(at=story.at) == []


def test_the_history_has_rows_in_every_table(story: Story) -> None:
    assert [one.name for one in columns() if not rows(one)] == []
    outcomes = set(tables.Envelope.objects.values_list("outcome", flat=True))
    assert outcomes == {"applied", "refused", "waiting", "failed"}


def test_what_is_not_derived_is_a_column_and_has_a_reason() -> None:
    known = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("federation").get_models()
        for field in model._meta.concrete_fields
    }
    assert (local.LOCAL.keys() | local.BOUNDED.keys()) - known == set()
    assert local.LOCAL.keys() & local.BOUNDED.keys() == set()
    assert all(reason for reason in [*local.LOCAL.values(), *local.BOUNDED.values(), *local.LOCAL_TABLES.values()])


@pytest.mark.parametrize("column", columns(), ids=lambda column: column.name)
def test_each_column_of_each_table_is_watched(story: Story, column: Column) -> None:
    for row in rows(column):
        for value in others(column, getattr(row, column.field.attname)):
            with altered(row, column, value) as names:
                wheres = [one for one in found(story) if one.where in names]
            assert wheres, f"{names} {value!r:.60}"
            told = {name for one in wheres for name in str(one.facts["column"]).split("/")}
            wanted = {column.field.name, column.field.attname, LOOSE.get(column.name)}
            assert told & wanted, f"{names} {value!r:.60} {wheres}"


@contextmanager
def altered(row: models.Model, column: Column, value: Any) -> Iterator[set[str]]:
    """Let a column of a row hold something else; yield the names of the row before and after."""
    point = transaction.savepoint()
    table = type(row)._default_manager.filter(pk=row.pk)
    assert table.update(**{column.field.attname: value}) == 1
    after = value if column.field.primary_key else row.pk
    try:
        yield {f"{type(row).__name__.lower()} {pk}" for pk in (row.pk, after)}
    finally:
        transaction.savepoint_rollback(point)
