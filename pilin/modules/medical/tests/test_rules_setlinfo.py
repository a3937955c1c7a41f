"""Amounts by the names of the interface, and a claim's money over its lines."""

from hypothesis import given
from hypothesis import strategies as st

from pilin.modules.medical import queries
from pilin.modules.medical.rules.accumulators import Accumulators
from pilin.modules.medical.rules.benefit import Visit, compute, negated
from pilin.modules.medical.rules.setlinfo import over_lines, setldetail, setlinfo
from pilin.modules.medical.rules.split import Grade, Line, SplitRule, catalogue, split_lines
from pilin.modules.medical.tests import samples
from pilin.modules.medical.tests.samples import entry, line

SHELF = catalogue([entry("A"), entry("B", Grade.B, selfpay_bp=1000), entry("C", Grade.C)])


def over(amount: int, *lines: Line) -> list[int]:
    splits = split_lines(lines, SHELF, SplitRule())
    shares = over_lines(amount, splits, {one.number: one.original for one in lines})
    assert [*shares] == [one.number for one in lines]
    return [*shares.values()]


def test_an_amount_goes_over_lines_by_what_is_in_scope() -> None:
    """100 and 90 of class B in scope, 50 of class C not: 95 is half of 190."""
    assert over(9500, line("1", "100", item="A"), line("2", "100", item="B"), line("3", "50", item="C")) == [
        5000,
        4500,
        0,
    ]


def test_shares_make_the_amount_to_the_fen() -> None:
    """A third each of 1.00: 0.34, 0.33, 0.33; equal remainders go to the earlier line."""
    assert over(100, *(line(str(number), "7", item="A") for number in range(3))) == [34, 33, 33]


def test_what_came_back_counts_against_its_line() -> None:
    """Of 3 x 10 two came back: 10 and 20 are left in scope."""
    back = line("2", "10", "-2", "A", original="1")
    assert over(300, line("1", "10", "3", "A"), back, line("3", "20", item="A")) == [100, 0, 200]


def test_nothing_in_scope_is_given_nothing() -> None:
    assert over(0, line("1", "10", item="C")) == [0]
    assert over(0) == []
    assert over(0, line("1", "10", item="A"), line("2", "10", "-1", "A", original="1")) == [0, 0]


@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 500), st.integers(1, 9)), min_size=1, max_size=9),
    st.integers(0, 10_000),
)
def test_no_fen_is_lost_and_no_line_gets_less_than_its_floor(rows: list[tuple[str, int, int]], part: int) -> None:
    lines = [line(str(place), str(price), str(count), item) for place, (item, price, count) in enumerate(rows)]
    splits = split_lines(lines, SHELF, SplitRule())
    scope = sum(split.in_scope_fen for split in splits)
    amount = scope * part // 10_000
    shares = over_lines(amount, splits, {})
    assert sum(shares.values()) == amount
    for split in splits:
        exact = amount * split.in_scope_fen / scope if scope else 0
        assert abs(shares[split.number] - exact) < 1


def test_every_payer_of_a_claim_stands_in_the_detail_once() -> None:
    """The rows make the funds, the account and the hospital (medical research, 2.6); a cancel turns every sign."""
    visit = Visit("21", 3, "1101", civil_servant=True, hospital_fen=100, account_used=True, account_fen=500)
    found = compute(samples.full(), samples.parts("1", "1", "1", "100000"), visit, Accumulators())
    rows = setldetail(found, queries.fund_pay_types("310"))
    assert len({row.fund_pay_type for row in rows}) == len(rows) >= 4
    assert sum(row.paid_fen for row in rows) == found.fund_total_fen + found.account_fen + found.hospital_fen
    back = negated(found, used=found.year, balance_fen=0)
    turned = [row._replace(paid_fen=-row.paid_fen, in_scope_fen=-row.in_scope_fen) for row in rows]
    assert setldetail(back, queries.fund_pay_types("310")) == turned


def test_the_sums_of_setlinfo_are_those_of_the_trade() -> None:
    visit = Visit("21", 3, "1101", civil_servant=True, hospital_fen=100, account_used=True, account_fen=500)
    said = setlinfo(compute(samples.full(), samples.parts("1", "1", "1", "100000"), visit, Accumulators()))
    funds = sum(amount for name, amount in said.items() if name.endswith("_pay") and name[:-4] in [*samples.FUNDS])
    assert said["fund_pay_sumamt"] == funds
    assert said["psn_part_amt"] == said["acct_pay"] + said["psn_cash_pay"] + said["acct_mulaid_pay"]
    assert said["medfee_sumamt"] == said["fund_pay_sumamt"] + said["psn_part_amt"] + said["hosp_part_amt"]
