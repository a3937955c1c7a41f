"""Amounts of real settlements, which nobody here wrote (medical research, 4; people and institutions removed).

They satisfy the identities that our own claims are held to, so the identities are those of the trade; and where the
region's rule can be told from the amounts, our rules come to the same.
"""

from dataclasses import replace
from decimal import Decimal

import pytest

from pilin.modules.medical.rules.accumulators import Accumulators
from pilin.modules.medical.rules.benefit import Amounts, Visit, compute, negated
from pilin.modules.medical.rules.explain import Said, Step
from pilin.modules.medical.rules.policy import Version
from pilin.modules.medical.rules.split import Grade, Parts, SplitRule, catalogue, parts_of, split_lines
from pilin.modules.medical.rules.words import Filing, Fund
from pilin.modules.medical.tests import samples
from pilin.modules.medical.tests.samples import EMPLOYEES, JINSHAN, entry, line, yuan

# medfee | ful ovl pre scp | dedc | hifp hifob | psn acct cash hosp
REAL = {
    "F1": "4.52 | 0 0 0.23 4.29 | 4.29 | 0 0 | 4.52 4.52 0 0",
    "F4": "23442.46 | 2533.97 1396.89 703.44 18808.16 | 0 | 0 18785.39 | 4152.06 170.04 3982.02 505.01",
    "F8": "5792.53 | 296.20 0 522.61 4973.72 | 800 | 3106.54 0 | 2685.99 0 2685.99 0",
}


def real(name: str) -> Amounts:
    """Return a row as our amounts, explained by one step a payer."""
    total, parts, deductible, funds, person = ([yuan(one) for one in cell.split()] for cell in REAL[name].split("|"))
    held = dict.fromkeys(Fund, 0) | {Fund.BASIC: funds[0], Fund.LARGE_AMOUNT: funds[1]}
    own, account, cash, hospital = person
    said = {"person": own + hospital, "account": account, "cash": cash, "hospital": hospital}
    said |= {fund.value: amount for fund, amount in held.items()}
    found = compute(samples.full(), samples.parts(), Visit("11", 1, "11"), Accumulators())
    return replace(
        found,
        version=Version("500103", "310", 1, ""),
        parts=Parts(total[0], *parts),
        deductible_fen=deductible[0],
        funds=held,
        fund_total_fen=sum(funds),
        hospital_fen=hospital,
        person_fen=own,
        account_fen=account,
        cash_fen=cash,
        steps=tuple(Step(Said.BURDEN, payer, amount, "", {}) for payer, amount in said.items()),
    )


@pytest.mark.parametrize("name", REAL)
def test_real_settlements_keep_the_identities(name: str) -> None:
    found = real(name)
    assert samples.broken(found) == []
    assert samples.broken(negated(found, used=Accumulators(), balance_fen=0)) == []


@pytest.mark.parametrize("name", REAL)
@pytest.mark.parametrize(
    ("member", "broken"),
    [
        ("person_fen", {"I3", "I4", "I9", "explained"}),
        ("cash_fen", {"I3", "explained"}),
        ("fund_total_fen", {"I2"}),
        ("hospital_fen", {"I4", "I9", "explained"}),
    ],
)
def test_a_fen_too_many_is_seen(name: str, member: str, broken: set[str]) -> None:
    found = real(name)
    assert {*samples.broken(replace(found, **{member: getattr(found, member) + 1}))} == broken


def test_a_part_too_many_and_a_deductible_beyond_the_scope_are_seen() -> None:
    found = real("F1")
    total, full, over, prior, scope = found.parts
    assert "I1" in samples.broken(replace(found, parts=Parts(total, full + 1, over, prior, scope)))
    assert samples.broken(replace(found, deductible_fen=430)) == ["I8"]


def test_the_first_real_settlement_comes_out_of_our_rules() -> None:
    """F1 and F2: 4.52 of class B at a twentieth; all in scope below the deductible; all from the account."""
    shelf = catalogue([entry("D", Grade.B, selfpay_bp=500)])
    parts = parts_of(split_lines([line("1", "4.52", "1", "D")], shelf, SplitRule()))
    visit = Visit("11", 2, "1101", Filing.LONG_TERM, account_used=True, account_fen=yuan("26933.88"))
    found = compute(samples.policy(JINSHAN, EMPLOYEES), parts, visit, Accumulators())
    wanted = real("F1")
    assert found.parts == wanted.parts
    assert found.deductible_fen == wanted.deductible_fen == 429
    assert (found.person_fen, found.account_fen, found.cash_fen) == (452, 452, 0)
    assert found.balance_fen == yuan("26929.36")


def test_a_real_cancel_is_the_settlement_with_its_signs_turned() -> None:
    """F3: -25.10 in all, -0.23 prior self-pay, -24.87 in scope and below the deductible, -25.10 of the account."""
    shelf = catalogue([entry("D", Grade.B, selfpay_bp=500), entry("E")])
    lines = [line("1", "4.52", "1", "D"), line("2", "10.29", "2", "E")]
    parts = parts_of(split_lines(lines, shelf, SplitRule()))
    visit = Visit("11", 2, "1101", account_used=True, account_fen=10_000)
    found = compute(samples.policy(JINSHAN, EMPLOYEES), parts, visit, Accumulators())
    back = negated(found, used=found.year, balance_fen=found.balance_fen)
    assert back.parts == tuple(-yuan(amount) for amount in ("25.10", "0", "0", "0.23", "24.87"))
    assert (back.deductible_fen, back.account_fen, back.cash_fen) == (-2487, -2510, 0)
    assert back.balance_fen == 10_000


@pytest.mark.parametrize(
    ("price", "count", "grade", "wanted"),
    [("2.00", "3", Grade.A, (0, 600)), ("1.50", "1", Grade.C, (150, 0)), ("3.5", "9", Grade.A, (0, 3150))],
)
def test_real_lines_come_out_of_our_rules(price: str, count: str, grade: Grade, wanted: tuple[int, int]) -> None:
    """F6; a limit of 999999 stands there for none."""
    held = entry("D", grade, price_max=Decimal(999_999))
    (found,) = split_lines([line("1", price, count, "D")], catalogue([held]), SplitRule())
    assert (found.full_self_fen, found.in_scope_fen) == wanted
    assert samples.i5(found)
