"""The few addresses of the public site that take a form: marked in the code, small, counted, and never kept.

A view is closed to writing unless `takes_writing` stands over it. What it takes is one short form, typed by hand: no
files, no cookie, no address kept. Nobody is signed in here, so there is nothing that a forged form could borrow: what
is sent must bring its own warrant, such as a code on paper. See `docs/decisions/0007-writing-on-the-public-site.md`.
"""

import time
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import resolve

from pilin.base.refusal import Refused
from pilin.web.logbook.visits import client_of
from pilin.web.public.limits import Limiter, counted_as
from pilin.web.refusals import WebRefusal

View = TypeVar("View", bound=Callable[..., Any])

BYTES_MAX = 16_384
WRITES_PER_MINUTE_MAX = 10
_MARK = "takes_writing"
_FORM = "application/x-www-form-urlencoded"


def takes_writing(view: View) -> View:
    """Let a public view take a form."""
    setattr(view, _MARK, True)
    return view


def is_written_to(request: HttpRequest) -> bool:
    """Tell whether a request asks for a page that takes a form; such a page is never kept in a cache."""
    try:
        match = resolve(request.path_info, settings.PUBLIC_URLCONF)
    except Http404:
        return False
    return getattr(match.func, _MARK, False) is True


def was_answered_by_form(request: HttpRequest) -> bool:
    """Tell whether the view that answered takes a form; a page of errors and a refusal come from none."""
    match = request.resolver_match
    return match is not None and getattr(match.func, _MARK, False) is True


@cache
def writers() -> Limiter:
    """Return the one limiter of who writes, in this process."""
    return Limiter(WRITES_PER_MINUTE_MAX)


def check(request: HttpRequest) -> None:
    """Refuse a form that is no small form of words, or that comes too often from one address.

    The address counts in memory for a minute, as for every reader, and is written down nowhere.
    """
    length = request.META.get("CONTENT_LENGTH") or ""
    is_small = length.isdigit() and int(length) <= BYTES_MAX
    if request.content_type != _FORM or not is_small:
        raise Refused(WebRefusal.PUBLIC_FORM_DOES_NOT_FIT)
    seconds = writers().wait_seconds(counted_as(client_of(request)), now=time.monotonic())
    if seconds:
        raise Refused(WebRefusal.REQUESTS_ARE_TOO_MANY, seconds=seconds)
