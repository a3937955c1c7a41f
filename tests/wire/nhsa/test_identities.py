"""The identities I1 to I9 on amounts that real settlements had (F1 to F8, without persons), and what breaks them."""

import json
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.base.money import Fen
from pilin.base.refusal import Finding
from pilin.wire.nhsa import identities
from pilin.wire.nhsa.fees import SplitLine
from pilin.wire.nhsa.identities import Amounts, Profile, amounts
from pilin.wire.nhsa.outpatient import UPLOAD_FEES
from pilin.wire.nhsa.person import FIND
from pilin.wire.nhsa.refusals import NhsaRefusal
from pilin.wire.nhsa.settlement import SetlInfo, Settled
from pilin.wire.nhsa.transactions import Shape
from tests.wire.nhsa.fixtures import F1, F2, F3, F4, F5, F6, F7, F8, SETTLEMENTS

SHAPE = Shape(Settled)


def settled(fixture: dict[str, Any]) -> Settled:
    """Return a fixture as a hospital's program would read it from the bytes of a reply."""
    return SHAPE.read(json.loads(json.dumps(fixture), parse_float=str))


def broken(findings: tuple[Finding, ...]) -> list[str]:
    assert all(one.code is NhsaRefusal.IDENTITY_DOES_NOT_HOLD for one in findings)
    return [one.where for one in findings]


@pytest.mark.parametrize("name", SETTLEMENTS)
def test_real_settlements_add_up(name: str) -> None:
    found = settled(SETTLEMENTS[name])
    assert identities.check(amounts(found.setlinfo)) == ()
    assert SHAPE.read(SHAPE.write(found)) == found


@pytest.mark.parametrize("fixture", [F1, F3, F4, F5], ids=["F1", "F3", "F4", "F5"])
def test_the_detail_names_every_payer(fixture: dict[str, Any]) -> None:
    found = settled(fixture)
    payers = [one.fund_payamt or 0 for one in found.setldetail]
    assert identities.check_payers(amounts(found.setlinfo), payers) == ()
    assert broken(identities.check_payers(amounts(found.setlinfo), payers[1:])) == ["setldetail"]


@pytest.mark.parametrize("row", [F2, *F6], ids=lambda row: f"{row['cnt']} x {row['pric']}")
def test_real_lines_add_up(row: dict[str, Any]) -> None:
    text = json.dumps({"result": row | {"feedetl_sn": "1"}})
    (line,) = UPLOAD_FEES.reply.read(text).result
    assert identities.check_line(line) == ()


def test_f2_is_split_at_half_a_fen() -> None:
    assert Decimal("4.52") * Decimal("0.05") == Decimal("0.2260")
    assert F2["preselfpay_amt"] == 0.23


def test_f5_balances_only_with_what_stands_in_for_the_hospitals_share() -> None:
    info = settled(F5).setlinfo
    assert (info.psn_part_amt, info.hosp_part_amt, info.ownpay_hosp_part) == (None, None, -3286)
    assert amounts(info).hosp_part_amt == -3286
    assert amounts(info).psn_part_amt == -130701
    assert "I4" in broken(identities.check(replace(amounts(info), hosp_part_amt=Fen(0))))


def test_f8_has_blanks_where_numbers_are_meant() -> None:
    assert [one.fund_payamt for one in settled(F8).setldetail] == [310654, None]


def test_f7_is_several_insurances_of_which_one_is_meant() -> None:
    person = FIND.reply.read(json.dumps(F7))
    assert len(person.insuinfo) == 6
    (found,) = person.in_force("310")
    assert (found.balc, found.insuplc_admdvs) == (2693388, "130399")
    assert person.in_force("39999") == ()


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("medfee_sumamt", ["I1", "I4"]),
        ("fulamt_ownpay_amt", ["I1", "I9"]),
        ("hifob_pay", ["I2"]),
        ("fund_pay_sumamt", ["I2", "I4", "I9"]),
        ("psn_part_amt", ["I3", "I4", "I9"]),
        ("acct_pay", ["I3"]),
        ("psn_cash_pay", ["I3"]),
        ("acct_mulaid_pay", ["I3"]),
        ("hosp_part_amt", ["I4", "I9"]),
    ],
)
def test_a_fen_more_in_one_amount_breaks_what_it_stands_in(name: str, found: list[str]) -> None:
    right = amounts(settled(F4).setlinfo)
    wrong = replace(right, **{name: Fen(getattr(right, name) + 1)})
    assert broken(identities.check(wrong)) == found


def test_a_broken_identity_tells_both_sides() -> None:
    wrong = replace(amounts(settled(F1).setlinfo), medfee_sumamt=Fen(453))
    first, *_ = identities.check(wrong)
    assert first == Finding(
        "I1", NhsaRefusal.IDENTITY_DOES_NOT_HOLD, {"identity": "I1", "left_fen": 453, "right_fen": 452}
    )


@pytest.mark.parametrize(
    ("deductible", "scope", "found"),
    [(0, 429, []), (429, 429, []), (430, 429, ["I8"]), (-1, 429, ["I8"]), (-429, -429, []), (1, -429, ["I8"])],
)
def test_a_deductible_lies_within_the_scope(deductible: int, scope: int, found: list[str]) -> None:
    one = Amounts(
        medfee_sumamt=Fen(scope),
        inscp_scp_amt=Fen(scope),
        act_pay_dedc=Fen(deductible),
        psn_part_amt=Fen(scope),
        psn_cash_pay=Fen(scope),
    )
    assert broken(identities.check(one)) == found


