"""The guard at the door: who signs in, and how often one may try.

An attempt is counted before the password is looked at, so that many at once are no way round the limit. Names that do
not exist are counted and locked like those that do, so that nobody learns here which exist. The price, said openly:
whoever knows a name can keep its owner out for a while.
"""

from datetime import datetime
from math import ceil
from unicodedata import normalize

from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest

from pilin.base import canonical, clock
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.web.models import FailedSignIn
from pilin.web.refusals import WebRefusal

ATTEMPTS_MAX = 5
LOCK_SECONDS = 15 * 60


def authenticated(request: HttpRequest, *, account: str, password: str, at: Instant) -> User:
    """Return the user of an account and password. Raises SIGN_IN_DOES_NOT_FIT or SIGN_IN_IS_LOCKED."""
    digest = canonical.digest(normalize("NFKC", account).encode())
    left = _count(digest, at)
    user = authenticate(request, username=account, password=password)
    if user is None:
        raise Refused(WebRefusal.SIGN_IN_DOES_NOT_FIT, left=left, minutes=LOCK_SECONDS // 60)
    FailedSignIn.objects.filter(pk=digest).delete()
    return user


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
