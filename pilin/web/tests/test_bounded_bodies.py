"""How much is taken at once: what is larger than an attachment with its form is refused before anybody reads it."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pilin.web.refusals import WebRefusal
from pilin.web.sentences import say
from pilin.web.tests import samples

pytestmark = pytest.mark.django_db

TOLD = "超过了本节点收下的上限"


@pytest.fixture(autouse=True)
def _small(settings: Any) -> None:
    limits = replace(settings.NODE.limits, attachment_bytes_max=1000)
    settings.NODE = replace(settings.NODE, limits=limits)


def sent(length: int) -> Any:
    file = SimpleUploadedFile("a.bin", b"a" * length)
    return Client().post("/sign-in/", {"account": "li", "password": "x", "file": file})


def test_what_is_too_large_is_refused_with_the_limit_in_a_sentence() -> None:
    answer = sent(2**20 + 1001)
    html = answer.content.decode()
    assert answer.status_code == 413
    assert say(WebRefusal.REQUEST_IS_TOO_LARGE.value, {"megabytes": 1}).sentence in samples.text_of(html)
    assert samples.faults_of(html) == []
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_it_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: Any, **__: Any) -> None:
        pytest.fail("the body was read")

    monkeypatch.setattr("django.http.request.HttpRequest.parse_file_upload", read)
    assert sent(2**20 + 1001).status_code == 413


def test_what_is_no_larger_is_taken() -> None:
    answer = sent(2**19)
    assert answer.status_code == 200
    assert TOLD not in answer.content.decode()


@pytest.mark.parametrize(("told", "status"), [("9" * 400, 413), ("-1", 200), ("many", 200), ("", 200)])
def test_a_length_that_is_no_number_breaks_nothing(told: str, status: int) -> None:
    assert Client().get("/sign-in/", CONTENT_LENGTH=told).status_code == status
