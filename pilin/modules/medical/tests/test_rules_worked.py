"""Worked claims: each row was computed by hand; the comment over it says how. Amounts in yuan.

Policies are the illustrative ones: PE and PR employees and residents of 330482, P1 the older version of PR, SE and SR
employees and residents of 310116.
"""

from datetime import date

import pytest

from pilin.modules.medical.rules.benefit import Visit, compute
from pilin.modules.medical.rules.policy import Policy
from pilin.modules.medical.rules.words import Filing, Fund
from pilin.modules.medical.tests import samples
from pilin.modules.medical.tests.samples import EMPLOYEES, JINSHAN, PINGHU, RESIDENTS

POLICIES = {
    "PE": (PINGHU, EMPLOYEES, samples.DAY),
    "PR": (PINGHU, RESIDENTS, samples.DAY),
    "P1": (PINGHU, RESIDENTS, date(2024, 12, 31)),
    "SE": (JINSHAN, EMPLOYEES, samples.DAY),
    "SR": (JINSHAN, RESIDENTS, samples.DAY),
}

# name | policy, med_type, level, psn_type, filing | full, over, prior, in scope | used before |
# deductible, hifp, hifob, hifmi, person
WORKED = """
# W1 and W4 of the research. W1: 17600 - 800 = 16800; x 0.65 x 0.90 = 9828; 20000 - 9828.
W1 referred to another side | PR 21 3 1501 referred | 1200 300 900 17600 | | 800 9828 0 0 10172
# W4: 880 - 500 = 380; x 0.75 = 285; 900 - 285.
W4 filed for long | SE 11 2 1101 long_term | 0 0 20 880 | | 500 285 0 0 615

# Deductible: 400 a year in hospitals of level 2 and 3, none in level 1. Below it all is the person's.
one fen below the deductible | PE 11 2 1101 local | 0 0 0 399.99 | | 399.99 0 0 0 399.99
just the deductible | PE 11 2 1101 local | 0 0 0 400 | | 400 0 0 0 400
# 0.01 x 0.70 = 0.007, rounded 0.01
one fen above the deductible | PE 11 2 1101 local | 0 0 0 400.01 | | 400 0.01 0 0 400
# 400 - 150 = 250; 50 x 0.70 = 35
part of the deductible was borne | PE 11 2 1101 local | 0 0 0 300 | deductible/op=150 | 250 35 0 0 265
all of the deductible was borne | PE 11 2 1101 local | 0 0 0 100 | deductible/op=400 | 0 70 0 0 30
no deductible in level 1 | PE 11 1 1101 local | 0 0 0 100 | | 0 85 0 0 15
# retired within the year: 200 - 400 is less than nothing
a lower deductible than was borne | PE 11 2 1201 local | 0 0 0 100 | deductible/op=400 | 0 75 0 0 25
# 0.01 x 0.35 = 0.0035
rounded to nothing | PR 11 3 1501 local | 0 0 0 0.01 | deductible/op=200 | 0 0 0 0 0.01
# 0.10 x 0.35 = 0.035
half a fen is rounded up | PR 11 3 1501 local | 0 0 0 0.10 | deductible/op=200 | 0 0.04 0 0 0.06

# Person types. 1200 - 200 = 1000; x 0.65. Employed: 1200 - 400 = 800; x 0.60.
retired, outpatient | PE 11 3 1201 local | 0 0 0 1200 | | 200 650 0 0 550
employed, outpatient | PE 11 3 1103 local | 0 0 0 1200 | | 400 480 0 0 720
# 5000 x 0.98
retired, inpatient | PE 21 1 12 local | 0 0 0 5200 | | 200 4900 0 0 300
# 10000 x 0.92; employed 9700 x 0.85
retired, inpatient, other side | SE 21 2 120101 local | 0 0 0 11200 | | 1200 9200 0 0 2000
employed, inpatient, other side | SE 21 2 116032 local | 0 0 0 11200 | | 1500 8245 0 0 2955
# 1000 x 0.70; adult 800 x 0.70; minor in level 3 1000 x 0.50
elderly resident | SR 11 1 1601 local | 0 0 0 1300 | | 300 700 0 0 600
adult resident | SR 11 1 1501 local | 0 0 0 1300 | | 500 560 0 0 740
minor | SR 11 3 1403 local | 0 0 0 1300 | | 300 500 0 0 800

# Admissions: 800, then half, then none. 9200, 9600, 10000 x 0.86.
first admission | PE 21 3 1101 local | 0 0 0 10000 | | 800 7912 0 0 2088
second admission | PE 21 3 1101 local | 0 0 0 10000 | admissions=1 | 400 8256 0 0 1744
third admission | PE 21 3 1101 local | 0 0 0 10000 | admissions=2 | 0 8600 0 0 1400
seventh admission | PE 21 3 1101 local | 0 0 0 10000 | admissions=6 | 0 8600 0 0 1400
# the other side knows no reduction: 10000 x 0.85
second admission, other side | SE 21 3 1101 local | 0 0 0 11500 | admissions=1 | 1500 8500 0 0 3000
one fen below the deductible of an admission | PE 21 2 1101 local | 0 0 0 499.99 | | 499.99 0 0 0 499.99

# Away from home: 10000 x 0.86, x 0.90 = 0.774, x 0.85 = 0.731, x 0.70 = 0.602
long-term resident elsewhere | PE 21 3 1101 long_term | 0 0 0 10800 | | 800 8600 0 0 2200
referred | PE 21 3 1101 referred | 0 0 0 10800 | | 800 7740 0 0 3060
emergency | PE 21 3 1101 emergency | 0 0 0 10800 | | 800 7310 0 0 3490
neither filed nor an emergency | PE 21 3 1101 other | 0 0 0 10800 | | 800 6020 0 0 4780
# 10000 x 0.70 x 0.90
emergency, other side | SR 21 3 1501 emergency | 0 0 0 10300 | | 300 6300 0 0 4000
# 1000 x 0.70 x 0.70
outpatient elsewhere | SE 11 3 1101 other | 0 0 0 1500 | | 500 490 0 0 1010
# 0.01 x 0.75 x 0.85 = 0.006375: rounded once
rounded once | PR 21 2 1501 emergency | 0 0 0 500.01 | | 500 0.01 0 0 500

# Ceilings. 20 x 0.85 = 17, of which 10 have room.
outpatient ceiling is reached | PE 11 1 1101 local | 0 0 0 20 | pooled/op=9990 | 0 10 0 0 10
outpatient ceiling is just kept | PE 11 1 1101 local | 0 0 0 20 | pooled/op=9983 | 0 17 0 0 3
outpatient ceiling was reached before | PE 11 1 1101 local | 0 0 0 100 | pooled/op=10000 | 0 0 0 0 100
inpatient care has its own ceiling | PE 21 3 1101 local | 0 0 0 10800 | pooled/op=10000 | 800 8600 0 0 2200
# 1000 x 0.55 = 550, of which 100 have room
outpatient ceiling of residents | PR 11 1 1501 local | 0 0 0 1000 | pooled/op=2300 | 0 100 0 0 900

# Large amounts: 80 % of costs above the ceiling. Room 1000 covers 1000 / 0.75 = 1333.33; 666.67 x 0.80 = 533.336.
across the ceiling | SE 11 2 1101 local | 0 0 0 2000 | pooled/ip=649000 deductible/op=500 | 0 1000 533.34 0 466.66
# 8500 x 0.80
a claim above the ceiling | SE 21 3 1101 local | 0 0 0 10000 | pooled/ip=650000 admissions=1 | 1500 0 6800 0 3200
# 10000 x 0.85 = 8500 is just what has room
a claim that fills the ceiling | SE 21 3 1101 local | 0 0 0 11500 | pooled/ip=641500 | 1500 8500 0 0 3000
# of the year: 100.02 x 0.80 = 80.016, less 100 x 0.80 = 80
two fen above | SE 14 2 1101 local | 0 0 0 0.02 | pooled/ip=650000 base/hifob=100 paid/hifob=80 | 0 0 0.02 0 0
# of the year: 0.02 x 0.80 = 0.016, less 0.01 x 0.80 = 0.008, each rounded
counts the year | SE 14 2 1101 local | 0 0 0 0.01 | pooled/ip=650000 base/hifob=0.01 paid/hifob=0.01 | 0 0 0.01 0 0

# Catastrophic, residents: above 15000. 60000 x 0.65 = 39000; burden 21800; 6800 x 0.70 = 4760.
above the threshold at once | PR 21 3 1501 local | 0 0 0 60800 | | 800 39000 0 4760 17040
# 60000 x 0.75 = 45000; burden 15000
just the threshold | PR 21 2 1501 local | 0 0 0 60000 | admissions=2 | 0 45000 0 0 15000
# burden 1 x 0.70
the threshold was reached before | PR 21 2 1501 local | 0 0 0 4 | admissions=2 base/hifmi=15000 | 0 3 0 0.70 0.30
# burden 2000: 1000 x 0.70 + 1000 x 0.75
across a step | PR 21 2 1501 local | 0 0 0 8000 | admissions=2 base/hifmi=49000 | 0 6000 0 1450 550
# burden 80000 from 40000 on: 10000 x 0.70 + 50000 x 0.75 + 20000 x 0.80
across two steps | PR 21 2 1501 local | 0 0 0 320000 | admissions=2 base/hifmi=40000 | 0 240000 0 60500 19500
# 30000, of which 10000 have room; burden 30000; 15000 x 0.70
above ceiling and threshold | PR 21 2 1501 local | 0 0 0 40000 | admissions=2 pooled/ip=290000 | 0 10000 0 10500 19500
# employees: above 20000. 200000 x 0.86 = 172000; burden 28800; 8800 x 0.60
employees have it too | PE 21 3 1101 local | 0 0 0 200800 | | 800 172000 0 5280 23520
# outpatient care is not counted, chronic care is: burden 5 x 0.60
outpatient burden is not counted | PE 11 1 1101 local | 0 0 0 100 | base/hifmi=30000 | 0 85 0 0 15
chronic burden is counted | PE 14 1 1101 local | 0 0 0 100 | base/hifmi=30000 | 0 95 0 3 2
# without an illness on the list the other side's residents get nothing of it
no illness of the list | SR 21 3 1501 local | 0 0 0 10300 | | 300 7000 0 0 3300

# Two versions: 10000 x 0.85 until 2024, x 0.90 after; thresholds 20000 and 15000 (see above: 1800 x 0.70).
older version, level 1 | P1 21 1 1501 local | 0 0 0 10200 | | 200 8500 0 0 1700
newer version, level 1 | PR 21 1 1501 local | 0 0 0 10200 | | 200 9000 0 0 1200
older version, threshold | P1 21 3 1501 local | 0 0 0 60800 | | 800 39000 0 1260 20540

# Chronic care: as inpatient, without deductible
chronic, resident | PR 140104 2 1501 local | 0 0 0 200 | | 0 150 0 0 50
chronic, retired | SE 14 1 1201 local | 0 0 0 100 | | 0 92 0 0 8

# Nothing in scope
a claim of nothing | PE 11 2 1101 local | 0 0 0 0 | | 0 0 0 0 0
nothing in scope | PE 21 3 1101 local | 70 20 10 0 | | 0 0 0 0 100
"""
ROWS = [row.split("|") for row in WORKED.splitlines() if row and not row.startswith("#")]


