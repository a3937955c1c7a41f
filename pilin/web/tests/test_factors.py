"""Second factors: set up by a code, a code opens once, spare codes open once, and nothing stands in clear."""

from typing import Any

import pyotp
import pytest
from django.contrib.auth.models import User

from pilin.base.clock import Instant, after
from pilin.base.refusal import Refused
from pilin.web import codes, factors, guard
from pilin.web.models import SecondFactor, SpareCode
from pilin.web.refusals import WebRefusal
from pilin.web.sessions.store import SessionStore
from pilin.web.tests import samples

pytestmark = pytest.mark.django_db

AT = samples.an_instant(2026)
SECRET = samples.SECRETS["wu"]


@pytest.fixture
def user() -> User:
    return User.objects.create_user("wu", password=samples.PASSWORD)


@pytest.fixture
def spare(user: User) -> list[str]:
    return factors.set_up(user, SECRET, code(AT), at=AT)


def code(at: Instant) -> str:
    return pyotp.TOTP(SECRET).at(at)


def later(steps: int) -> Instant:
    return after(AT, seconds=steps * codes.STEP_SECONDS)


def refused(call: Any, *args: Any, **members: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        call(*args, **members)
    return caught.value


def test_it_is_set_up_by_a_code_that_proves_it(user: User) -> None:
    assert not factors.has(user)
    wrong = refused(factors.set_up, user, SECRET, code(later(5)), at=AT)
    assert wrong.code is WebRefusal.AUTHENTICATOR_DOES_NOT_FIT
    assert not factors.has(user)
    factors.set_up(user, SECRET, code(AT), at=AT)
    assert factors.has(user)
    assert factors.state(user) == factors.State(AT, 10)


def test_the_code_that_set_it_up_does_not_open(user: User, spare: list[str]) -> None:
    assert not factors.passes(user, code(AT), at=AT)
    assert factors.passes(user, code(later(1)), at=later(1))


def test_a_code_is_never_accepted_twice(user: User, spare: list[str]) -> None:
    assert factors.passes(user, code(later(2)), at=later(2))
    assert not factors.passes(user, code(later(2)), at=later(2))
    assert not factors.passes(user, code(later(1)), at=later(2))


def test_a_spare_code_opens_once(user: User, spare: list[str]) -> None:
    typed = codes.in_groups(spare[0]).lower()
    assert factors.passes(user, typed, at=AT)
    assert not factors.passes(user, typed, at=AT)
    state = factors.state(user)
    assert state is not None
    assert state.spare == 9


def test_a_spare_code_of_another_opens_nothing(user: User, spare: list[str]) -> None:
    other = User.objects.create_user("li", password=samples.PASSWORD)
    assert not factors.passes(other, spare[0], at=AT)
    assert not factors.passes(other, code(later(1)), at=later(1))
    assert factors.passes(user, spare[0], at=AT)


def test_nothing_is_kept_in_clear(user: User, spare: list[str]) -> None:
    row = SecondFactor.objects.get()
    assert SECRET.encode() not in bytes(row.sealed)
    kept = " ".join(SpareCode.objects.values_list("digest", flat=True))
    assert not any(one in kept for one in spare)
    assert SECRET not in f"{row} {SpareCode.objects.first()}"


def test_another_authenticator_ends_the_older_and_its_spare_codes(user: User, spare: list[str]) -> None:
    secret = codes.new_secret()
    factors.set_up(user, secret, pyotp.TOTP(secret).at(AT), at=AT)
    assert not factors.passes(user, spare[0], at=AT)
    assert not factors.passes(user, code(later(1)), at=later(1))
    assert factors.passes(user, pyotp.TOTP(secret).at(later(1)), at=later(1))
    assert SpareCode.objects.count() == 10


def test_wrong_codes_are_counted_and_locked_apart_from_passwords(user: User, spare: list[str]) -> None:
    lefts = [refused(guard.confirm_code, user, "000000", at=AT).facts["left"] for _ in range(guard.ATTEMPTS_MAX)]
    assert lefts == [4, 3, 2, 1, 0]
    assert refused(guard.confirm_code, user, spare[0], at=AT).code is WebRefusal.SIGN_IN_IS_LOCKED
    guard.confirm_password(user, samples.PASSWORD, at=AT)
    guard.confirm_code(user, spare[0], at=after(AT, seconds=guard.LOCK_SECONDS + 1))


def test_a_wrong_password_of_who_is_signed_in_is_counted_too(user: User) -> None:
    wrong = refused(guard.confirm_password, user, "wrong", at=AT)
    assert (wrong.code, wrong.facts["left"]) == (WebRefusal.PASSWORD_DOES_NOT_FIT, 4)
    guard.confirm_password(user, samples.PASSWORD, at=AT)
    assert refused(guard.confirm_password, user, "wrong", at=AT).facts["left"] == 4


def test_forgetting_what_failed_opens_at_once(user: User, spare: list[str]) -> None:
    for _ in range(guard.ATTEMPTS_MAX):
        refused(guard.confirm_code, user, "000000", at=AT)
        refused(guard.confirm_password, user, "wrong", at=AT)
    guard.forget(user)
    guard.confirm_code(user, spare[0], at=AT)
    guard.confirm_password(user, samples.PASSWORD, at=AT)


def test_the_mark_of_a_session_is_that_of_its_account(user: User) -> None:
    session, other = SessionStore(), User.objects.create_user("li")
    assert not factors.has_passed(session, user)
    factors.mark(session, user)
    assert factors.has_passed(session, user)
    assert not factors.has_passed(session, other)
