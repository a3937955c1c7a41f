"""What the desk says of this room: months that are late and wait for our half or our signature."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import ngettext

from pilin.modules.projects import queries
from pilin.web.cards import Counted, Onlooker, Waiting


def waiting(me: str, _onlooker: Onlooker, _day: date) -> Sequence[Counted]:
    """Return the projects of which our side owes a month that is late, and how their number is said."""

    def said(number: int) -> Waiting:
        sentence = ngettext(
            "%(n)s 个项目的月报已过报送日，等本方填报或会签。",
            "%(n)s 个项目的月报已过报送日，等本方填报或会签。",
            number,
        )
        return Waiting(sentence % {"n": number}, f"{reverse('projects:projects')}?{urlencode({'owing': me})}")

    return [Counted(queries.owed(me), said)]
