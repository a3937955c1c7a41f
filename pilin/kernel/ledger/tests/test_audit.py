"""The audit names each column of each table after it was changed behind the ledger's back."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from pilin.kernel.ledger import actions as ledger
from pilin.kernel.ledger import audit, models
from pilin.kernel.ledger.tests.samples import (
    ACCOUNTS,
    AT,
    CLEARING,
    COSTS,
    FARES,
    an_id,
    correction,
    later,
    pending,
    posting,
    settle,
)

pytestmark = pytest.mark.django_db

POSTED, PENDING, SETTLEMENT, CORRECTION = (an_id(number) for number in (1, 2, 3, 4))
ENTRY_CHANGES = {
    "id": f"'{an_id(99).replace('-', '')}'",
    "kind": "CASE kind WHEN 'pending' THEN 'void' ELSE 'pending' END",
    "debit_id": "(SELECT id FROM ledger_account WHERE code = 'capped')",
    "credit_id": "(SELECT id FROM ledger_account WHERE code = 'capped')",
    "amount_fen": "amount_fen + 1",
    "pending_id": f"'{an_id(5).replace('-', '')}'",
    "reverses_id": f"'{an_id(2).replace('-', '')}'",
    "reason": "'other'",
    "subject": "'other'",
    "basis": "'other'",
    "event_hash": "'other'",
    "at": "'2026-07-01 08:30:00.000001+00:00'",
    "seal": "substr(seal, 3)",
}
ACCOUNT_CHANGES = {
    "code": "'other'",
    "kind": "'equity'",
    "peer": "'330421'",
    "limit_fen": "1",
    "opened_at": "'2020-01-01 00:00:00+00:00'",
    "closed_at": "'2020-01-01 00:00:00+00:00'",
    "seal": "'00000000' || substr(seal, 9)",
}
SUMS = ("debits_posted_fen", "credits_posted_fen", "debits_pending_fen", "credits_pending_fen")


@pytest.fixture(autouse=True)
def _book() -> None:
    ledger.open_accounts(accounts=ACCOUNTS, at=AT)
    ledger.post(postings=[posting(1), pending(2, 300), pending(5, 300)], at=AT)
    ledger.settle(settlements=[settle(3, of=2, amount_fen=200)], at=later(1))
    ledger.correct(corrections=[correction(4, of=1, amount_fen=100)], at=later(2))
    ledger.close_accounts(codes=[COSTS], at=later(3))
    assert audit.findings() == []


def execute(statement: str, *values: str | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def found() -> set[tuple[str, str, str]]:
    """Return (where, code, column) of everything that the audit finds."""
    return {(one.where, one.code.name, str(one.facts.get("column", ""))) for one in audit.findings()}


@contextmanager
def gone(table: str, entry_id: str) -> Iterator[None]:
    """Take a row out of a table and put it back, before the foreign keys are looked at."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE id = %s", [entry_id])
        row = cursor.fetchone()
        cursor.execute(f"DELETE FROM {table} WHERE id = %s", [entry_id])
        yield
        cursor.execute(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(row))})", row)


def test_every_column_is_tried() -> None:
    assert {field.column for field in models.Entry._meta.concrete_fields} == set(ENTRY_CHANGES)
    assert {field.column for field in models.Account._meta.concrete_fields} - {"id"} == set(ACCOUNT_CHANGES)
    assert {field.column for field in models.Balance._meta.concrete_fields} - {"account_id"} == set(SUMS)


@pytest.mark.parametrize("column", [column for column in ENTRY_CHANGES if column != "seal"])
@pytest.mark.parametrize("entry_id", [POSTED, PENDING, SETTLEMENT, CORRECTION])
def test_each_column_of_an_entry_is_named(entry_id: str, column: str) -> None:
    name = entry_id.replace("-", "")
    with unchanged(name, column):
        after = an_id(99).replace("-", "") if column == "id" else name
        altered = {(where, named) for where, code, named in found() if code == "LEDGER_COLUMN_IS_ALTERED"}
        assert altered == {(f"ledger_entry {after}", column)}


