"""The line between two sides as both sign it: a document with the line, maybe the areas, and the joint band.

What is signed is the geometry itself in WGS84, so that both nodes compute the same, with the hash of the file that it
was read from, the system that the file was in, and its approval number (审图号). Lines of provinces are published by
the State Council's civil affairs department and drawn after the official detailed map (行政区域界线管理条例, art. 4,
14, 18); what a public page shows needs approval and shows its number (地图管理条例, art. 15, 22). Pilin ships none.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any

from pilin.base.canonical import Json
from pilin.base.refusal import Finding, Refused
from pilin.kernel.organisations.rules.codes import OrganisationsRefusal
from pilin.kernel.organisations.rules.datum import Datum
from pilin.kernel.organisations.rules.geodesy import Spot, distance_m, foot_on, is_within, length_m
from pilin.kernel.organisations.rules.numbers import is_side

BOUNDARY = "boundary"
SPOTS_MAX = 20_000
BAND_M_MAX = 5_000
OFF_LINE_M_MAX = 50
"""So far may a point of the line lie from the edge of an area: copies of one line are thinned out differently."""

_APPROVAL = re.compile(r"[A-Za-z\u4e00-\u9fff]{1,8}\(\d{4}\)第?\d{1,6}号")
_BRACKETS = str.maketrans("（）[]\u3014\u3015【】", "()()()()")

Ring = tuple[Spot, ...]
Area = tuple[Ring, ...]


@dataclass(frozen=True, kw_only=True)
class Boundary:
    """A line from its start to its end, who lies left of it, what each side covers, and how wide the joint band is.

    `band_m` is counted to each hand of the line; 0 where the sides share no band.
    """

    sides: tuple[str, str]
    left: str
    line: tuple[Spot, ...]
    areas: Mapping[str, Area]
    band_m: int
    given_in: Datum
    approval_number: str
    file_hash: str

    @property
    def right(self) -> str:
        """Return the side on the right hand of who walks the line."""
        return next(side for side in self.sides if side != self.left)

    @property
    def key(self) -> str:
        """Return how chainages name this line."""
        return "-".join(self.sides)

    @property
    def length_m(self) -> int:
        """Return the length of the line on the ellipsoid in whole metres."""
        return round(length_m(self.line))


def approval_number(text: str) -> str:
    """Return an approval number with its brackets as one writes them. Raises APPROVAL_NUMBER_IS_NOT_VALID."""
    plain = "".join(text.split()).translate(_BRACKETS)
    if _APPROVAL.fullmatch(plain) is None:
        raise Refused(OrganisationsRefusal.APPROVAL_NUMBER_IS_NOT_VALID, text=text[:60])
    return plain


def as_document(boundary: Boundary) -> dict[str, Json]:
    """Return a boundary as the document that both sides sign."""
    return {
        "type": BOUNDARY,
        "title": {"zh": "边界线几何数据", "en": "Geometry of the border line"},
        "sides": list(boundary.sides),
        "left": boundary.left,
        "system": Datum.WGS84.value,
        "given_in": boundary.given_in.value,
        "approval_number": boundary.approval_number,
        "file_hash": boundary.file_hash,
        "length_m": boundary.length_m,
        "band_m": boundary.band_m,
        "line": _flat(boundary.line),
        "areas": {side: [_flat(ring) for ring in area] for side, area in sorted(boundary.areas.items())},
    }


def boundary_of(text: Mapping[str, Any]) -> Boundary:
    """Read a document. Raises BOUNDARY_DOES_NOT_READ with the member that is not sound."""
    members = {"system": Datum.WGS84.value, "type": BOUNDARY}
    for name, wanted in members.items():
        if text.get(name) != wanted:
            raise _unread(name)
    sides, areas = _sides(text), _areas(text)
    found = Boundary(
        sides=sides,
        left=text["left"] if text.get("left") in sides else _raise("left"),
        line=_spots(text.get("line"), "line", least=2),
        areas=areas if areas.keys() <= {*sides} else _raise("areas"),
        band_m=_whole(text, "band_m", BAND_M_MAX),
        given_in=Datum(text["given_in"]) if text.get("given_in") in list(Datum) else _raise("given_in"),
        approval_number=approval_number(str(text.get("approval_number"))),
        file_hash=str(text.get("file_hash")) if _is_hash(text.get("file_hash")) else _raise("file_hash"),
    )
    if sum(len(ring) for area in areas.values() for ring in area) + len(found.line) > SPOTS_MAX:
        raise _unread("line")
    if _whole(text, "length_m", 10_000_000) != found.length_m:
        raise _unread("length_m")
    return found


def faults_of(boundary: Boundary) -> list[Finding]:
    """Return what does not fit together: points of the line that lie off the edge of an area that it bounds.

    A line and areas in two systems of coordinates, or of two borders, are found by this.
    """
    edges = {side: [ring for ring in area if len(ring) > 1] for side, area in boundary.areas.items()}
    return [
        Finding(f"line.{number}", OrganisationsRefusal.LINE_LEAVES_ITS_AREAS, {"side": side, "metres": round(off)})
        for side, rings in edges.items()
        for number, off in _worst(boundary.line, rings)
    ]


def _worst(line: Sequence[Spot], rings: Sequence[Ring]) -> list[tuple[int, float]]:
    """Return the point that lies furthest off an edge, where it lies further off than it may."""
    offs = [(min(foot_on(ring, spot).away_m for ring in rings), number) for number, spot in enumerate(line, start=1)]
    off, number = max(offs)
    return [(number, off)] if off > OFF_LINE_M_MAX else []


def left_side(
    sides: tuple[str, str], line: Sequence[Spot], areas: Mapping[str, Area], known: Sequence[tuple[str, Spot]]
) -> str:
    """Return the side that lies left of a line, from the areas, or from places whose side is known.

    Raises SIDE_OF_LINE_IS_NOT_CLEAR where nothing tells it, or not all tell the same.
    """
    votes = [vote for side, spot in (*_inner(line, areas), *known) if (vote := _vote(sides, line, side, spot))]
    if not votes or len({*votes}) > 1:
        raise Refused(OrganisationsRefusal.SIDE_OF_LINE_IS_NOT_CLEAR, votes=len(votes))
    return votes[0]


def _vote(sides: tuple[str, str], line: Sequence[Spot], side: str, spot: Spot) -> str | None:
    """Return which side lies left, if `spot` belongs to `side`; None where it lies beyond the line's ends."""
    foot = foot_on(line, spot)
    if side not in sides or foot.at_end:
        return None
    return side if foot.is_left else next(other for other in sides if other != side)


