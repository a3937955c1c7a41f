"""The one kind of writing that the public site takes: marked views, small forms, few at a time, nothing kept of who."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from pilin.base.refusal import Refused
from pilin.node import public_urls
from pilin.web.public import writing
from pilin.web.public.writing import BYTES_MAX, WRITES_PER_MINUTE_MAX, takes_writing
from pilin.web.refusals import WebRefusal
from pilin.web.tests import samples

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh", "site")]

FORM = "application/x-www-form-urlencoded"
OPEN, CLOSED = "/open/", "/closed/"


@takes_writing
def is_open(request: HttpRequest) -> HttpResponse:
    said = request.POST.get("words", "nothing")
    response = HttpResponse(f"{request.method} {said} {request.META['QUERY_STRING']!r} {request.COOKIES!r}")
    response.set_cookie("follow", "you")
    return response


def is_closed(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.method)


urlpatterns = [*public_urls.urlpatterns, path("open/", is_open), path("closed/", is_closed)]
handler400, handler404, handler500 = public_urls.handler400, public_urls.handler404, public_urls.handler500


@pytest.fixture
def site() -> Iterator[None]:
    with override_settings(PUBLIC_URLCONF=__name__):
        yield


@pytest.fixture
def reader() -> Client:
    return Client(headers={"host": "public.example"}, raise_request_exception=False)


def sent(reader: Client, address: str = OPEN, **members: Any) -> Any:
    return reader.post(address, "words=hello", content_type=FORM, **members)


def test_a_marked_view_takes_a_form_and_no_other_does(reader: Client) -> None:
    assert sent(reader).content.decode().startswith("POST hello")
    answer = sent(reader, CLOSED)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert sent(reader, "/nowhere/").status_code == 405


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_a_marked_view_takes_nothing_but_a_form(reader: Client, method: str) -> None:
    assert getattr(reader, method)(OPEN).status_code == 405


def test_nobody_is_followed(reader: Client) -> None:
    reader.cookies["follow"] = "me"
    answer = sent(reader, f"{OPEN}?who=me")
    assert answer.content.decode() == "POST hello '' {}"
    assert answer.cookies == {}


def test_such_a_page_is_never_kept_and_allows_a_form_to_itself_alone(reader: Client) -> None:
    for answer in (reader.get(OPEN), sent(reader)):
        assert answer.headers["Cache-Control"] == "no-store"
        assert "form-action 'self'" in answer.headers["Content-Security-Policy"]
    kept = reader.get(CLOSED)
    assert kept.headers["Cache-Control"].startswith("public")
    assert "form-action 'none'" in kept.headers["Content-Security-Policy"]


def test_a_page_of_errors_allows_no_form(reader: Client) -> None:
    for answer in (sent(reader, CLOSED), reader.get("/nowhere/")):
        assert "form-action 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("words=" + "x" * BYTES_MAX, FORM),
        ('{"words": "hello"}', "application/json"),
        ("hello", "text/plain"),
        ("hello", ""),
    ],
)
def test_what_is_no_small_form_is_not_read(reader: Client, body: str, kind: str) -> None:
    answer = reader.post(OPEN, body, content_type=kind)
    assert answer.status_code == 413
    html = answer.content.decode()
    assert "或不是本站的表格" in samples.text_of(html)
    assert samples.faults_of(html) == []


def test_files_are_not_taken(reader: Client) -> None:
    assert reader.post(OPEN, {"words": "hello"}).status_code == 413  # the test client sends forms in parts


def test_who_writes_too_often_waits_and_may_still_read(reader: Client) -> None:
    assert [sent(reader).status_code for _ in range(WRITES_PER_MINUTE_MAX)] == [200] * WRITES_PER_MINUTE_MAX
    answer = sent(reader)
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert reader.get(OPEN).status_code == 200
    assert sent(reader, REMOTE_ADDR="203.0.113.9").status_code == 200


def test_to_read_costs_none_of_the_writing(reader: Client) -> None:
    for _ in range(WRITES_PER_MINUTE_MAX + 5):
        assert reader.get(OPEN).status_code == 200
    assert sent(reader).status_code == 200


@pytest.mark.parametrize("length", ["", "-1", "many", str(BYTES_MAX + 1)])
def test_a_length_that_is_none_is_refused(length: str) -> None:
    request = RequestFactory().post(OPEN, "words=hello", content_type=FORM)
    request.META["CONTENT_LENGTH"] = length
    with pytest.raises(Refused) as refusal:
        writing.check(request)
    assert refusal.value.code is WebRefusal.PUBLIC_FORM_DOES_NOT_FIT


def test_the_mark_leaves_the_view_as_it_was() -> None:
    assert takes_writing(is_open) is is_open
    assert is_open(RequestFactory().get(OPEN)).status_code == 200
