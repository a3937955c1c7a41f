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
from pilin.web import logbook
from pilin.web.accounts import links
from pilin.web.accounts.forms import NewPasswordForm
from pilin.web.sentences import spoken


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("new", "again")
@sensitive_variables("token")
@never_cache
def take_link(request: HttpRequest, token: str) -> HttpResponse:
    """Take a new password from who holds a link, and use the link up."""
    at = clock.now()
    try:
        link = links.found(token, at=at)
        form = NewPasswordForm(request.POST if request.method == "POST" else None, user=link.user)
        if form.is_valid():
            links.take(token, form.cleaned_data["new"], client=logbook.client_of(request), at=at)
            messages.success(request, gettext("密码已设好，请用它登录。"))
            return redirect("web:sign_in")
    except Refused as refused:
        return render(request, "web/refused.html", {"refusal": spoken(refused)}, status=404)
    return render(request, "web/accounts/take_link.html", {"form": form, "link": link})
