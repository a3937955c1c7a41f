"""The line split: classes, limits, ratios, restricted use, days, goods that come back, and every refusal."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.base.refusal import Refused
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.split import (
    Approval,
    Entry,
    Grade,
    Kept,
    Line,
    Split,
    SplitRule,
    catalogue,
    fen_of,
    parts_of,
    split_lines,
)
from pilin.modules.medical.tests import samples
from pilin.modules.medical.tests.samples import entry, line

RULE = SplitRule()
BEFORE = SplitRule(limit_first=False)


def split_one(one: Line, held: Entry, rule: SplitRule = RULE) -> Split:
    (found,) = split_lines([one], catalogue([held]), rule)
    assert samples.i5(found)
    return found


def amounts(split: Split) -> tuple[int, ...]:
    """Return full self-pay, over the limit, prior self-pay, in scope."""
    return split[3:7]


def refused(code: MedicalRefusal, lines: Sequence[Line], *entries: Entry, **named: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        split_lines(lines, catalogue(entries or [entry()]), RULE, **named)
    assert caught.value.code == code
    return caught.value


# Lines as they were seen in real replies (F2, F6), and by hand.


def test_class_b_leaves_its_ratio_to_the_person() -> None:
    """F2: 4.52 x 0.05 = 0.226, rounded 0.23; 4.29 in scope."""
    found = split_one(line("1", "4.52"), entry(grade=Grade.B, selfpay_bp=500))
    assert amounts(found) == (0, 0, 23, 429)
    assert found.selfpay_bp == 500


@pytest.mark.parametrize(
    ("price", "quantity", "grade", "wanted"),
    [
        ("2.00", "3", Grade.A, (0, 0, 0, 600)),
        ("1.50", "1", Grade.C, (150, 0, 0, 0)),
        ("3.5", "9", Grade.A, (0, 0, 0, 3150)),
        ("0.333333", "3", Grade.A, (0, 0, 0, 100)),
        ("0.005", "1", Grade.A, (0, 0, 0, 1)),
        ("0", "7", Grade.A, (0, 0, 0, 0)),
        ("7", "0", Grade.C, (0, 0, 0, 0)),
    ],
)
def test_other_classes(price: str, quantity: str, grade: Grade, wanted: tuple[int, ...]) -> None:
    assert amounts(split_one(line("1", price, quantity), entry(grade=grade))) == wanted


@pytest.mark.parametrize(
    ("price", "rule", "wanted"),
    [
        ("10", RULE, (0, 0, 200, 1800)),  # at the limit: 2 x 10, a tenth
        ("12.50", RULE, (0, 500, 200, 1800)),  # 2 x 2.50 over; a tenth of 20
        ("12.50", BEFORE, (0, 250, 250, 2000)),  # a tenth of 25; 22.50 less 20 over
        ("10.50", BEFORE, (0, 0, 210, 1890)),  # a tenth of 21; 18.90 is below 20
        ("0", BEFORE, (0, 0, 0, 0)),
    ],
)
def test_the_limit_comes_before_the_ratio_unless_the_policy_says_otherwise(
    price: str, rule: SplitRule, wanted: tuple[int, ...]
) -> None:
    held = entry(grade=Grade.B, selfpay_bp=1000, price_max=Decimal(10))
    assert amounts(split_one(line("1", price, "2"), held, rule)) == wanted


def test_class_a_over_the_limit() -> None:
    assert amounts(split_one(line("1", "12.50", "2"), entry(price_max=Decimal("9.99")))) == (0, 502, 0, 1998)


def test_the_insured_place_may_decide_the_ratio_of_class_b_alone() -> None:
    rule = SplitRule(insured_bp={"": 2000, "X2": 500})
    entries = [entry(grade=Grade.B, selfpay_bp=1000), entry("X2", Grade.B), entry("X3"), entry("X4", Grade.C)]
    lines = [line(str(number), "10", item=f"X{number}") for number in range(1, 5)]
    found = split_lines(lines, catalogue(entries), rule)
    assert [amounts(split) for split in found] == [(0, 0, 200, 800), (0, 0, 50, 950), (0, 0, 0, 1000), (1000, 0, 0, 0)]


def test_restricted_use_follows_the_word_of_the_hospital() -> None:
    held = entry(grade=Grade.B, selfpay_bp=1000, restricted=True)
    assert amounts(split_one(line("1", "10", approval=Approval.APPROVED), held)) == (0, 0, 100, 900)
    found = split_one(line("1", "10", approval=Approval.REFUSED), held)
    assert amounts(found) == (1000, 0, 0, 0)
    assert (found.selfpay_bp, found.use_refused) == (10_000, True)
    refused(MedicalRefusal.RESTRICTED_USE_NEEDS_A_DECISION, [line("1", "10")], held)


def test_the_day_of_service_chooses_the_entry() -> None:
    old = entry(from_day=date(2025, 1, 1), until_day=date(2026, 1, 1), grade=Grade.C)
    held = catalogue([entry(from_day=date(2026, 1, 1)), old])
    days = [date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1)]
    lines = [line(str(day), "1", day=day) for day in days]
    assert [split.entry.grade for split in split_lines(lines, held, RULE)] == [Grade.C, Grade.C, Grade.A]


# What is refused


@pytest.mark.parametrize(
    ("item", "day"), [("X2", samples.DAY), ("X1", date(2024, 12, 31)), ("X1", date(2026, 3, 2)), ("", samples.DAY)]
)
def test_what_is_not_in_force_is_not_guessed(item: str, day: date) -> None:
    held = entry(until_day=date(2026, 3, 2))
    caught = refused(MedicalRefusal.ITEM_IS_NOT_IN_FORCE, [line("7", "1", item=item, day=day)], held)
    assert caught.facts == {"line": "7", "item": item, "day": day}


def test_a_total_that_is_not_price_times_quantity() -> None:
    caught = refused(MedicalRefusal.LINE_TOTAL_DOES_NOT_MATCH, [line("1", "4.52", amount_fen=453)])
    assert caught.facts == {"line": "1", "said": 453, "found": 452}
    back = line("2", "1", "-1", original="1", amount_fen=100)
    refused(MedicalRefusal.LINE_TOTAL_DOES_NOT_MATCH, [line("1", "1"), back])


def test_a_price_below_zero() -> None:
    refused(MedicalRefusal.LINE_PRICE_IS_NEGATIVE, [line("1", "-1")])


def test_a_number_twice() -> None:
    refused(MedicalRefusal.LINE_NUMBER_STANDS_TWICE, [line("1", "1"), line("1", "2")])
    earlier = {"1": Kept(line("1", "1"), entry(), Decimal(1))}
    refused(MedicalRefusal.LINE_NUMBER_STANDS_TWICE, [line("1", "1")], earlier=earlier)


@pytest.mark.parametrize("original", ["", "9"])
def test_goods_come_back_only_against_a_line(original: str) -> None:
    refused(MedicalRefusal.RETURN_NEEDS_AN_ORIGINAL, [line("1", "1"), line("2", "1", "-1", original=original)])


def test_goods_that_come_back_are_those_that_went() -> None:
    other = [entry(), entry("X2")]
    for back in (line("2", "1", "-1", "X2", original="1"), line("2", "1.01", "-1", original="1")):
        refused(MedicalRefusal.RETURN_DIFFERS_FROM_ITS_ORIGINAL, [line("1", "1"), back], *other)


def test_no_more_comes_back_than_went() -> None:
    back = [line("2", "1", "-2", original="1"), line("3", "1", "-1.0001", original="1")]
    caught = refused(MedicalRefusal.RETURN_EXCEEDS_ITS_ORIGINAL, [line("1", "1", "3"), *back])
    assert caught.facts["kept"] == 1


@pytest.mark.parametrize(
    "bad",
    [
        entry(""),
        entry(until_day=date(2025, 1, 1)),
        entry(grade=Grade.B, selfpay_bp=10_001),
        entry(grade=Grade.B, selfpay_bp=-1),
        entry(selfpay_bp=1),
        entry(grade=Grade.C, selfpay_bp=10_000),
        entry(price_max=Decimal("-0.01")),
    ],
)
def test_an_entry_that_does_not_fit(bad: Entry) -> None:
    with pytest.raises(Refused) as caught:
        catalogue([bad])
    assert caught.value.code == MedicalRefusal.CATALOGUE_ENTRY_DOES_NOT_FIT


@pytest.mark.parametrize("until", [None, date(2026, 1, 2)])
def test_two_entries_of_one_day(until: date | None) -> None:
    with pytest.raises(Refused) as caught:
        catalogue([entry(from_day=date(2026, 1, 1)), entry(until_day=until)])
    assert caught.value.code == MedicalRefusal.CATALOGUE_INTERVALS_OVERLAP


# Goods that come back


def test_a_return_takes_back_what_the_kept_quantity_loses() -> None:
    """3 x 1.33 = 3.99, a twentieth 0.20; of 2.66 it is 0.13, of 1.33 it is 0.07: back come 0.07, 0.06, 0.07."""
    held = catalogue([entry(grade=Grade.B, selfpay_bp=500)])
    backs = [line(str(number), "1.33", "-1", original="1") for number in (2, 3, 4)]
    found = split_lines([*backs, line("1", "1.33", "3")], held, RULE)
    assert [split.prior_self_fen for split in found] == [-7, -6, -7, 20]
    assert parts_of(found) == (0, 0, 0, 0, 0)


def test_a_return_of_a_later_day_falls_under_the_entry_of_its_line() -> None:
    went, back = line("1", "10"), line("2", "10", "-1", original="1", day=date(2026, 4, 1))
    earlier = {"1": Kept(went, entry(grade=Grade.C), Decimal(1))}
    (found,) = split_lines([back], catalogue([entry()]), RULE, earlier=earlier)
    assert amounts(found) == (-1000, 0, 0, 0)


def test_a_return_of_refused_use_is_paid_back_in_full() -> None:
    held = catalogue([entry(restricted=True)])
    went = line("1", "10", "2", approval=Approval.REFUSED)
    found = split_lines([went, line("2", "10", "-1", original="1")], held, RULE)
    assert [amounts(split) for split in found] == [(2000, 0, 0, 0), (-1000, 0, 0, 0)]


PRICES = st.decimals("0", "9999.999999", places=6)
COUNTS = st.decimals("0", "999.9999", places=4)
ENTRIES = st.builds(
    lambda grade, ratio, limit: entry(grade=grade, selfpay_bp=ratio if grade is Grade.B else 0, price_max=limit),
    st.sampled_from(Grade),
    st.integers(0, 10_000),
    st.none() | PRICES,
)


@given(PRICES, COUNTS, ENTRIES, st.sampled_from([RULE, BEFORE]))
def test_the_parts_of_a_line_make_its_amount_and_none_is_negative(
    price: Decimal, count: Decimal, held: Entry, rule: SplitRule
) -> None:
    found = split_one(line("1", str(price), str(count)), held, rule)
    assert found.amount_fen == fen_of(price, count)
    assert min(amounts(found)) >= 0


@given(PRICES, st.integers(1, 9), ENTRIES, st.sampled_from([RULE, BEFORE]))
def test_who_brings_all_back_at_once_has_paid_nothing(price: Decimal, count: int, held: Entry, rule: SplitRule) -> None:
    lines = [line("1", str(price), str(count)), line("2", str(price), str(-count), original="1")]
    assert parts_of(split_lines(lines, catalogue([held]), rule)) == (0, 0, 0, 0, 0)


@given(PRICES, st.lists(st.integers(1, 4), min_size=1, max_size=6), ENTRIES)
def test_who_brings_all_back_in_parts_has_nothing_left_out_of_scope(
    price: Decimal, backs: list[int], held: Entry
) -> None:
    went = line("0", str(price), str(sum(backs)))
    lines = [line(str(number), str(price), str(-back), original="0") for number, back in enumerate(backs, 1)]
    total, full, over, prior, scope = parts_of(split_lines([went, *lines], catalogue([held]), RULE))
    assert (full if held.grade is not Grade.C else 0, over, prior) == (0, 0, 0)
    assert total == full + scope
    assert abs(total) <= len(backs)  # the hospital rounds each of its lines


def test_amounts_of_the_largest_fields_are_exact() -> None:
    price, count = Decimal("9999999999.999999"), Decimal("7.0003")
    assert fen_of(price, count) == 7_000_300_000_000
    assert fen_of(Decimal("0.005"), Decimal(-1)) == -1
