"""What we answer, to the letter: each reply as an object, and the output that a hospital's program finds."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pilin.base.money import Fen
from pilin.wire.nhsa import (
    fees,
    files,
    filing,
    inpatient,
    monthly,
    outpatient,
    person,
    query,
    settlement,
    sign,
    statement,
)
from pilin.wire.nhsa.envelope import read_reply, reply_head, write_reply
from pilin.wire.nhsa.registry import BY_NUMBER
from pilin.wire.nhsa.transactions import Nothing, Transaction
from tests.wire.nhsa.messages import AT

SPLIT = fees.SplitLine(
    feedetl_sn="1",
    det_item_fee_sumamt=Fen(452),
    cnt=Decimal(1),
    pric=Decimal("4.52"),
    pric_uplmt_amt=fees.NO_PRICE_LIMIT,
    selfpay_prop=Decimal("0.05"),
    fulamt_ownpay_amt=Fen(0),
    overlmt_amt=Fen(0),
    preselfpay_amt=Fen(23),
    inscp_scp_amt=Fen(429),
    chrgitm_lv="02",
    med_chrgitm_type="09",
    lmt_used_flag="0",
)
SPLIT_OUT: dict[str, Any] = {
    "feedetl_sn": "1",
    "det_item_fee_sumamt": "4.52",
    "cnt": 1,
    "pric": "4.52",
    "pric_uplmt_amt": 999999,
    "selfpay_prop": "0.05",
    "fulamt_ownpay_amt": "0.00",
    "overlmt_amt": "0.00",
    "preselfpay_amt": "0.23",
    "inscp_scp_amt": "4.29",
    "chrgitm_lv": "02",
    "med_chrgitm_type": "09",
    "bas_medn_flag": "",
    "hi_nego_drug_flag": "",
    "chld_medc_flag": "",
    "list_sp_item_flag": "",
    "lmt_used_flag": "0",
    "drt_reim_flag": "",
    "memo": "",
}
INFO = settlement.SetlInfo(
    mdtrt_id="M1",
    setl_id="S1",
    psn_no="P0001",
    psn_name="样例甲",
    psn_cert_type="01",
    gend="2",
    brdy=date(1980, 1, 1),
    age=Decimal("46.2"),
    insutype="310",
    psn_type="11",
    cvlserv_flag="0",
    setl_time=AT,
    mdtrt_cert_type="01",
    med_type="11",
    medfee_sumamt=Fen(90000),
    fulamt_ownpay_amt=Fen(0),
    overlmt_selfpay=Fen(0),
    preselfpay_amt=Fen(2000),
    inscp_scp_amt=Fen(88000),
    act_pay_dedc=Fen(50000),
    hifp_pay=Fen(28500),
    pool_prop_selfpay=Decimal(0),
    fund_pay_sumamt=Fen(28500),
    psn_part_amt=Fen(61500),
    acct_pay=Fen(60000),
    psn_cash_pay=Fen(1500),
    hosp_part_amt=Fen(0),
    balc=Fen(0),
    medins_setl_id="H33048200001202603020930000001",
    clr_optins="330482",
    clr_way="1",
    clr_type="11",
    exp_content="试行参数，仅供演示",
)
INFO_OUT: dict[str, Any] = {
    "mdtrt_id": "M1",
    "setl_id": "S1",
    "psn_no": "P0001",
    "psn_name": "样例甲",
    "psn_cert_type": "01",
    "certno": "",
    "gend": "2",
    "naty": "",
    "brdy": "1980-01-01",
    "age": "46.2",
    "insutype": "310",
    "psn_type": "11",
    "cvlserv_flag": "0",
    "setl_time": "2026-03-02 09:30:00",
    "mdtrt_cert_type": "01",
    "med_type": "11",
    "medfee_sumamt": "900.00",
    "fulamt_ownpay_amt": "0.00",
    "overlmt_selfpay": "0.00",
    "preselfpay_amt": "20.00",
    "inscp_scp_amt": "880.00",
    "act_pay_dedc": "500.00",
    "hifp_pay": "285.00",
    "pool_prop_selfpay": 0,
    "cvlserv_pay": None,
    "hifes_pay": None,
    "hifmi_pay": None,
    "hifob_pay": None,
    "maf_pay": None,
    "oth_pay": None,
    "hifdm_pay": None,
    "fund_pay_sumamt": "285.00",
    "psn_part_amt": "615.00",
    "acct_pay": "600.00",
    "psn_cash_pay": "15.00",
    "hosp_part_amt": "0.00",
    "ownpay_hosp_part": None,
    "balc": "0.00",
    "acct_mulaid_pay": None,
    "medins_setl_id": "H33048200001202603020930000001",
    "clr_optins": "330482",
    "clr_way": "1",
    "clr_type": "11",
    "exp_content": "试行参数，仅供演示",
}
DETAIL = settlement.SetlDetail(fund_pay_type="310100", fund_payamt=Fen(28500), inscp_scp_amt=Fen(88000))
DETAIL_OUT: dict[str, Any] = {
    "fund_pay_type": "310100",
    "fund_pay_type_name": "",
    "inscp_scp_amt": "880.00",
    "crt_payb_lmt_amt": None,
    "fund_payamt": "285.00",
    "setl_proc_info": "",
}
SETTLED = settlement.Settled(setlinfo=INFO, setldetail=(DETAIL,))
SETTLED_OUT = {"setlinfo": INFO_OUT, "setldetail": [DETAIL_OUT]}
SPLIT_ROW = monthly.SplitRow(
    seqno=1,
    mdtrtarea="310116",
    medins_no="H31011600001",
    mdtrt_id="M1",
    mdtrt_setl_time=AT,
    setl_sn="A1",
    fulamt_advpay_flag="0",
    medfee_sumamt=Fen(90000),
    optins_pay_sumamt=Fen(88500),
)
SPLIT_ROW_OUT: dict[str, Any] = {
    "seqno": 1,
    "mdtrtarea": "310116",
    "medins_no": "H31011600001",
    "certno": "",
    "mdtrt_id": "M1",
    "mdtrt_setl_time": "2026-03-02 09:30:00",
    "setl_sn": "A1",
    "fulamt_advpay_flag": "0",
    "medfee_sumamt": "900.00",
    "optins_pay_sumamt": "885.00",
}
FEE_OUT = SPLIT_OUT | {
    "mdtrt_id": "M1",
    "setl_id": "S1",
    "fee_ocur_time": "2026-03-02 09:30:00",
    "med_list_codg": "XA01",
    "medins_list_codg": "",
    "medins_list_name": "",
}
FEE = query.FeeFound(
    **{name: getattr(SPLIT, name) for name in SPLIT.__dataclass_fields__},
    mdtrt_id="M1",
    setl_id="S1",
    fee_ocur_time=AT,
    med_list_codg="XA01",
)
STAY_OUT: dict[str, Any] = {
    "mdtrt_id": "M1",
    "psn_no": "P0001",
    "insutype": "310",
    "med_type": "21",
    "begntime": "2026-03-02 09:30:00",
    "endtime": None,
    "ipt_no": "I0001",
    "adm_dept_name": "",
    "fixmedins_code": "",
    "fixmedins_name": "",
}
STAY = filing.OpenStay(mdtrt_id="M1", psn_no="P0001", insutype="310", med_type="21", begntime=AT, ipt_no="I0001")
CHRONIC = filing.ChronicEntitlement(opsp_dise_code="M03900", opsp_dise_name="高血压", begndate=date(2026, 1, 1))
CHRONIC_OUT = {"opsp_dise_code": "M03900", "opsp_dise_name": "高血压", "begndate": "2026-01-01", "enddate": None}
ENTITLEMENT = person.Entitlement(psn_no="P0001", trt_chk_type="99", trt_enjymnt_flag="0", trt_chk_rslt="未备案")
ENTITLEMENT_OUT = {
    "psn_no": "P0001",
    "trt_chk_type": "99",
    "fund_pay_type": "",
    "trt_enjymnt_flag": "0",
    "begndate": None,
    "enddate": None,
    "trt_chk_rslt": "未备案",
}
REGISTERED = outpatient.Registered(mdtrt_id="M1", psn_no="P0001", ipt_otp_no="V0001")
REGISTERED_OUT = {"mdtrt_id": "M1", "psn_no": "P0001", "ipt_otp_no": "V0001", "exp_content": ""}
UPLOADED = files.Uploaded(file_qury_no="F1", filename="detail.zip", fixmedins_code="H31011600001", dld_endtime=AT)
UPLOADED_OUT = {
    "file_qury_no": "F1",
    "filename": "detail.zip",
    "fixmedins_code": "H31011600001",
    "dld_endtime": "2026-03-02 09:30:00",
}
INFO_STATEMENT = statement.StatementInfo(setl_optins="310116", stmt_rslt=statement.DATA_DIFFER, stmt_rslt_dscr="不一致")
STATEMENT_OUT = {"setl_optins": "310116", "stmt_rslt": "000103", "stmt_rslt_dscr": "不一致"}
RESULT_OUT = {"file_qury_no": "F2", "filename": "result.zip", "dld_endtime": None}
REPLIES: dict[str, tuple[Any, Any]] = {
    "9001": (
        sign.SignedIn(sign_time=AT, sign_no="S1"),
        {"signinoutb": {"sign_time": "2026-03-02 09:30:00", "sign_no": "S1"}},
    ),
    "9002": (sign.SignedOut(sign_time=AT), {"signinoutb": {"sign_time": "2026-03-02 09:30:00"}}),
    "2001": (person.Entitlements(trtinfo=(ENTITLEMENT,)), {"trtinfo": [ENTITLEMENT_OUT]}),
    "2201": (REGISTERED, {"data": REGISTERED_OUT}),
    "2204": (fees.SplitLines(result=(SPLIT,)), {"result": [SPLIT_OUT]}),
    "2301": (fees.SplitLines(result=(SPLIT, SPLIT)), {"result": [SPLIT_OUT, SPLIT_OUT]}),
    **dict.fromkeys(("2206", "2207", "2208", "2303", "2304", "2305", "5203"), (SETTLED, SETTLED_OUT)),
    "2401": (inpatient.Admitted(mdtrt_id="M1"), {"result": {"mdtrt_id": "M1"}}),
    "2501": (filing.Filed(trt_dcla_detl_sn="T1"), {"result": {"trt_dcla_detl_sn": "T1"}}),
    "2503": (filing.Filed(trt_dcla_detl_sn="T2"), {"result": {"trt_dcla_detl_sn": "T2"}}),
    "3201": (INFO_STATEMENT, {"stmtinfo": STATEMENT_OUT}),
    "3202": (statement.ResultFile(file_qury_no="F2", filename="result.zip"), {"fileinfo": RESULT_OUT}),
    "3203": (statement.ClearingApplied(clr_appy_evt_id="E1"), {"result": {"clr_appy_evt_id": "E1"}}),
    "3260": (monthly.SplitRows(data=(SPLIT_ROW,)), {"data": [SPLIT_ROW_OUT]}),
    "5204": (query.FeesFound(data=(FEE,)), {"data": [FEE_OUT]}),
    "5301": (filing.ChronicEntitlements(feedetail=(CHRONIC,)), {"feedetail": [CHRONIC_OUT]}),
    "5303": (filing.OpenStays(data=(STAY,)), {"data": [STAY_OUT]}),
    "9101": (UPLOADED, {"fsUploadOut": UPLOADED_OUT}),
    "9102": (files.Downloaded(content=b"PK\x03\x04"), {"fsDownloadOut": {"in": "UEsDBA=="}}),
}
SILENT = (
    "2202",
    "2203",
    "2205",
    "2302",
    "2402",
    "2403",
    "2404",
    "2405",
    "2502",
    "2504",
    "2601",
    "3204",
    "3261",
    "3262",
)


def answered(one: Transaction[Any, Any], reply: object) -> bytes:
    """Return the bytes of our answer of success."""
    return write_reply(reply_head(admdvs="310116", serial=7, received=AT, at=AT), one.reply.write(reply))


def test_every_transaction_answers_something_or_nothing() -> None:
    """1101 is tested where persons are."""
    assert {*REPLIES, *SILENT, "1101"} == {one.infno for one in BY_NUMBER.values()}


@pytest.mark.parametrize("number", REPLIES)
def test_an_answer_is_this_output(number: str) -> None:
    reply, output = REPLIES[number]
    document = json.loads(answered(BY_NUMBER[number], reply), parse_float=str)
    assert document["output"] == output
    assert (document["infcode"], document["err_msg"]) == (0, "")


@pytest.mark.parametrize("number", REPLIES)
def test_a_hospital_reads_the_answer_back(number: str) -> None:
    reply, _ = REPLIES[number]
    read = read_reply(answered(BY_NUMBER[number], reply))
    assert read.head.succeeded
    assert BY_NUMBER[number].reply.read(read.output, read.unknown) == reply
    assert read.unknown.count == 0


@pytest.mark.parametrize("number", SILENT)
def test_an_answer_without_output_is_null(number: str) -> None:
    document = json.loads(answered(BY_NUMBER[number], Nothing()))
    assert document["output"] is None
    assert BY_NUMBER[number].reply.read(document["output"]) == Nothing()


def test_a_refusal_bears_its_sentence_and_no_output() -> None:
    head = reply_head(admdvs="310116", serial=8, received=AT, at=AT, error="字段 data.psn_no 必填，但没有内容。")
    document = json.loads(write_reply(head))
    assert document == {
        "infcode": -1,
        "inf_refmsgid": "310116202603020930000000000008",
        "refmsg_time": "20260302093000000",
        "respond_time": "20260302093000000",
        "err_msg": "字段 data.psn_no 必填，但没有内容。",
        "warn_msg": "",
        "cainfo": "",
        "signtype": "",
        "enctype": "",
        "output": None,
    }
