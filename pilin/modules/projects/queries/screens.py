"""Reads of the links of screens: which open the wall, and the one that a token belongs to."""

from pilin.base.clock import Instant
from pilin.modules.projects.models import Screen
from pilin.web import codes


def screens(*, at: Instant) -> list[Screen]:
    """Return the links that open the wall, by name; one query."""
    return list(Screen.objects.filter(revoked_at=None, expires_at__gt=at).order_by("name", "pk"))


def screen_of(token: str, *, at: Instant) -> Screen | None:
    """Return the link of a token; None where it is unknown, revoked or too old; one query."""
    return Screen.objects.filter(digest=codes.digest(token), revoked_at=None, expires_at__gt=at).first()
