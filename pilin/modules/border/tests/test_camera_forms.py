"""The forms of the registers with plain values: what they take, what they refuse, and what the columns can hold."""

from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django import forms

from pilin.modules.border.forms.cameras import PURPOSES, RESULTS, CameraForm, ClosingForm, LookUpForm
from pilin.modules.border.models import CameraEntry, LookUp
from pilin.modules.border.rules.cameras import Camera
from pilin.modules.border.rules.look_ups import Purpose, Result
from pilin.modules.border.tests.register import ASKED, AT, CAMERA, FORM, LOOK_UP

FORMS = (CameraForm, LookUpForm, ClosingForm)


def test_a_form_gives_the_camera_that_was_written() -> None:
    form = CameraForm(FORM)
    assert form.is_valid(), form.errors
    assert form.camera("") == CAMERA


def test_a_camera_without_what_may_be_missing_is_taken() -> None:
    bare = {name: text for name, text in FORM.items() if name not in ("filing_number", "filed_on", "reviewed_on")}
    form = CameraForm({**bare, "has_sign": ""})
    assert form.is_valid(), form.errors
    one = form.camera("c1")
    assert (one.id, one.filing_number, one.filed_on, one.reviewed_on, one.ends_on) == ("c1", "", None, None, None)
    assert (one.has_sign, one.is_off) == (False, False)


@pytest.mark.parametrize(
    "name",
    [
        *("place", "at_m", "operator", "purpose", "used_from", "storage_days"),
        *("first_office", "second_office", "complain_to"),
    ],
)
def test_what_every_camera_has_must_be_written(name: str) -> None:
    form = CameraForm({**FORM, name: ""})
    assert [*form.errors] == [name]


def test_the_form_asks_for_what_the_register_says_and_nothing_else() -> None:
    assert {*CameraForm.base_fields} == {one.name for one in fields(Camera)} - {"id", "version"}


@pytest.mark.parametrize(("form", "model"), [(CameraForm, CameraEntry), (LookUpForm, LookUp)])
def test_no_text_is_longer_than_its_column(form: type[forms.Form], model: Any) -> None:
    for name, asked in form.base_fields.items():
        if isinstance(asked, forms.CharField):
            assert asked.max_length == model._meta.get_field(name).max_length, name


@pytest.mark.parametrize("form", FORMS)
def test_no_form_takes_a_file(form: type[forms.Form]) -> None:
    assert not any(isinstance(one, forms.FileField) for one in form.base_fields.values())


@pytest.mark.parametrize("form", FORMS)
def test_days_are_written_as_browsers_read_them(form: type[forms.Form]) -> None:
    for name, one in form.base_fields.items():
        if isinstance(one, forms.DateField):
            assert 'value="2026-01-09"' in one.widget.render(name, date(2026, 1, 9)), name


def test_purposes_and_results_are_those_of_the_rules() -> None:
    assert [value for value, _word in PURPOSES] == list(Purpose)
    assert [value for value, _word in RESULTS] == list(Result)
    assert max(len(one) for one in (*Purpose, *Result)) <= 20


def test_a_form_gives_the_look_up_that_was_asked_for_in_the_time_of_china() -> None:
    form = LookUpForm(ASKED)
    assert form.is_valid(), form.errors
    one = form.look_up("c1", by="zhao", unit="新仓派出所 值班岗", at=AT)
    assert (one.first, one.last) == (datetime(2026, 3, 1, 4, tzinfo=UTC), datetime(2026, 3, 1, 6, tzinfo=UTC))
    assert (one.purpose, one.article, one.paper) == (Purpose.CASE, LOOK_UP.article, LOOK_UP.paper)
    assert (one.asked_by, one.unit, one.asked_at, one.is_approved) == ("zhao", LOOK_UP.unit, AT, None)


@pytest.mark.parametrize("name", ["first", "last", "purpose", "article", "paper"])
def test_a_look_up_leaves_nothing_open(name: str) -> None:
    assert [*LookUpForm({**ASKED, name: ""}).errors] == [name]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"result": "found"}, (Result.FOUND, False, None)),
        ({"result": "nothing", "was_copied": "on"}, (Result.NOTHING, True, None)),
        ({"result": "not_done", "destroy_on": "2026-03-31"}, (Result.NOT_DONE, False, date(2026, 3, 31))),
    ],
)
def test_a_result_is_a_word_and_a_copy_a_day(sent: dict[str, str], said: tuple[object, ...]) -> None:
    form = ClosingForm(sent)
    assert form.is_valid(), form.errors
    assert tuple(form.cleaned_data[name] for name in ("result", "was_copied", "destroy_on")) == said
