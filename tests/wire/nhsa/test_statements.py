"""Reversal, reconciliation, clearing, the monthly split, queries and files as hospitals send them."""

import json
from datetime import date
from typing import Any

import pytest

from pilin.wire.nhsa import files, monthly, query, registry, reverse, statement
from pilin.wire.nhsa.refusals import NhsaRefusal
from tests.wire.nhsa import messages
from tests.wire.nhsa.fixtures import F4
from tests.wire.nhsa.messages import AT, body, refusal, spelled

REVERSAL: dict[str, Any] = {"psn_no": "P0001", "omsgid": "H31011600001202603020930000001", "oinfno": "2207"}
TOTAL: dict[str, Any] = {
    "insutype": "310",
    "clr_type": "11",
    "setl_optins": "310116",
    "stmt_begndate": "2026-03-01",
    "stmt_enddate": "2026-03-31",
    "medfee_sumamt": "1000.00",
    "fund_pay_sumamt": 600,
    "acct_pay": "150.50",
    "fixmedins_setl_cnt": "12",
}
DETAIL: dict[str, Any] = {
    "setl_optins": "310116",
    "file_qury_no": "F1",
    "stmt_begndate": "2026-03-01",
    "stmt_enddate": "2026-03-31",
    "medfee_sumamt": 1000,
    "fund_pay_sumamt": 600,
    "cash_payamt": 249.5,
    "fixmedins_setl_cnt": 12,
}
CLEARING: dict[str, Any] = {
    "clr_type": "11",
    "setlym": "202603",
    "psntime": 12,
    "medfee_sumamt": 1000,
    "med_sumfee": 900,
    "fund_appy_sum": 600,
    "cash_payamt": 249.5,
    "acct_pay": 150.5,
    "begndate": "2026-03-01",
    "enddate": "2026-03-31",
}
CONFIRMATION: dict[str, Any] = {
    "mdtrt_id": "S330482260302000001",
    "mdtrt_setl_time": "2026-03-02 09:30:00",
    "setl_sn": "A330482260302000001",
    "medfee_sumamt": 1000,
    "optins_pay_sumamt": 750.5,
    "cnfm_flag": "1",
}
MONTH: dict[str, Any] = {"trt_year": "2026", "trt_month": "03"}
INPUTS: dict[str, dict[str, Any]] = {
    "2601": {"data": REVERSAL},
    "3201": {"data": TOTAL},
    "3202": {"data": DETAIL},
    "3203": {"data": CLEARING},
    "3204": {"data": {"clr_appy_evt_id": "E1"}},
    "3260": {"data": MONTH | {"startrow": 1}},
    "3261": {"data": MONTH | {"totalrow": 1}, "detail": [CONFIRMATION]},
    "3262": {"data": MONTH | {"otransid": "0"}},
    "5203": {"data": {"psn_no": "P0001", "mdtrt_id": "M1", "setl_id": "S1"}},
    "5204": {"data": {"psn_no": "P0001", "mdtrt_id": "M1"}},
    "9101": {"fsUploadIn": {"in": [80, 75, 3, 4], "filename": "detail.zip", "fixmedins_code": "H31011600001"}},
    "9102": {"fsDownloadIn": {"file_qury_no": "F1", "filename": "plc", "fixmedins_code": "H31011600001"}},
}
REQUIRED = [
    ("2601", "data", sorted(REVERSAL)),
    ("3201", "data", sorted(TOTAL)),
    ("3202", "data", sorted(DETAIL)),
    ("3203", "data", sorted(CLEARING)),
    ("3204", "data", ["clr_appy_evt_id"]),
    ("3260", "data", ["startrow", "trt_month", "trt_year"]),
    ("3261", "data", ["totalrow", "trt_month", "trt_year"]),
    ("3262", "data", ["otransid", "trt_month", "trt_year"]),
    ("5203", "data", ["mdtrt_id", "psn_no"]),
    ("5204", "data", ["mdtrt_id", "psn_no"]),
    ("9101", "fsUploadIn", ["filename", "fixmedins_code", "in"]),
    ("9102", "fsDownloadIn", ["file_qury_no", "filename", "fixmedins_code"]),
]


