"""Second factors: setting one up, checking a code, and which session has passed it.

A session bears the mark of its own account only after a code of that account was right in it. Marks are never carried
from one session to another, and setting up another authenticator ends all other sessions of the account.
"""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.db.models import Count, Q

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.web import codes, strongbox
from pilin.web.models import SecondFactor, SpareCode
from pilin.web.refusals import WebRefusal

MARK = "second_factor"


@dataclass(frozen=True)
class State:
    """The second factor of an account: since when, and how many spare codes are left."""

    since: Instant
    spare: int


def state(user: User) -> State | None:
    """Return how the second factor of an account stands, or None where it has none; one query."""
    left = Count("user__spare_codes", filter=Q(user__spare_codes__used_at=None))
    row = SecondFactor.objects.filter(pk=user.pk).annotate(left=left).first()
    return State(Instant(row.confirmed_at), row.left) if row else None


def has(user: User) -> bool:
    """Tell whether an account has a second factor."""
    return SecondFactor.objects.filter(pk=user.pk).exists()


def has_passed(session: SessionBase, user: User) -> bool:
    """Tell whether the second factor of an account was passed in this session."""
    return session.get(MARK) == user.pk


def mark(session: SessionBase, user: User) -> None:
    """Note that the second factor of an account was passed in this session."""
    session[MARK] = user.pk


@transaction.atomic
def passes(user: User, typed: str, *, at: Instant) -> bool:
    """Tell whether a code by time or a spare code of an account is right, and use it up.

    Raises SECOND_FACTOR_CANNOT_BE_READ.
    """
    text = codes.plain(typed)
    if codes.is_spare(text):
        spare = SpareCode.objects.filter(user=user, digest=codes.digest(text), used_at=None)
        return spare.update(used_at=at) == 1
    row = SecondFactor.objects.filter(pk=user.pk).first()
    if row is None:
        return False
    secret = strongbox.unseal(bytes(row.sealed), account=user.get_username())
    step = codes.step_of(secret, text, at=at, after=row.last_step)
    if step is None:
        return False
    return SecondFactor.objects.filter(pk=user.pk, last_step__lt=step).update(last_step=step) == 1


@transaction.atomic
def set_up(user: User, secret: str, typed: str, *, at: Instant) -> list[str]:
    """Give an account a second factor in the place of an older one, proven by a code; return its spare codes.

    Raises AUTHENTICATOR_DOES_NOT_FIT.
    """
    step = codes.step_of(secret, codes.plain(typed), at=at, after=0)
    if step is None:
        raise Refused(WebRefusal.AUTHENTICATOR_DOES_NOT_FIT)
    forget(user)
    sealed = strongbox.seal(secret, account=user.get_username())
    SecondFactor.objects.create(user=user, sealed=sealed, last_step=step, confirmed_at=at)
    spare = codes.new_spare_codes()
    SpareCode.objects.bulk_create([SpareCode(user=user, digest=codes.digest(code)) for code in spare])
    return spare


@transaction.atomic
def forget(user: User) -> None:
    """Take the second factor of an account away, with its spare codes."""
    SecondFactor.objects.filter(pk=user.pk).delete()
    SpareCode.objects.filter(user=user).delete()
