"""Loading the programme: the shipped reference data, and files that do not fit."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import audit, models, queries, rules
from pilin.kernel.organisations.rules import Level, Standing
from pilin.kernel.organisations.tests.samples import AT, DAY

pytestmark = pytest.mark.django_db

PROGRAMME = Path(__file__).parents[4] / "nodes" / "programme"
PINGHU, JINSHAN, JIASHAN = "330482", "310116", "330421"
BORDER = f"{JINSHAN}-{PINGHU}"


def load(*sides: str, path: Path = PROGRAMME) -> list[rules.Entry]:
    """Load the halves of sides into one node, as if their events had arrived."""
    return [entry for side in sides for entry in organisations.load_programme(path, side=side, at=AT)]


def named(key: str) -> rules.Entry:
    """Return the entry of a row."""
    return queries.entries([rules.reference_id(key)])[rules.reference_id(key)]


@pytest.mark.parametrize("side", [PINGHU, JINSHAN, JIASHAN])
def test_each_side_loads_its_own_half(side: str) -> None:
    entries = load(side)
    assert entries
    assert {entry.side for entry in entries} == {side}
    assert queries.unsigned(side) == queries.directory_of(side)
    assert audit.findings() == []


def test_loading_again_changes_nothing() -> None:
    first = load(PINGHU)
    assert load(PINGHU) == []
    assert models.Statement.objects.count() == len(first)


def test_loading_leaves_a_newer_local_version_alone() -> None:
    load(PINGHU)
    group = named("g_six_1")
    renamed = rules.from_json({**group.as_json(), "version": 2, "name": "产业组"})
    assert organisations.declare(entries=[renamed], author=rules.Author(PINGHU), at=AT) == []
    assert load(PINGHU) == []
    assert named("g_six_1") == renamed


def test_two_halves_make_nine_whole_pairs() -> None:
    load(PINGHU)
    assert [pair.whole for pair in queries.pairs(day=DAY)] == [False] * 9
    load(JINSHAN)
    pairs = queries.pairs(day=DAY)
    assert [pair.key for pair in pairs if pair.whole] == [f"P{number}" for number in range(1, 10)]
    levels = [pair.level for pair in pairs]
    assert [levels.count(level) for level in (Level.COUNTY, Level.TOWN, Level.VILLAGE, Level.GROUP)] == [1, 5, 2, 1]


def test_a_town_stands_in_two_pairs() -> None:
    load(PINGHU, JINSHAN)
    found = queries.pairs_of(rules.reference_id("xindai"), day=DAY)
    assert [(pair.key, pair.members) for pair in found] == [
        ("P2", (rules.reference_id("fengjing"), rules.reference_id("xindai"))),
        ("P9", (rules.reference_id("lvxiang"), rules.reference_id("xindai"))),
    ]


def test_one_six_and_four() -> None:
    load(PINGHU, JINSHAN)
    groups = queries.groups(pattern="1+6+4", day=DAY)
    assert [group.part for group in groups] == ["1"] + ["6"] * 6 + ["4"] * 4
    assert [group.name for group in groups if group.part == "6"] == [None] * 6
    assert {group.title for group in groups if group.part == "6"} == {"来源未载明"}
    members = {member for group in groups if group.part != "6" for member in group.members}
    assert len(queries.entries(members)) == len(members) == 10


def test_towns_stand_along_the_border_by_chainage() -> None:
    load(PINGHU, JINSHAN)
    along = [(metres, place.name) for metres, place in queries.places_along(BORDER, day=DAY)]
    assert along == [
        (6900, "新埭镇"),
        (7800, "枫泾镇"),
        (21000, "吕巷镇"),
        (28400, "廊下镇"),
        (28400, "广陈镇"),
        (33800, "新仓镇"),
        (51100, "金山卫镇"),
        (56200, "独山港镇"),
    ]
    (border,) = queries.borders(day=DAY)
    assert (border.key, border.length_m, border.stated_length_m) == (BORDER, 57030, 58000)


def test_places_have_the_codes_of_the_article_s_programme() -> None:
    load(PINGHU, JINSHAN, JIASHAN)
    places = queries.places(day=DAY)
    by_level = {level: [place for place in places if place.level is level] for level in Level}
    assert [len(by_level[level]) for level in (Level.COUNTY, Level.TOWN, Level.VILLAGE, Level.SITE)] == [3, 8, 9, 6]
    assert [place.name for place in by_level[Level.VILLAGE] if place.code is None] == ["金桥"]
    assert [place.name for place in by_level[Level.COUNTY] if place.side == JIASHAN] == ["嘉善县"]
    town = named("xindai")
    assert isinstance(town, rules.Place)
    assert (town.code, town.point) == (
        "330482102000",
        rules.Point(latitude_microdegrees=30823030, longitude_microdegrees=121082430),
    )


@pytest.mark.parametrize(("old", "new"), [("o_ph_epb", "o_ph_eeb"), ("o_js_epb", "o_js_eeb")])
def test_renamed_bureaus_are_carried_on(old: str, new: str) -> None:
    load(PINGHU, JINSHAN)
    assert queries.successors_of(rules.reference_id(old), day=date(2010, 6, 1)) == [named(old)]
    assert queries.successors_of(rules.reference_id(old), day=DAY) == [named(new)]
    assert named(new).standing in {Standing.REPORTED, Standing.UNVERIFIED}


def test_every_row_says_its_source_and_offices_are_illustrative() -> None:
    entries = load(PINGHU, JINSHAN, JIASHAN)
    assert all(entry.source for entry in entries)
    offices = [entry for entry in entries if isinstance(entry, rules.Office)]
    assert {office.standing for office in offices} == {Standing.ILLUSTRATIVE}
    assert {office.side for office in offices} == {PINGHU, JINSHAN, JIASHAN}


def test_no_person_is_loaded() -> None:
    load(PINGHU, JINSHAN)
    said = " ".join(models.Statement.objects.values_list("content", flat=True))
    assert "李一" not in said
    assert "朱轶凡" not in said
    assert not models.Person.objects.exists()


@pytest.fixture(name="copy")
def _copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PROGRAMME, tmp_path / "programme"))


def refused(path: Path) -> Refused:
    """Return how the loading of a folder is refused."""
    with pytest.raises(Refused) as caught:
        organisations.load_programme(path, side=PINGHU, at=AT)
    assert not models.Statement.objects.exists()
    return caught.value


def change(path: Path, old: str, new: str) -> Path:
    """Replace a text in a file and return the file's folder."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path.parent


