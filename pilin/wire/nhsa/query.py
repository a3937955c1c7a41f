"""Queries of what was settled: 5203 (settlement) and 5204 (fee lines), the other answer to a lost reply."""

from pilin.wire.nhsa.fees import SplitLine
from pilin.wire.nhsa.fields import C30, C50, C150, C200, Time, node
from pilin.wire.nhsa.settlement import Settled
from pilin.wire.nhsa.transactions import Shape, Transaction


@node
class SettlementQuery:
    """Input of 5203 and 5204: no source gives its table [U]; without `setl_id` the visit names the settlement."""

    psn_no: C30
    setl_id: C30 = ""
    mdtrt_id: C30


@node
class FeeFound(SplitLine):
    """One line that 5204 found [U]."""

    mdtrt_id: C30 = ""
    setl_id: C30 = ""
    fee_ocur_time: Time | None = None
    med_list_codg: C50 = ""
    medins_list_codg: C150 = ""
    medins_list_name: C200 = ""


@node
class FeesFound:
    """Output of 5204 [U]."""

    data: tuple[FeeFound, ...] = ()


FIND_SETTLEMENT = Transaction("5203", Shape(SettlementQuery, "data"), Shape(Settled))
FIND_FEES = Transaction("5204", Shape(SettlementQuery, "data"), Shape(FeesFound))
TRANSACTIONS = (FIND_SETTLEMENT, FIND_FEES)
