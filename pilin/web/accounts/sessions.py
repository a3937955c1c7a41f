"""Sessions of an account, to be ended at once: a lock, a new password, a new authenticator."""

from django.contrib.auth.models import User

from pilin.base.clock import Instant
from pilin.web import sessions


def end(user: User, *, at: Instant, but: str | None = None) -> int:
    """End every session in which a user is signed in, but perhaps the one of a key; return how many."""
    return sessions.end(user.get_username(), but=but, at=at)
