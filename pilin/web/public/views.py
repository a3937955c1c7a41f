"""The frame's own pages: home, what the software refuses to do, about the site; and pages of errors."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext

from pilin.base.refusal import Refused
from pilin.web.cards import cards
from pilin.web.languages import titled
from pilin.web.public.refusing import refusing
from pilin.web.sentences import spoken


def home(request: HttpRequest) -> HttpResponse:
    """Say what this is, and where one may read on."""
    entries = [entry for card in cards() for entry in card.public_entries]
    shown = [(gettext(entry.title), entry.page, gettext(entry.hint)) for entry in entries]
    return render(request, "web/public/home.html", {"node": settings.NODE.node, "entries": shown})


def show_refusing(request: HttpRequest) -> HttpResponse:
    """Show what the software refuses to do, with the articles."""
    rows = [(titled(row.what), titled(row.how), titled(row.law)) for row in refusing()]
    return render(request, "web/public/refusing.html", {"rows": rows})


def show_about(request: HttpRequest) -> HttpResponse:
    """Say who runs the site, what it publishes, how one follows or complains, and how it is made."""
    node, public = settings.NODE.node, settings.NODE.public
    return render(request, "web/public/about.html", {"node": node, "contact": public.contact if public else ""})


def refused_page(refused: Refused, *, status: int) -> HttpResponse:
    """Return a refusal as a page of the site; it is made without asking the database."""
    return HttpResponse(render_to_string("web/public/refused.html", {"refusal": spoken(refused)}), status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, "not_found", 404)


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, "not_understood", 400)


def out_of_order(request: HttpRequest) -> HttpResponse:
    return _error(request, "out_of_order", 500)


def _error(_request: HttpRequest, name: str, status: int) -> HttpResponse:
    context: dict[str, Any] = {"trouble": name}
    return HttpResponse(render_to_string("web/public/trouble.html", context), status=status)
