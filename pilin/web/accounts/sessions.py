"""Sessions of an account, to be ended at once: a lock, a new password, a new authenticator. And how fresh one is."""

from django.contrib.auth.models import User

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.web import sessions
from pilin.web.access import PageRequest
from pilin.web.refusals import WebRefusal

FRESH_MINUTES = 10


def must_be_fresh(request: PageRequest) -> None:
    """See that a session has begun just now. Raises SIGN_IN_IS_NOT_FRESH: its browser may have been left open."""
    if sessions.age_seconds(request, at=request.at) > FRESH_MINUTES * 60:
        raise Refused(WebRefusal.SIGN_IN_IS_NOT_FRESH, minutes=FRESH_MINUTES)


def end(user: User, *, at: Instant, but: str | None = None) -> int:
    """End every session in which a user is signed in, but perhaps the one of a key; return how many."""
    return sessions.end(user.get_username(), but=but, at=at)
