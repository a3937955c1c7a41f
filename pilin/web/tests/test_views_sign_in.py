"""Signing in and out, as a person at a browser meets it."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from pilin.web import guard
from pilin.web.tests import samples

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _li() -> None:
    samples.staff()


def send(client: Client, password: str = samples.PASSWORD, **members: str) -> tuple[int, str, str]:
    """Send the form; return status, where it leads, and the words of the page."""
    answer = client.post("/sign-in/", {"account": "li", "password": password} | members)
    return answer.status_code, answer.headers.get("Location", ""), samples.text_of(answer.content.decode())


def test_the_form_is_a_page_like_every_other() -> None:
    html = Client().get("/sign-in/").content.decode()
    assert samples.faults_of(html) == []
    assert 'autocomplete="current-password"' in html


def test_the_right_password_leads_to_the_first_page() -> None:
    client = Client()
    assert send(client)[:2] == (302, "/")
    assert client.get("/diagnostics/").status_code == 200


def test_it_leads_to_the_page_that_was_wanted() -> None:
    assert send(Client(), next="/diagnostics/")[:2] == (302, "/diagnostics/")


ELSEWHERE = ["https://elsewhere.example/", "//elsewhere.example/", "javascript:x"]
NO_ADDRESS = ["desk", "web:people", "desk/", ".", "/" + "a" * 1000, "\u00bf'\"("]


@pytest.mark.parametrize("elsewhere", [*ELSEWHERE, *NO_ADDRESS])
def test_it_never_leads_elsewhere(elsewhere: str) -> None:
    assert send(Client(), next=elsewhere)[:2] == (302, "/")


def test_a_wrong_password_is_a_sentence_that_says_what_to_do() -> None:
    status, _, words = send(Client(), "wrong", next="/diagnostics/")
    assert status == 200
    assert "账号和密码不相符" in words
    assert "还可以试 4 次" in words
    assert "sign_in_does_not_fit" not in words


def test_the_wanted_page_is_not_forgotten_over_a_wrong_password() -> None:
    html = Client().post("/sign-in/", {"account": "li", "password": "x", "next": "/diagnostics/"}).content.decode()
    assert 'name="next" value="/diagnostics/"' in html


def test_too_many_wrong_passwords_close_the_door_for_a_while() -> None:
    for _ in range(guard.ATTEMPTS_MAX):
        send(Client(), "wrong")
    status, _, words = send(Client())
    assert status == 200
    assert "请过 15 分钟再试" in words


def test_an_empty_form_says_what_is_missing_beside_the_field() -> None:
    html = Client().post("/sign-in/", {}).content.decode()
    assert samples.faults_of(html) == []
    assert 'id="id_account_error"' in html
    assert 'aria-describedby="id_account_error"' in html


def test_a_new_session_begins_with_signing_in() -> None:
    client = Client()
    client.get("/sign-in/")
    before = client.session.session_key
    send(client)
    assert client.session.session_key != before


def test_signing_out_ends_it_and_needs_a_button() -> None:
    client = samples.browser("li")
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").headers["Location"] == "/sign-in/"
    assert client.get("/diagnostics/").status_code == 302


def test_a_form_without_its_token_is_not_taken_and_says_why() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/sign-in/", {"account": "li", "password": samples.PASSWORD})
    assert answer.status_code == 403
    assert "没有提交成功" in answer.content.decode()
    assert samples.faults_of(answer.content.decode()) == []


def test_the_band_names_the_node_and_nothing_of_its_links_before_signing_in() -> None:
    words = samples.text_of(Client().get("/sign-in/").content.decode())
    assert "平湖市 330482" in words
    assert "退出" not in words


def test_the_name_of_who_is_signed_in_stands_in_the_band() -> None:
    assert "李明" in samples.browser("li").get("/diagnostics/").content.decode()
    User.objects.filter(username="li").update(first_name="")
    assert ">li<" in samples.browser("li").get("/diagnostics/").content.decode()
