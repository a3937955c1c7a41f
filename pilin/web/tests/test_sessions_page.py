"""The page of one's own sessions, and what the door writes into the access log."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from pilin.web.models import AccessRecord, OpenSession
from pilin.web.refusals import WebRefusal
from pilin.web.tests import samples
from pilin.web.tests.test_sessions import asked, logged, signed_in

pytestmark = pytest.mark.django_db

PAGE = "/account/sessions/"


@pytest.fixture(autouse=True)
def _staff() -> None:
    samples.staff()


def ids(client: Client) -> list[str]:
    """Return the ids of the others' boxes on the page."""
    html = client.get(PAGE).content.decode()
    assert samples.faults_of(html) == []
    return [
        part.split('"')[0]
        for part in html.split('name="session" id="session-')[1:]
        for part in [part.split('value="')[1]]
    ]


def end(client: Client, **members: object) -> str:
    answer = client.post(PAGE, {"password": samples.PASSWORD} | members, follow=True)
    assert answer.status_code == 200
    assert samples.faults_of(answer.content.decode()) == []
    return samples.text_of(answer.content.decode())


def test_without_others_it_says_what_will_stand_here() -> None:
    words = samples.text_of(signed_in().get(PAGE).content.decode())
    assert "没有别处的会话" in words
    assert "来自 10.1.2.0/24，Edge · Windows" in words


def test_others_are_listed_and_one_is_ended() -> None:
    here, one, two = (signed_in() for _ in range(3))
    found = ids(here)
    assert len(found) == 2
    assert "已结束 1 个会话" in end(here, session=found[0])
    assert sorted(bool(asked(client)) for client in (here, one, two)) == [False, False, True]
    assert logged()[-1] == ("session_ended", "li")


def test_all_others_are_ended_at_once() -> None:
    here, one, two = (signed_in() for _ in range(3))
    assert "已结束 2 个会话" in end(here, all="yes")
    assert asked(here) == ""
    assert ["ended=session_was_ended" in asked(client) for client in (one, two)] == [True, True]


def test_the_password_is_asked_for_again() -> None:
    here, other = signed_in(), signed_in()
    words = end(here, all="yes", password="wrong")
    assert "密码" in words
    assert asked(other) == ""
    assert "error" in here.post(PAGE, {"all": "yes"}).content.decode()
    assert asked(other) == ""


def test_who_signs_in_elsewhere_has_no_password_to_ask_for() -> None:
    here, _other = signed_in(), signed_in()
    User.objects.filter(username="li").update(password="!")
    user = User.objects.get(username="li")
    assert not user.has_usable_password()
    client = samples.browser("li")
    assert 'name="password"' not in client.get(PAGE).content.decode()
    assert asked(here).startswith("/sign-in/")


@pytest.mark.parametrize("chosen", [[], ["a" * 64], ["<script>"]])
def test_nothing_chosen_or_what_is_not_there_is_a_sentence(chosen: list[str]) -> None:
    here, other = signed_in(), signed_in()
    assert "没有选中要结束的会话" in end(here, session=chosen)
    assert asked(other) == ""
    assert WebRefusal.SESSION_MUST_BE_CHOSEN.value not in here.post(PAGE, {"password": "x"}).content.decode()


def test_nobody_ends_a_session_of_another() -> None:
    here, _other = signed_in(), signed_in()
    samples.browser("hu")
    foreign = OpenSession.objects.get(account="hu").session_key
    assert "没有选中要结束的会话" in end(here, session=foreign)
    assert OpenSession.objects.get(account="hu").ended_why == ""


def test_a_form_without_its_token_ends_nothing() -> None:
    other = signed_in()
    forged = samples.browser("li", csrf=True)
    assert forged.post(PAGE, {"all": "yes", "password": samples.PASSWORD}).status_code == 403
    assert asked(other) == ""


def test_the_account_leads_to_the_page() -> None:
    assert f'href="{PAGE}"' in samples.browser("li").get("/account/").content.decode()


def test_sign_ins_are_logged_with_how_and_from_where() -> None:
    signed_in()
    row = AccessRecord.objects.get()
    assert (row.event, row.account, row.client) == ("sign_in_done", "li", "10.1.2.0/24")
    assert row.facts == '{"factor":"password","right":"read"}'


def test_the_second_factor_is_logged_with_the_sign_in() -> None:
    client = Client()
    client.post("/sign-in/", {"account": "wu", "password": samples.PASSWORD})
    assert logged() == []
    client.post("/sign-in/code/", {"code": "000000"})
    client.post("/sign-in/code/", {"code": samples.code("wu")})
    assert logged() == [("factor_failed", "wu"), ("sign_in_done", "wu")]
    assert AccessRecord.objects.last().facts == '{"factor":"password,code","right":"sign"}'  # type: ignore[union-attr]


def test_failures_are_logged_but_not_a_name_that_is_no_account() -> None:
    for account in ("li", "my pass phrase in the wrong field"):
        Client().post("/sign-in/", {"account": account, "password": "wrong"})
    assert logged() == [("sign_in_failed", "li"), ("sign_in_failed", "")]
    assert "pass phrase" not in str(list(AccessRecord.objects.values()))


def test_a_locked_door_is_logged_as_such() -> None:
    for _ in range(6):
        Client().post("/sign-in/", {"account": "li", "password": "wrong"})
    assert [event for event, _ in logged()] == ["sign_in_failed"] * 5 + ["sign_in_locked"]
