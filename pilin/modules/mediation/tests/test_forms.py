"""Forms of mediation: what is asked, what follows by itself, and rows of members and mediators."""

from typing import Any

import pytest

from pilin.kernel.matters.tests import kit
from pilin.modules.mediation.forms import GIVEN, AssignForm, CommitteeForm, step_form
from pilin.modules.mediation.queries import Serving
from pilin.modules.mediation.rules.committees import Member

SERVING = [
    Serving("c1", "金沙村调委会", (Member("主任甲", is_chair=True), Member("调解员乙"))),
    Serving("c2", "永联村调委会", (Member("主任丁", is_chair=True),)),
]


def a_step(name: str, data: Any = None, **options: Any) -> Any:
    kind = kit.kind("mediation")
    rule = next(rule for rule in kind.steps if rule.name == name)
    return step_form(data, kind, rule, said=options.get("said", {}), choices=options.get("choices", {}))


def test_what_follows_from_the_rest_is_not_asked() -> None:
    assert not {*GIVEN} & {*a_step("draft").fields}
    assert not {*GIVEN} & {*a_step("open").fields}
    assert {"category", "source", "parties", "facts", "places.initiator"} <= {*a_step("open").fields}


@pytest.mark.parametrize(("step", "field"), [("open", "parties"), ("session", "record"), ("draft", "agreed_content")])
def test_texts_apart_are_never_shown_again_in_a_form(step: str, field: str) -> None:
    form = a_step(step, said={field: {"part": "0" * 64}})
    html = str(form[field])
    assert "<textarea" in html
    assert "0000" not in html
    assert "自动遮去" in form.fields[field].help_text


def test_our_committees_are_chosen_where_some_are_entered() -> None:
    chosen = [("金沙村调委会", "金沙村调委会")]
    assert "<select" in str(a_step("accept", choices={"committee": chosen})["committee"])
    assert "<input" in str(a_step("accept")["committee"])


def test_a_step_without_fields_has_none() -> None:
    assert [*a_step("sign").fields] == []
    assert [*a_step("open_doors").fields] == []


def test_members_are_read_row_by_row() -> None:
    data = {
        "name": "永联村调委会",
        "name-0": " 主任丁 ",
        "chair-0": "on",
        "woman-0": "on",
        "name-3": "委员",
        "account-3": "li",
    }
    form = CommitteeForm(data)
    assert form.is_valid()
    assert form.members() == [Member("主任丁", is_chair=True, is_woman=True), Member("委员", "li")]


def test_a_row_without_a_name_is_nobody() -> None:
    form = CommitteeForm({"name": "x", "chair-0": "on", "account-1": "wu"})
    assert form.is_valid()
    assert form.members() == []
    assert len(form.rows) == 9


def test_a_committee_needs_a_name() -> None:
    assert "name" in CommitteeForm({"name-0": "甲"}).errors


@pytest.mark.parametrize(
    ("chosen", "committee", "names"),
    [
        (["c1|主任甲"], "c1", ["主任甲"]),
        (["c1|主任甲", "c1|调解员乙"], "c1", ["主任甲", "调解员乙"]),
        (["c1|主任甲", "c2|主任丁"], "", ["主任甲", "主任丁"]),
    ],
    ids=["one", "two", "of-two-committees"],
)
def test_mediators_of_one_committee_are_chosen(chosen: list[str], committee: str, names: list[str]) -> None:
    form = AssignForm({"members": chosen}, serving=SERVING)
    assert form.is_valid()
    assert (form.committee, form.names) == (committee, names)


@pytest.mark.parametrize("chosen", [[], ["c1|无此人"], ["c9|主任甲"], ["|"], ["<script>"]])
def test_nobody_else_can_be_chosen(chosen: list[str]) -> None:
    assert not AssignForm({"members": chosen}, serving=SERVING).is_valid()
