"""The shipped programme, row by row, without a database: what the article and the lists say."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pilin.base import refdata
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.rules import Level, Standing

PROGRAMME = Path(__file__).parents[4] / "nodes" / "programme"
PINGHU, JINSHAN, JIASHAN = "330482", "310116", "330421"
SIDES = (PINGHU, JINSHAN, JIASHAN)


def references() -> dict[str, refdata.Reference]:
    """Return the files of the programme."""
    return {name: refdata.load(PROGRAMME / f"{name}.yaml") for name in rules.FILES}


def tables() -> dict[str, Any]:
    """Return the rows of the programme by kind of entry."""
    loaded = references()
    return {kind: loaded[name].tables[table] for name, kinds in rules.FILES.items() for table, kind in kinds.items()}


def keyed() -> dict[str, rules.Entry]:
    """Return every entry of every side by the key of its row."""
    rows = tables()
    keys = {rules.reference_id(row["key"]): row["key"] for kind in rows.values() for row in kind}
    return {keys[entry.id]: entry for side in SIDES for entry in rules.entries_of(rows, side=side)}


ENTRIES = keyed()


@pytest.mark.parametrize("key", sorted(ENTRIES))
def test_every_row_passes_the_checks_of_its_side(key: str) -> None:
    entry, beside = ENTRIES[key], {entry.id: entry for entry in ENTRIES.values()}
    assert rules.check(entry, rules.Author(entry.side)) == []
    assert rules.check_among(entry, first=entry, said=rules.digest_of(entry), beside=beside) == []


def test_every_row_is_declared_by_one_of_the_sides() -> None:
    assert len(ENTRIES) == sum(len(rows) for rows in tables().values())


@pytest.mark.parametrize("name", list(rules.FILES))
def test_every_file_says_where_it_comes_from(name: str) -> None:
    head = references()[name].head
    assert head.source
    assert head.licence
    assert isinstance(head.checked_on, date)


@pytest.mark.parametrize(
    ("key", "name", "code", "parent"),
    [
        ("pinghu", "平湖市", "330482000000", None),
        ("jinshan", "金山区", "310116000000", None),
        ("jiashan", "嘉善县", "330421000000", None),
        ("xindai", "新埭镇", "330482102000", "pinghu"),
        ("xincang", "新仓镇", "330482103000", "pinghu"),
        ("guangchen", "广陈镇", "330482106000", "pinghu"),
        ("dushan", "独山港镇", "330482108000", "pinghu"),
        ("fengjing", "枫泾镇", "310116102000", "jinshan"),
        ("lvxiang", "吕巷镇", "310116105000", "jinshan"),
        ("langxia", "廊下镇", "310116107000", "jinshan"),
        ("jinshanwei", "金山卫镇", "310116109000", "jinshan"),
        ("v_jinqiao", "金桥", None, "dushan"),
        ("v_jinsha", "金沙", "330482108219", "dushan"),
        ("v_suilun", "穗轮", "330482108218", "dushan"),
        ("v_xingwang", "兴旺村", "330482102212", "xindai"),
        ("v_shantang_s", "山塘村", "330482106209", "guangchen"),
        ("v_yongjiu", "永久", "310116109203", "jinshanwei"),
        ("v_yonglian", "永联", "310116109204", "jinshanwei"),
        ("v_qiangwei", "蔷薇村", "310116105210", "lvxiang"),
        ("v_shantang_n", "山塘村", "310116107211", "langxia"),
    ],
)
def test_divisions_have_the_names_and_codes_of_the_list(key: str, name: str, code: str, parent: str | None) -> None:
    place = ENTRIES[key]
    assert isinstance(place, rules.Place)
    assert (place.name, place.code) == (name, code)
    assert place.parent == (rules.reference_id(parent) if parent else None)


@pytest.mark.parametrize("key", [key for key, entry in ENTRIES.items() if entry.kind == "place"])
def test_a_division_lies_inside_its_parent(key: str) -> None:
    place = ENTRIES[key]
    assert isinstance(place, rules.Place)
    parents = [entry for entry in ENTRIES.values() if entry.id == place.parent]
    for parent in parents:
        assert isinstance(parent, rules.Place)
        assert place.code is None or place.code.startswith((parent.code or "").rstrip("0"))
    assert bool(parents) == (
        place.level in {Level.TOWN, Level.VILLAGE} or (place.level is Level.SITE and not joint(key))
    )


def joint(key: str) -> bool:
    """Tell whether a site belongs to both sides as a whole, without a place of its own around it."""
    return key in {"p_guzhen", "p_park_pl"}


@pytest.mark.parametrize(
    ("key", "latitude", "longitude"),
    [
        ("xindai", 30.82303, 121.08243),
        ("xincang", 30.73151, 121.17577),
        ("guangchen", 30.75215, 121.12603),
        ("fengjing", 30.89019, 121.01195),
        ("lvxiang", 30.82985, 121.1701),
        ("jinshanwei", 30.72333, 121.315),
    ],
)
def test_points_are_those_of_geonames(key: str, latitude: float, longitude: float) -> None:
    place = ENTRIES[key]
    assert isinstance(place, rules.Place)
    assert place.point == rules.Point(
        latitude_microdegrees=round(latitude * 1_000_000), longitude_microdegrees=round(longitude * 1_000_000)
    )


@pytest.mark.parametrize("key", ["dushan", "langxia"])
def test_towns_that_geonames_lacks_have_no_point(key: str) -> None:
    place = ENTRIES[key]
    assert isinstance(place, rules.Place)
    assert place.point is None
    assert place.chainages[0].note


@pytest.mark.parametrize(
    ("key", "sort", "side"),
    [
        ("o_phsw", "party_committee", PINGHU),
        ("o_jsqw", "party_committee", JINSHAN),
        ("o_zzb", "party_department", PINGHU),
        ("o_ph_epb", "government_department", PINGHU),
        ("o_js_epb", "government_department", JINSHAN),
        ("o_js2", "industrial_park", JINSHAN),
        ("o_spc", "enterprise_unit", JINSHAN),
        ("o_dsg", "town_government", PINGHU),
    ],
)
def test_bodies_of_the_article_belong_to_their_side(key: str, sort: str, side: str) -> None:
    body = ENTRIES[key]
    assert isinstance(body, rules.Body)
    assert (body.sort, body.side, body.parties, body.standing) == (sort, side, (side,), Standing.ARTICLE)


@pytest.mark.parametrize(
    ("key", "members"),
    [
        ("o_shantang", ("v_shantang_s", "v_shantang_n")),
        ("o_cylh", ("v_xingwang", "v_qiangwei")),
        ("o_lab", ("v_shantang_s", "v_shantang_n")),
    ],
)
def test_joint_bodies_name_both_sides_and_their_villages(key: str, members: tuple[str, ...]) -> None:
    body = ENTRIES[key]
    assert isinstance(body, rules.Body)
    assert body.parties == (JINSHAN, PINGHU)
    assert body.members == tuple(map(rules.reference_id, members))


@pytest.mark.parametrize(
    ("pair", "pinghu", "jinshan"),
    [
        ("P1", ["pinghu"], ["jinshan"]),
        ("P2", ["xindai"], ["fengjing"]),
        ("P3", ["xincang"], ["lvxiang"]),
        ("P4", ["dushan"], ["jinshanwei"]),
        ("P5", ["guangchen"], ["langxia"]),
        ("P6", ["v_xingwang"], ["v_qiangwei"]),
        ("P7", ["v_shantang_s"], ["v_shantang_n"]),
        ("P8", ["v_jinqiao", "v_jinsha", "v_suilun"], ["v_yongjiu", "v_yonglian"]),
        ("P9", ["xindai"], ["lvxiang"]),
    ],
)
def test_pairs_join_the_places_of_the_article(pair: str, pinghu: list[str], jinshan: list[str]) -> None:
    for side, members in ((PINGHU, pinghu), (JINSHAN, jinshan)):
        half = ENTRIES[f"{pair}-{side}"]
        assert isinstance(half, rules.PairHalf)
        assert (half.side, half.sides) == (side, (JINSHAN, PINGHU))
        assert half.members == tuple(map(rules.reference_id, members))


def test_what_belongs_to_history_or_to_no_side_is_mentioned_and_not_declared() -> None:
    mentioned = references()["organisations"].tables["mentioned"]
    assert isinstance(mentioned, list)
    assert {row["key"] for row in mentioned} == {"o_yaqian", "o_punan", "o_cps", "o_wg1_6"}
    assert not {row["key"] for row in mentioned} & ENTRIES.keys()
    assert all(row["source"] and row["reason"] for row in mentioned)


def test_what_is_not_of_the_article_says_so() -> None:
    for key, entry in ENTRIES.items():
        assert (entry.standing is Standing.ARTICLE) <= ("article" in entry.source), key
        assert "article" in entry.source or "ext" in entry.source or entry.standing is Standing.ILLUSTRATIVE, key
