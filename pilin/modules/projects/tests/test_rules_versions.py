"""Versions of a plan: which texts both signed, and what moved among the milestones."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pilin.modules.projects.rules import versions
from pilin.modules.projects.rules.versions import Change, Said, Version
from pilin.modules.projects.tests.samples import JINSHAN, M1, M2, PINGHU

DAY = date(2026, 3, 2)
ONE = {"milestones": [{"id": "m1", "title": "清淤", "due": "2026-06-30"}]}
TWO = {"milestones": [{"id": "m1", "title": "清淤", "due": "2026-08-31"}]}


def said(step: str, author: str = PINGHU, fields: Any = None, day: date = DAY) -> Said:
    return Said(step, fields or {}, author, day)


SIGNED = [said("open", fields=ONE), said("sign"), said("sign", JINSHAN)]


def dues(found: list[Version]) -> list[tuple[int, str]]:
    """Return the number of each version and the date of its first milestone."""
    return [(version.number, str(version.milestones[0].due)) for version in found]


def test_a_version_is_what_both_signed() -> None:
    assert versions.versions_of(SIGNED[:2]) == []
    (version,) = versions.versions_of(SIGNED)
    assert (version.number, version.day, version.milestones[0].due) == (1, DAY, date(2026, 6, 30))


def test_one_side_that_signs_twice_is_not_both() -> None:
    assert versions.versions_of([said("open", fields=ONE), said("sign"), said("sign")]) == []


def test_an_offer_after_a_signature_voids_it() -> None:
    steps = [said("open", fields=ONE), said("sign"), said("offer_again", fields=TWO), said("sign", JINSHAN)]
    assert versions.versions_of(steps) == []
    assert dues(versions.versions_of([*steps, said("sign")])) == [(1, "2026-08-31")]


def test_an_amendment_that_both_signed_is_the_next_version() -> None:
    later = date(2026, 5, 1)
    steps = [*SIGNED, said("amend", fields=TWO), said("sign_amendment"), said("sign_amendment", JINSHAN, day=later)]
    found = versions.versions_of(steps)
    assert dues(found) == [(1, "2026-06-30"), (2, "2026-08-31")]
    assert found[1].day == later


@pytest.mark.parametrize("void", ["refuse_amendment", "take_back"])
def test_an_amendment_that_fell_away_is_none(void: str) -> None:
    steps = [*SIGNED, said("amend", fields=TWO), said("sign_amendment"), said(void, JINSHAN)]
    assert dues(versions.versions_of(steps)) == [(1, "2026-06-30")]
    again = [*steps, said("amend", fields={"title": "x"}), said("sign_amendment"), said("sign_amendment", JINSHAN)]
    assert dues(versions.versions_of(again)) == [(1, "2026-06-30"), (2, "2026-06-30")]


def test_other_steps_make_no_version() -> None:
    steps = [
        *SIGNED,
        said("report_milestone", JINSHAN),
        said("ask_amendment", JINSHAN),
        said("suspend"),
        said("due_day"),
    ]
    assert dues(versions.versions_of(steps)) == [(1, "2026-06-30")]


# What moved


def test_nothing_moves_between_equal_milestones() -> None:
    assert versions.changes([M1, M2], [M1, M2]) == []
    assert versions.changes([M1, M2], [M2, M1]) == []  # their order is no change


def test_milestones_come_and_go() -> None:
    assert versions.changes([M1], [M2]) == [Change("removed", M1), Change("added", M2)]


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("title", "清淤两段"),
        ("due", date(2026, 8, 31)),
        ("due", None),
        ("measures", ""),
        ("progress", 50),
        ("progress", None),
    ],
)
def test_what_moved_is_told_with_before_and_after(member: str, value: Any) -> None:
    after = replace(M1, **{member: value})
    (change,) = versions.changes([M1, M2], [after, M2])
    assert (change.how, change.milestone) == ("changed", after)
    assert change.moved == [(member, getattr(M1, member), value)]


def test_several_members_move_at_once_in_one_order() -> None:
    (change,) = versions.changes([M1], [replace(M1, progress=1, title="x", due=None)])
    assert [name for name, _before, _after in change.moved] == ["title", "due", "progress"]
