"""The amounts of a claim by the names of the institution interface: `setlinfo`, and `setldetail` with every payer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pilin.base.money import Fen, share
from pilin.modules.medical.rules import explain
from pilin.modules.medical.rules.benefit import Amounts
from pilin.modules.medical.rules.split import Split
from pilin.modules.medical.rules.words import Fund

_PAYS: Mapping[Fund, str] = {fund: f"{fund.value}_pay" for fund in Fund}


@dataclass(frozen=True, slots=True)
class PayerCode:
    """The code of a payer, for one kind of insurance or, where that is empty, for all."""

    payer: str
    insurance: str
    code: str


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
        **{_PAYS[fund]: amount for fund, amount in amounts.funds.items()},
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
    return details(setlinfo(amounts), codes)


def details(said: Mapping[str, int], codes: Mapping[str, str]) -> list[Detail]:
    """Return the same rows from amounts by the names of the interface, as the other side says them."""
    paid = {fund.value: said[name] for fund, name in _PAYS.items()}
    paid |= {explain.ACCOUNT: said["acct_pay"], explain.RELATIVE: said["acct_mulaid_pay"]}
    paid |= {explain.HOSPITAL: said["hosp_part_amt"]}
    return [Detail(codes[payer], said["inscp_scp_amt"], amount) for payer, amount in paid.items() if amount]


def over_lines(amount_fen: int, splits: Sequence[Split], originals: Mapping[str, str]) -> dict[str, int]:
    """Return an amount over the lines of a claim by what of each is in scope, so that the shares make the amount.

    Funds pay on claims, not on lines; who asks "and this drug?", as FHIR does line by line, is told a share. Largest
    remainder. What came back counts against its original: `originals` names, by line, the one it takes back.
    """
    scope = {split.number: 0 for split in splits}
    for split in splits:
        number = originals.get(split.number) or split.number
        scope[number] = scope.get(number, 0) + split.in_scope_fen
    weights = [max(0, scope[split.number]) for split in splits]
    if not any(weights):
        return {split.number: 0 for split in splits}
    shares = share(Fen(amount_fen), weights)
    return {split.number: part for split, part in zip(splits, shares, strict=True)}
