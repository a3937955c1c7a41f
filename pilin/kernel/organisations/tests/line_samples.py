"""A border made up for tests: it runs from the north-west to the coast as the real one does, and is nobody's line."""

from typing import Any

from pilin.kernel.organisations.rules import Boundary, Datum, Spot

SIDES = ("310116", "330482")
NORTH, SOUTH = SIDES
NUMBER = "GS(2026)0001号"
FILE_HASH = "ab" * 32

LINE = tuple(
    Spot.of(longitude, latitude)
    for longitude, latitude in (
        (121.03, 30.82),
        (121.06, 30.80),
        (121.09, 30.805),
        (121.13, 30.77),
        (121.18, 30.76),
        (121.20, 30.72),
        (121.27, 30.68),
    )
)
"""Walked from its first point, the north-east lies on the left."""

NORTH_AREA = (*LINE, Spot.of(121.40, 30.68), Spot.of(121.40, 30.92), Spot.of(121.03, 30.92), LINE[0])
SOUTH_AREA = (*LINE, Spot.of(121.27, 30.60), Spot.of(120.90, 30.60), Spot.of(120.90, 30.82), LINE[0])
IN_THE_NORTH, IN_THE_SOUTH = Spot.of(121.17, 30.80), Spot.of(121.10, 30.73)


def boundary(**members: Any) -> Boundary:
    """Return the line with some members changed."""
    plain: dict[str, Any] = {
        "sides": SIDES,
        "left": NORTH,
        "line": LINE,
        "areas": {},
        "band_m": 200,
        "given_in": Datum.WGS84,
        "approval_number": NUMBER,
        "file_hash": FILE_HASH,
    }
    return Boundary(**{**plain, **members})


def with_areas(**members: Any) -> Boundary:
    """Return the line with the areas of both sides."""
    return boundary(areas={NORTH: (NORTH_AREA,), SOUTH: (SOUTH_AREA,)}, **members)
