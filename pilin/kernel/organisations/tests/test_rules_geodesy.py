"""Lengths on the ellipsoid against published ones, and the nearest point of a line against areas."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.kernel.organisations.rules.geodesy import Spot, distance_m, foot_on, is_within, length_m
from pilin.kernel.organisations.tests.line_samples import LINE, NORTH_AREA, SOUTH_AREA


def dms(degrees: int, minutes: int, seconds: float) -> float:
    """Return degrees of an angle as surveyors write it."""
    size = abs(degrees) + minutes / 60 + seconds / 3600
    return size if degrees >= 0 else -size


FLINDERS_PEAK = Spot.of(dms(144, 25, 29.52440), dms(-37, 57, 3.72030))
BUNINYONG = Spot.of(dms(143, 55, 35.38390), dms(-37, 39, 10.15610))
EQUATOR, POLE = Spot.of(0, 0), Spot.of(0, 90)

around = st.builds(Spot, st.integers(120_901_000_000, 121_399_000_000), st.integers(30_601_000_000, 30_919_000_000))


def test_the_published_line_of_the_gda_manual() -> None:
    """Geoscience Australia, GDA Technical Manual, chapter 4: 54 972.271 m on GRS80."""
    assert distance_m(FLINDERS_PEAK, BUNINYONG) == pytest.approx(54_972.271, abs=0.001)


def test_the_quarter_meridian_of_grs80() -> None:
    """Moritz, Geodetic Reference System 1980: 10 001 965.7293 m."""
    assert distance_m(EQUATOR, POLE) == pytest.approx(10_001_965.7293, abs=0.001)


def test_a_degree_along_the_equator() -> None:
    assert distance_m(EQUATOR, Spot.of(1, 0)) == pytest.approx(111_319.4908, abs=0.001)


def test_the_ends_of_the_border_lie_as_far_apart_as_was_computed() -> None:
    """From the 嘉善 corner to the coast, beeline (UTM 51N agrees within its scale, 4 in 10 000)."""
    ends = Spot.of(121.0333, 30.8167), Spot.of(121.2703, 30.6797)
    assert distance_m(*ends) == pytest.approx(27_316, abs=15)


@given(around, around)
def test_a_way_is_as_long_there_as_back(one: Spot, other: Spot) -> None:
    assert distance_m(one, other) == pytest.approx(distance_m(other, one), abs=1e-6)


@given(around)
def test_a_spot_is_where_it_is(one: Spot) -> None:
    assert distance_m(one, one) == 0


def test_a_tenth_of_a_millimetre_is_seen() -> None:
    one = Spot.of(121.1, 30.7)
    assert 0.00008 < distance_m(one, Spot(one.longitude + 1, one.latitude)) < 0.00012


def test_a_line_is_as_long_as_its_pieces() -> None:
    whole = length_m(LINE)
    assert whole == pytest.approx(length_m(LINE[:3]) + length_m(LINE[2:]), abs=1e-6)
    assert length_m(LINE[:1]) == 0


def test_the_corners_of_a_line_lie_on_it_at_their_chainage() -> None:
    for number, corner in enumerate(LINE):
        foot = foot_on(LINE, corner)
        assert foot.away_m == 0
        assert foot.along_m == pytest.approx(length_m(LINE[: number + 1]), abs=0.001)


def test_the_middle_of_a_piece_lies_halfway() -> None:
    """A piece is straight in the plane, not in degrees: over five kilometres that is a hand's breadth."""
    one, other = LINE[2], LINE[3]
    middle = Spot((one.longitude + other.longitude) // 2, (one.latitude + other.latitude) // 2)
    foot = foot_on(LINE, middle)
    assert foot.away_m < 0.15
    assert foot.along_m == pytest.approx(length_m(LINE[:3]) + distance_m(one, other) / 2, abs=0.5)


def test_beyond_the_ends_the_foot_is_an_end() -> None:
    before, behind = Spot.of(121.00, 30.84), Spot.of(121.30, 30.66)
    assert (foot_on(LINE, before).at_end, foot_on(LINE, before).along_m) == (True, 0)
    assert foot_on(LINE, behind).at_end
    assert foot_on(LINE, behind).along_m == pytest.approx(length_m(LINE))
    assert not foot_on(LINE, LINE[3]).at_end


def test_within_a_kilometre_the_chainage_is_right_to_the_metre() -> None:
    """The same foot by the slow way: the smallest of many distances along the piece, on the ellipsoid."""
    spot, (one, other) = Spot.of(121.1065, 30.7985), LINE[2:4]
    steps = [step / 20_000 for step in range(20_001)]
    spread = other.longitude - one.longitude, other.latitude - one.latitude
    along = [Spot(round(one.longitude + s * spread[0]), round(one.latitude + s * spread[1])) for s in steps]
    nearest = min(along, key=lambda point: distance_m(point, spot))
    foot = foot_on(LINE, spot)
    assert foot.along_m == pytest.approx(length_m(LINE[:3]) + distance_m(one, nearest), abs=1)
    assert foot.away_m == pytest.approx(distance_m(nearest, spot), abs=0.01)


@given(around)
def test_the_hand_agrees_with_the_areas_on_both_hands(spot: Spot) -> None:
    """Where the foot is not an end, who lies in the northern area lies on the left, and the other way round."""
    foot = foot_on(LINE, spot)
    if not foot.at_end and foot.away_m > 0.01:
        assert foot.is_left == is_within([NORTH_AREA], spot)
        assert foot.is_left != is_within([SOUTH_AREA], spot)


SHARP = (Spot.of(121.0, 30.7), Spot.of(121.1, 30.7), Spot.of(121.0, 30.71))


@pytest.mark.parametrize(
    ("longitude", "latitude", "is_left"),
    [
        pytest.param(121.11, 30.701, False, id="beyond the tip, above the first piece"),
        pytest.param(121.11, 30.699, False, id="beyond the tip, below the first piece"),
        pytest.param(121.05, 30.702, True, id="between the pieces"),
        pytest.param(121.05, 30.72, False, id="above both"),
        pytest.param(121.05, 30.69, False, id="below both"),
    ],
)
def test_round_a_sharp_corner_the_outside_is_one_side(longitude: float, latitude: float, is_left: bool) -> None:
    assert foot_on(SHARP, Spot.of(longitude, latitude)).is_left is is_left


def test_round_a_sharp_corner_to_the_other_hand() -> None:
    mirrored = tuple(Spot(one.longitude, 2 * SHARP[0].latitude - one.latitude) for one in SHARP)
    assert foot_on(mirrored, Spot.of(121.11, 30.699)).is_left
    assert not foot_on(mirrored, Spot.of(121.05, 30.698)).is_left


SQUARE = tuple(Spot.of(*corner) for corner in ((121, 30), (122, 30), (122, 31), (121, 31), (121, 30)))
HOLE = tuple(Spot.of(*corner) for corner in ((121.4, 30.4), (121.6, 30.4), (121.6, 30.6), (121.4, 30.6), (121.4, 30.4)))


@pytest.mark.parametrize(
    ("longitude", "latitude", "inside"),
    [
        pytest.param(121.2, 30.2, True, id="within"),
        pytest.param(121.5, 30.5, False, id="in the hole"),
        pytest.param(120.9, 30.5, False, id="west of it"),
        pytest.param(122.1, 30.5, False, id="east of it"),
        pytest.param(121.5, 31.1, False, id="north of it"),
        pytest.param(121.5, 30.3, True, id="between hole and edge"),
    ],
)
def test_an_area_has_its_holes(longitude: float, latitude: float, inside: bool) -> None:
    assert is_within([SQUARE, HOLE], Spot.of(longitude, latitude)) is inside
