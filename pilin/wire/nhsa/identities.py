"""What always adds up: I1 to I9 of the interface, on integer fen (docs/protocols/nhsa.md).

Two things differ by region and are flags of a profile: whether the sum of the funds holds the personal account, and
whether what a relative's account pays lies within `acct_pay`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Self

from pilin.base.money import Fen
from pilin.base.refusal import Finding
from pilin.wire.nhsa.fees import SplitLine, line_amount
from pilin.wire.nhsa.refusals import NhsaRefusal
from pilin.wire.nhsa.settlement import SetlInfo

ZERO = Fen(0)


@dataclass(frozen=True)
class Profile:
    """How a region adds up. The default is what Hebei, Chongqing and Hunan answer."""

    funds_hold_account: bool = False
    account_holds_relative: bool = False


DEFAULT = Profile()


@dataclass(frozen=True, kw_only=True)
class Amounts:
    """The amounts of one settlement in fen; what a message leaves blank is nothing."""

    medfee_sumamt: Fen
    fulamt_ownpay_amt: Fen = ZERO
    overlmt_selfpay: Fen = ZERO
    preselfpay_amt: Fen = ZERO
    inscp_scp_amt: Fen = ZERO
    act_pay_dedc: Fen = ZERO
    hifp_pay: Fen = ZERO
    cvlserv_pay: Fen = ZERO
    hifes_pay: Fen = ZERO
    hifmi_pay: Fen = ZERO
    hifob_pay: Fen = ZERO
    maf_pay: Fen = ZERO
    oth_pay: Fen = ZERO
    hifdm_pay: Fen = ZERO
    fund_pay_sumamt: Fen = ZERO
    psn_part_amt: Fen = ZERO
    acct_pay: Fen = ZERO
    psn_cash_pay: Fen = ZERO
    acct_mulaid_pay: Fen = ZERO
    hosp_part_amt: Fen = ZERO

    @property
    def scope_parts(self) -> int:
        """Return the four parts of the split together."""
        return self.fulamt_ownpay_amt + self.overlmt_selfpay + self.preselfpay_amt + self.inscp_scp_amt

    @property
    def funds(self) -> int:
        """Return what the funds pay, one by one."""
        basic = self.hifp_pay + self.cvlserv_pay + self.hifes_pay + self.hifmi_pay
        return basic + self.hifob_pay + self.maf_pay + self.oth_pay + self.hifdm_pay

    def negated(self) -> Self:
        """Return what reverses these amounts."""
        return type(self)(**{name: Fen(-getattr(self, name)) for name in _NAMES})


_NAMES = tuple(one.name for one in fields(Amounts))


def amounts(info: SetlInfo, profile: Profile = DEFAULT) -> Amounts:
    """Return the amounts of a message; where a reversal leaves a share blank, that which stands in for it."""
    said: dict[str, Fen] = {name: getattr(info, name) for name in _NAMES if getattr(info, name) is not None}
    if info.hosp_part_amt is None and info.ownpay_hosp_part is not None:
        said["hosp_part_amt"] = info.ownpay_hosp_part
    if info.psn_part_amt is None:
        relative = 0 if profile.account_holds_relative else info.acct_mulaid_pay or 0
        said["psn_part_amt"] = Fen(info.acct_pay + info.psn_cash_pay + relative)
    return Amounts(**said)


def said_in(region: Profile, said: Mapping[str, int]) -> dict[str, int]:
    """Return amounts that add up by the default as messages of a region say them, those of a reversal too."""
    account = said["acct_pay"] + (said["acct_mulaid_pay"] if region.account_holds_relative else 0)
    funds = said["fund_pay_sumamt"] + (account if region.funds_hold_account else 0)
    return {**said, "acct_pay": account, "fund_pay_sumamt": funds}


def check(one: Amounts, profile: Profile = DEFAULT) -> tuple[Finding, ...]:
    """Return which of I1 to I4, I8 and I9 a settlement breaks, each with both its sides in fen."""
    return tuple(_broken(_settlement(one, profile)))


def _settlement(one: Amounts, profile: Profile) -> Iterator[tuple[str, int, int]]:
    account = one.acct_pay if profile.funds_hold_account else 0
    relative = 0 if profile.account_holds_relative else one.acct_mulaid_pay
    funds = one.fund_pay_sumamt - account
    yield "I1", one.medfee_sumamt, one.scope_parts
    yield "I2", one.fund_pay_sumamt, one.funds + account
    yield "I3", one.psn_part_amt, one.acct_pay + one.psn_cash_pay + relative
    yield "I4", one.medfee_sumamt, funds + one.psn_part_amt + one.hosp_part_amt
    yield "I8", one.act_pay_dedc, _between(one.act_pay_dedc, one.inscp_scp_amt)
    own = one.fulamt_ownpay_amt + one.overlmt_selfpay + one.preselfpay_amt
    yield "I9", one.psn_part_amt, own + (one.inscp_scp_amt - funds) - one.hosp_part_amt


def _between(value: int, bound: int) -> int:
    """Return the value within nothing and the bound, which is negative in a reversal."""
    return max(min(value, max(bound, 0)), min(bound, 0))


def check_line(one: SplitLine) -> tuple[Finding, ...]:
    """Return whether a line breaks I5: its parts are its total, and quantity times unit price is too."""
    parts = (one.fulamt_ownpay_amt, one.overlmt_amt, one.preselfpay_amt, one.inscp_scp_amt)
    total = one.det_item_fee_sumamt
    sides = (("I5", total, sum(part or 0 for part in parts)), ("I5", total, line_amount(one.cnt, one.pric)))
    return tuple(_broken(sides))


def check_lines(one: Amounts, lines: Sequence[SplitLine]) -> tuple[Finding, ...]:
    """Return whether the lines of a settlement break I6: each part is the sum of the lines' parts."""
    sides = (
        ("I6", one.fulamt_ownpay_amt, sum(line.fulamt_ownpay_amt or 0 for line in lines)),
        ("I6", one.overlmt_selfpay, sum(line.overlmt_amt or 0 for line in lines)),
        ("I6", one.preselfpay_amt, sum(line.preselfpay_amt or 0 for line in lines)),
        ("I6", one.inscp_scp_amt, sum(line.inscp_scp_amt or 0 for line in lines)),
    )
    return tuple(_broken(sides))


def check_reversal(original: Amounts, reversal: Amounts) -> tuple[Finding, ...]:
    """Return which amounts break I7: a settlement and its reversal are nothing together."""
    return tuple(_broken(("I7", getattr(original, name), -getattr(reversal, name)) for name in _NAMES))


def check_payers(one: Amounts, payers: Sequence[int], profile: Profile = DEFAULT) -> tuple[Finding, ...]:
    """Return whether `setldetail` lacks a payer: funds, accounts and hospital, all but the cash of the person."""
    account = 0 if profile.funds_hold_account else one.acct_pay
    relative = 0 if profile.account_holds_relative else one.acct_mulaid_pay
    due = one.fund_pay_sumamt + account + relative + one.hosp_part_amt
    return tuple(_broken([("setldetail", sum(payers), due)]))


def _broken(sides: Sequence[tuple[str, int, int]] | Iterator[tuple[str, int, int]]) -> Iterator[Finding]:
    for identity, left, right in sides:
        if left != right:
            facts = {"identity": identity, "left_fen": left, "right_fen": right}
            yield Finding(identity, NhsaRefusal.IDENTITY_DOES_NOT_HOLD, facts)
