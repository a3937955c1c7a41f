"""What everybody may see of the line, counted with plain values: signs, and joint patrols by long stretches."""

from dataclasses import replace
from datetime import date

import pytest

from pilin.modules.border.rules import signs
from pilin.modules.border.rules.public import PUBLIC_FIELDS
from pilin.modules.border.rules.signs import Stretch
from pilin.modules.border.tests.register import CAMERA
from pilin.modules.border.tests.samples import JINSHAN, PINGHU, month, planned, tick
from pilin.web.public.fields import FieldIsNotPublicError, names, only

FIRST = date(2026, 3, 1)


def both(walked: str = "r1") -> tuple[object, ...]:
    """Return records of both sides of one round, which meet."""
    return tick(PINGHU, walked), tick(JINSHAN, walked)


def numbers(*ticks: object, length_m: int = 58_000, **members: object) -> list[int]:
    """Return by stretch how many patrols of a month count."""
    found = signs.patrolled([month(*ticks, **members)], FIRST, length_m=length_m)  # type: ignore[arg-type]
    return [one.number for one in found.stretches]


def test_a_line_of_58_km_has_six_stretches_of_which_the_last_is_shorter() -> None:
    found = signs.patrolled([], FIRST, length_m=58_000)
    assert [(one.from_m, one.to_m) for one in found.stretches][::5] == [(0, 10_000), (50_000, 58_000)]
    assert (found.month, found.number, len(found.stretches)) == ("2026-03", 0, 6)


@pytest.mark.parametrize(
    ("length_m", "stretches"),
    [(10_000, ((0, 10_000),)), (10_001, ((0, 10_000), (10_000, 10_001))), (1, ((0, 1),)), (0, ((0, 0),))],
)
def test_stretches_end_where_the_line_does(length_m: int, stretches: tuple[tuple[int, int], ...]) -> None:
    found = signs.patrolled([], FIRST, length_m=length_m).stretches
    assert tuple((one.from_m, one.to_m) for one in found) == stretches


def test_a_patrol_of_both_counts_in_its_stretch() -> None:
    assert numbers(*both()) == [0, 0, 1, 0, 0, 0]
    assert numbers(*both("r3")) == [1, 0, 0, 0, 0, 0]
    assert numbers(*both("r1"), *both("r3")) == [1, 0, 1, 0, 0, 0]


def test_what_one_side_recorded_alone_is_no_joint_patrol() -> None:
    assert numbers(tick(PINGHU)) == [0] * 6
    assert numbers(*both(), is_signed=False) == [0] * 6


@pytest.mark.parametrize(
    ("from_m", "to_m", "touched"),
    [
        (19_000, 21_000, [1, 2]),
        (10_000, 20_000, [1]),
        (9_999, 20_001, [0, 1, 2]),
        (0, 58_000, [0, 1, 2, 3, 4, 5]),
        (57_999, 58_000, [5]),
        (58_000, 60_000, []),
    ],
)
def test_a_patrol_stands_in_every_stretch_that_it_touches(from_m: int, to_m: int, touched: list[int]) -> None:
    rounds = (planned(1, from_m=from_m, to_m=to_m),)
    found = numbers(*both(), rounds=rounds)
    assert [place for place, number in enumerate(found) if number] == touched


def test_one_patrol_through_two_stretches_is_one() -> None:
    rounds = (planned(1, from_m=19_000, to_m=21_000),)
    found = signs.patrolled([month(*both(), rounds=rounds)], FIRST, length_m=58_000)  # type: ignore[arg-type]
    assert (found.number, sum(one.number for one in found.stretches)) == (1, 2)


def test_patrols_of_other_months_stand_in_theirs() -> None:
    other = month(*both(), month="2026-02")  # type: ignore[arg-type]
    assert signs.patrolled([other], FIRST, length_m=58_000).number == 0
    assert signs.patrolled([other], date(2026, 2, 1), length_m=58_000).number == 1


def test_months_of_several_neighbours_are_added_up() -> None:
    two = [month(*both(), id="a"), month(*both(), id="b")]  # type: ignore[arg-type]
    assert signs.patrolled(two, FIRST, length_m=58_000).number == 2


@pytest.mark.parametrize(
    ("day", "last", "this"),
    [
        (date(2026, 3, 2), date(2026, 2, 1), date(2026, 3, 1)),
        (date(2026, 1, 1), date(2025, 12, 1), date(2026, 1, 1)),
        (date(2026, 12, 31), date(2026, 11, 1), date(2026, 12, 1)),
        (date(2024, 3, 31), date(2024, 2, 1), date(2024, 3, 1)),
    ],
)
def test_two_months_are_this_one_and_the_last(day: date, last: date, this: date) -> None:
    assert signs.two_months(day) == (last, this)


def test_a_camera_is_public_where_a_sign_stands_and_while_it_is_in_use() -> None:
    bare, off = replace(CAMERA, has_sign=False), replace(CAMERA, is_off=True)
    assert signs.signed([bare, CAMERA, off]) == [CAMERA]


@pytest.mark.parametrize("name", ["filing_number", "first_office", "second_office", "reviewed_on", "id"])
def test_what_else_the_register_says_does_not_leave(name: str) -> None:
    shown = only(CAMERA, PUBLIC_FIELDS)
    assert shown.place == CAMERA.place
    with pytest.raises(FieldIsNotPublicError):
        getattr(shown, name)


def test_no_field_of_a_look_up_or_of_a_record_is_public() -> None:
    assert {name.partition(".")[0] for name in names(signs.SIGN_FIELDS)} == {"camera", "patrolled", "stretch"}
    assert names(signs.SIGN_FIELDS) <= names(PUBLIC_FIELDS)
    assert only(Stretch(0, 10_000, 3), PUBLIC_FIELDS).number == 3
