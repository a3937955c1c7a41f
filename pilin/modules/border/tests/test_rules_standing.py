"""组织体系联合, 工作机制联建 with plain values: rosters without gap and overlap, who is on duty, lines, lessons."""

from datetime import date
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.modules.border.rules import standing
from pilin.modules.border.rules.codes import BorderRefusal
from pilin.modules.border.rules.records import DRILL, ESCALATION, ROSTER
from pilin.modules.border.tests.samples import JINSHAN, PINGHU
from pilin.modules.border.tests.sharing_samples import FIELDS, SHIFTS, a_shift, record
from pilin.modules.border.tests.test_rules_sharing import code

FIRST, LAST = "2026-03-01", "2026-03-31"


def roster(*shifts: dict[str, str], **changes: Any) -> dict[str, Any]:
    return {**FIELDS[ROSTER], "shifts": list(shifts), **changes}


def refusal(*shifts: dict[str, str], **changes: Any) -> Refused:
    """Return why a roster is refused."""
    with pytest.raises(Refused) as caught:
        standing.check_roster(roster(*shifts, **changes))
    return caught.value


@pytest.mark.parametrize(
    "shifts",
    [
        SHIFTS,
        SHIFTS[::-1],
        [a_shift(1, FIRST, LAST)],
        [a_shift(1, FIRST, FIRST), a_shift(2, "2026-03-02", LAST)],
        [a_shift(1, FIRST, "2026-03-30"), a_shift(2, LAST, LAST)],
    ],
    ids=["two", "in any order", "one", "one day first", "one day last"],
)
def test_shifts_cover_each_day_once(shifts: list[dict[str, str]]) -> None:
    assert code(standing.check_roster, roster(*shifts)) is None


@pytest.mark.parametrize(
    ("shifts", "day"),
    [
        ([a_shift(1, FIRST, "2026-03-14"), SHIFTS[1]], "2026-03-15"),
        ([a_shift(1, "2026-03-02", LAST)], "2026-03-01"),
        ([a_shift(1, FIRST, "2026-03-30")], "2026-03-31"),
        ([], "2026-03-01"),
        ([SHIFTS[1]], "2026-03-01"),
    ],
    ids=["between", "at the beginning", "at the end", "none", "half"],
)
def test_a_day_without_anybody_is_named(shifts: list[dict[str, str]], day: str) -> None:
    found = refusal(*shifts)
    assert (found.code, found.facts["day"]) == (BorderRefusal.ROSTER_HAS_A_GAP, day)


@pytest.mark.parametrize(
    ("shifts", "day"),
    [
        ([a_shift(1, FIRST, "2026-03-16"), SHIFTS[1]], "2026-03-16"),
        ([SHIFTS[0], a_shift(2, FIRST, LAST)], "2026-03-01"),
        ([a_shift(1, FIRST, LAST), a_shift(2, LAST, LAST)], "2026-03-31"),
        ([SHIFTS[0], SHIFTS[0], SHIFTS[1]], "2026-03-01"),
    ],
    ids=["one day", "one within another", "the last day", "twice"],
)
def test_two_on_one_day_are_named(shifts: list[dict[str, str]], day: str) -> None:
    found = refusal(*shifts)
    assert (found.code, found.facts["day"]) == (BorderRefusal.ROSTER_OVERLAPS, day)


@pytest.mark.parametrize(
    ("shifts", "day"),
    [
        ([a_shift(1, "2026-02-28", LAST)], "2026-02-28"),
        ([a_shift(1, FIRST, "2026-04-01")], "2026-04-01"),
    ],
)
def test_a_shift_stays_within_its_roster(shifts: list[dict[str, str]], day: str) -> None:
    found = refusal(*shifts)
    assert (found.code, found.facts["day"]) == (BorderRefusal.SHIFT_LEAVES_ITS_ROSTER, day)


def test_days_that_run_backwards_are_refused() -> None:
    assert refusal(valid_from=LAST, valid_to=FIRST).code is BorderRefusal.SPAN_ENDS_BEFORE_IT_BEGINS
    assert refusal(a_shift(1, LAST, FIRST)).code is BorderRefusal.SPAN_ENDS_BEFORE_IT_BEGINS


@pytest.mark.parametrize("phone", ["0573-85000000", "02157340000", "85000000", "110", "12345", "021-57340000-12"])
def test_an_office_telephone_is_taken(phone: str) -> None:
    assert code(standing.check_roster, roster(a_shift(1, FIRST, LAST, phone=phone))) is None


