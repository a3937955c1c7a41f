"""One's own open sessions: when each began, was last used and from where; and their end, one by one or all others."""

from typing import cast

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from pilin.base.refusal import Refused
from pilin.web import guard, logbook, sessions
from pilin.web.access import PageRequest, needs
from pilin.web.logbook import Event
from pilin.web.refusals import WebRefusal
from pilin.web.sentences import refuse_in

_OTHERS_MAX = 100


class EndSessionsForm(forms.Form):
    """Which sessions end, and the password: whoever finds a screen unlocked must not put its owner out elsewhere."""

    session = forms.MultipleChoiceField(required=False)
    password = forms.CharField(
        label=_("密码"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
@needs(None)
def show_sessions(request: PageRequest) -> HttpResponse:
    """Show one's open sessions, and end some (ASVS 3.3.4: the password is asked for again)."""
    user = cast("User", request.user)
    held = sessions.mine(request, account=user.get_username(), at=request.at)
    others = [one for one in held if not one.is_this][:_OTHERS_MAX]
    form = EndSessionsForm(request.POST if request.method == "POST" else None)
    field = cast("forms.MultipleChoiceField", form.fields["session"])
    field.choices = [(one.id, one.id) for one in others]
    if not user.has_usable_password():
        del form.fields["password"]  # he signs in at another provider
    if form.is_valid():
        try:
            _end(request, user, form)
        except Refused as refused:
            refuse_in(form, refused, field="password" if refused.code in _WITH_PASSWORD else None)
        else:
            return redirect("web:own_sessions")
    elif form.has_error("session"):
        form.errors.pop("session")
        refuse_in(form, Refused(WebRefusal.SESSION_MUST_BE_CHOSEN))
    context = {"form": form, "this": next((one for one in held if one.is_this), None), "others": others}
    return render(request, "web/accounts/sessions.html", context)


_WITH_PASSWORD = {WebRefusal.PASSWORD_DOES_NOT_FIT, WebRefusal.SIGN_IN_IS_LOCKED}


def _end(request: PageRequest, user: User, form: EndSessionsForm) -> None:
    """End the chosen sessions, or all others. Raises SESSION_MUST_BE_CHOSEN, or that the password does not fit."""
    only = None if "all" in request.POST else form.cleaned_data["session"]
    if only == []:
        raise Refused(WebRefusal.SESSION_MUST_BE_CHOSEN)
    if "password" in form.fields:
        guard.confirm_password(user, form.cleaned_data["password"], at=request.at)
    account, this = user.get_username(), request.session.session_key
    ended = sessions.end(account, at=request.at, but=this, only=only)
    logbook.note(request, Event.SESSION_ENDED, at=request.at, number=ended)
    messages.success(request, gettext("已结束 {n} 个会话；那里的人须重新登录。").format(n=ended))
