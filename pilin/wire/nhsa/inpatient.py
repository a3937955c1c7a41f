"""Stays: fees 2301 and 2302, settlement 2303 to 2305, admission and discharge 2401 to 2405.

The order of practice: 2401, 2301 any number of times, 2303, 2402, 2304; undone by 2305, 2405, 2302, 2404.
"""

from typing import Annotated

from pilin.wire.nhsa.fees import InpatientUpload, SplitLines
from pilin.wire.nhsa.fields import (
    C3,
    C6,
    C20,
    C30,
    C50,
    C100,
    C200,
    C300,
    C500,
    C1000,
    CertType,
    Date,
    DiagType,
    ExpContent,
    Flag,
    Insutype,
    MedType,
    Named,
    SetlWay,
    Time,
    Whole,
    Yuan,
    node,
)
from pilin.wire.nhsa.settlement import Cancel, Settled
from pilin.wire.nhsa.transactions import NO_OUTPUT, Shape, Transaction

Serial = Annotated[int, Whole(2)]


@node
class StayDiagnosis:
    """One diagnosis of 2401, 2402 and 2403."""

    mdtrt_id: C30 = ""
    psn_no: C30
    diag_type: DiagType
    maindiag_flag: Flag
    diag_srt_no: Serial
    diag_code: C20
    diag_name: C100
    adm_cond: C500 = ""
    diag_dept: C50
    dise_dor_no: C30
    dise_dor_name: C50
    diag_time: Time


@node
class Care:
    """What admission, change and discharge may all say: disease, operation, birth."""

    dise_codg: C30 = ""
    dise_name: C500 = ""
    oprn_oprt_code: C30 = ""
    oprn_oprt_name: C500 = ""
    fpsc_no: C50 = ""
    matn_type: C6 = ""
    birctrl_type: C6 = ""
    latechb_flag: Flag = ""
    geso_val: Serial | None = None
    fetts: Serial | None = None
    fetus_cnt: Serial | None = None
    pret_flag: Flag = ""
    birctrl_matn_date: Date | None = None
    exp_content: ExpContent = ""


@node
class AdmissionInfo(Care):
    """`mdtrtinfo` of 2401."""

    psn_no: C30
    insutype: Insutype
    coner_name: C50 = ""
    tel: C50 = ""
    begntime: Time
    mdtrt_cert_type: CertType
    mdtrt_cert_no: C50
    med_type: MedType
    ipt_no: C30
    medrcdno: C30 = ""
    atddr_no: C30
    chfpdr_name: C50
    adm_diag_dscr: C200
    adm_dept_codg: C30
    adm_dept_name: C100
    adm_bed: C30
    dscg_maindiag_code: C20
    dscg_maindiag_name: C300
    main_cond_dscr: C1000 = ""
    dise_type_code: C6 = ""


@node
class Admission:
    """Input of 2401."""

    mdtrtinfo: AdmissionInfo
    diseinfo: tuple[StayDiagnosis, ...] = ()


@node
class Admitted:
    """Output of 2401."""

    mdtrt_id: C30


@node
class ChangeInfo(Care):
    """`adminfo` of 2403: no source gives its table, so only visit and person are required [U]."""

    mdtrt_id: C30
    psn_no: C30
    insutype: C6 = ""
    coner_name: C50 = ""
    tel: C50 = ""
    begntime: Time | None = None
    endtime: Time | None = None
    mdtrt_cert_type: C3 = ""
    mdtrt_cert_no: C50 = ""
    med_type: MedType = ""
    ipt_otp_no: C30 = ""
    ipt_no: C30 = ""
    medrcdno: C30 = ""
    atddr_no: C30 = ""
    chfpdr_name: C50 = ""
    adm_diag_dscr: C200 = ""
    adm_dept_codg: C30 = ""
    adm_dept_name: C100 = ""
    adm_bed: C30 = ""
    dscg_maindiag_code: C20 = ""
    dscg_maindiag_name: C300 = ""
    main_cond_dscr: C1000 = ""
    dise_type_code: C6 = ""


@node
class AdmissionChange:
    """Input of 2403."""

    adminfo: ChangeInfo
    diseinfo: tuple[StayDiagnosis, ...] = ()


@node
class DischargeInfo(Care):
    """`dscginfo` of 2402."""

    mdtrt_id: C30
    psn_no: C30
    insutype: Insutype
    endtime: Time
    cop_flag: Flag = ""
    dscg_dept_codg: C30
    dscg_dept_name: C100
    dscg_bed: C30 = ""
    dscg_way: C3
    die_date: Date | None = None


@node
class Discharge:
    """Input of 2402."""

    dscginfo: DischargeInfo
    diseinfo: tuple[StayDiagnosis, ...] = ()


@node
class Stay:
    """Input of 2404 and 2405."""

    mdtrt_id: C30
    psn_no: C30


@node
class LineWithdrawal:
    """One row of 2302; the line "0000" is all of them."""

    feedetl_sn: C30
    mdtrt_id: C30
    psn_no: C30


@node
class Withdrawal:
    """Input of 2302, whose node is an array."""

    data: tuple[LineWithdrawal, ...]


@node
class StayTerms:
    """What 2303 and 2304 are both asked."""

    psn_no: C30
    mdtrt_cert_type: CertType
    mdtrt_cert_no: C50
    medfee_sumamt: Yuan
    psn_setlway: SetlWay
    mdtrt_id: C30
    insutype: Insutype
    invono: C20 = ""
    mid_setl_flag: Flag
    dscg_time: Annotated[Date, Named("dscgTime")] | None = None
    exp_content: ExpContent = ""


@node
class StayPresettlement(StayTerms):
    """Input of 2303."""

    acct_used_flag: Flag = ""
    fulamt_ownpay_amt: Yuan
    overlmt_selfpay: Yuan
    preselfpay_amt: Yuan
    inscp_scp_amt: Yuan


@node
class StaySettlement(StayTerms):
    """Input of 2304, which need not repeat the four parts."""

    acct_used_flag: Flag
    fulamt_ownpay_amt: Yuan | None = None
    overlmt_selfpay: Yuan | None = None
    preselfpay_amt: Yuan | None = None
    inscp_scp_amt: Yuan | None = None


UPLOAD_FEES = Transaction("2301", Shape(InpatientUpload), Shape(SplitLines))
WITHDRAW_FEES = Transaction("2302", Shape(Withdrawal), NO_OUTPUT)
PRESETTLE = Transaction("2303", Shape(StayPresettlement, "data"), Shape(Settled))
SETTLE = Transaction("2304", Shape(StaySettlement, "data"), Shape(Settled))
CANCEL = Transaction("2305", Shape(Cancel, "data"), Shape(Settled))
ADMIT = Transaction("2401", Shape(Admission), Shape(Admitted, "result"))
DISCHARGE = Transaction("2402", Shape(Discharge), NO_OUTPUT)
CHANGE_ADMISSION = Transaction("2403", Shape(AdmissionChange), NO_OUTPUT)
CANCEL_ADMISSION = Transaction("2404", Shape(Stay, "data"), NO_OUTPUT)
CANCEL_DISCHARGE = Transaction("2405", Shape(Stay, "data"), NO_OUTPUT)
TRANSACTIONS = (
    UPLOAD_FEES,
    WITHDRAW_FEES,
    PRESETTLE,
    SETTLE,
    CANCEL,
    ADMIT,
    DISCHARGE,
    CHANGE_ADMISSION,
    CANCEL_ADMISSION,
    CANCEL_DISCHARGE,
)