def _inner(line: Sequence[Spot], areas: Mapping[str, Area]) -> list[tuple[str, Spot]]:
    """Return of each area a spot within it that lies close to the middle of the line."""
    number = len(line) // 2
    one, other = line[number - 1], line[number]
    middle = Spot((one.longitude + other.longitude) // 2, (one.latitude + other.latitude) // 2)
    east, north = other.longitude - one.longitude, other.latitude - one.latitude
    steps = [share for size in (0.05, 0.2, 0.5, 1, 3) for share in (size, -size)]
    beside = [Spot(round(middle.longitude - north * s), round(middle.latitude + east * s)) for s in steps]
    found = [(side, next((spot for spot in beside if is_within(area, spot)), None)) for side, area in areas.items()]
    return [(side, spot) for side, spot in found if spot is not None and distance_m(middle, spot) > 1]


def _flat(spots: Sequence[Spot]) -> list[Json]:
    return list(chain.from_iterable(spots))


def _spots(numbers: object, name: str, *, least: int) -> tuple[Spot, ...]:
    """Return the spots of a flat list of whole numbers, longitude before latitude."""
    if not isinstance(numbers, list) or len(numbers) % 2 or not 2 * least <= len(numbers) <= 2 * SPOTS_MAX:
        raise _unread(name)
    if not all(type(number) is int for number in numbers):
        raise _unread(name)
    spots = tuple(map(Spot, numbers[::2], numbers[1::2]))
    if any(one == other for one, other in pairwise(spots)) or not all(map(_is_on_earth, spots)):
        raise _unread(name)
    return spots


def _is_on_earth(spot: Spot) -> bool:
    longitude, latitude = spot.degrees
    return abs(longitude) <= 180 and abs(latitude) <= 85


def _sides(text: Mapping[str, Any]) -> tuple[str, str]:
    sides = text.get("sides")
    if not isinstance(sides, list) or len(sides) != 2 or sides != sorted({*map(str, sides)}):
        raise _unread("sides")
    if not all(map(is_side, sides)):
        raise _unread("sides")
    return sides[0], sides[1]


def _areas(text: Mapping[str, Any]) -> dict[str, Area]:
    areas = text.get("areas")
    if not isinstance(areas, Mapping) or not all(isinstance(area, list) for area in areas.values()):
        raise _unread("areas")
    found = {side: tuple(_spots(ring, "areas", least=4) for ring in area) for side, area in areas.items()}
    if not all(area and all(ring[0] == ring[-1] for ring in area) for area in found.values()):
        raise _unread("areas")
    return found


def _whole(text: Mapping[str, Any], name: str, most: int) -> int:
    number = text.get(name)
    if type(number) is not int or not 0 <= number <= most:
        raise _unread(name)
    return number


def _is_hash(text: object) -> bool:
    return isinstance(text, str) and re.fullmatch(r"[0-9a-f]{64}", text) is not None


def _unread(name: str) -> Refused:
    return Refused(OrganisationsRefusal.BOUNDARY_DOES_NOT_READ, where=name)


def _raise(name: str) -> Any:
    raise _unread(name)
