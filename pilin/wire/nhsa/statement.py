"""Reconciliation and clearing of a hospital with its agency: 3201 to 3204."""

from typing import Annotated

from pilin.wire.nhsa.fields import (
    C6,
    C30,
    C200,
    Admdvs,
    ClrType,
    ClrWay,
    Date,
    Digits,
    Insutype,
    Refunded,
    Text,
    Time,
    Whole,
    Yuan,
    node,
)
from pilin.wire.nhsa.transactions import NO_OUTPUT, Shape, Transaction

BALANCED, AGENCY_HAS_MORE, INSTITUTION_HAS_MORE, DATA_DIFFER = "000000", "000101", "000102", "000103"
_OLD = {"0": BALANCED, "1": AGENCY_HAS_MORE}
Count = Annotated[int, Whole(10)]
Persons = Annotated[int, Whole(6)]
Month = Annotated[str, Digits(6)]
StatementResult = Annotated[str, Text(6, "stmt_rslt")]


def result_of(code: str) -> str:
    """Return the result of a reconciliation in six digits; the older dialect says 0 and 1."""
    return _OLD.get(code, code)


@node
class StatementTotal:
    """Input of 3201: one call for each kind of insurance, clearing category and agency that settled."""

    insutype: Insutype
    clr_type: ClrType
    setl_optins: Admdvs
    stmt_begndate: Date
    stmt_enddate: Date
    medfee_sumamt: Yuan
    fund_pay_sumamt: Yuan
    acct_pay: Yuan
    fixmedins_setl_cnt: Count
    refd_setl_flag: Refunded = ""

    @property
    def includes_refunds(self) -> bool:
        """Tell whether the totals include refunds: only 0 leaves them out."""
        return self.refd_setl_flag != "0"


@node
class StatementInfo:
    """Output of 3201."""

    setl_optins: C6 = ""
    stmt_rslt: StatementResult
    stmt_rslt_dscr: C200 = ""


@node
class StatementDetail:
    """Input of 3202: the file that 9101 took, and the totals of what stands in it."""

    setl_optins: Admdvs
    file_qury_no: C30
    stmt_begndate: Date
    stmt_enddate: Date
    medfee_sumamt: Yuan
    fund_pay_sumamt: Yuan
    cash_payamt: Yuan
    fixmedins_setl_cnt: Count
    clr_type: ClrType = ""
    refd_setl_flag: Refunded = ""


@node
class ResultFile:
    """Output of 3202: the file that 9102 hands out."""

    file_qury_no: C30
    filename: C200
    dld_endtime: Time | None = None


@node
class ClearingApplication:
    """Input of 3203."""

    clr_type: ClrType
    clr_way: ClrWay = ""
    setlym: Month
    psntime: Persons
    medfee_sumamt: Yuan
    med_sumfee: Yuan
    fund_appy_sum: Yuan
    cash_payamt: Yuan
    acct_pay: Yuan
    begndate: Date
    enddate: Date


@node
class ClearingApplied:
    """Output of 3203, and input of 3204, which takes the application back."""

    clr_appy_evt_id: C30


CHECK_TOTAL = Transaction("3201", Shape(StatementTotal, "data"), Shape(StatementInfo, "stmtinfo"))
CHECK_DETAIL = Transaction("3202", Shape(StatementDetail, "data"), Shape(ResultFile, "fileinfo"))
APPLY = Transaction("3203", Shape(ClearingApplication, "data"), Shape(ClearingApplied, "result"))
WITHDRAW = Transaction("3204", Shape(ClearingApplied, "data"), NO_OUTPUT)
TRANSACTIONS = (CHECK_TOTAL, CHECK_DETAIL, APPLY, WITHDRAW)
