"""Which side? Of several borders the nearest answers; what one of them says stands in the rules of organisations."""

from collections.abc import Mapping, Sequence
from datetime import date

from pilin.kernel.organisations.rules import (
    Border,
    Boundary,
    Place,
    Siding,
    Spot,
    Why,
    side_of_chainage,
    side_of_place,
    side_of_spot,
)

Answer = tuple[str, Siding]
"""The key of the border that answers, and what it says."""

_FAR = 10**9


def of_spot(lines: Mapping[str, Boundary], spot: Spot) -> Answer:
    """Return what the nearest signed line says of a point."""
    found = [(key, side_of_spot(line, spot)) for key, line in sorted(lines.items())]
    if not found:
        return "", Siding((), Why.NO_LINE_IS_SIGNED)
    return min(found, key=lambda one: one[1].distance_m if one[1].distance_m is not None else _FAR)


def of_chainage(borders: Mapping[str, Border], key: str, metres: int) -> Answer:
    """Return what a border says of a point on it; the first border where none is named."""
    border = borders.get(key) or next((borders[name] for name in sorted(borders)), None)
    if border is None:
        return "", Siding((), Why.NO_LINE_IS_SIGNED)
    return border.key, side_of_chainage(border, metres)


def of_place(places: Sequence[Place], lines: Mapping[str, Boundary], place: str, *, day: date) -> Answer:
    """Return what the directory says of a place, at the border along which it lies; the joint band is the line's."""
    asked = next((one for one in places if one.id == place), None)
    key = next((at.border for at in asked.chainages), "") if asked is not None else ""
    band_m = lines[key].band_m if key in lines else 0
    return key, side_of_place(places, place, day=day, border=key, band_m=band_m)


def choices(places: Sequence[Place], *, day: date) -> list[tuple[Place, bool]]:
    """Return the places that can be asked for, by name, and whether each is in force; counties are no question."""
    asked = [place for place in places if place.level != "county"]
    ended = {place.id for place in asked if place.valid_to is not None and place.valid_to <= day}
    return [(place, place.id not in ended) for place in sorted(asked, key=lambda one: (one.name or "", one.id))]
