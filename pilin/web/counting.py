"""Numbers beside titles in the navigation: how much waits for whoever looks.

No page asks the database for them. The request in the background that says how the links stand counts, and a page that
counted anyway tells what it found; a cookie of the browser holds the numbers for a quarter of an hour, and pages read
them there. Whoever changes his own cookie sees another number and nothing else.
"""

from collections.abc import Mapping
from functools import cache
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from pilin.base.clock import Instant
from pilin.web.cards import cards

KEPT_SECONDS = 15 * 60
NUMBER_MAX = 9999


@cache
def counting() -> tuple[tuple[str, str], ...]:
    """Return by label the dotted path of what counts, for the modules that count."""
    return tuple((card.label, card.counted) for card in cards() if card.counted)


def count(account: str, *, at: Instant) -> dict[str, int]:
    """Return the numbers of an account now, by the label of the module."""
    return {label: import_string(path)(account, at) for label, path in counting()}


def kept(request: HttpRequest | None) -> Mapping[str, int]:
    """Return the numbers that this browser was told last; what is no number of ours is left out."""
    told = request.COOKIES.get(settings.COUNTS_COOKIE_NAME, "") if request is not None else ""
    labels = {label for label, _ in counting()}
    pairs = parse_qsl(told[:200])
    return {name: int(text) for name, text in pairs if name in labels and text.isascii() and text.isdigit()}


def keep(response: HttpResponse, numbers: Mapping[str, int]) -> HttpResponse:
    """Let the browser keep numbers for its next pages."""
    response.set_cookie(
        settings.COUNTS_COOKIE_NAME,
        urlencode({label: min(number, NUMBER_MAX) for label, number in numbers.items()}),
        max_age=KEPT_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def forget(response: HttpResponse) -> None:
    """Let the browser forget them, with whoever signs out."""
    response.delete_cookie(settings.COUNTS_COOKIE_NAME)
