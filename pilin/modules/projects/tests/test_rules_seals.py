"""Seals of lights: the same on every node, read back, and a light that differs on the same facts is named."""

from dataclasses import replace
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.modules.projects.rules import seals
from pilin.modules.projects.rules.codes import ProjectRefusal
from pilin.modules.projects.rules.seals import Compared, Leaf, Seal

DAY, YARDSTICK = "2026-03-02", "y" * 64
A, B, C = Leaf("a", "f1", "l1"), Leaf("b", "f2", "l2"), Leaf("c", "f3", "l3")
OURS = seals.seal_of(DAY, YARDSTICK, (A, B, C))


def theirs(*leaves: Leaf, **changes: Any) -> Seal:
    return replace(seals.seal_of(DAY, YARDSTICK, leaves), **changes)


def test_a_seal_is_the_same_in_whatever_order_projects_come() -> None:
    assert seals.written(seals.seal_of(DAY, YARDSTICK, (C, A, B))) == seals.written(OURS)
    assert seals.read(seals.written(OURS)) == OURS


def test_a_leaf_tells_apart_facts_and_light() -> None:
    plain = seals.leaf("a", {"signed": []}, "green", {"triggers": []})
    assert seals.leaf("a", {"signed": ["2026-03"]}, "green", {"triggers": []}).light == plain.light
    assert seals.leaf("a", {"signed": ["2026-03"]}, "green", {"triggers": []}).facts != plain.facts
    assert seals.leaf("a", {"signed": []}, "red", {"triggers": []}).light != plain.light
    assert seals.leaf("a", {"signed": []}, "green", {"triggers": [{"number": "1"}]}).light != plain.light


def test_equal_seals_say_nothing() -> None:
    assert seals.compared(OURS, theirs(A, B, C)) == Compared()
    seals.check(OURS, theirs(A, B, C))


def test_one_changed_light_on_the_same_facts_is_named() -> None:
    told = theirs(A, replace(B, light="other"), C)
    assert seals.compared(OURS, told) == Compared(differing=("b",))
    with pytest.raises(Refused) as refused:
        seals.check(OURS, told)
    assert refused.value.code is ProjectRefusal.LIGHTS_DIFFER
    assert refused.value.facts == {"plan": "b", "count": 1, "day": DAY}


@pytest.mark.parametrize(
    ("told", "elsewhere"),
    [
        (theirs(A, replace(B, facts="more", light="other"), C), ("b",)),
        (theirs(A, C), ("b",)),
        (theirs(A, B, C, Leaf("d", "f4", "l4")), ("d",)),
    ],
)
def test_where_one_side_heard_more_nothing_differs(told: Seal, elsewhere: tuple[str, ...]) -> None:
    assert seals.compared(OURS, told) == Compared(elsewhere=elsewhere)
    seals.check(OURS, told)


@pytest.mark.parametrize("changes", [{"day": "2026-03-03"}, {"yardstick": "z" * 64}])
def test_of_another_day_or_rule_nothing_can_be_said(changes: dict[str, str]) -> None:
    assert seals.compared(OURS, theirs(replace(A, light="x"), **changes)) == Compared()


@pytest.mark.parametrize(
    "changes",
    [
        {"lights": None},
        {"lights": [["a", "b"]]},
        {"lights": [["a", "b", 3]]},
        {"lights": [["a", "b", "c"]] * (seals.LEAVES_MAX + 1)},
        {"day": 5},
        {"yardstick": None},
        {"version": 2},
    ],
)
def test_a_seal_that_does_not_read_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        seals.read({**seals.written(OURS), **changes})
    assert refused.value.code is ProjectRefusal.LIGHTS_SEAL_IS_MALFORMED
