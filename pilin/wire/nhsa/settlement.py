"""The settlement as the interface answers it: `setlinfo` and `setldetail` of 2206, 2207, 2303, 2304, 2208 and 2305."""

from pilin.wire.nhsa.fields import (
    C3,
    C6,
    C30,
    C50,
    C200,
    C4000,
    Admdvs,
    Age,
    ClrType,
    ClrWay,
    Date,
    ExpContent,
    FundPayType,
    Gender,
    MedType,
    Proportion,
    PsnType,
    Time,
    Yuan,
    node,
)


@node
class SetlInfo:
    """Sums of a settlement. Required is what every capture holds; a pre-settlement has no `setl_id`.

    In reversals `psn_part_amt` and `hosp_part_amt` may be null, and `ownpay_hosp_part` stands in for the latter.
    """

    mdtrt_id: C30
    setl_id: C30 = ""
    psn_no: C30 = ""
    psn_name: C50 = ""
    psn_cert_type: C6 = ""
    certno: C50 = ""
    gend: Gender = ""
    naty: C3 = ""
    brdy: Date | None = None
    age: Age | None = None
    insutype: C6 = ""
    psn_type: PsnType = ""
    cvlserv_flag: C3 = ""
    setl_time: Time | None = None
    mdtrt_cert_type: C3 = ""
    med_type: MedType = ""
    medfee_sumamt: Yuan
    fulamt_ownpay_amt: Yuan
    overlmt_selfpay: Yuan
    preselfpay_amt: Yuan
    inscp_scp_amt: Yuan
    act_pay_dedc: Yuan | None = None
    hifp_pay: Yuan | None = None
    pool_prop_selfpay: Proportion | None = None
    cvlserv_pay: Yuan | None = None
    hifes_pay: Yuan | None = None
    hifmi_pay: Yuan | None = None
    hifob_pay: Yuan | None = None
    maf_pay: Yuan | None = None
    oth_pay: Yuan | None = None
    hifdm_pay: Yuan | None = None
    fund_pay_sumamt: Yuan
    psn_part_amt: Yuan | None = None
    acct_pay: Yuan
    psn_cash_pay: Yuan
    hosp_part_amt: Yuan | None = None
    ownpay_hosp_part: Yuan | None = None
    balc: Yuan | None = None
    acct_mulaid_pay: Yuan | None = None
    medins_setl_id: C30 = ""
    clr_optins: Admdvs = ""
    clr_way: ClrWay = ""
    clr_type: ClrType = ""
    exp_content: ExpContent = ""


@node
class SetlDetail:
    """What one payer pays: every fund, the personal account (310200) and the hospital (999996) among them."""

    fund_pay_type: FundPayType
    fund_pay_type_name: C200 = ""
    inscp_scp_amt: Yuan | None = None
    crt_payb_lmt_amt: Yuan | None = None
    fund_payamt: Yuan | None = None
    setl_proc_info: C4000 = ""


@node
class Settled:
    """Output of a settlement, of a pre-settlement, and of a cancel, whose amounts are negative."""

    setlinfo: SetlInfo
    setldetail: tuple[SetlDetail, ...] = ()


@node
class Cancel:
    """Input of 2208 and 2305."""

    setl_id: C30
    mdtrt_id: C30
    psn_no: C30
