"""Ending the sessions of one account and of no other."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from pilin.base import clock
from pilin.web.accounts import sessions
from pilin.web.models import OpenSession as Session
from pilin.web.tests import samples

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _staff() -> None:
    samples.staff()


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def end(account: str, *, but: str | None = None) -> int:
    return sessions.end(User.objects.get(username=account), at=clock.now(), but=but)


def test_all_sessions_of_an_account_end_and_nobody_elses() -> None:
    mine, mine_too, other = samples.browser("zhao"), samples.browser("zhao"), samples.browser("li")
    assert end("zhao") == 2
    assert [is_in(client) for client in (mine, mine_too, other)] == [False, False, True]


def test_the_session_in_hand_may_stay() -> None:
    here, elsewhere = samples.browser("zhao"), samples.browser("zhao")
    assert end("zhao", but=here.session.session_key) == 1
    assert [is_in(client) for client in (here, elsewhere)] == [True, False]


def test_who_is_nowhere_signed_in_loses_nothing() -> None:
    Client().get("/sign-in/")
    samples.browser("li")
    assert end("zhao") == 0
    assert Session.objects.count() == 1


def test_what_has_run_out_is_not_read() -> None:
    samples.browser("zhao")
    Session.objects.update(expire_date=samples.an_instant(2020))
    assert end("zhao") == 0
