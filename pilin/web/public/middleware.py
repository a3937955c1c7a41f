"""What a request to the public host passes: headers, the language of its path, a limit, reading only, and the cache.

A page is a function of its path alone. The question behind the path and the cookies that somebody sends are dropped, so
neither can fill the cache, poison it, or make two readers see two pages.
"""

import hashlib
import time
from collections.abc import Callable, Mapping
from functools import cache
from typing import cast

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response

from pilin.base.refusal import Code, Refused
from pilin.web.logbook.visits import client_of
from pilin.web.public import writing
from pilin.web.public.limits import Limiter, counted_as
from pilin.web.public.views import refused_page
from pilin.web.refusals import WebRefusal

Respond = Callable[[HttpRequest], HttpResponse]

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
READING = ("GET", "HEAD")
_STATUS: Mapping[Code, int] = {WebRefusal.REQUESTS_ARE_TOO_MANY: 429, WebRefusal.PUBLIC_FORM_DOES_NOT_FIT: 413}


def public_headers(get_response: Respond) -> Respond:
    """Allow a page no more than it needs, and give nobody a cookie."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.cookies.clear()
        action = "form-action 'self'" if writing.was_answered_by_form(request) else "form-action 'none'"
        response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace("form-action 'none'", action)
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return respond


def language_of_the_path(get_response: Respond) -> Respond:
    """Speak the language that the path names: English below `/en/`, Chinese everywhere else; no header decides it."""

    def respond(request: HttpRequest) -> HttpResponse:
        is_english = f"{request.path_info}/".startswith("/en/")
        with translation.override("en" if is_english else settings.LANGUAGE_CODE):
            return get_response(request)

    return respond


@cache
def limiter(per_minute: int) -> Limiter:
    """Return the one limiter of this process."""
    return Limiter(per_minute)


def few_at_a_time(get_response: Respond) -> Respond:
    """Ask an address that comes too often to wait, in a sentence and in the header that programs read."""

    def respond(request: HttpRequest) -> HttpResponse:
        public = settings.NODE.public
        assert public is not None, "the switch lets nothing through without a public site"
        buckets = limiter(public.requests_per_minute_max)
        seconds = buckets.wait_seconds(counted_as(client_of(request)), now=time.monotonic())
        if seconds == 0:
            return get_response(request)
        response = refused_page(Refused(WebRefusal.REQUESTS_ARE_TOO_MANY, seconds=seconds), status=429)
        response.headers["Retry-After"] = str(seconds)
        return response

    return respond


def reading_only(get_response: Respond) -> Respond:
    """Take no more than the path of who reads, and refuse whoever wants to write where no form is taken."""

    def respond(request: HttpRequest) -> HttpResponse:
        writes = request.method == "POST" and writing.is_written_to(request)
        if request.method not in READING and not writes:
            response = refused_page(Refused(WebRefusal.PUBLIC_SITE_IS_FOR_READING), status=405)
            response.headers["Allow"] = ", ".join(READING)
            return response
        try:
            if writes:
                writing.check(request)
        except Refused as refused:
            return _held_back(refused)
        request.META["QUERY_STRING"] = ""
        request.META.pop("HTTP_COOKIE", None)
        return get_response(request)

    return respond


def _held_back(refused: Refused) -> HttpResponse:
    response = refused_page(refused, status=_STATUS[refused.code])
    if "seconds" in refused.facts:
        response.headers["Retry-After"] = str(refused.facts["seconds"])
    return response


def kept_a_while(get_response: Respond) -> Respond:
    """Keep a page for a short time, here and at who asks; a reader who has it already is told so."""

    def respond(request: HttpRequest) -> HttpResponse:
        public, asked = settings.NODE.public, request.method
        assert public is not None, "the switch lets nothing through without a public site"
        if writing.is_written_to(request):
            return get_response(request)
        seconds = public.cache_seconds
        key = hashlib.sha256(request.path.encode()).hexdigest()  # a path may be longer than a key
        page = caches["public"].get(key) if seconds else None
        if page is None:
            request.method = "GET"
            response = get_response(request)
            request.method = asked
            if response.status_code != 200 or response.streaming:
                return response
            page = (response.content, response.headers["Content-Type"])
            caches["public"].set(key, page, seconds)
        content, content_type = page
        return _answered(request, content, content_type, seconds)

    return respond


def _answered(request: HttpRequest, content: bytes, content_type: str, seconds: int) -> HttpResponse:
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": f"public, max-age={seconds}", "Content-Length": str(len(content))}
    response = HttpResponse(content, content_type=content_type, headers=headers)
    answer = cast("HttpResponse", get_conditional_response(request, etag, None, response))
    if request.method == "HEAD":
        answer.content = b""
    return answer
