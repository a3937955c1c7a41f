"""Who there is: the files of the demonstration, and what such a folder may not be."""

import shutil
from pathlib import Path

import pytest

from pilin.base import masking, refdata
from pilin.base.refusal import Refused
from pilin.node.config import CHECKOUT
from pilin.node.his import town
from pilin.node.refusals import NodeRefusal
from pilin.wire.nhsa.transport import Dialect

FILES = CHECKOUT / "nodes" / "medical"
GATEWAYS = {"330482": "http://a", "310116": "http://b"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the demonstration's files with a secret for each program."""
    home = Path(shutil.copytree(FILES, tmp_path / "town"))
    for name in "abcd":
        (home / f"his-{name}.secret").write_text(f"a secret of program {name}\n")
    return home


def no(folder: Path, gateways: dict[str, str] = GATEWAYS) -> str:
    """Return the file that is named where a folder is refused."""
    with pytest.raises(Refused) as caught:
        town.read(folder, gateways)
    assert caught.value.code is NodeRefusal.HIS_FOLDER_DOES_NOT_FIT
    return str(caught.value.facts["file"])


def test_the_demonstration_has_hospitals_of_both_sides_in_all_dialects(folder: Path) -> None:
    found = town.read(folder, GATEWAYS)
    assert found.sides == ["310116", "330482"]
    assert {one.credential.dialect for one in found.hospitals} == set(Dialect)
    assert {(one.side, one.gateway) for one in found.hospitals} == set(GATEWAYS.items())
    assert found.hospitals[0].credential.secret == b"a secret of program a"
    assert all(one.code in one.credential.institutions for one in found.hospitals)


@pytest.mark.parametrize("side", GATEWAYS)
def test_visitors_come_from_the_other_pool_and_locals_from_here(folder: Path, side: str) -> None:
    found = town.read(folder, GATEWAYS)
    assert {one.side for one in found.visitors_of(side)} == set(GATEWAYS) - {side}
    assert {one.side for one in found.locals_of(side)} == {side}
    assert {one.insurance for one in found.visitors_of(side)} == {"310", "390"}


def test_one_side_alone_plays_with_the_persons_of_both(folder: Path) -> None:
    found = town.read(folder, {"310116": "http://b"})
    assert found.sides == ["310116"]
    assert {one.side for one in found.visitors_of("310116")} == {"330482"}


def test_nobody_in_the_files_can_be_anybody(folder: Path) -> None:
    """Division 999999 is none, 30 February is no birthday, and the check digit is wrong; names stand nowhere."""
    persons = town.read(folder, GATEWAYS).persons
    assert len({one.number for one in persons}) == len(persons) == 16
    assert all(one.certificate.startswith("99999919000230") for one in persons)
    assert not any(masking.holds_identity_number(one.certificate) for one in persons)
    assert all(one.number.startswith(f"DEMO{one.side}") for one in persons)


def test_every_file_says_that_it_is_made_up() -> None:
    heads = [refdata.load(file).head.source for file in sorted(FILES.glob("*.yaml"))]
    assert heads == ["made up for this software"] * 4


@pytest.mark.parametrize(
    "file", ["330482-hospitals.yaml", "310116-hospitals.yaml", "his-b.secret", "310116-insured.yaml"]
)
def test_a_folder_without_one_of_its_files_is_refused(folder: Path, file: str) -> None:
    (folder / file).unlink()
    named = no(folder)
    assert named == {"his-b.secret": "330482-hospitals.yaml", "310116-insured.yaml": "town"}.get(file, file)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("330482-hospitals.yaml", "institutions:", "hospitals:"),
        ("330482-hospitals.yaml", "dialect: tif", "dialect: fax"),
        ("330482-hospitals.yaml", "dialect: tif, ", ""),
        ("330482-hospitals.yaml", "[H33048290001]", "[H33048299999]"),
        ("310116-insured.yaml", "insured:", "persons:"),
        ("310116-insured.yaml", "person: DEMO310116-0001, ", ""),
    ],
)
def test_a_file_that_does_not_read_is_named(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert no(folder) == file


def test_a_town_without_gateways_or_visitors_is_none(folder: Path) -> None:
    assert no(folder, {}) == "town"
    for file in folder.glob("*-insured.yaml"):
        file.unlink()
    assert no(folder) == "town"
