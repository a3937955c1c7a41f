"""The line between two sides as a document: one spelling, every member looked at, and what does not fit together."""

from typing import Any

import pytest

from pilin.base import canonical
from pilin.base.refusal import Refused
from pilin.kernel.organisations.rules import (
    Datum,
    OrganisationsRefusal,
    Spot,
    approval_number,
    as_document,
    boundary_of,
    converted,
    distance_m,
    faults_of,
    left_side,
)
from pilin.kernel.organisations.tests.line_samples import (
    IN_THE_NORTH,
    IN_THE_SOUTH,
    LINE,
    NORTH,
    NORTH_AREA,
    SIDES,
    SOUTH,
    SOUTH_AREA,
    boundary,
    with_areas,
)

AREAS = {NORTH: (NORTH_AREA,), SOUTH: (SOUTH_AREA,)}


def document(**members: Any) -> dict[str, Any]:
    return {**as_document(with_areas()), **members}


def refused(text: dict[str, Any]) -> str:
    """Return where reading a document stopped."""
    with pytest.raises(Refused) as caught:
        boundary_of(text)
    assert caught.value.code is OrganisationsRefusal.BOUNDARY_DOES_NOT_READ
    return str(caught.value.facts["where"])


@pytest.mark.parametrize("one", [boundary(), with_areas(), boundary(given_in=Datum.GCJ02, band_m=0)])
def test_a_line_comes_back_from_its_canonical_bytes(one: Any) -> None:
    text: Any = canonical.decode(canonical.encode(as_document(one)))
    assert boundary_of(text) == one


def test_a_line_says_how_long_it_is_and_what_it_is_called() -> None:
    one = boundary()
    assert (one.key, one.right) == ("310116-330482", SOUTH)
    assert one.length_m == as_document(one)["length_m"] == 29_786


def test_what_came_in_gcj02_says_so_and_is_kept_in_wgs84() -> None:
    text = as_document(boundary(given_in=Datum.GCJ02))
    assert (text["system"], text["given_in"]) == ("wgs84", "gcj02")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("type", "calendar"),
        ("system", "gcj02"),
        ("sides", ["330482", "310116"]),
        ("sides", ["310116"]),
        ("sides", ["31", "33"]),
        ("sides", "310116-330482"),
        ("left", "330421"),
        ("left", None),
        ("given_in", "bd09"),
        ("file_hash", "AB" * 32),
        ("file_hash", 7),
        ("band_m", -1),
        ("band_m", 5001),
        ("band_m", "200"),
        ("band_m", True),
        ("length_m", 58_000),
        ("line", []),
        ("line", [1, 2]),
        ("line", [1, 2, 3]),
        ("line", [1, 2, 3, "4"]),
        ("line", [1, 2, 3, True]),
        ("line", [1, 2, 1, 2]),
        ("line", [0, 0, 181_000_000_000, 0]),
        ("line", [0, 0, 0, 86_000_000_000]),
        ("line", list(range(40_004))),
        ("areas", []),
        ("areas", {"310116": {}}),
        ("areas", {"310116": []}),
        ("areas", {"310116": [[1, 2, 3, 4, 5, 6, 7, 8]]}),
        ("areas", {"330421": [[1, 2, 3, 4, 5, 6, 1, 2]]}),
    ],
)
def test_every_member_is_looked_at(name: str, value: object) -> None:
    assert refused(document(**{name: value})) == name


def test_all_points_together_are_bounded() -> None:
    ring = [number for pair in ((n, n % 7) for n in range(10_000)) for number in pair] + [0, 0]
    areas = {NORTH: [ring], SOUTH: [ring]}
    assert refused(document(areas=areas)) == "line"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("GS(2026)0001号", "GS(2026)0001号"),
        ("GS（2026）0001号", "GS(2026)0001号"),
        (" 沪S \u30142023\u3015 012号 ", "沪S(2023)012号"),
        ("浙S[2021]27号", "浙S(2021)27号"),
        ("国审字(2005)第042号", "国审字(2005)第042号"),
    ],
    ids=["plain", "full width", "tortoise", "square", "ordinal"],
)
def test_an_approval_number_is_written_in_one_way(text: str, plain: str) -> None:
    assert approval_number(text) == plain


@pytest.mark.parametrize("text", ["", "GS", "0001号", "GS(26)1号", "GS(2026)0001", "<script>(2026)1号"])
def test_what_is_no_approval_number_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        approval_number(text)
    assert caught.value.code is OrganisationsRefusal.APPROVAL_NUMBER_IS_NOT_VALID


def test_a_document_with_a_bad_approval_number_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        boundary_of(document(approval_number="none"))
    assert caught.value.code is OrganisationsRefusal.APPROVAL_NUMBER_IS_NOT_VALID


def test_a_line_that_bounds_its_areas_is_sound() -> None:
    assert faults_of(with_areas()) == []
    assert faults_of(boundary()) == []


def test_a_line_in_another_system_than_its_areas_is_found() -> None:
    moved = tuple(converted(spot, given=Datum.WGS84, wanted=Datum.GCJ02) for spot in LINE)
    found = faults_of(with_areas(line=moved))
    assert [one.code for one in found] == [OrganisationsRefusal.LINE_LEAVES_ITS_AREAS] * 2
    assert {one.facts["side"] for one in found} == {*SIDES}
    assert all(100 < int(str(one.facts["metres"])) < 600 for one in found)


def test_a_line_that_was_thinned_out_a_little_is_sound() -> None:
    nudged = (*LINE[:3], Spot(LINE[3].longitude + 200_000, LINE[3].latitude), *LINE[4:])
    assert 15 < distance_m(LINE[3], nudged[3]) < 25
    assert faults_of(with_areas(line=nudged)) == []


def test_the_areas_tell_who_lies_left() -> None:
    assert left_side(SIDES, LINE, AREAS, []) == NORTH
    assert left_side(SIDES, tuple(reversed(LINE)), AREAS, []) == SOUTH


def test_one_area_is_enough() -> None:
    assert left_side(SIDES, LINE, {SOUTH: (SOUTH_AREA,)}, []) == NORTH


def test_places_tell_it_where_there_are_no_areas() -> None:
    assert left_side(SIDES, LINE, {}, [(NORTH, IN_THE_NORTH), (SOUTH, IN_THE_SOUTH)]) == NORTH
    assert left_side(SIDES, LINE, {}, [(SOUTH, IN_THE_SOUTH)]) == NORTH


@pytest.mark.parametrize(
    "known",
    [
        pytest.param([], id="nothing tells it"),
        pytest.param([(NORTH, IN_THE_NORTH), (SOUTH, IN_THE_NORTH)], id="places disagree"),
        pytest.param([("330421", IN_THE_NORTH)], id="a place of somebody else"),
        pytest.param([(NORTH, Spot.of(121.0, 30.9))], id="a place beyond the ends"),
    ],
)
def test_what_is_not_clear_is_not_guessed(known: list[tuple[str, Spot]]) -> None:
    with pytest.raises(Refused) as caught:
        left_side(SIDES, LINE, {}, known)
    assert caught.value.code is OrganisationsRefusal.SIDE_OF_LINE_IS_NOT_CLEAR