@pytest.mark.parametrize("phone", ["13812345678", "+8613812345678", "138 1234 5678", "钱大有", "", "0573", "1" * 30])
def test_a_mobile_belongs_to_a_person_and_is_not_taken(phone: str) -> None:
    assert refusal(a_shift(1, FIRST, LAST, phone=phone)).code is BorderRefusal.TELEPHONE_IS_NO_OFFICE_LINE


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ({}, BorderRefusal.ROSTER_OVERLAPS),
        ({"valid_from": "2026-03-31", "valid_to": "2026-04-30"}, BorderRefusal.ROSTER_OVERLAPS),
        ({"valid_from": "2026-04-01", "valid_to": "2026-04-30"}, None),
        ({"valid_from": "2026-02-01", "valid_to": "2026-02-28"}, None),
        ({"level": "village"}, None),
        ({"body": "枫泾镇平安办"}, None),
        ({"valid_to": ""}, None),
    ],
)
def test_a_body_has_one_roster_at_a_time(held: dict[str, str], expected: Any) -> None:
    assert code(standing.check_roster, FIELDS[ROSTER], others=[record(ROSTER, said=held)]) is expected


def test_a_roster_that_has_ended_stands_in_no_ones_way() -> None:
    assert code(standing.check_roster, FIELDS[ROSTER], others=[record(ROSTER, is_over=True)]) is None


@pytest.mark.parametrize(
    ("day", "posts"),
    [
        (date(2026, 2, 28), []),
        (date(2026, 3, 1), ["平安办值班岗"]),
        (date(2026, 3, 15), ["平安办值班岗"]),
        (date(2026, 3, 16), ["综治中心值班岗"]),
        (date(2026, 3, 31), ["综治中心值班岗"]),
        (date(2026, 4, 1), []),
    ],
)
def test_who_is_on_duty_changes_with_the_day(day: date, posts: list[str]) -> None:
    found = standing.on_duty([record(ROSTER), record(ROSTER, is_over=True)], day)
    assert [one.shift.post for one in found] == posts
    assert [(one.side, one.level, one.body) for one in found] == [(PINGHU, "town", "新埭镇平安办")] * len(posts)


def test_levels_without_anybody_are_named_side_by_side() -> None:
    gaps = standing.uncovered([record(ROSTER)], [PINGHU, JINSHAN], date(2026, 3, 2))
    assert gaps == [
        (PINGHU, "city"),
        (PINGHU, "village"),
        (JINSHAN, "city"),
        (JINSHAN, "town"),
        (JINSHAN, "village"),
    ]
    assert (PINGHU, "town") in standing.uncovered([record(ROSTER)], [PINGHU], date(2026, 4, 1))


def test_a_gap_that_a_neighbour_left_is_no_ones_duty() -> None:
    """The neighbour's node may check less than ours: what it told is shown as it is."""
    told = record(ROSTER, by=JINSHAN, said={"shifts": [SHIFTS[0]]})
    assert standing.on_duty([told], date(2026, 3, 20)) == []
    assert (JINSHAN, "town") in standing.uncovered([told], [JINSHAN], date(2026, 3, 20))


def test_a_roster_without_shifts_covers_nothing() -> None:
    assert standing.on_duty([record(ROSTER, said={"shifts": None})], date(2026, 3, 2)) == []
    assert standing.span_of(record(ROSTER, said={"valid_to": None})) is None
    assert standing.span_of(record(ROSTER)) == (date(2026, 3, 1), date(2026, 3, 31))


def test_an_escalation_has_three_lines_on_both_sides() -> None:
    said = {"village_answer": {"raiser": "先装两盏", "other": "同意"}, "town_answer": {"other": "报区"}}
    lines = standing.lines_of(record(ESCALATION, state="town", asserted=said))
    assert [one.level for one in lines] == ["village", "town", "city"]
    assert [one.is_now for one in lines] == [False, True, False]
    assert lines[0].answers == {PINGHU: "先装两盏", JINSHAN: "同意"}
    assert lines[1].answers == {JINSHAN: "报区"}
    assert lines[2].answers == {}


@pytest.mark.parametrize(
    "changes", [{"state": "settled"}, {"state": "withdrawn"}, {"state": "village", "refused_by": "1"}]
)
def test_what_is_over_stands_at_no_level(changes: dict[str, Any]) -> None:
    assert not any(one.is_now for one in standing.lines_of(record(ESCALATION, **changes)))


def test_what_both_learnt_stands_by_side() -> None:
    told = record(DRILL, asserted={"learnt": {"host": "泵不够", "guest": "联络慢"}})
    assert standing.said_by(told, "learnt") == {PINGHU: "泵不够", JINSHAN: "联络慢"}
    assert standing.said_by(told, "result") == {}


@pytest.mark.parametrize(
    ("learnt", "fits"), [({}, False), ({"host": "泵不够"}, False), ({"host": "a", "guest": "b"}, True)]
)
def test_a_drill_is_signed_once_both_have_learnt(learnt: dict[str, str], fits: bool) -> None:
    expected = None if fits else BorderRefusal.LESSON_OF_A_SIDE_IS_MISSING
    assert code(standing.check_lessons, learnt, ("host", "guest")) is expected
