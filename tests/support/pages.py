"""Every page of a site, found by its links: what a room adds is read without being listed anywhere."""

import html
import inspect
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from django.conf import settings
from django.test import Client
from django.urls import get_resolver, resolve
from django.urls.exceptions import Resolver404
from django.utils import translation

LINKS = re.compile(r'<(?:a|form)\b[^>]*?\s(?:href|action)="([^"]*)')
METHODS = "request_method_list"
OF_ONE_SORT_MAX = 6
"""How many pages of one sort are kept: a list of fifty matters leads to fifty pages that are built alike."""
ASKED_OF_ONE_SORT_MAX = 24
"""How many are asked for what they lead to."""


@dataclass
class Walk:
    """What a reader met: pages, the first of each sort, and the routes that answered."""

    pages: list[str] = field(default_factory=list)
    firsts: list[str] = field(default_factory=list)
    routes: set[str] = field(default_factory=set)


def routes(urlconf: str) -> set[str]:
    """Return every route of a site that may be read: a verb, which is only posted to, is no page."""
    return {*_routes(get_resolver(urlconf).url_patterns)}


def _routes(patterns: Iterable[Any], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        own = str(pattern.pattern)
        route = before + own.removeprefix("^") if before else own
        if hasattr(pattern, "url_patterns"):
            yield from _routes(pattern.url_patterns, route)
        elif is_read(pattern.callback):
            yield route


def is_read(view: Any) -> bool:
    """Tell whether a view answers GET, by what Django's decorators of methods hold."""
    methods = inspect.getclosurevars(inspect.unwrap(view, stop=_holds_methods)).nonlocals.get(METHODS, ["GET"])
    return "GET" in methods


def _holds_methods(view: Any) -> bool:
    return METHODS in view.__code__.co_freevars


def walked(client: Client, starts: Iterable[str], *, urlconf: str) -> Walk:
    """Follow links, and buttons by reading, from where a reader begins."""
    walk, waiting, seen, sorts = Walk(), [*starts], set[str](), Counter[tuple[str, ...]]()
    while waiting:
        address = waiting.pop(0)
        try:
            route = route_of(urlsplit(address).path, urlconf)
        except Resolver404:
            continue
        sort = (route, *sorted(name for name, _ in parse_qsl(urlsplit(address).query)))
        if address in seen or sorts[sort] >= ASKED_OF_ONE_SORT_MAX:
            continue
        seen.add(address)
        answer = client.get(address)
        walk.routes |= {route} if answer.status_code < 400 else set()
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            sorts[sort] += 1
            walk.firsts += [address] if sorts[sort] == 1 else []
            walk.pages += [address] if sorts[sort] <= OF_ONE_SORT_MAX else []
            waiting += links_of(address, answer.content.decode())
    return walk


def route_of(path: str, urlconf: str) -> str:
    """Return the route of a path, in the language that the path names."""
    with translation.override("en" if path.startswith("/en/") else settings.LANGUAGE_CODE):
        return resolve(path, urlconf).route


def links_of(address: str, page: str) -> list[str]:
    """Return the addresses within the site to which a page leads."""
    found = (urldefrag(html.unescape(link)).url for link in LINKS.findall(page))
    return [urljoin(address, link) for link in found if not urlsplit(link).netloc]
