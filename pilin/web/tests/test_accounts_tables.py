"""What the tables of accounts refuse by themselves, whatever the code above them does."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Model

from pilin.base.clock import after
from pilin.base.ids import new_id
from pilin.web.models import AccountLock, Approval, OneTimeLink, Recovery, SecondFactor, SpareCode
from pilin.web.tests import samples

pytestmark = pytest.mark.django_db

AT = samples.an_instant(2026)
LATER = after(AT, seconds=72 * 3600)


@pytest.fixture
def user() -> User:
    return User.objects.create_user("wu")


def link(user: User, **members: Any) -> OneTimeLink:
    start: dict[str, Any] = {"digest": "a" * 64, "purpose": "invitation", "made_by": "li", "made_at": AT}
    return OneTimeLink(user=user, **start | {"expires_at": LATER} | members)


def lock(user: User, **members: Any) -> AccountLock:
    return AccountLock(user=user, locked_by="li", locked_at=AT, **members)


def recovery(user: User, **members: Any) -> Recovery:
    return Recovery(**{"id": new_id(AT), "user": user, "asked_at": AT, "expires_at": LATER} | members)


def is_refused(*rows: Model) -> bool:
    """Tell whether the database takes all rows but the last, and refuses that."""
    *before, last = rows
    for row in before:
        row.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        last.save(force_insert=True)
    return True


@pytest.mark.parametrize("members", [{"purpose": "gift"}, {"expires_at": AT}])
def test_a_link_has_a_purpose_and_an_end(user: User, members: dict[str, Any]) -> None:
    assert is_refused(link(user, **members))


def test_a_token_is_that_of_one_link(user: User) -> None:
    assert is_refused(link(user), link(user, purpose="recovery"))


def test_an_account_is_locked_once_at_a_time(user: User) -> None:
    assert is_refused(lock(user), lock(user))
    AccountLock.objects.update(unlocked_by="li", unlocked_at=LATER)
    lock(user).save()
    assert AccountLock.objects.count() == 2


def test_two_accounts_are_locked_at_once(user: User) -> None:
    lock(user).save()
    lock(User.objects.create_user("zhao")).save()
    assert AccountLock.objects.filter(unlocked_at=None).count() == 2


def test_a_recovery_runs_forward(user: User) -> None:
    assert is_refused(recovery(user, expires_at=AT))


def test_the_same_person_approves_once(user: User) -> None:
    asked = recovery(user)
    asked.save()
    first, again = (Approval(recovery=asked, account="li", signs=signs, at=AT) for signs in (False, True))
    assert is_refused(first, again)


def test_an_account_has_one_second_factor_and_a_spare_code_one_owner(user: User) -> None:
    factor = SecondFactor(user=user, sealed=b"x", last_step=0, confirmed_at=AT)
    assert is_refused(factor, SecondFactor(user=user, sealed=b"y", last_step=0, confirmed_at=AT))
    other = User.objects.create_user("zhao")
    assert is_refused(SpareCode(user=user, digest="a" * 64), SpareCode(user=other, digest="a" * 64))


@pytest.mark.parametrize(
    "made",
    [
        lambda user: SecondFactor(user=user, sealed=b"sealed", last_step=0, confirmed_at=AT),
        lambda user: SpareCode(user=user, digest="a" * 64),
        link,
        lock,
        recovery,
    ],
)
def test_rows_are_named_without_their_secrets(user: User, made: Callable[[User], Model]) -> None:
    named = str(made(user))
    assert str(user.pk) in named
    assert "a" * 9 not in named
    assert "sealed" not in named
