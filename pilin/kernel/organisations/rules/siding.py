"""Which side? Asked before anything is routed: of a point, of a chainage, of a village; with the reason.

An answer names sides by their codes, so that it is the same on every node; ours and theirs are words of pages. Nothing
is guessed: where neither a signed line nor the directory tells it, the answer is that nobody can say.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pilin.kernel.organisations.rules.boundary import Boundary
from pilin.kernel.organisations.rules.entries import Border, Entry, Place
from pilin.kernel.organisations.rules.geodesy import Foot, Spot, foot_on, is_within
from pilin.kernel.organisations.rules.validity import in_force, successors

ON_LINE_M = 1
"""Who stands nearer to the line than this stands on it; coordinates are not better than that."""

REACH_M = 15_000
"""So far from the line its left and right hand say which side a point belongs to, where no areas were given."""


class Why(StrEnum):
    """Why the answer is what it is."""

    ON_THE_LINE = "on_the_line"
    IN_THE_JOINT_BAND = "in_the_joint_band"
    WITHIN_THE_AREA = "within_the_area"
    BESIDE_THE_LINE = "beside_the_line"
    OF_THE_SIDE = "of_the_side"
    SHARED_PLACE = "shared_place"
    CARRIED_ON = "carried_on"
    # nobody can say
    OUTSIDE_BOTH_AREAS = "outside_both_areas"
    AREAS_OVERLAP = "areas_overlap"
    BEYOND_THE_ENDS = "beyond_the_ends"
    TOO_FAR_AWAY = "too_far_away"
    NO_LINE_IS_SIGNED = "no_line_is_signed"
    PLACE_IS_NOT_KNOWN = "place_is_not_known"
    NOTHING_CARRIES_IT_ON = "nothing_carries_it_on"


class Whose(StrEnum):
    """The answer as one side reads it."""

    OURS = "ours"
    THEIRS = "theirs"
    BOTH = "both"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Siding:
    """An answer: the sides that are responsible, why, and where along the border and how far from it, where known."""

    sides: tuple[str, ...]
    why: Why
    chainage_m: int | None = None
    distance_m: int | None = None
    through: tuple[str, ...] = ()  # ids of what carries a place on that has ended

    def whose(self, me: str) -> Whose:
        """Return the answer as `me` reads it."""
        if not self.sides:
            return Whose.UNKNOWN
        if len(self.sides) > 1 and me in self.sides:
            return Whose.BOTH
        return Whose.OURS if self.sides == (me,) else Whose.THEIRS


def side_of_spot(boundary: Boundary | None, spot: Spot) -> Siding:
    """Return who is responsible at a point.

    The joint band goes before everything: there both are, whatever the line says (责任共担).
    """
    if boundary is None:
        return Siding((), Why.NO_LINE_IS_SIGNED)
    foot = foot_on(boundary.line, spot)
    along, away = round(foot.along_m), round(foot.away_m)
    if not foot.at_end or foot.away_m < ON_LINE_M:
        if foot.away_m < ON_LINE_M:
            return Siding(boundary.sides, Why.ON_THE_LINE, along, away)
        if foot.away_m <= boundary.band_m:
            return Siding(boundary.sides, Why.IN_THE_JOINT_BAND, along, away)
    sides, why = _by_areas(boundary, spot) if len(boundary.areas) > 1 else _by_hand(boundary, foot)
    return Siding(sides, why, along, away)


def _by_areas(boundary: Boundary, spot: Spot) -> tuple[tuple[str, ...], Why]:
    within = tuple(side for side, area in boundary.areas.items() if is_within(area, spot))
    if len(within) == 1:
        return within, Why.WITHIN_THE_AREA
    return (), Why.AREAS_OVERLAP if within else Why.OUTSIDE_BOTH_AREAS


def _by_hand(boundary: Boundary, foot: Foot) -> tuple[tuple[str, ...], Why]:
    """A line alone tells its left from its right, between its ends and not for ever."""
    if foot.at_end:
        return (), Why.BEYOND_THE_ENDS
    if foot.away_m > REACH_M:
        return (), Why.TOO_FAR_AWAY
    return ((boundary.left if foot.is_left else boundary.right),), Why.BESIDE_THE_LINE


def side_of_chainage(border: Border, metres: int) -> Siding:
    """Return who is responsible on the border line itself: what *is* the line belongs to both, from end to end."""
    if not 0 <= metres <= border.length_m:
        return Siding((), Why.BEYOND_THE_ENDS)
    return Siding(border.parties, Why.ON_THE_LINE, metres, 0)


def side_of_place(entries: Iterable[Entry], place_id: str, *, day: date, border: str = "", band_m: int = 0) -> Siding:
    """Return who is responsible for a place on a day; what carries on a place that has ended answers for it.

    A place that both sides declare as theirs, as a river or a road that is the line, belongs to both. So does one whose
    distance from the border is known and lies within the joint band.
    """
    known = {entry.id: entry for entry in entries}
    asked = known.get(place_id)
    if not isinstance(asked, Place):
        return Siding((), Why.PLACE_IS_NOT_KNOWN)
    found = [one for one in successors(known.values(), place_id, day) if isinstance(one, Place)]
    if not found:
        return Siding((), Why.NOTHING_CARRIES_IT_ON)
    sides = tuple(sorted({side for one in found for side in one.parties}))
    along = [at for one in (found if len(found) == 1 else ()) for at in one.chainages if at.border == border]
    chainage_m, distance_m = (along[0].chainage_m, along[0].distance_m) if along else (None, None)
    if not in_force(asked, day):
        return Siding(sides, Why.CARRIED_ON, chainage_m, distance_m, tuple(one.id for one in found))
    if len(sides) == 1 and band_m and distance_m is not None and distance_m <= band_m:
        return Siding(tuple(border.split("-")), Why.IN_THE_JOINT_BAND, chainage_m, distance_m)
    return Siding(sides, Why.SHARED_PLACE if len(sides) > 1 else Why.OF_THE_SIDE, chainage_m, distance_m)
