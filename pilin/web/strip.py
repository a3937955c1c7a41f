"""The border as a horizontal strip: places at their chainage, one side above, the other below, pairs joined by lines.

A schematic, never a basis for a boundary. Layout is plain arithmetic in units of the drawing; labels that would touch
stand in further rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pilin.web.components import Standing

WIDTH, MARGIN, ROW = 1200, 70, 30
_GAP, _EVERY_KM = 12, 10


@dataclass(frozen=True)
class Scale:
    """How large a strip is drawn: its width and margin, a row of labels, the first one's distance, a point's, a letter,
    and the room below for kilometres.
    """

    width: int
    margin: int
    row: int
    first_row: int
    point: int
    letter: int
    ruler: int


PAGE = Scale(WIDTH, MARGIN, ROW, 58, 26, 15, 40)
FLAT = Scale(950, 90, 28, 28, 12, 24, 24)
"""For half the width of a large screen: low, and its letters as large as those beside it."""


@dataclass(frozen=True)
class Mark:
    """A place on the strip: `is_above` tells the side, `metres` where along the border it lies."""

    id: str
    name: str
    metres: int
    is_above: bool
    standing: Standing = ""


@dataclass(frozen=True)
class Band:
    """The joint band along the axis, with its label; how wide it is drawn says nothing."""

    label: str


@dataclass(frozen=True)
class Strip:
    """What is drawn: a border of some length, its ends, who lies above and below, places, and pairs of them by id.

    `here_m` marks the chainage that was asked for; `band` is drawn where both sides share one.
    """

    title: str
    length_m: int
    starts_at: str
    ends_at: str
    above: str
    below: str
    marks: Sequence[Mark]
    pairs: Sequence[tuple[str, str]] = ()
    here_m: int | None = None
    band: Band | None = None


@dataclass(frozen=True)
class Point:
    """A place as drawn: its point near the axis, and where its label stands, in which row from the axis."""

    mark: Mark
    x: int
    y: int
    label_y: int
    row: int


@dataclass(frozen=True)
class Drawing:
    """The strip in units of the drawing: its axis, points, lines between paired points, and the ruler in kilometres."""

    axis: int
    height: int
    points: Sequence[Point]
    lines: Sequence[tuple[int, int, int, int]]
    ruler: Sequence[tuple[int, int]]  # x, kilometres
    here: int | None = None  # x of what was asked for


def drawn(strip: Strip, scale: Scale = PAGE) -> Drawing:
    """Lay a strip out."""
    upper = _half(strip, scale, is_above=True, axis=0)
    axis = scale.first_row + scale.row * (1 + max((point.row for point in upper), default=0))
    lower = _half(strip, scale, is_above=False, axis=axis)
    below = scale.first_row + scale.row * (1 + max((point.row for point in lower), default=0))
    points = [*_half(strip, scale, is_above=True, axis=axis), *lower]
    found = {point.mark.id: point for point in points}
    lines = [
        (found[one].x, found[one].y, found[other].x, found[other].y)
        for one, other in strip.pairs
        if one in found and other in found
    ]
    last_km = strip.length_m // 1000
    ruler = [(_x(km * 1000, strip, scale), km) for km in range(0, last_km + 1, _EVERY_KM)]
    here = _x(strip.here_m, strip, scale) if strip.here_m is not None else None
    return Drawing(axis, axis + below + scale.ruler, points, lines, ruler, here)


def _half(strip: Strip, scale: Scale, *, is_above: bool, axis: int) -> list[Point]:
    """Lay out one side from its start to its end; a label takes the first row in which it touches no other."""
    ends: list[int] = []  # where the last label of each row ends
    points = []
    for mark in sorted((mark for mark in strip.marks if mark.is_above is is_above), key=lambda mark: mark.metres):
        x, half = _x(mark.metres, strip, scale), len(mark.name) * scale.letter // 2
        row = next((number for number, end in enumerate(ends) if x - half > end + _GAP), len(ends))
        ends[row:] = [x + half, *ends[row + 1 :]]
        away = scale.first_row + row * scale.row
        sign = -1 if is_above else 1
        points.append(Point(mark, x, axis + sign * scale.point, axis + sign * away, row))
    return points


def _x(metres: int, strip: Strip, scale: Scale) -> int:
    share = min(max(metres, 0), strip.length_m) / strip.length_m
    return scale.margin + round(share * (scale.width - 2 * scale.margin))
