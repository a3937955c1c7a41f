"""Signing in, in one or two steps: what proved the first (a password, another provider) leads here.

Where the account has a second factor, nobody is signed in yet after the first step: the session remembers for ten
minutes who may be, and the page of the code ends it.
"""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.organisations.rules import Right
from pilin.web import factors, recoveries, sessions
from pilin.web.access import visitor_of
from pilin.web.refusals import WebRefusal

HALF = "half_signed_in"
HALF_SECONDS = 10 * 60
_WANTED_MAX = 1000


@dataclass(frozen=True)
class Half:
    """Who proved the first step, by which of Django's ways, and which page he wants."""

    user: User
    backend: str
    wanted: str
    way: str


def page_of_ours(request: HttpRequest, wanted: str) -> str:
    """Return where to go next: a page of this node, whatever a form or an address says; else the home page.

    It begins with a slash: anything else would be taken for the name of a view, and break.
    """
    hosts, is_short = {request.get_host()}, len(wanted) <= _WANTED_MAX
    ours = is_short and url_has_allowed_host_and_scheme(wanted, hosts, require_https=request.is_secure())
    return wanted if ours and wanted.startswith("/") else reverse("web:home")


def enter(
    request: HttpRequest, user: User, *, backend: str, wanted: str, at: Instant, way: str = "password"
) -> HttpResponse:
    """Sign a user in after the first step, or ask for a code where the account has a second factor."""
    request.session.flush()  # nothing of an earlier visitor goes on
    if not factors.has(user):
        login(request, user, backend=backend)
        _begin(request, user, way=way, at=at)
        return redirect(wanted)
    request.session[HALF] = {
        "way": way,
        "user": user.pk,
        "backend": backend,
        "wanted": wanted,
        "until": clock.write(clock.after(at, seconds=HALF_SECONDS)),
        "hash": user.get_session_auth_hash(),
    }
    return redirect("web:sign_in_code")


def half(request: HttpRequest, *, at: Instant) -> Half:
    """Return who proved the first step in this session. Raises SIGN_IN_MUST_BEGIN_AGAIN."""
    kept = request.session.get(HALF)
    if kept is None or clock.read(kept["until"]) <= at:
        raise Refused(WebRefusal.SIGN_IN_MUST_BEGIN_AGAIN)
    user = User.objects.filter(pk=kept["user"], is_active=True).first()
    if user is None or not constant_time_compare(kept["hash"], user.get_session_auth_hash()):
        raise Refused(WebRefusal.SIGN_IN_MUST_BEGIN_AGAIN)
    return Half(user, kept["backend"], kept["wanted"], kept["way"])


def complete(request: HttpRequest, known: Half, *, at: Instant) -> HttpResponse:
    """Sign in who passed the second step too; the session bears his mark."""
    request.session.flush()
    login(request, known.user, backend=known.backend)
    factors.mark(request.session, known.user)
    _begin(request, known.user, way=f"{known.way},code", at=at)
    return redirect(known.wanted)


def _begin(request: HttpRequest, user: User, *, way: str, at: Instant) -> None:
    """Bind the session to where it begins, with the rights of its owner; say which accounts were recovered of late."""
    visitor = visitor_of(user, at=at, has_passed=factors.has_passed(request.session, user))
    sessions.begin(request, user, rights=visitor.rights, way=way, at=at)
    told = recoveries.to_owner(user, at=at)
    if visitor.may(Right.INSPECT) and visitor.may(Right.READ):  # who inspects alone comes to the log, which says it
        told += recoveries.to_inspectors(at=at)
    for sentence in told:
        messages.warning(request, sentence)
