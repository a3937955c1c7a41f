"""What hospitals are refused: each in a Chinese sentence of at most 200 characters, and nothing is half done."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import OperationalError

from pilin.base import clock
from pilin.base.money import Fen
from pilin.base.refusal import Refused
from pilin.modules.medical import models, queries
from pilin.modules.medical.actions import visiting
from pilin.modules.medical.gateway import dispatch
from pilin.modules.medical.gateway.table import DEEDS
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.tests.hospital import SECRET, Hospital, contract
from pilin.wire.nhsa import fees, filing, inpatient, outpatient, sign
from pilin.wire.nhsa.refusals import CallerRefusal
from pilin.wire.nhsa.transport import Caller, Credential, Dialect
from tests.support.neighbour import Neighbour


@pytest.fixture
def hospital(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> Hospital:
    monkeypatch.setattr(queries, "policy_on", queries.illustrative_policy)
    contract()
    return Hospital(neighbour.now)


def test_what_is_no_message(hospital: Hospital) -> None:
    for data in (b"", b"[]", b"\xff\xfe", b"{"):
        assert hospital.post(data, "2201").head.infcode == "-1"
    assert hospital.post(b"{", "2201").no("message_is_not_json")


def test_what_is_not_answered_here_is_said(hospital: Hospital, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(DEEDS, "5301")
    query = filing.ChronicQuery(psn_no=hospital.person)
    assert hospital.send("5301", query).no("transaction_is_not_answered")
    data = hospital.last.replace(b'"5301"', b'"9999"')
    assert hospital.post(data, "5301").no("transaction_is_unknown")


def test_a_hospital_without_a_contract(hospital: Hospital) -> None:
    models.Institution.objects.update(until_day=hospital.at.date().replace(year=2025))
    assert hospital.registers().no("institution_has_no_contract")
    assert models.CareVisit.objects.count() == models.Answered.objects.count() == 0


def test_a_caller_speaks_for_its_own_institution_alone(hospital: Hospital) -> None:
    credential = Credential(Dialect.API_KEY, "his", SECRET, frozenset({"H33048299999"}))
    hospital.carry = lambda data: dispatch.answer(data, Caller(credential), at=hospital.at)
    with pytest.raises(Refused) as caught:
        hospital.registers()
    assert caught.value.code is CallerRefusal.CALLER_SPEAKS_FOR_ANOTHER


def test_a_database_that_does_not_answer_leaves_the_outcome_to_2601(
    hospital: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(**_named: Any) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(visiting, "register", fails)
    assert hospital.registers().no("gateway_is_busy")


def test_an_operator_signs_in_and_out(hospital: Hospital) -> None:
    signed = hospital.send("9001", sign.SignIn(opter_no="op-1", mac="", ip="10.0.0.1"))
    assert len(signed.output.sign_no) == 30
    gone = hospital.send("9002", sign.SignOut(sign_no=signed.output.sign_no, opter_no="op-1"))
    assert gone.head.succeeded


def test_a_place_that_nobody_here_insures(hospital: Hospital) -> None:
    hospital.insured = "440300"
    assert hospital.registers().no("insured_place_has_no_agency")


def test_a_place_of_the_same_pool_is_the_neighbours(hospital: Hospital) -> None:
    hospital.insured = "310115"
    hospital.registers()
    assert models.CareVisit.objects.get().insured == "310116"


def test_a_number_belongs_to_one_visit(hospital: Hospital) -> None:
    first = hospital.registers()
    assert hospital.registers().no("visit_number_stands_twice")
    gone = outpatient.RegistrationCancel(psn_no=hospital.person, mdtrt_id=first.output.mdtrt_id, ipt_otp_no="OP-1")
    assert hospital.send("2202", gone).head.succeeded
    assert hospital.registers().head.succeeded
    assert hospital.send("2202", gone).no("visit_is_not_in_that_state")


def test_a_visit_of_another(hospital: Hospital) -> None:
    hospital.comes_to_the_counter()
    assert hospital.quotes(psn_no="P-9").no("visit_is_of_another_person")
    assert hospital.quotes(mdtrt_id="9").no("visit_is_unknown")
    assert hospital.quotes(insutype="390").no("visit_is_of_another_insurance")
    assert hospital.quotes(chrg_bchno="B9").no("lines_are_unknown")
    assert hospital.cancels("9").no("settlement_is_of_another_visit")


def test_another_hospital_does_not_find_the_visit(hospital: Hospital) -> None:
    hospital.comes_to_the_counter()
    contract("H33048200002")
    hospital.code = "H33048200002"
    assert hospital.quotes().no("visit_is_unknown")


@pytest.mark.parametrize("members", [{"medfee_sumamt": 90_001}, {"preselfpay_amt": 1_999, "inscp_scp_amt": 88_001}])
def test_a_total_or_an_echo_that_differs_is_refused_with_both_amounts(
    hospital: Hospital, members: dict[str, int]
) -> None:
    hospital.comes_to_the_counter()
    amounts: dict[str, Any] = {name: Fen(amount) for name, amount in members.items()}
    answer = hospital.settles(**amounts)
    if "medfee_sumamt" in members:
        assert answer.no("total_differs_from_lines")
        assert "900.01" in answer.error
        assert "900.00" in answer.error
    else:
        said = MedicalRefusal.PARTS_DIFFER_FROM_LINES.value
        assert (said, "19.99" in answer.error, "20.00" in answer.error) == ("parts_differ_from_lines", True, True)
    assert models.CareSettlement.objects.count() == 0


def test_lines_that_do_not_fit_leave_nothing(hospital: Hospital) -> None:
    hospital.registers()
    good = hospital.line("1", "XA-0001", "1")
    cases: list[tuple[Any, str]] = [
        (hospital.line("2", "NONE", "1"), "item_is_not_in_force"),
        (hospital.line("2", "XA-0001", "1", det_item_fee_sumamt=Fen(99)), "line_total_does_not_match"),
        (hospital.line("1", "XA-0001", "1"), "line_number_stands_twice"),
        (hospital.line("2", "XR-0001", "1"), "restricted_use_needs_a_decision"),
        (hospital.line("2", "XA-0001", "1", "-1"), "return_needs_an_original"),
        (hospital.line("2", "XA-0001", "1", mdtrt_id="9"), "lines_are_of_several_visits"),
    ]
    for line, code in cases:
        assert hospital.uploads(good, line).no(code)
    assert models.FeeLine.objects.count() == 0


def test_a_limit_and_an_entry_hold_on_their_days(hospital: Hospital) -> None:
    hospital.registers()
    bed = hospital.line("1", "XS-0002", "200")
    later = replace(bed, feedetl_sn="2", fee_ocur_time=clock.after(hospital.at, seconds=150 * 86_400))
    before, after = hospital.uploads(bed, later).output.result
    assert (before.overlmt_amt, after.overlmt_amt) == (0, 8_000)
    assert (str(before.pric_uplmt_amt), str(after.pric_uplmt_amt)) == ("999999.000000", "120.000000")


def test_lines_are_withdrawn_while_no_settlement_holds_them(hospital: Hospital) -> None:
    hospital.comes_to_the_counter()

    def withdraws(batch: str) -> Any:
        body = outpatient.FeeWithdrawal(mdtrt_id=hospital.visit, chrg_bchno=batch, psn_no=hospital.person)
        return hospital.send("2205", body)

    assert withdraws("B9").no("lines_are_unknown")
    assert withdraws("B1").head.succeeded
    assert models.FeeLine.objects.count() == 0
    assert withdraws("0000").head.succeeded


def test_goods_come_back_and_hold_their_original(hospital: Hospital) -> None:
    hospital.admits()
    line, back = hospital.bed_line("1", "XB-0001", "10", "3"), hospital.bed_line("2", "XB-0001", "10", "-3")
    for row in (line, replace(back, init_feedetl_sn="1")):
        assert hospital.send("2301", fees.InpatientUpload(feedetail=(row,))).head.succeeded
    assert sum(row.amount_fen for row in models.FeeLine.objects.all()) == 0
    more = replace(back, feedetl_sn="3", init_feedetl_sn="1")
    assert hospital.send("2301", fees.InpatientUpload(feedetail=(more,))).no("return_exceeds_its_original")

    def withdraws(number: str) -> Any:
        row = inpatient.LineWithdrawal(feedetl_sn=number, mdtrt_id=hospital.visit, psn_no=hospital.person)
        return hospital.send("2302", inpatient.Withdrawal(data=(row,)))

    assert withdraws("1").no("lines_are_returned")
    assert withdraws("2").head.succeeded
    assert withdraws("1").head.succeeded


def test_a_change_is_kept_while_the_stay_is_open(hospital: Hospital) -> None:
    hospital.admits()
    info = inpatient.ChangeInfo(mdtrt_id=hospital.visit, psn_no=hospital.person, med_type="24", dise_codg="M03900")
    assert hospital.send("2403", inpatient.AdmissionChange(adminfo=info)).head.succeeded
    visit = models.CareVisit.objects.get()
    assert (visit.med_type, visit.diseases) == ("24", ["M03900"])
