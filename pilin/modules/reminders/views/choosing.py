"""What a person chooses for himself: what he is told, by mail or not, and the private address of his calendar."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from pilin.base.refusal import Refused
from pilin.kernel.organisations.rules import Right
from pilin.modules.reminders import actions, queries
from pilin.modules.reminders.forms import WishForm
from pilin.web import logbook
from pilin.web.access import PageRequest, needs
from pilin.web.languages import titled
from pilin.web.logbook import Event
from pilin.web.sentences import refuse_in


@require_http_methods(["GET", "POST"])
@needs(Right.READ)
def show_settings(request: PageRequest) -> HttpResponse:
    """Show and take what a person wishes."""
    return _shown(request)


def _shown(request: PageRequest, *, address: str = "") -> HttpResponse:
    account, mail = request.visitor.account, settings.NODE.mail
    domains = mail.domains if mail else ""
    kinds = {name: titled(title) for name, title in queries.kinds_known().items()}
    data = request.POST if request.method == "POST" and not address else None
    form = WishForm(data, wish=queries.wish_of(account), kinds=kinds, domains=domains)
    if data is not None and form.is_valid():
        try:
            actions.choose(form.wish(account), domains=domains.split(), at=request.at)
        except Refused as refused:
            refuse_in(form, refused, field="address")
        else:
            messages.success(request, gettext("已保存。"))
            return redirect("reminders:settings")
    context = {"form": form, "feed": queries.feed_of(account), "address": address, "sends_mail": bool(mail)}
    return render(request, "reminders/settings.html", context)


@require_POST
@needs(Right.READ)
def make_feed(request: PageRequest) -> HttpResponse:
    """Make a private address and show it this once: only its digest is kept."""
    with transaction.atomic():
        token = actions.make_feed(account=request.visitor.account, at=request.at)
        logbook.note(request, Event.FEED_MADE, at=request.at)
    return _shown(request, address=f"{settings.NODE.pages.url}{reverse('reminders:feed', args=[token])}")


@require_POST
@needs(Right.READ)
def end_feed(request: PageRequest) -> HttpResponse:
    """End the private address; whoever still reads there finds nothing."""
    with transaction.atomic():
        if actions.end_feed(account=request.visitor.account, at=request.at):
            logbook.note(request, Event.FEED_ENDED, at=request.at)
    messages.success(request, gettext("私有地址已停用。"))
    return redirect("reminders:settings")
