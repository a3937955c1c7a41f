"""Sessions of an account, to be ended at once: a lock, a new authenticator. A new password ends them by itself."""

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session

from pilin.base.clock import Instant


def end(user: User, *, at: Instant, but: str | None = None) -> int:
    """End every session in which a user is signed in, but perhaps one; return how many.

    Django keeps whose a session is within it: so all that have not run out are read. A node has few.
    """
    mine = str(user.pk)
    running = Session.objects.filter(expire_date__gt=at).exclude(pk=but).iterator()
    ended = [session.pk for session in running if session.get_decoded().get(SESSION_KEY) == mine]
    return Session.objects.filter(pk__in=ended).delete()[0]
