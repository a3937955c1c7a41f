"""What rooms that write on site share: the answers to the script, and the frame that it reads on the page."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.test import RequestFactory

from pilin.base.refusal import Refused
from pilin.web import on_site, unsent
from pilin.web.refusals import WebRefusal


class Entry(forms.Form):
    people = forms.IntegerField(label="人数")
    seen = forms.CharField(label="所见", max_length=5)


def read(answer: Any) -> tuple[int, dict[str, Any]]:
    return answer.status_code, json.loads(answer.content)


@pytest.mark.parametrize(("headers", "expected"), [({"x-phone": "1"}, True), ({}, False)])
def test_the_script_says_that_it_asks(headers: dict[str, str], *, expected: bool) -> None:
    assert on_site.is_phone(RequestFactory().post("/", headers=headers)) is expected


def test_what_was_taken_is_said() -> None:
    assert read(on_site.taken("已收下。")) == (200, {"taken": True, "sentence": "已收下。"})


def test_a_refusal_is_a_sentence() -> None:
    status, said = read(on_site.refused(Refused(WebRefusal.SIGN_IN_IS_LOCKED)))
    assert (status, said["taken"]) == (409, False)
    assert "{" not in said["sentence"]


def test_what_does_not_fit_is_said_field_by_field() -> None:
    status, said = read(on_site.unfit(Entry({"people": "三", "seen": "六个字太多了"})))
    assert (status, said["taken"]) == (400, False)
    assert said["sentence"].startswith("人数：")
    assert "所见：" in said["sentence"]


def test_what_fits_nowhere_is_said_without_a_label() -> None:
    form = Entry({"people": "3", "seen": "好"})
    form.add_error(None, "这个月已经签了。")
    assert read(on_site.unfit(form))[1]["sentence"].endswith("这个月已经签了。")


def test_the_frame_says_whose_entries_of_what(settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = True
    request: Any = SimpleNamespace(visitor=SimpleNamespace(account="zhao"))
    found = on_site.frame(request, matter="m", worker="/border/on-site/worker.js")
    assert found == on_site.OnSite("m", "/border/on-site/worker.js", "zhao", unsent.name(), is_secure=True)


def test_the_program_is_served_as_a_program() -> None:
    answer = on_site.worker()
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.content == unsent.WORKER.read_bytes()
