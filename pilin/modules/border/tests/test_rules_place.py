"""Which side? Of several borders the nearest answers; what can be asked for."""

from dataclasses import replace
from datetime import date

from pilin.kernel.organisations.rules import Level, Siding, Spot, Why
from pilin.kernel.organisations.tests import line_samples as lines
from pilin.kernel.organisations.tests import samples
from pilin.kernel.organisations.tests.line_samples import IN_THE_NORTH, LINE, NORTH, SOUTH
from pilin.kernel.organisations.tests.samples import BORDER, DAY, an_id, chainage, place
from pilin.modules.border.rules.place import choices, of_chainage, of_place, of_spot

KEY = "310116-330482"
THIRD = "330421"


def shifted(degrees: float) -> tuple[Spot, ...]:
    return tuple(Spot(one.longitude - round(degrees * 10**9), one.latitude) for one in LINE)


def test_of_several_borders_the_nearest_answers() -> None:
    west = replace(lines.boundary(), sides=(THIRD, SOUTH), left=SOUTH, line=shifted(0.4))
    both = {KEY: lines.boundary(), "330421-330482": west}
    assert of_spot(both, IN_THE_NORTH)[0] == KEY
    key, found = of_spot(both, Spot(IN_THE_NORTH.longitude - 400_000_000, IN_THE_NORTH.latitude))
    assert (key, found.sides) == ("330421-330482", (SOUTH,))


def test_without_lines_nobody_can_say() -> None:
    assert of_spot({}, IN_THE_NORTH) == ("", Siding((), Why.NO_LINE_IS_SIGNED))
    assert of_chainage({}, "", 5) == ("", Siding((), Why.NO_LINE_IS_SIGNED))


def test_a_border_that_is_not_named_is_the_first() -> None:
    one, other = samples.border(), samples.border("west", sides=("220002", "330003"), length_m=100)
    borders = {one.key: one, other.key: other}
    assert of_chainage(borders, "", 5)[0] == BORDER
    assert of_chainage(borders, other.key, 5)[0] == other.key
    assert of_chainage(borders, "nonsense", 5)[0] == BORDER


def test_a_place_is_asked_at_the_border_along_which_it_lies() -> None:
    near = place("village", side=NORTH, chainages=(chainage(500, border=KEY, distance_m=150),))
    key, found = of_place([near], {KEY: lines.boundary()}, an_id("village"), day=DAY)
    assert (key, found.why, found.sides) == (KEY, Why.IN_THE_JOINT_BAND, (NORTH, SOUTH))
    assert of_place([near], {}, an_id("village"), day=DAY)[1].why is Why.OF_THE_SIDE


def test_a_place_nobody_knows_is_not_known() -> None:
    assert of_place([], {}, "none", day=DAY) == ("", Siding((), Why.PLACE_IS_NOT_KNOWN))


def test_counties_are_no_question_and_ended_places_are_marked() -> None:
    places = [
        place("b", valid_to=date(2026, 3, 4)),
        place("a", valid_to=date(2026, 3, 5)),
        place("county", level=Level.COUNTY),
    ]
    assert [(one.name, is_there) for one, is_there in choices(places, day=DAY)] == [("a", True), ("b", False)]
