"""Worked uploads: each row is a line of a hospital, split by hand; the comment over it says how. Amounts in yuan.

The catalogue: A and its limit AL of 8 a piece; B with 10 %, BL with 20 % above a limit of 100, BZ with 0 %, BF with
100 %; C; RA restricted of class A, RB restricted with 10 %; OLD, class C until the end of February, then B with 5 %.
"""

from datetime import date
from decimal import Decimal

import pytest

from pilin.modules.medical.rules import explain
from pilin.modules.medical.rules.split import (
    Approval,
    Grade,
    Line,
    SplitRule,
    catalogue,
    parts_of,
    split_lines,
)
from pilin.modules.medical.tests import samples
from pilin.modules.medical.tests.samples import entry, line

MARCH = date(2026, 3, 1)
CATALOGUE = catalogue(
    [
        entry("A"),
        entry("AL", price_max=Decimal(8)),
        entry("B", Grade.B, selfpay_bp=1000),
        entry("BL", Grade.B, selfpay_bp=2000, price_max=Decimal(100)),
        entry("BZ", Grade.B),
        entry("BF", Grade.B, selfpay_bp=10_000),
        entry("C", Grade.C, price_max=Decimal(1)),
        entry("RA", restricted=True),
        entry("RB", Grade.B, selfpay_bp=1000, restricted=True),
        entry("OLD", Grade.C, until_day=MARCH),
        entry("OLD", Grade.B, from_day=MARCH, selfpay_bp=500),
    ]
)

# item, price, quantity, approval, day | full self-pay, over the limit, prior self-pay, in scope
WORKED = """
# all in scope: 12.34 x 2
A 12.34 2 0 2026-03-02 | 0 0 0 24.68
# 0.0049 x 1 rounds to nothing, 0.005 to a fen
A 0.0049 1 0 2026-03-02 | 0 0 0 0
A 0.005 1 0 2026-03-02 | 0 0 0 0.01
# half a tablet: 7.25 x 0.5 = 3.625
A 7.25 0.5 0 2026-03-02 | 0 0 0 3.63
# an approval where none is asked for changes nothing
A 10 1 1 2026-03-02 | 0 0 0 10
# refused: in full
A 10 1 2 2026-03-02 | 10 0 0 0
# at the limit, a fen over it, and (8.005 - 8) x 3 = 0.015 of 24.015
AL 8 3 0 2026-03-02 | 0 0 0 24
AL 8.01 3 0 2026-03-02 | 0 0.03 0 24
AL 8.005 3 0 2026-03-02 | 0 0.02 0 24
# 10 % of 0.04 = 0.004, of 0.05 = 0.005
B 0.04 1 0 2026-03-02 | 0 0 0 0.04
B 0.05 1 0 2026-03-02 | 0 0 0.01 0.04
B 33.33 3 0 2026-03-02 | 0 0 10 89.99
# 50 over; 20 % of 100
BL 150 1 0 2026-03-02 | 0 50 20 80
# below the limit: 20 % of 2 x 99.99
BL 99.99 2 0 2026-03-02 | 0 0 40 159.98
BZ 10 1 0 2026-03-02 | 0 0 0 10
BF 10 1 0 2026-03-02 | 0 0 10 0
# class C knows no limit
C 25 1 0 2026-03-02 | 25 0 0 0
C 25 1 1 2026-03-02 | 25 0 0 0
# restricted: approved as any other, refused in full
RA 10 1 1 2026-03-02 | 0 0 0 10
RB 10 1 1 2026-03-02 | 0 0 1 9
RB 10 1 2 2026-03-02 | 10 0 0 0
# the day decides: the last of February and the first of March
OLD 40 1 0 2026-02-28 | 40 0 0 0
OLD 40 1 0 2026-03-01 | 0 0 2 38
"""
ROWS = [row for row in WORKED.splitlines() if row and not row.startswith("#")]


def sent(row: str, number: int = 1) -> Line:
    item, price, quantity, approval, day = row.partition("|")[0].split()
    return line(str(number), price, quantity, item, approval=Approval(approval), day=date.fromisoformat(day))


def wanted(row: str) -> list[int]:
    return [samples.yuan(amount) for amount in row.partition("|")[2].split()]


@pytest.mark.parametrize("row", ROWS)
def test_a_worked_line(row: str) -> None:
    (found,) = split_lines([sent(row)], CATALOGUE, SplitRule())
    assert [*found[3:7]] == wanted(row)
    assert samples.i5(found)


def test_all_of_them_in_one_upload() -> None:
    lines = [sent(row, number) for number, row in enumerate(ROWS)]
    splits = split_lines(lines, CATALOGUE, SplitRule())
    total, *parts = parts_of(splits)
    assert parts == [sum(column) for column in zip(*map(wanted, ROWS), strict=True)]
    assert total == sum(parts)
    person = parts[0] + parts[1] + parts[2]
    assert explain.by_payer(explain.of_lines(splits)) == {"person": person, "scope": parts[3]}


def test_all_of_them_brought_back_leave_nothing() -> None:
    lines = [sent(row, number) for number, row in enumerate(ROWS)]
    backs = [
        line(f"-{one.number}", str(one.unit_price), str(-one.quantity), one.item, original=one.number) for one in lines
    ]
    splits = split_lines([*lines, *backs], CATALOGUE, SplitRule())
    assert parts_of(splits) == (0, 0, 0, 0, 0)
    for went, back in zip(splits[: len(lines)], splits[len(lines) :], strict=True):
        assert [*back[2:7]] == [-amount for amount in went[2:7]]
        assert back.entry is went.entry
