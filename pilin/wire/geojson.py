"""Lines and areas as survey offices pass them on: GeoJSON (RFC 7946), bytes to plain features.

Coordinates are read as decimals, longitude before latitude, and kept as whole billionths of a degree. Everything that
is wrong is told by feature, with its name where it bears one; nothing is taken by halves. In what system the numbers
are the file does not say reliably: whoever imports it does.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from pilin.base.refusal import Code, Finding, Refused

BYTES_MAX = 8 * 2**20
POINTS_MAX = 20_000
NAME_MAX = 60
_UNIT = Decimal(10**9)
_WEST, _EAST, _SOUTH, _NORTH = 73, 136, 3, 54  # China, generously

Pair = tuple[int, int]
Ring = tuple[Pair, ...]


class GeojsonRefusal(Code):
    """Why a file with lines and areas was not taken."""

    FILE_IS_NO_GEOJSON = "file_is_no_geojson"
    GEOMETRY_FILE_IS_TOO_LARGE = "geometry_file_is_too_large"
    FEATURE_IS_NO_LINE_OR_AREA = "feature_is_no_line_or_area"
    FEATURE_DOES_NOT_READ = "feature_does_not_read"
    RING_IS_NOT_CLOSED = "ring_is_not_closed"
    POINT_LIES_OUTSIDE_CHINA = "point_lies_outside_china"


@dataclass(frozen=True)
class Feature:
    """One line or area: where it stands in the file, its name, its properties as texts, and its rings or its line."""

    where: str
    properties: Mapping[str, str]
    is_area: bool
    parts: tuple[Ring, ...]


@dataclass(frozen=True)
class Drawing:
    """What was read: features in their order, and what is wrong, by feature."""

    features: tuple[Feature, ...]
    findings: tuple[Finding, ...]


def read(data: bytes) -> Drawing:
    """Read a file. Raises GEOMETRY_FILE_IS_TOO_LARGE, FILE_IS_NO_GEOJSON."""
    if len(data) > BYTES_MAX:
        raise Refused(GeojsonRefusal.GEOMETRY_FILE_IS_TOO_LARGE, size=len(data), limit=BYTES_MAX)
    found = list(_features(_listed(data)))
    features = tuple(one for one in found if isinstance(one, Feature))
    findings = tuple(one for one in found if isinstance(one, Finding))
    if sum(len(part) for one in features for part in one.parts) > POINTS_MAX:
        raise Refused(GeojsonRefusal.GEOMETRY_FILE_IS_TOO_LARGE, size=len(data), limit=BYTES_MAX)
    return Drawing(features, findings)


def _listed(data: bytes) -> Sequence[Any]:
    """Return the features of a file: of a collection, or the file's only one."""
    try:
        value = json.loads(data.decode("utf-8-sig"), parse_float=Decimal, parse_int=Decimal)
    except (ValueError, RecursionError, InvalidOperation):
        raise Refused(GeojsonRefusal.FILE_IS_NO_GEOJSON) from None
    listed = value.get("features", [value]) if isinstance(value, dict) else None
    if not isinstance(listed, list) or not isinstance(value, dict) or not isinstance(value.get("type"), str):
        raise Refused(GeojsonRefusal.FILE_IS_NO_GEOJSON)
    return listed


def _features(listed: Sequence[Any]) -> Iterator[Feature | Finding]:
    for number, raw in enumerate(listed, start=1):
        try:
            yield _feature(raw, _where(number, raw))
        except Refused as refused:
            yield Finding(_where(number, raw), refused.code, dict(refused.facts))


def _where(number: int, raw: Any) -> str:
    """Return how a feature is called: its number, and its name where it bears one."""
    name = _properties(raw).get("name", "")[:NAME_MAX]
    return f"{number} {name}" if name else str(number)


def _properties(raw: Any) -> dict[str, str]:
    found = raw.get("properties") if isinstance(raw, dict) else None
    named = found if isinstance(found, dict) else {}
    return {name: str(value) for name, value in named.items() if isinstance(value, (str, Decimal))}


def _feature(raw: Any, where: str) -> Feature:
    geometry = raw.get("geometry", raw) if isinstance(raw, dict) else None
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    given = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind == "LineString":
        return Feature(where, _properties(raw), is_area=False, parts=(_ring(given, least=2),))
    if kind not in ("Polygon", "MultiPolygon"):
        raise Refused(GeojsonRefusal.FEATURE_IS_NO_LINE_OR_AREA, kind=str(kind)[:40])
    rings = _several(given) if kind == "Polygon" else [ring for area in _several(given) for ring in _several(area)]
    return Feature(where, _properties(raw), is_area=True, parts=tuple(_closed(ring) for ring in rings))


def _several(value: Any) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise Refused(GeojsonRefusal.FEATURE_DOES_NOT_READ, point=0)
    return value


def _closed(value: Any) -> Ring:
    """Return a ring of an area: at least three corners, its last point its first (RFC 7946, 3.1.6)."""
    ring = _ring(value, least=4)
    if ring[0] != ring[-1]:
        raise Refused(GeojsonRefusal.RING_IS_NOT_CLOSED, points=len(ring))
    return ring


def _ring(value: Any, *, least: int) -> Ring:
    """Return the points of a line without those that stand twice in a row."""
    pairs = [_pair(point, number) for number, point in enumerate(_several(value), start=1)]
    kept = [pair for number, pair in enumerate(pairs) if number == 0 or pair != pairs[number - 1]]
    if len(kept) < least:
        raise Refused(GeojsonRefusal.FEATURE_DOES_NOT_READ, point=len(kept))
    return tuple(kept)


def _pair(point: Any, number: int) -> Pair:
    if not isinstance(point, list) or len(point) < 2 or not all(isinstance(one, Decimal) for one in point[:2]):
        raise Refused(GeojsonRefusal.FEATURE_DOES_NOT_READ, point=number)
    longitude, latitude = point[:2]
    if not (_WEST <= longitude <= _EAST and _SOUTH <= latitude <= _NORTH):
        raise Refused(GeojsonRefusal.POINT_LIES_OUTSIDE_CHINA, point=number, text=f"{longitude}, {latitude}"[:60])
    return round(longitude * _UNIT), round(latitude * _UNIT)
