"""Links by which a screen shows the wall without anybody signed in: made and revoked by whoever acts for the side."""

from dataclasses import dataclass

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.modules.projects import queries
from pilin.modules.projects.models import Screen
from pilin.modules.projects.rules.codes import ProjectRefusal
from pilin.web import codes

SCREEN_DAYS, SCREENS_MAX = 365, 50


@dataclass(frozen=True)
class Made:
    """A link of a screen as it was made: its number, and the token that is known here only now."""

    number: int
    token: str


def make_screen(name: str, *, by: str, at: Instant) -> Made:
    """Make a link for a screen; only a digest of its token is kept. Raises SCREENS_ARE_TOO_MANY."""
    if len(queries.screens(at=at)) >= SCREENS_MAX:
        raise Refused(ProjectRefusal.SCREENS_ARE_TOO_MANY, limit=SCREENS_MAX)
    token = codes.new_token()
    until = clock.after(at, seconds=SCREEN_DAYS * 86400)
    made = Screen.objects.create(digest=codes.digest(token), name=name, made_by=by, made_at=at, expires_at=until)
    return Made(made.pk, token)


def revoke_screen(number: int, *, at: Instant) -> bool:
    """Let a link open the wall no more; tell whether it did until now."""
    return bool(Screen.objects.filter(pk=number, revoked_at=None).update(revoked_at=at))


def saw_screen(number: int, *, at: Instant) -> None:
    """Remember when a screen last asked for the wall."""
    Screen.objects.filter(pk=number).update(seen_at=at)
