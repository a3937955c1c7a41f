"""Terms of clearing at their bounds: months of a year, days on which batches are made, and what does not read."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.base.refusal import Refused
from pilin.modules.medical.rules import clearing
from pilin.modules.medical.rules.clearing import Cleared
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.terms import read_terms, window
from pilin.modules.medical.tests.test_rules_clearing import JINSHAN, PINGHU, document, terms

STRICT = terms(interim=False)
RUNNING = terms(interim=True)


@pytest.mark.parametrize(
    ("month", "until", "made_from", "confirm_by", "pay_by"),
    [
        ("2025-12", date(2025, 12, 31), date(2026, 1, 21), date(2026, 1, 25), date(2026, 2, 9)),
        ("2026-01", date(2026, 1, 31), date(2026, 2, 21), date(2026, 2, 25), date(2026, 3, 12)),
        ("2026-02", date(2026, 2, 28), date(2026, 3, 21), date(2026, 3, 25), date(2026, 4, 9)),
        ("2026-03", date(2026, 3, 31), date(2026, 4, 21), date(2026, 4, 25), date(2026, 5, 10)),
        ("2026-04", date(2026, 4, 30), date(2026, 5, 21), date(2026, 5, 25), date(2026, 6, 9)),
        ("2026-05", date(2026, 5, 31), date(2026, 6, 21), date(2026, 6, 25), date(2026, 7, 10)),
        ("2026-06", date(2026, 6, 30), date(2026, 7, 21), date(2026, 7, 25), date(2026, 8, 9)),
        ("2026-07", date(2026, 7, 31), date(2026, 8, 21), date(2026, 8, 25), date(2026, 9, 9)),
        ("2026-08", date(2026, 8, 31), date(2026, 9, 21), date(2026, 9, 25), date(2026, 10, 10)),
        ("2026-09", date(2026, 9, 30), date(2026, 10, 21), date(2026, 10, 25), date(2026, 11, 9)),
        ("2026-10", date(2026, 10, 31), date(2026, 11, 21), date(2026, 11, 25), date(2026, 12, 10)),
        ("2026-11", date(2026, 11, 30), date(2026, 12, 21), date(2026, 12, 25), date(2027, 1, 9)),
        ("2026-12", date(2026, 12, 31), date(2027, 1, 21), date(2027, 1, 25), date(2027, 2, 9)),
        ("2028-02", date(2028, 2, 29), date(2028, 3, 21), date(2028, 3, 25), date(2028, 4, 9)),
    ],
)
def test_the_days_of_each_month(month: str, until: date, made_from: date, confirm_by: date, pay_by: date) -> None:
    found = window(STRICT, month, made_from)
    assert (found.month, found.until, found.generates_on) == (month, until, made_from)
    assert (found.confirm_by, found.pay_by) == (confirm_by, pay_by)
    with pytest.raises(Refused) as refused:
        window(STRICT, month, made_from - timedelta(days=1))
    assert refused.value.code is MedicalRefusal.MONTH_IS_NOT_OVER


@pytest.mark.parametrize(
    ("day", "until", "made_from"),
    [
        (date(2026, 3, 1), date(2026, 3, 1), date(2026, 3, 1)),
        (date(2026, 3, 15), date(2026, 3, 15), date(2026, 3, 15)),
        (date(2026, 3, 31), date(2026, 3, 31), date(2026, 3, 31)),
        (date(2026, 4, 1), date(2026, 3, 31), date(2026, 4, 1)),
        (date(2026, 4, 20), date(2026, 3, 31), date(2026, 4, 20)),
        (date(2026, 4, 21), date(2026, 3, 31), date(2026, 4, 21)),
        (date(2026, 9, 9), date(2026, 3, 31), date(2026, 4, 21)),
    ],
)
def test_a_running_month_is_cleared_until_the_day_and_a_past_one_whole(day: date, until: date, made_from: date) -> None:
    found = window(RUNNING, "2026-03", day)
    assert (found.until, found.generates_on) == (until, made_from)
    assert day <= found.confirm_by < found.pay_by


@pytest.mark.parametrize("day", [date(2026, 2, 28), date(2025, 3, 15), date(2000, 1, 1)])
def test_a_month_that_has_not_begun_is_never_cleared(day: date) -> None:
    with pytest.raises(Refused) as refused:
        window(RUNNING, "2026-03", day)
    assert refused.value.code is MedicalRefusal.MONTH_IS_NOT_OVER


@pytest.mark.parametrize(
    ("member", "least", "most"),
    [
        ("version", 1, 2**53 - 1),
        ("generates_on", 1, 25),
        ("confirms_by", 21, 28),
        ("pays_within_days", 1, 90),
        ("difference_days", 1, 90),
    ],
)
def test_numbers_are_taken_within_their_bounds_and_no_further(member: str, least: int, most: int) -> None:
    for value in (least, most):
        assert getattr(terms(**{member: value}), member) == value
    wrong: tuple[object, ...] = (least - 1, most + 1, True, "1", None, 1.5)
    for bad in wrong:
        with pytest.raises(Refused) as refused:
            terms(**{member: bad})
        assert refused.value.code is MedicalRefusal.TERMS_DO_NOT_READ


@pytest.mark.parametrize("member", sorted(document()))
def test_each_member_is_needed(member: str) -> None:
    text = document()
    del text[member]
    with pytest.raises(Refused) as refused:
        read_terms(text)
    assert refused.value.code is MedicalRefusal.TERMS_DO_NOT_READ
    assert refused.value.facts["where"] == "terms"


@pytest.mark.parametrize(
    ("quota", "where"),
    [
        ({"payer": "33048", "insurance": "390", "quota_fen": 1}, "advances/1/payer"),
        ({"payer": PINGHU, "insurance": "39", "quota_fen": 1}, "advances/1/insurance"),
        ({"payer": PINGHU, "insurance": "390", "quota_fen": 0}, "advances/1/quota_fen"),
        ({"payer": PINGHU, "insurance": "390", "quota_fen": -1}, "advances/1/quota_fen"),
        ({"payer": PINGHU, "insurance": "390", "quota_fen": "1"}, "advances/1/quota_fen"),
        ({"payer": PINGHU, "insurance": "390"}, "advances/1"),
        ({"payer": PINGHU, "insurance": "390", "quota_fen": 1, "note": "x"}, "advances/1"),
    ],
)
def test_an_advance_that_does_not_read_is_named_by_its_place(quota: dict[str, Any], where: str) -> None:
    with pytest.raises(Refused) as refused:
        terms(advances=[quota])
    assert refused.value.facts["where"] == where


@pytest.mark.parametrize("alerts", [[1, 2], [7000, 9000], [9999, 10000]])
def test_alerts_rise(alerts: list[int]) -> None:
    assert terms(alerts_bp=alerts).alerts_bp == tuple(alerts)


@pytest.mark.parametrize("alerts", [[], [1], [2, 1], [1, 1], [1, 2, 3], [0, 1], [1, 10001], "12", None])
def test_other_alerts_are_refused(alerts: Any) -> None:
    with pytest.raises(Refused) as refused:
        terms(alerts_bp=alerts)
    assert str(refused.value.facts["where"]).startswith("alerts_bp")


# Rows of any settlements

cleared = st.builds(
    Cleared,
    st.uuids().map(str),
    st.sampled_from([PINGHU, JINSHAN]),
    st.sampled_from(["310", "390"]),
    st.integers(-10_000, 10_000),
    st.integers(-10_000, 10_000),
)
batches = st.lists(cleared, max_size=12, unique_by=lambda one: one.settlement)


@given(batches)
def test_rows_lose_no_fen_and_no_settlement(rows: list[Cleared]) -> None:
    found = clearing.rows_of(rows)
    assert sum(row.count for row in found) == len(rows)
    assert sum(row.pays_fen for row in found) == sum(one.fund_fen + one.account_fen for one in rows)
    assert len({row.id for row in found}) == len(found) <= 4


@given(batches)
def test_the_net_is_the_same_from_both_sides_and_no_less_than_nothing(rows: list[Cleared]) -> None:
    found = clearing.rows_of(rows)
    payer, owed = clearing.net(found, (PINGHU, JINSHAN))
    other, same = clearing.net(found, (JINSHAN, PINGHU))
    assert owed == same >= 0
    assert payer == other or owed == 0
    assert owed == abs(sum(row.pays_fen if row.payer == PINGHU else -row.pays_fen for row in found))


@given(batches, st.randoms())
def test_a_digest_knows_no_order_but_every_fen(rows: list[Cleared], chance: Any) -> None:
    mixed = rows.copy()
    chance.shuffle(mixed)
    assert clearing.digest(mixed) == clearing.digest(rows)
    assert clearing.generated(mixed) == clearing.generated(rows)
    for number, one in enumerate(rows):
        moved = [*rows[:number], one._replace(fund_fen=one.fund_fen + 1), *rows[number + 1 :]]
        assert clearing.digest(moved) != clearing.digest(rows)


@given(batches)
def test_what_is_recorded_of_all_rows_is_taken_and_of_fewer_is_not(rows: list[Cleared]) -> None:
    found = clearing.rows_of(rows)
    batch = clearing.Batch("b", "2026-03", date(2026, 3, 31), clearing.CONFIRMED, PINGHU, JINSHAN, found)
    payments = clearing.payments_of(found, date(2026, 4, 1), "1")
    clearing.check_payments(batch, payments)
    for number in range(len(payments)):
        with pytest.raises(Refused) as refused:
            clearing.check_payments(batch, payments[:number] + payments[number + 1 :])
        assert refused.value.code is MedicalRefusal.PAYMENTS_DIFFER_FROM_BATCH
