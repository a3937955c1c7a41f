"""Messages that did not go out: why, how often they were tried, and when again. Nothing is lost silently."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from pilin.kernel.organisations.rules import Right
from pilin.modules.reminders import actions, queries
from pilin.modules.reminders.rules.robots import FORMS
from pilin.modules.reminders.rules.wishes import MAIL
from pilin.web.access import PageRequest, needs
from pilin.web.languages import titled
from pilin.web.sentences import say


@require_GET
@needs(Right.ACT)
def show_outbox(request: PageRequest) -> HttpResponse:
    """Show what did not go out, and which ways out this node has."""
    node = settings.NODE
    held = {MAIL: node.mail, **{name: getattr(node.robots, f"{name}_file") for name in FORMS}}
    context = {
        "ways": [(_name(channel), bool(opened)) for channel, opened in held.items()],
        "backlog": queries.backlog(),
        "troubled": [(one, _name(one.channel), say(one.code, one.facts)) for one in queries.troubled()],
    }
    return render(request, "reminders/outbox.html", context)


def _name(channel: str) -> str:
    return titled(FORMS[channel].name) if channel in FORMS else gettext("邮件")  # type: ignore[arg-type]


@require_POST
@needs(Right.ACT)
def send_on(request: PageRequest, number: int) -> HttpResponse:
    """Try a message that failed once more."""
    if not actions.send_on(number=number, at=request.at):
        raise Http404
    messages.success(request, gettext("将在一分钟内重新发送。"))
    return redirect("reminders:outbox")
