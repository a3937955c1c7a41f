"""What the desk says of this room: months that are late and wait for our half or our signature."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import ngettext

from pilin.modules.projects import queries
from pilin.web.cards import Waiting


def waiting(me: str) -> Waiting | None:
    """Return of how many projects our side owes a month that is late; None where it owes none."""
    number = queries.owed(me)
    if not number:
        return None
    said = ngettext(
        "%(n)s 个项目的月报已过报送日，等本方填报或会签。", "%(n)s 个项目的月报已过报送日，等本方填报或会签。", number
    )
    return Waiting(said % {"n": number}, f"{reverse('projects:projects')}?{urlencode({'owing': me})}")
