"""Codes that cannot be guessed, words that tell nobody, and means that begin at ten."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
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


@pytest.mark.parametrize(
    ("count", "points", "told"),
    [(0, 0, {"count": 0}), (9, 45, {"count": 9}), (10, 45, {"count": 10, "points": 45})],
)
def test_a_side_tells_the_sum_from_ten_on(count: int, points: int, told: dict[str, int]) -> None:
    assert livelihood.told(count, points) == told


@pytest.mark.parametrize(
    ("told", "count", "mean"),
    [
        ({}, 0, ""),
        ({"initiator": {"count": 9}}, 9, ""),
        ({"initiator": {"count": 10, "points": 45}}, 10, "4.5"),
        ({"initiator": {"count": 9}, "responder": {"count": 9}}, 18, ""),  # no side tells the sum of a few
        ({"initiator": {"count": 12, "points": 40}, "responder": {"count": 3}}, 15, "3.3"),
        ({"initiator": {"count": 10, "points": 50}, "responder": {"count": 30, "points": 30}}, 40, "2.0"),
        ({"initiator": {"count": 20, "points": 69}}, 20, "3.5"),  # 3.45 is rounded up
        ({"initiator": {"count": 4, "points": 20}}, 4, ""),  # a side that tells too much is not shown
    ],
)
def test_a_mean_is_shown_from_ten_on(told: dict[str, Any], count: int, mean: str) -> None:
    found = livelihood.opinions_of(project(told))
    assert (found.count, found.mean) == (count, mean)


def test_each_side_stands_by_itself() -> None:
    told = {"initiator": {"count": 12, "points": 40}, "responder": {"count": 3}}
    assert livelihood.opinions_by_side(project(told)) == {PINGHU: Opinions(12, 33), JINSHAN: Opinions(3, None)}


@given(st.integers(10, 10**6), st.data())
def test_a_mean_lies_between_one_and_five(count: int, data: st.DataObject) -> None:
    points = data.draw(st.integers(count, 5 * count))
    found = livelihood.opinions_of(project({"initiator": livelihood.told(count, points)}))
    assert found.mean_tenths is not None
    assert abs(found.mean_tenths - 10 * points / count) <= 0.5
    assert 10 <= found.mean_tenths <= 50
