"""The guard at the door: who signs in, and how often one may try a password or a code.

An attempt is counted before the password or code is looked at, so that many at once are no way round the limit. Names
that do not exist are counted and locked like those that do, so that nobody learns here which exist. The price, said
openly: whoever knows a name can keep its owner out for a while. How often one address may try at all is bounded too.
"""

import time
from collections.abc import Callable
from datetime import datetime
from functools import cache
from math import ceil
from typing import TypeVar
from unicodedata import normalize

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from pilin.base import canonical, clock
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.web import codes, factors
from pilin.web.logbook import client_of
from pilin.web.models import FailedSignIn
from pilin.web.public.limits import Limiter, counted_as
from pilin.web.refusals import WebRefusal

T = TypeVar("T")

ATTEMPTS_MAX = 5
LOCK_SECONDS = 15 * 60


@cache
def limiter(per_minute: int) -> Limiter:
    """Return the one limiter of this process."""
    return Limiter(per_minute)


def admit(request: HttpRequest) -> None:
    """Count an attempt at the door by where it comes from, before it costs a hash, a row or a request to a provider.

    Raises SIGN_INS_ARE_TOO_MANY. What is refused here is not logged: a log that strangers can fill is none.
    """
    bucket = limiter(settings.NODE.limits.sign_ins_per_minute_max)
    seconds = bucket.wait_seconds(counted_as(client_of(request)), now=time.monotonic())
    if seconds:
        raise Refused(WebRefusal.SIGN_INS_ARE_TOO_MANY, seconds=seconds)


def authenticated(request: HttpRequest, *, account: str, password: str, at: Instant) -> User:
    """Return the user of an account and password. Raises SIGN_IN_DOES_NOT_FIT or SIGN_IN_IS_LOCKED."""
    return _attempt(
        account,
        lambda: authenticate(request, username=account, password=password),
        why=WebRefusal.SIGN_IN_DOES_NOT_FIT,
        at=at,
    )


def backend_of(user: User) -> str:
    """Return by which of Django's ways a user proved the password."""
    return str(getattr(user, "backend"))  # noqa: B009 - Django notes it on the user and does not declare it


def confirm_password(user: User, password: str, *, at: Instant) -> None:
    """See that a signed-in user knows the password. Raises PASSWORD_DOES_NOT_FIT or SIGN_IN_IS_LOCKED."""
    account, why = user.get_username(), WebRefusal.PASSWORD_DOES_NOT_FIT
    _attempt(account, lambda: user.check_password(password) or None, why=why, at=at)


def confirm_code(user: User, typed: str, *, at: Instant) -> None:
    """Take a code of the second factor. Raises CODE_DOES_NOT_FIT, SIGN_IN_IS_LOCKED or SECOND_FACTOR_CANNOT_BE_READ."""
    key = f"code\0{user.get_username()}"  # no account's name holds a NUL: codes are counted apart from passwords
    _attempt(key, lambda: factors.passes(user, typed, at=at) or None, why=WebRefusal.CODE_DOES_NOT_FIT, at=at)


def confirm_word(user: User, typed: str, digest: str, *, at: Instant) -> None:
    """See that who sets an account anew has the word of its recovery. Raises WORD_DOES_NOT_FIT or SIGN_IN_IS_LOCKED."""
    fits = constant_time_compare(codes.digest(codes.plain(typed)), digest)
    _attempt(f"word\0{user.get_username()}", lambda: fits or None, why=WebRefusal.WORD_DOES_NOT_FIT, at=at)


def forget(user: User) -> None:
    """Forget what failed at an account: its owner has proven himself in another way."""
    names = (user.get_username(), f"code\0{user.get_username()}")
    FailedSignIn.objects.filter(pk__in=[_digest(name) for name in names]).delete()


def _attempt(name: str, check: Callable[[], T | None], *, why: WebRefusal, at: Instant) -> T:
    """Count an attempt, then check; a success forgets what failed before."""
    digest = _digest(name)
    left = _count(digest, at)
    found = check()
    if found is None:
        raise Refused(why, left=left, minutes=LOCK_SECONDS // 60)
    FailedSignIn.objects.filter(pk=digest).delete()
    return found


def _digest(name: str) -> str:
    return canonical.digest(normalize("NFKC", name).encode())


@transaction.atomic
def _count(digest: str, at: Instant) -> int:
    """Count an attempt and return how many are left after it. Raises SIGN_IN_IS_LOCKED with the minutes to wait."""
    FailedSignIn.objects.filter(last_at__lt=clock.after(at, seconds=-LOCK_SECONDS)).delete()
    FailedSignIn.objects.get_or_create(pk=digest, defaults={"last_at": at})
    row = FailedSignIn.objects.select_for_update().get(pk=digest)
    if row.times >= ATTEMPTS_MAX:
        raise Refused(WebRefusal.SIGN_IN_IS_LOCKED, minutes=_minutes_left(row.last_at, at))
    row.times, row.last_at = row.times + 1, at
    row.save()
    return ATTEMPTS_MAX - row.times


def _minutes_left(last_at: datetime, at: Instant) -> int:
    waited_seconds = clock.seconds_between(clock.instant(last_at), at)
    return max(1, ceil((LOCK_SECONDS - waited_seconds) / 60))
