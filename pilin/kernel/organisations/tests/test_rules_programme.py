"""Reference data: rows become entries of the side that declares them."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.base.ids import is_id
from pilin.base.refusal import Refused
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.rules import OrganisationsRefusal as Why
from pilin.kernel.organisations.tests.samples import BOTH, OURS, THEIRS


def row(key: str, **members: Any) -> dict[str, Any]:
    """Return a row of a body of ours, as YAML gives it."""
    start = {"key": key, "side": OURS, "name": key, "sort": "bureau", "standing": "article", "source": "article"}
    return start | members


@given(st.text(max_size=20), st.text(max_size=20))
def test_every_node_derives_the_same_id_from_a_key(one: str, other: str) -> None:
    assert is_id(rules.reference_id(one))
    assert (rules.reference_id(one) == rules.reference_id(other)) == (one == other)


def test_an_id_once_derived_never_changes() -> None:
    assert rules.reference_id("pinghu") == "019b76da-a800-7326-b88b-4cd4e2e2de78"


def test_a_side_declares_its_own_rows() -> None:
    tables = {"body": [row("ours"), row("theirs", side=THEIRS)]}
    assert [entry.name for entry in rules.entries_of(tables, side=OURS)] == ["ours"]
    assert [entry.name for entry in rules.entries_of(tables, side=THEIRS)] == ["theirs"]
    assert rules.entries_of(tables, side="330003") == []


def test_keys_become_ids() -> None:
    tables = {
        "place": [row("town", level="town")],
        "body": [
            row("bureau", parent="committee", place="town", valid_to=date(2024, 1, 1), successors=["new"]),
            row("committee"),
            row("new"),
            row("joint", sides=list(BOTH), members=["town", "bureau"]),
        ],
    }
    found = {entry.name: entry for entry in rules.entries_of(tables, side=OURS)}
    bureau, joint = found["bureau"], found["joint"]
    assert isinstance(bureau, rules.Body)
    assert (bureau.parent, bureau.place) == (rules.reference_id("committee"), rules.reference_id("town"))
    assert bureau.successors == (rules.reference_id("new"),)
    assert bureau.valid_to == date(2024, 1, 1)
    assert isinstance(joint, rules.Body)
    assert joint.members == (rules.reference_id("town"), rules.reference_id("bureau"))


def test_a_row_may_name_its_version_and_leave_out_what_is_null() -> None:
    (body,) = rules.entries_of({"body": [row("a", version=3, note=None)]}, side=OURS)
    assert (body.version, body.note) == (3, None)


@pytest.mark.parametrize(
    ("rows", "code", "fact"),
    [
        ([row("a"), row("a")], Why.PROGRAMME_KEY_STANDS_TWICE, "a"),
        ([row("a", parent="b")], Why.PROGRAMME_KEY_IS_NOT_KNOWN, "b"),
        ([row("a", members=["a", "c"])], Why.PROGRAMME_KEY_IS_NOT_KNOWN, "c"),
        ([row("a", successors=["d"])], Why.PROGRAMME_KEY_IS_NOT_KNOWN, "d"),
        ([row("a") | {"key": 7}], Why.PROGRAMME_ROW_DOES_NOT_READ, "key"),
        ([row("a", colour="red")], Why.PROGRAMME_ROW_DOES_NOT_READ, "unknown: colour"),
        ([row("a", standing="rumour")], Why.PROGRAMME_ROW_DOES_NOT_READ, "standing"),
        ([row("a", as_of="2010")], Why.PROGRAMME_ROW_DOES_NOT_READ, "as_of: int expected"),
        ([{"key": "a", "side": OURS}], Why.PROGRAMME_ROW_DOES_NOT_READ, "sort"),
        ([row("a", members=[["b"]])], Why.PROGRAMME_KEY_IS_NOT_KNOWN, "b"),
        ([row("a", parent={"b": 1})], Why.PROGRAMME_KEY_IS_NOT_KNOWN, "b"),
    ],
)
def test_a_row_that_does_not_fit_is_named(rows: list[dict[str, Any]], code: Why, fact: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.entries_of({"body": rows}, side=OURS)
    assert refused.value.code is code
    assert any(fact in str(value) for value in refused.value.facts.values())


def test_rows_of_other_sides_may_be_named() -> None:
    tables = {"body": [row("joint", sides=list(BOTH), members=["theirs"]), row("theirs", side=THEIRS)]}
    (joint,) = rules.entries_of(tables, side=OURS)
    assert isinstance(joint, rules.Body)
    assert joint.members == (rules.reference_id("theirs"),)