def policy_of(name: str) -> Policy:
    return samples.policy(*POLICIES[name])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].strip())
def test_a_worked_claim(row: list[str]) -> None:
    _name, about, parts, used, wanted = (cell.strip() for cell in row)
    name, med_type, level, person_type, filing = about.split()
    visit = Visit(med_type, int(level), person_type, Filing(filing))
    found = compute(policy_of(name), samples.parts(*parts.split()), visit, samples.used(used))
    said = (found.deductible_fen, *(found.funds[fund] for fund in (Fund.BASIC, Fund.LARGE_AMOUNT, Fund.CATASTROPHIC)))
    assert [*said, found.person_fen] == [samples.yuan(amount) for amount in wanted.split()]
    assert samples.broken(found) == []


def test_there_are_enough_of_them() -> None:
    assert len({row[0] for row in ROWS}) == len(ROWS) >= 50


# The account. W4 with a balance of 600: 600 from the account, 15 in cash.


@pytest.mark.parametrize(
    ("balance", "relative", "hospital", "paid"),
    [
        ("600", "0", "0", ("600", "0", "15", "0")),
        ("1000", "0", "0", ("615", "0", "0", "385")),
        ("0", "0", "0", ("0", "0", "615", "0")),
        ("100", "200", "0", ("100", "200", "315", "0")),
        ("600", "200", "0", ("600", "15", "0", "0")),
        ("600", "0", "15", ("600", "0", "0", "0")),
        ("600", "0", "115", ("500", "0", "0", "100")),
    ],
)
def test_account_relative_and_cash(balance: str, relative: str, hospital: str, paid: tuple[str, ...]) -> None:
    visit = Visit(
        "11",
        2,
        "1101",
        Filing.LONG_TERM,
        account_used=True,
        account_fen=samples.yuan(balance),
        relative_fen=samples.yuan(relative),
        hospital_fen=samples.yuan(hospital),
    )
    found = compute(policy_of("SE"), samples.parts(prior="20", scope="880"), visit, samples.used())
    said = (found.account_fen, found.relative_fen, found.cash_fen, found.balance_fen)
    assert said == tuple(map(samples.yuan, paid))
    assert samples.broken(found) == []


