"""Inputs by the type of a field: what stands in them, what is read, and that nothing is chosen for anybody."""

from typing import Any

import pytest
from django import forms
from django.utils import translation

from pilin.kernel.matters.rules.kinds import FieldRule
from pilin.web.inputs import LinesField, YuanField, carried, input_of, members_of
from pilin.web.languages import given

TITLE: Any = {"zh": "栏目", "en": "field"}
CHOICES: Any = {"a": {"zh": "甲", "en": "A"}, "b": {"zh": "乙", "en": "B"}}


def rule(kind: Any, **members: Any) -> FieldRule:
    return FieldRule(kind, TITLE, **members)


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("text", forms.CharField),
        ("integer", forms.IntegerField),
        ("money", YuanField),
        ("date", forms.DateField),
        ("flag", forms.BooleanField),
        ("list", LinesField),
    ],
)
def test_every_type_has_its_input_with_the_title_of_the_field(kind: str, field: type[forms.Field]) -> None:
    found = input_of(rule(kind), needed=True)
    assert type(found) is field
    assert found.label == "栏目"
    assert found.required is (kind != "flag")
    with translation.override("en"):
        assert input_of(rule(kind), needed=False).label == "field"


@pytest.mark.parametrize("needed", [True, False])
def test_a_choice_begins_with_none(needed: bool) -> None:
    found: Any = input_of(rule("choice", choices=CHOICES), needed=needed)
    assert [value for value, _words in found.choices] == ["", "a", "b"]
    assert found.required is needed


def test_what_is_offered_stands_in_the_place_of_what_the_kind_leaves_open() -> None:
    found = input_of(rule("text"), needed=True, offered=[("m1", "m1 清淤")])
    assert found.clean("m1") == "m1"
    with pytest.raises(forms.ValidationError):
        found.clean("m2")


def test_nothing_can_be_chosen_where_nothing_is_offered() -> None:
    with pytest.raises(forms.ValidationError):
        input_of(rule("text"), needed=True, offered=[]).clean("m1")


def test_stored_sums_are_shown_in_yuan_and_written_ones_as_they_were() -> None:
    assert YuanField().prepare_value(123450) == "1,234.50"
    assert YuanField().prepare_value("十元") == "十元"
    assert YuanField().prepare_value(None) is None


def test_members_are_read_with_what_is_needed_first() -> None:
    members = {"due": rule("date", optional=True), "title": rule("text"), "id": rule("text")}
    assert [name for name, _rule in members_of(rule("list", members=members))] == ["id", "title", "due"]


def test_days_are_carried_as_text_and_the_rest_as_it_is() -> None:
    day = input_of(rule("date"), needed=True).clean("2026-03-04")
    assert carried(day) == "2026-03-04"
    assert carried(["一"]) == ["一"]


def test_that_the_source_gives_nothing_is_said_in_the_readers_language() -> None:
    assert given("来源未载明") == "来源未载明"
    with translation.override("en"):
        assert given("来源未载明") == "the source does not say"
        assert given("共建步道") == "共建步道"