def test_a_reversal_takes_back_every_amount() -> None:
    original = amounts(settled(F1).setlinfo)
    reversal = original.negated()
    assert identities.check_reversal(original, reversal) == ()
    assert identities.check(reversal) == ()
    short = replace(reversal, acct_pay=Fen(-451))
    assert [one.facts["left_fen"] for one in identities.check_reversal(original, short)] == [452]


def line(number: int, full: int, over: int, prior: int, scope: int) -> SplitLine:
    return SplitLine(
        feedetl_sn=str(number),
        det_item_fee_sumamt=Fen(full + over + prior + scope),
        cnt=Decimal(1),
        pric=Decimal(full + over + prior + scope).scaleb(-2),
        pric_uplmt_amt=Decimal(999999),
        fulamt_ownpay_amt=Fen(full),
        overlmt_amt=Fen(over),
        preselfpay_amt=Fen(prior),
        inscp_scp_amt=Fen(scope),
        chrgitm_lv="01",
        med_chrgitm_type="09",
    )


PARTS = st.tuples(*[st.integers(0, 10**6)] * 4)


@given(st.lists(PARTS, min_size=1, max_size=6))
def test_the_parts_of_lines_are_the_parts_of_their_settlement(parts: list[tuple[int, int, int, int]]) -> None:
    lines = [line(number, *one) for number, one in enumerate(parts)]
    full, over, prior, scope = (Fen(sum(column)) for column in zip(*parts, strict=True))
    whole = Amounts(
        medfee_sumamt=Fen(full + over + prior + scope),
        fulamt_ownpay_amt=full,
        overlmt_selfpay=over,
        preselfpay_amt=prior,
        inscp_scp_amt=scope,
    )
    assert identities.check_lines(whole, lines) == ()
    assert [found for one in lines for found in identities.check_line(one)] == []
    assert broken(identities.check_lines(replace(whole, overlmt_selfpay=Fen(over + 1)), lines)) == ["I6"]


def test_a_line_whose_total_is_not_quantity_times_price_is_found() -> None:
    wrong = replace(line(1, 0, 0, 23, 429), pric=Decimal("4.53"))
    assert broken(identities.check_line(wrong)) == ["I5"]
    assert broken(identities.check_line(replace(wrong, pric=Decimal("4.52"), preselfpay_amt=None))) == ["I5"]


def regional(**changed: int) -> Amounts:
    """A visit of 100 yuan: fund 60, own account 25, a relative's 5, cash 10."""
    base = {
        "medfee_sumamt": 10000,
        "inscp_scp_amt": 10000,
        "hifp_pay": 6000,
        "fund_pay_sumamt": 6000,
        "psn_part_amt": 4000,
        "acct_pay": 2500,
        "acct_mulaid_pay": 500,
        "psn_cash_pay": 1000,
    }
    return Amounts(**{name: Fen(value) for name, value in (base | changed).items()})


@pytest.mark.parametrize(
    ("profile", "changed"),
    [
        (Profile(), {}),
        (Profile(funds_hold_account=True), {"fund_pay_sumamt": 8500}),
        (Profile(account_holds_relative=True), {"acct_pay": 3000}),
        (Profile(funds_hold_account=True, account_holds_relative=True), {"fund_pay_sumamt": 9000, "acct_pay": 3000}),
    ],
)
def test_regions_add_up_in_their_own_way(profile: Profile, changed: dict[str, int]) -> None:
    one = regional(**changed)
    assert identities.check(one, profile) == ()
    assert identities.check_payers(one, [one.medfee_sumamt - one.psn_cash_pay], profile) == ()
    other = Profile(not profile.funds_hold_account, profile.account_holds_relative)
    assert "I2" in broken(identities.check(one, other))


@pytest.mark.parametrize("funds_hold_account", [False, True])
@pytest.mark.parametrize("account_holds_relative", [False, True])
@pytest.mark.parametrize("sign", [1, -1])
def test_what_adds_up_by_the_default_adds_up_as_a_region_says_it(
    funds_hold_account: bool, account_holds_relative: bool, sign: int
) -> None:
    region = Profile(funds_hold_account=funds_hold_account, account_holds_relative=account_holds_relative)
    plain = regional() if sign > 0 else regional().negated()
    said = identities.said_in(region, asdict(plain))
    assert identities.check(Amounts(**{name: Fen(value) for name, value in said.items()}), region) == ()
    assert {name for name, value in said.items() if value != getattr(plain, name)} == {
        *(["fund_pay_sumamt"] if funds_hold_account else []),
        *(["acct_pay"] if account_holds_relative else []),
    }


def test_what_a_reply_leaves_blank_is_nothing() -> None:
    info = SetlInfo(
        mdtrt_id="M1",
        medfee_sumamt=Fen(100),
        fulamt_ownpay_amt=Fen(100),
        overlmt_selfpay=Fen(0),
        preselfpay_amt=Fen(0),
        inscp_scp_amt=Fen(0),
        fund_pay_sumamt=Fen(0),
        acct_pay=Fen(30),
        psn_cash_pay=Fen(50),
        acct_mulaid_pay=Fen(20),
    )
    assert identities.check(amounts(info)) == ()
    assert amounts(info).psn_part_amt == 100
    inside = Profile(account_holds_relative=True)
    assert amounts(info, inside).psn_part_amt == 80
