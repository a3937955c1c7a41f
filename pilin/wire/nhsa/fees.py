"""Lines of fees as hospitals upload them (2204, 2301), and how the catalogue of their place splits them."""

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Annotated

from pilin.base.money import Fen, fen
from pilin.wire.nhsa.fields import (
    C3,
    C6,
    C30,
    C50,
    C100,
    C150,
    C200,
    C500,
    ExpContent,
    Flag,
    MedType,
    Number,
    Proportion,
    Quantity,
    Text,
    Time,
    UnitPrice,
    Yuan,
    node,
)

ALL_LINES = "0000"
"""In the place of a batch or of a line: all lines of the visit that are not settled yet."""
NO_PRICE_LIMIT = Decimal(999999)
_EXACT = Context(prec=60)
Days = Annotated[Decimal, Number(4, 2)]


def line_amount(quantity: Decimal, unit_price: Decimal) -> Fen:
    """Return quantity times unit price in fen, half a fen away from zero: a return is the negative of its line."""
    yuan = _EXACT.multiply(quantity, unit_price)
    return fen(int(_EXACT.scaleb(yuan, 2).quantize(Decimal(1), ROUND_HALF_UP, _EXACT)))


@node
class Line:
    """What both uploads say of a line."""

    feedetl_sn: C30
    mdtrt_id: C30
    psn_no: C30
    dise_codg: C30 = ""
    fee_ocur_time: Time
    med_list_codg: C50
    medins_list_codg: C150
    det_item_fee_sumamt: Yuan
    cnt: Quantity
    pric: UnitPrice
    bilg_dept_codg: C30
    bilg_dept_name: C100
    bilg_dr_codg: C30
    bilg_dr_name: C50
    acord_dept_codg: C30 = ""
    acord_dept_name: C100 = ""
    orders_dr_code: C30 = ""
    orders_dr_name: C50 = ""
    hosp_appr_flag: Annotated[str, Text(3, "hosp_appr_flag")]
    tcmdrug_used_way: C6 = ""
    etip_flag: Flag = ""
    etip_hosp_code: C30 = ""
    dscg_tkdrug_flag: Flag = ""
    matn_fee_flag: C6 = ""
    exp_content: ExpContent = ""


@node
class OutpatientLine(Line):
    """A line of 2204."""

    chrg_bchno: C30
    rxno: C30 = ""
    rx_circ_flag: Flag
    sin_dos_dscr: C200 = ""
    used_frqu_dscr: C200 = ""
    prd_days: Days | None = None
    medc_way_dscr: C200 = ""


@node
class InpatientLine(Line):
    """A line of 2301; a return of goods is a line of negative quantity that names the one it takes back."""

    init_feedetl_sn: C30 = ""
    drord_no: C30 = ""
    med_type: MedType
    memo: C500 = ""


@node
class OutpatientUpload:
    """Input of 2204."""

    feedetail: tuple[OutpatientLine, ...]


@node
class InpatientUpload:
    """Input of 2301."""

    feedetail: tuple[InpatientLine, ...]


@node
class SplitLine:
    """A line as it is split. `overlmt_amt` is what the settlement calls `overlmt_selfpay`."""

    feedetl_sn: C30
    det_item_fee_sumamt: Yuan
    cnt: Quantity
    pric: UnitPrice
    pric_uplmt_amt: UnitPrice
    selfpay_prop: Proportion | None = None
    fulamt_ownpay_amt: Yuan | None = None
    overlmt_amt: Yuan | None = None
    preselfpay_amt: Yuan | None = None
    inscp_scp_amt: Yuan | None = None
    chrgitm_lv: Annotated[str, Text(3, "chrgitm_lv")]
    med_chrgitm_type: Annotated[str, Text(6, "med_chrgitm_type")]
    bas_medn_flag: C3 = ""
    hi_nego_drug_flag: C3 = ""
    chld_medc_flag: C3 = ""
    list_sp_item_flag: C3 = ""
    lmt_used_flag: C3 = ""
    drt_reim_flag: C3 = ""
    memo: C500 = ""


@node
class SplitLines:
    """Output of 2204 and 2301."""

    result: tuple[SplitLine, ...] = ()
