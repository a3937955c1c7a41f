"""Stays in hospital: admission, fees, settlement, discharge, and the way back."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pilin.wire.nhsa import inpatient, registry
from pilin.wire.nhsa.fees import ALL_LINES, InpatientLine
from pilin.wire.nhsa.inpatient import StayDiagnosis
from pilin.wire.nhsa.refusals import NhsaRefusal
from tests.wire.nhsa.messages import AT, LINE, body, refusal, spelled

ADMISSION: dict[str, Any] = {
    "psn_no": "P0001",
    "insutype": "310",
    "begntime": "2026-03-02 09:30:00",
    "mdtrt_cert_type": "03",
    "mdtrt_cert_no": "C0001",
    "med_type": "21",
    "ipt_no": "I0001",
    "atddr_no": "D01",
    "chfpdr_name": "甲医生",
    "adm_diag_dscr": "肺炎",
    "adm_dept_codg": "03",
    "adm_dept_name": "内科",
    "adm_bed": "12",
    "dscg_maindiag_code": "J18.900",
    "dscg_maindiag_name": "肺炎",
}
DIAGNOSIS: dict[str, Any] = {
    "psn_no": "P0001",
    "diag_type": "1",
    "maindiag_flag": "1",
    "diag_srt_no": "1",
    "diag_code": "J18.900",
    "diag_name": "肺炎",
    "diag_dept": "03",
    "dise_dor_no": "D01",
    "dise_dor_name": "甲医生",
    "diag_time": "2026-03-02 09:30:00",
}
DISCHARGE: dict[str, Any] = {
    "mdtrt_id": "M1",
    "psn_no": "P0001",
    "insutype": "310",
    "endtime": "2026-03-09 10:00:00",
    "dscg_dept_codg": "03",
    "dscg_dept_name": "内科",
    "dscg_way": "1",
}
TERMS: dict[str, Any] = {
    "psn_no": "P0001",
    "mdtrt_cert_type": "03",
    "mdtrt_cert_no": "C0001",
    "medfee_sumamt": "23442.46",
    "psn_setlway": "01",
    "mdtrt_id": "M1",
    "acct_used_flag": "1",
    "insutype": "310",
    "mid_setl_flag": "0",
}
PARTS: dict[str, Any] = {
    "fulamt_ownpay_amt": "2533.97",
    "overlmt_selfpay": "1396.89",
    "preselfpay_amt": "703.44",
    "inscp_scp_amt": "18808.16",
}
STAY = {"mdtrt_id": "M1", "psn_no": "P0001"}
STAY_LINE: dict[str, Any] = {
    name: value for name, value in LINE.items() if name not in {"chrg_bchno", "rx_circ_flag"}
} | {"med_type": "21"}
INPUTS: dict[str, dict[str, Any]] = {
    "2301": {"feedetail": [STAY_LINE]},
    "2302": {"data": [STAY | {"feedetl_sn": "1"}]},
    "2303": {"data": TERMS | PARTS},
    "2304": {"data": TERMS},
    "2305": {"data": STAY | {"setl_id": "S1"}},
    "2401": {"mdtrtinfo": ADMISSION, "diseinfo": [DIAGNOSIS]},
    "2402": {"dscginfo": DISCHARGE, "diseinfo": [DIAGNOSIS | {"mdtrt_id": "M1"}]},
    "2403": {"adminfo": STAY | {"adm_bed": "13"}, "diseinfo": [DIAGNOSIS]},
    "2404": {"data": STAY},
    "2405": {"data": STAY},
}
REQUIRED = [
    ("2303", "data", sorted({*TERMS, *PARTS} - {"acct_used_flag"})),
    ("2304", "data", sorted(TERMS)),
    ("2305", "data", ["mdtrt_id", "psn_no", "setl_id"]),
    ("2401", "mdtrtinfo", sorted(ADMISSION)),
    ("2402", "dscginfo", sorted(DISCHARGE)),
    ("2403", "adminfo", sorted(STAY)),
    ("2404", "data", sorted(STAY)),
    ("2405", "data", sorted(STAY)),
]


def read(infno: str, **nodes: Any) -> Any:
    return body(infno, INPUTS[infno] | nodes)


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
    data = spelled(infno, INPUTS[infno] | {node: given})
    assert refusal(data) == (NhsaRefusal.FIELD_IS_MISSING, f"{node}.{name}")


@pytest.mark.parametrize("name", sorted(DIAGNOSIS))
def test_every_required_field_of_a_diagnosis_is_missed_by_its_path(name: str) -> None:
    lacking = {key: value for key, value in DIAGNOSIS.items() if key != name}
    data = spelled("2401", INPUTS["2401"] | {"diseinfo": [DIAGNOSIS, lacking]})
    assert refusal(data) == (NhsaRefusal.FIELD_IS_MISSING, f"diseinfo[1].{name}")


def test_an_admission_is_read_with_its_diagnoses() -> None:
    admission = read("2401")
    assert isinstance(admission, inpatient.Admission)
    assert (admission.mdtrtinfo.begntime, admission.mdtrtinfo.adm_bed) == (AT, "12")
    assert admission.diseinfo == (
        StayDiagnosis(
            psn_no="P0001",
            diag_type="1",
            maindiag_flag="1",
            diag_srt_no=1,
            diag_code="J18.900",
            diag_name="肺炎",
            diag_dept="03",
            dise_dor_no="D01",
            dise_dor_name="甲医生",
            diag_time=AT,
        ),
    )


def test_a_day_surgery_and_a_birth_say_more() -> None:
    more = {
        "oprn_oprt_code": "13.4100",
        "oprn_oprt_name": "白内障手术",
        "latechb_flag": "0",
        "geso_val": "39",
        "fetts": 1,
        "fetus_cnt": 1,
        "pret_flag": "0",
        "birctrl_matn_date": "2026-03-01",
    }
    info = read("2401", mdtrtinfo=ADMISSION | more).mdtrtinfo
    assert (info.oprn_oprt_code, info.geso_val, info.birctrl_matn_date) == ("13.4100", 39, date(2026, 3, 1))
    data = spelled("2401", INPUTS["2401"] | {"mdtrtinfo": ADMISSION | {"geso_val": 100}})
    assert refusal(data) == (NhsaRefusal.FIELD_IS_TOO_LARGE, "mdtrtinfo.geso_val")


def test_a_change_needs_only_the_stay_since_no_source_gives_its_table() -> None:
    change = read("2403", diseinfo=None)
    assert (change.adminfo.mdtrt_id, change.adminfo.adm_bed, change.diseinfo) == ("M1", "13", ())


def test_a_discharge_may_be_a_death() -> None:
    info = read("2402", dscginfo=DISCHARGE | {"dscg_way": 5, "die_date": "2026-03-09"}).dscginfo
    assert (info.dscg_way, info.die_date) == ("5", date(2026, 3, 9))


def test_lines_of_a_stay_say_what_kind_of_care_they_are() -> None:
    (line,) = read("2301").feedetail
    assert isinstance(line, InpatientLine)
    assert (line.med_type, line.cnt, line.init_feedetl_sn) == ("21", Decimal(1), "")
    lacking = {name: value for name, value in STAY_LINE.items() if name != "med_type"}
    data = spelled("2301", {"feedetail": [lacking]})
    assert refusal(data) == (NhsaRefusal.FIELD_IS_MISSING, "feedetail[0].med_type")


def test_a_return_names_the_line_that_it_takes_back() -> None:
    back = STAY_LINE | {"feedetl_sn": "2", "init_feedetl_sn": "1", "cnt": "-1", "det_item_fee_sumamt": -4.52}
    first, second = read("2301", feedetail=[STAY_LINE, back]).feedetail
    assert (second.init_feedetl_sn, second.cnt) == (first.feedetl_sn, -first.cnt)


@pytest.mark.parametrize("name", ["chrg_bchno", "rxno", "rx_circ_flag", "sin_dos_dscr"])
def test_what_only_outpatient_lines_say_passes_by(name: str) -> None:
    message = registry.read(spelled("2301", {"feedetail": [STAY_LINE | {name: "1"}]}))
    assert message.unknown.names == [f"feedetail[0].{name}"]


def test_the_withdrawal_of_lines_is_an_array_or_its_only_row() -> None:
    (row,) = read("2302").data
    assert (row.feedetl_sn, row.mdtrt_id) == ("1", "M1")
    (every,) = read("2302", data=STAY | {"feedetl_sn": "0000"}).data
    assert every.feedetl_sn == ALL_LINES
    assert refusal(spelled("2302", {"data": []})) == (NhsaRefusal.NODE_IS_MISSING, "data")


def test_a_presettlement_repeats_the_four_parts_and_a_settlement_may() -> None:
    presettlement, settlement = read("2303"), read("2304")
    assert (presettlement.medfee_sumamt, presettlement.overlmt_selfpay) == (2344246, 139689)
    assert (settlement.fulamt_ownpay_amt, settlement.inscp_scp_amt) == (None, None)
    assert read("2304", data=TERMS | PARTS).inscp_scp_amt == 1880816


def test_the_day_of_discharge_has_a_name_of_its_own() -> None:
    assert read("2303", data=TERMS | PARTS | {"dscgTime": "2026-03-09"}).dscg_time == date(2026, 3, 9)
    assert read("2303", data=TERMS | PARTS | {"dscgTime": "2026-03-09 10:00:00"}).dscg_time == date(2026, 3, 9)
    text = inpatient.PRESETTLE.request.write(read("2303", data=TERMS | PARTS | {"dscgTime": "2026-03-09"}))
    assert '"dscgTime":"2026-03-09"' in text


def test_an_interim_settlement_is_a_flag() -> None:
    assert read("2303", data=TERMS | PARTS | {"mid_setl_flag": 1}).mid_setl_flag == "1"
    data = spelled("2303", {"data": TERMS | PARTS | {"mid_setl_flag": "2"}})
    assert refusal(data) == (NhsaRefusal.FIELD_IS_NOT_ON_THE_LIST, "data.mid_setl_flag")


def test_an_admission_is_answered_by_the_visit() -> None:
    assert inpatient.ADMIT.reply.write(inpatient.Admitted(mdtrt_id="M1")) == '{"result":{"mdtrt_id":"M1"}}'
    assert inpatient.ADMIT.reply.read({"result": [{"mdtrt_id": "M1"}]}).mdtrt_id == "M1"


def test_what_undoes_answers_nothing() -> None:
    for one in (inpatient.CANCEL_ADMISSION, inpatient.CANCEL_DISCHARGE, inpatient.WITHDRAW_FEES, inpatient.DISCHARGE):
        assert one.reply.write(one.reply.read(None)) == "null"
