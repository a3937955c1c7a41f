"""Rows F1 to F8 of real replies (docs/protocols/nhsa.md) over the gateway: what hospitals are told keeps I1 to I9.

Lines are uploaded whose split is that of the row, the agency next door pays what the row says, and the reply is read.
Worked cases W1 and W4 stand in `tests/pair/test_hospitals.py`, over two served nodes.
"""

import json
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pilin.base import canonical
from pilin.modules.medical import models
from pilin.modules.medical.actions import apart
from pilin.modules.medical.rules import inquiry
from pilin.modules.medical.rules import settlement as rules
from pilin.modules.medical.rules.settlement import Priced, Settlement
from pilin.modules.medical.tests.crowd import open_the_counter
from pilin.modules.medical.tests.hospital import Hospital
from pilin.wire.nhsa import fees, identities, inpatient, person
from pilin.wire.nhsa.identities import Amounts
from pilin.wire.nhsa.settlement import Cancel, Settled
from pilin.wire.nhsa.transactions import Shape
from tests.simulation.rooms import Cabinet
from tests.support.neighbour import CODE, Neighbour
from tests.wire.nhsa.fixtures import F2, F6, F7, SETTLEMENTS

POLICY = {"side": CODE, "insurance": "310", "number": 1, "digest": "0" * 64}
OVER_LIMIT, PRIOR = Decimal("0.1"), 10
"""So much of the item with a limit is taken that little of it is in scope; a tenth of a 乙 item is prior self-pay."""


