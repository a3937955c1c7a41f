"""Corrections of our books, leg by leg: of the fund, of accounts, of a cancel, of what was corrected before."""

import pytest
from django.db.models import F

from pilin.base.clock import day_of
from pilin.kernel.federation import actions as federation
from pilin.kernel.ledger import queries as ledger
from pilin.modules.medical import models, queries
from pilin.modules.medical.actions.diary import CORRECTED, TableDiary, draft_of
from pilin.modules.medical.rules import day_facts, days
from pilin.modules.medical.rules.day_facts import CORRECT, Remark
from pilin.modules.medical.tests.clearing import CLAUSE, play_settlement
from pilin.modules.medical.tests.test_reconciling import clauses, reconcile
from tests.support.neighbour import CODE, US, Neighbour

__all__ = ["clauses"]
FUND, ACCOUNTS = "medical/fund/390", "medical/accounts/390"
WE_OWE, OWES_US = f"peer/{CODE}/medical/390/we-owe", f"peer/{CODE}/medical/390/owes-us"


def books() -> dict[str, int]:
    """Return what each account holds, those with nothing left out."""
    found = ledger.balances(codes=list(ledger.accounts()))
    return {code: balance.balance_fen for code, balance in found.items() if balance.balance_fen}


def whole(settlement: str) -> tuple[int, int]:
    """Return what a settlement comes to in our books."""
    row = queries.held(models.Settlement.objects.filter(pk=settlement)).get()
    return row.whole_fund_fen, row.whole_account_fen


def corrected(neighbour: Neighbour, settlement: str, fund_fen: int, account_fen: int) -> models.Correction:
    """Let us enter a correction by a signed remark about a difference that stands."""
    day = day_of(neighbour.now)
    if not models.DayDifference.objects.filter(settlement=settlement).exists():
        models.Settlement.objects.filter(pk=settlement).update(total_fen=F("total_fen") + 1)
        reconcile(neighbour)
        models.Settlement.objects.filter(pk=settlement).update(total_fen=F("total_fen") - 1)
    row = models.DayDifference.objects.get(settlement=settlement)
    models.DayDifference.objects.filter(pk=row.pk).update(turn=US)
    said = Remark(US, CODE, day, settlement, row.round, CORRECT, "x", day, fund_fen, account_fen)
    federation.tell([draft_of(day_facts.remark(said, CLAUSE))], at=neighbour.now)
    return models.Correction.objects.latest("pk")


@pytest.mark.parametrize(
    ("fund", "account"),
    [
        (1, 0),
        (-1, 0),
        (0, 1),
        (0, -1),
        (7, -7),
        (-7, 7),
        (-500, -100),
        (400, 200),
    ],
)
def test_each_leg_of_the_insured_place_is_brought_to_its_amount(neighbour: Neighbour, fund: int, account: int) -> None:
    settlement = play_settlement(neighbour, CODE)
    added = corrected(neighbour, settlement, fund, account)
    assert whole(settlement) == (500 + fund, 100 + account)
    held = books()
    assert held.get(FUND, 0) == 500 + fund
    assert held.get(ACCOUNTS, 0) == 100 + account
    assert held.get(WE_OWE, 0) == -(600 + fund + account)
    assert len(added.entries) == (fund != 0) + (account != 0)
    assert {entry.reason for entry in ledger.entries(ids=added.entries).values()} == {CORRECTED}


@pytest.mark.parametrize(("fund", "account"), [(1, 0), (0, -1), (7, 7), (-500, -100)])
def test_the_place_of_care_owes_its_hospital_by_one_leg(neighbour: Neighbour, fund: int, account: int) -> None:
    settlement = play_settlement(neighbour, US)
    corrected(neighbour, settlement, fund, account)
    assert whole(settlement) == (500 + fund, 100 + account)
    assert books().get(OWES_US, 0) == 600 + fund + account
    assert sum(books().values()) == 0


def test_what_moves_between_fund_and_account_moves_nothing_at_the_place_of_care(neighbour: Neighbour) -> None:
    settlement = play_settlement(neighbour, US)
    before = books()
    added = corrected(neighbour, settlement, 10, -10)
    assert (added.entries, books(), whole(settlement)) == ([], before, (510, 90))


@pytest.mark.parametrize("care", [US, CODE])
def test_a_cancel_is_corrected_with_its_signs_turned(neighbour: Neighbour, care: str) -> None:
    original = play_settlement(neighbour, care)
    cancel = play_settlement(neighbour, care, cancels=original)
    assert books() == {}
    corrected(neighbour, cancel, -1, 0)
    assert whole(cancel) == (-501, -100)
    towards = OWES_US if care == US else WE_OWE
    assert books()[towards] == (-1 if care == US else 1)
    assert sum(books().values()) == 0


def test_a_second_correction_starts_from_the_first(neighbour: Neighbour) -> None:
    settlement = play_settlement(neighbour, CODE)
    corrected(neighbour, settlement, 5, 0)
    corrected(neighbour, settlement, -3, 1)
    assert whole(settlement) == (502, 101)
    assert books() == {FUND: 502, ACCOUNTS: 101, WE_OWE: -603}
    assert models.Correction.objects.count() == 2


def test_what_no_money_moved_for_is_corrected_on_paper_alone(neighbour: Neighbour) -> None:
    settlement = play_settlement(neighbour, CODE, total_fen=1)  # half of a fen is none
    assert books() == {}
    added = corrected(neighbour, settlement, 0, 0)
    assert (added.entries, books()) == ([], {})


def test_a_correction_counts_in_the_next_statement_and_in_the_batch(neighbour: Neighbour) -> None:
    settlement = play_settlement(neighbour, CODE)
    corrected(neighbour, settlement, 5, -2)
    (line,) = TableDiary().lines(CODE, day_of(neighbour.now))
    assert (line.fund_fen, line.account_fen) == (505, 98)
    (cleared,) = queries.clearable(CODE, day_of(neighbour.now))
    assert (cleared.fund_fen, cleared.account_fen, cleared.payer) == (505, 98, US)


def test_what_is_kept_of_a_day_reads_back_as_it_was(neighbour: Neighbour) -> None:
    settlement = play_settlement(neighbour, CODE)
    models.Settlement.objects.filter(pk=settlement).update(fund_fen=501)
    reconcile(neighbour)
    diary, day = TableDiary(), day_of(neighbour.now)
    stated = diary.stated(CODE, day, 1)
    assert {*stated} == {US, CODE}
    ours, theirs = (days.whole(stated[code]) for code in (US, CODE))
    assert ours is not None
    assert theirs is not None
    (found,) = diary.differences(CODE, day)
    assert days.compare(ours, theirs, diary.term_days(CODE, day)) == [found]
    assert diary.stated(CODE, day, 2) == {}


def test_without_signed_terms_a_difference_has_the_days_of_the_rules(neighbour: Neighbour) -> None:
    assert TableDiary().term_days(CODE, day_of(neighbour.now)) == days.TERM_DAYS
