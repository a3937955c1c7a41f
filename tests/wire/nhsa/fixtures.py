"""Amounts of real replies of other regions, with everything taken away that could name a person or a hospital.

F1 to F8 as docs/protocols/nhsa.md names them. They came as JSON numbers; where a program sent text or blanks, so do we.
"""

from typing import Any

ZEROS = {
    "hifp_pay": 0,
    "cvlserv_pay": 0,
    "hifes_pay": 0,
    "hifmi_pay": 0,
    "hifob_pay": 0,
    "maf_pay": 0,
    "oth_pay": 0,
    "acct_mulaid_pay": 0,
    "pool_prop_selfpay": 0,
}


def reply(detail: list[dict[str, Any]], **info: Any) -> dict[str, Any]:
    return {"setlinfo": ZEROS | {"mdtrt_id": "M1"} | info, "setldetail": detail}


def payer(kind: str, amount: Any) -> dict[str, Any]:
    return {"fund_pay_type": kind, "fund_payamt": amount, "inscp_scp_amt": None, "crt_payb_lmt_amt": None}


F1 = reply(
    [payer("310200", 4.52)],
    insutype="310",
    med_type="11",
    clr_type="11",
    clr_way="1",
    clr_optins="131199",
    medfee_sumamt=4.52,
    fulamt_ownpay_amt=0,
    overlmt_selfpay=0,
    preselfpay_amt=0.23,
    inscp_scp_amt=4.29,
    act_pay_dedc=4.29,
    fund_pay_sumamt=0,
    psn_part_amt=4.52,
    acct_pay=4.52,
    psn_cash_pay=0,
    hosp_part_amt=0,
)
F2: dict[str, Any] = {
    "cnt": 1,
    "pric": 4.52,
    "pric_uplmt_amt": 999999,
    "selfpay_prop": 0.05,
    "chrgitm_lv": "02",
    "med_chrgitm_type": "09",
    "det_item_fee_sumamt": 4.52,
    "fulamt_ownpay_amt": 0,
    "overlmt_amt": 0,
    "preselfpay_amt": 0.23,
    "inscp_scp_amt": 4.29,
}
F3 = reply(
    [payer("310200", "-25.10")],
    medfee_sumamt=-25.10,
    fulamt_ownpay_amt=0,
    overlmt_selfpay=0,
    preselfpay_amt=-0.23,
    inscp_scp_amt=-24.87,
    act_pay_dedc=-24.87,
    fund_pay_sumamt=0,
    psn_part_amt=None,
    acct_pay=-25.10,
    psn_cash_pay=0,
    hosp_part_amt=None,
)
F4 = reply(
    [payer("330101", 18785.39), payer("999996", 505.01), payer("310201", 170.04)],
    insutype="310",
    psn_type="12",
    med_type="21",
    clr_type="21",
    clr_way="3",
    clr_optins="500103",
    medfee_sumamt=23442.46,
    fulamt_ownpay_amt=2533.97,
    overlmt_selfpay=1396.89,
    preselfpay_amt=703.44,
    inscp_scp_amt=18808.16,
    act_pay_dedc=0,
    hifob_pay=18785.39,
    fund_pay_sumamt=18785.39,
    psn_part_amt=4152.06,
    acct_pay=170.04,
    psn_cash_pay=3982.02,
    hosp_part_amt=505.01,
)
F5 = reply(
    [payer("330100", -2039.39), payer("999997", -32.86)],
    clr_optins="500103",
    medfee_sumamt=-3379.26,
    fulamt_ownpay_amt=-956.34,
    overlmt_selfpay=-186.31,
    preselfpay_amt=-197.22,
    inscp_scp_amt=-2039.39,
    act_pay_dedc=0,
    hifob_pay=-2039.39,
    hifdm_pay=0,
    fund_pay_sumamt=-2039.39,
    psn_part_amt=None,
    psn_pay=-1307.01,
    acct_pay=0,
    psn_cash_pay=-1307.01,
    hosp_part_amt=None,
    ownpay_hosp_part=-32.86,
)
_PLAIN = {"pric_uplmt_amt": 999999, "overlmt_amt": 0, "preselfpay_amt": 0, "med_chrgitm_type": "14"}
F6: list[dict[str, Any]] = [
    _PLAIN
    | {"cnt": 3, "pric": 2.00, "det_item_fee_sumamt": 6.00, "inscp_scp_amt": 6.00}
    | {"fulamt_ownpay_amt": 0, "selfpay_prop": 0, "chrgitm_lv": "01"},
    _PLAIN
    | {"cnt": 1, "pric": 1.50, "det_item_fee_sumamt": 1.50, "inscp_scp_amt": 0}
    | {"fulamt_ownpay_amt": 1.50, "selfpay_prop": 1, "chrgitm_lv": "03"},
    _PLAIN
    | {"cnt": 9, "pric": 3.5, "det_item_fee_sumamt": 31.50, "inscp_scp_amt": 31.50}
    | {"fulamt_ownpay_amt": 0, "selfpay_prop": 0, "chrgitm_lv": "01"},
]


def insurance(insutype: str, state: str, admdvs: str, balance: Any) -> dict[str, Any]:
    return {"insutype": insutype, "psn_insu_stas": state, "insuplc_admdvs": admdvs, "balc": balance, "psn_type": "11"}


F7: dict[str, Any] = {
    "baseinfo": {"psn_no": "P0001", "gend": "1", "naty": "01", "age": 41.5, "expContent": ""},
    "insuinfo": [
        insurance("310", "1", "130399", 26933.88),
        insurance("320", "1", "130399", 0),
        insurance("330", "1", "130399", 0),
        insurance("39999", "4", "130399", 0),
        insurance("510", "1", "130399", 0),
        insurance("390", "4", "131199", 0),
    ],
    "idetinfo": [],
}
F8 = reply(
    [payer("310100", 3106.54), payer("310200", "")],
    insutype="310",
    psn_type="11",
    med_type="2101",
    clr_type="9902",
    clr_way="01",
    clr_optins="430502",
    medfee_sumamt=5792.53,
    fulamt_ownpay_amt=296.20,
    overlmt_selfpay=0,
    preselfpay_amt=522.61,
    inscp_scp_amt=4973.72,
    act_pay_dedc=800,
    hifp_pay=3106.54,
    fund_pay_sumamt=3106.54,
    psn_part_amt=2685.99,
    acct_pay=0,
    psn_cash_pay=2685.99,
    hosp_part_amt=0,
)
SETTLEMENTS = {"F1": F1, "F3": F3, "F4": F4, "F5": F5, "F8": F8}
