"""What a hospital is told, and states, in the words of its region: whether the sum of the funds holds the account."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings

from pilin.base.money import Fen
from pilin.modules.medical import models
from pilin.modules.medical.gateway import region
from pilin.modules.medical.rules import statements as rules
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.settlement import POSTED
from pilin.modules.medical.tests.crowd import open_the_counter
from pilin.modules.medical.tests.hospital import Hospital, contract
from pilin.modules.medical.tests.test_statements import applies, detail, fetched, held, row, total
from pilin.wire.nhsa import identities, statement, statement_file
from pilin.wire.nhsa.identities import DEFAULT, Profile, amounts
from tests.support.neighbour import Neighbour


def gateway(fund_total: str = "without_account", account_total: str = "without_relative") -> Any:
    """Return a gateway as the configuration describes it."""
    return SimpleNamespace(fund_total=fund_total, account_total=account_total)


WITH_ACCOUNT = gateway("with_account")


def configure(patch: pytest.MonkeyPatch, said: Any) -> None:
    patch.setattr(settings, "NODE", replace(settings.NODE, gateway=said))


@pytest.fixture
def with_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the node stand where the sum of the funds holds the personal account."""
    configure(monkeypatch, WITH_ACCOUNT)


@pytest.fixture
def hospital(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> Hospital:
    """Return a hospital of ours where the visitor of worked case W4 stands at the counter."""
    open_the_counter(neighbour, monkeypatch)
    hospital = Hospital(neighbour.now)
    hospital.comes_to_the_counter()
    return hospital


@pytest.mark.parametrize(
    ("said", "profile"),
    [
        (None, DEFAULT),
        (gateway(), DEFAULT),
        (WITH_ACCOUNT, Profile(funds_hold_account=True)),
        (gateway(account_total="with_relative"), Profile(account_holds_relative=True)),
    ],
)
def test_the_region_is_that_of_the_configuration(monkeypatch: pytest.MonkeyPatch, said: Any, profile: Profile) -> None:
    configure(monkeypatch, said)
    assert region.profile() == profile


def test_a_hospital_is_told_the_sum_of_its_region_and_the_books_hold_the_plain_one(
    hospital: Hospital, with_account: None
) -> None:
    profile = Profile(funds_hold_account=True)
    told = [hospital.quotes().output, hospital.settles().output]
    for settled in told:
        found = amounts(settled.setlinfo, profile)
        assert (found.fund_pay_sumamt, found.acct_pay, found.psn_cash_pay) == (88_500, 60_000, 1_500)
        assert identities.check(found, profile) == ()
        assert identities.check_payers(found, [one.fund_payamt for one in settled.setldetail], profile) == ()
        assert identities.check(found) != ()
    (kept,) = models.Settlement.objects.filter(state=POSTED)
    assert (kept.fund_fen, kept.account_fen) == (28_500, 60_000)


def test_a_cancel_takes_back_what_was_told(hospital: Hospital, with_account: None) -> None:
    settled = hospital.settles().output.setlinfo
    taken = hospital.cancels(settled.setl_id).output.setlinfo
    assert taken.fund_pay_sumamt == -88_500
    assert identities.check_reversal(amounts(settled), amounts(taken)) == ()


@pytest.fixture
def standing(neighbour: Neighbour) -> Hospital:
    """Return a hospital with one settlement: 10.00 in all, 5.00 from the fund and 1.00 from the account."""
    contract()
    hospital = Hospital(neighbour.now)
    held(hospital.at, "1")
    return hospital


@pytest.mark.parametrize(("fund", "result"), [(600, statement.BALANCED), (500, statement.DATA_DIFFER)])
def test_totals_are_compared_in_the_words_of_the_region(
    standing: Hospital, with_account: None, fund: int, result: str
) -> None:
    found = total(standing, fund_pay_sumamt=Fen(fund)).output
    assert found.stmt_rslt == result
    assert found.stmt_rslt_dscr == ("" if result == statement.BALANCED else "1/1000/600/100")


@pytest.mark.parametrize(("fund", "differing"), [(600, 0), (500, 1)])
def test_rows_of_a_file_are_too(standing: Hospital, with_account: None, fund: int, differing: int) -> None:
    sent = row("1", fund_pay_sumamt=Fen(fund))
    answer = detail(standing, statement_file.write_sent([sent]), sent)
    found = statement_file.read_result(fetched(standing, answer.output.file_qury_no)).rows
    assert len(found) == differing
    assert [one.fund_pay_sumamt for one in found] == [600] * differing


def test_an_application_asks_for_the_sum_of_the_region(standing: Hospital, with_account: None) -> None:
    assert applies(standing).no(MedicalRefusal.APPLICATION_DIFFERS_FROM_BOOKS.value)
    assert applies(standing, fund_appy_sum=Fen(600)).head.succeeded
    (kept,) = models.Application.objects.all()
    assert (kept.applied_fen, kept.account_fen) == (600, 100)


def test_what_is_said_changes_the_sum_of_the_funds_alone() -> None:
    one = rules.Settled("1", "V1", "P-1", "M1", refund=True, total_fen=-1_000, fund_fen=-500, account_fen=-100)
    assert rules.with_account(one) == one._replace(fund_fen=-600)
    assert rules.as_it_is(one) is one
