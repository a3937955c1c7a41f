"""The shell's pages: form, then action or query, then template."""

from collections.abc import Callable
from functools import partial
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation import queries as federated
from pilin.kernel.federation.actions import upkeep
from pilin.kernel.matters import queries as matters
from pilin.kernel.organisations.rules import Right
from pilin.web import (
    colours,
    counting,
    diagnostics,
    entering,
    evidence,
    guard,
    hiding,
    languages,
    logbook,
    sessions,
    unsent,
    wording,
)
from pilin.web.access import STOP_ASKING, PageRequest, needs
from pilin.web.cards import cards
from pilin.web.forms import AlarmForm, CodeForm, MaintenanceForm, SignInForm
from pilin.web.logbook import Event, Fact
from pilin.web.refusals import WebRefusal
from pilin.web.sentences import refuse_in, say, spoken

_ENDED = {
    WebRefusal.SESSION_WAS_REPLAYED.value,
    WebRefusal.SESSION_WAS_LONG.value,
    WebRefusal.SESSION_WAS_IDLE.value,
    WebRefusal.SESSION_WAS_ENDED.value,
}


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignInForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        at = clock.now()
        try:
            guard.admit(request)
            user = guard.authenticated(request, **form.cleaned_data, at=at)
        except Refused as refused:
            _log_failure(request, form.cleaned_data["account"], refused, at=at)
            refuse_in(form, refused)
        else:
            return entering.enter(request, user, backend=guard.backend_of(user), wanted=_next(request), at=at)
    wanted = request.POST.get("next") or request.GET.get("next", "")
    ended = request.GET.get("ended", "") if request.method == "GET" else ""
    why = say(ended) if ended in _ENDED else None
    node = settings.NODE
    context = {"form": form, "next": wanted, "ended": why, "node_name": node.node.name, "provider": node.oidc}
    return render(request, "web/sign_in.html", context)


