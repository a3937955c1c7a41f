"""The amounts of a claim by the names of the institution interface: `setlinfo`, and `setldetail` with every payer."""

from collections.abc import Mapping
from typing import NamedTuple

from pilin.modules.medical.rules import explain
from pilin.modules.medical.rules.benefit import Amounts
from pilin.modules.medical.rules.words import Fund


class Detail(NamedTuple):
    """One row of `setldetail`: the payer's code (`fund_pay_type`) and what it pays, in fen."""

    fund_pay_type: str
    in_scope_fen: int
    paid_fen: int


def setlinfo(amounts: Amounts) -> dict[str, int]:
    """Return the amounts of `setlinfo` in fen.

    `fund_pay_sumamt` leaves the personal account out and `acct_pay` the relative's account; a region whose profile says
    otherwise adds them where it writes the message. `pool_prop_selfpay` is `ratio_bp`, for information, and not here.
    """
    parts = amounts.parts
    return {
        "medfee_sumamt": parts.total_fen,
        "fulamt_ownpay_amt": parts.full_self_fen,
        "overlmt_selfpay": parts.over_limit_fen,
        "preselfpay_amt": parts.prior_self_fen,
        "inscp_scp_amt": parts.in_scope_fen,
        "act_pay_dedc": amounts.deductible_fen,
        **{f"{fund.value}_pay": amount for fund, amount in amounts.funds.items()},
        "fund_pay_sumamt": amounts.fund_total_fen,
        "psn_part_amt": amounts.person_fen,
        "acct_pay": amounts.account_fen,
        "psn_cash_pay": amounts.cash_fen,
        "hosp_part_amt": amounts.hospital_fen,
        "balc": amounts.balance_fen,
        "acct_mulaid_pay": amounts.relative_fen,
    }


def setldetail(amounts: Amounts, codes: Mapping[str, str]) -> list[Detail]:
    """Return a row for every payer that pays something, the account and the hospital among them.

    `codes` gives each payer's `fund_pay_type` for the kind of insurance.
    """
    paid = {fund.value: amounts.funds[fund] for fund in Fund}
    paid |= {explain.ACCOUNT: amounts.account_fen, explain.RELATIVE: amounts.relative_fen}
    paid |= {explain.HOSPITAL: amounts.hospital_fen}
    scope = amounts.parts.in_scope_fen
    return [Detail(codes[payer], scope, amount) for payer, amount in paid.items() if amount]
