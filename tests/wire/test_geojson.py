"""Lines and areas in GeoJSON: read exactly, and every fault told at its feature."""

import json
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.wire import geojson
from pilin.wire.geojson import GeojsonRefusal

LINE = {"type": "LineString", "coordinates": [[121.03, 30.82], [121.27, 30.68]]}
RING = [[121.0, 30.6], [121.3, 30.6], [121.3, 30.9], [121.0, 30.6]]
AREA = {"type": "Polygon", "coordinates": [RING]}


def feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def file_of(*features: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def found(*features: object) -> list[tuple[str, str]]:
    """Return where the findings of a file stand, and their codes."""
    return [(one.where, one.code.value) for one in geojson.read(file_of(*features)).findings]


def refused(data: bytes) -> GeojsonRefusal:
    with pytest.raises(Refused) as caught:
        geojson.read(data)
    code = caught.value.code
    assert isinstance(code, GeojsonRefusal)
    return code


def test_a_line_and_areas_are_read_with_their_names() -> None:
    several = {"type": "MultiPolygon", "coordinates": [[RING], [RING, RING]]}
    read = geojson.read(
        file_of(feature(LINE, name="界线"), feature(AREA, code="330482"), feature(several, code=310116))
    )
    assert read.findings == ()
    assert [(one.where, one.is_area, len(one.parts)) for one in read.features] == [
        ("1 界线", False, 1),
        ("2", True, 1),
        ("3", True, 3),
    ]
    assert [one.properties.get("code") for one in read.features] == [None, "330482", "310116"]


def test_numbers_are_read_as_they_are_written() -> None:
    text = b'{"type":"LineString","coordinates":[[121.123456789,30.987654321],[121,30.1]]}'
    assert geojson.read(text).features[0].parts == (((121_123_456_789, 30_987_654_321), (121 * 10**9, 30_100_000_000)),)


def test_points_that_stand_twice_in_a_row_count_once_and_heights_are_left_out() -> None:
    line = {"type": "LineString", "coordinates": [[121, 30, 4.5], [121, 30, 4.6], [121.1, 30]]}
    assert len(geojson.read(file_of(feature(line))).features[0].parts[0]) == 2


def test_a_mark_of_byte_order_is_passed_over() -> None:
    assert len(geojson.read(b"\xef\xbb\xbf" + file_of(feature(LINE))).features) == 1


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"PK\x03\x04", id="an archive"),
        pytest.param(b"[1, 2]", id="a list"),
        pytest.param(b"{}", id="no type"),
        pytest.param(b'{"type": "FeatureCollection", "features": 7}', id="no features"),
        pytest.param("界".encode("gb18030"), id="another encoding"),
        pytest.param(b"[" * 100_000, id="deep"),
    ],
)
def test_what_is_no_geojson_is_refused(data: bytes) -> None:
    assert refused(data) is GeojsonRefusal.FILE_IS_NO_GEOJSON


def test_a_file_that_is_too_large_is_not_even_read() -> None:
    assert refused(b" " * (geojson.BYTES_MAX + 1)) is GeojsonRefusal.GEOMETRY_FILE_IS_TOO_LARGE


def test_a_file_with_too_many_points_is_refused() -> None:
    points = [[121 + n / 10**6, 30] for n in range(geojson.POINTS_MAX + 1)]
    assert refused(file_of(feature({"type": "LineString", "coordinates": points}))) is (
        GeojsonRefusal.GEOMETRY_FILE_IS_TOO_LARGE
    )


def line_of(*points: Any) -> dict[str, object]:
    return feature({"type": "LineString", "coordinates": list(points)})


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        pytest.param(feature({"type": "Point", "coordinates": [121, 30]}), "feature_is_no_line_or_area", id="a point"),
        pytest.param(feature(None), "feature_is_no_line_or_area", id="no geometry"),
        pytest.param(7, "feature_is_no_line_or_area", id="no feature"),
        pytest.param(line_of(), "feature_does_not_read", id="no points"),
        pytest.param(line_of([121, 30]), "feature_does_not_read", id="one point"),
        pytest.param(line_of([121, 30], [121, 30]), "feature_does_not_read", id="one point twice"),
        pytest.param(line_of([121, 30], [121]), "feature_does_not_read", id="half a point"),
        pytest.param(line_of([121, 30], ["121", "30"]), "feature_does_not_read", id="texts"),
        pytest.param(line_of([121, 30], None), "feature_does_not_read", id="nothing"),
        pytest.param(line_of([30.8, 121.0], [30.7, 121.2]), "point_lies_outside_china", id="swapped"),
        pytest.param(line_of([13522000, 3604000], [1, 1]), "point_lies_outside_china", id="metres"),
        pytest.param(
            feature({"type": "Polygon", "coordinates": [RING[:3] + [[121, 30.61]]]}), "ring_is_not_closed", id="open"
        ),
        pytest.param(feature({"type": "Polygon", "coordinates": [RING[:2]]}), "feature_does_not_read", id="no ring"),
        pytest.param(feature({"type": "MultiPolygon", "coordinates": [7]}), "feature_does_not_read", id="no area"),
    ],
)
def test_every_fault_is_told_at_its_feature(bad: object, code: str) -> None:
    assert found(feature(LINE), bad, feature(AREA)) == [("2", code)]


def test_all_faults_of_a_file_are_told_at_once() -> None:
    first, third = feature({"type": "Point"}, name="井"), line_of([30.8, 121.0], [30.7, 121.2])
    assert found(first, feature(LINE), third) == [
        ("1 井", GeojsonRefusal.FEATURE_IS_NO_LINE_OR_AREA.value),
        ("3", GeojsonRefusal.POINT_LIES_OUTSIDE_CHINA.value),
    ]


def test_a_stored_script_in_a_name_stays_a_text_and_is_cut() -> None:
    name = "<script>" * 40
    assert found(feature({"type": "Point"}, name=name))[0][0] == f"1 {name[:60]}"


def test_the_codes_say_what_may_be_done_next() -> None:
    assert {GeojsonRefusal.FEATURE_DOES_NOT_READ.remedy, GeojsonRefusal.RING_IS_NOT_CLOSED.remedy} == {
        GeojsonRefusal.FILE_IS_NO_GEOJSON.remedy
    }