def _log_failure(request: HttpRequest, account: str, refused: Refused, *, at: Instant) -> None:
    """Write down a sign-in that failed. A name that is no account's is left out: people type passwords there."""
    if refused.code is WebRefusal.SIGN_INS_ARE_TOO_MANY:
        return
    is_known = User.objects.filter(username=account).exists()
    is_locked = refused.code is WebRefusal.SIGN_IN_IS_LOCKED
    logbook.record(
        Event.SIGN_IN_LOCKED if is_locked else Event.SIGN_IN_FAILED,
        account=account if is_known else "",
        at=at,
        client=logbook.client_of(request),
        facts={"reason": refused.code.value},
    )


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("code")
@never_cache
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Ask for a code of the second factor after the password."""
    at = clock.now()
    try:
        known = entering.half(request, at=at)
    except Refused as refused:
        messages.error(request, spoken(refused).sentence)
        return redirect("web:sign_in")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            guard.admit(request)
            guard.confirm_code(known.user, form.cleaned_data["code"], at=at)
        except Refused as refused:
            _log_wrong_code(request, known.user, refused, at=at)
            refuse_in(form, refused, field="code")
        else:
            return entering.complete(request, known, at=at)
    return render(request, "web/sign_in_code.html", {"form": form})


def _log_wrong_code(request: HttpRequest, user: User, refused: Refused, *, at: Instant) -> None:
    """Write down a code that failed."""
    if refused.code is not WebRefusal.SIGN_INS_ARE_TOO_MANY:
        client, facts = logbook.client_of(request), {"reason": refused.code.value}
        logbook.record(Event.FACTOR_FAILED, account=user.get_username(), at=at, client=client, facts=facts)


def _next(request: HttpRequest) -> str:
    """Return where to go after signing in or switching."""
    return entering.page_of_ours(request, request.POST.get("next", ""))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    waiting = unsent.count(request)
    if waiting and unsent.ANYWAY not in request.POST:
        return render(request, "web/unsent.html", {"number": waiting})
    if request.user.is_authenticated:
        logbook.note(request, Event.SIGN_OUT, at=clock.now())
    logout(request)
    response = redirect("web:sign_in")
    counting.forget(response)
    unsent.clear(response)
    return response


@require_POST
def switch_language(request: HttpRequest) -> HttpResponse:
    """Speak the wanted language from now on, on the page where the reader was; one that is not offered changes nothing.

    The cookie holds the language and nothing else, and lives for a year.
    """
    wanted = request.POST.get("language", "")
    response = redirect(_next(request))
    if languages.is_offered(wanted):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            wanted,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    return response


@require_GET
@needs(None)
def home(request: PageRequest) -> HttpResponse:
    """Go to the first room of the navigation, or to the matters where this node uses none; who inspects, to the log."""
    if request.visitor.may(Right.INSPECT) and not request.visitor.may(Right.READ):
        return redirect("web:access_log")
    return redirect(next((card.home for card in cards() if card.home), "web:matters"))


@require_GET
@needs(Right.READ)
def show_links(request: PageRequest) -> HttpResponse:
    """Say how the links stand, to an open page, and what has turned."""
    if not sessions.is_background(request):
        return redirect("web:diagnostics")
    lights = wording.band_lights(federated.links_state(request.at))
    seen = wording.seen(lights)
    numbers = counting.count(request.visitor.account, at=request.at)
    context = {"lights": lights, "seen": seen, "is_changed": request.GET.get("seen") != seen, "numbers": numbers}
    return counting.keep(render(request, "web/components/band_links.html", context), numbers)


@require_GET
@needs(Right.READ)
def show_diagnostics(request: PageRequest) -> HttpResponse:
    page = diagnostics.page(at=request.at, asked=request.GET.get("asked", ""), since=request.GET.get("since", ""))
    context = {
        "page": page,
        "at": request.at,
        "links": [panel.link for panel in page.panels],
        "node_state": page.node,
        "more": diagnostics.place_text(page.next),
        "progress": matters.progress(),
        "visitor_may_act": request.visitor.may(Right.ACT),
    }
    is_over = sessions.is_background(request) and not page.is_waiting  # the line that waited asks no more
    return render(request, "web/diagnostics.html", context, status=STOP_ASKING if is_over else None)


@require_GET
@needs(Right.READ)
def show_dead_letters(request: PageRequest) -> HttpResponse:
    found = federated.dead_letters(after=diagnostics.place(request.GET.get("after", "")))
    links = federated.links_state(request.at)
    lines = diagnostics.letter_lines(found.letters, {link.peer: link.name for link in links})
    context = {"letters": lines, "links": links, "more": diagnostics.place_text(found.next)}
    return render(request, "web/dead_letters.html", context)


@require_GET
@needs(Right.READ)
def show_evidence(request: PageRequest) -> HttpResponse:
    subject = request.GET.get("subject", "")
    is_hidden = hiding.is_subject_hidden(subject, request.visitor.onlooker)
    page = evidence.page(hiding.NOTHING if is_hidden else subject, after=request.GET.get("after", ""), at=request.at)
    return render(request, "web/evidence.html", {"subject": subject, "evidence": page})


@require_POST
@needs(Right.ACT)
def test_link(request: PageRequest, peer: str) -> HttpResponse:
    where = urlencode({"asked": peer, "since": clock.write(request.at)})
    back = f"{reverse('web:diagnostics')}?{where}"  # no fragment: with one, browsers do not refresh
    test = partial(upkeep.test_connection, peer=peer, at=request.at)
    return attempt(request, _logged(request, Event.LINK_TESTED, test, peer=peer), back=back)


@require_POST
@needs(Right.ACT)
def retry_link(request: PageRequest, peer: str) -> HttpResponse:
    done = gettext("已请求立即重发；结果见下表。")
    verb = _logged(request, Event.LINK_RETRIED, partial(upkeep.retry_now, peer=peer), peer=peer)
    return attempt(request, verb, done=done, back=_panel(peer))


@require_POST
@needs(Right.ACT)
def maintain_link(request: PageRequest, peer: str) -> HttpResponse:
    form = MaintenanceForm(request.POST)
    if not form.is_valid():
        return redirect(_panel(peer))
    mode = form.cleaned_data["mode"]
    done = diagnostics.answer_words(mode)
    maintain = partial(upkeep.maintain, peer=peer, mode=mode)
    verb = _logged(request, Event.LINK_MAINTAINED, maintain, peer=peer, mode=mode)
    return attempt(request, verb, done=done, back=_panel(peer))


@require_POST
@needs(Right.ACT)
def close_alarm(request: PageRequest) -> HttpResponse:
    form = AlarmForm(request.POST)
    if form.is_valid():
        alarm_id = form.cleaned_data["alarm"]
        close = partial(federation.close_alarm, alarm_id=alarm_id, by=request.visitor.account, at=request.at)
        verb = _logged(request, Event.ALARM_CLOSED, close, alarm=alarm_id)
        return attempt(request, verb, done=gettext("告警已关闭，并记下了您的账号。"), back=reverse("web:diagnostics"))
    return redirect("web:diagnostics")


def _logged(request: PageRequest, event: Event, verb: Callable[[], object], **facts: Fact) -> Callable[[], object]:
    """Return a verb that is done and written into the access log, both or neither."""

    @transaction.atomic
    def both() -> None:
        verb()
        logbook.record(
            event, account=request.visitor.account, at=request.at, client=logbook.client_of(request), facts=facts
        )

    return both


def _panel(peer: str) -> str:
    return f"{reverse('web:diagnostics')}#peer-{peer}"


def attempt(request: HttpRequest, verb: Callable[[], object], *, back: str, done: str = "") -> HttpResponse:
    """Do a verb and go back to a page that says what came of it: done, or the refusal's sentence."""
    try:
        verb()
    except Refused as refused:
        messages.error(request, spoken(refused).sentence)
    else:
        if done:
            messages.success(request, done)
    return redirect(back)


@require_GET
@cache_control(max_age=3600, public=True)
def node_style(_request: HttpRequest) -> HttpResponse:
    """Serve the node's colour as a style sheet: the policy allows no styles within a page."""
    own = settings.NODE.node.colour
    tint = colours.tinted(own, 0.08)
    deep = colours.deepened(own, against=tint)
    sheet = f"@layer node {{ :root {{ --node: {own}; --node-deep: {deep}; --node-tint: {tint}; }} }}\n"
    return HttpResponse(sheet, content_type="text/css; charset=utf-8")