def test_an_account_that_is_not_used_keeps_its_balance() -> None:
    visit = Visit("11", 2, "1101", account_fen=60000, relative_fen=60000)
    found = compute(policy_of("SE"), samples.parts(prior="20", scope="880"), visit, samples.used())
    assert (found.account_fen, found.relative_fen, found.cash_fen, found.balance_fen) == (0, 0, 61500, 60000)


def test_an_account_does_not_pay_what_is_out_of_scope() -> None:
    """100 outside the catalogue and 50 over the limit stay in cash; 20 and 595 come from the account."""
    visit = Visit("11", 2, "1101", account_used=True, account_fen=100_000)
    found = compute(policy_of("SE"), samples.parts("100", "50", "20", "880"), visit, samples.used())
    assert (found.account_fen, found.cash_fen) == (61500, 15000)


def test_an_illness_of_the_list_opens_the_layer() -> None:
    """(10300 - 300) x 0.70 = 7000; burden 3300 x 0.60 = 1980."""
    visit = Visit("21", 3, "1501", diseases=("I10", "C34.9"))
    found = compute(policy_of("SR"), samples.parts(scope="10300"), visit, samples.used())
    assert (found.funds[Fund.CATASTROPHIC], found.person_fen) == (198_000, 132_000)


def test_an_interim_settlement_bears_the_deductible_once() -> None:
    """800 for the admission: 500 in the first part, 300 in the second; then 2700 x 0.86 = 2322. One admission."""
    policy = policy_of("PE")
    first = compute(policy, samples.parts(scope="500"), Visit("21", 3, "1101"), samples.used())
    rest = Visit("21", 3, "1101", resumed=True, charged_fen=first.deductible_fen)
    second = compute(policy, samples.parts(scope="3000"), rest, first.year)
    assert (first.deductible_fen, second.deductible_fen, second.funds[Fund.BASIC]) == (50_000, 30_000, 232_200)
    assert second.year.get("admissions") == 1
    whole = compute(policy, samples.parts(scope="3500"), Visit("21", 3, "1101"), samples.used())
    assert whole.funds[Fund.BASIC] == second.funds[Fund.BASIC]
