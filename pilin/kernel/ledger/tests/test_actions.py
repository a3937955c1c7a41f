"""What the verbs write, what they refuse whole, and that a batch costs the same statements whatever its length."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from pilin.base.clock import Instant
from pilin.base.money import FEN_MAX, Fen
from pilin.base.refusal import Refused
from pilin.kernel.ledger import actions as ledger
from pilin.kernel.ledger import audit, models, queries
from pilin.kernel.ledger.rules import Account, AccountKind, Action, Balance, Entry, LedgerRefusal, State
from pilin.kernel.ledger.tests.samples import (
    ACCOUNTS,
    AT,
    CAPPED,
    CLEARING,
    COSTS,
    DEBTS,
    FARES,
    an_id,
    correction,
    later,
    pending,
    posting,
    settle,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _accounts() -> None:
    ledger.open_accounts(accounts=ACCOUNTS, at=AT)


def refused(verb: Callable[[], object]) -> list[str]:
    """Return the names of what a verb was refused for; it has written nothing."""
    before = models.Entry.objects.count(), list(models.Balance.objects.order_by("pk").values_list())
    with pytest.raises(Refused) as caught:
        verb()
    assert (models.Entry.objects.count(), list(models.Balance.objects.order_by("pk").values_list())) == before
    assert caught.value.code is LedgerRefusal.BATCH_IS_REFUSED
    findings = caught.value.facts["findings"]
    assert isinstance(findings, tuple)
    return [finding.code.name for finding in findings]


def balance(code: str) -> Balance:
    return queries.balances(codes=[code])[code]


def test_postings_are_booked_in_order_with_all_that_they_say() -> None:
    postings = [posting(2, event_hash="ab" * 32), pending(1, 300, subject="明月山塘", basis="")]
    first, second = ledger.post(postings=postings, at=AT)
    assert (first.id, first.kind, first.event_hash, first.at) == (an_id(2), State.POSTED, "ab" * 32, AT)
    assert (second.id, second.kind, second.subject, second.basis) == (an_id(1), State.PENDING, "明月山塘", "")
    assert queries.entries(ids=[an_id(1), an_id(2)]) == {first.id: first, second.id: second}
    assert (balance(CLEARING), balance(FARES)) == (Balance(500, 0, 300, 0), Balance(0, 500, 0, 300))
    assert audit.findings() == []


def test_pendings_are_settled_by_new_entries() -> None:
    ledger.post(postings=[pending(1, 300), pending(2, 300), pending(3, 300)], at=AT)
    whole, part, void = ledger.settle(
        settlements=[settle(4, of=1), settle(5, of=2, amount_fen=100), settle(6, of=3, action=Action.VOID)], at=later(1)
    )
    assert [entry.amount_fen for entry in (whole, part, void)] == [300, 100, 300]
    assert queries.settlements(pending_ids=[an_id(n) for n in (1, 2, 3, 4)]) == {
        an_id(1): whole,
        an_id(2): part,
        an_id(3): void,
    }
    assert (balance(CLEARING), balance(FARES)) == (Balance(400), Balance(0, 400))
    assert audit.findings() == []


def test_a_correction_is_a_new_entry_with_its_reason() -> None:
    ledger.post(postings=[posting(1, 500)], at=AT)
    (entry,) = ledger.correct(corrections=[correction(2, of=1, amount_fen=200)], at=later(1))
    assert (entry.reverses, entry.reason) == (an_id(1), "wrong_line")
    assert queries.corrected_fen(ids=[an_id(1), an_id(2)]) == {an_id(1): 200}
    assert balance(CLEARING) == Balance(500, 200)
    assert audit.findings() == []


def test_the_same_batch_again_changes_nothing() -> None:
    batches: tuple[Callable[[Instant], list[Entry]], ...] = (
        lambda at: ledger.post(postings=[posting(1, 500), pending(2, 300)], at=at),
        lambda at: ledger.settle(settlements=[settle(3, of=2)], at=at),
        lambda at: ledger.correct(corrections=[correction(4, of=1)], at=at),
    )
    first = [batch(AT) for batch in batches]
    assert [batch(later(5)) for batch in batches] == first
    assert models.Entry.objects.count() == 4
    assert balance(CLEARING) == Balance(800, 500)


def test_a_repetition_is_answered_after_its_account_was_closed() -> None:
    (entry,) = ledger.post(postings=[posting(1)], at=AT)
    ledger.close_accounts(codes=[FARES], at=later(1))
    assert ledger.post(postings=[posting(1)], at=later(2)) == [entry]


def test_one_wrong_posting_refuses_the_batch() -> None:
    assert refused(lambda: ledger.post(postings=[posting(1), posting(2, debit="nowhere")], at=AT)) == [
        "ACCOUNT_IS_UNKNOWN"
    ]
    assert refused(lambda: ledger.post(postings=[posting(1), posting(2, 0)], at=AT)) == ["AMOUNT_MUST_BE_POSITIVE"]


def test_verbs_meet_what_was_booked_before() -> None:
    ledger.post(postings=[posting(1), pending(2, 300), posting(3, 900, debit=CAPPED)], at=AT)
    ledger.settle(settlements=[settle(4, of=2)], at=AT)
    ledger.correct(corrections=[correction(5, of=1, amount_fen=400)], at=AT)
    assert refused(lambda: ledger.post(postings=[posting(1, 499)], at=AT)) == ["POSTING_EXISTS_WITH_OTHER_CONTENT"]
    assert refused(lambda: ledger.post(postings=[posting(9, 101, debit=CAPPED)], at=AT)) == [
        "BALANCE_WOULD_EXCEED_LIMIT"
    ]
    assert refused(lambda: ledger.settle(settlements=[settle(9, of=2)], at=AT)) == ["PENDING_IS_ALREADY_SETTLED"]
    assert refused(lambda: ledger.settle(settlements=[settle(9, of=7), settle(10, of=1)], at=AT)) == [
        "PENDING_IS_UNKNOWN",
        "PENDING_IS_UNKNOWN",
    ]
    assert refused(lambda: ledger.correct(corrections=[correction(9, of=1, amount_fen=101)], at=AT)) == [
        "CORRECTION_EXCEEDS_POSTING"
    ]


def test_correct_takes_corrections_only() -> None:
    assert refused(lambda: ledger.correct(corrections=[posting(1)], at=AT)) == ["CORRECTION_NAMES_NO_POSTING"]


def test_a_wrong_line_and_the_right_one_go_in_one_batch() -> None:
    ledger.post(postings=[posting(1, 500)], at=AT)
    ledger.post(postings=[correction(2, of=1), posting(3, 450)], at=AT)
    assert balance(CLEARING).balance_fen == 450


def test_accounts_are_opened_once() -> None:
    again = ledger.open_accounts(accounts=[ACCOUNTS[0], Account("new", AccountKind.EQUITY)], at=later(1))
    assert again == [ACCOUNTS[0], Account("new", AccountKind.EQUITY)]
    assert queries.accounts(codes=["new", CAPPED]) == {"new": again[1], CAPPED: ACCOUNTS[4]}
    other = replace(ACCOUNTS[4], limit_fen=Fen(999))
    assert refused(lambda: ledger.open_accounts(accounts=[other], at=AT)) == ["ACCOUNT_EXISTS_WITH_OTHER_CONTENT"]


def test_accounts_are_closed_when_nothing_is_pending() -> None:
    ledger.post(postings=[pending(1), posting(2, debit=COSTS, credit=DEBTS)], at=AT)
    assert refused(lambda: ledger.close_accounts(codes=[COSTS, FARES], at=AT)) == ["ACCOUNT_HAS_OPEN_PENDINGS"]
    ledger.close_accounts(codes=[COSTS], at=later(1))
    ledger.close_accounts(codes=[COSTS], at=later(2))
    assert models.Account.objects.get(code=COSTS).closed_at == later(1)
    assert refused(lambda: ledger.post(postings=[posting(3, debit=COSTS)], at=AT)) == ["ACCOUNT_IS_CLOSED"]
    assert refused(lambda: ledger.open_accounts(accounts=[ACCOUNTS[3]], at=AT)) == ["ACCOUNT_IS_CLOSED"]
    assert balance(COSTS) == Balance(500)
    assert audit.findings() == []


def test_the_largest_amount_is_kept_exactly() -> None:
    (entry,) = ledger.post(postings=[posting(1, FEN_MAX)], at=AT)
    assert queries.entries(ids=[entry.id])[entry.id].amount_fen == FEN_MAX
    assert balance(CLEARING) == Balance(FEN_MAX)
    assert audit.findings() == []


def test_nothing_to_do_is_done() -> None:
    assert ledger.post(postings=[], at=AT) == []
    assert ledger.settle(settlements=[], at=AT) == []
    assert ledger.correct(corrections=[], at=AT) == []


def statements(verb: Callable[[], Sequence[object]]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        verb()
    return len(captured)


def test_a_batch_costs_the_same_statements_whatever_its_length() -> None:
    many = range(100, 400)
    one_post = statements(lambda: ledger.post(postings=[pending(1, 1), posting(2, 1)], at=AT))
    all_post = statements(lambda: ledger.post(postings=[*(pending(n, 1) for n in many), posting(3, 1)], at=AT))
    one_settle = statements(lambda: ledger.settle(settlements=[settle(5, of=1)], at=AT))
    all_settle = statements(lambda: ledger.settle(settlements=[settle(n + 1000, of=n) for n in many], at=AT))
    one_correct = statements(lambda: ledger.correct(corrections=[correction(6, of=2, amount_fen=1)], at=AT))
    corrections = [correction(n + 2000, of=n + 1000, amount_fen=1) for n in many]
    all_correct = statements(lambda: ledger.correct(corrections=corrections, at=AT))
    assert (all_post, all_settle, all_correct) == (one_post, one_settle, one_correct)
    assert max(one_post, one_settle, one_correct) <= 8


def test_accounts_are_locked_in_the_order_of_their_row_ids() -> None:
    with CaptureQueriesContext(connection) as captured:
        ledger.post(postings=[posting(1)], at=AT)
    (lock,) = (query["sql"] for query in captured.captured_queries if "ledger_balance balance" in query["sql"])
    assert lock.strip().endswith({"sqlite": "ORDER BY account.id"}.get(connection.vendor, "FOR NO KEY UPDATE"))
    assert "ORDER BY account.id" in lock


def test_an_id_that_is_just_being_booked_elsewhere_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    ledger.post(postings=[posting(1)], at=AT)
    monkeypatch.setattr(ledger, "_taken", lambda ids: [])
    with pytest.raises(Refused) as caught:
        ledger.post(postings=[posting(1, debit=COSTS)], at=AT)
    assert caught.value.code is LedgerRefusal.BATCH_MET_ANOTHER
    assert models.Entry.objects.count() == 1


def test_a_code_that_is_just_being_opened_elsewhere_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    unseen = ledger._lock([])
    monkeypatch.setattr(ledger, "_lock", lambda codes: unseen)
    with pytest.raises(Refused) as caught:
        ledger.open_accounts(accounts=[ACCOUNTS[0]], at=AT)
    assert caught.value.code is LedgerRefusal.BATCH_MET_ANOTHER


def test_entries_are_never_updated_or_deleted() -> None:
    ledger.post(postings=[posting(1)], at=AT)
    with pytest.raises(TypeError, match="append-only"):
        models.Entry.objects.update(amount_fen=1)
    with pytest.raises(TypeError, match="append-only"):
        models.Entry.objects.all().delete()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger_entry SET amount_fen = 0",
        "UPDATE ledger_entry SET kind = 'gone'",
        "UPDATE ledger_entry SET credit_id = debit_id",
        "UPDATE ledger_balance SET debits_pending_fen = -1",
        "UPDATE ledger_account SET kind = 'gone'",
    ],
)
def test_the_tables_hold_their_own_line(change: str) -> None:
    ledger.post(postings=[posting(1)], at=AT)
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(change)


def test_a_code_and_a_settlement_are_unique() -> None:
    ledger.post(postings=[pending(1)], at=AT)
    ledger.settle(settlements=[settle(2, of=1)], at=AT)
    row = models.Entry.objects.get(id=an_id(2))
    with pytest.raises(IntegrityError, match="pending"), transaction.atomic():
        models.Entry.objects.bulk_create([models.Entry(**columns_of(row) | {"id": an_id(3)})])
    with pytest.raises(IntegrityError, match="code"), transaction.atomic():
        models.Account.objects.create(code=CAPPED, kind="asset", opened_at=AT)


def columns_of(row: models.Entry) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