@pytest.mark.parametrize("infno", INPUTS)
def test_each_is_read_by_its_number(infno: str) -> None:
    message = registry.read(spelled(infno, INPUTS[infno]))
    assert message.transaction.infno == infno
    assert message.unknown.count == 0


@pytest.mark.parametrize(
    ("infno", "node", "name"), [(infno, node, name) for infno, node, names in REQUIRED for name in names]
)
def test_every_required_field_is_missed_by_its_path(infno: str, node: str, name: str) -> None:
    given = {key: value for key, value in INPUTS[infno][node].items() if key != name}
    put = INPUTS[infno] | {node: given or {"zzz": 1}}
    assert refusal(spelled(infno, put)) == (NhsaRefusal.FIELD_IS_MISSING, f"{node}.{name}")


def test_a_reversal_names_the_senders_own_message() -> None:
    assert body("2601", INPUTS["2601"]) == reverse.Reversal(**REVERSAL)
    assert {"2207", "2208", "2304", "2305", "2401"} == reverse.REVERSIBLE
    data = spelled("2601", {"data": REVERSAL | {"omsgid": "x" * 31}})
    assert refusal(data) == (NhsaRefusal.FIELD_IS_TOO_LONG, "data.omsgid")


def test_totals_are_read_in_fen_and_days() -> None:
    total = body("3201", INPUTS["3201"])
    assert (total.medfee_sumamt, total.fund_pay_sumamt, total.acct_pay) == (100000, 60000, 15050)
    assert (total.stmt_begndate, total.fixmedins_setl_cnt) == (date(2026, 3, 1), 12)


@pytest.mark.parametrize(
    ("given", "included"),
    [
        ({}, True),
        ({"refd_setl_flag": "1"}, True),
        ({"refd_setl_flag": None}, True),
        ({"REFD_SETL_FLAG": ""}, True),
        ({"REFD_SETL_FLAG": "0"}, False),
        ({"refd_setl_flag": 0}, False),
        ({"refd_setl_flag": "", "REFD_SETL_FLAG": "0"}, False),
    ],
)
def test_totals_include_refunds_unless_they_say_no(given: dict[str, Any], included: bool) -> None:
    assert body("3201", {"data": TOTAL | given}).includes_refunds is included


@pytest.mark.parametrize(
    ("code", "result"),
    [("0", "000000"), ("1", "000101"), ("000000", "000000"), ("000102", "000102"), ("000103", "000103")],
)
def test_results_of_both_dialects_are_one(code: str, result: str) -> None:
    info = statement.CHECK_TOTAL.reply.read({"stmtinfo": {"stmt_rslt": code, "stmt_rslt_dscr": "…"}})
    assert statement.result_of(info.stmt_rslt) == result


def test_our_results_have_six_digits() -> None:
    ours = {
        statement.BALANCED,
        statement.AGENCY_HAS_MORE,
        statement.INSTITUTION_HAS_MORE,
        statement.DATA_DIFFER,
    }
    assert {len(code) for code in ours} == {6}
    text = statement.CHECK_TOTAL.reply.write(statement.StatementInfo(stmt_rslt=statement.BALANCED))
    assert text == '{"stmtinfo":{"setl_optins":"","stmt_rslt":"000000","stmt_rslt_dscr":""}}'


def test_a_detailed_reconciliation_is_answered_by_a_file() -> None:
    given = statement.ResultFile(file_qury_no="F2", filename="result.zip", dld_endtime=AT)
    assert statement.CHECK_DETAIL.reply.read(statement.CHECK_DETAIL.reply.write(given)) == given


@pytest.mark.parametrize("month", ["2026-3", "20263", "march2", "2026031"])
def test_a_month_is_six_digits(month: str) -> None:
    code, path = refusal(spelled("3203", {"data": CLEARING | {"setlym": month}}))
    assert path == "data.setlym"
    assert code in (NhsaRefusal.FIELD_IS_OF_ANOTHER_TYPE, NhsaRefusal.FIELD_IS_TOO_LONG)


