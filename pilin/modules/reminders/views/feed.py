"""The calendar that a program reads at a private address: read only, without sign-in, while its owner may read.

Who holds the address reads what he would read: titles of matters, whose turn it is, ends. It changes nothing.
"""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.base.masking import mask
from pilin.kernel.federation import queries as federated
from pilin.kernel.matters.rules.pressing import Pressing
from pilin.modules.reminders import actions, queries
from pilin.modules.reminders.rules.wishes import Wish, suits
from pilin.web import logbook
from pilin.web.languages import labelled, several, titled

_DAY = timedelta(days=1)


@require_safe
@sensitive_variables("token")
def serve_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Serve a calendar to whoever holds a private address that stands."""
    at = clock.now()
    wish = queries.owner_of(token, day=clock.day_of(at))
    if wish is None:
        raise Http404
    client = logbook.client_of(request)
    if actions.note_read(account=wish.account, network=logbook.network_of(client), at=at):
        logbook.record(logbook.Event.FEED_READ, account=wish.account, at=at, client=client)
    with translation.override(wish.language):
        content = calendar(wish, at=at)
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")


def calendar(wish: Wish, *, at: Instant) -> bytes:
    """Return the ends of matters as a calendar (RFC 5545): one whole day each, under an id that stays.

    A matter whose end moves keeps its id, so that the day in the program moves with it.
    """
    node, found = settings.NODE.node, Calendar()
    called = {link.peer: link.name for link in federated.links_state(at)} | {node.code: node.name}
    found.add("prodid", "-//pilin//reminders//")
    found.add("version", "2.0")
    found.add("x-wr-calname", gettext("%(name)s期限") % {"name": node.name})
    found.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})  # RFC 7986, 5.7
    for one in queries.feed_lines(wish, day=clock.day_of(at)):
        if suits(wish, one):
            found.add_component(_event(one, several(called.get(code, code) for code in one.turn), at))
    return bytes(found.to_ical())


def _event(one: Pressing, holders: str, at: Instant) -> Event:
    event, where = Event(), f"{settings.NODE.pages.url}{reverse('web:matter', args=[one.id])}"
    event.add("uid", f"{one.id}@{settings.NODE.node.code}.pilin")
    event.add("dtstamp", at)
    event.add("dtstart", one.ends_on)
    event.add("dtend", one.ends_on + _DAY)
    event.add("summary", mask(labelled(titled(one.kind_title), one.title)))
    event.add("description", f"{gettext('轮到：%(holders)s') % {'holders': holders}}\n{where}")
    event.add("url", where)
    event.add("transp", "TRANSPARENT")  # a day on which something ends is not a day on which one is busy
    return event
