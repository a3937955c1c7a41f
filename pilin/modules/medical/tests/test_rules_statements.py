"""Rules of a hospital's statement with plain values: totals, rows, days, and sums that must be the same."""

from datetime import date

import pytest

from pilin.base.refusal import Refused
from pilin.modules.medical.actions.statements import RESULTS
from pilin.modules.medical.rules import statements as rules
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.statements import Differing, Result, Settled, Stated, Sums
from pilin.wire.nhsa import statement

OURS = Settled("1", "V1", "P1", "M1", refund=False, total_fen=1_000, fund_fen=500, account_fen=100)
THEIRS = Stated("1", "V1", "P1", refund=False, total_fen=1_000, fund_fen=500, account_fen=100)
BACK = OURS._replace(number="2", refund=True, total_fen=-1_000, fund_fen=-500, account_fen=-100)
TODAY = date(2026, 3, 4)


def test_rows_sum_up_with_refunds_against_what_they_take_back() -> None:
    assert rules.sums([OURS, BACK]) == Sums(2, 0, 0, 0)
    assert rules.sums([THEIRS]) == Sums(1, 1_000, 500, 100)
    assert rules.sums([]) == Sums(0, 0, 0, 0)


@pytest.mark.parametrize(
    ("theirs", "result"),
    [
        (Sums(1, 1_000, 500, 100), Result.BALANCED),
        (Sums(0, 1_000, 500, 100), Result.AGENCY_HAS_MORE),
        (Sums(2, 1_000, 500, 100), Result.INSTITUTION_HAS_MORE),
        (Sums(1, 1_001, 500, 100), Result.DATA_DIFFER),
        (Sums(1, 1_000, 499, 100), Result.DATA_DIFFER),
        (Sums(1, 1_000, 500, 101), Result.DATA_DIFFER),
    ],
)
def test_totals_come_out_by_number_first_and_amounts_then(theirs: Sums, result: Result) -> None:
    assert rules.total(Sums(1, 1_000, 500, 100), theirs) is result


def test_what_is_alike_is_no_difference() -> None:
    assert rules.compare([OURS], [THEIRS]) == []
    assert rules.compare([], []) == []


@pytest.mark.parametrize(
    "changed",
    [{"visit": "V2"}, {"person": "P2"}, {"total_fen": 1}, {"fund_fen": 1}, {"account_fen": 1}],
)
def test_each_cell_of_a_row_counts(changed: dict[str, object]) -> None:
    other = THEIRS._replace(**changed)  # type: ignore[arg-type]
    assert rules.compare([OURS], [other]) == [Differing(Result.DATA_DIFFER, OURS, other)]


def test_a_row_that_one_side_lacks_is_told_by_the_side() -> None:
    strange = THEIRS._replace(number="0")
    assert rules.compare([OURS, BACK], [strange]) == [
        Differing(Result.INSTITUTION_HAS_MORE, None, strange),
        Differing(Result.AGENCY_HAS_MORE, OURS, None),
        Differing(Result.AGENCY_HAS_MORE, BACK, None),
    ]


def test_a_refund_is_another_row_than_what_it_takes_back() -> None:
    found = rules.compare([OURS], [THEIRS._replace(refund=True)])
    assert [one.result for one in found] == [Result.AGENCY_HAS_MORE, Result.INSTITUTION_HAS_MORE]


@pytest.mark.parametrize("begins", [TODAY, date(2026, 3, 3), date(2026, 1, 1), date(2020, 2, 29)])
def test_days_run_forward_until_today(begins: date) -> None:
    rules.check_period(begins, TODAY, TODAY)
    rules.check_period(begins, begins, TODAY)


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        (TODAY, date(2026, 3, 3)),
        (TODAY, date(2026, 3, 5)),
        (date(2026, 3, 5), date(2026, 3, 5)),
        (date(2027, 1, 1), date(2026, 1, 1)),
    ],
)
def test_other_days_are_refused_and_named(begins: date, ends: date) -> None:
    with pytest.raises(Refused) as refused:
        rules.check_period(begins, ends, TODAY)
    assert refused.value.code is MedicalRefusal.STATEMENT_DAYS_DO_NOT_FIT
    assert refused.value.facts == {"begins": begins, "ends": ends}


def test_sums_that_differ_are_refused_with_both() -> None:
    same = Sums(1, 1_000, 500, 100)
    rules.check_sums(same, same, MedicalRefusal.FILE_DIFFERS_FROM_STATEMENT)
    with pytest.raises(Refused) as refused:
        rules.check_sums(same, Sums(2, 1_000, 501, 100), MedicalRefusal.APPLICATION_DIFFERS_FROM_BOOKS)
    assert refused.value.code is MedicalRefusal.APPLICATION_DIFFERS_FROM_BOOKS
    assert refused.value.facts == {"theirs": 2, "ours": 1, "theirs_fen": 601, "ours_fen": 600}


def test_a_result_is_one_of_four() -> None:
    assert {*RESULTS} == {*Result}
    assert sorted(RESULTS.values()) == sorted(
        (statement.BALANCED, statement.AGENCY_HAS_MORE, statement.INSTITUTION_HAS_MORE, statement.DATA_DIFFER)
    )
    assert {statement.result_of(code) for code in RESULTS.values()} == {*RESULTS.values()}
