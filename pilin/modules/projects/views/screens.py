"""Screens in meeting rooms: a link for the wall alone, and the wall as it opens by it, with nobody signed in.

Whoever holds the link reads the wall and nothing else: no row leads anywhere, nothing can be sent, no session begins.
Opening it is logged under the link's number; that an open screen asks again is not.
"""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from pilin.base import clock
from pilin.base.refusal import Refused
from pilin.kernel.organisations.rules import Right
from pilin.modules.projects import actions, queries
from pilin.modules.projects.forms import ScreenForm
from pilin.modules.projects.views import wall
from pilin.web import logbook, sessions
from pilin.web.access import PageRequest, needs
from pilin.web.logbook import Event
from pilin.web.sentences import refuse_in
from pilin.web.sides import sides_at, sides_of


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def show_screens(request: PageRequest) -> HttpResponse:
    """List the links of screens; make one, whose address is shown this once, or revoke one."""
    if request.method == "POST" and "revoke" in request.POST:
        _revoke(request, request.POST["revoke"])
        return redirect("projects:screens")
    form, address = ScreenForm(request.POST if request.method == "POST" else None), ""
    if form.is_bound and form.is_valid():
        address = _made(request, form)
    context = {
        "form": ScreenForm(None) if address else form,
        "address": address,
        "screens": queries.screens(at=request.at),
        "days": actions.SCREEN_DAYS,
        "links": sides_of(request).links,
    }
    return render(request, "projects/screens.html", context)


def _made(request: PageRequest, form: ScreenForm) -> str:
    """Make a link and return its address; empty where it was refused in the form."""
    try:
        made = actions.make_screen(form.cleaned_data["name"], by=request.visitor.account, at=request.at)
    except Refused as refused:
        refuse_in(form, refused)
        return ""
    logbook.note(request, Event.SCREEN_LINK_MADE, at=request.at, subject=_subject(made.number))
    return f"{settings.NODE.pages.url}{reverse('projects:screen', args=[made.token])}"


def _revoke(request: PageRequest, number: str) -> None:
    if number.isascii() and number.isdigit() and actions.revoke_screen(int(number[:9]), at=request.at):
        logbook.note(request, Event.SCREEN_LINK_REVOKED, at=request.at, subject=_subject(int(number)))
        messages.success(request, gettext("链接已撤回，用它打开的屏幕会在一分钟内停下。"))


def _subject(number: int) -> str:
    return f"screen/{number}"


@require_GET
@never_cache
def show_screen(request: HttpRequest, token: str) -> HttpResponse:
    """Show the wall on a screen by its link; what does not open says so, and an open screen that is out stops."""
    at = clock.now()
    found = queries.screen_of(token, at=at)
    if found is None:
        response = render(request, "projects/screen_gone.html", status=403)
        if sessions.is_background(request):
            response.headers["HX-Refresh"] = "true"
        return response
    if not sessions.is_background(request):
        logbook.note(request, Event.SCREEN_OPENED, at=at, subject=_subject(found.pk))
        actions.saw_screen(found.pk, at=at)
    context = wall.context_of(request, sides_at(at), at=at, screen=found.name)
    response = render(request, "projects/wall.html", context)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
