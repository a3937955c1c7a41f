"""Filings: 2501 and 2502 (referral), 2503 and 2504 (chronic disease), 5301 and 5303 (queries).

Filing for care elsewhere in general is no transaction of a hospital: people file it by App or at a window.
"""

from typing import Annotated

from pilin.wire.nhsa.fields import (
    C3,
    C6,
    C12,
    C20,
    C30,
    C50,
    C100,
    C200,
    C300,
    C500,
    C1000,
    C2000,
    Admdvs,
    Also,
    Date,
    Flag,
    Insutype,
    MedType,
    Time,
    node,
)
from pilin.wire.nhsa.transactions import NO_OUTPUT, Shape, Transaction


@node
class ReferralFiling:
    """Input of 2501."""

    psn_no: C30
    insutype: Insutype
    tel: C50 = ""
    addr: C200 = ""
    insu_optins: Admdvs = ""
    diag_code: C20
    diag_name: C100
    dise_cond_dscr: C2000 = ""
    reflin_medins_no: C12
    reflin_medins_name: C200
    mdtrtarea_admdvs: Annotated[Admdvs, Also("mdtrtarea_admvs")]
    hosp_agre_refl_flag: Flag = ""
    refl_type: C3
    refl_date: Date
    refl_rea: C1000
    refl_opnn: C1000
    begndate: Date | None = None
    enddate: Date | None = None
    refl_used_flag: Flag = ""


@node
class ChronicFiling:
    """Input of 2503: no source gives its table, so only person, insurance and disease are required [U]."""

    psn_no: C30
    insutype: Insutype
    opsp_dise_code: C30
    opsp_dise_name: C300 = ""
    tel: C50 = ""
    addr: C200 = ""
    insu_optins: C6 = ""
    ide_fixmedins_no: C12 = ""
    ide_fixmedins_name: C200 = ""
    hosp_ide_date: Date | None = None
    diag_dr_codg: C30 = ""
    diag_dr_name: C50 = ""
    begndate: Date | None = None
    enddate: Date | None = None


@node
class Filed:
    """Output of 2501 and 2503: the number of the filing [U]."""

    trt_dcla_detl_sn: C30


@node
class FilingWithdrawal:
    """Input of 2502 and 2504 [U]."""

    trt_dcla_detl_sn: C30
    psn_no: C30
    memo: C500 = ""


@node
class ChronicQuery:
    """Input of 5301."""

    psn_no: C30


@node
class ChronicEntitlement:
    """One row of 5301."""

    opsp_dise_code: C30
    opsp_dise_name: C300 = ""
    begndate: Date | None = None
    enddate: Date | None = None


@node
class ChronicEntitlements:
    """Output of 5301."""

    feedetail: tuple[ChronicEntitlement, ...] = ()


@node
class StayQuery:
    """Input of 5303 [U]."""

    psn_no: C30
    begntime: Time | None = None
    endtime: Time | None = None


@node
class OpenStay:
    """One stay that 5303 found [U]."""

    mdtrt_id: C30
    psn_no: C30 = ""
    insutype: C6 = ""
    med_type: MedType = ""
    begntime: Time | None = None
    endtime: Time | None = None
    ipt_no: C30 = ""
    adm_dept_name: C100 = ""
    fixmedins_code: C30 = ""
    fixmedins_name: C200 = ""


@node
class OpenStays:
    """Output of 5303 [U]."""

    data: tuple[OpenStay, ...] = ()


FILE_REFERRAL = Transaction("2501", Shape(ReferralFiling, "data"), Shape(Filed, "result"))
WITHDRAW_REFERRAL = Transaction("2502", Shape(FilingWithdrawal, "data"), NO_OUTPUT)
FILE_CHRONIC = Transaction("2503", Shape(ChronicFiling, "data"), Shape(Filed, "result"))
WITHDRAW_CHRONIC = Transaction("2504", Shape(FilingWithdrawal, "data"), NO_OUTPUT)
FIND_CHRONIC = Transaction("5301", Shape(ChronicQuery, "data"), Shape(ChronicEntitlements))
FIND_STAYS = Transaction("5303", Shape(StayQuery, "data"), Shape(OpenStays))
TRANSACTIONS = (FILE_REFERRAL, WITHDRAW_REFERRAL, FILE_CHRONIC, WITHDRAW_CHRONIC, FIND_CHRONIC, FIND_STAYS)
