"""The audit names every row and column that was changed behind our back."""

from typing import Any

import pytest

from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import audit, models, queries, rules
from pilin.kernel.organisations.tests import samples
from pilin.kernel.organisations.tests.samples import AT, EVENT, US, an_id

pytestmark = pytest.mark.django_db

CORRUPTED: dict[str, Any] = {
    "version": 9,
    "side": "999999",
    "name": "forged",
    "valid_from": "1999-01-01",
    "valid_to": "2099-01-01",
    "event_hash": "0" * 64,
    "content": "{}",
    "key": "999999",
    "length_m": 1,
    "level": "county",
    "code": "9" * 12,
    "parent": an_id("forged"),
    "sort": "forged",
    "place": an_id("forged"),
    "credit_code": "forged",
    "body": an_id("forged"),
    "pair": "forged",
    "pattern": "forged",
    "part": "forged",
    "position": 99,
}

COLUMNS = [
    (kind, column.attname)
    for kind, table in queries.TABLES.items()
    for column in table.model._meta.concrete_fields
    if not column.primary_key
]


@pytest.fixture(autouse=True)
def _signed() -> None:
    entries = samples.one_of_each()
    assert organisations.declare(entries=entries, author=US, at=AT) == []
    assert organisations.take(entries=entries, author=US, event_hash=EVENT, at=AT) == []
    assert audit.findings() == []


def found() -> set[tuple[str, str]]:
    """Return (where, column) of everything that the audit finds."""
    findings = audit.findings()
    assert {finding.code.value for finding in findings} <= {"row_differs_from_its_evidence"}
    return {(finding.where, str(finding.facts["column"])) for finding in findings}


@pytest.mark.parametrize(("kind", "column"), COLUMNS)
def test_each_column_of_each_table_is_watched(kind: str, column: str) -> None:
    row = queries.TABLES[kind].get()
    assert queries.TABLES[kind].update(**{column: CORRUPTED[column]}) == 1
    assert found() == {(f"{kind} {row.id}", column)}


def test_a_row_that_vanished_is_named() -> None:
    models.Body.objects.all().delete()
    assert found() == {(f"body {an_id('bureau')}", "id")}


def test_a_row_that_nobody_said_is_named() -> None:
    models.Office.objects.create(**rules.columns_of(samples.office(name="forged")))
    assert found() == {(f"office {an_id('forged')}", "id")}


@pytest.mark.parametrize("change", [{"border": "999999-999999"}, {"chainage_m": 1}])
def test_a_changed_chainage_is_named(change: dict[str, Any]) -> None:
    models.PlaceChainage.objects.update(**change)
    assert found() == {(f"place {an_id('town')}", "border")}


def test_a_changed_or_lost_member_is_named() -> None:
    models.PairMember.objects.update(member=an_id("forged"))
    assert found() == {(f"pair {an_id('half')}", "member")}
    models.PairMember.objects.all().delete()
    assert found() == {(f"pair {an_id('half')}", "member")}


@pytest.mark.parametrize(
    ("column", "value"),
    [("entry", an_id("forged")), ("version", 9), ("kind", "place"), ("side", "999999"), ("digest", "0" * 64)],
)
def test_each_column_of_a_statement_is_watched(column: str, value: object) -> None:
    row = models.Statement.objects.get(kind="office", event_hash=EVENT)
    models.Statement.objects.filter(pk=row.pk).update(**{column: value})
    assert (f"statement {row.pk}", column) in found()


def test_a_forged_event_of_a_statement_shows_at_the_row() -> None:
    models.Statement.objects.filter(kind="office", event_hash=EVENT).update(event_hash="0" * 64)
    assert found() == {(f"office {an_id('desk')}", "event_hash")}


@pytest.mark.parametrize("content", ["", "{}", "[", rules.text_of(samples.office(name="forged"))])
def test_a_forged_content_of_a_statement_is_named(content: str) -> None:
    row = models.Statement.objects.filter(kind="office").latest("id")
    models.Statement.objects.filter(pk=row.pk).update(content=content)
    assert any(where == f"statement {row.pk}" for where, _ in found())
