"""Which side? Of points, of chainages, of villages; each answer with its reason, and none that is guessed."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.kernel.organisations.rules import (
    Level,
    Siding,
    Spot,
    Whose,
    Why,
    side_of_chainage,
    side_of_place,
    side_of_spot,
)
from pilin.kernel.organisations.tests import line_samples as lines
from pilin.kernel.organisations.tests import samples
from pilin.kernel.organisations.tests.line_samples import IN_THE_NORTH, IN_THE_SOUTH, LINE, NORTH, SIDES, SOUTH
from pilin.kernel.organisations.tests.samples import BORDER, BOTH, DAY, OURS, THEIRS, an_id, place

ONE, TWO = LINE[3], LINE[4]
ON_IT = ONE
NEAR = Spot(ONE.longitude, ONE.latitude + 1_000_000)  # some hundred metres north
FAR = Spot.of(121.17, 30.99)
BEFORE, BEHIND = Spot.of(121.00, 30.84), Spot.of(121.31, 30.66)


def village(name: str, **members: Any) -> Any:
    side = members.get("side", OURS)
    return place(name, **{"level": Level.VILLAGE, "code": f"{side}100201", **members})


def asked(*entries: Any, name: str = "village", day: date = DAY, **members: Any) -> Siding:
    return side_of_place(entries, an_id(name), day=day, **members)


@pytest.mark.parametrize(
    ("spot", "sides", "why"),
    [
        pytest.param(ON_IT, SIDES, Why.ON_THE_LINE, id="on the line"),
        pytest.param(NEAR, SIDES, Why.IN_THE_JOINT_BAND, id="in the band"),
        pytest.param(IN_THE_NORTH, (NORTH,), Why.BESIDE_THE_LINE, id="north"),
        pytest.param(IN_THE_SOUTH, (SOUTH,), Why.BESIDE_THE_LINE, id="south"),
        pytest.param(BEFORE, (), Why.BEYOND_THE_ENDS, id="before its start"),
        pytest.param(BEHIND, (), Why.BEYOND_THE_ENDS, id="in the sea"),
        pytest.param(FAR, (), Why.TOO_FAR_AWAY, id="far away"),
    ],
)
def test_a_point_beside_a_line(spot: Spot, sides: tuple[str, ...], why: Why) -> None:
    found = side_of_spot(lines.boundary(), spot)
    assert (found.sides, found.why) == (sides, why)


@pytest.mark.parametrize(
    ("spot", "sides", "why"),
    [
        pytest.param(ON_IT, SIDES, Why.ON_THE_LINE, id="on the line"),
        pytest.param(IN_THE_NORTH, (NORTH,), Why.WITHIN_THE_AREA, id="north"),
        pytest.param(IN_THE_SOUTH, (SOUTH,), Why.WITHIN_THE_AREA, id="south"),
        pytest.param(Spot.of(120.95, 30.7), (SOUTH,), Why.WITHIN_THE_AREA, id="beyond the line, within an area"),
        pytest.param(Spot.of(120.5, 30.7), (), Why.OUTSIDE_BOTH_AREAS, id="neither"),
    ],
)
def test_a_point_and_areas(spot: Spot, sides: tuple[str, ...], why: Why) -> None:
    found = side_of_spot(lines.with_areas(), spot)
    assert (found.sides, found.why) == (sides, why)


def test_where_areas_overlap_nobody_can_say() -> None:
    both = {NORTH: (lines.NORTH_AREA,), SOUTH: (lines.NORTH_AREA,)}
    assert side_of_spot(lines.boundary(areas=both), IN_THE_NORTH).why is Why.AREAS_OVERLAP


def test_the_area_of_one_side_alone_leaves_it_to_the_line() -> None:
    one = lines.boundary(areas={NORTH: (lines.NORTH_AREA,)})
    assert side_of_spot(one, IN_THE_SOUTH) == side_of_spot(lines.boundary(), IN_THE_SOUTH)


def test_without_a_signed_line_nobody_can_say() -> None:
    assert side_of_spot(None, IN_THE_NORTH) == Siding((), Why.NO_LINE_IS_SIGNED)


@pytest.mark.parametrize(("band_m", "sides"), [(0, (NORTH,)), (50, (NORTH,)), (78, SIDES), (200, SIDES)])
def test_the_band_is_as_wide_as_was_signed(band_m: int, sides: tuple[str, ...]) -> None:
    found = side_of_spot(lines.boundary(band_m=band_m), NEAR)
    assert found.distance_m == 78
    assert found.sides == sides


def test_behind_the_ends_there_is_no_band() -> None:
    just = Spot(LINE[0].longitude - 500_000, LINE[0].latitude + 500_000)
    assert side_of_spot(lines.boundary(), just).why is Why.BEYOND_THE_ENDS


def test_the_answer_says_where_along_the_border() -> None:
    found = side_of_spot(lines.boundary(), ON_IT)
    assert (found.chainage_m, found.distance_m) == (12_003, 0)


@given(st.integers(121_031_000_000, 121_269_000_000), st.integers(30_600_000_000, 30_900_000_000))
def test_line_and_areas_tell_the_same_between_the_ends(longitude: int, latitude: int) -> None:
    spot = Spot(longitude, latitude)
    by_line, by_areas = side_of_spot(lines.boundary(), spot), side_of_spot(lines.with_areas(), spot)
    if by_line.sides and by_areas.sides:
        assert by_line.sides == by_areas.sides


@pytest.mark.parametrize(("metres", "sides"), [(0, BOTH), (57_030, BOTH), (28_400, BOTH), (-1, ()), (57_031, ())])
def test_the_line_itself_belongs_to_both_from_end_to_end(metres: int, sides: tuple[str, ...]) -> None:
    found = side_of_chainage(samples.border(), metres)
    assert found.sides == sides
    assert found.why is (Why.ON_THE_LINE if sides else Why.BEYOND_THE_ENDS)


def test_a_village_belongs_to_its_side() -> None:
    found = asked(village("village", chainages=(samples.chainage(6900, distance_m=900),)), border=BORDER)
    assert found == Siding((OURS,), Why.OF_THE_SIDE, 6900, 900)


def test_a_river_that_is_the_line_belongs_to_both() -> None:
    river = place("village", level=Level.SITE, code=None, sides=BOTH, sort="river")
    assert asked(river) == Siding(BOTH, Why.SHARED_PLACE)


@pytest.mark.parametrize(
    ("band_m", "why"), [(0, Why.OF_THE_SIDE), (100, Why.OF_THE_SIDE), (150, Why.IN_THE_JOINT_BAND)]
)
def test_a_village_within_the_band_belongs_to_both(band_m: int, why: Why) -> None:
    near = village("village", chainages=(samples.chainage(6900, distance_m=150),))
    assert asked(near, border=BORDER, band_m=band_m).why is why


def test_where_the_distance_is_not_known_the_band_says_nothing() -> None:
    near = village("village", chainages=(samples.chainage(6900),))
    assert asked(near, border=BORDER, band_m=200) == Siding((OURS,), Why.OF_THE_SIDE, 6900, None)


ENDED = date(2024, 1, 1)


def ended(**members: Any) -> Any:
    return village("village", valid_to=ENDED, **members)


def test_a_village_that_was_merged_is_carried_on() -> None:
    new = village("new", valid_from=ENDED)
    found = asked(ended(successors=(an_id("new"),)), new)
    assert (found.sides, found.why, found.through) == ((OURS,), Why.CARRIED_ON, (an_id("new"),))


def test_before_it_was_merged_it_stood_for_itself() -> None:
    found = asked(ended(successors=(an_id("new"),)), village("new", valid_from=ENDED), day=date(2023, 12, 31))
    assert found.why is Why.OF_THE_SIDE


def test_a_village_that_was_split_over_two_sides_belongs_to_both() -> None:
    parts = village("a", valid_from=ENDED), village("b", side=THEIRS, valid_from=ENDED)
    found = asked(ended(successors=(an_id("a"), an_id("b"))), *parts)
    assert found.sides == BOTH
    assert {*found.through} == {an_id("a"), an_id("b")}


def test_a_village_that_nothing_carries_on_is_nobodys() -> None:
    assert asked(ended()) == Siding((), Why.NOTHING_CARRIES_IT_ON)


def test_what_is_no_place_is_not_known() -> None:
    assert asked(samples.body("village")) == Siding((), Why.PLACE_IS_NOT_KNOWN)
    assert asked() == Siding((), Why.PLACE_IS_NOT_KNOWN)


@pytest.mark.parametrize(
    ("sides", "me", "whose"),
    [
        ((NORTH,), NORTH, Whose.OURS),
        ((NORTH,), SOUTH, Whose.THEIRS),
        (SIDES, NORTH, Whose.BOTH),
        (SIDES, SOUTH, Whose.BOTH),
        (SIDES, "330421", Whose.THEIRS),
        ((), NORTH, Whose.UNKNOWN),
    ],
)
def test_each_side_reads_the_same_answer_in_its_own_words(sides: tuple[str, ...], me: str, whose: Whose) -> None:
    assert Siding(sides, Why.ON_THE_LINE).whose(me) is whose
