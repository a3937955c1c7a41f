"""The border above the wall: which places stand on it, which are joined, and how many projects they have."""

import pytest

from pilin.kernel.organisations.rules import Pair, Place
from pilin.kernel.organisations.tests.samples import BORDER, an_id, chainage, half, place
from pilin.kernel.organisations.tests.samples import border as line
from pilin.modules.projects.queries import Tally
from pilin.modules.projects.tests.samples import JINSHAN, PINGHU
from pilin.modules.projects.views import border
from pilin.modules.projects.views.border import Directory
from pilin.web.sides import Sides

LINE = line("样例边界")
ABOVE, BELOW = LINE.sides[0], LINE.sides[-1]
SCENE = Sides(PINGHU, {PINGHU: "平湖市", JINSHAN: "金山区"}, ())


def town(name: str, side: str, metres: int | None = 6900) -> Place:
    along = () if metres is None else (chainage(metres, border=BORDER),)
    return place(name, side=side, chainages=along)


def pair(key: str, one: str, other: str) -> Pair:
    halves = [half(f"{key} {name}", pair=key, members=(an_id(name),)) for name in (one, other)]
    return Pair(key, halves[0].level, LINE.sides, tuple(halves))


def known(*towns: Place) -> Directory:
    pairs = [pair("P1", "甲", "乙"), pair("P2", "甲", "丙")]
    return Directory([LINE], pairs, {town.id: town for town in towns})


TOWNS = (town("甲", ABOVE), town("乙", BELOW), town("丙", BELOW, 30_000))


def tally(**pairs: int) -> Tally:
    return Tally({}, pairs, {})


def test_places_stand_on_their_side_with_the_projects_of_all_their_pairs() -> None:
    (strip,) = border.strips(known(*TOWNS), tally(P1=2, P2=3), SCENE)
    assert [(mark.name, mark.is_above, mark.metres) for mark in strip.marks] == [
        ("甲 5", True, 6900),
        ("乙 2", False, 6900),
        ("丙 3", False, 30_000),
    ]
    assert strip.pairs == [(an_id("甲"), an_id("乙")), (an_id("甲"), an_id("丙"))]


def test_pairs_without_projects_are_left_out_unless_none_has_any() -> None:
    (some,) = border.strips(known(*TOWNS), tally(P2=3), SCENE)
    assert [mark.name for mark in some.marks] == ["甲 3", "丙 3"]
    (none,) = border.strips(known(*TOWNS), tally(), SCENE)
    assert [mark.name for mark in none.marks] == ["甲", "乙", "丙"]


@pytest.mark.parametrize("towns", [(), (town("甲", ABOVE, None),)])
def test_a_border_along_which_no_place_is_known_is_not_drawn(towns: tuple[Place, ...]) -> None:
    assert border.strips(known(*towns), tally(P1=2), SCENE) == []


def test_the_same_is_said_in_words() -> None:
    assert border.pairs_in_words(known(*TOWNS), tally(P1=2)) == ["乙—甲：2 个项目"]
