"""What a hospital's program fills in: the bodies of its messages. Names of doctors, wards and diagnoses are made up."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from pilin.base.clock import Instant
from pilin.base.money import Fen
from pilin.node.his.dice import Dice
from pilin.node.his.town import Person
from pilin.wire.nhsa import fees, inpatient, outpatient

ID_CARD, BY_ITEM, YES, NO = "02", "01", "1", "0"
OUTPATIENT, CHRONIC, INPATIENT = "11", "14", "21"
_WARD, _DOCTOR = {"codg": "K1", "name": "内科"}, {"codg": "D1", "name": "示例医生"}


@dataclass(frozen=True)
class Price:
    """An item that hospitals sell, its price, and how many of it are sold at most."""

    item: str
    price: str
    most: int


DRUGS = (Price("XA-0001", "35.00", 8), Price("XB-0001", "19.99", 10), Price("XC-0001", "15.50", 2))
SERVICES = (Price("XS-0001", "60.00", 5), Price("XL-0001", "350.00", 2), Price("XR-0001", "48.80", 4))
BED = Price("XS-0002", "130.00", 9)
"""Items of the illustrative catalogue (`modules/medical/reference/catalogue.yaml`); prices are made up."""


@dataclass(frozen=True)
class Parts:
    """What the lines of a settlement come to: its whole and its four parts, as 2204 or 2301 answered them."""

    medfee_sumamt: Fen
    fulamt_ownpay_amt: Fen
    overlmt_selfpay: Fen
    preselfpay_amt: Fen
    inscp_scp_amt: Fen


def parts_of(lines: Sequence[fees.SplitLine]) -> Parts:
    """Return the sums of lines."""
    return Parts(
        Fen(sum(line.det_item_fee_sumamt for line in lines)),
        Fen(sum(line.fulamt_ownpay_amt or 0 for line in lines)),
        Fen(sum(line.overlmt_amt or 0 for line in lines)),
        Fen(sum(line.preselfpay_amt or 0 for line in lines)),
        Fen(sum(line.inscp_scp_amt or 0 for line in lines)),
    )


def registration(person: Person, own: str, at: Instant) -> outpatient.Registration:
    """Return the body of 2201."""
    return outpatient.Registration(
        psn_no=person.number, insutype=person.insurance, begntime=at, mdtrt_cert_type=ID_CARD,
        mdtrt_cert_no=person.certificate, ipt_otp_no=own, atddr_no=_DOCTOR["codg"], dr_name=_DOCTOR["name"],
        dept_code=_WARD["codg"], dept_name=_WARD["name"], caty="A03",
    )  # fmt: skip


def visit(person: Person, number: str, med_type: str, at: Instant) -> outpatient.Visit:
    """Return the body of 2203; a chronic disease is named by its code."""
    code, name = ("M03900", "高血压（示例）") if med_type == CHRONIC else ("", "")
    info = outpatient.VisitInfo(
        mdtrt_id=number, psn_no=person.number, med_type=med_type, begntime=at, dise_codg=code, dise_name=name
    )
    diagnosis = outpatient.VisitDiagnosis(
        diag_type="1", diag_srt_no=1, diag_code="I10.x00", diag_name="示例诊断", diag_dept=_WARD["name"],
        dise_dor_no=_DOCTOR["codg"], dise_dor_name=_DOCTOR["name"], diag_time=at, vali_flag=YES,
    )  # fmt: skip
    return outpatient.Visit(mdtrtinfo=info, diseinfo=(diagnosis,))


def outpatient_lines(person: Person, number: str, dice: Dice, at: Instant) -> fees.OutpatientUpload:
    """Return the body of 2204: up to five lines of one batch."""
    chosen = _chosen(dice, (*DRUGS, *SERVICES), 1 + dice.below(5))
    rows = (_line(person, number, serial, price, dice, at) for serial, price in enumerate(chosen, start=1))
    return fees.OutpatientUpload(
        feedetail=tuple(fees.OutpatientLine(**row, chrg_bchno="B1", rx_circ_flag=NO) for row in rows)
    )


def stay_lines(person: Person, number: str, dice: Dice, first: int, at: Instant) -> fees.InpatientUpload:
    """Return the body of 2301: a bed and up to six lines, numbered from `first` on."""
    chosen = (BED, *_chosen(dice, (*DRUGS, *SERVICES), 2 + dice.below(5)))
    rows = (_line(person, number, serial, price, dice, at) for serial, price in enumerate(chosen, start=first))
    return fees.InpatientUpload(feedetail=tuple(fees.InpatientLine(**row, med_type=INPATIENT) for row in rows))


def returned(upload: fees.InpatientUpload, serial: int) -> fees.InpatientUpload:
    """Return the body of 2301 that gives the last line of an upload back."""
    last = upload.feedetail[-1]
    members = {name: getattr(last, name) for name in last.__dataclass_fields__}
    members |= {"feedetl_sn": str(serial), "init_feedetl_sn": last.feedetl_sn, "cnt": -last.cnt}
    line = fees.InpatientLine(**members | {"det_item_fee_sumamt": Fen(-last.det_item_fee_sumamt)})
    return fees.InpatientUpload(feedetail=(line,))


def _chosen(dice: Dice, among: Sequence[Price], number: int) -> list[Price]:
    return [dice.one_of(among) for _ in range(number)]


def _line(person: Person, number: str, serial: int, price: Price, dice: Dice, at: Instant) -> dict[str, Any]:
    """Return what both uploads say of a line; the restricted item bears the hospital's word that it fits."""
    unit, quantity = Decimal(price.price), Decimal(1 + dice.below(price.most))
    return {
        "feedetl_sn": str(serial), "mdtrt_id": number, "psn_no": person.number, "fee_ocur_time": at,
        "med_list_codg": price.item, "medins_list_codg": price.item, "cnt": quantity, "pric": unit,
        "det_item_fee_sumamt": fees.line_amount(quantity, unit), "bilg_dept_codg": _WARD["codg"],
        "bilg_dept_name": _WARD["name"], "bilg_dr_codg": _DOCTOR["codg"], "bilg_dr_name": _DOCTOR["name"],
        "hosp_appr_flag": YES if price.item == "XR-0001" else NO,
    }  # fmt: skip


