"""Forms of projects: what they take, what they refuse and in which field, and what they carry into an event."""

from datetime import date
from typing import Any

import pytest

from pilin.kernel.matters.rules.kinds import fits
from pilin.kernel.matters.tests import kit
from pilin.modules.projects.forms import ChangeForm, HalfForm, ListForm, ResultsForm, initial_of
from pilin.modules.projects.rules.lists import Item
from pilin.modules.projects.tests.samples import M1, M2, half

TODAY = date(2026, 6, 15)
FILLED = {"done": "清淤一段", "percent": "20"}
A, B, C = (Item("", f"plan-{letter}", f"项目{letter}") for letter in "abc")


def half_form(**changes: str) -> HalfForm:
    return HalfForm({**FILLED, **changes}, milestones=[M1, M2], until=TODAY, initial={})


def test_a_half_carries_what_was_filled_in_and_nothing_else() -> None:
    form = half_form()
    assert form.is_valid(), form.errors
    assert form.half() == {"done": "清淤一段", "percent": 20}


def test_a_whole_half_fits_the_kind() -> None:
    texts = {"problems": "用地", "help": "审批", "help_from": "金山区", "next": "步道"}
    form = half_form(**texts, **{"reached.m1": "2026-06-10", "reached.m2": ""})
    assert form.is_valid(), form.errors
    carried = form.half()
    assert carried == {**texts, "done": "清淤一段", "percent": 20, "reached": [{"id": "m1", "day": "2026-06-10"}]}
    assert fits(kit.kind("report").fields["half"], carried)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("done", ""),
        ("done", "长" * 2001),
        ("percent", ""),
        ("percent", "101"),
        ("percent", "-1"),
        ("percent", "1.5"),
        ("percent", "多半"),
        ("reached.m1", "2026-06-16"),
        ("reached.m1", "明天"),
        ("help_from", "长" * 201),
    ],
)
def test_what_does_not_fit_is_refused_in_its_field(field: str, text: str) -> None:
    form = half_form(**{field: text})
    assert not form.is_valid()
    assert field in form.errors


@pytest.mark.parametrize("percent", ["0", "100"])
def test_the_ends_of_the_scale_are_percentages(percent: str) -> None:
    assert half_form(percent=percent).is_valid()


def test_what_was_reached_today_may_be_said_today() -> None:
    assert half_form(**{"reached.m1": "2026-06-15"}).is_valid()


def test_who_is_asked_for_help_must_know_for_what() -> None:
    form = half_form(help_from="金山区")
    assert not form.is_valid()
    assert list(form.errors) == ["help"]


def test_only_milestones_of_the_plan_are_offered() -> None:
    form = half_form(**{"reached.m9": "2026-06-10"})
    assert form.is_valid()
    assert "reached" not in form.half()


def test_a_half_that_was_said_fills_its_form_again() -> None:
    said = half(30, next="步道", help="审批", reached={"m1": TODAY})
    begins = initial_of(said)
    assert (begins["percent"], begins["next"], begins["help"], begins["reached.m1"]) == (30, "步道", "审批", TODAY)


# Lists


def chosen(data: dict[str, str], *, offered: Any = (A, B, C), held: Any = ()) -> list[str]:
    form = ListForm({"year": "2026", "aimed": "12", **data}, offered=offered, chosen=held)
    assert form.is_valid(), form.errors
    return [item.plan for item in form.items()]


@pytest.mark.parametrize(
    ("data", "plans"),
    [
        ({}, []),
        ({"on.plan-a": "on"}, ["plan-a"]),
        ({"on.plan-a": "on", "on.plan-c": "on"}, ["plan-a", "plan-c"]),
        ({"on.plan-a": "on", "place.plan-a": "2", "on.plan-c": "on", "place.plan-c": "1"}, ["plan-c", "plan-a"]),
        ({"on.plan-b": "on", "on.plan-a": "on", "on.plan-c": "", "place.plan-b": "1"}, ["plan-b", "plan-a"]),
        ({"place.plan-b": "1"}, []),
        ({"on.plan-z": "on"}, []),
    ],
)
def test_ticked_projects_stand_by_their_places(data: dict[str, str], plans: list[str]) -> None:
    assert chosen(data) == plans


def test_what_is_carried_over_stands_first_and_is_ticked() -> None:
    carried = Item("1", "plan-c", "项目c", 2025)
    form = ListForm(None, offered=(A, B, C), chosen=(carried,))
    (tick, place, item), *others = form.lines
    assert (item, tick.initial, place.initial) == (carried, True, 1)
    assert [tick.initial for tick, _place, _item in others] == [False, False]
    assert [item.plan for _tick, _place, item in form.lines] == ["plan-c", "plan-a", "plan-b"]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("year", "1999"),
        ("year", ""),
        ("year", "x"),
        ("aimed", "0"),
        ("aimed", "201"),
        ("place.plan-a", "0"),
        ("place.plan-a", "x"),
    ],
)
def test_a_list_refuses_what_is_no_number(field: str, text: str) -> None:
    form = ListForm({"year": "2026", "aimed": "12", field: text}, offered=(A,))
    assert not form.is_valid()
    assert field in form.errors


def test_a_change_needs_its_reason_and_keeps_its_year() -> None:
    form = ChangeForm({"aimed": "12", "on.plan-a": "on"}, offered=(A,), chosen=(A,))
    assert not form.is_valid()
    assert list(form.errors) == ["reason"]
    assert "year" not in form.fields


def test_results_begin_with_what_is_known() -> None:
    items = [Item("1", "plan-a", "项目a"), Item("2", "plan-b", "项目b")]
    form = ResultsForm(None, items=items, finished={"plan-a": True})
    assert [form.fields[name].initial for name in form.fields] == ["finished", "carried"]


def test_results_fit_the_kind() -> None:
    plan = "01980000-0000-7000-8000-000000000001"
    form = ResultsForm({f"outcome.{plan}": "dropped"}, items=[Item("1", plan, "项目a")], finished={})
    assert form.is_valid(), form.errors
    assert form.results() == [{"id": "1", "plan": plan, "outcome": "dropped"}]
    assert fits(kit.kind("yearly_list").fields["results"], form.results())


@pytest.mark.parametrize("outcome", ["", "x"])
def test_an_outcome_is_one_of_three(outcome: str) -> None:
    assert not ResultsForm({"outcome.plan-a": outcome}, items=[Item("1", "plan-a", "x")], finished={}).is_valid()
