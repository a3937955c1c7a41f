"""What holds for every page: its headers, its language, which addresses are read at all, and how much is taken.

The headers allow nothing from elsewhere, no scripts and no styles in the text, no frames, and nothing kept behind.
"""

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from pilin.base import clock
from pilin.base.refusal import Refused
from pilin.web import languages, sessions
from pilin.web.refusals import WebRefusal
from pilin.web.sentences import spoken

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
_FORM_BYTES = 2**20
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def strict_headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Add the headers that allow a page no more than it needs."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    return respond


def readers_language(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Speak to each reader in the language that he switched to; refusals and error pages too."""

    def respond(request: HttpRequest) -> HttpResponse:
        language = languages.chosen(request)
        with translation.override(language):
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return respond


def bounded_bodies(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Take no more than the largest attachment with its form, before anybody reads it: files would fill the disk.

    A body whose length is not told is empty here: the length is all that is read (PEP 3333).
    """

    def respond(request: HttpRequest) -> HttpResponse:
        limit = settings.NODE.limits.attachment_bytes_max + _FORM_BYTES
        told = request.META.get("CONTENT_LENGTH") or "0"
        if not (told.isascii() and told.isdigit()) or int(told[:20]) <= limit:
            return get_response(request)
        refused = Refused(WebRefusal.REQUEST_IS_TOO_LARGE, megabytes=limit // 2**20)
        return render(request, "web/refused.html", {"refusal": spoken(refused)}, status=413)

    return respond


def bound_sessions(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let nobody be signed in whose session has run out or was brought from elsewhere; a page that asks nobody is free.

    Whoever asks who is there asks this: views, and templates of pages that are open to all.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        known = request.user

        def checked() -> User | AnonymousUser:
            if known.is_authenticated and sessions.check(request, known.get_username(), at=clock.now()) is not None:
                return AnonymousUser()
            return known

        request.user = cast("User", SimpleLazyObject(checked))
        return get_response(request)

    return respond


def readable_addresses(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse an address with a NUL in it: no text of ours holds one, and PostgreSQL takes none in a question either."""

    def respond(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise SuspiciousOperation("the address holds a NUL")
        return get_response(request)

    return respond
