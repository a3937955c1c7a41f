"""Entries that wait in a browser: who signs out is told of them, and what a browser keeps is cleared when he does."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from pilin.web import unsent
from pilin.web.models import AccessRecord
from pilin.web.tests import samples


@pytest.mark.parametrize(
    ("told", "expected"),
    [("3", 3), ("0", 0), ("9999", 9999), ("10000", 0), ("", 0), ("x", 0), ("-1", 0), ("1.5", 0), ("٣", 0), (" 3", 0)],
)
def test_only_a_number_counts(told: str, expected: int) -> None:
    request = RequestFactory().get("/")
    request.COOKIES[unsent.name()] = told
    assert unsent.count(request) == expected


def test_without_a_cookie_nothing_waits() -> None:
    assert unsent.count(RequestFactory().get("/")) == 0


def test_two_nodes_on_one_machine_have_two_names() -> None:
    assert unsent.name() == "pilin_unsent_330482"


def test_what_the_browser_keeps_is_cleared() -> None:
    response = HttpResponse()
    unsent.clear(response)
    assert response.headers["Clear-Site-Data"] == '"storage"'
    assert response.cookies[unsent.name()]["max-age"] == 0


@pytest.mark.django_db
def test_who_is_asked_is_not_signed_out_and_nothing_is_logged() -> None:
    samples.staff()
    client = samples.browser("zhao")
    client.cookies[unsent.name()] = "1"
    html = client.post("/sign-out/").content.decode()
    assert samples.faults_of(html) == []
    assert "还有 1 份现场记录没有送出" in samples.text_of(html)
    assert client.get("/account/").status_code == 200
    assert not AccessRecord.objects.filter(event="sign_out").exists()
    answer = client.post("/sign-out/", {unsent.ANYWAY: "1"})
    assert (answer.status_code, "Clear-Site-Data" in answer.headers) == (302, True)
    assert AccessRecord.objects.filter(event="sign_out", account="zhao").count() == 1


@pytest.mark.django_db
def test_a_stranger_who_signs_out_is_sent_to_the_door() -> None:
    assert Client().post("/sign-out/").status_code == 302
