"""Codes that cannot be guessed, words that tell nobody, and means that begin at ten."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.modules.projects.rules import livelihood, records
from pilin.modules.projects.rules.livelihood import Opinions
from pilin.modules.projects.rules.records import Record
from pilin.modules.projects.tests.samples import JINSHAN, PINGHU
from pilin.modules.projects.tests.test_livelihood_kind import opened


def project(told: Mapping[str, Mapping[str, int]]) -> Record:
    """Return a project of which the sides told opinions."""
    case = opened()
    record = records.record_of(case.matter, case.kind)
    return replace(record, asserted={**record.asserted, "opinions": dict(told)})


@given(st.binary(min_size=8, max_size=8))
def test_a_code_is_twelve_marks_that_nobody_misreads(chance: bytes) -> None:
    code = livelihood.new_code(lambda length: chance[:length])
    assert [len(group) for group in code.split("-")] == [4, 4, 4]
    assert not {*code} & {*"ILOU"}
    assert code == code.upper()


def first(chance: bytes, length: int) -> bytes:
    return chance[:length]


@given(st.binary(min_size=8, max_size=8), st.binary(min_size=8, max_size=8))
def test_sixty_bits_of_chance_make_the_code(one: bytes, other: bytes) -> None:
    codes = [livelihood.new_code(partial(first, chance)) for chance in (one, other)]
    same = int.from_bytes(one, "big") & (1 << 60) - 1 == int.from_bytes(other, "big") & (1 << 60) - 1
    assert (codes[0] == codes[1]) == same


def wide(text: str) -> str:
    """Return a text in full-width letters and digits, as some keyboards write them."""
    return "".join(chr(ord(mark) + 0xFEE0) if mark.isalnum() else mark for mark in text)


@pytest.mark.parametrize(
    "typed",
    [
        "0A1B-2C3D-4E5F",
        "0a1b2c3d4e5f",
        "OAIB 2C3D 4E5F",
        "oalb-2c3d-4e5f",
        wide("0A1B-2C3D-4E5F"),
        " 0A1B.2C3D_4E5F ",
    ],
)
def test_a_code_is_known_however_it_is_typed(typed: str) -> None:
    assert livelihood.digest_of(typed) == livelihood.digest_of("0A1B-2C3D-4E5F")


@pytest.mark.parametrize("typed", ["", "0A1B-2C3D-4E50", "0A1B2C3D4E5", "🎉"])
def test_another_code_is_another(typed: str) -> None:
    assert livelihood.digest_of(typed) != livelihood.digest_of("0A1B-2C3D-4E5F")


@pytest.mark.parametrize(
    ("words", "kept", "places"),
    [
        ("  灯亮了，谢谢  ", "灯亮了，谢谢", 0),
        ("我是13812345678", "我是***", 1),
        ("我是1381\u200b2345678", "我是***", 1),
        (wide("sos 13812345678"), wide("sos") + " ***", 1),
        ("看\u202e这里", "看⟦U+202E⟧这里", 0),
        ("x" * 900, "x" * 500, 0),
        ("", "", 0),
    ],
)
def test_what_is_kept_of_words(words: str, kept: str, places: int) -> None:
    found = livelihood.words_kept(words)
    assert (found.text, found.places) == (kept, places)


SUMMED = {"count": 10, "summed": 10, "points": 45}


@pytest.mark.parametrize(
    ("count", "points", "last", "told"),
    [
        (0, 0, {}, {"count": 0}),
        (9, 45, {}, {"count": 9}),
        (9, 45, {"count": 8}, {"count": 9}),
        (10, 45, {"count": 9}, SUMMED),
        (11, 46, SUMMED, {"count": 11, "summed": 10, "points": 45}),  # the one that came shows in no sum
        (19, 60, SUMMED, {"count": 19, "summed": 10, "points": 45}),
        (20, 65, SUMMED, {"count": 20, "summed": 20, "points": 65}),
        (35, 99, {"count": 12, "summed": 10, "points": 45}, {"count": 35, "summed": 35, "points": 99}),
    ],
)
def test_a_side_tells_the_sum_ten_by_ten(count: int, points: int, last: dict[str, int], told: dict[str, int]) -> None:
    assert livelihood.told(count, points, last=last) == told


@pytest.mark.parametrize(
    ("told", "count", "mean"),
    [
        ({}, 0, ""),
        ({"initiator": {"count": 9}}, 9, ""),
        ({"initiator": {"count": 10, "summed": 10, "points": 45}}, 10, "4.5"),
        ({"initiator": {"count": 9}, "responder": {"count": 9}}, 18, ""),  # no side tells the sum of a few
        ({"initiator": {"count": 12, "summed": 12, "points": 40}, "responder": {"count": 3}}, 15, "3.3"),
        ({"initiator": {"count": 19, "summed": 10, "points": 45}}, 19, "4.5"),  # the mean is of those summed
        ({"initiator": SUMMED, "responder": {"count": 30, "summed": 30, "points": 35}}, 40, "2.0"),
        ({"initiator": {"count": 20, "summed": 20, "points": 69}}, 20, "3.5"),  # 3.45 is rounded up
        ({"initiator": {"count": 4, "summed": 4, "points": 20}}, 4, ""),  # a side that tells too much is not shown
        ({"initiator": {"count": 40, "points": 120}}, 40, ""),  # nobody knows of how many that is the sum
    ],
)
def test_a_mean_is_shown_from_ten_on(told: dict[str, Any], count: int, mean: str) -> None:
    found = livelihood.opinions_of(project(told))
    assert (found.count, found.mean) == (count, mean)


def test_each_side_stands_by_itself() -> None:
    told = {"initiator": {"count": 12, "summed": 12, "points": 40}, "responder": {"count": 3}}
    assert livelihood.opinions_by_side(project(told)) == {PINGHU: Opinions(12, 33), JINSHAN: Opinions(3, None)}


@given(st.integers(10, 10**6), st.data())
def test_a_mean_lies_between_one_and_five(count: int, data: st.DataObject) -> None:
    points = data.draw(st.integers(count, 5 * count))
    found = livelihood.opinions_of(project({"initiator": livelihood.told(count, points, last={})}))
    assert found.mean_tenths is not None
    assert abs(found.mean_tenths - 10 * points / count) <= 0.5
    assert 10 <= found.mean_tenths <= 50


DAYS = st.lists(st.lists(st.integers(1, 5), max_size=14), max_size=20)
"""Of each day the opinions that came in on it."""


def told_day_by_day(days: list[list[int]]) -> list[dict[str, int]]:
    """Return what a side tells at the end of each day."""
    said: list[dict[str, int]] = []
    heard: list[int] = []
    for day in days:
        heard += day
        said.append(livelihood.told(len(heard), sum(heard), last=said[-1] if said else {}))
    return said


@given(DAYS)
def test_the_number_is_always_the_whole_number(days: list[list[int]]) -> None:
    heard = 0
    for day, said in zip(days, told_day_by_day(days), strict=True):
        heard += len(day)
        assert said["count"] == heard
        assert heard - said.get("summed", 0) < livelihood.MEAN_FROM


@given(DAYS)
def test_no_difference_of_two_sums_is_of_fewer_than_ten(days: list[list[int]]) -> None:
    """Whoever holds every fact that was ever told learns of no group smaller than ten what it thinks."""
    sums = {(said["summed"], said["points"]) for said in told_day_by_day(days) if "summed" in said}
    counts = sorted({0} | {summed for summed, _points in sums})
    assert len(sums) == len(counts) - 1
    assert all(later - earlier >= livelihood.MEAN_FROM for earlier, later in pairwise(counts))


@given(DAYS, DAYS)
def test_both_nodes_show_the_same_of_the_same_facts(ours: list[list[int]], theirs: list[list[int]]) -> None:
    facts = {}
    for role, days in (("initiator", ours), ("responder", theirs)):
        if days:
            facts[role] = told_day_by_day(days)[-1]
    shown = livelihood.opinions_of(project(facts))
    turned = livelihood.opinions_of(project(dict(reversed([*facts.items()]))))
    assert shown == turned
    assert shown.count == sum(len(day) for day in [*ours, *theirs])
    assert (shown.mean == "") == (not any("summed" in one for one in facts.values()))


@given(st.lists(st.integers(1, 5), min_size=10, max_size=10), st.lists(st.integers(1, 5), max_size=9))
def test_what_came_later_moves_no_mean_before_ten_more_came(first_ten: list[int], later: list[int]) -> None:
    before = livelihood.told(10, sum(first_ten), last={})
    after = livelihood.told(10 + len(later), sum(first_ten) + sum(later), last=before)
    shown = [livelihood.opinions_of(project({"initiator": one})) for one in (before, after)]
    assert shown[0].mean == shown[1].mean