def presettlement(person: Person, number: str, med_type: str, parts: Parts) -> outpatient.OutpatientPresettlement:
    """Return the body of 2206."""
    return outpatient.OutpatientPresettlement(**_terms(person, number, med_type, parts))


def settlement(person: Person, number: str, med_type: str, parts: Parts) -> outpatient.OutpatientSettlement:
    """Return the body of 2207."""
    return outpatient.OutpatientSettlement(**_terms(person, number, med_type, parts) | asdict(parts))


def _terms(person: Person, number: str, med_type: str, parts: Parts) -> dict[str, Any]:
    return {
        "psn_no": person.number, "mdtrt_cert_type": ID_CARD, "mdtrt_cert_no": person.certificate,
        "med_type": med_type, "medfee_sumamt": parts.medfee_sumamt, "psn_setlway": BY_ITEM, "mdtrt_id": number,
        "chrg_bchno": "B1", "acct_used_flag": YES, "insutype": person.insurance,
    }  # fmt: skip


def admission(person: Person, own: str, at: Instant) -> inpatient.Admission:
    """Return the body of 2401."""
    info = inpatient.AdmissionInfo(
        psn_no=person.number, insutype=person.insurance, begntime=at, mdtrt_cert_type=ID_CARD,
        mdtrt_cert_no=person.certificate, med_type=INPATIENT, ipt_no=own, atddr_no=_DOCTOR["codg"],
        chfpdr_name=_DOCTOR["name"], adm_diag_dscr="示例诊断", adm_dept_codg=_WARD["codg"],
        adm_dept_name=_WARD["name"], adm_bed="1", dscg_maindiag_code="I10.x00", dscg_maindiag_name="示例诊断",
    )  # fmt: skip
    return inpatient.Admission(mdtrtinfo=info)


def discharge(person: Person, number: str, at: Instant) -> inpatient.Discharge:
    """Return the body of 2402."""
    info = inpatient.DischargeInfo(
        mdtrt_id=number, psn_no=person.number, insutype=person.insurance, endtime=at,
        dscg_dept_codg=_WARD["codg"], dscg_dept_name=_WARD["name"], dscg_way="1",
    )  # fmt: skip
    return inpatient.Discharge(dscginfo=info)


def stay_presettlement(person: Person, number: str, parts: Parts, *, interim: bool) -> inpatient.StayPresettlement:
    """Return the body of 2303."""
    return inpatient.StayPresettlement(**_stay_terms(person, number, parts, interim=interim))


def stay_settlement(person: Person, number: str, parts: Parts, *, interim: bool) -> inpatient.StaySettlement:
    """Return the body of 2304."""
    return inpatient.StaySettlement(**_stay_terms(person, number, parts, interim=interim))


def _stay_terms(person: Person, number: str, parts: Parts, *, interim: bool) -> dict[str, Any]:
    return {
        "psn_no": person.number, "mdtrt_cert_type": ID_CARD, "mdtrt_cert_no": person.certificate,
        "psn_setlway": BY_ITEM, "mdtrt_id": number, "insutype": person.insurance, "acct_used_flag": YES,
        "mid_setl_flag": YES if interim else NO,
    } | asdict(parts)  # fmt: skip
