"""Beginning, checking and ending sessions. `check` is asked once by whatever asks who is there (`web.middleware`)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.web import logbook
from pilin.web.logbook import Event
from pilin.web.models import OpenSession
from pilin.web.refusals import WebRefusal
from pilin.web.sessions import rules
from pilin.web.sessions.rules import Bounds
from pilin.web.sessions.store import VISIT, SessionStore, digest_of

_EVENTS = {
    WebRefusal.SESSION_WAS_REPLAYED: Event.SESSION_REPLAYED,
    WebRefusal.SESSION_WAS_LONG: Event.SESSION_EXPIRED,
    WebRefusal.SESSION_WAS_IDLE: Event.SESSION_EXPIRED,
    WebRefusal.SESSION_WAS_ENDED: Event.SESSION_ENDED,
}


BACKGROUND = "X-Background"
"""The header that a page sends when nobody has touched it."""

_BY_THE_CLOCK = (WebRefusal.SESSION_WAS_LONG, WebRefusal.SESSION_WAS_IDLE)


@dataclass(frozen=True, kw_only=True)
class Open:
    """One open session as its owner sees it; `id` names it and opens nothing."""

    id: str
    begun_at: Instant
    used_at: Instant
    client: str
    device: str
    is_this: bool


def bounds() -> Bounds:
    """Return how long sessions run, as the configuration says."""
    pages = settings.NODE.pages
    return Bounds(idle_seconds=pages.idle_minutes * 60, whole_seconds=pages.session_hours * 3600)


def begin(request: HttpRequest, user: User, *, rights: str, way: str, at: Instant) -> None:
    """Bind the session of whoever has just signed in, and write down that he did and how."""
    agent, client = request.headers.get("User-Agent", ""), logbook.client_of(request)
    stamp(request.session, user, agent=agent, client=client, rights=rights, at=at)
    logbook.record(
        Event.SIGN_IN_DONE, account=user.get_username(), at=at, client=client, facts={"factor": way, "right": rights}
    )


def stamp(session: SessionBase, user: User, *, agent: str, client: str, rights: str, at: Instant) -> None:
    """Write into a session whose it is, since when, from where, and with which rights."""
    network = logbook.network_of(client)
    session[VISIT] = {
        "account": user.get_username(),
        "begun": clock.write(at),
        "used": clock.write(at),
        "client": network,
        "device": rules.device(agent),
        "bound": _bound(agent, network),
        "rights": rights,
    }


def _bound(agent: str, network: str) -> str:
    return rules.bound(agent, network if settings.NODE.pages.session_bound_to == "network" else "")


def check(request: HttpRequest, account: str, *, at: Instant) -> WebRefusal | None:
    """Return why the session that a signed-in user brought has ended just now, or None; it is ended and logged here.

    Called for an account that Django takes for signed in. A use is written once a minute.
    """
    visit: dict[str, str] | None = request.session.get(VISIT)
    found = _bound(request.headers.get("User-Agent", ""), logbook.network_of(logbook.client_of(request)))
    why = rules.ended(visit, bound=found, at=at, bounds=bounds())
    if why in _BY_THE_CLOCK and is_background(request):
        return why  # the reason is kept for whoever comes back to the page
    if why is not None:
        client, facts = logbook.client_of(request), {"reason": why.value}
        logbook.record(_EVENTS[why], account=account, at=at, client=client, facts=facts)
        cast("SessionStore", request.session).close(why.value)
    elif visit is not None and not is_background(request) and rules.is_to_be_written(visit, at=at):
        request.session[VISIT] = {**visit, "used": clock.write(at)}
    return why


def is_background(request: HttpRequest) -> bool:
    """Tell whether an open page asks by itself: that is no use of the session, which ends by the clock all the same."""
    return BACKGROUND in request.headers


def age_seconds(request: HttpRequest, *, at: Instant) -> float:
    """Return how long ago the session of a request began."""
    return clock.seconds_between(clock.read(request.session[VISIT]["begun"]), at)


def rotate(request: HttpRequest, *, rights: str) -> None:
    """Give the session a new key where its owner's rights have changed since it began (ASVS 3.2.1)."""
    visit = request.session[VISIT]
    if visit["rights"] != rights:
        request.session[VISIT] = {**visit, "rights": rights}
        request.session.cycle_key()


def mine(request: HttpRequest, *, account: str, at: Instant) -> list[Open]:
    """Return the open sessions of an account, the last used first; one query."""
    begun = clock.after(at, seconds=-bounds().whole_seconds)
    used = clock.after(at, seconds=-bounds().idle_seconds)
    found = OpenSession.objects.filter(account=account, ended_why="", begun_at__gt=begun, used_at__gt=used)
    this = digest_of(request.session.session_key or "")
    return [
        Open(
            id=row.session_key,
            begun_at=clock.instant(row.begun_at),
            used_at=clock.instant(row.used_at),
            client=row.client,
            device=row.device,
            is_this=row.session_key == this,
        )
        for row in found.order_by("-used_at", "session_key")
        if row.begun_at and row.used_at
    ]


def end(account: str, *, at: Instant, but: str | None, only: Collection[str] | None = None) -> int:
    """End the sessions of an account, all or those named by id, but never the one of a key; return how many."""
    found = OpenSession.objects.filter(account=account, ended_why="", expire_date__gt=at).exclude(account="")
    if but is not None:
        found = found.exclude(pk=digest_of(but))
    if only is not None:
        found = found.filter(pk__in=only)
    return found.update(session_data="", ended_why=WebRefusal.SESSION_WAS_ENDED.value)


def forget_old(*, at: Instant) -> None:
    """Remove the rows that have run out."""
    OpenSession.objects.filter(expire_date__lt=at).delete()
