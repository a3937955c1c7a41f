"""Lengths on the ellipsoid and points along a line, with plain arithmetic.

The ellipsoid is that of CGCS2000 and GRS80 (a = 6 378 137 m, 1/f = 298.257 222 101); that of WGS84 differs in the ninth
digit of its flattening, 0.1 mm in its half axis. Coordinates are integers, billionths of a degree: a step is a tenth of
a millimetre, and nothing is rounded twice.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

A = 6_378_137.0
F = 1 / 298.257222101
B = A * (1 - F)
E2 = F * (2 - F)
UNIT = 1_000_000_000
"""Steps in a degree."""

_ROUNDS, _STILL = 50, 1e-13


class Spot(NamedTuple):
    """A point on the ellipsoid: longitude and latitude in billionths of a degree."""

    longitude: int
    latitude: int

    @classmethod
    def of(cls, longitude: float, latitude: float) -> "Spot":
        """Return the spot at degrees."""
        return cls(round(longitude * UNIT), round(latitude * UNIT))

    @property
    def degrees(self) -> tuple[float, float]:
        """Return longitude and latitude in degrees."""
        return self.longitude / UNIT, self.latitude / UNIT


@dataclass(frozen=True)
class Foot:
    """The point of a line that lies nearest to a spot: how far along it, how far away, and on which hand the spot lies.

    `at_end` where it is an end of the line: beyond that the line says nothing of sides.
    """

    along_m: float
    away_m: float
    is_left: bool
    at_end: bool


def distance_m(one: Spot, other: Spot) -> float:
    """Return the length of the shortest line between two spots on the ellipsoid.

    T. Vincenty, Survey Review 23 (1975) 88-93, inverse problem; within 0.5 mm for all distances used here. It does not
    converge for points that are nearly antipodes, which no border joins.
    """
    if one == other:
        return 0.0
    (lon1, lat1), (lon2, lat2) = (tuple(map(math.radians, spot.degrees)) for spot in (one, other))
    u1, u2 = (math.atan((1 - F) * math.tan(latitude)) for latitude in (lat1, lat2))
    wanted = turn = lon2 - lon1
    for _ in range(_ROUNDS):
        arc = _arc(u1, u2, turn)
        c = F / 16 * arc.cos2_azimuth * (4 + F * (4 - 3 * arc.cos2_azimuth))
        bend = arc.cos_middle + c * arc.cos * (2 * arc.cos_middle**2 - 1)
        before, turn = turn, wanted + (1 - c) * F * arc.sin_azimuth * (arc.angle + c * arc.sin * bend)
        if abs(turn - before) < _STILL:
            break
    return _length(_arc(u1, u2, turn))


class _Arc(NamedTuple):
    sin: float
    cos: float
    angle: float
    sin_azimuth: float
    cos2_azimuth: float
    cos_middle: float


def _arc(u1: float, u2: float, turn: float) -> _Arc:
    """Return the great circle on the auxiliary sphere."""
    east = math.cos(u2) * math.sin(turn)
    north = math.cos(u1) * math.sin(u2) - math.sin(u1) * math.cos(u2) * math.cos(turn)
    sin = math.hypot(east, north)
    cos = math.sin(u1) * math.sin(u2) + math.cos(u1) * math.cos(u2) * math.cos(turn)
    sin_azimuth = math.cos(u1) * math.cos(u2) * math.sin(turn) / sin
    cos2 = 1 - sin_azimuth**2
    middle = cos - 2 * math.sin(u1) * math.sin(u2) / cos2 if cos2 > 0 else 0.0
    return _Arc(sin, cos, math.atan2(sin, cos), sin_azimuth, cos2, middle)


def _length(arc: _Arc) -> float:
    square = arc.cos2_azimuth * (A**2 - B**2) / B**2
    a = 1 + square / 16384 * (4096 + square * (-768 + square * (320 - 175 * square)))
    b = square / 1024 * (256 + square * (-128 + square * (74 - 47 * square)))
    third = b / 6 * arc.cos_middle * (4 * arc.sin**2 - 3) * (4 * arc.cos_middle**2 - 3)
    delta = b * arc.sin * (arc.cos_middle + b / 4 * (arc.cos * (2 * arc.cos_middle**2 - 1) - third))
    return B * a * (arc.angle - delta)


def length_m(line: Sequence[Spot]) -> float:
    """Return the length of a line on the ellipsoid, piece by piece."""
    return sum(distance_m(one, other) for one, other in pairwise(line))


def foot_on(line: Sequence[Spot], spot: Spot) -> Foot:
    """Return the point of a line that lies nearest to a spot.

    The nearest piece is found in the plane that touches the ellipsoid at the spot. Within 1 km of the line the place
    along it is right to the metre and within 10 km to five; the distance itself is then measured on the ellipsoid.
    """
    pieces = [_projected(one, other, spot) for one, other in pairwise(line)]
    number = min(range(len(pieces)), key=lambda n: pieces[n].square)
    nearest = pieces[number]
    one, other = line[number], line[number + 1]
    point = Spot(
        round(one.longitude + nearest.share * (other.longitude - one.longitude)),
        round(one.latitude + nearest.share * (other.latitude - one.latitude)),
    )
    along = length_m(line[: number + 1]) + distance_m(one, point)
    at_end = (number == 0 and nearest.share <= 0) or (number == len(pieces) - 1 and nearest.share >= 1)
    return Foot(along, distance_m(point, spot), _is_left(line, number, nearest.share, spot), at_end)


class _Piece(NamedTuple):
    share: float
    square: float


def _projected(one: Spot, other: Spot, spot: Spot) -> _Piece:
    """Return where along a piece the foot lies, from 0 to 1, and its distance squared, in the plane at the spot."""
    (x1, y1), (x2, y2) = _plane(one, spot), _plane(other, spot)
    dx, dy = x2 - x1, y2 - y1
    square = dx * dx + dy * dy
    share = min(max(-(x1 * dx + y1 * dy) / square, 0.0), 1.0) if square else 0.0
    return _Piece(share, (x1 + share * dx) ** 2 + (y1 + share * dy) ** 2)


def _plane(point: Spot, around: Spot) -> tuple[float, float]:
    """Return metres east and north of a spot, by the radii of curvature halfway between both."""
    middle = math.radians((point.latitude + around.latitude) / 2 / UNIT)
    root = math.sqrt(1 - E2 * math.sin(middle) ** 2)
    east = math.radians((point.longitude - around.longitude) / UNIT) * A / root * math.cos(middle)
    north = math.radians((point.latitude - around.latitude) / UNIT) * A * (1 - E2) / root**3
    return east, north


def _is_left(line: Sequence[Spot], number: int, share: float, spot: Spot) -> bool:
    """Tell on which hand a spot lies for who walks the line.

    Where the foot is a corner the two pieces may disagree: then the spot lies on the outer side of the corner, and of
    the two the one that it lies further from, in angle, says so (the usual rule for a signed distance).
    """
    first = number - 1 if share <= 0 and number > 0 else number
    last = number + 1 if share >= 1 and number + 2 < len(line) else number
    if first == last:
        return _cross(line[number], line[number + 1], spot) > 0
    corner = line[last]
    before, after = _cross(line[first], corner, spot), _cross(corner, line[last + 1], spot)
    if (before > 0) == (after > 0):
        return before > 0
    return _cross(line[first], corner, line[last + 1]) < 0  # on the outer side: a turn to the right bulges to the left


def _cross(one: Spot, other: Spot, spot: Spot) -> float:
    (x1, y1), (x2, y2) = _plane(one, spot), _plane(other, spot)
    return x1 * y2 - x2 * y1


def is_within(rings: Sequence[Sequence[Spot]], spot: Spot) -> bool:
    """Tell whether a spot lies within an area; rings within rings are holes (even-odd rule)."""
    return sum(_crossings(ring, spot) for ring in rings) % 2 == 1


def _crossings(ring: Sequence[Spot], spot: Spot) -> int:
    """Count the edges that a ray to the east crosses, in whole numbers: nothing is rounded."""
    return sum(1 for one, other in pairwise(ring) if _crosses(one, other, spot))


def _crosses(one: Spot, other: Spot, spot: Spot) -> bool:
    if (one.latitude > spot.latitude) == (other.latitude > spot.latitude):
        return False
    rise = other.latitude - one.latitude
    reach = (other.longitude - one.longitude) * (spot.latitude - one.latitude) - (spot.longitude - one.longitude) * rise
    return reach > 0 if rise > 0 else reach < 0
