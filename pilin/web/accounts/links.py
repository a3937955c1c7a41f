"""One-time links: by one, the owner of an account sets a password. They are handed over in person; nothing is sent."""

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.urls import reverse

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.organisations.rules import LINK_HOURS
from pilin.web import codes, factors, guard, logbook
from pilin.web.accounts import sessions
from pilin.web.logbook import Event
from pilin.web.models import OneTimeLink, Recovery
from pilin.web.refusals import WebRefusal

INVITATION, RECOVERY = "invitation", "recovery"
_TAKEN = {INVITATION: Event.INVITATION_TAKEN, RECOVERY: Event.RECOVERY_DONE}


@transaction.atomic
def make(user: User, *, purpose: str, by: str, at: Instant, recovery: Recovery | None = None) -> str:
    """Return the address of a new link of an account, which is known here only now; links made before open no more."""
    withdraw(user)
    token, expires_at = codes.new_token(), clock.after(at, seconds=LINK_HOURS * 3600)
    OneTimeLink.objects.create(
        digest=codes.digest(token),
        user=user,
        purpose=purpose,
        recovery=recovery,
        made_by=by,
        made_at=at,
        expires_at=expires_at,
    )
    return f"{settings.NODE.pages.url}{reverse('web:take_link', args=[token])}"


def withdraw(user: User) -> None:
    """Let no link open an account that was made before: a newer one, a lock or its owner's own password came since."""
    OneTimeLink.objects.filter(user=user, used_at=None).delete()


def found(token: str, *, at: Instant) -> OneTimeLink:
    """Return the link of a token. Raises LINK_DOES_NOT_OPEN: unknown, used, replaced, too old, account locked."""
    open_ones = OneTimeLink.objects.filter(used_at=None, expires_at__gt=at, user__is_active=True)
    link = open_ones.filter(pk=codes.digest(token)).select_related("user", "recovery").first()
    if link is None:
        raise Refused(WebRefusal.LINK_DOES_NOT_OPEN)
    return link


def take(token: str, password: str, *, client: str, at: Instant, word: str = "") -> None:
    """Set the password of a link's account and use the link up; the end of a recovery also takes the second factor.

    A recovery asks for the word that was shown to who asked for it: neither of the two who approved holds link and
    word. A word that does not fit is counted, so it is judged before the transaction that it would undo. All sessions
    of the account end. `client` is the address from which it is set, for the log.
    Raises LINK_DOES_NOT_OPEN, WORD_DOES_NOT_FIT, SIGN_IN_IS_LOCKED.
    """
    link = found(token, at=at)
    if link.purpose == RECOVERY:
        kept = link.recovery.word_digest if link.recovery else ""
        guard.confirm_word(link.user, word, kept, at=at)
    _take(link, password, client=client, at=at)


@transaction.atomic
def _take(link: OneTimeLink, password: str, *, client: str, at: Instant) -> None:
    if not OneTimeLink.objects.filter(pk=link.pk, used_at=None).update(used_at=at):
        raise Refused(WebRefusal.LINK_DOES_NOT_OPEN)
    if link.purpose == RECOVERY:
        factors.forget(link.user)
    link.user.set_password(password)
    link.user.save(update_fields=["password"])
    sessions.end(link.user, at=at)
    guard.forget(link.user)
    account = link.user.get_username()
    logbook.record(_TAKEN[link.purpose], account=account, at=at, client=client, subject=f"account/{account}")
