"""Outpatient visits: 2201 to 2208."""

from typing import Annotated

from pilin.wire.nhsa.fees import OutpatientUpload, SplitLines
from pilin.wire.nhsa.fields import (
    C6,
    C20,
    C30,
    C50,
    C100,
    C500,
    C1000,
    CertType,
    Date,
    DiagType,
    ExpContent,
    Flag,
    Insutype,
    MedType,
    SetlWay,
    Time,
    Whole,
    Yuan,
    node,
)
from pilin.wire.nhsa.settlement import Cancel, Settled
from pilin.wire.nhsa.transactions import NO_OUTPUT, Shape, Transaction

Weeks = Annotated[int, Whole(2)]
Serial = Annotated[int, Whole(2)]


@node
class Registration:
    """Input of 2201."""

    psn_no: C30
    insutype: Insutype
    begntime: Time
    mdtrt_cert_type: CertType
    mdtrt_cert_no: C50
    ipt_otp_no: C30
    atddr_no: C30
    dr_name: C50
    dept_code: C30
    dept_name: C100
    caty: C6
    exp_content: ExpContent = ""


@node
class Registered:
    """Output of 2201."""

    mdtrt_id: C30
    psn_no: C30 = ""
    ipt_otp_no: C30 = ""
    exp_content: ExpContent = ""


@node
class RegistrationCancel:
    """Input of 2202."""

    psn_no: C30
    mdtrt_id: C30
    ipt_otp_no: C30


@node
class VisitInfo:
    """The visit of 2203; in a chronic disease `dise_codg` is its code."""

    mdtrt_id: C30
    psn_no: C30
    med_type: MedType
    begntime: Time
    main_cond_dscr: C1000 = ""
    dise_codg: C30 = ""
    dise_name: C500 = ""
    birctrl_type: C6 = ""
    birctrl_matn_date: Date | None = None
    matn_type: C6 = ""
    geso_val: Weeks | None = None
    exp_content: ExpContent = ""


@node
class VisitDiagnosis:
    """One diagnosis of 2203."""

    diag_type: DiagType
    diag_srt_no: Serial
    diag_code: C20
    diag_name: C100
    diag_dept: C50
    dise_dor_no: C30
    dise_dor_name: C50
    diag_time: Time
    vali_flag: Flag


@node
class Visit:
    """Input of 2203."""

    mdtrtinfo: VisitInfo
    diseinfo: tuple[VisitDiagnosis, ...] = ()


@node
class FeeWithdrawal:
    """Input of 2205; the batch "0000" is all lines that are not settled."""

    mdtrt_id: C30
    chrg_bchno: C30
    psn_no: C30
    exp_content: ExpContent = ""


@node
class OutpatientPresettlement:
    """Input of 2206."""

    psn_no: C30
    mdtrt_cert_type: CertType
    mdtrt_cert_no: C50
    med_type: MedType
    medfee_sumamt: Yuan
    psn_setlway: SetlWay
    mdtrt_id: C30
    chrg_bchno: C30
    acct_used_flag: Flag
    insutype: Insutype
    exp_content: ExpContent = ""


@node
class OutpatientSettlement(OutpatientPresettlement):
    """Input of 2207: what 2206 was asked, and the four parts that it answered."""

    invono: C20 = ""
    fulamt_ownpay_amt: Yuan
    overlmt_selfpay: Yuan
    preselfpay_amt: Yuan
    inscp_scp_amt: Yuan


REGISTER = Transaction("2201", Shape(Registration, "data"), Shape(Registered, "data"))
CANCEL_REGISTRATION = Transaction("2202", Shape(RegistrationCancel, "data"), NO_OUTPUT)
VISIT = Transaction("2203", Shape(Visit), NO_OUTPUT, ("2203A",))
UPLOAD_FEES = Transaction("2204", Shape(OutpatientUpload), Shape(SplitLines))
WITHDRAW_FEES = Transaction("2205", Shape(FeeWithdrawal, "data"), NO_OUTPUT)
PRESETTLE = Transaction("2206", Shape(OutpatientPresettlement, "data"), Shape(Settled), ("2206A",))
SETTLE = Transaction("2207", Shape(OutpatientSettlement, "data"), Shape(Settled), ("2207A",))
CANCEL = Transaction("2208", Shape(Cancel, "data"), Shape(Settled))
TRANSACTIONS = (
    REGISTER,
    CANCEL_REGISTRATION,
    VISIT,
    UPLOAD_FEES,
    WITHDRAW_FEES,
    PRESETTLE,
    SETTLE,
    CANCEL,
)
