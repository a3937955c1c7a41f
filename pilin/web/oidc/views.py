"""To the provider and back. What goes wrong on the way stands as a sentence on the sign-in page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.web import entering, guard, logbook
from pilin.web.logbook import Event
from pilin.web.oidc import provider
from pilin.web.refusals import WebRefusal
from pilin.web.sentences import spoken

ASKED = "asked_provider"
ASKED_SECONDS = 10 * 60
_BACKEND = "django.contrib.auth.backends.ModelBackend"

View = Callable[[HttpRequest, Instant], HttpResponse]


def _at_the_door(view: View) -> Callable[[HttpRequest], HttpResponse]:
    """Show a page only where a provider is configured; a refusal leads back to the sign-in page and is logged."""

    @wraps(view)
    @require_GET
    @never_cache
    def shown(request: HttpRequest) -> HttpResponse:
        if not provider.is_configured():
            raise Http404
        at = clock.now()
        try:
            guard.admit(request)
            return view(request, at)
        except Refused as refused:
            if refused.code is WebRefusal.SIGN_INS_ARE_TOO_MANY:
                return HttpResponse(spoken(refused).sentence, status=429, content_type="text/plain; charset=utf-8")
            facts: dict[str, logbook.Fact] = {"factor": "oidc", "reason": _reason(refused)}
            logbook.record(Event.SIGN_IN_FAILED, account="", at=at, client=logbook.client_of(request), facts=facts)
            messages.error(request, spoken(refused).sentence)
            return redirect("web:sign_in")

    return shown


def _reason(refused: Refused) -> str:
    return " ".join(filter(None, (refused.code.value, str(refused.facts.get("reason", "")))))


@_at_the_door
def ask_provider(request: HttpRequest, at: Instant) -> HttpResponse:
    """Send the browser to the provider; the session remembers what was asked, for ten minutes."""
    url, asked = provider.ask(_back())
    wanted = entering.page_of_ours(request, request.GET.get("next", ""))
    until = clock.write(clock.after(at, seconds=ASKED_SECONDS))
    request.session[ASKED] = {**asked, "wanted": wanted, "until": until}
    return redirect(url)


@_at_the_door
def come_back(request: HttpRequest, at: Instant) -> HttpResponse:
    """Take what the provider says, once, and sign in the account that it names."""
    asked: dict[str, Any] | None = request.session.pop(ASKED, None)
    if asked is None or clock.read(asked["until"]) <= at:
        raise Refused(WebRefusal.SIGN_IN_MUST_BEGIN_AGAIN)
    if not constant_time_compare(request.GET.get("state", ""), asked["state"]):
        raise Refused(WebRefusal.PROVIDER_ANSWER_DOES_NOT_FIT, reason="state")
    if "code" not in request.GET:
        raise Refused(WebRefusal.PROVIDER_REFUSED, reason=request.GET.get("error", "")[:60])
    account = provider.redeem(request.GET["code"], asked, _back(), at=at)
    user = User.objects.filter(username=account, is_active=True).first()
    if user is None:
        raise Refused(WebRefusal.PROVIDER_NAMES_NO_ACCOUNT)
    return entering.enter(request, user, backend=_BACKEND, wanted=asked["wanted"], at=at, way="oidc")


def _back() -> str:
    """Return our address at which the provider sends people back: the configured one, whatever a request says."""
    return f"{settings.NODE.pages.url}{reverse('web:sign_in_provider_back')}"
