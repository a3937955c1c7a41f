"""Rules of the monthly clearing with plain values: the window, the rows, the digest, what was paid; the kind."""

import copy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from pilin.base.refusal import Refused
from pilin.kernel.matters.rules import fold, soundness
from pilin.kernel.matters.rules.fold import Matter
from pilin.kernel.matters.tests import alone, kit
from pilin.kernel.matters.tests.kit import Case
from pilin.modules.medical.rules import clearing as rules
from pilin.modules.medical.rules import terms as agreed
from pilin.modules.medical.rules.clearing import Cleared, Row
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.terms import Terms, read_terms

PINGHU, JINSHAN = "330482", "310116"
FILE = Path(__file__).parents[4] / "nodes/programme/clearing.yaml"
CLEARED = [
    Cleared("s1", PINGHU, "390", 9_828_00, 0),
    Cleared("s2", PINGHU, "390", -300_00, 0),
    Cleared("s3", PINGHU, "310", 0, 4_52),
    Cleared("s4", JINSHAN, "310", 285_00, 600_00),
]


def document(**members: Any) -> dict[str, Any]:
    text: dict[str, Any] = copy.deepcopy(yaml.safe_load(FILE.read_text(encoding="utf-8"))["terms"])
    return text | members


def terms(**members: Any) -> Terms:
    return read_terms(document(**members))


