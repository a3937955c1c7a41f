"""GCJ-02 both ways, to a millimetre, over the whole border and around it."""

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pilin.kernel.organisations.rules.datum import Datum, converted, from_gcj02, to_gcj02
from pilin.kernel.organisations.rules.geodesy import Spot, distance_m

MILLIMETRE = 0.001

VECTORS = [  # the domain's measured shifts: WGS84, GCJ-02, metres
    ((121.0333, 30.8167), (121.037766, 30.814538), 489.9),
    ((121.2703, 30.6797), (121.274691, 30.677383), 493.0),
    ((121.12603, 30.75215), (121.130592, 30.750028), 496.1),
]

border = st.builds(Spot, st.integers(121_000_000_000, 121_300_000_000), st.integers(30_650_000_000, 30_850_000_000))
around = st.builds(Spot, st.integers(119_000_000_000, 123_000_000_000), st.integers(29_000_000_000, 32_500_000_000))
china = st.builds(Spot, st.integers(73_500_000_000, 134_500_000_000), st.integers(4_000_000_000, 53_000_000_000))


@pytest.mark.parametrize(("plain", "moved", "metres"), VECTORS, ids=["west end", "coast", "middle"])
def test_the_measured_shifts(plain: tuple[float, float], moved: tuple[float, float], metres: float) -> None:
    image = to_gcj02(Spot.of(*plain))
    assert image.degrees == pytest.approx(moved, abs=5e-7)
    assert distance_m(Spot.of(*plain), image) == pytest.approx(metres, abs=0.05)


@pytest.mark.parametrize(("plain", "moved", "metres"), VECTORS, ids=["west end", "coast", "middle"])
def test_the_measured_shifts_back(plain: tuple[float, float], moved: tuple[float, float], metres: float) -> None:
    """The moved points are given to six decimals, so a tenth of a metre is all that they tell."""
    assert metres > 489
    assert distance_m(from_gcj02(Spot.of(*moved)), Spot.of(*plain)) < 0.1


@given(border)
def test_there_and_back_along_the_border(spot: Spot) -> None:
    assert distance_m(from_gcj02(to_gcj02(spot)), spot) < MILLIMETRE


@given(border)
def test_back_and_there_along_the_border(spot: Spot) -> None:
    assert distance_m(to_gcj02(from_gcj02(spot)), spot) < MILLIMETRE


@given(around)
def test_there_and_back_around_the_border(spot: Spot) -> None:
    assert distance_m(from_gcj02(to_gcj02(spot)), spot) < MILLIMETRE


@hypothesis_settings(max_examples=50)
@given(china)
def test_there_and_back_in_the_whole_country(spot: Spot) -> None:
    assert distance_m(from_gcj02(to_gcj02(spot)), spot) < MILLIMETRE


@given(border)
def test_the_shift_puts_a_house_elsewhere(spot: Spot) -> None:
    assert 480 < distance_m(to_gcj02(spot), spot) < 500


def test_outside_of_the_frame_nothing_moves() -> None:
    berlin = Spot.of(13.4, 52.5)
    assert to_gcj02(berlin) == from_gcj02(berlin) == berlin


@pytest.mark.parametrize("plain", [Datum.WGS84, Datum.CGCS2000])
def test_the_two_plain_systems_are_the_same_here(plain: Datum) -> None:
    spot = Spot.of(121.1, 30.7)
    assert converted(spot, given=plain, wanted=Datum.WGS84) == spot
    assert converted(spot, given=Datum.GCJ02, wanted=plain) == from_gcj02(spot)
    assert converted(spot, given=plain, wanted=Datum.GCJ02) == to_gcj02(spot)
    assert converted(spot, given=Datum.GCJ02, wanted=Datum.GCJ02) == spot


def test_the_systems_are_called_as_the_verb_takes_them() -> None:
    assert [one.value for one in Datum] == ["wgs84", "cgcs2000", "gcj02"]
