"""The monthly confirmation of cross-region settlements by the hospital: 3260 to 3262."""

from typing import Annotated

from pilin.wire.nhsa.fields import C6, C30, C50, Digits, Rows, Text, Time, Whole, Yuan, node
from pilin.wire.nhsa.transactions import NO_OUTPUT, Shape, Transaction

ROWS_MAX = 100
EVERYTHING = "0"
"""In the place of a confirmation's number: everything of the institution in that month is taken back."""
Year = Annotated[str, Digits(4)]
MonthOfYear = Annotated[str, Digits(2)]
Row = Annotated[int, Whole(10)]


@node
class SplitQuery:
    """Input of 3260."""

    trt_year: Year
    trt_month: MonthOfYear
    startrow: Row


@node
class SplitRow:
    """One settlement of the month; `optins_pay_sumamt` is all insurance money, as the settlement answered it."""

    seqno: Row
    mdtrtarea: C6
    medins_no: C30
    certno: C50 = ""
    mdtrt_id: C30
    mdtrt_setl_time: Time
    setl_sn: C30
    fulamt_advpay_flag: Annotated[str, Text(3, "flag")]
    medfee_sumamt: Yuan
    optins_pay_sumamt: Yuan


@node
class SplitRows:
    """Output of 3260: at most a hundred rows."""

    data: Annotated[tuple[SplitRow, ...], Rows(ROWS_MAX)] = ()


@node
class Confirmations:
    """`data` of 3261."""

    trt_year: Year
    trt_month: MonthOfYear
    totalrow: Row


@node
class Confirmation:
    """One settlement, confirmed or left out of this month."""

    certno: C50 = ""
    mdtrt_id: C30
    mdtrt_setl_time: Time
    setl_sn: C30
    medfee_sumamt: Yuan
    optins_pay_sumamt: Yuan
    cnfm_flag: Annotated[str, Text(3, "cnfm_flag")]


@node
class SplitConfirmation:
    """Input of 3261."""

    data: Confirmations
    detail: Annotated[tuple[Confirmation, ...], Rows(ROWS_MAX)]


@node
class SplitUndoing:
    """Input of 3262; `otransid` is the `inf_refmsgid` of the 3261 that is taken back."""

    trt_year: Year
    trt_month: MonthOfYear
    otransid: C30


LIST = Transaction("3260", Shape(SplitQuery, "data"), Shape(SplitRows))
CONFIRM = Transaction("3261", Shape(SplitConfirmation), NO_OUTPUT)
UNDO = Transaction("3262", Shape(SplitUndoing, "data"), NO_OUTPUT)
TRANSACTIONS = (LIST, CONFIRM, UNDO)
