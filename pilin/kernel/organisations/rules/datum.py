"""Coordinate systems: WGS84, CGCS2000, and GCJ-02, in which Chinese web maps are drawn.

CGCS2000 and WGS84 are taken for the same: both realise ITRS, and their ellipsoids differ by 0.1 mm; how far their
frames have drifted apart (below a metre) no map of a border tells. GCJ-02 moves a point by 490 to 496 m here, enough to
put a house into the wrong province; so nothing is kept in it: what comes in it is turned into WGS84, and the kept text
says from which.

The forward formula is the published one; it is inverted by fixed-point iteration until nothing moves any more.
"""

import math
from enum import StrEnum

from pilin.kernel.organisations.rules.geodesy import Spot

_A = 6_378_245.0  # Krasovsky's ellipsoid, which the formula is written for
_EE = 0.00669342162296594323
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271
_ROUNDS = 30


class Datum(StrEnum):
    """What coordinates are given in."""

    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"


def converted(spot: Spot, *, given: Datum, wanted: Datum) -> Spot:
    """Return a spot of one system in another; within a tenth of a millimetre both ways."""
    if (given is Datum.GCJ02) == (wanted is Datum.GCJ02):
        return spot
    return to_gcj02(spot) if wanted is Datum.GCJ02 else from_gcj02(spot)


def to_gcj02(spot: Spot) -> Spot:
    """Return a WGS84 spot in GCJ-02; outside of the formula's frame they are the same."""
    longitude, latitude = spot.degrees
    if not (_WEST <= longitude <= _EAST and _SOUTH <= latitude <= _NORTH):
        return spot
    east, north = _shift(longitude, latitude)
    return Spot.of(longitude + east, latitude + north)


def from_gcj02(spot: Spot) -> Spot:
    """Return a GCJ-02 spot in WGS84: the one whose image it is."""
    guess = spot
    for _ in range(_ROUNDS):
        image = to_gcj02(guess)
        off = Spot(spot.longitude - image.longitude, spot.latitude - image.latitude)
        if off == (0, 0):
            break
        guess = Spot(guess.longitude + off.longitude, guess.latitude + off.latitude)
    return guess


def _shift(longitude: float, latitude: float) -> tuple[float, float]:
    """Return how far the formula moves a point, in degrees east and north."""
    x, y = longitude - 105.0, latitude - 35.0
    waves = (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + waves
    north += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    north += (160.0 * math.sin(y / 12.0 * math.pi) + 320.0 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + waves
    east += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    east += (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    angle = math.radians(latitude)
    magic = 1 - _EE * math.sin(angle) ** 2
    root = math.sqrt(magic)
    north = north * 180.0 / (_A * (1 - _EE) / (magic * root) * math.pi)
    east = east * 180.0 / (_A / root * math.cos(angle) * math.pi)
    return east, north
