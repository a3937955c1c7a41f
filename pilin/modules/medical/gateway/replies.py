"""What we tell a hospital in the words of its interface: splits of lines, and settlements."""

from dataclasses import fields
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from pilin.base.clock import CHINA, Instant, instant
from pilin.base.money import Fen
from pilin.kernel.federation.queries import facts
from pilin.modules.medical import models, queries
from pilin.modules.medical.actions import billing
from pilin.modules.medical.actions.counter import Told
from pilin.modules.medical.gateway import region
from pilin.modules.medical.rules import setlinfo
from pilin.modules.medical.rules.split import Line, Split
from pilin.modules.medical.rules.words import BP
from pilin.wire.nhsa.fees import NO_PRICE_LIMIT, SplitLine
from pilin.wire.nhsa.filing import OpenStay
from pilin.wire.nhsa.query import FeeFound
from pilin.wire.nhsa.settlement import SetlDetail, SetlInfo, Settled

_OUTPATIENT, _INPATIENT = "11", "21"
ILLUSTRATIVE = '{"illustrative":true}'


def split_line(line: Line, split: Split, charge: str) -> SplitLine:
    """Return a line as 2204 and 2301 answer it."""
    entry = split.entry
    return SplitLine(
        feedetl_sn=line.number,
        det_item_fee_sumamt=Fen(split.amount_fen),
        cnt=line.quantity,
        pric=line.unit_price,
        pric_uplmt_amt=NO_PRICE_LIMIT if entry.price_max is None else entry.price_max,
        selfpay_prop=Decimal(split.selfpay_bp) / BP,
        fulamt_ownpay_amt=Fen(split.full_self_fen),
        overlmt_amt=Fen(split.over_limit_fen),
        preselfpay_amt=Fen(split.prior_self_fen),
        inscp_scp_amt=Fen(split.in_scope_fen),
        chrgitm_lv=entry.grade.value,
        med_chrgitm_type=charge,
        lmt_used_flag="1" if entry.restricted else "0",
    )


def fee_found(row: models.FeeLine) -> FeeFound:
    """Return a line as 5204 answers it; the hospital's own code of an item is not kept."""
    split = billing.split_of(row)
    line = Line(row.number, row.entry.item, row.day, row.unit_price, row.quantity, row.amount_fen)
    told = split_line(line, split, row.entry.charge)
    return FeeFound(
        **{one.name: getattr(told, one.name) for one in fields(SplitLine)},
        mdtrt_id=row.visit.number,
        setl_id=row.settled.number if row.settled else "",
        fee_ocur_time=instant(datetime.combine(row.day, time(), CHINA)),
        med_list_codg=row.entry.item,
        medins_list_name=row.entry.name,
    )


def stay(visit: models.CareVisit) -> OpenStay:
    """Return a stay as 5303 answers it."""
    return OpenStay(
        mdtrt_id=visit.number,
        psn_no=visit.person,
        insutype=visit.insurance,
        med_type=visit.med_type,
        begntime=Instant(visit.begun_at),
        ipt_no=visit.own_number,
        fixmedins_code=visit.institution.code,
        fixmedins_name=visit.institution.name,
    )


def settled(told: Told, *, msgid: str, at: Instant) -> Settled:
    """Return a settlement, or what it would be, as 2206, 2207, 2208 and their siblings answer it."""
    visit = told.visit
    amounts: dict[str, Any] = {name: Fen(amount) for name, amount in region.said(told.amounts).items()}
    info = SetlInfo(
        mdtrt_id=visit.number,
        setl_id=told.number,
        psn_no=visit.person,
        insutype=visit.insurance,
        setl_time=at,
        med_type=visit.med_type,
        medins_setl_id=msgid,
        clr_optins=facts.me(),
        clr_type=_INPATIENT if visit.inpatient else _OUTPATIENT,
        exp_content=ILLUSTRATIVE if told.illustrative else "",
        **amounts,
    )
    rows = setlinfo.details(told.amounts, queries.fund_pay_types(visit.insurance))
    return Settled(
        setlinfo=info,
        setldetail=tuple(
            SetlDetail(
                fund_pay_type=row.fund_pay_type, inscp_scp_amt=Fen(row.in_scope_fen), fund_payamt=Fen(row.paid_fen)
            )
            for row in rows
        ),
    )
