"""Texts of an opening: numbers of persons are masked in every text, also within lists, and what is no text stays."""

from typing import Any

import pytest

from pilin.kernel.matters.tests import kit
from pilin.modules.border.rules import texts
from pilin.modules.border.rules.records import CATALOGUE, DRILL, LAW_EVENT, REQUEST, ROSTER
from pilin.modules.border.tests.sharing_samples import FIELDS, KINDS

IDENTITY = "11010519491231002X"  # the sample of the standard, no person's


@pytest.mark.parametrize("name", sorted(KINDS))
def test_what_bears_no_number_of_a_person_stays_as_it_is(name: str) -> None:
    assert texts.masked(kit.kind(name), FIELDS[name]) == (FIELDS[name], 0)


@pytest.mark.parametrize(
    "number",
    [IDENTITY, "13812345678", "138 1234 5678", "浙F12345", "0573-85001234"],
    ids=["id", "mobile", "gaps", "plate", "landline"],
)
@pytest.mark.parametrize(("kind", "field"), [(REQUEST, "scene"), (CATALOGUE, "content"), (DRILL, "scenario")])
def test_a_number_in_a_text_is_masked_and_counted(kind: str, field: str, number: str) -> None:
    kept = texts.masked(kit.kind(kind), {**FIELDS[kind], field: f"联系钱某 {number} 核对"})
    assert (kept.fields[field], kept.places) == ("联系钱某 *** 核对", 1)
    assert {name: value for name, value in kept.fields.items() if name != field} == {
        name: value for name, value in FIELDS[kind].items() if name != field
    }


def test_numbers_within_a_list_are_masked_too() -> None:
    told = {"asked": [{"id": "q1", "question": f"我 {IDENTITY} 能否参保", "answer": "请拨 13812345678"}]}
    kept = texts.masked(kit.kind(LAW_EVENT), told)
    assert kept.fields["asked"] == [{"id": "q1", "question": "我 *** 能否参保", "answer": "请拨 ***"}]
    assert kept.places == 2


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (REQUEST, {"item": "13812345-6780-7000-8000-013812345678"}),
        (LAW_EVENT, {"materials": [{"id": "m1", "title": "手册", "hash": "13812345678" + "a" * 53}]}),
        (ROSTER, {"shifts": FIELDS[ROSTER]["shifts"]}),
        (LAW_EVENT, {"attendance": 13812345678}),
    ],
    ids=["matter", "hash", "office telephone", "number"],
)
def test_what_is_judged_as_what_it_is_is_not_masked(kind: str, fields: dict[str, Any]) -> None:
    assert texts.masked(kit.kind(kind), fields) == (fields, 0)


def test_a_field_that_the_kind_does_not_know_is_left_to_the_fold() -> None:
    assert texts.masked(kit.kind(DRILL), {"odd": "13812345678"}).fields == {"odd": "13812345678"}
