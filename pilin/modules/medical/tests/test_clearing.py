"""A month's clearing between this node and a neighbour: made, compared, confirmed, paid and closed by both."""

from datetime import date
from typing import Any

import pytest

from pilin.base import ids
from pilin.base.clock import day_of
from pilin.base.refusal import Refused
from pilin.kernel.agreements.tests import samples as texts
from pilin.kernel.ledger import queries as ledger
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters import queries as matter_queries
from pilin.kernel.matters.rules import chain
from pilin.kernel.matters.tests.stage import CLAUSE, THEM, US, Stage
from pilin.modules.medical import models, queries
from pilin.modules.medical.actions import clearing
from pilin.modules.medical.exchange import check_terms
from pilin.modules.medical.rules import clearing as rules
from pilin.modules.medical.rules import terms as agreed
from pilin.modules.medical.rules.clearing import Cleared
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.terms import read_terms
from pilin.modules.medical.tests.clearing import pays, play_settlement
from pilin.modules.medical.tests.test_rules_clearing import document
from tests.web.conftest import scene, stage

__all__ = ["scene", "stage"]
MONTH = "2026-03"


@pytest.fixture
def months(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Return a stage on which both signed the kind and the terms, and what a settlement pays is known."""
    pays(monkeypatch)
    clause = texts.clause("1", kinds=("matters.*", "medical.*"), matter_kinds=("clearing",))
    scene.agree(texts.agreement(clauses=(clause,)).as_json())
    scene.agree_calendar("2025", "2026")
    scene.agree_kind("clearing")
    scene.agree(document())
    return scene


def settled(stage: Stage, care: str, **members: Any) -> str:
    return play_settlement(stage.neighbour, care, basis=CLAUSE, **members)


def opened(stage: Stage) -> models.Batch:
    """Let us open and generate the month; both hear of it."""
    stage.matter = clearing.open_month(peer=THEM, month=MONTH, at=stage.now)
    stage.meet()
    return row(stage)


def row(stage: Stage) -> models.Batch:
    return models.Batch.objects.get(pk=stage.matter)


def they(stage: Stage, step: str, **fields: Any) -> None:
    members: dict[str, Any] = {"fields": fields} if fields else {}
    if step in (rules.CONFIRM, rules.AGREE_PAID, rules.CLOSE):
        members["text"] = stage.text(step)
    stage.they_take(step, **members)
    stage.meet()


def confirmed(stage: Stage) -> models.Batch:
    opened(stage)
    clearing.confirm(matter=stage.matter, at=stage.now)
    stage.meet()
    they(stage, rules.CONFIRM)
    return row(stage)


def paid(stage: Stage) -> models.Batch:
    held = confirmed(stage)
    clearing.record_payments(matter=held.pk, at=stage.now, reference="银行凭证 1")
    stage.meet()
    they(stage, "record_of_responder", payments=rules.payments_of(queries.rows_of(held), date(2026, 3, 5), ""))
    clearing.agree_paid(matter=held.pk, at=stage.now)
    stage.meet()
    they(stage, rules.AGREE_PAID)
    clearing.book_paid(at=stage.now)
    return row(stage)


def positions() -> dict[str, int]:
    accounts = ledger.accounts(peer=THEM)
    return {code: balance.balance_fen for code, balance in ledger.balances(codes=list(accounts)).items()}


def test_a_month_is_cleared_and_the_positions_come_down(months: Stage) -> None:
    for care, insurance, total in ((US, "390", 1_000), (THEM, "390", 3_000), (THEM, "310", 500), (US, "390", 10)):
        settled(months, care, insurance=insurance, total_fen=total)
    assert positions() == {
        f"peer/{THEM}/medical/390/owes-us": 606,
        f"peer/{THEM}/medical/390/we-owe": -1_800,
        f"peer/{THEM}/medical/310/we-owe": -300,
    }
    held = paid(months)
    assert [(one.payer, one.insurance, one.count, one.pays_fen) for one in queries.rows_of(held)] == [
        (THEM, "390", 2, 606), (US, "310", 1, 300), (US, "390", 1, 1_800)
    ]  # fmt: skip
    assert (held.state, held.differs, set(positions().values())) == (rules.PAID, False, {0})
    banks = {code: one.balance_fen for code, one in ledger.balances(codes=list(ledger.accounts())).items()}
    assert (banks["medical/bank/390"], banks["medical/bank/310"], sum(banks.values())) == (606 - 1_800, -300, 0)
    assert months.same()
    clearing.close(matter=held.pk, at=months.now)
    months.meet()
    they(months, rules.CLOSE)
    assert row(months).state == rules.CLOSED


def test_what_is_paid_is_booked_once(months: Stage) -> None:
    settled(months, US)
    booked = paid(months).booked
    assert (len(booked), clearing.book_paid(at=months.now)) == (1, 0)
    entry = ledger.entries(ids=booked)[booked[0]]
    assert (entry.subject, entry.event_hash) == (f"clearing/{months.matter}", row(months).paid_event)


def test_every_settlement_is_in_one_batch_and_a_late_reversal_is_negative_in_the_next(months: Stage) -> None:
    first, gone = settled(months, THEM), settled(months, US)
    cancelled = settled(months, US, cancels=gone)
    batch = confirmed(months).pk
    late = settled(months, THEM, cancels=first)
    held = confirmed(months)
    assert held.pk != batch
    assert [(one.payer, one.count, one.pays_fen) for one in queries.rows_of(held)] == [(US, 1, -600)]
    marks = dict(models.Settlement.objects.values_list("pk", "batch"))
    assert marks == {first: batch, gone: batch, cancelled: batch, late: held.pk}


def test_a_negative_row_is_paid_back(months: Stage) -> None:
    first = settled(months, THEM)
    paid(months)
    settled(months, THEM, cancels=first)
    assert positions()[f"peer/{THEM}/medical/390/we-owe"] == 600
    paid(months)
    assert positions()[f"peer/{THEM}/medical/390/we-owe"] == 0


def test_what_is_pending_is_left_to_the_next_batch(months: Stage) -> None:
    waiting = settled(months, THEM, end=False)
    assert confirmed(months).count == 0
    assert models.Settlement.objects.get(pk=waiting).batch == ""


def test_a_batch_that_is_not_that_of_our_books_is_not_confirmed(months: Stage) -> None:
    settlement = settled(months, US)
    opened(months)
    models.Settlement.objects.filter(pk=settlement).update(fund_fen=1)
    with pytest.raises(Refused) as refused:
        clearing.confirm(matter=months.matter, at=months.now)
    assert refused.value.code is MedicalRefusal.BATCH_DIFFERS_FROM_BOOKS


def test_a_returned_batch_frees_what_it_took_and_is_made_again(months: Stage) -> None:
    settled(months, US)
    opened(months)
    they(months, "return", reason="少一笔")
    assert models.Settlement.objects.filter(batch="").count() == 1
    settled(months, THEM)
    clearing.generate(matter=months.matter, at=months.now)
    assert (row(months).count, models.Settlement.objects.filter(batch=months.matter).count()) == (2, 2)


def test_rows_that_are_not_of_our_books_are_not_offered(months: Stage) -> None:
    settled(months, US)
    opened(months)
    they(months, "return", reason="x")
    made = rules.generated([Cleared("s", US, "390", 5, 0)])
    with pytest.raises(Refused) as refused:
        matters.take_step(matter=months.matter, step=rules.GENERATE, members={"fields": made}, at=months.now)
    assert refused.value.code is MedicalRefusal.BATCH_DIFFERS_FROM_BOOKS


def test_one_batch_is_open_at_a_time_and_only_its_maker_opens_it(months: Stage) -> None:
    opened(months)
    with pytest.raises(Refused) as refused:
        clearing.open_month(peer=THEM, month=MONTH, at=months.now)
    assert refused.value.code is MedicalRefusal.MONTH_IS_BEING_CLEARED
    months.agree(document(version=2, generator=THEM))
    with pytest.raises(Refused) as refused:
        clearing.open_month(peer=THEM, month=MONTH, at=months.now)
    assert refused.value.code is MedicalRefusal.BATCH_IS_MADE_BY_THE_OTHER


def test_without_signed_terms_nothing_is_cleared(scene: Stage) -> None:
    assert scene.matter == ""
    with pytest.raises(Refused) as refused:
        clearing.open_month(peer=THEM, month=MONTH, at=scene.now)
    assert refused.value.code is MedicalRefusal.TERMS_ARE_NOT_SIGNED
    with pytest.raises(Refused) as refused:
        clearing.confirm(matter="no such", at=scene.now)
    assert refused.value.code is MedicalRefusal.BATCH_IS_UNKNOWN


def test_a_confirmed_batch_holds_its_settlements(months: Stage) -> None:
    settlement = settled(months, US)
    opened(months)
    clearing.check_not_held(settlement)
    clearing.confirm(matter=months.matter, at=months.now)
    months.meet()
    they(months, rules.CONFIRM)
    with pytest.raises(Refused) as refused:
        clearing.check_not_held(settlement)
    assert refused.value.code is MedicalRefusal.BATCH_HOLDS_SETTLEMENT
    clearing.check_cancel(settlement, THEM, months.now)
    months.agree(document(version=2, late_cancels="refused"))
    with pytest.raises(Refused) as refused:
        clearing.check_cancel(settlement, THEM, months.now)
    assert refused.value.code is MedicalRefusal.BATCH_HOLDS_SETTLEMENT


def test_only_every_row_is_recorded_as_paid(months: Stage) -> None:
    settled(months, US)
    confirmed(months)
    members: dict[str, Any] = {"fields": {"payments": []}}
    with pytest.raises(Refused) as refused:
        matters.take_step(matter=months.matter, step="record_of_initiator", members=members, at=months.now)
    assert refused.value.code is MedicalRefusal.PAYMENTS_DIFFER_FROM_BATCH


def test_what_is_retold_makes_the_same_rows(months: Stage) -> None:
    settled(months, US)
    paid(months)
    before = list(models.Batch.objects.values()), list(models.Settlement.objects.values())
    matters.retell(("clearing",), at=months.now)
    assert (list(models.Batch.objects.values()), list(models.Settlement.objects.values())) == before


def test_terms_name_nobody_but_the_parties(months: Stage) -> None:
    with pytest.raises(Refused) as refused:
        months.offer(document(version=3, generator="330421"))
    assert refused.value.code is MedicalRefusal.TERMS_DO_NOT_READ
    assert check_terms(document(generator=THEM), [US, THEM]) is None


def test_terms_hold_from_their_first_day_on(months: Stage) -> None:
    months.agree(document(version=2, from_day="2026-04-01", generator=THEM))
    found = [queries.terms_with(THEM, day) for day in (date(2026, 3, 31), date(2026, 4, 1), date(2025, 1, 1))]
    assert [one.generator if one else "" for one in found] == [US, THEM, ""]


def test_what_comes_between_confirming_and_confirmed_goes_into_the_next_batch(months: Stage) -> None:
    opened(months)
    they(months, rules.CONFIRM)
    late = settled(months, US)
    clearing.confirm(matter=months.matter, at=months.now)
    months.meet()
    assert (row(months).state, row(months).count, row(months).differs) == (rules.CONFIRMED, 0, False)
    assert models.Settlement.objects.get(pk=late).batch == ""


def test_what_a_batch_takes_is_not_corrected_under_it(months: Stage) -> None:
    settlement = settled(months, US)
    opened(months)
    with pytest.raises(Refused) as refused:
        clearing.check_free(settlement)
    assert refused.value.code is MedicalRefusal.MONTH_IS_BEING_CLEARED
    they(months, "return", reason="x")
    clearing.check_free(settlement)


def test_books_that_changed_under_a_confirmed_batch_are_said_so(months: Stage) -> None:
    settlement = settled(months, US)
    held = confirmed(months)
    models.Settlement.objects.filter(pk=settlement).update(fund_fen=1)
    matters.retell(("clearing",), at=months.now)
    assert (held.differs, row(months).differs) == (False, True)


def test_the_responder_marks_what_it_confirms(months: Stage) -> None:
    months.agree(document(version=2, generator=THEM))
    settlement = settled(months, US)
    taken = [Cleared(settlement, THEM, "390", 500, 100)]
    window = agreed.window(read_terms(document()), MONTH, day_of(months.now))
    they_open(months, dict(rules.opening(window, "2026-03 清算")))
    they(months, rules.GENERATE, **rules.generated(taken))
    clearing.confirm(matter=months.matter, at=months.now)
    assert models.Settlement.objects.get(pk=settlement).batch == months.matter
    late = settled(months, US)
    months.meet()
    they(months, rules.CONFIRM)
    assert (row(months).state, row(months).differs) == (rules.CONFIRMED, False)
    assert models.Settlement.objects.get(pk=late).batch == ""


def they_open(stage: Stage, fields: dict[str, Any]) -> None:
    kind = matter_queries.kind_named(rules.KIND, (US, THEM))
    assert kind is not None
    stage.matter = ids.new_id(stage.now)
    calendar = next(reversed([*stage.their_calendars]))
    roles = {"initiator": THEM, "responder": US}
    stage.they_tell(chain.opening(
        matter=stage.matter, kind=kind.digest, roles=roles, basis=CLAUSE, fields=fields, calendar=calendar, office="",
    ))  # fmt: skip
    stage.meet()
