"""The guard: attempts are counted before the password is looked at, and a lock opens by itself."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import RequestFactory

from pilin.base.clock import Instant, after
from pilin.base.refusal import Refused
from pilin.kernel.federation.tests.links import AT
from pilin.web import guard
from pilin.web.models import FailedSignIn
from pilin.web.refusals import WebRefusal

pytestmark = pytest.mark.django_db

PASSWORD = "a long pass phrase"


@pytest.fixture(autouse=True)
def _li() -> None:
    User.objects.create_user("li", password=PASSWORD)


def enter(password: str, *, account: str = "li", at: Instant = AT) -> User:
    return guard.authenticated(RequestFactory().post("/sign-in/"), account=account, password=password, at=at)


def refused(password: str = "wrong", **members: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        enter(password, **members)
    return caught.value


def test_the_right_password_opens() -> None:
    assert enter(PASSWORD).get_username() == "li"
    assert not FailedSignIn.objects.exists()


def test_a_wrong_password_says_how_often_one_may_try_yet() -> None:
    lefts = [refused().facts["left"] for _ in range(guard.ATTEMPTS_MAX)]
    assert lefts == [4, 3, 2, 1, 0]
    assert refused().code is WebRefusal.SIGN_IN_IS_LOCKED


def test_a_locked_account_is_closed_to_its_owner_too_and_says_until_when() -> None:
    for _ in range(guard.ATTEMPTS_MAX):
        refused()
    locked = refused(PASSWORD, at=after(AT, seconds=61))
    assert (locked.code, locked.facts["minutes"]) == (WebRefusal.SIGN_IN_IS_LOCKED, 14)


def test_trying_while_locked_does_not_lengthen_the_lock() -> None:
    for _ in range(guard.ATTEMPTS_MAX):
        refused()
    refused(at=after(AT, seconds=guard.LOCK_SECONDS - 1))
    assert enter(PASSWORD, at=after(AT, seconds=guard.LOCK_SECONDS + 1)).get_username() == "li"


def test_success_forgets_what_failed() -> None:
    refused()
    enter(PASSWORD)
    assert refused().facts["left"] == guard.ATTEMPTS_MAX - 1


def test_a_name_that_does_not_exist_is_treated_like_one_that_does() -> None:
    known, unknown = refused(), refused(account="nobody")
    assert (known.code, dict(known.facts)) == (unknown.code, dict(unknown.facts))
    for _ in range(guard.ATTEMPTS_MAX - 1):
        refused(account="nobody")
    assert refused(account="nobody").code is WebRefusal.SIGN_IN_IS_LOCKED


def test_one_account_does_not_lock_another() -> None:
    for _ in range(guard.ATTEMPTS_MAX):
        refused(account="nobody")
    assert enter(PASSWORD).get_username() == "li"


def test_an_inactive_account_is_not_let_in() -> None:
    User.objects.update(is_active=False)
    assert refused(PASSWORD).code is WebRefusal.SIGN_IN_DOES_NOT_FIT


def test_no_name_is_kept_and_old_failures_are_forgotten() -> None:
    refused(PASSWORD, account="my password in the wrong field")
    assert "password" not in str(FailedSignIn.objects.values().get())
    refused(at=after(AT, seconds=guard.LOCK_SECONDS + 1))
    assert FailedSignIn.objects.count() == 1
    assert len(str(FailedSignIn.objects.get()).split()[0]) == 8


def test_the_same_name_in_another_width_is_the_same_account() -> None:
    for _ in range(guard.ATTEMPTS_MAX):
        refused(account="\uff4c\uff49")
    assert refused().code is WebRefusal.SIGN_IN_IS_LOCKED
