"""The page behind a one-time link: its owner sets a password. It is open to whoever holds the link."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from pilin.base import clock
from pilin.base.refusal import Refused
from pilin.web import guard, logbook
from pilin.web.accounts import links
from pilin.web.accounts.forms import NewPasswordForm, RecoverForm
from pilin.web.refusals import WebRefusal
from pilin.web.sentences import refuse_in, spoken


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("new", "again", "word")
@sensitive_variables("token")
@never_cache
def take_link(request: HttpRequest, token: str) -> HttpResponse:
    """Take a new password from who holds a link, and use the link up."""
    at = clock.now()
    try:
        link = links.found(token, at=at)
        kind = RecoverForm if link.purpose == links.RECOVERY else NewPasswordForm
        form = kind(request.POST if request.method == "POST" else None, user=link.user)
        if form.is_valid():
            guard.admit(request)
            said, client = form.cleaned_data, logbook.client_of(request)
            links.take(token, said["new"], client=client, at=at, word=said.get("word", ""))
            messages.success(request, gettext("密码已设好，请用它登录。"))
            return redirect("web:sign_in")
    except Refused as refused:
        if refused.code is WebRefusal.LINK_DOES_NOT_OPEN:
            return render(request, "web/refused.html", {"refusal": spoken(refused)}, status=404)
        refuse_in(form, refused, field=None if refused.code is WebRefusal.SIGN_INS_ARE_TOO_MANY else "word")
    return render(request, "web/accounts/take_link.html", {"form": form, "link": link})
