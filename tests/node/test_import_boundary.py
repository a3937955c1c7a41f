"""`pilin import-boundary`: a file becomes a document that both sides sign, or findings by feature and kept bytes."""

import json
from pathlib import Path
from typing import Any

import pytest

from pilin.base import canonical, clock
from pilin.kernel.agreements import queries as agreed
from pilin.kernel.federation import models as tables
from pilin.kernel.organisations import queries as organisations
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.rules import Datum, OrganisationsRefusal, Spot, boundary_of
from pilin.kernel.organisations.tests import samples
from pilin.kernel.organisations.tests.line_samples import IN_THE_SOUTH, LINE, NORTH, NORTH_AREA, SOUTH, SOUTH_AREA
from pilin.node import __main__ as command
from pilin.node.refusals import NodeRefusal
from tests.support.neighbour import Neighbour

CRS = ("--crs", "wgs84", "--approval-number", "GS(2026)0001号")


@pytest.fixture
def peer(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> Neighbour:
    """Return a neighbour at whose time the verb is run, and whose charter allows documents."""
    monkeypatch.setattr(clock, "now", lambda: neighbour.now)
    monkeypatch.setattr("pilin.node.start.check", lambda: None)
    monkeypatch.setattr(agreed, "bases_for", lambda *_args, **_named: [neighbour.charter])
    return neighbour


def geometry(kind: str, spots: tuple[Spot, ...], datum: Datum) -> dict[str, Any]:
    moved = [rules.converted(spot, given=Datum.WGS84, wanted=datum) for spot in spots]
    points = [[spot.longitude / 10**9, spot.latitude / 10**9] for spot in moved]
    return {"type": kind, "coordinates": [points] if kind == "Polygon" else points}


def written(folder: Path, *, datum: Datum = Datum.WGS84, areas: dict[str, tuple[Spot, ...]] | None = None) -> Path:
    """Write a file with the line and areas of tests, in a system of coordinates."""
    drawn = {NORTH: NORTH_AREA, SOUTH: SOUTH_AREA} if areas is None else areas
    features = [{"type": "Feature", "properties": {"name": "界线"}, "geometry": geometry("LineString", LINE, datum)}]
    features += [
        {"type": "Feature", "properties": {"code": side}, "geometry": geometry("Polygon", ring, datum)}
        for side, ring in drawn.items()
    ]
    file = folder / "line.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return file


def run(file: Path, *words: str) -> int:
    return command.main(["--language", "en", "import-boundary", str(file), *(words or CRS)])


def offered() -> list[rules.Boundary]:
    return [boundary_of(row.text) for row in tables.Document.objects.filter(type=rules.BOUNDARY)]


def kept() -> list[tuple[str, str]]:
    """Return the reason and the hash of what was put into quarantine."""
    return list(tables.Quarantine.objects.values_list("reason", "hash"))


def test_a_file_is_offered_to_the_other_side(
    peer: Neighbour, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path)
    assert run(file) == 0
    (line,) = offered()
    assert (line.left, line.band_m, line.length_m) == (NORTH, 200, 29_786)
    assert line.file_hash == canonical.digest(file.read_bytes())
    assert (line.approval_number, line.given_in) == ("GS(2026)0001号", Datum.WGS84)
    assert "29786 m" in capsys.readouterr().out
    assert kept() == []


def test_what_comes_in_gcj02_is_kept_in_wgs84(peer: Neighbour, tmp_path: Path) -> None:
    file = written(tmp_path, datum=Datum.GCJ02)
    assert run(file, "--crs", "gcj02", "--approval-number", "GS(2026)0001号") == 0
    (line,) = offered()
    assert line.given_in is Datum.GCJ02
    assert max(rules.distance_m(one, other) for one, other in zip(line.line, LINE, strict=True)) < 0.001


def test_the_width_of_the_band_is_said(peer: Neighbour, tmp_path: Path) -> None:
    assert run(written(tmp_path), *CRS, "--band-metres", "350") == 0
    assert [line.band_m for line in offered()] == [350]


def test_without_areas_the_places_of_the_directory_tell_the_sides(
    peer: Neighbour, tmp_path: Path, monkeypatch: Any
) -> None:
    point = rules.Point(
        latitude_microdegrees=IN_THE_SOUTH.latitude // 1000, longitude_microdegrees=IN_THE_SOUTH.longitude // 1000
    )
    town = samples.place("town", side=SOUTH, code=None, point=point)
    monkeypatch.setattr(organisations, "places", lambda **_named: [town])
    assert run(written(tmp_path, areas={})) == 0
    assert [(line.left, line.areas) for line in offered()] == [(NORTH, {})]


def refused(capsys: pytest.CaptureFixture[str], file: Path, *words: str) -> str:
    """Run the verb in vain; return what it said."""
    assert run(file, *words) == 2
    assert offered() == []
    said = capsys.readouterr()
    return said.out + said.err


def test_without_anything_that_tells_the_sides_nothing_is_guessed(
    peer: Neighbour, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refused(capsys, written(tmp_path, areas={}))
    assert OrganisationsRefusal.SIDE_OF_LINE_IS_NOT_CLEAR.value in said
    assert kept()[0][0] == "side_of_line_is_not_clear"


def test_areas_of_somebody_else_are_told_by_feature(
    peer: Neighbour, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, areas={"330421": SOUTH_AREA})
    said = refused(capsys, file)
    assert said.startswith("2: ")
    assert OrganisationsRefusal.AREA_NAMES_NO_SIDE.value in said
    assert OrganisationsRefusal.BOUNDARY_FILE_IS_NOT_SOUND.value in said
    assert kept() == [("area_names_no_side", canonical.digest(file.read_bytes()))]


def test_a_file_without_a_line_is_refused(peer: Neighbour, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "empty.geojson"
    file.write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    assert OrganisationsRefusal.BOUNDARY_NEEDS_ONE_LINE.value in refused(capsys, file)


def test_the_wrong_system_is_found_where_line_and_areas_disagree(
    peer: Neighbour, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    moved = tuple(rules.converted(spot, given=Datum.WGS84, wanted=Datum.GCJ02) for spot in NORTH_AREA)
    said = refused(capsys, written(tmp_path, areas={NORTH: moved}))
    assert OrganisationsRefusal.LINE_LEAVES_ITS_AREAS.value in said


def test_what_is_no_geojson_is_kept_in_quarantine(
    peer: Neighbour, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "line.shp"
    file.write_bytes(b"\x00\x00\x27\x0a")
    assert "file_is_no_geojson" in refused(capsys, file)
    assert kept() == [("file_is_no_geojson", canonical.digest(file.read_bytes()))]


def test_an_approval_number_that_is_none_is_refused(
    peer: Neighbour, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refused(capsys, written(tmp_path), "--crs", "wgs84", "--approval-number", "none")
    assert "approval_number_is_not_valid" in said


def test_without_a_clause_nothing_is_offered(
    peer: Neighbour, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agreed, "bases_for", lambda *_args, **_named: [])
    assert NodeRefusal.NO_CLAUSE_ALLOWS_A_BOUNDARY.value in refused(capsys, written(tmp_path))


def test_the_other_side_must_be_one_that_is_linked(
    peer: Neighbour, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert NodeRefusal.SIDE_MUST_BE_NAMED.value in refused(capsys, written(tmp_path), *CRS, "--with", "330421")
