"""From a request to a row: who is signed in, and from which network he comes."""

from django.conf import settings
from django.http import HttpRequest

from pilin.base.clock import Instant
from pilin.web.logbook.book import record
from pilin.web.logbook.rules import Event, Fact


def note(request: HttpRequest, event: Event, /, *, at: Instant, subject: str = "", **facts: Fact) -> int:
    """Record what whoever is signed in does; `record` says when to call it."""
    user = getattr(request, "user", None)
    account = user.get_username() if user is not None and user.is_authenticated else ""
    return record(event, account=account, at=at, client=client_of(request), subject=subject, facts=facts)


def client_of(request: HttpRequest) -> str:
    """Return the address that a request comes from.

    Where proxies of ours stand before the pages, each adds to X-Forwarded-For the address that spoke to it; so many
    entries are believed, counted from the right, and none further left: anybody may write those.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    named = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    proxies = settings.NODE.pages.proxies
    return named[-min(proxies, len(named))] if proxies and named else peer