@contextmanager
def unchanged(name: str, column: str) -> Iterator[None]:
    """Change a column of an entry, and change it back before the foreign keys are looked at."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM ledger_entry WHERE id = %s", [name])
        (before,) = cursor.fetchone()
        cursor.execute(f"UPDATE ledger_entry SET {column} = {ENTRY_CHANGES[column]} WHERE id = %s", [name])
        yield
        changed = an_id(99).replace("-", "") if column == "id" else name
        cursor.execute(f"UPDATE ledger_entry SET {column} = %s WHERE id = %s", [before, changed])
    assert audit.findings() == []


@pytest.mark.parametrize("column", [column for column in ACCOUNT_CHANGES if column != "seal"])
def test_each_column_of_an_account_is_named(column: str) -> None:
    (row,) = models.Account.objects.filter(code=COSTS)
    execute(f"UPDATE ledger_account SET {column} = {ACCOUNT_CHANGES[column]} WHERE id = %s", row.pk)
    assert found() == {(f"ledger_account {row.pk}", "LEDGER_COLUMN_IS_ALTERED", column)}


@pytest.mark.parametrize("column", SUMS)
def test_each_sum_of_a_balance_is_named(column: str) -> None:
    (row,) = models.Account.objects.filter(code=CLEARING)
    execute(f"UPDATE ledger_balance SET {column} = {column} + 1 WHERE account_id = %s", row.pk)
    assert found() == {
        (f"ledger_balance {CLEARING}", "BALANCE_DIFFERS_FROM_ENTRIES", column),
        ("ledger_balance", "LEDGER_DOES_NOT_SUM_TO_ZERO", ""),
    }


@pytest.mark.parametrize("seal", ["''", "substr(seal, 3)", "'x' || substr(seal, 2)", "substr(seal, 1, 103) || 'x'"])
def test_a_changed_seal_is_named(seal: str) -> None:
    name = POSTED.replace("-", "")
    execute(f"UPDATE ledger_entry SET seal = {seal} WHERE id = %s", name)
    assert found() == {(f"ledger_entry {name}", "LEDGER_SEAL_IS_ALTERED", "seal")}


def test_a_changed_seal_of_an_account_is_named() -> None:
    (row,) = models.Account.objects.filter(code=COSTS)
    execute(f"UPDATE ledger_account SET seal = {ACCOUNT_CHANGES['seal']} WHERE id = %s", row.pk)
    assert found() == {(f"ledger_account {row.pk}", "LEDGER_SEAL_IS_ALTERED", "seal")}


def test_a_changed_amount_shows_in_the_balances_too() -> None:
    execute("UPDATE ledger_entry SET amount_fen = 501 WHERE id = %s", POSTED.replace("-", ""))
    differing = {(where, column) for where, code, column in found() if code == "BALANCE_DIFFERS_FROM_ENTRIES"}
    assert differing == {
        (f"ledger_balance {CLEARING}", "debits_posted_fen"),
        (f"ledger_balance {FARES}", "credits_posted_fen"),
    }


@pytest.mark.parametrize(("entry_id", "column"), [(PENDING, "pending_id"), (POSTED, "reverses_id")])
def test_a_missing_entry_is_missed_by_who_refers_to_it(entry_id: str, column: str) -> None:
    by = {"pending_id": SETTLEMENT, "reverses_id": CORRECTION}[column].replace("-", "")
    with gone("ledger_entry", entry_id.replace("-", "")):
        assert (f"ledger_entry {by}", "LEDGER_REFERENCE_IS_MISSING", column) in found()


def test_a_missing_entry_is_missed_by_the_balances() -> None:
    with gone("ledger_entry", CORRECTION.replace("-", "")):
        assert found() == {
            (f"ledger_balance {CLEARING}", "BALANCE_DIFFERS_FROM_ENTRIES", "credits_posted_fen"),
            (f"ledger_balance {FARES}", "BALANCE_DIFFERS_FROM_ENTRIES", "debits_posted_fen"),
        }


def test_a_missing_account_is_missed_by_entries_and_balance() -> None:
    (row,) = models.Account.objects.filter(code=CLEARING)
    execute("UPDATE ledger_account SET id = 9999 WHERE id = %s", row.pk)
    missed = {(where, column) for where, code, column in found() if code == "LEDGER_REFERENCE_IS_MISSING"}
    assert (f"ledger_balance {row.pk}", "account_id") in missed
    assert (f"ledger_entry {POSTED.replace('-', '')}", "debit_id") in missed
    assert (f"ledger_entry {CORRECTION.replace('-', '')}", "credit_id") in missed
    assert (f"ledger_account {CLEARING}", "BALANCE_IS_MISSING", "") in found()
    execute("UPDATE ledger_account SET id = %s WHERE id = 9999", row.pk)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL takes no text for a number or a time")
def test_what_is_no_number_and_no_time_is_named_like_any_other() -> None:
    execute("UPDATE ledger_balance SET debits_posted_fen = 'x' WHERE debits_posted_fen = 700")
    execute("UPDATE ledger_entry SET at = 'yesterday' WHERE id = %s", POSTED.replace("-", ""))
    named = {(code, column) for _, code, column in found()}
    assert {("BALANCE_DIFFERS_FROM_ENTRIES", "debits_posted_fen"), ("LEDGER_COLUMN_IS_ALTERED", "at")} <= named