def test_a_missing_file_is_named(copy: Path) -> None:
    (copy / "pairs.yaml").unlink()
    refusal = refused(copy)
    assert (refusal.code.value, refusal.facts) == ("programme_file_is_missing", {"file": "pairs.yaml"})


def test_a_missing_table_is_named(copy: Path) -> None:
    refusal = refused(change(copy / "pairs.yaml", "\ngroups:", "\ngroup:"))
    assert refusal.code.value == "programme_row_does_not_read"
    assert refusal.facts == {"row": "pairs.yaml", "reason": "groups"}


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("places.yaml", "checked_on:", "checked:", "reference_head_is_incomplete"),
        ("places.yaml", "parent: pinghu", "parent: pinghai", "programme_key_is_not_known"),
        ("places.yaml", "key: v_suilun", "key: v_jinsha", "programme_key_stands_twice"),
        ("organisations.yaml", "sort: laboratory", "kin: laboratory", "programme_row_does_not_read"),
        ("places.yaml", '"330482102000"', '"310116102000"', "programme_is_not_sound"),
    ],
)
def test_files_that_do_not_fit_are_refused_whole(copy: Path, file: str, old: str, new: str, code: str) -> None:
    assert refused(change(copy / file, old, new)).code.value == code


def test_what_is_not_sound_is_said_with_its_findings(copy: Path) -> None:
    refusal = refused(change(copy / "organisations.yaml", "sort: laboratory", "sort: a lab"))
    findings = refusal.facts["findings"]
    assert isinstance(findings, list)
    assert [(found.where, found.code.value) for found in findings] == [
        (rules.reference_id("o_lab"), "word_is_not_a_code_word")
    ]
