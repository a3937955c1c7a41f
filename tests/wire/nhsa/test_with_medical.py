"""The grammar and the rules of the medical room speak of the same amounts: W1 and W4 over the wire, and any claim."""

import json
from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.base.money import Fen
from pilin.modules.medical.rules import benefit
from pilin.modules.medical.rules import setlinfo as medical_setlinfo
from pilin.modules.medical.rules import split as medical_split
from pilin.modules.medical.rules.accumulators import Accumulators
from pilin.modules.medical.rules.benefit import Visit, compute
from pilin.modules.medical.rules.split import Grade, Line, SplitRule, catalogue
from pilin.modules.medical.rules.words import Filing
from pilin.modules.medical.tests import samples
from pilin.modules.medical.tests.samples import EMPLOYEES, JINSHAN, PINGHU, RESIDENTS
from pilin.wire.nhsa import fees, identities
from pilin.wire.nhsa.envelope import read_reply, reply_head, write_reply
from pilin.wire.nhsa.fees import SplitLine
from pilin.wire.nhsa.outpatient import SETTLE, UPLOAD_FEES
from pilin.wire.nhsa.settlement import SetlDetail, SetlInfo, Settled
from tests.wire.nhsa import messages
from tests.wire.nhsa.messages import AT, LINE

PAYERS: dict[str, str] = defaultdict(lambda: "999997", {"account": "310200", "hospital": "999996", "hifp": "310100"})
W1 = (PINGHU, RESIDENTS, Visit("21", 3, "1501", Filing.REFERRED))
W4 = (JINSHAN, EMPLOYEES, Visit("11", 2, "1101", Filing.LONG_TERM, account_used=True, account_fen=60_000))
CATALOGUE = catalogue([samples.entry("XA01", Grade.B, selfpay_bp=500), samples.entry("XC01", Grade.C)])


def settled(amounts: benefit.Amounts) -> Settled:
    """Return what the care place answers for amounts that the rules came to."""
    said: dict[str, Any] = dict(medical_setlinfo.setlinfo(amounts))
    detail = [
        SetlDetail(fund_pay_type=one.fund_pay_type, fund_payamt=Fen(one.paid_fen), inscp_scp_amt=Fen(one.in_scope_fen))
        for one in medical_setlinfo.setldetail(amounts, PAYERS)
    ]
    return Settled(setlinfo=SetlInfo(mdtrt_id="M1", setl_id="S1", **said), setldetail=tuple(detail))


def over_the_wire(amounts: benefit.Amounts) -> Settled:
    """Return what a hospital's program reads of that answer."""
    head = reply_head(admdvs="310116", serial=1, received=AT, at=AT)
    return SETTLE.reply.read(read_reply(write_reply(head, SETTLE.reply.write(settled(amounts)))).output)


@pytest.mark.parametrize(
    ("worked", "parts", "paid"),
    [
        (W1, ("1200", "300", "900", "17600"), {"hifp_pay": "9828.00", "hifmi_pay": "0.00", "psn_part_amt": "10172.00"}),
        (W4, ("0", "0", "20", "880"), {"hifp_pay": "285.00", "acct_pay": "600.00", "psn_cash_pay": "15.00"}),
    ],
    ids=["W1", "W4"],
)
def test_worked_claims_come_out_to_the_fen(
    worked: tuple[str, str, Visit], parts: tuple[str, ...], paid: dict[str, str]
) -> None:
    side, insurance, visit = worked
    amounts = compute(samples.policy(side, insurance), samples.parts(*parts), visit, Accumulators())
    document = json.loads(SETTLE.reply.write(settled(amounts)), parse_float=str)["setlinfo"]
    assert {name: document[name] for name in paid} == paid
    assert identities.check(identities.amounts(over_the_wire(amounts).setlinfo)) == ()


FEN = st.integers(0, 30_000_000)
CLAIMS = st.builds(
    lambda full, over, prior, scope: medical_split.Parts(full + over + prior + scope, full, over, prior, scope),
    *[FEN] * 4,
)
VISITS = st.builds(
    Visit,
    st.sampled_from(["11", "13", "14", "21", "24"]),
    st.integers(1, 3),
    st.sampled_from(["1101", "1201"]),
    st.sampled_from(Filing),
    account_used=st.booleans(),
    account_fen=FEN,
    relative_fen=FEN,
)


@given(CLAIMS, VISITS, st.sampled_from([(PINGHU, EMPLOYEES), (JINSHAN, EMPLOYEES)]))
def test_any_claim_that_the_rules_compute_adds_up_on_the_wire(
    parts: medical_split.Parts, visit: Visit, about: tuple[str, str]
) -> None:
    found = compute(samples.policy(*about), parts, visit, Accumulators())
    read = over_the_wire(found)
    assert read == settled(found)
    said = identities.amounts(read.setlinfo)
    assert identities.check(said) == ()
    assert identities.check_payers(said, [one.fund_payamt or 0 for one in read.setldetail]) == ()
    cancelled = over_the_wire(benefit.negated(found, used=Accumulators(), balance_fen=0))
    assert identities.check_reversal(said, identities.amounts(cancelled.setlinfo)) == ()
    assert identities.check(identities.amounts(cancelled.setlinfo)) == ()


def uploaded(*rows: dict[str, Any]) -> list[SplitLine]:
    """Return a hospital's lines, read from its bytes, split by the rules, answered, and read by the hospital again."""
    lines = messages.body("2204", {"feedetail": [LINE | row for row in rows]}).feedetail
    asked = [
        Line(one.feedetl_sn, one.med_list_codg, samples.DAY, one.pric, one.cnt, one.det_item_fee_sumamt)
        for one in lines
    ]
    splits = medical_split.split_lines(asked, CATALOGUE, SplitRule())
    answer = fees.SplitLines(result=tuple(map(answered, lines, splits)))
    return list(UPLOAD_FEES.reply.read(UPLOAD_FEES.reply.write(answer)).result)


def answered(line: fees.OutpatientLine, found: medical_split.Split) -> SplitLine:
    return SplitLine(
        feedetl_sn=line.feedetl_sn,
        det_item_fee_sumamt=line.det_item_fee_sumamt,
        cnt=line.cnt,
        pric=line.pric,
        pric_uplmt_amt=fees.NO_PRICE_LIMIT,
        selfpay_prop=Decimal(found.selfpay_bp).scaleb(-4),
        fulamt_ownpay_amt=Fen(found.full_self_fen),
        overlmt_amt=Fen(found.over_limit_fen),
        preselfpay_amt=Fen(found.prior_self_fen),
        inscp_scp_amt=Fen(found.in_scope_fen),
        chrgitm_lv=found.entry.grade,
        med_chrgitm_type="09",
    )


def test_lines_that_the_rules_split_add_up_on_the_wire() -> None:
    row = {"feedetl_sn": "2", "med_list_codg": "XC01", "cnt": "3", "pric": "0.335", "det_item_fee_sumamt": "1.01"}
    first, second = uploaded({}, row)
    assert (first.preselfpay_amt, first.inscp_scp_amt, first.chrgitm_lv) == (23, 429, "02")
    assert (second.fulamt_ownpay_amt, second.inscp_scp_amt) == (101, 0)
    assert [*identities.check_line(first), *identities.check_line(second)] == []


@given(st.integers(-(10**9), 10**9), st.integers(0, 10**10))
def test_both_sides_round_a_line_alike(quantity: int, price: int) -> None:
    count, pays = Decimal(quantity).scaleb(-4), Decimal(price).scaleb(-6)
    assert fees.line_amount(count, pays) == medical_split.fen_of(pays, count)
