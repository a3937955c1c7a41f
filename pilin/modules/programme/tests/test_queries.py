"""The pattern as the sides signed it."""

from typing import Any

import pytest

from pilin.kernel.matters.tests.stage import US, Stage
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.tests.samples import AT, DAY, an_id, place
from pilin.modules.programme import queries
from pilin.modules.programme.tests.conftest import KEY, at


@pytest.mark.usefixtures("scene")
def test_without_a_declared_border_there_is_nothing_to_draw() -> None:
    found = queries.programme(day=DAY)
    assert (found.reaches, found.pairs, found.patterns) == ([], [], {})


@pytest.mark.usefixtures("declared")
def test_places_stand_along_their_border_from_its_start() -> None:
    (reach,) = queries.programme(day=DAY).reaches
    assert reach.border.key == KEY
    assert [(one.place.name, one.chainage.chainage_m) for one in reach.along] == [("甲镇", 6_900), ("乙镇", 7_800)]


@pytest.mark.usefixtures("declared")
def test_groups_stand_by_their_pattern_and_pairs_by_both_halves() -> None:
    found = queries.programme(day=DAY)
    assert {name: [group.part for group in groups] for name, groups in found.patterns.items()} == {
        "1+6+4": ["1", "6", "6"]
    }
    assert [(pair.key, pair.whole) for pair in found.pairs] == [("P2", True)]
    assert found.names[an_id("乙镇")] == "乙镇（北乙）"
    assert found.names[an_id("甲镇")] == "甲镇"


def test_more_places_ask_no_more(declared: Stage, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(6) as few:
        queries.programme(day=DAY)
    more = [place(f"镇{number}", side=US, code=f"{US}10{number}000", chainages=at(number)) for number in range(1, 9)]
    assert organisations.declare(entries=more, author=rules.Author(US), at=AT) == []
    with django_assert_num_queries(len(few)):
        assert len(queries.programme(day=DAY).reaches[0].along) == 10
