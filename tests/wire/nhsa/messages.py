"""Messages for tests: invented institutions and persons, in the plain dialect; a test changes what it is about."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from pilin.base.clock import Instant
from pilin.base.money import Fen
from pilin.base.refusal import Refused
from pilin.wire.nhsa import registry
from pilin.wire.nhsa.envelope import Head
from pilin.wire.nhsa.statement_file import SentRow

AT = Instant(datetime(2026, 3, 2, 1, 30, tzinfo=UTC))
HEAD: dict[str, Any] = {
    "infno": "2201",
    "msgid": "H31011600001202603020930000001",
    "mdtrtarea_admvs": "310116",
    "insuplc_admdvs": "330482",
    "recer_sys_code": "YBXT",
    "dev_no": "null",
    "dev_safe_info": "",
    "cainfo": None,
    "signtype": "SM3",
    "infver": "V1.0",
    "opter_type": "1",
    "opter": "0007",
    "opter_name": "挂号窗口",
    "inf_time": "2026-03-02 09:30:00",
    "fixmedins_code": "H31011600001",
    "fixmedins_name": "样例医院",
    "sign_no": "S1",
}
REGISTRATION: dict[str, Any] = {
    "psn_no": "P0001",
    "insutype": "390",
    "begntime": "2026-03-02 09:30:00",
    "mdtrt_cert_type": "01",
    "mdtrt_cert_no": "330482ec0001",
    "ipt_otp_no": "V0001",
    "atddr_no": "D01",
    "dr_name": "甲医生",
    "dept_code": "03",
    "dept_name": "内科",
    "caty": "A03",
}
LINE: dict[str, Any] = {
    "feedetl_sn": "1",
    "mdtrt_id": "M1",
    "psn_no": "P0001",
    "chrg_bchno": "B1",
    "rx_circ_flag": "0",
    "fee_ocur_time": "2026-03-02 09:40:00",
    "med_list_codg": "XA01",
    "medins_list_codg": "0001",
    "det_item_fee_sumamt": 4.52,
    "cnt": 1,
    "pric": "4.520000",
    "bilg_dept_codg": "03",
    "bilg_dept_name": "内科",
    "bilg_dr_codg": "D01",
    "bilg_dr_name": "甲医生",
    "hosp_appr_flag": "0",
}
PRESETTLEMENT: dict[str, Any] = {
    "psn_no": "P0001",
    "mdtrt_cert_type": "01",
    "mdtrt_cert_no": "330482ec0001",
    "med_type": "11",
    "medfee_sumamt": 4.52,
    "psn_setlway": "01",
    "mdtrt_id": "M1",
    "chrg_bchno": "B1",
    "acct_used_flag": "1",
    "insutype": "390",
}
PARTS: dict[str, Any] = {
    "fulamt_ownpay_amt": 0,
    "overlmt_selfpay": "0.00",
    "preselfpay_amt": 0.23,
    "inscp_scp_amt": 4.29,
}
VISIT: dict[str, Any] = {
    "mdtrtinfo": {"mdtrt_id": "M1", "psn_no": "P0001", "med_type": "11", "begntime": "2026-03-02 09:30:00"},
    "diseinfo": [
        {
            "diag_type": "1",
            "diag_srt_no": 1,
            "diag_code": "J00.x00",
            "diag_name": "急性鼻咽炎",
            "diag_dept": "03",
            "dise_dor_no": "D01",
            "dise_dor_name": "甲医生",
            "diag_time": "2026-03-02 09:35:00",
            "vali_flag": "1",
        }
    ],
}
INPUTS: dict[str, dict[str, Any]] = {
    "2201": {"data": REGISTRATION},
    "2202": {"data": {"psn_no": "P0001", "mdtrt_id": "M1", "ipt_otp_no": "V0001"}},
    "2203": VISIT,
    "2204": {"feedetail": [LINE]},
    "2205": {"data": {"mdtrt_id": "M1", "chrg_bchno": "0000", "psn_no": "P0001"}},
    "2206": {"data": PRESETTLEMENT},
    "2207": {"data": PRESETTLEMENT | PARTS},
    "2208": {"data": {"setl_id": "S1", "mdtrt_id": "M1", "psn_no": "P0001"}},
}

SENT = SentRow("S1", "M1", "P0001", Fen(452), Fen(0), Fen(452), "0")


def spelled(sample: str, put: Any = None, **head: Any) -> bytes:
    """Return the bytes of a request: the sample of a number, or another input, and what else the head is to say."""
    given = INPUTS[sample] if put is None else put
    return json.dumps(HEAD | {"infno": sample} | head | {"input": given}, ensure_ascii=False).encode()


def body(infno: str, put: Any = None) -> Any:
    """Return the typed body of a request."""
    return registry.read(spelled(infno, put)).body


def head() -> Head:
    """Return the sample head, read."""
    return registry.read(spelled("2201")).head


def refusal(data: bytes) -> tuple[Any, Any]:
    """Return why a request is refused: code and path."""
    with pytest.raises(Refused) as refused:
        registry.read(data)
    return refused.value.code, refused.value.facts.get("path")


def facts(data: bytes) -> dict[str, Any]:
    """Return the facts with which a request is refused."""
    with pytest.raises(Refused) as refused:
        registry.read(data)
    return dict(refused.value.facts)