@pytest.fixture
def hospital(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> Hospital:
    open_the_counter(neighbour, monkeypatch)
    return Hospital(neighbour.now)


def row_of(name: str) -> Amounts:
    """Return the amounts of a row; those of a reversal as they were before it."""
    told = Shape(Settled).read(json.loads(json.dumps(SETTLEMENTS[name]), parse_float=str)).setlinfo
    found = identities.amounts(told)
    return found.negated() if found.medfee_sumamt < 0 else found


def pays(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch, row: Amounts) -> None:
    """Let the agency next door pay what a row says."""
    half: dict[str, Any] = {"amounts": {**asdict(row), "balc": 0}, "policy": POLICY, "steps": [], "illustrative": True}

    def price(_cabinet: Cabinet, one: Settlement, at: Any) -> Priced:
        if one.cancels:
            taken = neighbour.node.store.t.settlements[one.cancels]
            return Priced(-taken.fund_fen, -taken.account_fen)
        content = apart.detached(rules.RESULT, canonical.encode(half), one, at)
        return Priced(row.fund_pay_sumamt, row.acct_pay, contents=(content,))

    monkeypatch.setattr(Cabinet, "price", price)


def lines_of(row: Amounts) -> list[tuple[str, str, str, str]]:
    """Return lines (number, item, price, count) whose parts are those of a row."""
    prior, over = Decimal(row.preselfpay_amt) / 100, Decimal(row.overlmt_selfpay) / 100
    found = [("1", "XC-0001", Decimal(row.fulamt_ownpay_amt) / 100, Decimal(1))]
    found += [("2", "XB-0001", prior * PRIOR, Decimal(1))] if prior else []
    found += [("3", "XL-0001", 300 + over / OVER_LIMIT, OVER_LIMIT)] if over else []
    rest = Decimal(row.inscp_scp_amt) / 100 - prior * (PRIOR - 1) - (300 * OVER_LIMIT if over else 0)
    found += [("4", "XA-0001", rest, Decimal(1))]
    return [(number, item, str(price), str(count)) for number, item, price, count in found if price]


def parts_of(row: Amounts) -> dict[str, Any]:
    names = ("fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt", "inscp_scp_amt")
    return {name: getattr(row, name) for name in names}


def visit(hospital: Hospital, row: Amounts) -> tuple[Settled, Settled, list[Any]]:
    """Play an outpatient's visit; return what the settlement and its cancel were answered, and the split lines."""
    hospital.registers()
    uploaded = hospital.uploads(*(hospital.line(*one) for one in lines_of(row)))
    quoted = hospital.quotes(medfee_sumamt=row.medfee_sumamt)
    settled = hospital.settles(medfee_sumamt=row.medfee_sumamt, **parts_of(row))
    assert identities.amounts(quoted.output.setlinfo) == identities.amounts(settled.output.setlinfo), settled.error
    undone = hospital.cancels(settled.output.setlinfo.setl_id)
    return settled.output, undone.output, uploaded.output.result


def stay(hospital: Hospital, row: Amounts) -> tuple[Settled, Settled, list[Any]]:
    """Play a stay; return as `visit` does."""
    hospital.admits()
    lines = tuple(hospital.bed_line(*one) for one in lines_of(row))
    uploaded = hospital.send("2301", fees.InpatientUpload(feedetail=lines))
    assert hospital.leaves().head.succeeded
    terms = hospital.stay_terms(row.medfee_sumamt, **parts_of(row))
    settled = hospital.send("2304", inpatient.StaySettlement(**terms))
    number = settled.output.setlinfo.setl_id
    undone = hospital.send("2305", Cancel(setl_id=number, mdtrt_id=hospital.visit, psn_no=hospital.person))
    return settled.output, undone.output, uploaded.output.result


@pytest.mark.parametrize(
    ("name", "play"),
    [
        pytest.param("F1", visit, id="F1 2206 and 2207"),
        pytest.param("F3", visit, id="F3 2208"),
        pytest.param("F4", stay, id="F4 2304"),
        pytest.param("F5", stay, id="F5 2305"),
        pytest.param("F8", stay, id="F8 2304"),
    ],
)
def test_a_real_settlement_and_its_cancel_keep_every_identity(
    hospital: Hospital, neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch, name: str, play: Any
) -> None:
    row = row_of(name)
    pays(neighbour, monkeypatch, row)
    settled, undone, lines = play(hospital, row)
    told, back = (identities.amounts(one.setlinfo) for one in (settled, undone))
    assert (told, back) == (row, row.negated())
    assert identities.check(told) == identities.check(back) == ()
    assert identities.check_lines(told, lines) == ()
    assert [identities.check_line(line) for line in lines] == [()] * len(lines)
    assert identities.check_reversal(told, back) == ()
    for answered, amounts in ((settled, told), (undone, back)):
        payers = [one.fund_payamt or 0 for one in answered.setldetail]
        assert identities.check_payers(amounts, payers) == ()


@pytest.mark.parametrize("line", [F2, *F6], ids=["F2", "F6 of class 01", "F6 of class 03", "F6 of nine pieces"])
def test_a_real_line_is_split_as_it_was(hospital: Hospital, line: dict[str, Any]) -> None:
    told = Shape(fees.SplitLine).read(json.loads(json.dumps(line | {"feedetl_sn": "1"}), parse_float=str))
    share = int((told.selfpay_prop or 0) * 10_000) if told.chrgitm_lv == "02" else 0
    models.CatalogueEntry.objects.create(
        item="D", name="示例", grade=told.chrgitm_lv, charge=told.med_chrgitm_type, from_day=date(2025, 1, 1),
        selfpay_bp=share, price_max=told.pric_uplmt_amt,
    )  # fmt: skip
    hospital.registers()
    (found,) = hospital.uploads(hospital.line("1", "D", str(told.pric), str(told.cnt))).output.result
    names = ("det_item_fee_sumamt", "fulamt_ownpay_amt", "overlmt_amt", "preselfpay_amt", "inscp_scp_amt")
    assert [getattr(found, name) for name in names] == [getattr(told, name) for name in names]
    assert identities.check_line(found) == ()


def test_of_the_insurances_of_f7_the_one_in_force_is_meant(
    hospital: Hospital, neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = [
        {
            "insurance": row["insutype"], "type": "11", "civil_servant": False, "identities": [],
            "holds": row["psn_insu_stas"] == "1", "from_day": "2020-01-01", "until_day": None,
            "account_fen": round(row["balc"] * 100),
        }
        for row in F7["insuinfo"]
    ]  # fmt: skip
    said = {
        "number": "P-0002", "certificate": "01", "certno": "X", "name": "示例", "gender": "1",
        "born_on": "1985-01-01", "insurances": held,
    }  # fmt: skip

    def answer(_cabinet: Cabinet, one: Any, at: Any) -> inquiry.Answer:
        return inquiry.Answer(contents=(apart.detached(inquiry.TOLD, inquiry.write_told(said), one, at, passing=True),))

    monkeypatch.setattr(Cabinet, "answer", answer)
    found = hospital.send("1101", person.PersonQuery(mdtrt_cert_type="02", mdtrt_cert_no="X")).output
    assert [one.insutype for one in found.insuinfo] == [row["insutype"] for row in F7["insuinfo"]]
    (meant,) = found.in_force("310")
    assert (meant.balc, found.in_force("390"), found.in_force("39999")) == (2_693_388, (), ())
