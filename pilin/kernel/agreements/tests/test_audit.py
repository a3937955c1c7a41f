"""The audit names each column of each table after it was changed behind the room's back."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import models as fields
from django.db.models import Model

from pilin.kernel.agreements import actions as agreements
from pilin.kernel.agreements import audit, models
from pilin.kernel.agreements.rules import AgreementRefusal, Term
from pilin.kernel.agreements.tests import samples
from pilin.kernel.agreements.tests.neighbour import Neighbour
from pilin.kernel.agreements.tests.samples import AT, ID, clause, days
from pilin.kernel.federation.models import Document

pytestmark = pytest.mark.django_db

TABLES: dict[str, type[Model]] = {
    "agreements_agreement": models.Agreement,
    "agreements_version": models.Version,
    "agreements_clause": models.Clause,
}
COLUMNS = [
    (table, column.attname)
    for table, model in TABLES.items()
    for column in model._meta.concrete_fields
    if not column.primary_key and column.attname != "version_id"
]


@pytest.fixture(autouse=True)
def _line(them: Neighbour) -> None:
    """Agree on an agreement, an amendment, a suspension, a resumption and a termination."""
    them.sign(agreements.offer(agreement=samples.agreement(), at=AT))
    term = Term(last_day=days(400), winding_down_days=5)
    new = clause("1", from_day=days(4), last_day=days(300))
    them.sign(agreements.amend(agreement=ID, from_day=days(2), clauses=[new], term=term, reason="修订", at=AT))
    them.sign(agreements.suspend(agreement=ID, from_day=days(10), clauses=["1"], reason="防汛", at=AT))
    them.sign(agreements.resume(agreement=ID, from_day=days(12), reason="汛期结束", at=AT))
    them.sign(agreements.terminate(agreement=ID, last_day=days(50), winding_down_days=7, reason="止", at=AT))
    assert audit.findings() == []


def found() -> set[tuple[str, object]]:
    """Return what the audit names: table and column."""
    findings = audit.findings()
    assert {finding.code for finding in findings} <= {AgreementRefusal.AGREEMENT_ROW_DIFFERS_FROM_ITS_DOCUMENTS}
    return {(finding.where.split()[0], finding.facts["column"]) for finding in findings}


def other(row: Model, column: str) -> Any:
    """Return a value that a column does not have."""
    value = getattr(row, column)
    if value is None:
        return date(2030, 1, 1)
    if isinstance(value, bool):
        return not value
    if isinstance(value, (date, list, int)):
        return value + {list: ["x"], int: 1}.get(type(value), timedelta(days=1))  # type: ignore[operator]
    return "x" + value[1:] if value else "x"


def agreement_of_another_id() -> str:
    """Add an agreement's row that no document knows."""
    values = models.Agreement.objects.values().get()
    return models.Agreement.objects.create(**{**values, "id": samples.OTHER_ID}).pk


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_changed_column_is_named(table: str, column: str) -> None:
    model = TABLES[table]
    row = model._default_manager.order_by("pk").first()
    assert row is not None
    if column == "agreement_id":
        changed: Any = agreement_of_another_id()
        extra = {("agreements_agreement", "key")}
    else:
        changed, extra = other(row, column), set()
    if column == "number" and model is models.Version:
        changed = 99
    model._default_manager.filter(pk=row.pk).update(**{column: changed})
    expected = (table, "key" if (table, column) == ("agreements_clause", "number") else column)
    assert found() == {expected} | extra


def test_every_column_is_watched() -> None:
    assert {table for table, _ in COLUMNS} == TABLES.keys()
    assert ("agreements_version", "agreed_at") in COLUMNS
    assert all(isinstance(column, fields.Field) for model in TABLES.values() for column in model._meta.concrete_fields)


@pytest.mark.parametrize("table", TABLES)
def test_a_missing_row_is_named(table: str) -> None:
    TABLES[table]._default_manager.all().delete()
    assert (table, "key") in found()


def test_a_wording_under_another_version_is_named() -> None:
    first, second = models.Version.objects.order_by("number")[:2]
    models.Clause.objects.filter(version=first, number="2").update(version=second)
    assert found() == {("agreements_clause", "key")}


def test_nothing_is_derived_from_a_text_that_was_changed() -> None:
    last = Document.objects.get(type="agreement.termination")
    Document.objects.filter(pk=last.pk).update(text={**last.text, "winding_down_days": 8})
    assert ("agreements_version", "key") in found()
    Document.objects.filter(pk=last.pk).update(text={**last.text, "winding_down_days": 0.5})
    assert ("agreements_version", "key") in found()


def test_agreed_is_what_all_have_signed() -> None:
    last = Document.objects.get(type="agreement.termination")
    Document.objects.filter(pk=last.pk).update(answers={samples.US: "signed"})
    assert ("agreements_version", "key") in found()