def test_an_application_is_taken_back_by_its_number() -> None:
    applied = statement.ClearingApplied(clr_appy_evt_id="E1")
    assert statement.APPLY.reply.read(statement.APPLY.reply.write(applied)) == applied
    assert body("3204", INPUTS["3204"]) == applied


def test_a_month_is_confirmed_a_hundred_rows_at_a_time() -> None:
    assert len(body("3261", INPUTS["3261"] | {"detail": [CONFIRMATION] * 100}).detail) == 100
    data = spelled("3261", INPUTS["3261"] | {"detail": [CONFIRMATION] * 101})
    assert refusal(data) == (NhsaRefusal.NODE_HAS_TOO_MANY_ROWS, "detail")
    assert messages.facts(data)["limit"] == monthly.ROWS_MAX


@pytest.mark.parametrize("name", sorted(CONFIRMATION))
def test_every_required_field_of_a_confirmation_is_missed_by_its_path(name: str) -> None:
    lacking = {key: value for key, value in CONFIRMATION.items() if key != name}
    data = spelled("3261", INPUTS["3261"] | {"detail": [CONFIRMATION, lacking]})
    assert refusal(data) == (NhsaRefusal.FIELD_IS_MISSING, f"detail[1].{name}")


def test_a_confirmation_is_yes_or_no() -> None:
    data = spelled("3261", INPUTS["3261"] | {"detail": [CONFIRMATION | {"cnfm_flag": "2"}]})
    assert refusal(data) == (NhsaRefusal.FIELD_IS_NOT_ON_THE_LIST, "detail[0].cnfm_flag")


def test_everything_of_a_month_can_be_taken_back() -> None:
    assert body("3262", INPUTS["3262"]).otransid == monthly.EVERYTHING


@pytest.mark.parametrize("month", [3, "3", "2026"])
def test_a_month_of_the_year_has_two_digits(month: Any) -> None:
    code, path = refusal(spelled("3260", {"data": MONTH | {"startrow": 1, "trt_month": month}}))
    assert path == "data.trt_month"
    assert code in (NhsaRefusal.FIELD_IS_OF_ANOTHER_TYPE, NhsaRefusal.FIELD_IS_TOO_LONG)


def test_a_settlement_is_found_by_its_visit() -> None:
    assert body("5203", INPUTS["5204"]).setl_id == ""
    found = query.FIND_SETTLEMENT.reply.read(json.dumps(F4))
    assert found.setlinfo.medfee_sumamt == 2344246
    assert query.FIND_FEES.reply.read(None).data == ()


@pytest.mark.parametrize("octets", [[80, 75, 3, 4], "UEsDBA==", "UEsD\r\nBA=="])
def test_a_file_is_taken_as_integers_or_base64(octets: Any) -> None:
    given = INPUTS["9101"]["fsUploadIn"] | {"in": octets}
    assert body("9101", {"fsUploadIn": given}).content == b"PK\x03\x04"
    assert body("9101", {"data": given}).content == b"PK\x03\x04"


def test_a_file_is_written_as_base64_under_its_name() -> None:
    text = files.UPLOAD.request.write(body("9101", INPUTS["9101"]))
    assert text.startswith('{"fsUploadIn":{"in":"UEsDBA==",')


@pytest.mark.parametrize("octets", [[256], ["80"], {"a": 1}, "§§", 7])
def test_what_is_no_file_is_refused(octets: Any) -> None:
    given = INPUTS["9101"]["fsUploadIn"] | {"in": octets}
    assert refusal(spelled("9101", {"fsUploadIn": given})) == (
        NhsaRefusal.FIELD_IS_OF_ANOTHER_TYPE,
        "fsUploadIn.in",
    )


def test_a_taken_file_is_answered_by_a_number_to_ask_for_it() -> None:
    uploaded = files.Uploaded(file_qury_no="F1", filename="detail.zip", dld_endtime=AT)
    assert files.UPLOAD.reply.read(files.UPLOAD.reply.write(uploaded)) == uploaded