def test_the_terms_that_ship_read_and_are_illustrative() -> None:
    shipped = terms()
    assert (shipped.illustrative, shipped.generator, shipped.alerts_bp) == (True, PINGHU, (7000, 9000))
    assert {one.payer for one in shipped.advances} == {PINGHU, JINSHAN}


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "other"}, {"version": 0}, {"illustrative": 1}, {"from_day": "2026-1-1"}, {"generator": "x"},
        {"generates_on": 29}, {"confirms_by": 20}, {"pays_within_days": 0}, {"difference_days": 91}, {"interim": "no"},
        {"late_cancels": "maybe"}, {"alerts_bp": [9000, 7000]}, {"alerts_bp": [7000]}, {"advances": []},
        {"advances": [{"payer": PINGHU, "insurance": "390", "quota_fen": 0}]}, {"more": 1},
    ],
)  # fmt: skip
def test_terms_that_do_not_read_are_refused_with_their_place(wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        terms(**wrong)
    assert refused.value.code is MedicalRefusal.TERMS_DO_NOT_READ
    assert refused.value.facts["where"]


def test_a_month_is_cut_off_by_the_day_of_settlement_and_made_from_a_signed_day_on() -> None:
    window = agreed.window(terms(interim=False), "2026-02", date(2026, 3, 21))
    assert (window.until, window.generates_on) == (date(2026, 2, 28), date(2026, 3, 21))
    assert (window.confirm_by, window.pay_by) == (date(2026, 3, 25), date(2026, 4, 9))
    with pytest.raises(Refused) as refused:
        agreed.window(terms(interim=False), "2026-02", date(2026, 3, 20))
    assert refused.value.code is MedicalRefusal.MONTH_IS_NOT_OVER
    assert refused.value.facts["day"] == date(2026, 3, 21)


def test_a_batch_that_is_late_is_confirmed_no_earlier_than_it_is_made() -> None:
    window = agreed.window(terms(), "2025-12", date(2026, 5, 4))
    assert (window.until, window.confirm_by, window.pay_by) == (date(2025, 12, 31), date(2026, 5, 4), date(2026, 5, 19))


def test_where_the_terms_allow_it_a_running_month_is_cleared_until_today() -> None:
    window = agreed.window(terms(), "2026-03", date(2026, 3, 4))
    assert (window.until, window.generates_on, window.confirm_by) == (
        date(2026, 3, 4), date(2026, 3, 4), date(2026, 4, 25)
    )  # fmt: skip
    assert agreed.window(terms(), "2026-03", date(2026, 4, 2)).until == date(2026, 3, 31)
    with pytest.raises(Refused) as refused:
        agreed.window(terms(), "2026-04", date(2026, 3, 31))
    assert refused.value.code is MedicalRefusal.MONTH_IS_NOT_OVER


@pytest.mark.parametrize("month", ["2026-13", "2026-3", "26-03", "", "2026-03-01"])
def test_a_month_that_is_none_is_refused(month: str) -> None:
    with pytest.raises(Refused) as refused:
        agreed.window(terms(), month, date(2026, 3, 4))
    assert refused.value.code is MedicalRefusal.MONTH_DOES_NOT_READ


def test_rows_are_gross_for_each_payer_and_fund_and_reversals_are_negative() -> None:
    assert rules.rows_of(CLEARED) == (
        Row(JINSHAN, "310", 1, 285_00, 600_00),
        Row(PINGHU, "310", 1, 0, 4_52),
        Row(PINGHU, "390", 2, 9_528_00, 0),
    )
    assert rules.rows_of([Cleared("s", PINGHU, "390", -5, -6)])[0].pays_fen == -11


@pytest.mark.parametrize("sides", [(PINGHU, JINSHAN), (JINSHAN, PINGHU)])
def test_what_all_rows_come_to_is_the_same_from_both_sides(sides: tuple[str, str]) -> None:
    assert rules.net(rules.rows_of(CLEARED), sides) == (PINGHU, 9_528_00 + 4_52 - 885_00)
    assert rules.net((), sides)[1] == 0


def test_the_digest_is_of_the_settlements_whatever_their_order() -> None:
    assert rules.digest(CLEARED) == rules.digest(reversed(CLEARED))
    moved = [CLEARED[0]._replace(fund_fen=1), *CLEARED[1:]]
    assert len({rules.digest(CLEARED), rules.digest(moved), rules.digest(CLEARED[1:]), rules.digest(())}) == 4


# The kind


def opening(**members: Any) -> dict[str, Any]:
    window = agreed.window(terms(), "2026-03", date(2026, 3, 4))
    return dict(rules.opening(window, "2026-03 跨省医保清算")) | members


@pytest.fixture
def batch() -> Case:
    case = Case(kit.kind("clearing"), nodes={"initiator": PINGHU, "responder": JINSHAN})
    found = fold.opened(case.kind, case.opening(fields=opening()), case.calendars)
    assert isinstance(found, Matter), found
    case.matter = found
    return case


def paid(case: Case) -> Case:
    """Let both confirm, record what they paid, and say that it is paid."""
    case.take("generate", "initiator", fields=rules.generated(CLEARED))
    case.take("confirm", "initiator").take("confirm", "responder")
    payments = {"payments": rules.payments_of(rules.batch_of(case.matter).rows, date(2026, 3, 4), "")}
    case.take("record_of_initiator", "initiator", fields=payments)
    case.take("record_of_responder", "responder", fields=payments)
    return case.take("agree_paid", "responder").take("agree_paid", "initiator")


def test_the_kind_is_sound_and_titled_in_both_languages() -> None:
    kind = kit.kind("clearing")
    assert soundness.findings(kind) == []
    titled: list[Any] = [*kind.fields.values(), *kind.states.values(), *kind.steps, *kind.clocks]
    assert [one.title for one in titled if not {"zh", "en"} <= one.title.keys()] == []
    assert {*kind.states} - {"declined"} == {*rules.STATES}


@pytest.mark.parametrize("role", ["initiator", "responder"])
def test_no_side_alone_confirms_pays_or_closes(batch: Case, role: str) -> None:
    batch.take("generate", "initiator", fields=rules.generated(CLEARED))
    assert not alone.states_reached(batch, role) & {*rules.HOLDS}


@pytest.mark.parametrize("role", ["initiator", "responder"])
def test_no_side_alone_goes_on_from_what_both_said(batch: Case, role: str) -> None:
    batch.take("generate", "initiator", fields=rules.generated(CLEARED))
    batch.take("confirm", "responder").take("confirm", "initiator")
    assert not alone.states_reached(batch, role) & {rules.PAID, rules.CLOSED}


def test_a_batch_is_confirmed_paid_and_closed_by_both(batch: Case) -> None:
    paid(batch)
    assert batch.matter.state == rules.PAID
    batch.take("close", "initiator").take("close", "responder")
    found = rules.batch_of(batch.matter)
    assert (found.state, found.rows, found.count) == (rules.CLOSED, rules.rows_of(CLEARED), 4)
    assert (found.digest, found.month, found.other(PINGHU)) == (rules.digest(CLEARED), "2026-03", JINSHAN)
    assert {*found.payments} == {PINGHU, JINSHAN}


def test_it_is_paid_only_when_both_recorded_it(batch: Case) -> None:
    batch.take("generate", "initiator", fields=rules.generated(CLEARED))
    batch.take("confirm", "responder").take("confirm", "initiator")
    assert not isinstance(batch.tried(batch.event("agree_paid", "initiator")), Matter)


@pytest.mark.parametrize(
    ("step", "role", "state"),
    [
        ("return", "responder", rules.OPEN),
        ("take_back", "initiator", rules.OPEN),
        ("decline", "responder", "declined"),
        ("withdraw", "initiator", rules.WITHDRAWN),
    ],
)
def test_until_both_confirmed_a_batch_goes_back(batch: Case, step: str, role: str, state: str) -> None:
    batch.take("generate", "initiator", fields=rules.generated(CLEARED))
    assert batch.take(step, role, fields={"reason": "少一笔"}).matter.state == state


def test_a_batch_of_our_books_is_the_same_and_any_other_is_refused(batch: Case) -> None:
    batch.take("generate", "initiator", fields=rules.generated(CLEARED))
    found = rules.batch_of(batch.matter)
    rules.check_same(found, CLEARED)
    for ours in (CLEARED[1:], [CLEARED[0]._replace(fund_fen=1), *CLEARED[1:]]):
        with pytest.raises(Refused) as refused:
            rules.check_same(found, ours)
        assert refused.value.code is MedicalRefusal.BATCH_DIFFERS_FROM_BOOKS
    rules.check_generated(rules.generated(CLEARED), CLEARED)
    with pytest.raises(Refused):
        rules.check_generated(rules.generated(CLEARED[1:]), CLEARED)


@pytest.mark.parametrize("wrong", [0, 1, -1])
def test_each_row_is_recorded_as_paid_to_the_fen(batch: Case, wrong: int) -> None:
    batch.take("generate", "initiator", fields=rules.generated(CLEARED))
    found = rules.batch_of(batch.matter)
    payments = rules.payments_of(found.rows, date(2026, 3, 4), "银行凭证 1")
    rules.check_payments(found, payments)
    spoilt = payments[:-1] if not wrong else [{**payments[0], "amount_fen": 885_00 + wrong}, *payments[1:]]
    with pytest.raises(Refused) as refused:
        rules.check_payments(found, spoilt)
    assert refused.value.code is MedicalRefusal.PAYMENTS_DIFFER_FROM_BATCH
